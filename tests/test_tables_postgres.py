"""Tables of PostgreSQL are read where they lie and written in one transaction."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import run
from postgres import postgres_server
from recheck.model.problem import ProblemsFound
from recheck.model.rule import RuleSet
from recheck.tables.outputs import check_target, output_to
from recheck.tables.work import Workplace
from tables_written import read, wrong
from test_tables_written import NAMES, ROW, ROWS, table, writer


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


@pytest.fixture
def requests(server: str) -> Iterator[str]:
    execute(server, "CREATE SCHEMA ur")
    for name in ("public.requests", "ur.requests"):
        execute(
            server,
            f'CREATE TABLE {name} ("case" integer, request text, treatment text, requested_on date, '
            "exercise_program boolean, age smallint, relief_percent numeric(5,2), compound_ingredients text[])",
        )
        execute(
            server,
            f"INSERT INTO {name} VALUES (1, 'a', 'massage_therapy', '2015-03-02', true, 44, 12.5, '{{camphor}}'), "
            "(2, 'a', 'massage_therapy', '2015-03-02', NULL, NULL, NULL, NULL)",
        )
    yield f"{server}#requests"
    execute(server, "DROP SCHEMA ur CASCADE; DROP TABLE requests")


def test_a_table_is_read_with_its_types(requests: str, rules: RuleSet, tmp_path: Path) -> None:
    for address in (requests, requests.replace("#requests", "#ur.requests")):
        first, second = sorted(read(address, rules, tmp_path), key=lambda row: str(row["case"]))
        assert (first["case"], first["requested_on"], first["age"]) == ("1", date(2015, 3, 2), 44)
        assert (first["exercise_program"], first["relief_percent"]) == (True, 12.5)
        assert first["compound_ingredients"] == ["camphor"]
        assert (second["exercise_program"], second["compound_ingredients"]) == (None, None)


def test_what_is_wrong_is_told_as_of_a_file(requests: str, server: str, rules: RuleSet, tmp_path: Path) -> None:
    execute(server, "ALTER TABLE requests ADD COLUMN colour text; UPDATE requests SET age = 300")
    found = wrong(requests, rules, tmp_path)
    assert sorted(each.code for each in found) == ["out-of-bounds", "unknown-column"]
    assert [each.code for each in wrong(requests.replace("#requests", "#request"), rules, tmp_path)] == ["no-table"]
    assert [each.code for each in wrong(server, rules, tmp_path)] == ["no-table"]


def test_results_are_written_with_their_types(server: str, tmp_path: Path) -> None:
    rows = [{**ROW, "requested_on": date(2015, 3, 2), "quantity": 1.5, "truths": 2**61, "deciding": ['a"b', "c,{}"]}]
    with Workplace(tmp_path) as work, closing(output_to(f"{server}#results", work, NAMES, {})) as output:
        for _ in range(2):
            output.write(table([*rows, ROW]))
        assert execute(server, "SELECT to_regclass('results')") == [(None,)]
        output.finish()
    found = execute(server, "SELECT requested_on, quantity, truths, deciding FROM results ORDER BY quantity NULLS LAST")
    assert found == [(date(2015, 3, 2), 1.5, 2**61, ['a"b', "c,{}"])] * 2 + [(None, None, None, None)] * 2
    assert execute(server, "SELECT * FROM results_rules") == NAMES
    with pytest.raises(ProblemsFound) as taken, Workplace(tmp_path) as work:
        output_to(f"{server}#results", work, NAMES, {})
    assert [each.code for each in taken.value.problems] == ["table-exists"]
    execute(server, "DROP TABLE results; DROP TABLE results_rules")


@settings(max_examples=15)
@given(chunks=st.lists(ROWS, min_size=1, max_size=3))
def test_every_text_reads_back_as_it_was_computed(
    chunks: list[list[dict[str, Any]]], server: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    execute(server, "DROP TABLE IF EXISTS results; DROP TABLE IF EXISTS results_rules")
    folder = tmp_path_factory.mktemp("work")
    with Workplace(folder) as work, closing(output_to(f"{server}#results", work, NAMES, {})) as output:
        for rows in chunks:
            output.write(table(rows))
        output.finish()
    names = list(chunks[0][0])
    found = execute(server, "SELECT {} FROM results".format(", ".join(f'"{name}"' for name in names)))
    assert found == [tuple(row[name] for name in names) for rows in chunks for row in rows]
    execute(server, "DROP TABLE results; DROP TABLE results_rules")


def test_a_run_that_is_killed_leaves_no_table(server: str, tmp_path: Path) -> None:
    words = writer(f"{server}#results", tmp_path, 3, waits=True)
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert [process.stdout.readline() for _ in range(2)] == ["begun\n", "written\n"]
    process.kill()
    assert process.wait() == -signal.SIGKILL
    process.communicate()
    assert execute(server, "SELECT to_regclass('results')") == [(None,)]
    assert not subprocess.run(writer(f"{server}#results", tmp_path, 1), check=False, stdout=sys.stderr).returncode
    assert execute(server, "SELECT count(*) FROM results") == [(20_000,)]
    assert not list(tmp_path.iterdir())
    execute(server, "DROP TABLE results; DROP TABLE results_rules")


def test_an_audit_goes_from_table_to_table(requests: str, server: str) -> None:
    status, out, err = run("audit", requests, "--out", f"{server}#audited", "--interpreter")
    assert (status, err) == (0, "")
    assert "2 requests written to" in out
    found = execute(server, 'SELECT "case", decision FROM audited ORDER BY 1')
    assert [case for case, _ in found] == ["1", "2"]
    execute(server, "DROP TABLE audited; DROP TABLE audited_rules")


def test_an_address_without_a_table_is_refused_before_the_work(server: str) -> None:
    with pytest.raises(ProblemsFound):
        check_target(server, [])
