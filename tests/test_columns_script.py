"""`recheck rules sql` prints a script that runs as it stands, and answers as the columns do."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

pytest.importorskip("ibis")

from columns_compared import answers, differing, judged
from conftest import ROOT, run
from postgres import postgres_server
from recheck.evaluators.columns.engines import Engine, connect
from recheck.evaluators.truths import Undocumented
from recheck.model.rule import RuleSet
from request_tables import Generator

SOME = ("mtus-chronic-pain-2009/massage", "home_traction", "mtus-acupuncture-2007/acupuncture")
MODE = Undocumented.NOT_ESTABLISHED


@pytest.fixture(scope="module")
def table(rules: RuleSet) -> pa.Table:
    """Requests of which some wait for others, have parts, or are for several regions."""
    held = {rule.id: rule.treatments for rule in rules.rules.values() if any(name in rule.id for name in SOME)}
    wanted = {name for names in held.values() for name in names}
    made = Generator(rules, 5, contradicted=0.01)
    made.treatments = sorted(wanted)
    found = made.table(400)
    rows = found.num_rows
    places = list(range(rows))
    request = [f"r{at % 4 // 2}" if at % 8 < 4 else f"r{at % 4}" for at in places]
    component = [at % 2 if at % 8 < 4 else 0 for at in places]
    part = [f"p{at % 2}" if at % 8 in (0, 1) else None for at in places]
    waits = ["r0" if at % 8 in (5, 7) else None for at in places]
    cells = {
        "case": [f"c{at // 4}" for at in places],
        "request": request,
        "component": component,
        "part": part,
        "depends_on": waits,
    }
    for name, values in cells.items():
        column = pa.array(values, pa.int64() if name == "component" else pa.string())
        at = found.column_names.index(name) if name in found.column_names else None
        found = found.append_column(name, column) if at is None else found.set_column(at, name, column)
    return found


def script(dialect: str, table: pa.Table, name: str = "requests_given") -> str:
    words = ["--dialect", dialect, "--table", name, "--columns", ",".join(table.column_names), *SOME]
    status, out, err = run("rules", "sql", *words)
    assert (status, err) == (0, "")
    return out


@pytest.fixture(scope="module")
def expected(rules: RuleSet, table: pa.Table) -> dict[tuple[str, str], tuple[object, ...]]:
    found = answers(judged(rules, connect("duckdb"), table, MODE, lists=True))
    assert len({each[0] for each in found.values()}) > 3
    return found


Expected = dict[tuple[str, str], tuple[object, ...]]


def test_duckdb_runs_it(table: pa.Table, expected: Expected) -> None:
    import duckdb

    with duckdb.connect() as connection:
        connection.register("given", table)
        connection.execute("CREATE TABLE requests_given AS FROM given")
        answer = connection.execute(script("duckdb", table))
        names = [each[0] for each in answer.description]
        found = pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in answer.fetchall()])
    assert differing(expected, answers(found)) == {}


@pytest.fixture(scope="module")
def postgres() -> Iterator[Engine]:
    pytest.importorskip("psycopg")
    with postgres_server() as server:
        yield connect(server.url)


def test_postgres_runs_it(postgres: Engine, table: pa.Table, expected: Expected) -> None:
    postgres.con.create_table("requests_given", table)
    cursor = postgres.con.con.execute(script("postgres", table))
    while cursor.nextset():
        pass
    names = [each.name for each in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    assert differing(expected, answers(pa.Table.from_pylist(rows))) == {}


SPARK = """
import sys
from pyspark.sql import SparkSession

script, given, found, warehouse = sys.argv[1:]
session = SparkSession.builder.master("local[2]").config("spark.sql.warehouse.dir", warehouse)
session = session.config("spark.driver.memory", "2g").config("spark.sql.codegen.wholeStage", "false").getOrCreate()
session.read.parquet(given).createOrReplaceTempView("requests_given")
for statement in open(script).read().removesuffix(";\\n").split(";\\n\\n"):
    answer = session.sql(statement)
answer.coalesce(1).write.parquet(found)
"""


@pytest.mark.slow
def test_spark_runs_it(table: pa.Table, expected: Expected, tmp_path: Path) -> None:
    pytest.importorskip("pyspark")
    from pyarrow import parquet

    (tmp_path / "rules.sql").write_text(script("pyspark", table))
    parquet.write_table(table, tmp_path / "given.parquet")
    words = [str(tmp_path / name) for name in ("rules.sql", "given.parquet", "found", "warehouse")]
    subprocess.run([sys.executable, "-c", SPARK, *words], check=True, cwd=tmp_path)
    assert differing(expected, answers(parquet.read_table(tmp_path / "found"))) == {}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--columns", "case,request,treatment,requested_on,colour"], "unknown-column"),
        (["--columns", "case,request,treatment"], "missing-column"),
        (["--table", "requests; DROP TABLE requests"], "no-table"),
        (["no_such_rule_anywhere"], "unknown-rule"),
    ],
)
def test_what_cannot_be_written_is_a_problem(words: list[str], code: str) -> None:
    status, out, err = run("rules", "sql", "--dialect", "duckdb", *words)
    assert (status, out) == (1, "")
    assert code in err


def test_the_head_says_which_columns_and_what_is_left_out() -> None:
    words = ["--dialect", "postgres", "--columns", "case,request,treatment,requested_on,age", SOME[0]]
    status, out, _ = run("rules", "sql", *words)
    head = [line for line in out.splitlines() if line.startswith("--")]
    assert status == 0
    assert "--   age BIGINT" in head
    assert head[-1].startswith("-- Only these treatments, other rows are left out: massage_therapy")
    assert str(ROOT) not in out
