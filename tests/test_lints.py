"""Every kind of problem has a page whose bad example shows it on the marked line, and whose good one does not."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from conftest import ROOT
from examples import BASE, checked, files_of
from recheck.author.lints.kind import Kind
from recheck.author.lints.registry import kinds, lints
from recheck.author.problem_pages import allowing, index_markdown, page_markdown, page_of, page_text, pages_folder

KINDS = list(kinds().values())
IDS = [kind.code for kind in KINDS]
UPKEEP = [code for code in IDS if code.startswith("edition-")]


def test_the_base_of_the_examples_has_no_problem(tmp_path: Path) -> None:
    assert [str(problem) for problem in checked({}, tmp_path)] == []


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_the_bad_example_shows_it_on_its_line(kind: Kind, tmp_path: Path) -> None:
    files, marked = files_of(page_of(kind).bad)
    assert marked is not None
    found = checked(files, tmp_path, as_of_day=kind.code in UPKEEP)
    shown = {
        (problem.place.source.name, problem.place.line)
        for problem in found
        if problem.code == kind.code and problem.place and problem.severity is kind.severity
    }
    assert marked in shown, [str(problem) for problem in found]


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_the_good_example_does_not(kind: Kind, tmp_path: Path) -> None:
    files, _ = files_of(page_of(kind).good)
    found = checked(files, tmp_path, as_of_day=kind.code in UPKEEP)
    assert kind.code not in [problem.code for problem in found]
    own = {code for code in IDS if kinds()[code].find is None and code not in UPKEEP}
    assert [str(each) for each in found if each.code in own] == []


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_a_page_says_what_and_why(kind: Kind) -> None:
    page = page_of(kind)
    assert page.code == kind.code and page.allowing == allowing(kind)
    assert page.says.endswith((".", ").")) and page.why and page.bad != page.good
    printed = page_text(kind)
    assert kind.code in printed and page.says in printed and "# <- here" in printed and "```" not in printed
    assert page.says in page_markdown(kind)


def test_every_kind_has_a_page_and_every_page_a_kind() -> None:
    assert {file.stem for file in pages_folder().glob("*.md")} - {"README"} == set(IDS)


def test_the_list_of_pages_is_what_the_command_prints() -> None:
    listed = pages_folder() / "README.md"
    now = index_markdown(KINDS) + "\n"
    if os.environ.get("RECHECK_WRITE_EXPECTED"):
        listed.write_text(now, encoding="utf-8")
    assert listed.read_text(encoding="utf-8") == now, "`make docs` writes docs/problems/README.md anew"


def test_a_page_that_lacks_a_part_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own-code.md").write_text("# own-code\n\nSomething is right.\n", encoding="utf-8")
    monkeypatch.setattr("recheck.author.problem_pages.pages_folder", lambda: tmp_path)
    with pytest.raises(ValueError, match=r"own-code\.md is not a page of a problem"):
        page_of(Kind("own-code", KINDS[0].severity))


def test_an_installed_package_has_the_pages(tmp_path: Path) -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    for there, inside in wheel["wheel"]["force-include"].items():
        if there in ("rules", "docs/problems"):
            shutil.copytree(ROOT / there, tmp_path / inside)
    shutil.copytree(ROOT / "engine" / "recheck", tmp_path / "recheck", dirs_exist_ok=True)
    command = [sys.executable, "-m", "recheck", "rules", "check", "--explain", "number-in-says"]
    surroundings = {**os.environ, "PYTHONPATH": str(tmp_path)}
    found = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=surroundings, check=False)
    assert found.returncode == 0 and found.stdout.rstrip() == page_text(kinds()["number-in-says"])


def test_there_are_more_than_25_lints_each_with_a_code_of_its_own() -> None:
    assert len(lints()) >= 25
    assert len(KINDS) == len(set(IDS))


def test_what_is_broken_is_said_once_and_breaks_no_lint(tmp_path: Path) -> None:
    broken = {
        "own-2026/example.yaml": BASE["own-2026/base.yaml"].replace("own-2026/base", "own-2026/example")
        + "criteria: {lost: {says: Lost}}\n",
        "own-2026/other.yaml": "rule: own-2026/other\ntitle: O\ntreatments: [massage_therapy]\n"
        "criteria: {lost: {says: Lost}}\napprove_when: {all: [lost]}\n",
    }
    codes = {problem.code for problem in checked(broken, tmp_path)}
    assert "missing-key" in codes
