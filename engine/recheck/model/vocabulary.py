"""The names that rules and cases may use: facts with their types, treatments with their wordings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from recheck.model.problem import Place
from recheck.model.value import Bounds, Number
from recheck.model.wording import Concepts


class FactType(StrEnum):
    """What values a fact takes."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    SET = "set"

    @property
    def is_numeric(self) -> bool:
        return self in (FactType.INTEGER, FactType.NUMBER)


class BelongsTo(StrEnum):
    """What a fact is a fact of: twelve visits of one treatment are not visits of another."""

    CLAIM = "claim"
    REGION = "region"
    TREATMENT = "treatment"
    TREATMENT_REGION = "treatment_region"
    REQUEST = "request"


@dataclass(frozen=True, slots=True)
class Fact:
    """One named, typed thing that a record can document."""

    name: str
    type: FactType
    belongs_to: BelongsTo
    unit: str | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    values: tuple[str, ...] = ()
    fixed: bool = False
    question: str | None = None
    says: str | None = None
    wordings: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """Of a choice, the words that requests use for a value."""
    formerly: tuple[str, ...] = ()
    """Names that it had before."""
    charts_say: str | None = field(default=None, metadata={"later": True})
    """Of a fact in a guideline's words that no chart has: what charts say instead."""
    stands_in: tuple[str, ...] = field(default=(), metadata={"later": True})
    """The parts of a record in any of which it would stand, as facts that say whether they were read."""
    requested_beside: tuple[str, ...] = field(default=(), metadata={"later": True})
    """Treatments, or categories of them: it holds where another request of the case is for one."""
    place: Place | None = field(default=None, compare=False, repr=False)

    @property
    def bounds(self) -> Bounds:
        """Where a number of this fact lies even when it is not documented."""
        unbounded = Bounds()
        return Bounds(
            unbounded.low if self.at_least is None else self.at_least,
            unbounded.high if self.at_most is None else self.at_most,
        )

    @property
    def asked(self) -> str:
        """The question that asks for the fact."""
        return self.question or f"What does the record document for '{self.name}'?"

    @property
    def readable(self) -> str:
        """The fact's name in words.

        >>> Fact("home_exercise", FactType.BOOLEAN, BelongsTo.CLAIM).readable
        'home exercise'
        """
        return self.says or self.name.replace("_", " ")

    def being(self, value: bool) -> str:
        """A yes/no fact as a clause: 'the request is signed', 'the request is not signed'."""
        return self.readable if value else negated(self.readable)


@dataclass(frozen=True, slots=True)
class Drug:
    """What a drug treatment is made of."""

    ingredients: tuple[str, ...]
    drug_class: str
    brands: tuple[str, ...] = ()
    mme_factor: Number | None = None
    routes: tuple[str, ...] = ()
    """How it is given; by mouth unless given."""
    release: str | None = None
    """How it is released; at once unless given."""


@dataclass(frozen=True, slots=True)
class Composition:
    """What words together name a treatment, in any order and with anything between."""

    procedures: tuple[str, ...]
    """Any one of these."""
    regions: tuple[str, ...] = ()
    """In one of these regions; anywhere where none is named."""
    modifiers: tuple[tuple[str, ...], ...] = ()
    """With one of each of these: modifiers, or other procedures."""
    absorbs: tuple[str, ...] = ()
    """Modifiers, procedures and categories of treatments that say nothing more beside it."""
    without: tuple[str, ...] = ()
    """Modifiers and procedures beside which it is not meant."""


@dataclass(frozen=True, slots=True)
class Treatment:
    """One thing that can be requested, and the wordings that letters use for it."""

    name: str
    title: str
    category: str
    wordings: tuple[str, ...] = ()
    unit: str | None = None
    parts: tuple[str, ...] = ()
    drug: Drug | None = None
    members: tuple[Drug, ...] = ()
    """Of a group of drugs, each with its own ingredients and brands: the SSRIs, the laxatives."""
    compounded: bool = False
    """Whether it stands for mixtures: a title with several drugs and their shares in percent."""
    composed: tuple[Composition, ...] = ()
    formerly: tuple[str, ...] = ()
    """Names under which it stood before."""
    of_nerves: bool = False
    """Whether a limb that is named whole means the part of the spine from which its nerves come."""
    place: Place | None = field(default=None, compare=False, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Every wording, and of drugs every brand; of a group of drugs each member's ingredients, too."""
        own = self.drug.brands if self.drug else ()
        members = (name for each in self.members for name in ("/".join(each.ingredients), *each.brands))
        return (*self.wordings, *own, *members)


OF_THE_REQUEST = ("treatment", "body_region", "side", "requested_on", "service_on", "reviewed_on")
"""The facts that a request states by its own keys."""
OF_QUANTITY = ("_requested", "_authorized")
"""The ends of the facts that its quantity states."""


def is_stated(fact: str) -> bool:
    """Whether a request states a fact by its own keys or its quantity.

    >>> is_stated("side"), is_stated("visits_requested"), is_stated("visits_completed")
    (True, True, False)
    """
    return fact in OF_THE_REQUEST or fact.endswith(OF_QUANTITY)


SILENCE_ON = "silence_on_"
"""Before a fact's name: that the record is silent of it, although a part was read in which it would stand."""
SIDES = ("left", "right")
MIDLINE = ("head", "cervical", "thoracic", "lumbar", "pelvis", "chest", "abdomen")
"""Regions that have no side: a finding of the low back is one, whichever leg it radiates to."""
PLAIN_REGIONS = {"lumbar": ("low back", "lower back"), "cervical": ("neck",), "thoracic": ("mid back", "upper back")}
"""Other words by which people name regions of the spine."""


def region_key(region: str, side: str | None) -> str:
    """The key under which a case keeps the facts of a region, with its side where it has one.

    >>> region_key("knee", "left"), region_key("lumbar", "left"), region_key("knee", None)
    ('knee_left', 'lumbar', 'knee')
    """
    return f"{region}_{side}" if side and region not in MIDLINE else region


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """All names in scope."""

    facts: Mapping[str, Fact]
    treatments: Mapping[str, Treatment]
    words: Concepts = field(default_factory=dict)
    """What words mean in titles, by name."""
    drug_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Further names of ingredients, copied from a terminology: ingredient -> names."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Former names of treatments, which old cases, mappings, overlays and journals hold: old -> the name today."""

    @property
    def body_regions(self) -> tuple[str, ...]:
        region = self.facts.get("body_region")
        return region.values if region else ()

    def current(self, treatment: str) -> str:
        """The name today of a treatment, by the name that it has or had."""
        return self.renamed.get(treatment, treatment)

    @property
    def region_keys(self) -> tuple[str, ...]:
        """Every key under which a case may keep facts of a region: `knee`, `knee_left`, `knee_right`."""
        keys = [region_key(region, side) for side in (None, *SIDES) for region in self.body_regions]
        return tuple(dict.fromkeys(keys))


def negated(words: str) -> str:
    """What is documented as absent, said as people say it; where that is not safe, `…: no`.

    >>> negated("a benzodiazepine is taken"), negated("CURES was checked"), negated("pain medication is not tolerated")
    ('no benzodiazepine is taken', 'CURES was not checked', 'pain medication is tolerated')
    >>> negated("conservative treatment failed"), negated("gains that are kept or extended")
    ('conservative treatment failed: no', 'gains that are kept or extended: no')
    """
    bare = re.fullmatch(r"an? (.+)", words)
    if bare:
        return f"no {bare[1]}"
    verb = re.fullmatch(r"(?!no )((?:(?! that | which |, ).)+?) (is|are|was|were) (not )?(.+)", words)
    if verb is None:
        return f"{words}: no"
    return f"{verb[1]} {verb[2]} {verb[4]}" if verb[3] else f"{verb[1]} {verb[2]} not {verb[4]}"
