"""Tables in which several reviewers decided the same requests: one judgement a request, one row a reviewer.

Comes in: the view of requests, in which a request stands once for each reviewer. Goes out: the view with each
request once and undecided, what was decided beside it, and results brought together again, a row for each reviewer.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from recheck.evaluators.columns.requests import ROW
from recheck.model.problem import Problem
from recheck.tables.columns import DECIDED
from recheck.tables.duck import Connection, named, reading
from recheck.tables.sources import Table

if TYPE_CHECKING:
    import pyarrow as pa

DETERMINATIONS = "determinations"
"""What was decided of each request, by whom."""
CITED_SETS = "cited_sets"
"""A column of the view: the sets of guidelines that the reviewers of a request cite."""
KEY = ('"case"', "request", "part", "component")
"""What a row of a request is told by, where no panel decided it."""
_KEY = ", ".join(KEY)
_OUR_OWN = (*(each.strip('"') for each in KEY), *DECIDED)
_FIRST = f'min("{ROW}")'


def has_repeats(connection: Connection, table: Table) -> bool:
    """Whether a component of a request has several rows: those of a panel, or copies."""
    with reading(table.name):
        found = connection.execute(f"SELECT count(*) - count(DISTINCT hash({_KEY})) FROM {table.relation}").fetchall()
    return found != [(0,)]


def faults_of_panel(connection: Connection, table: Table) -> Iterator[Problem]:
    """What keeps rows that repeat a request from being those of a panel.

    Args:
        connection: where the table is.
        table: a table with our columns, of which some rows repeat a component of a request.
    """
    copies = list(_copies(connection, table))
    yield from copies
    if not copies:
        yield from _incomplete(connection, table)
        yield from _different_facts(connection, table)


def _copies(connection: Connection, table: Table) -> Iterator[Problem]:
    with reading(table.name):
        found = connection.execute(
            f'SELECT "case", request, count(*), list("{ROW}" ORDER BY "{ROW}")[:3], count(*) OVER (), '
            f"count(reviewer) FROM {table.relation} GROUP BY {_KEY} HAVING count(DISTINCT reviewer) < count(*) AND "
            f"count(*) > 1 ORDER BY {_FIRST} LIMIT 3"
        ).fetchall()
    if found:
        shown = "; ".join(
            f"rows {', '.join(f'{each:,}' for each in rows)}{', …' * (count > 3)} are all '{case}', '{request}'"
            for case, request, count, rows, _, _ in found
        )
        total = found[0][4]
        some = any(row[5] for row in found)
        message = f"{total:,} request{'s' * (total > 1)} with several rows of one component: {shown}"
        if some:
            message += "; some name no reviewer, or name one twice"
        hint = (
            "number the components of one request 0, 1, 2 … in the column 'component', name in each row the "
            "'reviewer' where several decided it, or remove the copies"
        )
        yield Problem("duplicate-request", message, table.place, hint)


def _incomplete(connection: Connection, table: Table) -> Iterator[Problem]:
    """Reviewers who have not a row for each component of a request."""
    with reading(table.name):
        found = connection.execute(
            f'SELECT "case", request, {_FIRST}, count(*) OVER () FROM {table.relation} GROUP BY "case", request '
            "HAVING count(*) <> count(DISTINCT (part, component)) * greatest(1, count(DISTINCT reviewer)) "
            f"ORDER BY {_FIRST} LIMIT 3"
        ).fetchall()
    if found:
        message = f"not every reviewer has a row for each component of the request: {told(found)}"
        hint = "write each reviewer's decision into a row for each component"
        yield Problem("rows-disagree", message, table.place, hint)


def _different_facts(connection: Connection, table: Table) -> Iterator[Problem]:
    """A request is one, whoever decides it: what is documented is the same in all of its rows."""
    names = [each.name for each in table.columns if each.name not in _OUR_OWN]
    differ = ", ".join(f"min(hash({each})) <> max(hash({each})) AS c{at}" for at, each in enumerate(map(named, names)))
    groups = (
        f'SELECT "case", request, {_FIRST} AS place, {differ} FROM {table.relation} GROUP BY {_KEY} HAVING count(*) > 1'
    )
    with reading(table.name):
        counts = connection.execute(
            f"SELECT {', '.join(f'count(*) FILTER (c{at})' for at in range(len(names)))} FROM ({groups})"
        ).fetchall()[0]
    for at, (name, count) in enumerate(zip(names, counts, strict=True)):
        if count:
            with reading(table.name):
                found = connection.execute(
                    f'SELECT "case", request, place, {count} FROM ({groups}) WHERE c{at} ORDER BY place LIMIT 3'
                ).fetchall()
            message = f"'{name}' differs between reviewers of one request: {told(found)}"
            hint = "what is documented of a request is the same in each of its reviewers' rows"
            yield Problem("rows-disagree", message, table.place, hint)


def told(found: Sequence[tuple[str, str, int, int]]) -> str:
    """Requests by their case, name and first row, and how many there are in all."""
    total = found[0][3]
    more = f", … ({total:,} in all)" if total > len(found) else ""
    return ", ".join(f"'{case}', '{request}' from row {row:,}" for case, request, row, _ in found) + more


# -- apart, and together again --------------------------------------------------------------------


def take_apart(connection: Connection, given: str, requests: str) -> None:
    """Each request once and undecided, and what was decided of it beside.

    Args:
        connection: where the view is.
        given: a view of checked requests, one row a component and reviewer.
        requests: the name of the view to make, one row a component.
    """
    undecided = ", ".join(f"NULL::{kind} AS {name}" for name, kind in _KINDS.items())
    with reading(given):
        connection.execute(
            f'CREATE OR REPLACE TABLE {DETERMINATIONS} AS SELECT DISTINCT "case", request, {", ".join(DECIDED)} FROM '
            f"{given} WHERE outcome IS NOT NULL"
        )
        connection.execute(
            f"CREATE OR REPLACE TABLE requests_apart AS SELECT DISTINCT ON ({_KEY}) * REPLACE ({undecided}) "
            f"FROM {given}"
        )
        connection.execute(
            f"CREATE OR REPLACE VIEW {requests} AS SELECT r.*, s.{CITED_SETS} FROM requests_apart r LEFT JOIN "
            f'(SELECT "case", request, list(DISTINCT cited) AS {CITED_SETS} FROM {DETERMINATIONS} GROUP BY ALL) s '
            'ON r."case" = s."case" AND r.request = s.request'
        )


_KINDS = {
    "outcome": "VARCHAR",
    "outcome_quantity": "BIGINT",
    "cited": "VARCHAR[]",
    **dict.fromkeys(("credentials", "licensed_in", "reviewer"), "VARCHAR"),
    "decided_on": "DATE",
}


def with_reviewers(connection: Connection, chunk: "pa.Table") -> "pa.Table":
    """Results of requests as those of a panel: one row for each reviewer who decided one, the others as they are.

    Args:
        connection: where the determinations are.
        chunk: one row a request; `as_cited`, where it is there, holds the decision under each set of guidelines cited.
    """
    left = [each for each in chunk.column_names if each not in (*DECIDED, "comparison", "as_cited")]
    cells = [*(f"c.{named(each)}" for each in left), *(f"d.{each}" for each in DECIDED)]
    if "as_cited" in chunk.column_names:
        cells.append("list_filter(c.as_cited, lambda one: one.cited = d.cited)[1].decision AS decision_as_cited")
    apart = connection.cursor()
    try:
        apart.register("undecided_chunk", chunk)
        return apart.sql(
            f"SELECT {', '.join(cells)} FROM (SELECT row_number() OVER () AS place, * FROM undecided_chunk) c "
            f'LEFT JOIN {DETERMINATIONS} d ON c."case" = d."case" AND c.request = d.request '
            "ORDER BY c.place, d.reviewer"
        ).to_arrow_table()
    finally:
        apart.close()
