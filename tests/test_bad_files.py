"""Every problem says what is wrong, where, and what to do: tests/bad/*.yaml hold input and exact message.

The first line of each names the file that it stands for; lines with `#> ` are what must be printed.
RECHECK_WRITE_EXPECTED=1 writes those lines anew; the change is then reviewed as a diff.
"""

import os
import re
from pathlib import Path

import pytest

from conftest import ROOT
from recheck.letters.check import check_letters
from recheck.load.cases import read_case
from recheck.load.files import RuleFile, rule_files
from recheck.load.rule_tests import load_rule_tests
from recheck.load.ruleset import read_rule_set
from recheck.model.problem import Problem
from recheck.model.rule import RuleSet

BAD = sorted((ROOT / "tests" / "bad").glob("*.yaml"))


def problems_of(path: str, text: str, rules: RuleSet, folder: Path) -> list[Problem]:
    if path == "case.yaml":
        return read_case(text, path, rules.vocabulary)[1]
    file = folder / "input.yaml"
    file.write_text(text, encoding="utf-8")
    files = rule_files() | {path: RuleFile(path, file, path)}
    read, problems = read_rule_set(files)
    load_rule_tests(files.values(), read, problems)
    if path.startswith("letters/"):
        problems += check_letters(read, files)
    return problems


@pytest.mark.parametrize("bad", BAD, ids=[each.stem for each in BAD])
def test_a_bad_file_prints_exactly_this(bad: Path, rules: RuleSet, tmp_path: Path) -> None:
    lines = bad.read_text(encoding="utf-8").splitlines()
    path = lines[0].removeprefix("# file: ")
    expected = [line[3:] for line in lines if line.startswith("#> ") or line == "#>"]
    text = "\n".join(line for line in lines[1:] if not line.startswith("#>")) + "\n"
    found = [row for problem in problems_of(path, text, rules, tmp_path) for row in problem.framed().splitlines()]
    if os.environ.get("RECHECK_WRITE_EXPECTED"):
        wanted = [f"#> {row}".rstrip() for row in found]
        bad.write_text("\n".join([lines[0], *wanted, text.rstrip("\n")]) + "\n", encoding="utf-8")
        return
    assert expected
    assert [row.rstrip() for row in found] == [row.rstrip() for row in expected]


def test_every_problem_code_has_an_input_that_triggers_it() -> None:
    source = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "engine").rglob("*.py"))
    codes = set(re.findall(r"""(?:Problem|[.]_?problem)[(]\s*"([a-z]+(?:-[a-z0-9]+)+)\"""", source))
    codes |= set(re.findall(r'^[A-Z_]+ = "([a-z]+(?:-[a-z]+)+)"', source, re.MULTILINE))
    assert len(codes) > 40
    folder = ROOT / "tests"
    files = [*folder.glob("bad/*.yaml"), *folder.glob("test_*.py"), folder / "seeded_faults.py"]
    tests = "\n".join(file.read_text(encoding="utf-8") for file in files if file != Path(__file__))
    assert {code for code in codes if code not in tests} == set()
