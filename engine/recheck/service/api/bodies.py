"""What the API takes and gives, as pydantic models: OpenAPI is made of them, examples included.

Recommendations and audits have the shapes of the command line (output_shape.py); here is what stands around them.
"""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from recheck.output_shape import DecisionWord, ProblemOutput, QuestionOutput, RecommendationOutput
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
        description="A case in the shape of a case file (schemas/case.schema.json); dates are ISO texts. "
        "What is not documented is left out.",
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


class DecisionBody(Taken):
    """What a person decided on a recommendation."""

    decision: Literal["approved", "modified", "denied", "pended", "withdrawn"]
    reason: str | None = Field(None, max_length=10_000)
