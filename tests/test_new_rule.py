"""`recheck rules new`: what it writes loads, passes `rules check`, and its tests pass."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from conftest import ROOT, run
from recheck.author.answers import draft_of
from recheck.author.check import check
from recheck.author.draft_tests import draft_tests
from recheck.author.new_rule import new_files, write_new
from recheck.author.questions import Answered
from recheck.author.rule_tests import run_rule_test
from recheck.load.files import rule_files
from recheck.load.rule_tests import load_rule_tests
from recheck.load.ruleset import read_rule_set
from recheck.model.problem import ProblemsFound
from recheck.model.recommendation import Decision
from recheck.model.rule import RuleSet

GROUND = "section: Massage therapy, page: 60, basis: letter, reading: ours"
VISITS = f"{{fact: visits_requested, comparison: at_most, value: 6, says: At most six visits in all, {GROUND}}}"
EXERCISE = f"{{fact: exercise_program, value: true, says: Exercise accompanies it, {GROUND}}}"
ANSWERS = f"""
treatment: massage
guideline: mtus-chronic-pain-2009
name: massage_second
criteria:
  - {VISITS}
  - {EXERCISE}
"""
PATH = "mtus-chronic-pain-2009/massage_second"


def codes(answers: str, rules: RuleSet) -> list[str]:
    """The problems of answers, or of what would be written of them."""
    draft, problems = draft_of(answers, "answers.yaml", rules)
    if draft is None:
        return [problem.code for problem in problems]
    try:
        new_files(draft, rule_files())
    except ProblemsFound as found:
        return [problem.code for problem in found.problems]
    return []


def new_in(folder: Path, *words: str) -> tuple[int, str, str]:
    return run("rules", "new", "--out", str(folder), *words)


def expectations(file: Path) -> dict[str, dict[str, object]]:
    return {test["name"]: test["expect"] for test in yaml.safe_load(file.read_text(encoding="utf-8"))}


def test_a_rule_from_a_file_of_answers_passes_check_and_its_tests(tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text(ANSWERS, encoding="utf-8")
    own = tmp_path / "own"
    status, out, err = new_in(own, "--answers", str(answers))
    assert status == 0, err
    assert out.split() == [str(own / f"{PATH}.yaml"), str(own / f"{PATH}.test.yaml")]
    files = rule_files(["shipped", own])
    rules, problems = read_rule_set(files)
    tests = load_rule_tests(files.values(), rules, problems)
    found = problems + check(rules, tests, files)
    assert [each.code for each in found] == ["duplicate-rule"], "it stands beside ours on purpose"
    mine = [test for test in tests if test.rule == PATH]
    assert mine and all(run_rule_test(test, rules).passed for test in mine)


def test_the_tests_meet_each_criterion_just_miss_it_and_leave_it_undocumented(tmp_path: Path) -> None:
    new_in(
        tmp_path, "--treatment", "massage", "--guideline", "mtus-chronic-pain-2009", "--name", "massage_second",
        "--criterion", VISITS, "--criterion", EXERCISE,
    )  # fmt: skip
    file = tmp_path / f"{PATH}.test.yaml"
    found = expectations(file)
    assert found["all criteria are met"] == {"decision": "approve"}
    assert found["visits_requested_limit just missed: visits_requested 7, visits_completed 0"] == {
        "decision": "modify",
        "quantity": 6,
        "deciding": [["visits_requested_limit", "exercise_program"]],
    }
    assert found["exercise_program just missed: exercise_program false"]["decision"] == "deny"
    assert found["exercise_program is not documented"] == {"decision": "pend", "missing": ["exercise_program"]}
    lines = file.read_text(encoding="utf-8").splitlines()
    assert all(line.endswith("# confirm") for line in lines if line.startswith("  expect:"))


def test_a_computed_expectation_follows_the_rule(rules: RuleSet) -> None:
    """A different number gives different tests: nothing is remembered."""
    draft, _ = draft_of(ANSWERS.replace("value: 6", "value: 9"), "answers.yaml", rules)
    assert draft
    text = new_files(draft, rule_files())[f"{PATH}.test.yaml"]
    assert "visits_requested: 10" in text and "quantity: 9" in text and "quantity: 6" not in text


def test_what_a_guideline_never_recommends_needs_no_criteria(tmp_path: Path, rules: RuleSet) -> None:
    says = f"{{says: Massage is not recommended, {GROUND}}}"
    answers = f"treatment: massage\nguideline: mtus-chronic-pain-2009\nname: massage_second\nnever: {says}\n"
    draft, problems = draft_of(answers, "answers.yaml", rules)
    assert draft and not problems
    write_new(new_files(draft, rule_files()), tmp_path)
    assert "approve_when: never" in (tmp_path / f"{PATH}.yaml").read_text(encoding="utf-8")
    assert [each["decision"] for each in expectations(tmp_path / f"{PATH}.test.yaml").values()] == ["deny"]


def test_a_whole_condition_can_be_given(rules: RuleSet) -> None:
    either = f"{{when: {{any: [{{exercise_program: true}}, {{age: {{at_least: 65}}}}]}}, says: Either is so, {GROUND}}}"
    draft, problems = draft_of(ANSWERS.replace(EXERCISE, either), "answers.yaml", rules)
    assert draft and not problems
    texts = new_files(draft, rule_files())
    assert "when: {any: [{exercise_program: true}, {age: {at_least: 65}}]}" in texts[f"{PATH}.yaml"]
    assert {"age: 64", "age: 65"} <= {
        f"age: {age}" for age in range(60, 70) if f"age: {age}" in texts[f"{PATH}.test.yaml"]
    }


QUESTIONS = [
    "masage", "massage",  # the first is no treatment
    "chronic pain", "mtus-chronic-pain-2009",  # words list guidelines
    "massage_third", "",
    "",
    "visits requested", "visits_requested", "", "many", "7", "", "", "At most seven visits in all",
    "Massage therapy", "60", "letter", "ours",
    "yes",
    "body_region", "one_of", "cervicl", "cervical, thoracic", "", "", "Massage therapy", "", "letter", "quoted",
    "",
]  # fmt: skip


def test_the_terminal_asks_and_asks_again_where_an_answer_cannot_be(tmp_path: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "recheck", "rules", "new", "--out", str(tmp_path), "--format", "json"],
        input="\n".join(QUESTIONS) + "\n", capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["rule"] == "mtus-chronic-pain-2009/massage_third"
    assert "did you mean 'massage'?" in found.stderr and "did you mean 'cervical'?" in found.stderr
    rule = yaml.safe_load((tmp_path / "mtus-chronic-pain-2009" / "massage_third.yaml").read_text(encoding="utf-8"))
    assert rule["title"] == "Massage therapy"
    limit, region = rule["criteria"].values()
    assert limit["limit"] == {"of": "visits_requested", "already": "visits_completed", "at_most": 7}
    assert limit["cite"] == {"page": 60, "section": "Massage therapy"}
    assert region["when"] == {"body_region": {"one_of": ["cervical", "thoracic"]}}
    assert region["says"] == "Body region is one of cervical, thoracic"
    assert "page" not in region["cite"] and region["reading"] == "quoted"


def test_questions_that_end_too_soon_write_nothing(tmp_path: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "recheck", "rules", "new", "--out", str(tmp_path)],
        input="massage\n", capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert found.returncode == 1
    assert "Traceback" not in found.stderr
    assert list(tmp_path.iterdir()) == []


PROBLEMS = [
    ("treatment: massage\n", "treatment: masage\n", "unknown-treatment"),
    ("treatment: massage\n", "treatment: massage and acupuncture\n", "ambiguous-treatment"),
    ("mtus-chronic-pain-2009", "mtus-chronic-pain-2010", "unknown-guideline"),
    ("name: massage_second", "name: Massage 2", "not-a-name"),
    ("name: massage_second", "name: massage_therapy", "rule-exists"),
    ("fact: exercise_program", "fact: exercise_programme", "unknown-fact"),
    ("value: true", "value: yes", "wrong-type"),
    ("value: true, ", "", "not-a-criterion"),
    (EXERCISE, EXERCISE.replace("{fact", "{if_silent: not_met, fact"), "unknown-value"),
    (EXERCISE, EXERCISE.replace("value: true", "value: false") + "\n  - " + EXERCISE, "duplicate-key"),
    (EXERCISE, EXERCISE + "\n  - " + EXERCISE.replace("{fact", "{name: none, fact").replace("true", "false"),
     "criteria-contradict"),
    ("basis: letter", "basis: leter", "unknown-value"),
    (ANSWERS[ANSWERS.index("criteria:"):], "", "no-criteria"),
]  # fmt: skip


def test_the_answers_themselves_have_no_problem(rules: RuleSet) -> None:
    assert codes(ANSWERS, rules) == []


@pytest.mark.parametrize(("right", "wrong", "code"), PROBLEMS, ids=[code for *_, code in PROBLEMS])
def test_an_answer_that_cannot_be_is_a_problem(right: str, wrong: str, code: str, rules: RuleSet) -> None:
    assert right in ANSWERS
    assert code in codes(ANSWERS.replace(right, wrong), rules)


def test_a_problem_stands_at_its_answer(rules: RuleSet) -> None:
    _, problems = draft_of(ANSWERS.replace("value: 6", "value: six"), "answers.yaml", rules)
    assert [str(problem.place) for problem in problems] == ["answers.yaml:6:58"]


def test_nothing_is_written_over_a_file_nor_half_of_it(tmp_path: Path, rules: RuleSet) -> None:
    draft, _ = draft_of(ANSWERS, "answers.yaml", rules)
    assert draft
    texts = new_files(draft, rule_files())
    second = tmp_path / f"{PATH}.test.yaml"
    second.parent.mkdir()
    second.write_text("mine", encoding="utf-8")
    with pytest.raises(ProblemsFound) as raised:
        write_new(texts, tmp_path)
    assert [problem.code for problem in raised.value.problems] == ["not-written"]
    assert second.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / f"{PATH}.yaml").exists()


def test_a_folder_beside_schemas_gets_files_that_name_them(tmp_path: Path, rules: RuleSet) -> None:
    (tmp_path / "schemas").mkdir()
    draft, _ = draft_of(ANSWERS, "answers.yaml", rules)
    assert draft
    write_new(new_files(draft, rule_files()), tmp_path / "own")
    first = (tmp_path / "own" / f"{PATH}.test.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../../schemas/test.schema.json"


def test_options_and_a_file_of_answers_exclude_each_other(tmp_path: Path) -> None:
    assert new_in(tmp_path, "--answers", "a.yaml", "--name", "b")[0] == 2
    status, _, err = new_in(tmp_path, "--answers", str(tmp_path / "none.yaml"))
    assert status == 1 and "unreadable" in err


def test_answers_are_written_as_they_are_read() -> None:
    given = Answered((("treatment", "massage: deep"),), (VISITS,))
    assert given.as_yaml() == f'treatment: "massage: deep"\ncriteria:\n  - {VISITS}\n'


@pytest.mark.slow
def test_every_shipped_rule_that_can_approve_gets_whole_tests(rules: RuleSet) -> None:
    """Those whose criteria exclude each other (a first injection, a repeat) apart."""
    without = []
    for rule in rules.rules.values():
        if not rule.is_conclusive:
            continue
        day = rules.guidelines[rule.guideline].in_force.start.date
        tests = draft_tests(rule, rules, day)
        if not tests:
            without.append(rule.id.rpartition("/")[2])
            continue
        assert all(run_rule_test(test, rules).passed for test in tests), rule.id
        decisions = {test.expect.decision for test in tests}
        assert (Decision.DENY if rule.approve_when is None else Decision.APPROVE) in decisions, rule.id
    assert set(without) <= {"trigger_point_injection"}
