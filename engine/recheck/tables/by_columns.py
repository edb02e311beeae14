"""The results table by the columns, chunk by chunk, so that memory does not grow with the table.

Comes in: a view of checked requests. Goes out: the results table in chunks; the rows of a case are always in one,
for requests may have several and depend on each other.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from recheck.evaluators.columns.compile import Asked
from recheck.evaluators.columns.engines import Engine, Judging
from recheck.evaluators.columns.requests import request_schema
from recheck.judge import Mode
from recheck.model.rule import RuleSet
from recheck.tables.duck import Connection, extra_missing, named, reading

if TYPE_CHECKING:
    import pyarrow as pa

    from recheck.tables.deciding import Progress

CHUNK = 500_000
"""Rows that are decided at once: under 2 GiB in all, with Arrow and Python."""


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
    backend = ibis.duckdb.from_connection(connection)
    known = request_schema(rules)
    with reading(requests):
        given = [row[0] for row in connection.execute(f"DESCRIBE {requests}").fetchall() if row[0] in known]
        total = connection.execute(f"SELECT count(*) FROM {requests}").fetchall()[0][0]
    judging = Judging(rules, Engine(backend, "duckdb"), Asked(mode.undocumented, mode.as_if), given)
    chunks = -(-total // CHUNK)
    for chunk in range(chunks):
        here = f'WHERE hash("case") % {chunks} = {chunk}' if chunks > 1 else ""
        view = f"{requests}_{chunk}"
        with reading(requests):
            connection.execute(
                f"CREATE OR REPLACE VIEW {view} AS SELECT {', '.join(map(named, given))} FROM {requests} {here}"
            )
            yield judging.requests(backend.table(view)).to_pyarrow()
            connection.execute(f"DROP VIEW {view}")
        if progress:
            progress(total * (chunk + 1) // chunks, total)
