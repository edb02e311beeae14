"""In a copy of the shipped rules, one fault of every kind is found, and on its line."""

import shutil
from pathlib import Path

import pytest

from conftest import ROOT
from recheck.author.check import check
from recheck.author.lints.registry import kinds
from recheck.load.files import rule_files
from recheck.load.rule_tests import load_rule_tests
from recheck.load.ruleset import read_rule_set
from recheck.model.problem import Problem
from seeded_faults import LINTED, LOADED, Fault

NOT_SEEDED = {"edition-ended", "edition-never-checked", "edition-not-checked"}
"""Asked for with a date; tests/test_upkeep.py seeds them."""


def seeded(faults: list[Fault], folder: Path) -> list[Problem]:
    shutil.copytree(ROOT / "rules", folder)
    for fault in faults:
        file = folder / fault.path
        file.parent.mkdir(exist_ok=True)
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        assert fault.old in text, fault
        new = text.replace(fault.old, fault.new, 1) if fault.old else text + fault.new
        file.write_text(new, encoding="utf-8")
    files = rule_files([folder])
    rules, problems = read_rule_set(files)
    tests = load_rule_tests(files.values(), rules, problems)
    return problems + check(rules, tests, files)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, list[Problem]]]:
    both = {}
    for name, faults in (("linted", LINTED), ("loaded", LOADED)):
        folder = tmp_path_factory.mktemp(name) / "rules"
        both[name] = (folder, seeded(faults, folder))
    return both


FAULTS = [
    (name, fault) for name, faults in (("linted", LINTED), ("loaded", LOADED)) for fault in faults if fault.mark != "-"
]


@pytest.mark.parametrize(("batch", "fault"), FAULTS, ids=[fault.code for _, fault in FAULTS])
def test_a_seeded_fault_is_found_on_its_line(
    batch: str, fault: Fault, found: dict[str, tuple[Path, list[Problem]]]
) -> None:
    folder, problems = found[batch]
    lines = (folder / fault.path).read_text(encoding="utf-8").splitlines()
    mark = fault.mark or fault.new.splitlines()[0]
    wanted = [number for number, line in enumerate(lines, 1) if mark in line]
    assert wanted, mark
    shown = [
        problem.place.line
        for problem in problems
        if problem.code == fault.code and problem.place and problem.place.source.name == str(folder / fault.path)
    ]
    assert set(shown) & set(wanted), (shown, wanted)


def test_every_kind_is_seeded() -> None:
    assert {fault.code for fault in [*LINTED, *LOADED]} == set(kinds()) - NOT_SEEDED


def test_the_untouched_rules_have_none(tmp_path: Path) -> None:
    assert seeded([], tmp_path / "rules") == []
