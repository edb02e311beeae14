"""The answers of a review, as values: whether a conclusion follows, what bears a finding out, which guideline holds."""

from dataclasses import dataclass
from enum import StrEnum

from recheck.model.case import Evidence, Finding
from recheck.model.recommendation import Recommendation


class Follows(StrEnum):
    """Whether a conclusion follows from the reviewer's own findings."""

    FOLLOWS = "follows"
    DOES_NOT_FOLLOW = "does_not_follow"
    NOT_REACHED = "not_reached"


class BorneOut(StrEnum):
    """Whether the record bears a finding out."""

    BORNE_OUT = "borne_out"
    SILENT = "silent"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class ReviewedFinding:
    """A finding beside the record, and the criterion on which it bears, where it bears on one."""

    finding: Finding
    borne_out: BorneOut
    record: Evidence | None
    criterion: str | None
    record_quote: str | None = None
    """The sentence of the record, where the text is at hand."""


@dataclass(frozen=True, slots=True)
class CitedGuideline:
    """A guideline that was cited: whether it was in force, and in scope as far as the record tells."""

    id: str
    in_force: bool
    in_scope: bool | None


@dataclass(frozen=True, slots=True)
class Review:
    """The four answers on one determination; what the criteria say on the record is the recommendation beside it."""

    follows: Follows
    follows_as_cited: Follows | None
    on_findings: Recommendation | None
    on_findings_rests_on: str | None
    cited: tuple[CitedGuideline, ...]
    governs: str | None
    findings: tuple[ReviewedFinding, ...]
    put_right: Recommendation | None = None
    """What the criteria say on findings, where those that the record contradicts are left out; None where none is."""
    unaddressed: str | None = None
    """The one criterion that neither record nor reviewer speaks of, and that decides."""
