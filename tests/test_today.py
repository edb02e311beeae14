"""Requests of 2026: what the public criteria in force say of each, and that they say whose word it is."""

from functools import lru_cache

import pytest

from recheck.evaluators.truths import Undocumented
from recheck.explain import A_PAYERS, headline, rationale
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


def test_what_a_payer_refuses_is_evidence_and_no_standard_of_care() -> None:
    beside = screen(RULES, cases()["today-spinal-cord-stimulator"], "trial", advise=True)
    assert beside.decision is Decision.APPROVE
    assert f"does not pay for it: {A_PAYERS}" in rationale(beside, RULES)
    alone = screen(RULES, cases()["today-request-shoulder-chronic"], "interferential", advise=True)
    assert alone.decision is Decision.PEND
    told = rationale(alone, RULES)
    assert "A refusal to pay under Washington Medical Aid Rules" in told and f"is {A_PAYERS}." in told
    approved = screen(RULES, cases()["today-request-shoulder-chronic"], "injection", advise=True)
    assert "pay" not in rationale(approved, RULES)


def test_bodies_that_speak_together_are_each_named_once_and_no_law_is_called_a_guideline() -> None:
    found = screen(RULES, cases()["today-request-back-strain"], "therapy", advise=True)
    told = headline(found)
    both = "NICE NG59 (1.2, exercise; 1.2, manual therapies) and West Virginia (85-20-46.1), each a public guideline"
    assert both in told
    assert "Labor Code" not in told and "4604.5(c)(1)" in page(found, RULES)
    assert rationale(found, RULES).count("eyond twelve visits in all") == 1


def test_a_title_that_names_its_region_is_not_followed_by_it() -> None:
    found = screen(RULES, cases()["today-request-shoulder-chronic"], "therapy", advise=True)
    assert page(found, RULES).startswith("6 visits of physical therapy, left shoulder  (")


def test_who_would_decide_otherwise_says_by_what() -> None:
    conflict = screen(RULES, cases()["today-trigger-points"], "trigger_points", advise=True)
    assert "would deny; not met: a repeat follows half relief for six weeks" in rationale(conflict, RULES)
    payer = screen(RULES, cases()["today-spinal-cord-stimulator"], "trial", advise=True)
    also = page(payer, RULES).split("Also considered:")[1]
    assert "does not pay for it" in also and "would deny" not in also and "NCD 160.7, NCD 160.7" not in also
