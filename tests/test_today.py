"""Requests of 2026: what the public criteria in force say of each, and that they say whose word it is."""

from functools import lru_cache

import pytest

from recheck.evaluators.truths import Undocumented
from recheck.explain import headline, rationale
from recheck.judge import Mode
from recheck.load.cases import load_cases
from recheck.load.profiles import under
from recheck.load.ruleset import load_rule_set
from recheck.model.case import Case
from recheck.model.recommendation import Decision, Recommendation
from recheck.page import page
from recheck.screen import screen

RULES = load_rule_set()


@lru_cache
def cases() -> dict[str, Case]:
    found, problems = load_cases(["cases/today"], RULES.vocabulary)
    assert not problems, problems
    return {case.id: case for case in found}


REQUESTS = [(case.id, name) for case in cases().values() for name in case.requests]


@pytest.mark.parametrize(("case", "name"), REQUESTS)
def test_today(case: str, name: str) -> None:
    request = cases()[case].requests[name]
    expected = request.expected
    assert expected is not None, "every request of cases/today says what is expected, and why"
    found = screen(RULES, cases()[case], name, advise=True)
    deciding = [finding.rule.id for finding in found.rules]
    assert (str(found.decision), found.quantity) == (expected.decision, expected.quantity), headline(found)
    if expected.rule:
        assert expected.rule in deciding
    assert found.decision is not Decision.NOT_COVERED
    assert all(RULES.guidelines[finding.rule.guideline].title in page(found, RULES) for finding in found.rules)
    if found.rules and all(finding.rank == 3 for finding in found.rules):
        assert "California ranks third" in headline(found)
        assert found.decision is not Decision.DENY


@pytest.mark.parametrize("undocumented", list(Undocumented))
def test_where_the_mtus_decides_nothing_changes(undocumented: Undocumented) -> None:
    letters, problems = load_cases(["cases/imr-seeds", "cases/imr-mtus-2016"], RULES.vocabulary)
    assert not problems
    alone, mode = under(RULES, "mtus"), Mode(undocumented)
    for case in letters:
        for name in case.requests:
            wide, narrow = screen(RULES, case, name, mode), screen(alone, case, name, mode)
            assert said(wide) == said(narrow), (case.id, name)


def said(found: Recommendation) -> tuple[object, ...]:
    return (found.answer, [each.rule.id for each in found.rules], rationale(found, RULES))
