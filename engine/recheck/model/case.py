"""Cases: one worker's file, with what the record documents and what is requested."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from recheck.model.guideline import Dates
from recheck.model.problem import Place
from recheck.model.value import Value
from recheck.model.vocabulary import SIDES, region_key


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where in the source text a fact was read: first and last line, or characters."""

    kind: str
    first: int
    last: int

    def __str__(self) -> str:
        word = "line" if self.kind == "lines" else "character"
        return f"{word} {self.first}" if self.first == self.last else f"{word}s {self.first}-{self.last}"


@dataclass(frozen=True, slots=True)
class FactReading:
    """One documented value of a fact, with its evidence and the date it was documented for."""

    value: Value
    evidence: Evidence | None = None
    dated: date | None = None
    stands_for: str | None = None
    confirmed: bool = False
    """Whether a person has looked at it beside its words."""
    inferred: bool = False
    """Whether a program read its value or place from words that do not state it beside each other."""


@dataclass(frozen=True, slots=True)
class NotDocumented:
    """What was read in a letter and is not there, as a person found: the fact's path in the case, and the value."""

    fact: str
    value: Value


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Words of a record from which nothing was read: of these facts it is not silent."""

    facts: tuple[str, ...]
    says: str
    evidence: Evidence | None = None
    treatment: str | None = None
    """Of facts of a treatment: which."""
    regions: tuple[str, ...] = ()
    """The body regions that they speak of; of any, where none is named."""


@dataclass(frozen=True, slots=True)
class Documented:
    """All that the record documents of one fact."""

    readings: tuple[FactReading, ...]
    place: Place | None = field(default=None, compare=False, repr=False)


FactTable = Mapping[str, Documented]


@dataclass(frozen=True, slots=True)
class TreatmentRecord:
    """What is documented of one treatment: as a whole, and by body region."""

    facts: FactTable = field(default_factory=dict)
    regions: Mapping[str, FactTable] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quantity:
    """How much is requested, was authorized, and is disputed; a range is judged at its upper end."""

    unit: str
    disputed: int
    authorized: int = 0
    requested: int | None = None

    @property
    def had(self) -> int:
        """What was authorized beside what is disputed: nothing, where the whole request is disputed.

        >>> Quantity("visits", disputed=4, authorized=2, requested=6).had
        2
        >>> Quantity("visits", disputed=6, authorized=2, requested=6).had
        0
        """
        return 0 if self.requested == self.disputed else self.authorized


LATEST_RECORD = "latest record"
"""What stands for the date of a request that a letter does not tell: the day of the latest record before the denial."""


class By(StrEnum):
    """Who decided."""

    UTILIZATION_REVIEW = "utilization_review"
    IMR = "imr"


class Outcome(StrEnum):
    """What was decided: by utilization review, then by IMR."""

    APPROVED = "approved"
    MODIFIED = "modified"
    DENIED = "denied"
    UPHELD = "upheld"
    OVERTURNED = "overturned"


OUTCOMES_OF = {
    By.UTILIZATION_REVIEW: (Outcome.APPROVED, Outcome.MODIFIED, Outcome.DENIED),
    By.IMR: (Outcome.UPHELD, Outcome.OVERTURNED),
}


@dataclass(frozen=True, slots=True)
class Cited:
    """A guideline as a determination cites it."""

    guideline: str
    section: str | None = None
    pages: tuple[str, ...] = ()

    def __str__(self) -> str:
        pages = f"p. {'-'.join(self.pages)}" if self.pages else None
        return ", ".join(part for part in (self.guideline, self.section, pages) if part)


class Says(StrEnum):
    """What a sentence of the record says beside a finding."""

    SAME = "same"
    CONTRARY = "contrary"


@dataclass(frozen=True, slots=True)
class Beside:
    """A sentence of the record that speaks of what a finding speaks of, found by its words."""

    says: Says
    evidence: Evidence
    quote: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reviewer says the file holds or lacks of one fact; never a fact of the record itself."""

    fact: str
    place: str
    """As a case file's: `claim`, a region, a treatment, `treatment/region`, or `request`."""
    value: Value | None
    """None where the reviewer says that it is not documented."""
    quote: str
    lines: tuple[int, int]
    also: tuple["Finding", ...] = ()
    """What the same words say of other facts: 'no neurologic deficit' speaks of strength, sensation and reflexes."""
    record: Beside | None = None
    """Where the record speaks of it in words from which no fact was read."""

    @property
    def each(self) -> tuple["Finding", ...]:
        """It and what its words say besides."""
        return (self, *self.also)

    @property
    def is_there(self) -> bool:
        """Whether it says that something is there."""
        return self.value is not None and self.value is not False


@dataclass(frozen=True, slots=True)
class Determination:
    """What was actually decided of a request, by whom, citing what."""

    by: By
    outcome: Outcome
    cites: tuple[Cited, ...] = ()
    quantity: int | None = None
    dated: date | None = None
    credentials: tuple[str, ...] = ()
    licensed_in: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    """What the rationale says of the file, as far as it was read."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the author of a case expects to be recommended, by which rule, and why."""

    decision: str
    why: str
    quantity: int | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class DependsOn:
    """Another request of the case that must have this decision for this one to make sense."""

    request: str
    decision: str


@dataclass(frozen=True, slots=True)
class Request:
    """One disputed or new item; a part of a request has the same shape."""

    id: str
    title: str
    treatment: str | None
    body_regions: tuple[str, ...] = ()
    side: str | None = None
    dates: Dates = Dates()
    date_stands_for: str | None = None
    quantity: Quantity | None = None
    facts: FactTable = field(default_factory=dict)
    parts: tuple["Request", ...] = ()
    depends_on: DependsOn | None = None
    determinations: tuple[Determination, ...] = ()
    expected: Expected | None = None
    place: Place | None = field(default=None, compare=False, repr=False)
    seen_until: date | None = None
    """Up to when the record counts, where a decision on the request is looked at; else up to the request."""

    def determination(self, by: By) -> Determination | None:
        """What was decided by one of the two, where it is known."""
        return next((each for each in self.determinations if each.by is by), None)

    def as_reviewed(self, by: By) -> "Request":
        """With the record up to the decision of one of the two, who had the whole file of that day."""
        found = self.determination(by)
        until = found.dated if found else None
        parts = tuple(replace(part.as_reviewed(by), seen_until=until) for part in self.parts)
        return replace(self, seen_until=until, parts=parts)

    @property
    def region_keys(self) -> tuple[str | None, ...]:
        """The regions, with side, that the request is judged for, each by itself."""
        if not self.body_regions:
            return (None,)
        sides = SIDES if self.side == "bilateral" else (self.side,)
        return tuple(dict.fromkeys(region_key(region, side) for region in self.body_regions for side in sides))


@dataclass(frozen=True, slots=True)
class Case:
    """One injured worker's file."""

    id: str
    requests: Mapping[str, Request]
    claim: FactTable = field(default_factory=dict)
    regions: Mapping[str, FactTable] = field(default_factory=dict)
    treatments: Mapping[str, TreatmentRecord] = field(default_factory=dict)
    source: Mapping[str, str] = field(default_factory=dict)
    draft: bool = False
    not_documented: tuple[NotDocumented, ...] = ()
    quotes: Mapping[tuple[str, int, int], str] = field(default_factory=dict, compare=False, repr=False)
    """The sentences that facts were read from, by fact and lines, where the text was at hand; no file holds them."""
    place: Place | None = field(default=None, compare=False, repr=False)
    mentioned: tuple[Mentioned, ...] = ()
    """What the record mentions in words from which nothing was read."""
    is_of_rows: bool = False
    """Whether its requests are rows of a table, each with all of its facts: none says anything of another."""

    def as_reviewed(self, by: By) -> "Case":
        """Each request with the record up to the decision of one of the two."""
        return replace(self, requests={name: each.as_reviewed(by) for name, each in self.requests.items()})

    def only_side(self, region: str) -> str | None:
        """The one side of a region of which anything is documented; None of both, of neither, or of a side itself.

        >>> Case("x", {}, regions={"hip_left": {"age": None}}).only_side("hip")
        'hip_left'
        """
        tables = [self.regions, *(record.regions for record in self.treatments.values())]
        documented = {key for table in tables for key, facts in table.items() if facts}
        sides = [key for key in (region_key(region, side) for side in SIDES) if key in documented]
        return sides[0] if len(sides) == 1 else None
