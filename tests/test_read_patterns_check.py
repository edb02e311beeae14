"""`recheck rules check` on patterns of reading: what is wrong has line and column, what is right passes."""

from pathlib import Path

import pytest

from recheck.author.check import check
from recheck.letters.check_read import check_read
from recheck.load.files import SHIPPED, rule_files
from recheck.load.ruleset import read_rule_set
from recheck.model.problem import Problem

BOOLEAN = "limp: {type: boolean, belongs_to: region, question: Does the worker limp?, says: a limp}\n"
NUMBER = (
    "steps: {type: integer, unit: visits, at_least: 0, at_most: 50, belongs_to: claim, question: How many?, "
    "says: steps}\n"
)


def problems(tmp_path: Path, pattern: str, fact: str = BOOLEAN) -> list[Problem]:
    folder = tmp_path / "facts"
    folder.mkdir(exist_ok=True)
    (folder / "walking.yaml").write_text(fact, encoding="utf-8")
    patterns = tmp_path / "letters" / "patterns"
    patterns.mkdir(parents=True, exist_ok=True)
    (patterns / "walking.yaml").write_text(f"{fact.partition(':')[0]}: [{pattern}]\n", encoding="utf-8")
    files = rule_files((SHIPPED, tmp_path))
    rules, loading = read_rule_set(files)
    return [*loading, *check_read(rules, files)]


def test_the_shipped_patterns_are_right() -> None:
    files = rule_files((SHIPPED,))
    rules, loading = read_rule_set(files)
    assert not loading
    assert not list(check_read(rules, files))


@pytest.mark.parametrize(
    ("pattern", "code", "message"),
    [
        ("{words: [limps], sections: [examnation]}", "unknown-value", "'examnation' is no part of a report"),
        ("{words: [limps], region: knees}", "unknown-region", "'knees' is no body region, nor a way of finding one"),
        ("{words: [limps], categories: [drugs]}", "unknown-value", "'drugs' is no category"),
        ("{words: [limps], grade: certain}", "unknown-value", "'certain' is no grade"),
        ("{words: ['{nubmer} limps']}", "unknown-value", "'{nubmer}' is no slot"),
        ("{words: [limps], value: maybe}", "unknown-value", "'maybe' is not a value of this fact"),
        ("{words: ['a limp'], unless: [limp]}", "wrong-phrase", "holds what `unless` forbids"),
        ("{words: ['limp –']}", "wrong-phrase", "no text can hold"),
        ("{words: [limps], needs: [gait], unless: [gait]}", "wrong-phrase", "is needed and must not stand there"),
        ("{words: [limps], sections: [plan], not_sections: [plan]}", "wrong-phrase", "among the parts that are read"),
        ("{words: ['no limp']}", "wrong-phrase", "says no, and the pattern reads 'true'"),
    ],
)
def test_a_pattern_that_is_wrong_is_a_problem_at_its_place(
    tmp_path: Path, pattern: str, code: str, message: str
) -> None:
    [found] = problems(tmp_path, pattern)
    assert found.code == code
    assert message in found.message
    assert found.place.line == 1
    line = found.place.source.lines[0]
    assert found.place.column > line.index("limp:")
    assert found.suggestion


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("{words: ['many steps'], value: 60}", "out-of-bounds"),
        ("{words: ['many steps'], value: many}", "wrong-type"),
        ("{words: ['many steps']}", "missing-key"),
    ],
)
def test_a_number_that_the_fact_cannot_have_is_a_problem(tmp_path: Path, pattern: str, code: str) -> None:
    assert [each.code for each in problems(tmp_path, pattern, NUMBER)] == [code]


@pytest.mark.parametrize(
    "pattern",
    [
        "{words: ['limp*', '[walks|walked] with a limp'], sections: [examination], region: knee}",
        "{words: ['no limp'], value: 'false'}",
        "{words: ['[no|a] limp'], negated: 'false', unless: [slight]}",
        "{words: ['limp ~6 [marked|slight]'], unless: [no limp], grade: inferred, categories: [rehabilitation]}",
    ],
)
def test_a_pattern_that_is_right_passes(tmp_path: Path, pattern: str) -> None:
    assert problems(tmp_path, pattern) == []


def test_check_says_it_with_the_other_problems(tmp_path: Path) -> None:
    problems(tmp_path, "{words: [limps], region: knees}")
    files = rule_files((SHIPPED, tmp_path))
    rules, _ = read_rule_set(files)
    assert "unknown-region" in {each.code for each in check(rules, [], files)}
