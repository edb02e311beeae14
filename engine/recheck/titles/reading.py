"""What a title asks for, as data."""

from dataclasses import dataclass, field

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a title with what they mean."""

    start: int
    """The place of the first token ..."""
    end: int
    """... and of the one after the last."""
    kind: str
    """A word's kind, `ingredient`, `named`, `level` or `unknown`."""
    name: str
    said: str
    """The words as they stand in the title."""
    read_as: str | None = None
    """The word that was taken to be meant, where the title's is not known."""
    ingredients: tuple[str, ...] = ()
    """Of a drug, what it is made of as far as the title or its name says."""
    drug_class: str | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """One region that a title names, with its side."""

    region: str
    side: str | None
    start: int
    end: int
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """One treatment of a title, in the regions of one side."""

    treatment: str
    regions: tuple[str, ...] = ()
    side: str | None = None
    levels: str | None = None
    quantity: Range | None = None
    unit: str | None = None
    strength: str | None = None
    form: str | None = None
    body_regions: tuple[str, ...] = ()
    """Its regions as a case knows them: a limb named whole is none, or, in a study of its nerves, their root."""
    ingredients: tuple[str, ...] = ()
    """Of a drug, what it is made of."""
    drug_class: str | None = None


@dataclass(frozen=True, slots=True)
class TitleReading:
    """What a title asks for."""

    treatments: tuple[str, ...]
    body_regions: tuple[str, ...] = ()
    """Regions of all of it as a case knows them, see `Asked`."""
    side: str | None = None
    quantity: int | None = None
    at_least: int | None = field(default=None, compare=False)
    """The lower end of a range; the quantity where it is none."""
    asked: tuple[Asked, ...] = field(default=(), compare=False)
    """Each treatment with its own regions and side."""
    amount: Range | None = field(default=None, compare=False)
    unit: str | None = field(default=None, compare=False)
    strength: str | None = field(default=None, compare=False)
    form: str | None = field(default=None, compare=False)
    modifiers: tuple[str, ...] = field(default=(), compare=False)
    not_understood: tuple[str, ...] = field(default=(), compare=False)
    depends: bool = field(default=False, compare=False)
    """Whether its words say that it hangs on another request."""
    vague: tuple[str, ...] = field(default=(), compare=False)
    """Procedures that it names and that become a treatment only with more words."""
    mentions: tuple[Mention, ...] = field(default=(), compare=False)

    @property
    def regions(self) -> tuple[str, ...]:
        """Every region that is named, limbs too."""
        return tuple(dict.fromkeys(region for each in self.asked for region in each.regions))
