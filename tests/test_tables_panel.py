"""A panel's table: several reviewers on the same requests, one judgement a request, one row a reviewer."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from conftest import run
from recheck.model.rule import RuleSet
from tables_written import PLAIN_ROW, read, write_csv, wrong

MASSAGE: dict[str, Any] = {
    **PLAIN_ROW, "body_region": "lumbar", "date_of_injury": "2012-10-13", "disputed": 6, "unit": "visits",
    "visits_completed": 0,
}  # fmt: skip
REVIEWERS = ("ana", "ben", "cy")


def panel(requests: int) -> list[dict[str, Any]]:
    """Ana and Ben follow the criteria, Ben but for each tenth; Cy upholds everything."""
    rows = []
    for at in range(requests):
        approved = at % 3 == 0
        for name in REVIEWERS:
            granted = {"ana": approved, "ben": approved != (at % 10 == 0), "cy": False}[name]
            rows.append(
                {
                    **MASSAGE,
                    "case": f"C{at // 2}",
                    "request": f"r{at}",
                    "exercise_program": "true" if approved else "false",
                    "active_therapy": "false",
                    "reviewer": name,
                    "outcome": "overturned" if granted else "upheld",
                    "cited": "mtus-chronic-pain-2009" if name == "ana" else None,
                }
            )
    return rows


def test_a_panel_goes_from_a_table_to_the_report(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "panel.csv", panel(60))
    page, out = tmp_path / "report.html", tmp_path / "results.csv"
    status, text, err = run("audit", str(path), "--interpreter", "--html", str(page), "--out", str(out))
    assert status == 0, err
    assert "60 requests, 180 determinations compared: " in text
    assert "3 reviewers decided requests that others decided too, in 180 determinations" in text
    assert "180 rows written" in text
    found = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["panel"]
    assert (found["requests"]["count"], found["determinations"]["count"], found["reviewers"]) == (60, 180, 3)
    assert found["unanimous"]["count"] == sum(at % 3 != 0 and at % 10 != 0 for at in range(60))
    beside = {row["reviewer"]: row["beside_rules"] for row in found["each"]}
    assert (beside["ana"]["agreeing"], beside["ben"]["agreeing"], beside["cy"]["agreeing"]) == (60, 54, 40)
    assert beside["ana"]["kappa"] == 1
    assert found["among_reviewers"]["fleiss_kappa"] is not None
    html = page.read_text(encoding="utf-8")
    assert '<h2 id="panel">' in html
    for number in (found["requests"], found["each"][0]["as_the_majority"]):
        assert f'href="#{number["list"]}"' in html and f'id="{number["list"]}"' in html
    with out.open(newline="", encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    assert [(row["request"], row["reviewer"]) for row in rows[:4]] == [
        ("r0", "ana"), ("r0", "ben"), ("r0", "cy"), ("r1", "ana"),
    ]  # fmt: skip
    assert {(row["reviewer"], row["decision_as_cited"]) for row in rows if row["request"] == "r0"} == {
        ("ana", "approve"), ("ben", ""), ("cy", ""),
    }  # fmt: skip


def test_a_panel_is_printed(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "panel.csv", panel(60))
    status, text, err = run("audit", str(path), "--interpreter", "--format", "markdown")
    assert (status, err) == (0, "")
    assert "60 requests, 3 reviewers, 180 determinations; unanimous on 36. Fleiss' kappa" in text
    assert "| ana | 60 | 20 | " in text
    status, text, _ = run("audit", str(path), "--interpreter", "--format", "json")
    found = json.loads(text)
    assert found["summary"]["panel"] == {"determinations": 180, "reviewers": 3}
    assert [row["reviewer"] for row in found["requests"][:3]] == list(REVIEWERS)
    assert found["summary"]["by"]["reviewer"]["groups"] == 3


def test_the_columns_give_a_row_for_each_reviewer_too(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "panel.csv", panel(9))
    told = []
    for how in ("--interpreter", "--columns"):
        assert run("audit", str(path), how, "--out", str(tmp_path / f"{how}.csv"))[0] == 0
        with (tmp_path / f"{how}.csv").open(newline="", encoding="utf-8") as opened:
            rows = list(csv.DictReader(opened))
        names = ("request", "reviewer", "decision", "comparison", "decision_as_cited")
        told.append(sorted(tuple(row[name] for name in names) for row in rows))
    assert told[0] == told[1]
    assert len(told[0]) == 27


def test_each_request_is_judged_once(rules: RuleSet, tmp_path: Path) -> None:
    rows = read(write_csv(tmp_path / "panel.csv", panel(5)), rules, tmp_path)
    assert sorted(row["request"] for row in rows) == ["r0", "r1", "r2", "r3", "r4"]
    assert {row["outcome"] for row in rows} == {row["reviewer"] for row in rows} == {None}


def test_reviewers_of_a_request_with_components_have_a_row_for_each(rules: RuleSet, tmp_path: Path) -> None:
    rows = [
        {**MASSAGE, "component": at, "body_region": region, "reviewer": name, "outcome": outcome}
        for at, region in enumerate(("lumbar", "cervical"))
        for name, outcome in (("ana", "upheld"), ("ben", "overturned"))
    ]
    path = write_csv(tmp_path / "panel.csv", rows)
    assert len(read(path, rules, tmp_path)) == 2
    _, text, _ = run("audit", str(path), "--interpreter", "--format", "json")
    assert [(row["reviewer"], row["outcome"]) for row in json.loads(text)["requests"]] == [
        ("ana", "upheld"), ("ben", "overturned"),
    ]  # fmt: skip
    found = wrong(write_csv(tmp_path / "less.csv", rows[:3]), rules, tmp_path)
    assert [each.code for each in found] == ["rows-disagree"]
    assert "not every reviewer has a row for each component" in found[0].message
    found = wrong(write_csv(tmp_path / "two.csv", [*rows[:3], {**rows[3], "outcome": "upheld"}]), rules, tmp_path)
    assert [each.message for each in found] == [
        "'outcome' differs between the rows of one request: '1', 'a' from row 2"
    ]


@pytest.mark.parametrize("second", ["ana", None])
def test_copies_are_no_panel(second: str | None, rules: RuleSet, tmp_path: Path) -> None:
    row = {**MASSAGE, "outcome": "upheld"}
    path = write_csv(tmp_path / "x.csv", [{**row, "reviewer": "ana"}, {**row, "reviewer": second}])
    found = wrong(path, rules, tmp_path)
    assert [each.code for each in found] == ["duplicate-request"]
    assert "rows 1, 2 are all '1', 'a'; some name no reviewer, or name one twice" in found[0].message


@pytest.mark.parametrize(("column", "one", "other"), [("age", 40, 41), ("exercise_program", "true", None)])
def test_a_request_is_one_whoever_decides_it(
    column: str, one: object, other: object, rules: RuleSet, tmp_path: Path
) -> None:
    row = {**MASSAGE, "outcome": "upheld"}
    rows = [{**row, "reviewer": "ana", column: one}, {**row, "reviewer": "ben", column: other}]
    found = wrong(write_csv(tmp_path / "x.csv", rows), rules, tmp_path)
    assert [each.code for each in found] == ["rows-disagree"]
    assert found[0].message == f"'{column}' differs between reviewers of one request: '1', 'a' from row 1"
    assert len(read(write_csv(tmp_path / "y.csv", [rows[0], {**rows[1], column: one}]), rules, tmp_path)) == 1
