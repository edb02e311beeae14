"""The summary of a table is that of the same cases: views, intervals, groups; what is absent is said."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from columns_compared import as_in_a_table
from conftest import run
from generated_results import generated
from recheck.audit.counted import GROUPS, MOST_GROUPS, Counted
from recheck.audit.figures import figures
from recheck.audit.requests import requests_table
from recheck.audit.results import Results
from recheck.audit.run import Audit, audit
from recheck.audit.summary import summary
from recheck.audit.told import told
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.model.case import By, Case
from recheck.model.rule import RuleSet
from recheck.tables.columns import columns_of
from recheck.tables.deciding import decide
from recheck.tables.duck import connect, scratch
from recheck.tables.notes import notes_of
from recheck.tables.requests import Requests, open_requests
from recheck.tables.told import summary_rows
from tables_written import PLAIN_ROW, write_csv

NOT_ESTABLISHED = Mode(Undocumented.NOT_ESTABLISHED)
VIEWS = ("documented", "always_upheld", "without_facts", "as_cited")
FIGURES = ("scored", "agreeing", "overturned_recall", "upheld_recall", "kappa", "ac1")


@pytest.fixture(scope="module")
def audited(rules: RuleSet, cases: list[Case]) -> Audit:
    return audit(rules, [as_in_a_table(case) for case in cases], NOT_ESTABLISHED)


@pytest.fixture(scope="module")
def of_cases(audited: Audit) -> dict[str, Any]:
    return summary(audited)


@pytest.fixture(scope="module")
def of_table(rules: RuleSet, cases: list[Case], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The same cases as rows, which go the way of tables."""
    connection = connect(tmp_path_factory.mktemp("work"))
    open_requests(
        connection, [], columns_of(rules.vocabulary, None), rules.vocabulary, cases=requests_table(rules, cases)
    )
    counted = Counted(connection, By.IMR)
    for chunk in decide(connection, rules, NOT_ESTABLISHED, interpreter=True, views=True).chunks:
        counted.add(chunk)
    return counted.summary()


def counted_of(results: Results, parts: int = 1) -> dict[str, Any]:
    counted = Counted(scratch(), results.against)
    rows = -(-results.table.num_rows // parts)
    for first in range(0, results.table.num_rows, rows):
        counted.add(results.table.slice(first, rows))
    return counted.summary()


def test_a_table_is_summed_up_as_its_cases_are(of_cases: dict[str, Any], of_table: dict[str, Any]) -> None:
    for name in ("requests", "compared", "scored", "agrees", "agrees_in_part", "differs", "pend", "not_covered"):
        assert of_table[name] == of_cases[name], name
    for name in ("overturned_recall", "upheld_recall", "kappa", "ac1"):
        assert of_table[name] == pytest.approx(of_cases[name]), name
    assert of_table["rests_on"] == of_cases["rests_on"]
    assert of_table["by_category"] == of_cases["by_category"]
    assert of_table["share_ours"] == pytest.approx(of_cases["share_ours"])
    assert of_table["ours_alone"] == of_cases["ours_alone"]
    for name in ("pend", "not_covered"):
        for view in ("without_facts", "as_cited"):
            assert of_table[view][name] == of_cases[view][name]
    for view in VIEWS:
        for name in FIGURES:
            assert of_table[view][name] == pytest.approx(of_cases[view][name]), (view, name)


def test_its_intervals_are_those_of_its_cases(of_cases: dict[str, Any], of_table: dict[str, Any]) -> None:
    for one, other in (
        (of_table, of_cases),
        *((of_table[view], of_cases[view]) for view in ("without_facts", "as_cited")),
    ):
        assert one["kappa"] is not None
        for name, ends in other["intervals"].items():
            assert one["intervals"][name] == pytest.approx(ends), name
            assert one["intervals"][name][0] <= one[name] <= one["intervals"][name][1]


def test_the_groups_are_those_of_the_report() -> None:
    results = generated(4, 4000).results
    found, report = counted_of(results), figures(results)
    for name, rows in report["agreement_by"].items():
        told = found["by"][name]
        assert told["groups"] == len(rows)
        for one, other in zip(told["rows"], rows, strict=True):
            for key in ("group", "compared", "documented", "documented_agreeing", *FIGURES[:2]):
                assert one[key] == other[key], (name, key)
            assert one["kappa"] == (None if other["kappa"] is None else pytest.approx(other["kappa"]))
    assert found["ours_alone"] == report["agreement"]["ours_alone"]["count"]
    assert found["share_ours"] == pytest.approx(report["agreement"]["share_ours"])


def test_it_is_all_one_in_how_many_pieces_the_results_come() -> None:
    """Letters whose items come in different chunks are one letter to the bootstrap."""
    results = generated(5, 3000).results
    assert counted_of(results, parts=7) == counted_of(results)


def test_a_summary_tells_the_largest_groups_and_how_many_there_are() -> None:
    results = generated(5, 400, against=By.UTILIZATION_REVIEW).results
    names = pa.array([f"reviewer {at % 90}" for at in range(400)])
    at = results.table.column_names.index("reviewer")
    found = counted_of(Results(results.table.set_column(at, "reviewer", names), results.criteria, results.against))
    assert (found["by"]["reviewer"]["groups"], len(found["by"]["reviewer"]["rows"])) == (90, MOST_GROUPS)
    text = "\n".join(summary_rows(found, ["what is absent"], By.UTILIZATION_REVIEW))
    assert "recall approved" in text and "recall not approved" in text
    assert "… and 82 more: --format json, --html" in text
    assert text.endswith("\n\nwhat is absent")
    assert set(found["by"]) == set(GROUPS)


def test_documented_facts_come_first() -> None:
    text = list(summary_rows(counted_of(generated(6, 3000).results)))
    places = [next(at for at, line in enumerate(text) if line.startswith(title)) for title in (
        "where it rests on documented facts", "all that the rules decide", "under the guideline that was cited",
        "the same rules without the facts", "always refuse",
    )]  # fmt: skip
    assert places == sorted(places)
    assert " to " in text[places[0]], "with its interval"


def test_a_table_is_told_as_its_cases_are(of_cases: dict[str, Any], of_table: dict[str, Any]) -> None:
    only_counted_of_cases = ("rule_in_force", "rule_in_scope", "read_facts", "unconfirmed")
    bare = {name: each for name, each in of_cases.items() if name not in only_counted_of_cases}
    with_intervals = ("where it rests on documented facts", "always refuse")
    pair = ([row for row in told(each, By.IMR) if not row.startswith(with_intervals)] for each in (of_table, bare))
    one, other = pair
    assert one == other


# -- on the command line --------------------------------------------------------------------------

ROWS = [
    {**PLAIN_ROW, "case": str(at), "body_region": "lumbar", "disputed": 6, "unit": "visits", "visits_completed": 0,
     "date_of_injury": "2012-10-13", "exercise_program": "true", "outcome": "overturned" if at % 2 else "upheld"}
    for at in range(4)
]  # fmt: skip


@pytest.mark.parametrize("how", ["--interpreter", "--columns"])
def test_decisions_under_the_guideline_that_was_cited_and_without_the_facts(tmp_path: Path, how: str) -> None:
    """The pain guideline approves; a guideline that says nothing of massage does not decide."""
    cited = ["mtus-chronic-pain-2009", "acoem-2004", "", "MTUS 2009;ODG"]
    path = write_csv(tmp_path / "in.csv", [{**row, "cited": each} for row, each in zip(ROWS, cited, strict=True)])
    status, out, err = run("audit", str(path), how, "--format", "json")
    assert (status, err) == (0, "")
    found = json.loads(out)
    by_case = {row["case"]: (row["recommendation"], row["as_cited"], row["without_facts"]) for row in found["requests"]}
    assert by_case["0"] == ("approve", "approve", "deny")
    assert by_case["2"][1] is None and by_case["3"][1] is None
    assert found["summary"]["as_cited"]["judged"] == 2
    assert found["summary"]["without_facts"]["judged"] == 4
    unknown = [each for each in found["notes"] if each.startswith("Cited, and no guideline of these rules")]
    assert len(unknown) == 1 and "'MTUS 2009' (1), 'ODG' (1); a mapping" in unknown[0]


def test_what_a_table_has_not_is_said(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "in.csv", ROWS)
    status, out, _ = run("audit", str(path), "--interpreter")
    assert status == 0
    assert "Nothing is said under the guideline that was cited: the column 'cited' would name it" in out
    assert "Nothing is said by month, by credentials, by licence: there is no column 'decided_on'" in out
    status, out, _ = run("audit", str(path), "--interpreter", "--format", "json")
    assert json.loads(out)["summary"]["as_cited"] == {}
    more = {"cited": "mtus-chronic-pain-2009", "decided_on": "2015-05-01", "credentials": "x", "licensed_in": "CA"}
    path = write_csv(tmp_path / "more.csv", [{**row, **more} for row in ROWS])
    status, out, _ = run("audit", str(path), "--interpreter")
    assert (status, "Nothing is said" in out) == (0, False)


def test_views_and_groups_that_a_table_does_not_tell_are_named(rules: RuleSet) -> None:
    first, second = notes_of(scratch(), rules, Requests(9, ()))
    assert first.startswith("Nothing is said under the guideline that was cited: the column 'cited' would name it")
    assert first.endswith("several joined by ';'.")
    assert second.startswith("Nothing is said by month, by credentials, by licence")
