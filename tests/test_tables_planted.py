"""Faults that are planted in a table are found by `recheck audit TABLE --html`, and nothing where none is."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conftest import run
from generated_results import Faults
from laws import among
from planted_tables import Planted, planted
from recheck.audit.lists import SHOWN
from tables_written import write_csv
from test_report import numbers_in

KINDS = ("groups", "groups_on_criteria", "near_cases", "drift", "editions")
EXERCISE = "mtus-chronic-pain-2009/massage_therapy#adjunct_to_active_care"


def reported(made: Planted, folder: Path) -> dict[str, Any]:
    """The figures that the command writes beside the report of a table."""
    path = write_csv(folder / "requests.csv", made.rows)
    status, out, err = run("audit", str(path), "--interpreter", "--html", str(folder / "report.html"))
    assert (status, err.count("problem")) == (0, 0), err
    assert f"{len(made.rows):,} requests, {len(made.rows):,} compared" in out
    found: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("seed", among([1, 2], 1))
def test_nothing_is_found_where_nothing_departs(seed: int, tmp_path: Path) -> None:
    found = reported(planted(seed, 900), tmp_path)
    assert {kind: found[kind]["reported"] for kind in KINDS} == dict.fromkeys(KINDS, 0)
    assert found["groups"]["tested"] > 10 and found["drift"]["tested"] > 0, "there was something to look at"


def test_a_group_that_ignores_a_criterion_is_named_with_the_criterion(tmp_path: Path) -> None:
    found = reported(planted(3, 900, Faults(ignores="neurology")), tmp_path)
    assert [row["group"] for row in found["groups"]["rows"]] == ["neurology"]
    assert {(row["group"], row["criterion"]) for row in found["groups_on_criteria"]["rows"]} == {
        ("neurology", EXERCISE)
    }
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "neurology" in page.split('<div class="minute">')[1].split("</div>")[0], "told at the top"


def test_a_drift_is_found_in_its_month(tmp_path: Path) -> None:
    day = date(2014, 12, 1)
    found = reported(planted(4, 900, Faults(drift_from=day, drift=0.2)), tmp_path)
    months = [date.fromisoformat(each) for row in found["drift"]["rows"] for each in row["changed_in"]]
    assert months and all(abs((each - day).days) <= 92 for each in months)
    assert found["groups"]["reported"] == 0


def test_like_cases_that_were_flipped_are_all_counted_and_listed(tmp_path: Path) -> None:
    """Nothing else departs here, so that what is rare among like cases is what was flipped, and only that."""
    made = planted(5, 900, Faults(flipped=0.01), noise=0.0)
    found = reported(made, tmp_path)
    lists = {each["list"]: each for each in found["lists"]}
    seen = set()
    for stratum in found["like_cases"].values():
        number = stratum["rarer_decision"]
        if number["count"]:
            listed = lists[number["list"]]
            seen |= {row["request"] for row in listed["requests"]}
            assert listed["count"] == number["count"]
    assert sum(each["rarer_decision"]["count"] for each in found["like_cases"].values()) == len(made.flipped) > 5
    assert seen <= made.flipped
    assert len(seen) == sum(min(SHOWN, each["rarer_decision"]["count"]) for each in found["like_cases"].values())


def test_every_number_of_a_tables_report_leads_to_its_requests(tmp_path: Path) -> None:
    found = reported(planted(6, 400, Faults(ignores="neurology", flipped=0.02)), tmp_path)
    lists = {each["list"]: each for each in found["lists"]}
    numbers = [each for each in numbers_in(found) if each["count"]]
    assert len(numbers) > 40
    for each in numbers:
        listed = lists[each["list"]]
        assert listed["count"] == each["count"]
        assert len(listed["requests"]) == min(SHOWN, each["count"])
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    links = set(re.findall(r'href="#(list-\d+)"', page))
    assert len(links) > 40
    assert links == set(re.findall(r'<section class="list" id="(list-\d+)"', page))
