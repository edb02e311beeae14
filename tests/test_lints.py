"""Every kind of problem has a page whose bad example shows it on the marked line, and whose good one does not."""

from pathlib import Path

import pytest

from examples import BASE, checked, files_of
from recheck.author.kind_pages import page_text, pages_markdown
from recheck.author.lints.kind import Kind
from recheck.author.lints.registry import kinds, lints

KINDS = list(kinds().values())
IDS = [kind.code for kind in KINDS]
UPKEEP = [code for code in IDS if code.startswith("edition-")]


def test_the_base_of_the_examples_has_no_problem(tmp_path: Path) -> None:
    assert [str(problem) for problem in checked({}, tmp_path)] == []


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_the_bad_example_shows_it_on_its_line(kind: Kind, tmp_path: Path) -> None:
    files, marked = files_of(kind.bad)
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
    files, _ = files_of(kind.good)
    found = checked(files, tmp_path, as_of_day=kind.code in UPKEEP)
    assert kind.code not in [problem.code for problem in found]
    own = {code for code in IDS if kinds()[code].find is None and code not in UPKEEP}
    assert [str(each) for each in found if each.code in own] == []


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_a_page_says_what_and_why(kind: Kind) -> None:
    assert kind.says.endswith((".", ").")) and kind.bad and kind.good
    assert kind.bad != kind.good
    page = page_text(kind)
    assert kind.code in page and kind.says in page and "# <- here" in page


def test_there_are_more_than_25_lints_each_with_a_code_of_its_own() -> None:
    assert len(lints()) >= 25
    assert len(KINDS) == len(set(IDS))


def test_all_pages_make_one_document() -> None:
    text = pages_markdown(KINDS)
    assert [code for code in IDS if f"\n## {code}\n" not in text] == []


def test_what_is_broken_is_said_once_and_breaks_no_lint(tmp_path: Path) -> None:
    broken = {
        "own-2026/example.yaml": BASE["own-2026/base.yaml"].replace("own-2026/base", "own-2026/example")
        + "criteria: {lost: {says: Lost}}\n",
        "own-2026/other.yaml": "rule: own-2026/other\ntitle: O\ntreatments: [massage_therapy]\n"
        "criteria: {lost: {says: Lost}}\napprove_when: {all: [lost]}\n",
    }
    codes = {problem.code for problem in checked(broken, tmp_path)}
    assert "missing-key" in codes
