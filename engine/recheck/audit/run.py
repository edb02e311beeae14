"""Cases to audited requests: each recommendation beside its determination."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from recheck.audit.deciding import deciding_rule
from recheck.audit.readings import UnderReading, under_readings
from recheck.compare import Comparison, cited_editions, compare
from recheck.judge import Mode
from recheck.model.case import By, Case, Request
from recheck.model.guideline import Dates
from recheck.model.problem import Problem, ProblemsFound
from recheck.model.recommendation import Recommendation
from recheck.model.rule import RuleSet
from recheck.review.answers import Review
from recheck.review.determination import review
from recheck.screen import screen
from recheck.second_look import SecondLook, second_looks
from recheck.unconfirmed import unconfirmed_facts


class RuleAtHand(StrEnum):
    """Whether a rule was there to decide a request: its own, that of the request it depends on, or none."""

    OWN = "own"
    DEPENDENCY = "dependency"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class AuditedRequest:
    """One request, judged and compared, with two views beside it.

    `without_facts` is judged on treatment, region, dates, quantity and scope alone; `as_cited` under the
    guideline that the determination cites, in or out of its scope, where that is one of ours.
    """

    recommendation: Recommendation
    comparison: Comparison | None
    without_facts: Recommendation
    as_cited: Recommendation | None
    category: str
    rule_in_force: RuleAtHand
    rule_in_scope: RuleAtHand
    review: Review | None = None
    """The four answers on the determination, where there is one."""


@dataclass(frozen=True, slots=True)
class Audit:
    """All audited requests, in the order of the cases, and what could not be judged."""

    requests: tuple[AuditedRequest, ...]
    problems: tuple[Problem, ...]
    against: By
    rules_digest: str
    read_facts: int = 0
    """Facts of draft cases that a program read and nobody has confirmed."""
    readings: tuple[UnderReading, ...] = ()
    """What would flip under stricter and looser readings, where that was asked for."""
    second_look: tuple[SecondLook, ...] = ()
    """Determinations that deserve a second look, by ground."""
    advisory: frozenset[str] = frozenset()
    """The guidelines that may only advise."""

    @property
    def outcomes(self) -> dict[tuple[str, str], str]:
        """What was decided of each request that was decided, by case and request."""
        return {
            (each.recommendation.case, each.recommendation.request): str(each.comparison.determination.outcome)
            for each in self.requests
            if each.comparison
        }


def audit(rules: RuleSet, cases: Iterable[Case], mode: Mode, against: By = By.IMR, *, readings: bool = False) -> Audit:
    """Every request of the cases beside what was decided of it.

    Args:
        rules: the rule set.
        cases: the cases.
        mode: how requests are judged.
        against: whose determinations they are compared with.
        readings: also find what would flip under stricter and looser readings of vague words.
    """
    cases = [case.as_reviewed(against) for case in cases]
    problems: list[Problem] = []
    found = [each for case in cases for each in _of_case(rules, case, mode, against, problems)]
    flips: tuple[UnderReading, ...] = ()
    if readings:
        judged = {(each.recommendation.case, each.recommendation.request): each.recommendation for each in found}
        flips = under_readings(rules, cases, mode, judged)
    read = sum(map(unconfirmed_facts, cases))
    reviewed = [
        (each.recommendation, each.comparison.determination, each.review)
        for each in found
        if each.comparison and each.review
    ]
    looks = second_looks(rules, reviewed)
    return Audit(tuple(found), tuple(problems), against, rules.digest, read, flips, looks, rules.profile.advisory)


def _of_case(rules: RuleSet, case: Case, mode: Mode, against: By, problems: list[Problem]) -> Iterator[AuditedRequest]:
    for request in case.requests.values():
        try:
            found = screen(rules, case, request.id, mode)
            bare = screen(rules, case, request.id, replace(mode, without_facts=True))
            determination = request.determination(against)
            comparison = compare(rules, case, found, determination, mode) if determination else None
            dates = Dates(mode.as_if) if mode.as_if else found.dates
            cited = cited_editions(rules, determination, dates) if determination else ()
            as_cited = None
            if cited:
                as_cited = screen(rules, case, request.id, replace(mode, editions=cited, ignore_scope=True))
            looked = review(rules, case, request.id, found, determination, mode) if determination else None
            in_force = _at_hand(rules, case, request, replace(mode, ignore_scope=True, ignore_dependencies=True))
            in_scope = _at_hand(rules, case, request, replace(mode, ignore_dependencies=True))
        except ProblemsFound as failed:
            problems += failed.problems
            continue
        category = _category(rules, request, found)
        yield AuditedRequest(found, comparison, bare, as_cited, category, in_force, in_scope, looked)


def _at_hand(rules: RuleSet, case: Case, request: Request, mode: Mode) -> RuleAtHand:
    mode = replace(mode, infer=False)  # nothing is recommended here: only whether a rule was there
    if _speaks(screen(rules, case, request.id, mode)):
        return RuleAtHand.OWN
    if request.depends_on and _speaks(screen(rules, case, request.depends_on.request, mode)):
        return RuleAtHand.DEPENDENCY
    return RuleAtHand.NONE


def _speaks(found: Recommendation) -> bool:
    """Whether some rule was there to decide the request, or to wait for its facts."""
    return any(_speaks(each) for each in found.components) or bool(found.rules)


def _category(rules: RuleSet, request: Request, found: Recommendation) -> str:
    """That of the treatment, of several parts of the one that decides."""
    part, _ = deciding_rule(found, rules.profile.advisory)
    treatment = request.treatment or part.treatment or request.parts[0].treatment or ""
    known = rules.vocabulary.treatments.get(treatment)
    return known.category if known else "other"
