"""One fact as a text documents it, and all that was read of one text."""

from dataclasses import dataclass
from datetime import date

from recheck.letters.facts.patterns import ReadPattern
from recheck.letters.letter import Span
from recheck.model.case import Mentioned
from recheck.model.value import Value
from recheck.model.vocabulary import BelongsTo


@dataclass(frozen=True, slots=True)
class FactRead:
    """One fact as the summary documents it."""

    name: str
    value: Value
    belongs_to: BelongsTo
    region: str | None
    treatment: str | None
    span: Span
    """The words that it rests on."""
    sentence: Span
    pattern: ReadPattern
    grade: str
    dated: date | None
    side: str | None = None
    """Of a 'no' in the middle of the body: the one side of which alone it is said."""

    @property
    def place(self) -> str:
        """Where a case file keeps it: `claim`, a region, a treatment, `treatment/region`, or `request`."""
        match self.belongs_to:
            case BelongsTo.CLAIM:
                return "claim"
            case BelongsTo.REQUEST:
                return "request"
            case _:
                return "/".join(each for each in (self.treatment, self.region) if each)


@dataclass(frozen=True, slots=True)
class SummaryRead:
    """What was read of one case summary."""

    facts: tuple[FactRead, ...]
    said_by_review: tuple[Span, ...]
    """Sentences that report what utilization review held."""
    not_understood: tuple[Span, ...]
    """Clinical sentences in which no pattern read anything."""
    mentioned: tuple[Mentioned, ...] = ()
    """Words of a topic from which nothing was read."""

    @property
    def contradictions(self) -> tuple[tuple[FactRead, ...], ...]:
        """Readings of one fact, place and date that disagree."""
        found: dict[tuple[object, ...], list[FactRead]] = {}
        for each in self.facts:
            found.setdefault((each.name, each.region, each.treatment, each.dated), []).append(each)
        return tuple(tuple(many) for many in found.values() if len({each.value for each in many}) > 1)
