"""The results table by the columns, which stays in the database until it is handed on.

Comes in: a view of checked requests. Goes out: the results table in chunks, by case and request.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from recheck.evaluators.columns.compile import Asked
from recheck.evaluators.columns.engines import Engine
from recheck.evaluators.columns.judging import Judging
from recheck.judge import Mode
from recheck.model.rule import RuleSet
from recheck.tables.duck import Connection, extra_missing, reading

if TYPE_CHECKING:
    import pyarrow as pa

    from recheck.tables.deciding import Progress

CHUNK = 100_000
"""Rows handed on at a time."""


def by_columns(
    connection: Connection, rules: RuleSet, mode: Mode, requests: str, progress: "Progress | None"
) -> "Iterator[pa.Table]":
    """Every request of the view.

    Raises:
        ProblemsFound: the columns cannot do what a rule needs; or the extra `audit` is not installed.
    """
    try:
        import ibis
        import pyarrow as pa
    except ModuleNotFoundError as error:
        raise extra_missing("ibis-framework") from error
    engine = Engine(ibis.duckdb.from_connection(connection), "duckdb")
    with reading(requests):
        found = Judging(rules, engine, Asked(mode.undocumented, mode.as_if), requests).requests(progress)
        query = str(engine.con.compile(found.order_by("case", "request")))
        for batch in connection.cursor().sql(query).to_arrow_reader(CHUNK):
            yield pa.Table.from_batches([batch])
