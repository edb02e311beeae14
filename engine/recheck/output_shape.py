"""The JSON that `screen` and `audit` print, as pydantic models: what each key holds.

Keys may be added, none is ever removed (design, section 11). Every output is validated against these
models before it is printed, so that a caller can rely on them, or read them as JSON Schema:
`AuditOutput.model_json_schema()`.
"""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Truth = Literal["met", "not_met", "not_documented"]
DecisionWord = Literal["approve", "modify", "deny", "pend", "not_covered"]
Scalar = bool | int | float | str


class Output(BaseModel):
    """One object of the output; what is not declared cannot be printed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CitationOutput(Output):
    """Where a criterion stands, and how that is known."""

    guideline: str
    section: str
    page: str | None
    basis: Literal["letter", "page", "one_source", "other_edition", "unverified"]
    reading: Literal["quoted", "ours"]


class FactOutput(Output):
    """A fact that a criterion read; `from` holds what a derived fact was derived from."""

    fact: str
    value: Scalar | list[str] | None
    evidence: dict[Literal["lines", "characters"], list[int]] | None
    dated: date | None
    from_: list["FactOutput"] = Field(alias="from")


class MentionOutput(Output):
    """Words of the record that may tell of a fact, and from which nothing was read."""

    says: str
    evidence: dict[Literal["lines", "characters"], list[int]] | None


class PathOutput(Output):
    """One way to approve a request that is refused: what the record refutes of it, and what it never mentions."""

    criteria: list[str]
    refuted_by: list[str]
    not_mentioned: list[str]


class CriterionOutput(CitationOutput):
    """One criterion: `truth` before silence is closed, `counted_as` after."""

    says: str
    truth: Truth
    counted_as: Truth
    decides: bool
    role: Literal["necessary", "sufficient", "contributing", "exclusion", "supporting", "stated"] | None
    heard: bool
    mentioned: list[MentionOutput]
    facts: list[FactOutput]


class RuleOutput(Output):
    """What one rule says."""

    rule: str
    guideline: str
    edition: str
    rank: int
    applies: Literal["yes", "no", "not documented"]
    recommendation: DecisionWord
    quantity: int | None
    position: Literal["conclusive", "inconclusive"]
    citations: list[CitationOutput]
    criteria: dict[str, CriterionOutput]
    deciding: list[list[str]]
    paths: list[PathOutput]
    on_not_approved: str | None


class QuestionOutput(Output):
    """A fact that is not documented and could decide."""

    fact: str
    question: str
    region: str | None
    of_scope: bool


class ChangeOutput(Output):
    """Facts that would turn the recommendation into approve."""

    facts: dict[str, str]
    undocumented_only: bool


class WayOutput(Output):
    """An example of facts that lead to a decision."""

    recommendation: DecisionWord
    quantity: int | None
    facts: dict[str, str]


class ExactOutput(Output):
    """Which decisions some completion of the record leads to, and the fewest facts that approve.

    `fewest` is null where no set of facts approves; `undecided` says what was not settled.
    """

    possible: list[DecisionWord]
    ways: list[WayOutput]
    smallest: list[ChangeOutput]
    fewest: int | None
    fewest_undocumented: int | None
    method: str
    undecided: str | None


class DatesOutput(Output):
    """The dates of the request."""

    requested_on: date | None
    service_on: date | None
    reviewed_on: date | None


class RecommendationOutput(Output):
    """A recommendation, with everything that is needed to sign, reverse or replay it."""

    case: str
    request: str
    title: str
    treatment: str | None
    region: str | None
    recommendation: DecisionWord
    reason: str | None
    reason_text: str | None
    quantity: int | None
    disputed: int | None
    unit: str | None
    changes: dict[str, Scalar | list[str]]
    possible: list[DecisionWord]
    rests_on: Literal["documented", "record", "finding", "silence"] | None
    needs_physician: bool
    conflict: bool
    rationale: str
    rules: list[RuleOutput]
    also_considered: list[RuleOutput]
    not_at_hand: list[str]
    set_aside: list[str]
    missing: list[QuestionOutput]
    contradicted: list[str]
    unconfirmed: bool
    would_change: list[ChangeOutput]
    exact: ExactOutput | None
    share_ours: float | None
    notes: list[str]
    components: list["RecommendationOutput"]
    dates: DatesOutput
    as_if: date | None
    undocumented: Literal["ask", "not_established"]
    profile: str
    strictness: Literal["stricter", "looser"] | None
    standing: str | None
    rules_digest: str
    engine: str


class ScreenOutput(Output):
    """Every request of a case."""

    recommendations: list[RecommendationOutput]


class ProblemOutput(Output):
    """Anything wrong in a file or an input."""

    code: str
    severity: Literal["error", "warning"]
    message: str
    file: str | None
    line: int | None
    column: int | None
    suggestion: str | None


class ComponentOutput(Output):
    """One region or part of an audited request."""

    request: str
    region: str | None
    recommendation: DecisionWord
    rules: list[str]
    criteria: dict[str, Truth]


class FindingOutput(Output):
    """What a reviewer finds, beside the record: a value, or `not_found`."""

    fact: str
    place: str
    quote: str
    value: Scalar | list[str] | None = None
    not_found: bool = False
    also: list[str] = []
    lines: list[int]
    borne_out: Literal["borne_out", "silent", "contradicted"]
    record_lines: list[int] | None
    record_quote: str | None
    criterion: str | None


class OnFindingsOutput(Output):
    """What the criteria say on the record with the findings laid over it."""

    recommendation: DecisionWord | None
    rests_on: Literal["documented", "record", "finding", "silence"] | None


class CitedGuidelineOutput(Output):
    """A guideline that was cited."""

    id: str
    in_force: bool
    in_scope: bool | None


class GuidelinesOutput(Output):
    """What was cited, and what governs."""

    cited: list[CitedGuidelineOutput]
    governs: str | None


FollowsWord = Literal["follows", "does_not_follow", "not_reached"]


class ReviewOutput(Output):
    """The four answers on one determination."""

    follows: FollowsWord
    follows_as_cited: FollowsWord | None
    on_findings: OnFindingsOutput
    guideline: GuidelinesOutput
    findings: list[FindingOutput]


class SecondLookOutput(Output):
    """A determination that deserves a second look, and why."""

    case: str
    request: str
    title: str
    treatment: str | None
    outcome: str
    ground: Literal["finding_contradicted", "does_not_follow", "guideline", "not_addressed"]
    why: str
    would: str
    turns: bool
    criterion: str | None
    says: str | None
    citation: str | None
    edition: str | None
    credentials: list[str]
    month: str | None
    finding: FindingOutput | None


class DeterminedOutput(Output):
    """One request beside its determination, as audits of cases and of tables tell it."""

    case: str
    request: str
    treatment: str | None
    recommendation: DecisionWord
    quantity: int | None
    reason: str | None
    rests_on: Literal["documented", "record", "finding", "silence"] | None
    outcome: str | None
    comparison: Literal["agrees", "agrees_in_part", "differs", "pend", "not_covered"] | None
    attribution: str | None
    rules: list[str]
    criteria: dict[str, Truth]
    as_cited: DecisionWord | None


class AuditedOutput(DeterminedOutput):
    """One request of a case beside its determination."""

    unconfirmed: bool
    category: str
    attribution_text: str | None
    citations: list[CitationOutput]
    cited: list[str]
    missing: list[str]
    without_facts: DecisionWord
    rule_in_force: Literal["own", "dependency", "none"]
    rule_in_scope: Literal["own", "dependency", "none"]
    components: list[ComponentOutput] = []
    review: ReviewOutput | None = None


class VerdictsOutput(Output):
    """How many requests are decided as they were determined, and otherwise."""

    agrees: int
    agrees_in_part: int
    differs: int
    pend: int
    not_covered: int


class AgreementOutput(Output):
    """Agreement over scored requests; null where there are too few."""

    scored: int
    overturned_recall: float | None
    upheld_recall: float | None
    kappa: float | None
    ac1: float | None


class CoefficientsOutput(AgreementOutput):
    """Agreement, and how many of the scored requests agree."""

    agreeing: int


Ends = list[float | None]


class WithinOutput(CoefficientsOutput):
    """Coefficients with the middle 95 in 100 over resampled letters."""

    intervals: dict[str, Ends]


class ViewOutput(WithinOutput, VerdictsOutput):
    """The coefficients of another view, with intervals and verdicts."""


class FiguresOutput(AgreementOutput, VerdictsOutput):
    """The figures that audits of cases and of tables have in common."""

    requests: int
    compared: int
    intervals: dict[str, Ends]
    rests_on: dict[Literal["documented", "record", "silence"], int]
    share_ours: float | None
    ours_alone: int
    by_category: dict[str, dict[str, int]]


class SummaryOutput(FiguresOutput):
    """The figures of an audit of cases."""

    read_facts: int
    unconfirmed: int
    always_upheld: CoefficientsOutput
    without_facts: ViewOutput
    as_cited: ViewOutput
    documented: CoefficientsOutput
    on_evidence: CoefficientsOutput
    rule_in_force: dict[str, int]
    rule_in_scope: dict[str, int]
    attributions: dict[str, int]


class DecidedOutput(Output):
    """A decision with its quantity."""

    recommendation: DecisionWord
    quantity: int | None


class FlipOutput(Output):
    """A request that would be decided otherwise, and the criteria to whose reading that is owed."""

    case: str
    request: str
    from_: DecidedOutput = Field(alias="from")
    to: DecidedOutput
    outcome: str | None
    criteria: list[str]


class ReadingOutput(Output):
    """What the stricter, or the looser, readings of vague words change."""

    criteria: int
    touched: int
    flips: list[FlipOutput]


class AuditOutput(Output):
    """An audit."""

    requests: list[AuditedOutput]
    summary: SummaryOutput
    against: Literal["imr", "utilization_review"]
    problems: list[ProblemOutput]
    rules_digest: str
    readings: dict[Literal["stricter", "looser"], ReadingOutput]
    second_look: list[SecondLookOutput] = []


class TableRowOutput(DeterminedOutput):
    """One request of a table beside its determination; `missing` is null where whoever decided does not tell it."""

    missing: list[str] | None
    category: str | None
    decided_on: str | None
    reviewer: str | None
    without_facts: DecisionWord | None


class OtherViewOutput(WithinOutput):
    """What is decided otherwise asked, and what that leaves open."""

    judged: int
    pend: int
    not_covered: int


class GroupOutput(WithinOutput):
    """Agreement within one group of determinations."""

    group: str
    letters: int
    compared: int
    overturned: int
    upheld: int
    rules_approve_alone: int
    determination_for_alone: int
    documented: int
    documented_agreeing: int


class GroupsOutput(Output):
    """The largest groups of one kind, and how many there are in all."""

    groups: int
    rows: list[GroupOutput]


class TableSummaryOutput(FiguresOutput):
    """The figures of an audit of a table; a view that nothing was judged by is empty."""

    always_upheld: WithinOutput
    without_facts: OtherViewOutput | dict[str, None]
    as_cited: OtherViewOutput | dict[str, None]
    documented: WithinOutput
    on_evidence: WithinOutput
    by: dict[str, GroupsOutput]
    panel: dict[Literal["determinations", "reviewers"], int] | None


class TableAuditOutput(Output):
    """An audit of a table."""

    requests: list[TableRowOutput]
    summary: TableSummaryOutput
    notes: list[str]
    against: Literal["imr", "utilization_review"]
    out: str | None
    problems: list[ProblemOutput]
    rules_digest: str
    engine: str
    profile: str
    undocumented: Literal["ask", "not_established"]
    as_if: str
    evaluator: Literal["interpreter", "columns"]
