"""Every number of the rules, for a second reader: printed, blank for looking up, written down, and watched."""

import json
from pathlib import Path

import pytest
import yaml

from examples import BASE, checked
from recheck.author.numbers import numbers_of, unread
from recheck.cli.numbering import run_numbers
from recheck.load.files import RuleFile, rule_files
from recheck.load.second_readings import FoundBySecond, second_readings
from recheck.model.problem import ProblemsFound
from recheck.model.rule import RuleSet

RULE = """rule: own-2026/example
title: Massage therapy
treatments: [massage_therapy]
applies_when: {age: {at_least: 18}}
criteria:
  visits:
    says: At most six visits in all
    limit: {of: visits_requested, already: visits_completed, at_most: 6}
    cite: {section: Massage, page: 60}
    basis: page
    reading: quoted
  two_of_three:
    says: Two of three hold
    when: {count: {at_least: 2, of: [{exercise_program: true}, {active_therapy: true}, {adult: true}]}}
    cite: {section: Massage}
    basis: unverified
    reading: ours
  active:
    says: The worker exercises
    when: {exercise_program: true}
    cite: {section: Massage}
    basis: page
    reading: quoted
approve_when: {all: [visits, two_of_three, active]}
"""
READ = """on: 2026-03-01
by: a colleague
readings:
  - {of: own-2026/example, name: visits, numbers: [visits_requested + visits_completed at_most 6 visits], found: same}
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    for path, text in {**BASE, "own-2026/example.yaml": RULE, "second_readings/mine.yaml": READ}.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


def printed(own: Path, capsys: pytest.CaptureFixture[str], *, unread: bool = False, blank: bool = False) -> str:
    run_numbers(["example"], [str(own)], "text", unread_only=unread, blank=blank)
    return capsys.readouterr().out


def test_scope_limit_and_count_with_units_and_pages(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(own, capsys)
    assert "applies_when  age at_least 18 years" in text
    assert "visits_requested + visits_completed at_most 6 visits" in text and "Massage, p. 60; page, quoted" in text
    assert "at least 2 of 3 findings" in text
    assert "active  " not in text
    assert "read 2026-03-01: same" in text and "Second reading: 1 the same, 2 not read yet." in text


def test_a_blank_sheet_shows_no_number_and_no_words_that_say_it(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(own, capsys, blank=True)
    assert "visits  " in text and "____" in text
    assert "six" not in text and "at_most" not in text


def test_what_is_not_read_is_written_down_once_found(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_numbers([], [str(own)], "yaml", unread_only=True, blank=False)
    sheet = capsys.readouterr().out
    assert "visits_requested" not in sheet
    filled = sheet.replace("found: }", "found: no_ground}").replace("by:   #", "by: me   #")
    (own / "second_readings" / "mine2.yaml").write_text(filled, encoding="utf-8")
    assert "not read yet" not in printed(own, capsys)
    assert printed(own, capsys, unread=True).startswith("0 numbers of 0 criteria.")


def test_an_unfilled_sheet_is_refused(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_numbers([], [str(own)], "yaml", unread_only=True, blank=False)
    (own / "second_readings" / "mine2.yaml").write_text(capsys.readouterr().out, encoding="utf-8")
    with pytest.raises(ProblemsFound):
        printed(own, capsys)


def test_the_later_reading_counts(tmp_path: Path) -> None:
    early, late = tmp_path / "b.yaml", tmp_path / "a.yaml"
    early.write_text(READ, encoding="utf-8")
    late.write_text(READ.replace("2026-03-01", "2026-04-01").replace("found: same", "found: differs"), encoding="utf-8")
    files = {f"second_readings/{file.name}": RuleFile(file.name, file, file.name) for file in (late, early)}
    (read,) = second_readings(files, []).values()
    assert read.found is FoundBySecond.DIFFERS and str(read.on) == "2026-04-01"


def test_what_is_wrong_with_a_sheet_is_found_by_the_check(tmp_path: Path) -> None:
    wrong = READ.replace("found: same", "found: perhaps")
    problems = checked({"own-2026/example.yaml": RULE, "second_readings/mine.yaml": wrong}, tmp_path)
    assert "unknown-value" in {each.code for each in problems}


def test_a_number_that_went_away_is_told_where_it_was_read(tmp_path: Path) -> None:
    gone = {"second_readings/mine.yaml": READ}
    (problem,) = [each for each in checked(gone, tmp_path) if each.code == "number-changed-since-read"]
    assert problem.place and problem.place.source.name == "second_readings/mine.yaml"
    assert problem.suggestion and "now: no number" in problem.suggestion


def test_as_json_and_an_unknown_name(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_numbers(["example"], [str(own)], "json", unread_only=False, blank=False)
    rows = {each["name"]: each for each in json.loads(capsys.readouterr().out)["criteria"]}
    assert rows["visits"]["second_reading"]["found"] == "same" and rows["two_of_three"]["is_unread"]
    with pytest.raises(ProblemsFound):
        run_numbers(["nothing"], [str(own)], "text", unread_only=False, blank=False)


def test_no_shipped_number_stands_otherwise_than_it_was_read(rules: RuleSet) -> None:
    read = second_readings(rule_files(), [])
    changed = [(row.of, row.name) for row in numbers_of(rules) if (row.of, row.name) in read and unread(row, read)]
    assert changed == [], "compare these with the page again, and write the reading down"
    assert not [key for key, each in read.items() if each.found is FoundBySecond.DIFFERS]


def test_the_sheet_is_yaml(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_numbers([], [str(own)], "yaml", unread_only=False, blank=False)
    sheet = yaml.safe_load(capsys.readouterr().out)
    assert {"own-2026/example"} <= {each["of"] for each in sheet["readings"]}
