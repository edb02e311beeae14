"""What trials from outside found, each with the shipped rules: ranges, months by date, attribution, ways that are told.

Titles of several limbs stand in test_titles_composed.py, dates of letters in test_letter_dates.py.
"""

import pytest

from recheck.evaluators.truths import Undocumented
from recheck.explain import rationale
from recheck.judge import Mode
from recheck.load.cases import read_case
from recheck.model.recommendation import Decision, Recommendation
from recheck.model.rule import RuleSet
from recheck.page import page
from recheck.screen import screen
from recheck.service.find import read_words

NOT_ESTABLISHED = Mode(Undocumented.NOT_ESTABLISHED)
THERAPY = """case: therapy
claim: {{date_of_injury: 2014-01-06, exercise_program: true}}
regions: {{lumbar: {{surgery_done: false, functional_loss_documented: true}}}}
treatments: {{physical_therapy: {{lumbar: {{visits_completed: {had}}}}}}}
requests:
  it:
    treatment: physical_therapy
    body_region: lumbar
    requested_on: 2016-03-10
    quantity: {{disputed: {asked}, unit: visits}}
"""
NO_REGION = """case: therapy
claim: {date_of_injury: 2015-06-01}
requests:
  it: {title: Physical therapy, treatment: physical_therapy, requested_on: 2016-03-10}
"""
OPIOID = """case: opioid
claim:
  date_of_injury: 2024-01-08
  cancer_sickle_cell_or_palliative_pain: false
  opioids_taken: true
  cures_checked_on: {checked}
requests:
  it:
    treatment: hydrocodone_acetaminophen
    body_region: lumbar
    requested_on: 2026-04-30
    quantity: {{disputed: 90, unit: tablets}}
    facts: {{opioid_purpose: to_continue}}
"""
FUNCTION = """case: function
claim: {date_of_injury: 2012-05-01, work_status: off_work, opioids_taken: true}
treatments: {hydrocodone_acetaminophen: {function_improved: true}}
requests:
  it:
    treatment: hydrocodone_acetaminophen
    body_region: lumbar
    requested_on: 2015-03-10
    quantity: {disputed: 120, unit: tablets}
    facts: {opioid_purpose: to_continue}
"""


def asked(text: str, rules: RuleSet, mode: Mode | None = None) -> Recommendation:
    case, problems = read_case(text, "own.yaml", rules.vocabulary)
    assert case is not None and not problems, problems
    return screen(rules, case, "it", mode or Mode(), advise=True)


@pytest.mark.parametrize(
    ("visits", "asking", "closing"),
    [
        (6, (Decision.APPROVE, None), (Decision.APPROVE, None)),
        (10, (Decision.APPROVE, None), (Decision.APPROVE, None)),
        (12, (Decision.PEND, None), (Decision.MODIFY, 10)),
        (24, (Decision.PEND, None), (Decision.MODIFY, 10)),
    ],
)
def test_a_number_within_every_cap_that_is_possible_is_within_it(
    visits: int, asking: tuple[Decision, int | None], closing: tuple[Decision, int | None], rules: RuleSet
) -> None:
    text = THERAPY.format(asked=visits, had=0)
    for mode, expected in ((Mode(), asking), (NOT_ESTABLISHED, closing)):
        found = asked(text, rules, mode)
        assert (found.decision, found.quantity) == expected


def test_a_number_above_every_cap_that_is_possible_is_refused_whatever_the_condition(rules: RuleSet) -> None:
    found = asked(THERAPY.format(asked=8, had=24), rules)
    assert Decision.APPROVE not in found.possible
    assert "condition_group" not in [each.fact for each in found.missing]


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("EMG/NCS of the bilateral upper and lower extremities", {"upper_extremity", "lower_extremity"}),
        ("EMG of the upper and lower extremities", {"upper_extremity", "lower_extremity"}),
        ("NCV of the right upper and lower extremities", {"upper_extremity", "lower_extremity"}),
        ("MRI cervical/lumbar spine", {"cervical", "lumbar"}),
        ("MRI of left shoulder and left wrist", {"shoulder left", "wrist left"}),
        ("Acupuncture for the left knee and right shoulder", {"knee left", "shoulder right"}),
        ("Cortisone injection left knee and right shoulder", {"knee left", "shoulder right"}),
        ("MRI (L) knee", {"knee left"}),
        ("MRI (R) shoulder", {"shoulder right"}),
    ],
)
def test_a_title_of_several_limbs_loses_none_and_multiplies_no_side(title: str, read: set[str], rules: RuleSet) -> None:
    found = read_words(title, rules).asked
    sided = {f"{region} {each.side}" for each in found for region in each.regions}
    assert {region if region in read else region.rsplit(" ", 1)[0] for region in sided} == read


def test_a_denial_is_grounded_on_no_operation_that_nobody_mentions(rules: RuleSet) -> None:
    found = asked(NO_REGION, rules, NOT_ESTABLISHED)
    assert found.decision is Decision.DENY
    assert not any(each.rule.guideline.startswith("mtus-postsurgical") for each in found.rules)
    assert "repair" not in rationale(found, rules) and "menisc" not in rationale(found, rules)
    assert all(
        each.question and "_" not in each.question and "document for" not in each.question for each in found.missing
    )


@pytest.mark.parametrize(
    ("checked", "met", "said"),
    [
        ("2026-01-02", False, "3 months 28 days"),
        ("2025-12-31", False, "3 months 30 days"),
        ("2026-01-30", True, "3"),
        ("2026-01-31", True, "2 months 30 days"),
    ],
)
def test_three_months_end_on_their_day(checked: str, met: bool, said: str, rules: RuleSet) -> None:
    text = " ".join(page(asked(OPIOID.format(checked=checked), rules), rules).split())
    assert f"{'met' if met else 'not met'} The prescription monitoring program (CURES) was checked" in text
    assert f"months since CURES was last checked: {said} (from last CURES check:" in text
    assert met or "  met The prescription monitoring" not in text


def test_the_ways_that_are_told_include_those_through_derived_facts(rules: RuleSet) -> None:
    found = asked(FUNCTION, rules)
    assert found.decision is Decision.PEND
    told = rationale(found, rules)
    assert "pain score without the drug" in told and "pain score with the drug" in told


FIRST = """case: first
claim: {{date_of_injury: 2024-09-01}}
treatments: {{epidural_steroid_injection: {{lumbar: {{{stated}}}}}}}
requests:
  it:
    treatment: epidural_steroid_injection
    body_region: lumbar
    requested_on: 2026-03-02
    quantity: {{disputed: 1, unit: injections}}
"""
OF_AN_EARLIER_ONE = {"injections_given", "injection_worked", "weeks_since_last_injection", "pain_control_fading"}


@pytest.mark.parametrize("stated", ["previous_injection: false", "injections_given: 0"])
def test_where_nothing_was_injected_before_nothing_is_asked_of_it(stated: str, rules: RuleSet) -> None:
    found = asked(FIRST.format(stated=stated), rules)
    assert OF_AN_EARLIER_ONE.isdisjoint(each.fact for each in found.missing)
    assert not any(each.rule.id == "wi-dwd-81/epidural_low_back_repeat" for each in found.rules)


@pytest.mark.parametrize("stated", ["previous_injection: true", "injections_given: 2"])
def test_where_something_was_injected_before_it_is(stated: str, rules: RuleSet) -> None:
    found = asked(FIRST.format(stated=stated), rules)
    assert "injection_worked" in [each.fact for each in found.missing]
