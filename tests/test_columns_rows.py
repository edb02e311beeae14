"""A results row is the same whoever fills it: the columns for a whole table, or the interpreter one by one."""

import random
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

pytest.importorskip("ibis")

from recheck.audit.requests import requests_table
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.model.case import Case
from recheck.model.rule import RuleSet
from recheck.tables.by_columns import by_columns
from recheck.tables.by_interpreter import by_interpreter
from recheck.tables.duck import Connection, connect
from request_tables import Generator

Rows = dict[tuple[str, str], dict[str, object]]
LISTS = ("deciding", "missing")


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    found = connect(tmp_path)
    yield found
    found.close()


def rows(chunks: Iterator[pa.Table]) -> Rows:
    found = {}
    for row in pa.concat_tables(list(chunks)).to_pylist():
        for name in LISTS:
            row[name] = sorted(row[name] or [])
        row["share_ours"] = None if row["share_ours"] is None else round(row["share_ours"], 9)
        found[row["case"], row["request"]] = row
    return found


def both(rules: RuleSet, connection: Connection, table: pa.Table, mode: Undocumented) -> tuple[Rows, Rows]:
    connection.register("requests_of_test", table)
    connection.execute("CREATE TABLE requests AS SELECT * FROM requests_of_test")
    asked = Mode(mode, infer=False)
    one = rows(by_columns(connection, rules, asked, "requests", None, views=True))
    other = rows(by_interpreter(connection, rules, asked, "requests", None, views=True))
    assert one.keys() == other.keys()
    return one, other


def different(one: Rows, other: Rows, but: tuple[str, ...] = ()) -> list[tuple[object, ...]]:
    return [
        (key, name, one[key][name], value)
        for key, row in other.items()
        for name, value in row.items()
        if name not in but and name in one[key] and one[key][name] != value
    ]


@pytest.mark.parametrize("mode", [pytest.param(Undocumented.ASK, marks=pytest.mark.slow), Undocumented.NOT_ESTABLISHED])
def test_every_column_of_every_shipped_case(
    rules: RuleSet, cases: list[Case], connection: Connection, mode: Undocumented
) -> None:
    one, other = both(rules, connection, requests_table(rules, cases), mode)
    assert different(one, other) == []
    held = set(next(iter(one.values())))
    assert {
        "deciding",
        "missing",
        "share_ours",
        "reason",
        "decision_without_facts",
        "decision_as_cited",
        "truths",
    } <= held


def citing(rules: RuleSet, table: pa.Table) -> pa.Table:
    """Requests whose determinations cite some of our guidelines, one of nobody, or none; some wait for another."""
    chance = random.Random(9)
    speaking = {name: [each.guideline for each in rules.for_treatment(name)] for name in rules.vocabulary.treatments}
    cited = [
        chance.choice([None, [], ["of-nobody"], *3 * [chance.choices(speaking[name] or ["of-nobody"], k=2)]])
        for name in table["treatment"].to_pylist()
    ]
    waits = [name == "r1" and chance.random() < 0.3 for name in table["request"].to_pylist()]
    more = {
        "cited": pa.array(cited, pa.list_(pa.string())),
        "depends_on": pa.array(["r0" if each else None for each in waits], pa.string()),
        "depends_on_decision": pa.array(["approve" if each else None for each in waits], pa.string()),
    }
    for name, column in more.items():
        table = table.append_column(name, column)
    return table


@pytest.mark.parametrize("mode", [pytest.param(Undocumented.ASK, marks=pytest.mark.slow), Undocumented.NOT_ESTABLISHED])
def test_decisions_under_what_was_cited_of_generated_requests(
    rules: RuleSet, connection: Connection, mode: Undocumented
) -> None:
    one, other = both(rules, connection, citing(rules, Generator(rules, 8, missing=0.2, of=30).table(200)), mode)
    assert different(one, other, but=("reason",)) == []
    assert {"approve", "deny", "pend", None} <= {row["decision_as_cited"] for row in other.values()}


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(Undocumented))
def test_every_column_but_the_reason_of_generated_requests(
    rules: RuleSet, connection: Connection, mode: Undocumented
) -> None:
    """Why a request pends is read off smallest sets of criteria for one request, and off all of them in bulk."""
    one, other = both(rules, connection, citing(rules, Generator(rules, 5, contradicted=0.02).table(2_000)), mode)
    assert different(one, other, but=("reason",)) == []
    reasons = [key for key, row in other.items() if row["reason"] != one[key]["reason"]]
    assert len(reasons) <= 0.005 * len(other), reasons
