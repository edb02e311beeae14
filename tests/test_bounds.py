"""What is known of a number whose fact is not documented: a cap that is chosen, months that are begun."""

from datetime import date
from pathlib import Path

import pytest

from examples import BASE
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.load.cases import read_case
from recheck.load.files import RuleFile
from recheck.load.ruleset import read_rule_set
from recheck.model.problem import errors
from recheck.model.recommendation import Decision, Recommendation
from recheck.model.rule import RuleSet
from recheck.screen import screen

ASK, SILENCE = Mode(), Mode(Undocumented.NOT_ESTABLISHED)
FACTS = """
severe_pain_syndrome: {type: boolean, belongs_to: claim, question: "Is it a pain syndrome?"}
visit_cap: {type: integer, unit: visits, at_least: 0, at_most: 500, belongs_to: request}
checked_on: {type: date, belongs_to: claim, question: "When was it checked?"}
months_since_check: {type: integer, unit: months, at_least: 0, at_most: 500, belongs_to: claim}
course: {type: choice, values: [early, middle, late], belongs_to: claim}
"""
CAP = """
definition: common/visit_cap
choose: [{is: 24, when: {severe_pain_syndrome: true}}]
otherwise: 10
"""
MONTHS = """
definition: common/months_since_check
months: {from: checked_on, to: requested_on}
"""
RULE = """
rule: own-2026/massage
title: Massage therapy
treatments: [massage_therapy]
criteria:
  few:
    says: No more visits than the condition is given
    limit: {of: visits_requested, already: visits_completed, at_most: {fact: visit_cap}}
    if_silent: met
    cite: {section: Massage}
    basis: page
    reading: quoted
approve_when: {all: [few]}
"""
CHECKED = """
rule: own-2026/therapy
title: Physical therapy
treatments: [physical_therapy]
criteria:
  lately:
    says: Checked within three months
    when: {months_since_check: {WORDS}}
    cite: {section: Therapy}
    basis: page
    reading: quoted
approve_when: {all: [lately]}
"""
CASE = """
case: mine
claim: {CLAIM}
treatments: {massage_therapy: {lumbar: {HAD}}}
requests:
  it:
    title: TREATMENT
    treatment: TREATMENT
    body_region: lumbar
    requested_on: 2026-04-30
    quantity: {disputed: VISITS, unit: visits}
"""


def rule_set(folder: Path, checked: str = "at_most: 3") -> RuleSet:
    """A small rule base with a cap that is chosen and months that are counted."""
    files = {
        **BASE,
        "facts/more.yaml": FACTS,
        "definitions/common/visit_cap.yaml": CAP,
        "definitions/common/months_since_check.yaml": MONTHS,
        "own-2026/massage.yaml": RULE,
        "own-2026/therapy.yaml": CHECKED.replace("WORDS", checked),
    }
    files.pop("own-2026/base.yaml")
    files.pop("own-2026/base.test.yaml")
    found = {}
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        found[path] = RuleFile(path, file, path)
    rules, problems = read_rule_set(found)
    assert not errors(problems), [str(each) for each in problems]
    return rules


def asked(
    rules: RuleSet, mode: Mode, claim: str, *, visits: int = 1, had: str = "", treatment: str = "massage_therapy"
) -> Recommendation:
    text = CASE.replace("TREATMENT", treatment).replace("VISITS", str(visits)).replace("{HAD}", f"{{{had}}}")
    case, problems = read_case(text.replace("{CLAIM}", f"{{{claim}}}"), "case.yaml", rules.vocabulary)
    assert case and not errors(problems), [str(each) for each in problems]
    return screen(rules, case, "it", mode)


@pytest.mark.parametrize(
    ("visits", "had", "under_ask", "silent", "quantity"),
    [
        (6, 0, Decision.APPROVE, Decision.APPROVE, None),
        (10, 0, Decision.APPROVE, Decision.APPROVE, None),
        (12, 0, Decision.PEND, Decision.MODIFY, 10),
        (25, 0, Decision.PEND, Decision.MODIFY, 10),
        (32, 24, Decision.DENY, Decision.DENY, None),
        (8, 24, Decision.DENY, Decision.DENY, None),
        (8, 9, Decision.PEND, Decision.MODIFY, 1),
    ],
)
def test_a_cap_that_is_not_known_still_lies_between_those_that_it_can_be(
    tmp_path: Path, visits: int, had: int, under_ask: Decision, silent: Decision, quantity: int | None
) -> None:
    rules = rule_set(tmp_path)
    found = asked(rules, ASK, "", visits=visits, had=f"visits_completed: {had}")
    assert found.decision is under_ask
    assert [each.fact for each in found.missing] == (["severe_pain_syndrome"] if under_ask is Decision.PEND else [])
    closed = asked(rules, SILENCE, "", visits=visits, had=f"visits_completed: {had}")
    assert (closed.decision, closed.quantity) == (silent, quantity)
    certain = under_ask is not Decision.PEND
    assert closed.rests_on == ("documented" if certain else "silence")


def test_what_can_still_be_decided_is_what_the_caps_allow(tmp_path: Path) -> None:
    found = asked(rule_set(tmp_path), ASK, "", visits=12, had="visits_completed: 0")
    assert set(found.possible) == {Decision.APPROVE, Decision.MODIFY}


@pytest.mark.parametrize(
    ("words", "day", "met"),
    [
        ("at_most: 3", date(2026, 1, 30), True),
        ("at_most: 3", date(2026, 1, 29), False),
        ("at_most: 3", date(2025, 12, 31), False),
        ("less_than: 3", date(2026, 1, 31), True),
        ("less_than: 3", date(2026, 1, 30), False),
        ("at_least: 3", date(2026, 1, 30), True),
        ("at_least: 3", date(2026, 1, 31), False),
        ("more_than: 3", date(2026, 1, 30), False),
        ("more_than: 3", date(2026, 1, 29), True),
    ],
)
def test_months_compare_by_date(tmp_path: Path, words: str, day: date, met: bool) -> None:
    rules = rule_set(tmp_path, words)
    for mode in (ASK, SILENCE):
        found = asked(rules, mode, f"checked_on: {day}", treatment="physical_therapy")
        assert (found.decision is Decision.APPROVE) is met


@pytest.mark.parametrize("mode", list(Undocumented))
def test_columns_say_the_same(tmp_path: Path, mode: Undocumented) -> None:
    pytest.importorskip("ibis")
    from columns_compared import answers, differing, judged, screened
    from recheck.evaluators.columns.engines import connect
    from request_tables import Generator, cases_of

    for seed, words in enumerate(("at_most: 3", "less_than: 4", "at_least: 2", "more_than: 3")):
        rules = rule_set(tmp_path, words)
        table = Generator(rules, seed, missing=0.4, contradicted=0.05).table(300)
        expected = screened(rules, cases_of(rules, table.to_pylist()), Mode(mode, infer=False))
        assert differing(expected, answers(judged(rules, connect("duckdb"), table, mode))) == {}


@pytest.mark.parametrize(("stated", "decided"), [(3, Decision.DENY), (4, Decision.DENY), (6, Decision.PEND)])
def test_a_whole_number_beside_dates_gives_way_to_them(tmp_path: Path, stated: int, decided: Decision) -> None:
    claim = f"checked_on: 2026-01-29, months_since_check: {stated}"
    assert asked(rule_set(tmp_path), ASK, claim, treatment="physical_therapy").decision is decided
