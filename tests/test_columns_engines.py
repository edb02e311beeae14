"""Spark and PostgreSQL say of every request what DuckDB says; the suite starts both."""

import os
import shutil
import sys
from collections.abc import Iterator

import pyarrow as pa
import pytest

pytest.importorskip("ibis")

from absent import absent
from columns_compared import answers, differing, judged, screened
from postgres import postgres_server
from recheck.evaluators.columns.compile import Asked
from recheck.evaluators.columns.engines import Engine, connect
from recheck.evaluators.columns.judging import Judging
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.model.rule import RuleSet
from request_tables import Generator, cases_of

MODE = Undocumented.NOT_ESTABLISHED
QUICK = "-XX:TieredStopAtLevel=1"
"""Java compiles less thoroughly, which takes a third off a test of a minute."""


@pytest.fixture(scope="module")
def postgres() -> Iterator[Engine]:
    """PostgreSQL of this machine, started for the test alone."""
    pytest.importorskip("psycopg")
    with postgres_server() as server:
        yield connect(server.url)


@pytest.fixture(scope="module")
def spark() -> Iterator[Engine]:
    """Spark in this process, on two cores."""
    pytest.importorskip("pyspark")
    if not shutil.which("java"):
        absent("no Java is installed here")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_SUBMIT_ARGS", f"--driver-java-options {QUICK} pyspark-shell")
    engine = connect("spark")
    yield engine
    engine.con._session.stop()


def on(engine: Engine, rules: RuleSet, table: pa.Table) -> pa.Table:
    """The results of a table on an engine."""
    if engine.dialect == "pyspark":
        engine.con._session.createDataFrame(table).createOrReplaceTempView("requests_of_test")
    else:
        engine.con.create_table("requests_of_test", table)
    found = Judging(rules, engine, Asked(MODE), "requests_of_test").requests().to_pyarrow()
    assert isinstance(found, pa.Table)
    return found


@pytest.mark.slow  # fewer requests in PostgreSQL are judged among the ordinary tests: test_tables_on_engine.py
@pytest.mark.parametrize("name", ["postgres", "spark"])
def test_engines_agree(rules: RuleSet, name: str, request: pytest.FixtureRequest) -> None:
    engine = request.getfixturevalue(name)
    table = Generator(rules, 21, contradicted=0.01).table(5_000)
    here = answers(judged(rules, connect("duckdb"), table, MODE))
    assert differing(here, answers(on(engine, rules, table))) == {}
    some = cases_of(rules, table.slice(0, 300).to_pylist())
    assert differing(screened(rules, some, Mode(MODE, infer=False)), here) == {}
