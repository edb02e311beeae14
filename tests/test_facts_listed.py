"""`recheck facts` names what a case can state; a name that may mean several things suggests all of them, never one."""

import json
import re

import pytest

from recheck.cli.facts import run_facts
from recheck.conditions.typed import typed
from recheck.load.cases import read_case
from recheck.load.yaml_text import parse
from recheck.model.problem import Problem
from recheck.model.rule import RuleSet

CASE = "case: a\n{level}\nrequests:\n  m: {{title: T, treatment: {treatment}, requested_on: 2016-03-02}}\n"


def suggestion(rules: RuleSet, *, treatment: str = "massage_therapy", level: str = "claim: {}") -> str:
    _, problems = read_case(CASE.format(treatment=treatment, level=level), "case.yaml", rules.vocabulary)
    assert len(problems) == 1
    return problems[0].suggestion or ""


def test_a_fact_is_found_by_the_words_of_its_question(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_facts(["pain score"], ["shipped"], "text") == 0
    said = capsys.readouterr().out
    assert "under 'regions', by region" in said
    assert "pain_now: a number of points, 0 to 10\n      What is the pain score (0-10) of this region" in said


def test_every_listed_fact_can_be_stated_where_it_says(rules: RuleSet, capsys: pytest.CaptureFixture[str]) -> None:
    run_facts([], ["shipped"], "json")
    listed = {each["name"]: each for each in json.loads(capsys.readouterr().out)["facts"]}
    assert len(listed) > 500 and "requested_on" not in listed and "visits_requested" not in listed
    claim = [name for name, each in listed.items() if each["belongs_to"] == "claim" and "true" in each["values"]]
    stated = ", ".join(f"{name}: true" for name in claim)
    case, problems = read_case(
        CASE.format(treatment="massage_therapy", level=f"claim: {{{stated}}}"), "case.yaml", rules.vocabulary
    )
    assert problems == [] and case is not None and len(case.claim) == len(claim)


def test_words_that_no_fact_holds_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_facts(["zodiac"], ["shipped"], "text") == 1
    assert "no fact holds 'zodiac'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("treatment", "named"),
    [
        ("mri", ("'mri_knee'", "'mri_hip'", "`recheck find mri` lists them")),
        ("therapy", ("'massage_therapy'", " or one of ")),
    ],
)
def test_a_treatment_that_may_be_several_is_never_taken_for_one(
    rules: RuleSet, treatment: str, named: tuple[str, ...]
) -> None:
    said = suggestion(rules, treatment=treatment)
    assert said.startswith("which do you mean: ") and all(each in said for each in named)


def test_a_slip_of_the_pen_is_still_one(rules: RuleSet) -> None:
    assert suggestion(rules, treatment="masage_therapy").startswith("did you mean 'massage_therapy'? (rules/")
    assert suggestion(rules, level="claim: {exercise_programme: true}").startswith("did you mean 'exercise_program'?")


def test_a_fact_is_suggested_by_what_its_question_asks(rules: RuleSet) -> None:
    said = suggestion(rules, level="claim: {pain_score: 7}")
    assert "'pain_now'" in said and "'pain_score_with'" in said and "'pain_score_without'" in said


def test_no_question_speaks_of_true_and_false(rules: RuleSet) -> None:
    asked = [fact.question for fact in rules.vocabulary.facts.values() if fact.question]
    assert [each for each in asked if re.search(r"\b(true|false|null|boolean)\b", each)] == []


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ('">= 3"', "{at_least: 3}"),
        ('"at most 6"', "{at_most: 6}"),
        ('"more than 2"', "{more_than: 2}"),
        ('"< 4.5"', "{less_than: 4.5}"),
        ('"up to 12"', "{at_most: 12}"),
        ('"many"', "a decimal number"),
    ],
)
def test_a_comparison_in_words_is_answered_with_the_rule_languages(written: str, hint: str, rules: RuleSet) -> None:
    problems: list[Problem] = []
    typed(rules.vocabulary.facts["visits_completed"], parse(f"a: {written}", "f.yaml")[0]["a"], problems)  # type: ignore[index,call-overload]  # a mapping was written
    assert hint in (problems[0].suggestion or "")
