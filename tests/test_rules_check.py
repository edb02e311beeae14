"""`recheck rules check` beyond loading: what is untested, idle, or read by nothing."""

from pathlib import Path

import pytest
import yaml

from recheck.author.check import check
from recheck.load.files import RuleFile, rule_files
from recheck.load.rule_tests import load_rule_tests
from recheck.load.ruleset import load_rule_set, read_rule_set
from recheck.model.problem import Problem, ProblemsFound

RULE = "mtus-chronic-pain-2009/massage_therapy"


def checked(changed: dict[str, str | None], folder: Path) -> list[Problem]:
    """The problems of the shipped rules with some files changed, added, or (None) taken away."""
    files = rule_files()
    for path, text in changed.items():
        if text is None:
            del files[path]
            continue
        file = folder / path.replace("/", "_")
        file.write_text(text, encoding="utf-8")
        files[path] = RuleFile(path, file, path)
    rules, problems = read_rule_set(files)
    tests = load_rule_tests(files.values(), rules, problems)
    return problems + check(rules, tests, files)


def shipped(path: str) -> str:
    return rule_files()[path].file.read_text(encoding="utf-8")


def test_the_shipped_rules_have_no_problem(tmp_path: Path) -> None:
    assert checked({}, tmp_path) == []


def test_a_rule_without_tests_is_refused(tmp_path: Path) -> None:
    found = checked({f"{RULE}.test.yaml": None}, tmp_path)
    assert [problem.code for problem in found] == ["no-tests"]


def test_a_number_needs_a_test_on_either_side(tmp_path: Path) -> None:
    kept = [test for test in yaml.safe_load(shipped(f"{RULE}.test.yaml")) if test["facts"]["visits_requested"] > 6]
    found = checked({f"{RULE}.test.yaml": yaml.safe_dump(kept)}, tmp_path)
    assert [problem.code for problem in found] == ["untested-decision", "untested-number"]


def test_silence_needs_a_test(tmp_path: Path) -> None:
    kept = [test for test in yaml.safe_load(shipped(f"{RULE}.test.yaml")) if test["expect"]["decision"] != "pend"]
    found = checked({f"{RULE}.test.yaml": yaml.safe_dump(kept)}, tmp_path)
    assert [problem.code for problem in found] == ["untested-silence"]


def test_a_criterion_that_decides_nothing_is_named(tmp_path: Path) -> None:
    text = shipped(f"{RULE}.yaml").replace(
        "all: [adjunct_to_active_care, within_visit_limit]", "all: [within_visit_limit]"
    )
    found = checked({f"{RULE}.yaml": text}, tmp_path)
    assert ("advisory-criterion", "warning") in [(problem.code, str(problem.severity)) for problem in found]


def test_what_nobody_has_read_cannot_be_quoted(tmp_path: Path) -> None:
    path = "mtus-chronic-pain-2009/epidural_first"
    ours, quoted = ("basis: unverified\n    reading: " + word for word in ("ours", "quoted"))
    text = shipped(f"{path}.yaml").replace(ours, quoted, 1)
    found = checked({f"{path}.yaml": text}, tmp_path)
    assert [problem.code for problem in found] == ["unverified-quoted"]


def test_a_file_that_nothing_reads_is_named(tmp_path: Path) -> None:
    found = checked({"treatment.yaml": "massage: {}"}, tmp_path)
    assert [problem.code for problem in found] == ["unread-file"]


def test_rules_without_guidelines_say_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    with pytest.raises(ProblemsFound) as raised:
        load_rule_set([tmp_path])
    assert [problem.code for problem in raised.value.problems] == ["missing-file"]


def test_guidelines_are_checked(tmp_path: Path) -> None:
    text = shipped("guidelines.yaml").replace("date: 2016-07-28, by: request}}", "date: 2001-07-28, by: request}}", 1)
    text = text.replace("- {guideline: mtus-chronic-pain-2016}", "- {guideline: mtus-chronic-pain-2061}", 1)
    text = text.replace("for: [acupuncture]}", "for: [acupunture]}", 1)
    codes = {problem.code for problem in checked({"guidelines.yaml": text}, tmp_path)}
    assert codes == {"dates-out-of-order", "test-out-of-force", "unknown-guideline", "unknown-treatment"}


def test_a_folder_laid_over_the_shipped_rules_takes_its_files_place(tmp_path: Path) -> None:
    own = tmp_path / "mtus-chronic-pain-2009"
    own.mkdir()
    text = shipped(f"{RULE}.yaml").replace("at_most: 6}", "at_most: 8}")
    (own / "massage_therapy.yaml").write_text(text, encoding="utf-8")
    shipped_rules, laid_over = load_rule_set(), load_rule_set(["shipped", tmp_path])
    assert laid_over.digest != shipped_rules.digest
    assert set(laid_over.rules) == set(shipped_rules.rules)


def test_the_digest_tells_what_is_said_and_not_how_it_is_laid_out(tmp_path: Path) -> None:
    file = tmp_path / "massage.yaml"
    file.write_text("# a comment\n\n" + shipped(f"{RULE}.yaml"), encoding="utf-8")
    path = f"{RULE}.yaml"
    same, _ = read_rule_set(rule_files() | {path: RuleFile(path, file, "elsewhere.yaml")})
    assert same.digest == load_rule_set().digest


OWN = {
    "guidelines/own.yaml": """
own-2026:
  title: Criteria of our own
  publisher: Us
  jurisdiction: national
  year: 2026
  rank: 2
  in_force: {from: {date: 2026-01-01, by: request}}
  source: our committee
  basis: page
""",
    "treatments/own.yaml": """
cupping: {title: Cupping, category: rehabilitation, unit: visits, wordings: [cupping therapy]}
""",
    "own-2026/cupping.yaml": """
rule: own-2026/cupping
title: Cupping
treatments: [cupping]
criteria:
  few:
    says: At most three visits
    limit: {of: visits_requested, already: visits_completed, at_most: 3}
    cite: {section: "4"}
    basis: page
    reading: quoted
approve_when: {all: [few]}
""",
    "own-2026/cupping.test.yaml": """
- {name: three, date: 2026-02-01, facts: {visits_requested: 3, visits_completed: 0}, expect: {decision: approve}}
- name: four
  date: 2026-02-01
  facts: {visits_requested: 4, visits_completed: 0}
  expect: {decision: modify, quantity: 3}
- {name: unknown, date: 2026-02-01, facts: {visits_requested: 3}, expect: {missing: [visits_completed]}}
""",
}


def test_an_organisation_adds_guideline_treatment_and_rule_without_copying_ours(tmp_path: Path) -> None:
    assert checked(OWN, tmp_path) == []


def test_what_is_declared_twice_is_refused(tmp_path: Path) -> None:
    again = {"guidelines/again.yaml": OWN["guidelines/own.yaml"], "treatments/again.yaml": OWN["treatments/own.yaml"]}
    codes = [problem.code for problem in checked(OWN | again, tmp_path)]
    assert sorted(codes) == ["duplicate-guideline", "duplicate-treatment"]
