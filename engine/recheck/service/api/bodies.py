"""What the API takes and gives, as pydantic models: OpenAPI is made of them, examples included.

Recommendations and audits have the shapes of the command line (output_shape.py); here is what stands around them.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from recheck.output_shape import DecisionWord, ProblemOutput, QuestionOutput, RecommendationOutput
from recheck.service.decisions import Decided, Physician
from recheck.service.rules import Chosen
from recheck.service.screening import Asked

CASE = {
    "case": "office-17",
    "claim": {"date_of_injury": "2014-11-03"},
    "regions": {"cervical": {}},
    "treatments": {"massage_therapy": {"cervical": {"visits_completed": 0}}},
    "requests": {
        "massage": {
            "title": "Massage therapy, 8 visits, neck",
            "treatment": "massage_therapy",
            "body_region": "cervical",
            "requested_on": "2015-03-02",
            "quantity": {"disputed": 8, "unit": "visits"},
        }
    },
}
"""An invented case."""


class Taken(BaseModel):
    """What comes in; a key that is not known is a problem, never left aside."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Put(BaseModel):
    """What goes out."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CaseBody(Taken):
    """A case, and how its requests are to be judged."""

    case: dict[str, Any] = Field(
        description="A case in the shape of a case file; dates are ISO texts. What is not documented is left out.",
        examples=[CASE],
    )
    request: str | None = Field(None, description="One request of the case; all unless named.", examples=["massage"])
    undocumented: Literal["ask", "not_established"] = Field(
        "ask", description="What silence of the record means: ask for the fact, or hold it not established."
    )
    as_if: date | None = Field(None, description="Judge by the editions in force on another date: hypothetical.")
    profile: str | None = Field(None, description="Which guidelines count, in which order.", examples=["california"])
    guidelines: list[str] = Field([], description="Only these guidelines, the first searched first.", max_length=50)
    reading: Literal["stricter", "looser"] | None = Field(None, description="Read vague words otherwise.")

    def asked(self, *, needs_physician: bool = True) -> Asked:
        """What was asked, without HTTP."""
        chosen = Chosen(self.profile, tuple(self.guidelines), self.reading)
        return Asked(self.case, self.request, self.undocumented, self.as_if, chosen, needs_physician)


class ScreenBody(CaseBody):
    """A call of /v1/screen."""

    needs_physician: bool = Field(
        False,
        description="Say true where a physician decides on what comes back. Else the answer is approve, pend or "
        "not_covered: what would deny or modify pends with the reason 'needs_physician'.",
    )
    exact: bool = Field(
        False,
        description="Also prove which decisions are still possible, and the fewest facts that approve, as `recheck "
        "screen --exact` does. It may take seconds; who may not see thresholds is not told.",
    )


class ReceiptOutput(Put):
    """What proves later what was said: the entry of the journal, and its digest."""

    id: str
    sequence: int
    digest: str
    at: str
    request: str


class PlaceOutput(Put):
    """Where a guideline says so."""

    guideline: str
    section: str
    page: str | None


class RequesterOutput(Put):
    """A recommendation as a requesting office sees it: no thresholds, only what is still to be documented."""

    case: str
    request: str
    title: str
    treatment: str | None
    region: str | None
    recommendation: DecisionWord
    reason: str | None
    disputed: int | None
    unit: str | None
    needs_physician: bool
    not_at_hand: list[str]
    missing: list[QuestionOutput]
    contradicted: list[str]
    dates: dict[str, date | None]
    as_if: date | None
    undocumented: Literal["ask", "not_established"]
    profile: str
    rules_digest: str
    engine: str
    citations: list[PlaceOutput]
    components: list["RequesterOutput"]


class ScreenedOutput(Put):
    """Recommendations, in the shape of `recheck screen --format json`, with their entries in the journal."""

    recommendations: list[RecommendationOutput | RequesterOutput]
    problems: list[ProblemOutput]
    entries: list[ReceiptOutput]


class HttpProblemOutput(ProblemOutput):
    """A problem as the command line prints it, with the JSON pointer of what was sent."""

    pointer: str | None


class ProblemsOutput(Put):
    """An error (RFC 9457)."""

    type: str = Field(examples=["urn:imr-recheck:problem:unknown-fact"])
    title: str
    status: int
    detail: str
    instance: str
    problems: list[HttpProblemOutput]


class HealthOutput(Put):
    """The process answers."""

    status: Literal["ok"]
    engine: str


class ReadyOutput(Put):
    """The service can screen: rules are loaded, and the journal can be written."""

    status: Literal["ready"]
    rules_digest: str
    rules_since: str


class PhysicianBody(Taken):
    """The physician who decided."""

    name: str = Field(max_length=200)
    license: str = Field(max_length=60, description="State and number.", examples=["CA A 12345"])


class DecisionBody(Taken):
    """What a person decided on a recommendation. Modified and denied need a physician, and a reason."""

    decision: Literal["approved", "modified", "denied", "pended", "withdrawn"]
    reason: str | None = Field(None, max_length=10_000)
    physician: PhysicianBody | None = None
    quantity: int | None = Field(None, description="How much is approved, of what was modified.")

    @property
    def decided(self) -> Decided:
        """The same without HTTP."""
        who = Physician(self.physician.name, self.physician.license) if self.physician else None
        return Decided(self.decision, self.reason, who, self.quantity)


class NoteBody(Taken):
    """A chart note beside a request."""

    name: str = Field(max_length=200)
    text: str = Field(max_length=200_000)


class DraftBody(CaseBody):
    """A screening that is not finished."""

    not_documented: list[Annotated[str, Field(max_length=500)]] = Field(
        [], description="Places in the case (JSON pointers) of what was asked and is not documented.", max_length=500
    )
    notes: list[NoteBody] | None = Field(
        None, description="Notes that are kept with it; those that are there stay unless said.", max_length=20
    )
    version: int | None = Field(None, description="The version that this goes on from.")


class DraftRowOutput(Put):
    """A screening in a list."""

    id: str
    owner: str
    title: str
    standing: str
    version: int
    begun: str
    changed: str
    kept_until: str


class DraftsOutput(Put):
    """Screenings that are not finished."""

    drafts: list[DraftRowOutput]


class NoteOutput(Put):
    """A chart note as it is kept."""

    name: str
    text: str


class DraftOutput(DraftRowOutput):
    """All that is kept of a screening."""

    case: dict[str, Any]
    as_if: date | None
    not_documented: list[str]
    said: dict[str, Any]
    notes: list[NoteOutput]


class AskingOutput(Put):
    """A question, how it is answered, and where in the case the answer goes."""

    request: str
    fact: str
    question: str
    region: str | None
    of_scope: bool
    type: Literal["boolean", "integer", "number", "date", "choice", "set"]
    unit: str | None
    values: list[str]
    at_least: float | None
    at_most: float | None
    place: str | None = Field(description="A JSON pointer into the case.", examples=["/claim/exercise_program"])
    settles: float | None = Field(None, description="The share of the answers after which the decision is certain.")
    leads_to: list[dict[str, Any]] | None = Field(None, description="Answers that were tried, and what they lead to.")


class QuestionsOutput(Put):
    """What to ask next; nothing where the answer is settled."""

    settled: bool
    questions: list[AskingOutput]


class TreatmentRuleOutput(Put):
    """A rule that speaks of a treatment."""

    rule: str
    title: str
    edition: str
    in_force_from: date
    in_force_to: date | None


class TreatmentOutput(Put):
    """A treatment of the vocabulary."""

    treatment: str
    title: str
    category: str
    unit: str | None
    rules: list[TreatmentRuleOutput]


class TreatmentsOutput(Put):
    """What words mean, as `recheck find` says it; `near`: what is meant perhaps, where they name no treatment."""

    words: str
    treatments: list[TreatmentOutput]
    near: list[TreatmentOutput]
    body_regions: list[str]
    side: str | None
    quantity: int | None
    modifiers: list[str]
    not_understood: list[str]


class RuleRowOutput(Put):
    """A rule in a list."""

    rule: str
    title: str
    guideline: str
    edition: str
    rank: int
    treatments: list[str]
    in_force_from: date
    in_force_to: date | None
    review: str


class RulesOutput(Put):
    """Rules."""

    rules_digest: str
    rules: list[RuleRowOutput]


class RuleCriterionOutput(Put):
    """One criterion of a rule."""

    criterion: str
    says: str
    asks: str
    if_silent: Literal["met", "not_met"]
    section: str
    page: str | None
    basis: str
    reading: str


class RuleOutput(RuleRowOutput):
    """One rule, as data and as a page."""

    applies_when: str
    criteria: list[RuleCriterionOutput]
    known_limits: list[str]
    on_not_approved: str | None
    markdown: str


class ReloadedOutput(Put):
    """What counts from now on."""

    rules_digest: str
    before: str
    rules: int
    problems: list[ProblemOutput]


class EntryRowOutput(Put):
    """An entry of the journal in a list."""

    sequence: int
    id: str
    kind: Literal["recommendation", "decision"]
    at: str
    who: str
    case: str
    request: str
    decision: str
    digest: str


class EntriesOutput(Put):
    """Entries of the journal."""

    entries: list[EntryRowOutput]


class EntryOutput(EntryRowOutput):
    """One entry, whole: what was asked, what was said, by whom, by which rules."""

    previous: str
    call: str
    rules_digest: str
    content: dict[str, Any]


class VerifiedOutput(Put):
    """Whether the journal is as it was written."""

    holds: bool
    entries: int
    head: dict[str, Any]
    problems: list[ProblemOutput]


class JobOutput(Put):
    """How an audit stands."""

    id: str
    state: Literal["waiting", "running", "done", "failed", "stopped"]
    doing: str
    done: int
    total: int
    files: int
    problems: list[ProblemOutput]
    rules_digest: str
