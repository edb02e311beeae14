"""Requests of 2026: what the public criteria in force say of each, and that they say whose word it is."""

from functools import lru_cache

import pytest

from recheck.explain import headline, page
from recheck.load.cases import load_cases
from recheck.load.ruleset import load_rule_set
from recheck.model.case import Case
from recheck.model.recommendation import Decision
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
