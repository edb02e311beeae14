"""Whatever is done to a file, it gives problems or a recommendation, never an exception."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from laws import law
from recheck.audit.run import audit
from recheck.author.check import check
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.load.cases import read_case
from recheck.load.files import RuleFile, rule_files
from recheck.load.rule_tests import load_rule_tests
from recheck.load.ruleset import load_rule_set, read_rule_set
from recheck.output import recommendation_json, to_json
from recheck.output_shape import RecommendationOutput
from recheck.page import page
from recheck.screen import screen

RULES = load_rule_set()
CASES = [file.read_text(encoding="utf-8") for file in sorted((ROOT / "cases").rglob("*.yaml"))]
WORDS = [
    "true",
    "false",
    "yes",
    "0",
    "-1",
    "1e9",
    "[]",
    "{}",
    "[1, 2]",
    "{a: b}",
    "null",
    "~",
    "2016-13-40",
    "'",
    '"',
    ":",
    "x",
]
KEYS = [
    "claim",
    "regions",
    "treatments",
    "requests",
    "facts",
    "quantity",
    "parts",
    "values",
    "value",
    "evidence",
    "side",
]


def mutated(text: str, chance: random.Random) -> str:
    """The text with one to three changes: a line gone, doubled, moved, indented, or a word replaced."""
    lines = text.splitlines()
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(lines))
        match chance.randrange(7):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[chance.randrange(len(lines))])
            case 2:
                lines[at] = "  " + lines[at]
            case 3:
                lines[at] = lines[at].lstrip()
            case 4:
                head, _, _ = lines[at].partition(":")
                lines[at] = f"{head}: {chance.choice(WORDS)}"
            case 5:
                indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
                lines[at] = f"{indent}{chance.choice(KEYS)}: {chance.choice(WORDS)}"
            case _:
                words = lines[at].split(" ")
                words[chance.randrange(len(words))] = chance.choice(WORDS)
                lines[at] = " ".join(words)
        lines = lines or ["x"]
    return "\n".join(lines) + "\n"


@given(st.sampled_from(CASES), st.integers(0, 10**9))
@law(500, many=5_000)
def test_a_mutated_case_is_refused_or_judged(text: str, seed: int) -> None:
    case, problems = read_case(mutated(text, random.Random(seed)), "case.yaml", RULES.vocabulary)
    for problem in problems:
        assert problem.framed()
        assert problem.place is not None
    if case is None:
        assert problems
        return
    for undocumented in Undocumented:
        for request in case.requests:
            found = screen(RULES, case, request, Mode(undocumented), advise=True)
            assert page(found, RULES)
            assert to_json(recommendation_json(found, RULES), RecommendationOutput)
        assert not audit(RULES, [case], Mode(undocumented)).problems


FILES = rule_files()
PATHS = sorted(FILES)


@pytest.mark.parametrize("seed", [*range(8), *(pytest.param(each, marks=pytest.mark.slow) for each in range(8, 60))])
def test_a_mutated_rule_file_is_refused_or_loaded(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    path = chance.choice([*PATHS, "guidelines.yaml", "treatments.yaml", "facts/request.yaml"])
    file = tmp_path / "mutated.yaml"
    file.write_text(mutated(FILES[path].file.read_text(encoding="utf-8"), chance), encoding="utf-8")
    files = FILES | {path: RuleFile(path, file, path)}
    rules, problems = read_rule_set(files)
    tests = load_rule_tests(files.values(), rules, problems)
    problems += check(rules, tests, files)
    assert all(problem.framed() for problem in problems)
