"""Does a conclusion follow from the reviewer's findings alone, with the request's own facts and dates?

Deny or modify goes with upheld, approve with overturned. A conclusion follows where the findings, with nothing closed,
come to it; or leave it open, and meet a criterion (for an approval) or leave one unmet (for a denial); or where the
criteria come to it once what no finding shows is closed, and a finding speaks that way. It does not follow where they
come to the other decision; or where what they say of criteria speaks against it, nothing for it, and the criteria on
record and findings come to the other decision. All else is not reached: 'does not follow' never rests on silence.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.model.case import Case, Determination, Finding, Outcome
from recheck.model.problem import ProblemsFound
from recheck.model.recommendation import Decision, Recommendation
from recheck.model.rule import RuleSet
from recheck.model.truth import Truth
from recheck.review.answers import Follows
from recheck.screen import screen


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about: a determination, with the case of its findings alone and the record under them."""

    rules: RuleSet
    only: Case
    over: Case
    request: str
    determination: Determination
    criteria: Mapping[str, tuple[str, ...]]
    """For each fact, the criteria that rest on it."""

    @property
    def is_for_it(self) -> bool:
        return self.determination.outcome in (Outcome.OVERTURNED, Outcome.APPROVED)

    @property
    def said(self) -> tuple[Finding, ...]:
        """What is found of each fact."""
        return tuple(each for finding in self.determination.findings for each in finding.each)

    def touches(self, truths: Mapping[str, Truth]) -> bool:
        """Whether a finding bears on one of the criteria."""
        return any(name in truths for each in self.said for name in self.criteria.get(each.fact, ()))

    def speaks_for_it(self, finding: Finding, truths: Mapping[str, Truth]) -> bool:
        """Whether a finding meets a criterion where it was approved, or leaves one unmet where it was denied."""
        bears = [truths[name] for name in self.criteria.get(finding.fact, ()) if name in truths]
        if self.is_for_it:
            return Truth.TRUE in bears
        return Truth.FALSE in bears or (finding.value is None and Truth.UNKNOWN in bears)

    def speaks_against_it(self, truths: Mapping[str, Truth]) -> bool:
        """Whether a finding meets a criterion where it was denied, or refutes one where it was approved."""
        against = Truth.FALSE if self.is_for_it else Truth.TRUE
        return any(truths.get(name) is against for each in self.said for name in self.criteria.get(each.fact, ()))


def follows(asked: Asked, governing: Mode) -> Follows:
    """Whether it follows.

    Args:
        asked: the determination and its findings.
        governing: how the findings are judged: by the guideline that governs, or those cited.
    """
    strict = screened(asked.rules, asked.only, asked.request, replace(governing, undocumented=Undocumented.ASK))
    truths = dict(_truths(strict)) if strict else {}
    if strict is not None and strict.decision.is_certain:
        goes = _goes_with(strict, asked.is_for_it)
        return goes if goes is Follows.FOLLOWS or asked.touches(truths) else Follows.NOT_REACHED
    if any(asked.speaks_for_it(each, truths) for each in asked.said):
        return Follows.FOLLOWS
    if asked.speaks_against_it(truths):
        over = screened(asked.rules, asked.over, asked.request, governing)
        if over is not None and over.decision.is_certain:
            return _goes_with(over, asked.is_for_it)
    if not any(each.is_there is asked.is_for_it or asked.criteria.get(each.fact) for each in asked.said):
        return Follows.NOT_REACHED
    closed = screened(asked.rules, asked.over if asked.is_for_it else asked.only, asked.request, governing)
    if closed is None or not closed.decision.is_certain:
        return Follows.NOT_REACHED
    goes = _goes_with(closed, asked.is_for_it)
    return goes if goes is Follows.FOLLOWS else Follows.NOT_REACHED


def _goes_with(found: Recommendation, is_for_it: bool) -> Follows:
    if found.decision is Decision.MODIFY:
        if not is_for_it:
            return Follows.FOLLOWS
        return Follows.NOT_REACHED if found.quantity is None else Follows.DOES_NOT_FOLLOW
    return Follows.FOLLOWS if (found.decision is Decision.APPROVE) == is_for_it else Follows.DOES_NOT_FOLLOW


def _truths(found: Recommendation) -> Iterator[tuple[str, Truth]]:
    """Each criterion of the rules that speak, with its truth before silence is closed."""
    for rule in (*found.also_considered, *found.rules):
        for each in rule.criteria:
            yield f"{rule.rule.id}#{each.criterion.name}", each.truth
    for part in found.components:
        yield from _truths(part)


def screened(rules: RuleSet, case: Case, request: str, mode: Mode, *, advise: bool = False) -> Recommendation | None:
    """The recommendation, whatever else the case depends on; None where it cannot be judged."""
    try:
        return screen(rules, case, request, replace(mode, ignore_dependencies=True), advise=advise)
    except ProblemsFound:
        return None
