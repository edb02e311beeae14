"""When a request was made, and up to when the record counts: for the request, and for a decision on it."""

import pytest

from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.load.cases import read_case
from recheck.model.case import By, Case
from recheck.model.recommendation import Decision
from recheck.model.rule import RuleSet
from recheck.screen import screen

NOT_ESTABLISHED = Mode(Undocumented.NOT_ESTABLISHED)
NECK = """
case: mine
claim: {date_of_injury: 2016-11-11}
regions:
  cervical: {sensory_deficit: true, examination_recorded: true, neurologic_examination_recorded: true}
requests:
  mri:
    treatment: mri_cervical
    body_region: cervical
    requested_on: {value: 2016-12-01, stands_for: latest record}
    determinations:
      - {by: utilization_review, outcome: denied, dated: 2016-12-13}
      - {by: imr, outcome: upheld, dated: 2017-01-25}
"""


def case_of(text: str, rules: RuleSet) -> Case:
    case, problems = read_case(text, "case.yaml", rules.vocabulary)
    assert case, problems
    return case


def test_a_request_that_one_day_more_would_approve_is_not_refused_for_certain(rules: RuleSet) -> None:
    found = screen(rules, case_of(NECK, rules), "mri", NOT_ESTABLISHED)
    assert (found.decision, found.rests_on) == (Decision.DENY, "silence")
    assert any("2016-12-13 approve" in note for note in found.notes)


def test_its_date_is_asked_for_where_silence_asks(rules: RuleSet) -> None:
    found = screen(rules, case_of(NECK, rules), "mri")
    assert found.decision is Decision.PEND
    assert found.missing[0].fact == "requested_on"
    assert {Decision.APPROVE, Decision.DENY} <= set(found.possible)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{value: 2016-12-01, stands_for: latest record}", "2016-12-01"),
        ("denied, dated: 2016-12-13", "denied, dated: 2016-12-01"),
    ],
)
def test_a_date_that_is_known_decides(old: str, new: str, rules: RuleSet) -> None:
    found = screen(rules, case_of(NECK.replace(old, new), rules), "mri", NOT_ESTABLISHED)
    assert found.decision is Decision.DENY
    assert not any("it decides" in note for note in found.notes)


def test_an_approval_on_the_day_of_the_record_stands(rules: RuleSet) -> None:
    text = NECK.replace("2016-11-11", "2016-11-01")
    assert screen(rules, case_of(text, rules), "mri", NOT_ESTABLISHED).decision is Decision.APPROVE


def test_an_examination_after_the_request_counts_for_the_decision_that_had_it(rules: RuleSet) -> None:
    later = NECK.replace("2016-11-11", "2016-10-11").replace(
        "sensory_deficit: true", "sensory_deficit: {value: true, dated: 2016-12-20}"
    )
    case = case_of(later, rules)
    assert screen(rules, case, "mri", NOT_ESTABLISHED).decision is Decision.DENY
    assert screen(rules, case.as_reviewed(By.UTILIZATION_REVIEW), "mri", NOT_ESTABLISHED).decision is Decision.DENY
    assert screen(rules, case.as_reviewed(By.IMR), "mri", NOT_ESTABLISHED).decision is Decision.APPROVE
