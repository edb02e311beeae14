"""Do the rows of a table agree with each other? Requests, components, quantities, dates and dependencies.

Comes in: a table whose cells are all right, as a view with our columns. Goes out: problems with the first
rows of each: what one row alone cannot show, or one cell alone.
"""

from collections.abc import Iterator

from recheck.model.problem import Problem
from recheck.model.vocabulary import Vocabulary
from recheck.tables.checks import first_rows, shown
from recheck.tables.columns import DECIDED
from recheck.tables.duck import Connection, literal, reading
from recheck.tables.sources import ROW, Table

_NUMBER = f'"{ROW}"'
MOST_STEPS = 50
"""Requests in one chain of dependencies."""


def disagreements(connection: Connection, table: Table, vocabulary: Vocabulary) -> Iterator[Problem]:
    """What is wrong with rows as wholes, and between rows.

    Args:
        connection: where the table is.
        table: the table with our columns, all of them, as types of ours.
        vocabulary: the names in scope.
    """
    yield from _single_rows(connection, table, vocabulary)
    yield from _duplicates(connection, table)
    several, depending = "component > 0 OR part IS NOT NULL", "depends_on IS NOT NULL OR part_depends_on IS NOT NULL"
    with reading(table.name):
        has = connection.execute(f"SELECT bool_or({several}), bool_or({depending}) FROM {table.relation}").fetchall()[0]
    if has[0]:
        yield from _parts(connection, table)
        yield from _decided_differently(connection, table)
    if has[1]:
        yield from _dependencies(connection, table)


def _single_rows(connection: Connection, table: Table, vocabulary: Vocabulary) -> Iterator[Problem]:
    checks = list(row_checks(vocabulary, {each.name for each in table.columns}))
    counts = ", ".join(f"count(*) FILTER (WHERE {when})" for _, _, when, _, _ in checks)
    with reading(table.name):
        row = connection.execute(f"SELECT {counts} FROM {table.relation}").fetchall()[0]
    for (code, says, when, value, hint), count in zip(checks, row, strict=True):
        if count:
            first = first_rows(connection, table, when, value)
            message = f"{says} in {count:,} row{'s' * (count > 1)}: {shown(first, count)}"
            yield Problem(code, message, table.place, hint)


def row_checks(vocabulary: Vocabulary, names: set[str]) -> Iterator[tuple[str, str, str, str, str | None]]:
    """Code, words, condition, what is shown of a row, and what to do."""
    amounts = "concat_ws(' / ', requested, authorized, disputed, unit)"
    some = "(requested IS NOT NULL OR authorized IS NOT NULL OR disputed IS NOT NULL)"
    yield "missing-unit", "a quantity without a unit", f"{some} AND unit IS NULL", amounts, "fill the column 'unit'"
    yield (
        "missing-quantity",
        "a unit without a quantity",
        "unit IS NOT NULL AND requested IS NULL AND disputed IS NULL",
        "unit",
        "fill 'requested' or 'disputed'",
    )
    yield "out-of-bounds", "less than 1 disputed", "disputed < 1", amounts, "correct one of the quantities"
    mismatch = "requested NOT IN (disputed, disputed + authorized)"
    yield (
        "quantity-mismatch",
        "what is requested is neither what is disputed nor that with what was authorized",
        mismatch,
        amounts,
        "correct one of the three",
    )
    most = " ".join(f"WHEN {literal(unit)} THEN {high}" for unit, high in _bounds(vocabulary))
    if most:
        beyond = f"greatest(disputed, requested) > CASE unit {most} END"
        yield "out-of-bounds", "more than its unit allows", beyond, amounts, None
    for first, then, words in _IN_ORDER:
        if first in names:
            when = f"{first} > {then}"
            yield "dates-out-of-order", words, when, f"{first} || ' / ' || {then}", "correct one of the two dates"


_IN_ORDER = (
    ("date_of_injury", "requested_on", "the injury comes after the request"),
    ("date_of_injury", "service_on", "the injury comes after the service"),
    ("requested_on", "reviewed_on", "the review comes before the request"),
)


def _bounds(vocabulary: Vocabulary) -> Iterator[tuple[str, int]]:
    """The most of each unit that can be requested, as the vocabulary gives it."""
    for name, fact in vocabulary.facts.items():
        if name.endswith("_requested") and fact.at_most is not None:
            yield name.removesuffix("_requested"), int(fact.at_most)


def _duplicates(connection: Connection, table: Table) -> Iterator[Problem]:
    key = '"case", request, part, component'
    with reading(table.name):
        alike = connection.execute(f"SELECT count(*) - count(DISTINCT hash({key})) FROM {table.relation}").fetchall()
        if alike == [(0,)]:
            return
        found = connection.execute(
            f'SELECT "case", request, count(*), list({_NUMBER} ORDER BY {_NUMBER})[:3], count(*) OVER () '
            f'FROM {table.relation} GROUP BY "case", request, part, component HAVING count(*) > 1 '
            f"ORDER BY min({_NUMBER}) LIMIT 3"
        ).fetchall()
    if found:
        shown = "; ".join(
            f"rows {', '.join(f'{each:,}' for each in rows)}{', …' * (count > 3)} are all '{case}', '{request}'"
            for case, request, count, rows, _ in found
        )
        total = found[0][4]
        message = f"{total:,} request{'s' * (total > 1)} with several rows of one component: {shown}"
        hint = "number the components of one request 0, 1, 2 … in the column 'component', or remove the copies"
        yield Problem("duplicate-request", message, table.place, hint)


def _grouped(connection: Connection, table: Table, having: str) -> list[tuple[str, str, int, int]]:
    """Requests with several components of which something holds: case, request, first row, and how many there are."""
    with reading(table.name):
        return connection.execute(
            f'SELECT "case", request, min({_NUMBER}), count(*) OVER () FROM {table.relation} '
            f'WHERE ("case", request) IN (SELECT ("case", request) FROM {table.relation} '
            f'WHERE component > 0 OR part IS NOT NULL) GROUP BY "case", request HAVING {having} '
            f"ORDER BY min({_NUMBER}) LIMIT 3"
        ).fetchall()


def _parts(connection: Connection, table: Table) -> Iterator[Problem]:
    found = _grouped(connection, table, "count(part) > 0 AND count(part) < count(*)")
    if found:
        message = f"some rows of a request name its part and others do not: {_requests(found)}"
        hint = "name the part in each row; rows without parts are regions"
        yield Problem("missing-part", message, table.place, hint)


def _decided_differently(connection: Connection, table: Table) -> Iterator[Problem]:
    for column in (*DECIDED, "depends_on"):
        several = f"count(DISTINCT {column}) > 1 OR (count({column}) > 0 AND count({column}) < count(*))"
        found = _grouped(connection, table, several)
        if found:
            message = f"'{column}' differs between the rows of one request: {_requests(found)}"
            hint = "it is said of the whole request: write the same in each of its rows"
            yield Problem("rows-disagree", message, table.place, hint)


def _requests(found: list[tuple[str, str, int, int]]) -> str:
    total = found[0][3]
    more = f", … ({total:,} in all)" if total > len(found) else ""
    return ", ".join(f"'{case}', '{request}' from row {row:,}" for case, request, row, _ in found) + more


def _dependencies(connection: Connection, table: Table) -> Iterator[Problem]:
    """Every request that another depends on is there, and no chain comes back to where it began."""
    needs = " UNION ALL ".join(
        f'SELECT "case" AS c, request AS r, {each} AS d, {_NUMBER} AS place FROM {table.relation} '
        f"WHERE {each} IS NOT NULL"
        for each in ("depends_on", "part_depends_on")
    )
    with reading(table.name):
        found = connection.execute(
            f'SELECT place, d, count(*) OVER () FROM ({needs}) n ANTI JOIN (SELECT "case", request FROM '
            f'{table.relation}) t ON n.c = t."case" AND n.d = t.request ORDER BY 1 LIMIT 3'
        ).fetchall()
    if found:
        first = shown([(row, value) for row, value, _ in found], found[0][2])
        message = f"'depends_on' names no request of the same case: {first}"
        yield Problem("unknown-request", message, table.place, "name a request of the case, or leave it out")
        return
    with reading(table.name):
        cycles = connection.execute(
            f"WITH RECURSIVE needs AS (SELECT DISTINCT c, r, d FROM ({needs})), "
            f"chain AS (SELECT c, r AS start, d, 1 AS steps FROM needs "
            f"UNION SELECT n.c, k.start, n.d, k.steps + 1 FROM chain k JOIN needs n ON n.c = k.c AND n.r = k.d "
            f"WHERE k.d <> k.start AND k.steps <= {MOST_STEPS}) "
            f"SELECT DISTINCT c, start FROM chain WHERE d = start OR steps > {MOST_STEPS} ORDER BY 1, 2 LIMIT 3"
        ).fetchall()
    if cycles:
        named = ", ".join(f"'{case}', '{request}'" for case, request in cycles)
        yield Problem("cycle", f"requests depend on each other: {named}", table.place, "one of them must stand alone")
