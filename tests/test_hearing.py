"""Silence that a record answers: where facts would stand, what it mentions, and what is requested beside."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from generated import GROUND
from recheck.collect import collect
from recheck.engines.values import truth_of
from recheck.evaluators.hearing import heard_when, silences
from recheck.evaluators.paths import refused_paths
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.letters.facts.mentions import MentionsShape, faults_of
from recheck.load.cases import read_case as case_from
from recheck.load.files import RuleFile
from recheck.load.shape import shaped
from recheck.load.vocabulary import load_vocabulary
from recheck.load.yaml_text import parse
from recheck.model.condition import AllOf, AnyOf, Comparison, Condition, FactRef, Limit, NotOf, Op
from recheck.model.problem import Problem
from recheck.model.rule import Arithmetic, Criterion, Definition, Holds, RuleSet, Total
from recheck.model.truth import Truth
from recheck.model.vocabulary import SILENCE_ON, BelongsTo, Fact, FactType
from recheck.output import recommendation_json
from recheck.program.lower import lower
from recheck.screen import screen

EXAM, LIST = "examination_read", "list_read"
FACTS = {
    each.name: each
    for each in (
        Fact(EXAM, FactType.BOOLEAN, BelongsTo.CLAIM),
        Fact(LIST, FactType.BOOLEAN, BelongsTo.CLAIM),
        Fact("drop", FactType.BOOLEAN, BelongsTo.CLAIM, stands_in=(EXAM,)),
        Fact("numb", FactType.BOOLEAN, BelongsTo.CLAIM, stands_in=(EXAM,)),
        Fact("therapy", FactType.BOOLEAN, BelongsTo.CLAIM, stands_in=(LIST,)),
        Fact("visits", FactType.INTEGER, BelongsTo.CLAIM, stands_in=(LIST,)),
        Fact("told", FactType.BOOLEAN, BelongsTo.CLAIM),
        Fact("nerve", FactType.BOOLEAN, BelongsTo.CLAIM),
    )
}


def is_true(name: str, value: bool = True) -> Comparison:
    return Comparison(name, Op.EQUALS, value)


NERVE = Definition("common/nerve", "nerve", None, Holds(AnyOf((is_true("drop"), is_true("numb")))))


def heard(when: Condition, held: Mapping[str, object], *unread: str, exclusion: bool = False) -> bool:
    """Whether silence about a criterion is the record's answer."""
    criterion = Criterion("k", "says", when, GROUND, if_silent_met=exclusion)
    found = heard_when(criterion, {"nerve": NERVE}, FACTS)
    names = [name for name, each in FACTS.items() if each.stands_in]
    known = {**held, **silences(names, held, unread, FACTS)}  # type: ignore[arg-type,dict-item]
    return found is not None and truth_of(lower(found), known) is Truth.TRUE  # type: ignore[arg-type]


def test_silence_is_heard_of_a_fact_only_where_it_would_stand() -> None:
    assert heard(is_true("drop"), {EXAM: True})
    assert not heard(is_true("drop"), {LIST: True})
    assert not heard(is_true("drop"), {EXAM: False})
    assert not heard(is_true("told"), {EXAM: True, LIST: True})


def test_what_a_record_mentions_and_nobody_read_is_no_silence() -> None:
    assert not heard(is_true("drop"), {EXAM: True}, "drop")
    assert heard(is_true("drop"), {EXAM: True}, "numb")


@pytest.mark.parametrize(
    ("when", "held", "is_heard"),
    [
        (AnyOf((is_true("drop"), is_true("therapy"))), {EXAM: True}, False),
        (AnyOf((is_true("drop"), is_true("therapy"))), {EXAM: True, LIST: True}, True),
        (AnyOf((is_true("drop"), is_true("therapy"))), {EXAM: True, "therapy": False}, True),
        (AllOf((is_true("drop"), is_true("therapy"))), {EXAM: True}, True),
        (AllOf((is_true("drop"), is_true("therapy"))), {EXAM: True, "drop": True}, False),
        (is_true("nerve"), {EXAM: True}, True),
        (is_true("nerve"), {EXAM: True, "drop": False}, True),
        (Comparison("visits", Op.AT_LEAST, 6), {LIST: True}, True),
        (Comparison("visits", Op.AT_MOST, 6), {LIST: True}, False),
        (is_true("drop", value=False), {EXAM: True}, False),
        (NotOf(is_true("drop")), {EXAM: True}, False),
    ],
)
def test_a_criterion_is_heard_where_silent_facts_settle_it(
    when: Condition, held: dict[str, object], is_heard: bool
) -> None:
    assert heard(when, held) is is_heard


def test_a_limit_is_heard_only_where_all_that_it_adds_up_is_told() -> None:
    limit = Limit("asked", "had", "granted", FactRef("most"), closes_already=True)
    product = Definition("common/most", "most", None, Total(Arithmetic.PRODUCT, (21, "a_day")))
    numbers = {
        name: Fact(name, FactType.INTEGER, BelongsTo.CLAIM, at_least=0, stands_in=(LIST,) if name == "had" else ())
        for name in ("asked", "had", "granted", "most", "a_day")
    }
    found = heard_when(Criterion("k", "says", limit, GROUND), {"most": product}, {**FACTS, **numbers})
    assert found is not None
    said = {"asked": 45, SILENCE_ON + "had": True}
    assert truth_of(lower(found), said) is not Truth.TRUE
    assert truth_of(lower(found), {**said, "a_day": 3}) is Truth.TRUE


def test_an_exclusion_is_heard_where_what_speaks_against_is_not_there() -> None:
    assert heard(is_true("drop", value=False), {EXAM: True}, exclusion=True)
    assert not heard(is_true("drop"), {EXAM: True}, exclusion=True)


CASE = """
case: a
claim:
  {treatment_list_recorded: true, treatment_plan_recorded: true, diagnoses_recorded: true, date_of_injury: 2016-10-01}
regions:
  shoulder_right:
    {examination_recorded: true, neurologic_examination_recorded: true, joint_examination_recorded: true}
requests:
  scan: {treatment: mri_shoulder, body_region: shoulder, side: right, requested_on: 2016-12-01}
"""
MENTIONED = 'mentioned: [{facts: [surgery_planned], says: "arthroscopy", evidence: {lines: [5, 5]}}]\n'
SURGERY = "  knife: {treatment: shoulder_surgery, body_region: shoulder, side: right, requested_on: 2016-12-01}\n"


def judged(rules: RuleSet, text: str, request: str = "scan") -> tuple[str, str | None, dict[str, Truth]]:
    case, problems = case_from(text, "a.yaml", rules.vocabulary)
    assert case, problems
    found = screen(rules, case, request, Mode(Undocumented.NOT_ESTABLISHED, infer=False))
    return (
        found.decision,
        found.rests_on,
        {each.criterion.name: each.truth for it in found.rules for each in it.criteria},
    )


def test_a_mention_lowers_what_a_denial_rests_on_and_changes_no_decision(rules: RuleSet) -> None:
    quiet, spoken = judged(rules, CASE), judged(rules, MENTIONED + CASE)
    assert (quiet[0], quiet[1]) == ("deny", "record")
    assert (spoken[0], spoken[1]) == ("deny", "silence")
    elsewhere = MENTIONED.replace("says", "regions: [knee], says")
    assert judged(rules, elsewhere + CASE)[1] == "record"


def test_an_operation_that_is_requested_beside_is_planned(rules: RuleSet) -> None:
    assert judged(rules, CASE)[2]["before_invasive_procedure"] is Truth.UNKNOWN
    assert judged(rules, CASE + SURGERY)[2]["before_invasive_procedure"] is Truth.TRUE
    elsewhere = SURGERY.replace("shoulder_surgery, body_region: shoulder", "knee_arthroscopy, body_region: knee")
    assert judged(rules, CASE + elsewhere)[2]["before_invasive_procedure"] is not Truth.FALSE


def test_what_the_record_says_wins_over_what_is_requested_beside(rules: RuleSet) -> None:
    said = CASE.replace("{examination_recorded", "{surgery_planned: false, examination_recorded", 1)
    held = [held_in(rules, text).get("surgery_planned") for text in (CASE, CASE + SURGERY, said + SURGERY)]
    assert held == [None, True, False]


def test_a_denial_says_which_ways_to_approve_the_record_refutes_and_which_it_leaves_open(rules: RuleSet) -> None:
    early = CASE.replace("2016-12-01", "2016-10-10").replace("{examination", "{symptoms_months: 0.2, examination", 1)
    case, _ = case_from(MENTIONED + early, "a.yaml", rules.vocabulary)
    assert case
    found = screen(rules, case, "scan", Mode(Undocumented.NOT_ESTABLISHED, infer=False))
    paths = refused_paths(found.rules[0])
    assert {each.is_refuted for each in paths} == {True, False}
    for each in paths:
        assert (each.refuted_by or each.not_mentioned) and not set(each.refuted_by) & set(each.not_mentioned)
    said = str(recommendation_json(found, rules)["rationale"])
    assert "mentioned, and not read: 'arthroscopy', line 5" in said
    assert f"Of {len(paths)} ways to approve, the record refutes" in said


def held_in(rules: RuleSet, text: str) -> Mapping[str, object]:
    case, _ = case_from(text, "a.yaml", rules.vocabulary)
    assert case
    return collect(case, case.requests["scan"], "shoulder_right", rules.vocabulary).held


def test_rows_of_a_table_say_nothing_of_each_other(rules: RuleSet) -> None:
    case, _ = case_from(CASE + SURGERY, "a.yaml", rules.vocabulary)
    assert case
    apart = replace(case, is_of_rows=True)
    assert "surgery_planned" not in collect(apart, case.requests["scan"], "shoulder_right", rules.vocabulary).held


def test_every_fact_that_stands_somewhere_has_words_that_mention_it(rules: RuleSet) -> None:
    shape = shaped(MentionsShape, parse("mentions: [{facts: [muscle_spasm], words: [spasm]}]", "m.yaml")[0], [])
    assert shape
    named = {each.message.split("'")[1] for each in faults_of(shape, rules.vocabulary)}
    assert "surgery_planned" in named and "muscle_spasm" not in named


@pytest.mark.parametrize(
    ("fact", "says"),
    [
        ("foot_drop: {type: boolean, belongs_to: claim, stands_in: [nowhere]}", "not in the vocabulary"),
        ("a: {type: integer, belongs_to: claim}\nb: {type: boolean, belongs_to: claim, stands_in: [a]}", "no part"),
        ("a: {type: boolean, belongs_to: claim, requested_beside: [surgry]}", "no treatment or category"),
        ("a: {type: integer, belongs_to: claim, requested_beside: [surgery]}", "only what is yes or no"),
        ("silence_on_a: {type: boolean, belongs_to: claim}", "a word of the rule language"),
    ],
)
def test_a_place_that_is_none_is_refused(tmp_path: Path, fact: str, says: str) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(fact + "\n")
    problems: list[Problem] = []
    load_vocabulary([RuleFile("facts/a.yaml", file, str(file))], problems)
    assert [each for each in problems if says in each.message]
