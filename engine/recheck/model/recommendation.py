"""What the rules say of a request, with everything that is needed to sign, reverse or replay it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Protocol

from recheck.model.case import Evidence, Mentioned
from recheck.model.guideline import Dates
from recheck.model.rule import Criterion, Ground, Rule
from recheck.model.truth import Truth
from recheck.model.value import Held, Value


class Decision(StrEnum):
    """What is recommended."""

    APPROVE = "approve"
    MODIFY = "modify"
    DENY = "deny"
    PEND = "pend"
    NOT_COVERED = "not_covered"

    @property
    def is_certain(self) -> bool:
        return self in (Decision.APPROVE, Decision.MODIFY, Decision.DENY)


class Reason(StrEnum):
    """Why a request pends or is not covered."""

    UNDOCUMENTED = "undocumented"
    CONTRADICTED = "contradicted"
    SCOPE_NOT_DOCUMENTED = "scope_not_documented"
    NO_DATE = "no_date"
    GATE = "gate"
    DEPENDENCY = "dependency"
    PART = "part"
    NO_RULE = "no_rule"
    INCONCLUSIVE = "inconclusive"
    ADVISORY = "advisory"
    """a guideline that may only advise would deny: a physician decides"""
    GAPS = "gaps"
    """what is known of the source's list is not met, but the list is known only in part"""
    UNCONFIRMED = "unconfirmed"
    """a denial would rest on a 'no' that a program read and nobody has confirmed"""
    PHYSICIAN = "needs_physician"
    """the criteria are not met in full, and the caller did not say that a physician decides"""


@dataclass(frozen=True, slots=True)
class FactUsed:
    """A fact that a criterion read: what is held of it, and where the record says so."""

    name: str
    held: Held | None
    evidence: Evidence | None = None
    dated: date | None = None
    from_facts: tuple["FactUsed", ...] = ()

    def with_sources(self) -> Iterator["FactUsed"]:
        """Itself, then all that it was derived from."""
        yield self
        for each in self.from_facts:
            yield from each.with_sources()


@dataclass(frozen=True, slots=True)
class CriterionFinding:
    """One criterion with its truth before and after silence is closed, and whether it decides."""

    criterion: Criterion
    truth: Truth
    closed: Truth
    decides: bool
    heard: bool = False
    """Whether the record was asked and is silent about it."""
    mentioned: tuple[Mentioned, ...] = ()
    """Of what is open, words of the record that may tell of it and from which nothing was read."""


@dataclass(frozen=True, slots=True)
class RuleFinding:
    """What one rule says of the request."""

    rule: Rule
    rank: int
    applies: Truth
    decision: Decision
    quantity: int | None
    changes: Mapping[str, Value]
    possible: tuple[Decision, ...]
    criteria: tuple[CriterionFinding, ...]
    deciding: tuple[tuple[str, ...], ...]

    @property
    def grounds(self) -> tuple[Ground, ...]:
        """What the rule's decision rests on: its deciding criteria, or the rule itself."""
        found = [each.criterion.ground for each in self.criteria if each.decides]
        if not found and self.rule.ground:
            found = [self.rule.ground]
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that is not documented, and the question that asks for it."""

    fact: str
    question: str
    region: str | None = None
    of_scope: bool = False
    """Whether it depends on this fact which rule applies."""

    @property
    def in_words(self) -> str:
        """The question, with the region that it is of."""
        return f"{self.question} ({self.region.replace('_', ' ')})" if self.region else self.question


@dataclass(frozen=True, slots=True)
class Change:
    """A set of facts that, documented or different, would turn the recommendation into approve."""

    facts: tuple[tuple[str, str], ...]
    """Fact and what it would have to be, such as ('visits_completed', 'at most 0')."""
    undocumented_only: bool


@dataclass(frozen=True, slots=True)
class Way:
    """Facts that lead to one decision: an example, confirmed by judging the request with them."""

    decision: Decision
    quantity: int | None
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Exact:
    """The decisions that some completion of the record leads to, each with an example; and no other is possible.

    A completion documents every fact that the rules read and the record does not, contradicts nothing that is
    documented, and leaves what is requested as it is. `pend` is possible where even a complete record pends: a
    list with gaps, a guideline that may only advise, a contradiction. What was not settled is named in
    `undecided`; then decisions or sets may be lacking.
    """

    possible: tuple[Decision, ...]
    ways: tuple[Way, ...] = ()
    smallest: tuple[Change, ...] = ()
    """Smallest sets of facts that approve: those that only document, then smaller ones that change the record."""
    fewest: int | None = None
    """How many facts a smallest set has; None where none approves."""
    fewest_undocumented: int | None = None
    """The same of sets that only document what is not documented."""
    method: str = "proof"
    undecided: str | None = None

    @property
    def is_settled(self) -> bool:
        """Whether one decision alone is possible."""
        return self.undecided is None and len(self.possible) == 1


class FactSource(Protocol):
    """Where the facts that a criterion read are looked up, when somebody asks."""

    def used(self, rule: Rule, criterion: Criterion) -> tuple[FactUsed, ...]:
        """The facts of a criterion with what is held of them."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What the rules say of one request, or of one part or region of it."""

    case: str
    request: str
    title: str
    treatment: str | None
    region: str | None
    decision: Decision
    reason: Reason | None = None
    reason_text: str | None = None
    closed_by: tuple[str, ...] = ()
    """Of a request that cannot be reviewed yet: what the record documents that keeps it from review."""
    quantity: int | None = None
    disputed: int | None = None
    unit: str | None = None
    changes: Mapping[str, Value] = field(default_factory=dict)
    possible: tuple[Decision, ...] = ()
    rests_on: str | None = None
    rules: tuple[RuleFinding, ...] = ()
    """The rules that decide."""
    also_considered: tuple[RuleFinding, ...] = ()
    not_at_hand: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()
    """Rules for a special occasion that the record does not mention, where silence closes."""
    conflict: bool = False
    missing: tuple[Question, ...] = ()
    contradicted: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    would_change: tuple[Change, ...] = ()
    exact: Exact | None = None
    """Where it was asked for."""
    components: tuple["Recommendation", ...] = ()
    dates: Dates = Dates()
    as_if: date | None = None
    profile: str = ""
    standing: str | None = None
    """By whose word it is made, where that is a guideline that may only advise."""
    strictness: str | None = None
    """Where vague words were read otherwise than the rules read them: stricter or looser."""
    undocumented: str = "ask"
    rules_digest: str = ""
    engine: str = ""
    unconfirmed: bool = False
    """Whether it denies or reduces by a 'no' that a program read and nobody has confirmed."""
    source: FactSource | None = field(default=None, compare=False, repr=False)

    def facts_of(self, finding: RuleFinding, each: CriterionFinding) -> tuple[FactUsed, ...]:
        """The facts that a criterion read, with their evidence."""
        return self.source.used(finding.rule, each.criterion) if self.source else ()

    def pending(
        self, reason: Reason, text: str, possible: Iterable[Decision], missing: Iterable[Question] | None = None
    ) -> "Recommendation":
        """The same request, of which nothing is recommended yet.

        Args:
            reason: why.
            text: why, in words.
            possible: what may still be recommended.
            missing: what has to be asked; None: what was.
        """
        return replace(
            self,
            decision=Decision.PEND,
            reason=reason,
            reason_text=text,
            quantity=None,
            changes={},
            rests_on=None,
            missing=self.missing if missing is None else tuple(missing),
            possible=tuple(dict.fromkeys(possible)),
        )

    @property
    def needs_physician(self) -> bool:
        """Only a physician may deny or modify (California Labor Code 4610)."""
        return self.decision in (Decision.DENY, Decision.MODIFY) or self.reason is Reason.PHYSICIAN

    @property
    def answer(self) -> tuple[Decision, int | None, tuple[tuple[str, Value], ...]]:
        """What is recommended, without why."""
        return (self.decision, self.quantity, tuple(sorted(self.changes.items(), key=str)))
