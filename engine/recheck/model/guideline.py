"""Editions of guidelines, when each is in force, and how a criterion cites them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from recheck.model.condition import ALWAYS, Condition
from recheck.model.problem import Place


class Kind(StrEnum):
    """What kind of document speaks, and so what its word is worth to whom."""

    TREATMENT = "treatment guideline"
    REGULATION = "workers' compensation regulation"
    AGENCY = "state agency guideline"
    FEDERAL = "federal clinical guideline"
    MEDICARE = "Medicare coverage"
    FEDERAL_COVERAGE = "federal coverage"
    STATE_COVERAGE = "state coverage decision"
    """what a state's fund pays for: evidence, and no standard of care"""
    SOCIETY = "society guideline"
    ABROAD = "national guideline of another country"
    DEFINITIONS = "definitions"
    REVIEW = "regulation of utilization review"


class DateOf(StrEnum):
    """Which of a request's dates an edition goes by."""

    SERVICE = "service"
    REQUEST = "request"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of a request; an absent service or review date is the request's.

    >>> Dates(requested=date(2015, 1, 1)).of(DateOf.SERVICE)
    datetime.date(2015, 1, 1)
    """

    requested: date | None = None
    service: date | None = None
    review: date | None = None

    def of(self, kind: DateOf) -> date | None:
        given = {DateOf.SERVICE: self.service, DateOf.REVIEW: self.review}.get(kind)
        return given or self.requested or self.service


@dataclass(frozen=True, slots=True)
class Boundary:
    """A first or last day in force, and by which of a request's dates."""

    date: date
    by: DateOf


@dataclass(frozen=True, slots=True)
class InForce:
    """From and to, both days included; an open end is None."""

    start: Boundary
    end: Boundary | None = None

    def covers(self, dates: Dates) -> bool:
        """Whether a request with these dates falls under it; without any date, no."""
        first = dates.of(self.start.by)
        if first is None or first < self.start.date:
            return False
        if self.end is None:
            return True
        last = dates.of(self.end.by)
        return last is not None and last <= self.end.date


@dataclass(frozen=True, slots=True)
class Supersedes:
    """Another guideline that this one stands before, for some treatments (all where none is named)."""

    guideline: str
    treatments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guideline:
    """One edition of one document."""

    id: str
    title: str
    publisher: str
    year: int
    rank: int
    in_force: InForce
    scope: Condition = ALWAYS
    supersedes: tuple[Supersedes, ...] = ()
    licensed: bool = False
    kind: Kind = Kind.TREATMENT
    jurisdiction: str = ""
    """Where the body that speaks has a say, such as 'California'; 'national' of professional societies."""
    short: str | None = None
    """What it is called within a sentence; its title where None."""
    checked: date | None = None
    """The day on which the source was last seen to print this edition as in force."""
    source: str | None = None
    basis: str | None = None
    place: Place | None = field(default=None, compare=False, repr=False)

    @property
    def is_purchase(self) -> bool:
        """Whether it says what a payer buys, which is no standard of care; Medicare's words are judged as criteria."""
        return self.kind in (Kind.STATE_COVERAGE, Kind.FEDERAL_COVERAGE)

    @property
    def holds_criteria(self) -> bool:
        """Whether the document says when to approve treatments; regulations of definitions or of review do not."""
        return self.kind not in (Kind.DEFINITIONS, Kind.REVIEW)


@dataclass(frozen=True, slots=True)
class Citation:
    """Guideline and section; the page only where the source prints one.

    >>> str(Citation("mtus-chronic-pain-2009", "Massage therapy", "60"))
    'mtus-chronic-pain-2009, Massage therapy, p. 60'
    """

    guideline: str
    section: str
    page: str | None = None

    def __str__(self) -> str:
        return f"{self.guideline}, {self.within}"

    @property
    def pages(self) -> str | None:
        """The page or pages as they are written.

        >>> Citation("acoem-2004", "Chapter 8", "177-178, 182").pages
        'pp. 177-178, 182'
        """
        if self.page is None:
            return None
        return f"pp. {self.page}" if "-" in self.page or "," in self.page else f"p. {self.page}"

    @property
    def within(self) -> str:
        """Section, and page where there is one."""
        return f"{self.section}, {self.pages}" if self.pages else self.section

    def shortly(self, guidelines: Mapping[str, Guideline]) -> str:
        """The citation with the guideline's short name."""
        known = guidelines.get(self.guideline)
        return self._after((known.short or known.title) if known else self.guideline)

    def titled(self, guidelines: Mapping[str, Guideline]) -> str:
        """The citation with the guideline's title in place of its id."""
        known = guidelines.get(self.guideline)
        return self._after(known.title if known else self.guideline)

    def _after(self, name: str) -> str:
        """The section and page after a name, unless the name says them: Medicare NCD 160.7."""
        return name if self.within in name else f"{name}, {self.within}"
