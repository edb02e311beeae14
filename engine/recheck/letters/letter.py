"""What a determination is: its text, and what stands where in it.

Everything that was read keeps the place it was read from, as lines and characters of the letter's text.
"""

import bisect
from dataclasses import dataclass, field
from datetime import date

from recheck.model.case import Evidence, Outcome


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a letter's text: characters from 0 (the end not included), and lines from 1."""

    start: int
    end: int
    first: int
    last: int

    @property
    def evidence(self) -> Evidence:
        """The lines, as a case's evidence."""
        return Evidence("lines", self.first, self.last)


@dataclass(frozen=True, slots=True)
class LetterText:
    """The text of one letter as it was read, and from what.

    >>> text = LetterText("a", "text", "", "one\\ntwo")
    >>> text.span(4, 7)
    Span(start=4, end=7, first=2, last=2)
    """

    name: str
    kind: str
    sha256: str
    text: str = field(repr=False)
    page_starts: frozenset[int] = frozenset()
    """Lines that begin a page, where the source has pages."""
    starts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    lines: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        whole = self.text.splitlines(keepends=True)
        starts = [0]
        for line in whole:
            starts.append(starts[-1] + len(line))
        object.__setattr__(self, "starts", tuple(starts[:-1]))
        object.__setattr__(self, "lines", tuple(self.text.splitlines()))

    def span(self, start: int, end: int) -> Span:
        """The stretch between two characters."""
        last = max(start, end - 1)
        return Span(start, end, bisect.bisect_right(self.starts, start), bisect.bisect_right(self.starts, last))

    def span_of_lines(self, first: int, last: int) -> Span:
        """The stretch of whole lines, counted from 1."""
        return Span(self.starts[first - 1], self.starts[last - 1] + len(self.lines[last - 1]), first, last)

    def __getitem__(self, span: Span) -> str:
        return self.text[span.start : span.end]


@dataclass(frozen=True, slots=True)
class Dated:
    """A date, and where it stands."""

    value: date
    span: Span


@dataclass(frozen=True, slots=True)
class Header:
    """What the head of a letter says; what it does not say is None."""

    case_number: str | None = None
    priority: str | None = None
    assigned: Dated | None = None
    injury: Dated | None = None
    decided: Dated | None = None
    denied: Dated | None = None
    received: Dated | None = None


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who decided: specialties in lower case, states as two letters, each as the letter orders them."""

    credentials: tuple[str, ...] = ()
    licensed_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A guideline as a letter cites it.

    `guideline` is our id where `rules/letters/guidelines.yaml` knows the document, else the letter's words.
    """

    guideline: str
    document: str
    edition: str | None = None
    section: str | None = None
    pages: tuple[str, ...] = ()
    known: bool = True


@dataclass(frozen=True, slots=True)
class Grounds:
    """What one side cites: the stretch of text, and its citations; none where it cites nothing."""

    span: Span
    cites: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One disputed item."""

    title: str
    title_span: Span
    outcome: Outcome
    claims_administrator: Grounds
    reviewer: Grounds
    rationale: Span


@dataclass(frozen=True, slots=True)
class Letter:
    """One determination.

    `summary` is the clinical case summary, the only part in which facts of the record are read.
    """

    text: LetterText
    header: Header
    reviewer: Reviewer
    summary: Span
    items: tuple[Item, ...]

    @property
    def name(self) -> str:
        """The name of the letter's file, without its ending."""
        return self.text.name

    @property
    def id(self) -> str:
        """The case number; the file's name where the letter prints none."""
        return self.header.case_number or self.text.name
