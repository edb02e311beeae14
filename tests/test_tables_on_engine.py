"""A table is judged where it lies: the same answers, and its faults are told before anything is judged."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

pytest.importorskip("ibis")

from conftest import run
from postgres import postgres_server
from recheck.evaluators.columns.engines import connect
from recheck.model.rule import RuleSet
from request_tables import Generator

COLUMNS = (
    "case",
    "request",
    "decision",
    "quantity",
    "reason",
    "rests_on",
    "rule",
    "truths",
    "comparison",
    "category",
    "deciding",
    "missing",
)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    pytest.importorskip("psycopg")
    with postgres_server() as server:
        yield server.url


def execute(server: str, sql: str) -> list[tuple[Any, ...]]:
    import psycopg

    with psycopg.connect(server.replace("postgres://", "postgresql://")) as connection:
        found = connection.execute(sql)
        return found.fetchall() if found.description else []


@pytest.fixture(scope="module")
def table(rules: RuleSet) -> pa.Table:
    """Requests of a few treatments, each within every bound, some for both sides of a limb."""
    made = Generator(rules, 8)
    made.treatments = [
        each for each in made.treatments if each in ("massage_therapy", "acupuncture", "mri_knee", "tens")
    ]
    found = made.table(300)
    plain = ["case", "request", "treatment", "body_region", "side", "requested_on", "exercise_program", "chronic_pain"]
    found = found.select([name for name in plain if name in found.column_names])
    regions = found["body_region"].to_pylist()
    sides = [
        "bilateral" if region and at % 9 == 0 else side
        for at, (region, side) in enumerate(zip(regions, found["side"].to_pylist(), strict=True))
    ]
    found = found.set_column(found.column_names.index("side"), "side", pa.array(sides, pa.string()))
    outcome = pa.array([("upheld", "overturned", None)[at % 3] for at in range(found.num_rows)])
    return found.append_column("outcome", outcome)


@pytest.fixture
def given(server: str, table: pa.Table) -> Iterator[str]:
    execute(server, "CREATE SCHEMA ur")
    engine = connect(server)
    engine.con.create_table("requests", table, database="ur")
    engine.con.disconnect()
    yield f"{server}#ur.requests"
    execute(server, "DROP SCHEMA ur CASCADE")


def expected(table: pa.Table, folder: Path) -> tuple[list[tuple[Any, ...]], dict[str, Any]]:
    """What the audit of a file says: rows, and the summary."""
    parquet.write_table(table, folder / "given.parquet")
    words = (
        "audit",
        str(folder / "given.parquet"),
        "--columns",
        "--out",
        str(folder / "here.parquet"),
        "--format",
        "json",
    )
    status, out, err = run(*words)
    assert (status, err) == (0, "")
    rows = parquet.read_table(folder / "here.parquet").select(COLUMNS).to_pylist()
    return answers(row.values() for row in rows), json.loads(out)["summary"]


def answers(rows: Iterable[Iterable[Any]]) -> list[tuple[Any, ...]]:
    """Rows by case and request; which facts are missing, in no order."""
    return sorted((*values, sorted(missing)) for *values, missing in rows)


def near(figures: Any) -> Any:
    """Figures to nine decimals: sums of shares depend on the order in which rows are added."""
    if isinstance(figures, dict):
        return {name: near(each) for name, each in figures.items()}
    return round(figures, 9) if isinstance(figures, float) else figures


def test_the_results_are_a_table_beside_it(given: str, server: str, table: pa.Table, tmp_path: Path) -> None:
    rows, summary = expected(table, tmp_path)
    words = ("audit", given, "--on", "postgres", "--format", "json")
    status, out, err = run(*words, "--out", f"{server}#ur.results")
    assert (status, err) == (0, "")
    listed = ", ".join(f'"{name}"' for name in COLUMNS)
    assert answers(execute(server, f"SELECT {listed} FROM ur.results")) == rows
    told = json.loads(out)
    assert near(told["summary"]) == near(summary)
    assert told["requests"] == []
    assert execute(server, "SELECT count(*) > 100 FROM ur.results_rules") == [(True,)]
    again, _, err = run(*words, "--out", f"{server}#ur.results")
    assert (again, "table-exists" in err) == (1, True)


def test_the_results_are_a_file(given: str, table: pa.Table, tmp_path: Path) -> None:
    rows, summary = expected(table, tmp_path)
    there = tmp_path / "there.parquet"
    status, out, err = run("audit", given, "--on", "postgres", "--out", str(there), "--format", "json")
    assert (status, err) == (0, "")
    found = parquet.read_table(there)
    assert answers(row.values() for row in found.select(COLUMNS).to_pylist()) == rows
    assert found.schema.names == parquet.read_table(tmp_path / "here.parquet").schema.names
    assert near(json.loads(out)["summary"]) == near(summary)


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ("ADD COLUMN colour text", "unknown-column", "colour"),
        ("ADD COLUMN age text", "wrong-type", "column 'age'"),
        ("ALTER COLUMN requested_on TYPE timestamp", "wrong-type", "column 'requested_on'"),
        ("DROP COLUMN treatment", "missing-column", "'treatment'"),
        ("ADD COLUMN age integer DEFAULT 300", "out-of-bounds", "column 'age'"),
        ("ADD COLUMN relief_percent float8 DEFAULT 'NaN'", "not-a-number", "column 'relief_percent'"),
        ("ADD COLUMN reviewer text DEFAULT ' '", "empty-value", "column 'reviewer'"),
        ("ADD COLUMN compound_ingredients text[] DEFAULT '{gold}'", "unknown-value", "column 'compound_ingredients'"),
        ("ADD COLUMN decided_on date DEFAULT '1900-01-01'", "out-of-bounds", "column 'decided_on'"),
        ("ADD COLUMN disputed integer DEFAULT 4", "missing-unit", "a quantity without a unit"),
        ("ADD COLUMN depends_on text DEFAULT 'nobody'", "unknown-request", "'depends_on'"),
        ("ADD COLUMN depends_on text DEFAULT 'r0'", "cycle", "circle"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_judged(
    given: str, server: str, change: str, code: str, words: str
) -> None:
    execute(server, f"ALTER TABLE ur.requests {change}")
    status, out, err = run("audit", given, "--on", "postgres", "--out", f"{server}#ur.results")
    assert (status, out) == (1, "")
    assert code in err
    assert words in err
    assert execute(server, "SELECT to_regclass('ur.results')") == [(None,)]


def test_words_and_doubled_rows_are_told_by_case(given: str, server: str) -> None:
    execute(server, "UPDATE ur.requests SET side = 'middle' WHERE \"case\" = 'c0000003' AND body_region IS NOT NULL")
    _, _, err = run("audit", given, "--on", "postgres")
    assert "unknown-value" in err
    assert "'c0000003', 'r" in err
    execute(server, "UPDATE ur.requests SET side = NULL")
    execute(server, "INSERT INTO ur.requests SELECT * FROM ur.requests WHERE \"case\" = 'c0000003'")
    _, _, err = run("audit", given, "--on", "postgres")
    assert "duplicate-request" in err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["requests.csv", "--on", "spark"], "unknown-format"),
        (["requests.csv", "--on", "postgres"], "no-table"),
        (["postgres://nobody@127.0.0.1:1/none#requests", "--on", "postgres"], "unreadable"),
        (["postgres://a@b/c#requests", "--on", "postgres://a@b/d"], "no-table"),
        (["postgres://a@b/c#requests", "postgres://a@b/c#more", "--on", "postgres"], "several-tables"),
    ],
)
def test_what_an_engine_cannot_read_is_a_problem(words: list[str], code: str) -> None:
    status, out, err = run("audit", *words)
    assert (status, out) == (1, "")
    assert code in err


@pytest.mark.slow
def test_spark_judges_parquet(table: pa.Table, tmp_path: Path) -> None:
    pytest.importorskip("pyspark")
    rows, summary = expected(table, tmp_path)
    words = ("audit", str(tmp_path / "given.parquet"), "--on", "spark", "--format", "json")
    status, out, _ = run(*words, "--out", str(tmp_path / "there.parquet"))
    assert status == 0
    found = parquet.read_table(tmp_path / "there.parquet").select(COLUMNS).to_pylist()
    assert answers(row.values() for row in found) == rows
    assert near(json.loads(out)["summary"]) == near(summary)
    wrong = table.append_column("age", pa.array([300] * table.num_rows))
    parquet.write_table(wrong, tmp_path / "wrong.parquet")
    status, out, err = run("audit", str(tmp_path / "wrong.parquet"), "--on", "spark")
    assert (status, out) == (1, "")
    assert "out-of-bounds" in err
