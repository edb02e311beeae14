"""A 'no' that a program read and nobody has confirmed denies nobody: it is asked first, or the answer is marked."""

import pytest

from recheck.audit.run import audit
from recheck.audit.summary import summary
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.load.cases import read_case
from recheck.model.case import Case
from recheck.model.recommendation import Decision, Reason
from recheck.model.rule import RuleSet
from recheck.output import recommendation_json
from recheck.screen import screen

CASE = """
case: read
{draft}
claim: {{date_of_injury: 2014-01-02}}
regions:
  lumbar:
    radicular_pain: true
    motor_deficit: true
    imaging_shows_nerve_root_compromise: true
    conservative_care_failed: {failed}
treatments: {{epidural_steroid_injection: {{lumbar: {{previous_injection: false, injections_given: 0}}}}}}
requests:
  injection:
    treatment: epidural_steroid_injection
    body_region: lumbar
    requested_on: 2015-03-02
    quantity: {{unit: injections, disputed: 1}}
    determinations: [{{by: imr, outcome: upheld, dated: 2015-04-20}}]
"""
READ = "{value: false, evidence: {lines: [4, 4]}}"
CONFIRMED = "{value: false, evidence: {lines: [4, 4]}, confirmed: true}"
CONTRADICTED = "{values: [{value: false, evidence: {lines: [4, 4]}}, {value: true, evidence: {lines: [9, 9]}}]}"


def case(rules: RuleSet, failed: str, draft: str = "draft: true") -> Case:
    found, problems = read_case(CASE.format(draft=draft, failed=failed), "case.yaml", rules.vocabulary)
    assert found, problems
    return found


@pytest.mark.parametrize(("failed", "draft"), [(CONFIRMED, "draft: true"), ("false", "draft: true"), (READ, "")])
def test_a_no_that_somebody_confirmed_or_wrote_denies(rules: RuleSet, failed: str, draft: str) -> None:
    assert screen(rules, case(rules, failed, draft), "injection").decision is Decision.DENY


def test_a_no_that_was_read_alone_pends_and_is_the_first_question(rules: RuleSet) -> None:
    found = screen(rules, case(rules, READ), "injection", advise=True)
    assert (found.decision, found.reason) == (Decision.PEND, Reason.UNCONFIRMED)
    assert found.missing[0].fact == "conservative_care_failed"
    assert "line 4" in found.missing[0].question
    assert "line 4" in str(found.reason_text)
    assert Decision.DENY in found.possible
    assert recommendation_json(found, rules)["recommendation"] == "pend"


def test_a_no_beside_a_yes_is_a_contradiction_and_denies_nobody(rules: RuleSet) -> None:
    assert screen(rules, case(rules, CONTRADICTED), "injection").decision is Decision.PEND


def test_a_read_yes_counts(rules: RuleSet) -> None:
    assert screen(rules, case(rules, READ.replace("false", "true")), "injection").decision is Decision.APPROVE


@pytest.mark.parametrize(("failed", "marked"), [(READ, 1), (CONFIRMED, 0)])
def test_an_audit_marks_such_denials_and_counts_what_was_read(rules: RuleSet, failed: str, marked: int) -> None:
    found = audit(rules, [case(rules, failed)], Mode(Undocumented.NOT_ESTABLISHED))
    [only] = found.requests
    assert only.recommendation.decision is Decision.DENY
    assert only.recommendation.unconfirmed == bool(marked)
    figures = summary(found)
    assert (figures["unconfirmed"], figures["read_facts"]) == (marked, marked)
