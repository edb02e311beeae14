"""Spark and PostgreSQL say of every request what DuckDB says; the suite starts both."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

pytest.importorskip("ibis")

from columns_compared import answers, differing, judged, screened
from recheck.evaluators.columns.compile import Asked
from recheck.evaluators.columns.engines import Engine, connect
from recheck.evaluators.columns.judging import Judging
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.model.rule import RuleSet
from request_tables import Generator, cases_of

MODE = Undocumented.NOT_ESTABLISHED
NOBODY = "nobody"
"""A server of PostgreSQL does not run as root."""


@pytest.fixture(scope="module")
def postgres() -> Iterator[Engine]:
    """PostgreSQL of this machine, started for the test alone."""
    pytest.importorskip("psycopg")
    found = [shutil.which(name) for name in ("initdb", "postgres")]
    if not all(found):
        pytest.skip("no PostgreSQL server is installed here")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        user = NOBODY if os.geteuid() == 0 else None
        if user:
            Path(folder).chmod(0o755)
            data.mkdir()
            shutil.chown(data, user)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        words = [str(found[0]), "-D", str(data), "-U", "recheck", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(words, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)
        server = subprocess.Popen(
            [str(found[1]), "-D", str(data), "-p", str(port), "-k", str(data), "-c", "fsync=off"],
            user=user,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield _connected(f"postgres://recheck@127.0.0.1:{port}/postgres")
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()


def _connected(address: str) -> Engine:
    for _ in range(100):
        try:
            return connect(address)
        except Exception:  # the server is not up yet; what it raises then is the library's own
            time.sleep(0.2)
    return connect(address)


@pytest.fixture(scope="module")
def spark() -> Iterator[Engine]:
    """Spark in this process, on two cores."""
    pytest.importorskip("pyspark")
    if not shutil.which("java"):
        pytest.skip("no Java is installed here")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
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


@pytest.mark.slow
@pytest.mark.parametrize("name", ["postgres", "spark"])
def test_engines_agree(rules: RuleSet, name: str, request: pytest.FixtureRequest) -> None:
    engine = request.getfixturevalue(name)
    table = Generator(rules, 21, contradicted=0.01).table(5_000)
    here = answers(judged(rules, connect("duckdb"), table, MODE))
    assert differing(here, answers(on(engine, rules, table))) == {}
    some = cases_of(rules, table.slice(0, 300).to_pylist())
    assert differing(screened(rules, some, Mode(MODE, infer=False)), here) == {}
