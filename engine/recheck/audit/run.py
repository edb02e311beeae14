"""Cases to audited requests: each recommendation beside its determination."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from recheck.compare import Comparison, compare
from recheck.judge import Mode
from recheck.model.case import By, Case
from recheck.model.problem import Problem, ProblemsFound
from recheck.model.recommendation import Recommendation
from recheck.model.rule import RuleSet
from recheck.screen import screen


@dataclass(frozen=True, slots=True)
class AuditedRequest:
    """One request, judged and compared; `without_facts` is judged on treatment, dates and scope alone."""

    recommendation: Recommendation
    comparison: Comparison | None
    without_facts: Recommendation


@dataclass(frozen=True, slots=True)
class Audit:
    """All audited requests, in the order of the cases, and what could not be judged."""

    requests: tuple[AuditedRequest, ...]
    problems: tuple[Problem, ...]
    against: By
    rules_digest: str


def audit(rules: RuleSet, cases: Iterable[Case], mode: Mode, against: By = By.IMR) -> Audit:
    """Every request of the cases beside what was decided of it."""
    problems: list[Problem] = []
    found = [each for case in cases for each in _of_case(rules, case, mode, against, problems)]
    return Audit(tuple(found), tuple(problems), against, rules.digest)


def _of_case(rules: RuleSet, case: Case, mode: Mode, against: By, problems: list[Problem]) -> Iterator[AuditedRequest]:
    for request in case.requests.values():
        try:
            found = screen(rules, case, request.id, mode)
            bare = screen(rules, case, request.id, replace(mode, without_facts=True))
            determination = request.determination(against)
            comparison = compare(rules, case, found, determination, mode) if determination else None
        except ProblemsFound as failed:
            problems += failed.problems
            continue
        yield AuditedRequest(found, comparison, bare)
