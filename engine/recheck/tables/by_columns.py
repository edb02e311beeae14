"""The results table by the columns, chunk by chunk, so that memory does not grow with the table.

Comes in: a view of checked requests. Goes out: the results table in chunks. Rows of a case are brought together
first, where its requests have several rows or depend on each other.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from recheck.evaluators.columns.chunks import judge_chunks
from recheck.evaluators.columns.compile import Asked
from recheck.evaluators.columns.engines import Engine
from recheck.evaluators.columns.requests import request_schema
from recheck.judge import Mode
from recheck.model.rule import RuleSet
from recheck.tables.duck import Connection, extra_missing, named, reading

if TYPE_CHECKING:
    import pyarrow as pa

    from recheck.tables.deciding import Progress

_TOGETHER = ("component > 0", "part IS NOT NULL", "depends_on IS NOT NULL", "part_depends_on IS NOT NULL")
"""What makes a request more than one row."""


def by_columns(
    connection: Connection, rules: RuleSet, mode: Mode, requests: str, progress: "Progress | None"
) -> "Iterator[pa.Table]":
    """Every request of the view.

    Raises:
        ProblemsFound: the columns cannot do what a rule needs; or the extra `audit` is not installed.
    """
    try:
        import ibis
    except ModuleNotFoundError as error:
        raise extra_missing("ibis-framework") from error
    engine = Engine(ibis.duckdb.from_connection(connection), "duckdb")
    known = request_schema(rules)
    with reading(requests):
        given = [row[0] for row in connection.execute(f"DESCRIBE {requests}").fetchall() if row[0] in known]
        total = connection.execute(f"SELECT count(*) FROM {requests}").fetchall()[0][0]
        together = " OR ".join(each for each in _TOGETHER if each.split()[0] in given)
        found = connection.execute(f"SELECT 1 FROM {requests} WHERE {together or 'false'} LIMIT 1").fetchall()
        order = 'ORDER BY "case", request' if found else ""
        source = f"SELECT {', '.join(map(named, given))} FROM {requests} {order}"

        def told(done: int) -> None:
            if progress:
                progress(done, total)

        yield from judge_chunks(rules, engine, source, Asked(mode.undocumented, mode.as_if), progress=told)
