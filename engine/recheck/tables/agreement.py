"""Do the rows of a table agree with each other? Requests, components, quantities, dates and dependencies.

Comes in: a table whose cells are all right, as a view with our columns. Goes out: problems with the first
rows of each: what one row alone cannot show, or one cell alone.
"""

from collections.abc import Iterator

from recheck.evaluators.columns.requests import ROW
from recheck.model.problem import Problem
from recheck.model.vocabulary import Vocabulary
from recheck.tables.checks import first_rows, shown
from recheck.tables.columns import DECIDED
from recheck.tables.duck import Connection, literal, reading
from recheck.tables.panel import faults_of_panel, told
from recheck.tables.sources import Table

_NUMBER = f'"{ROW}"'
MOST_STEPS = 50
"""Requests in one chain of dependencies."""


def disagreements(
    connection: Connection, table: Table, vocabulary: Vocabulary, *, repeats: bool = False
) -> Iterator[Problem]:
    """What is wrong with rows as wholes, and between rows.

    Args:
        connection: where the table is.
        table: the table with our columns, all of them, as types of ours.
        vocabulary: the names in scope.
        repeats: whether components of requests have several rows, as a panel's have (`panel.has_repeats`).
    """
    yield from _single_rows(connection, table, vocabulary)
    if repeats:
        yield from faults_of_panel(connection, table)
    several, depending = "component > 0 OR part IS NOT NULL", "depends_on IS NOT NULL OR part_depends_on IS NOT NULL"
    with reading(table.name):
        has = connection.execute(f"SELECT bool_or({several}), bool_or({depending}) FROM {table.relation}").fetchall()[0]
    if has[0]:
        yield from _parts(connection, table)
        yield from _decided_differently(connection, table, repeats)
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


def _grouped(
    connection: Connection, table: Table, having: str, by_reviewer: bool = False
) -> list[tuple[str, str, int, int]]:
    """Requests with several components of which something holds: case, request, first row, and how many there are."""
    key = '"case", request, reviewer' if by_reviewer else '"case", request'
    with reading(table.name):
        return connection.execute(
            f'SELECT "case", request, min({_NUMBER}), count(*) OVER () FROM {table.relation} '
            f'WHERE ("case", request) IN (SELECT ("case", request) FROM {table.relation} '
            f"WHERE component > 0 OR part IS NOT NULL) GROUP BY {key} HAVING {having} "
            f"ORDER BY min({_NUMBER}) LIMIT 3"
        ).fetchall()


def _parts(connection: Connection, table: Table) -> Iterator[Problem]:
    found = _grouped(connection, table, "count(part) > 0 AND count(part) < count(*)")
    if found:
        message = f"some rows of a request name its part and others do not: {told(found)}"
        hint = "name the part in each row; rows without parts are regions"
        yield Problem("missing-part", message, table.place, hint)


def _decided_differently(connection: Connection, table: Table, is_panel: bool) -> Iterator[Problem]:
    for column in (*DECIDED, "depends_on"):
        if is_panel and column == "reviewer":
            continue
        several = f"count(DISTINCT {column}) > 1 OR (count({column}) > 0 AND count({column}) < count(*))"
        found = _grouped(connection, table, several, is_panel and column in DECIDED)
        if found:
            message = f"'{column}' differs between the rows of one request: {told(found)}"
            hint = "it is said of the whole request: write the same in each of its rows"
            yield Problem("rows-disagree", message, table.place, hint)


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
