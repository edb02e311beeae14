"""The results table by the columns, which stays in the database until it is handed on.

Comes in: a view of checked requests. Goes out: the results table in chunks, by case and request; of more than
`judging.ORDERED`, as they were judged.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from recheck.evaluators.columns.compile import Asked
from recheck.evaluators.columns.engines import Engine
from recheck.evaluators.columns.judging import in_order, judged
from recheck.evaluators.columns.query import fresh
from recheck.judge import Mode
from recheck.model.rule import RuleSet
from recheck.tables.as_cited import with_cited
from recheck.tables.duck import Connection, extra_missing, reading

if TYPE_CHECKING:
    import pyarrow as pa

    from recheck.tables.deciding import Progress

CHUNK = 100_000
"""Rows handed on at a time."""


def by_columns(
    connection: Connection,
    rules: RuleSet,
    mode: Mode,
    requests: str,
    progress: "Progress | None",
    *,
    views: bool = False,
) -> "Iterator[pa.Table]":
    """Every request of the view.

    Args:
        connection: where the view is.
        rules: the rule set.
        mode: what silence means, and under which date.
        requests: the view.
        progress: told after every group of treatments.
        views: also decide without the facts, in the column `decision_without_facts`, and under the guidelines that
            were cited (`as_cited`).

    Raises:
        ProblemsFound: the columns cannot do what a rule needs; or the extra `audit` is not installed.
    """
    try:
        import ibis
    except ModuleNotFoundError as error:
        raise extra_missing("ibis-framework") from error
    engine = Engine(ibis.duckdb.from_connection(connection), "duckdb")
    with reading(requests):
        asked = Asked(mode.undocumented, mode.as_if)
        found = judged(rules, engine, asked, requests, progress, views=views)
        if views:
            found = with_cited(found, engine, rules, asked, requests)
        ordered = fresh("recheck_results")
        engine.store(ordered, str(engine.con.compile(in_order(found))))
        rows = connection.execute(f"SELECT count(*) FROM {ordered}").fetchall()[0][0]
        for start in range(0, rows, CHUNK):
            query = f"SELECT * FROM {ordered} WHERE rowid >= {start} AND rowid < {start + CHUNK}"
            yield connection.sql(query).to_arrow_table()
