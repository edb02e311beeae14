"""Tables of a user's requests as one checked view with our columns.

Comes in: files or database tables, and a mapping where theirs differ from ours. Goes out: the name of a view in
DuckDB that has passed every check, or all problems of all tables at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recheck.evaluators.columns.requests import ROW
from recheck.model.problem import Place, Problem, ProblemsFound, Source, did_you_mean
from recheck.model.vocabulary import MIDLINE, Vocabulary
from recheck.tables.agreement import disagreements
from recheck.tables.checks import faults_found
from recheck.tables.columns import Column, is_stated, missing_columns
from recheck.tables.duck import Connection, listed, named, reading
from recheck.tables.faults import Given
from recheck.tables.mapping import PLAIN, ColumnMap, TableMap
from recheck.tables.names import near_column
from recheck.tables.panel import has_repeats, take_apart
from recheck.tables.reading import Reading, constant, read_column
from recheck.tables.sources import Table, open_table

if TYPE_CHECKING:
    import pyarrow as pa

REQUESTS = "requests"
"""The view that the columns read."""


@dataclass(frozen=True, slots=True)
class Requests:
    """A checked view: its rows, and the columns that the tables had."""

    rows: int
    columns: tuple[str, ...]
    is_panel: bool = False
    """Whether several reviewers decided the same requests, each in a row."""


def open_requests(
    connection: Connection,
    paths: Sequence[str],
    columns: Mapping[str, Column],
    vocabulary: Vocabulary,
    how: TableMap = PLAIN,
    *,
    cases: "pa.Table | None" = None,
) -> Requests:
    """The tables as one view of requests, each cell and each row checked.

    Args:
        connection: where the view is made.
        paths: files, and addresses of database tables.
        columns: what a table may have.
        vocabulary: the names in scope.
        how: how the user's columns and values read.
        cases: requests of cases beside them, as rows with our columns.

    Raises:
        ProblemsFound: all that is wrong with all of the tables.
    """
    problems: list[Problem] = []
    views: list[tuple[Table, list[Reading]]] = []
    rows, is_panel = 0, False
    for number, path in enumerate(paths):
        try:
            table = open_table(connection, path, how, number=number)
            readings, wrong = matched(table, columns, how)
            found, faults = faults_found(connection, table, readings, vocabulary)
        except ProblemsFound as failed:
            problems += failed.problems
            continue
        problems += [*wrong, *faults]
        if not found:
            problems.append(Problem("no-requests", "the table has no rows", table.place))
        elif not wrong and not faults:
            views.append((_as_ours(connection, table, readings, columns, number), readings))
            repeats = has_repeats(connection, views[-1][0])
            is_panel |= repeats
            problems += disagreements(connection, views[-1][0], vocabulary, repeats=repeats)
        rows += found
    found_in = [table for table, _ in views]
    names = list(dict.fromkeys(each.column.name for _, readings in views for each in readings))
    if cases is not None:
        connection.register("cases_given", cases)
        connection.execute("CREATE OR REPLACE TABLE of_cases AS FROM cases_given")
        connection.unregister("cases_given")
        relation = f"(SELECT *, rowid + 1 AS {named(ROW)} FROM of_cases)"
        found_in.append(Table("the cases", (), relation))
        names = list(dict.fromkeys([*names, *cases.column_names]))
        rows += cases.num_rows
    if not problems:
        problems += _in_several(connection, found_in)
    if problems:
        raise ProblemsFound(problems)
    _unite(connection, found_in, names, "requests_given" if is_panel else REQUESTS)
    if is_panel:
        take_apart(connection, "requests_given", REQUESTS)
    return Requests(rows, tuple(names), is_panel)


# -- columns --------------------------------------------------------------------------------------


def matched(table: Table, columns: Mapping[str, Column], how: TableMap) -> tuple[list[Reading], list[Problem]]:
    """The user's columns as ours, and the problems of those that are not."""
    given = {each.name: each for each in table.columns}
    readings: list[Reading] = []
    problems: list[Problem] = []
    for name, each in how.columns.items():
        column = columns[name]
        if each.source is None:
            readings.append(constant(column, each.always))
        elif each.source in given:
            readings.append(read_column(column, given[each.source], _with_forms(each, how), how.not_documented))
        else:
            message = f"the mapping reads the column '{each.source}' as '{name}', and the table has none of that name"
            hint = did_you_mean(each.source, given) or f"its columns: {_some(list(given))}"
            problems.append(Problem("unknown-column", message, table.place, hint))
    used = {each.source for each in how.columns.values()}
    for name, found in given.items():
        if name in how.ignored or name in used:
            continue
        if name in columns and name not in how.columns:
            readings.append(read_column(columns[name], found, _with_forms(ColumnMap(name), how), how.not_documented))
        elif not how.ignores_rest:
            problems.append(_unknown(name, columns, how, table.place))
    named_so = [each.column.name for each in readings]
    mapped = [name for name in how.columns if name not in named_so]
    problems += _missing([*named_so, *mapped], table, columns)
    return readings, problems


def _with_forms(each: ColumnMap, how: TableMap) -> ColumnMap:
    """A column's mapping with the table's way of writing dates, where it has none of its own."""
    if each.dates or not how.dates:
        return each
    return ColumnMap(each.source, each.always, each.values, how.dates, each.times, each.zone, each.separator)


def _unknown(name: str, columns: Mapping[str, Column], how: TableMap, place: Place) -> Problem:
    ignore = "or name it under 'ignore' in a mapping (--map)"
    if name in how.columns:
        message = f"'{name}' is read from '{how.columns[name].source}', and the table has a column of that name too"
        return Problem("unknown-column", message, place, "name it under 'ignore'")
    if is_stated(name):
        message = f"'{name}' is stated by the columns 'requested', 'authorized', 'disputed' and 'unit'"
        return Problem("unknown-column", message, place, f"rename it to one of them, and fill 'unit', {ignore}")
    near = near_column(name, columns)
    hint = f"did you mean '{near[0]}'?" if near else None
    message = f"the column '{name}' is no column of a request, and no fact of the vocabulary"
    return Problem("unknown-column", message, place, f"{hint}; {ignore}" if hint else ignore.removeprefix("or "))


def _missing(names: Sequence[str], table: Table, columns: Mapping[str, Column]) -> Iterator[Problem]:
    for name in missing_columns(names):
        either = " (or 'service_on')" if name == "requested_on" else ""
        meant = [each.name for each in table.columns if (near_column(each.name, columns) or ("",))[0] == name]
        near = f"is it '{meant[0]}'?" if meant else None
        drafted = "--draft-map drafts a mapping of the table's columns to ours"
        hint = f"{near} {drafted}" if near else drafted
        yield Problem("missing-column", f"the table has no column '{name}'{either}", table.place, hint)


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:12]) + (", …" if len(names) > 12 else "")


# -- views ----------------------------------------------------------------------------------------


def _as_ours(
    connection: Connection,
    table: Table,
    readings: Sequence[Reading],
    columns: Mapping[str, Column],
    number: int,
) -> Table:
    """A view with our columns, all those of every table among them, and the row's number."""
    known = {each.column.name: each.value for each in readings}
    always = [each for each in columns.values() if each.fact is None]
    cells = {each.name: known.get(each.name, f"CAST(NULL AS {each.kind.sql})") for each in always}
    cells |= known
    name = f"typed_{number}"
    listed_cells = ", ".join(f"{value} AS {named(each)}" for each, value in cells.items())
    with reading(table.name):
        connection.execute(
            f"CREATE OR REPLACE VIEW {name} AS SELECT {', '.join(_computed(list(cells)))}, {named(ROW)} "
            f"FROM (SELECT {listed_cells}, {named(ROW)} FROM {table.relation})"
        )
    return Table(table.name, tuple(Given(each, columns[each].kind.sql) for each in cells), name, table.keeps_rows)


def _computed(names: Sequence[str]) -> Iterator[str]:
    """Each column; quantities filled in from each other, as they are in case files (load/cases.py)."""
    disputed = "coalesce(disputed, requested - coalesce(authorized, 0))"
    filled = {
        "component": "coalesce(component, 0)",
        "disputed": disputed,
        "authorized": f"CASE WHEN {disputed} IS NOT NULL THEN coalesce(authorized, "
        f"CASE WHEN disputed IS NULL THEN 0 ELSE greatest(0, requested - disputed) END, 0) END",
        "side": "CASE WHEN body_region IS NOT NULL THEN side END",
    }
    for name in names:
        yield f"{filled[name]} AS {named(name)}" if name in filled else named(name)


def _in_several(connection: Connection, tables: Sequence[Table]) -> Iterator[Problem]:
    """Requests that several of the tables hold."""
    if len(tables) < 2:
        return
    every = " UNION ALL ".join(
        f'SELECT DISTINCT "case", request, {number} AS source FROM {table.relation}'
        for number, table in enumerate(tables)
    )
    with reading(tables[0].name):
        found = connection.execute(
            f'SELECT "case", request, list_sort(list(source)), count(*) OVER () FROM ({every}) '
            f'GROUP BY "case", request HAVING count(*) > 1 ORDER BY 1, 2 LIMIT 3'
        ).fetchall()
    if found:
        shown = "; ".join(
            f"'{case}', '{request}' in {' and '.join(tables[each].name for each in where)}"
            for case, request, where, _ in found
        )
        total = found[0][3]
        message = f"{total:,} request{'s' * (total > 1)} in several tables: {shown}"
        yield Problem(
            "duplicate-request",
            message,
            Place(Source(tables[0].name)),
            "hand over each request once; rows of several reviewers in one table, with a column 'reviewer'",
        )


def _unite(connection: Connection, tables: Sequence[Table], names: Sequence[str], into: str) -> None:
    """One view of all tables; a row for both sides of a limb becomes two components."""
    number = "*" if all(each.keeps_rows for each in tables) else f"* EXCLUDE ({named(ROW)})"
    every = " UNION ALL BY NAME ".join(f"SELECT {number} FROM {each.relation}" for each in tables)
    with reading(tables[0].name):
        if "side" in names and any(_has_both(connection, each) for each in tables):
            limb = f"side = 'bilateral' AND body_region NOT IN {listed(MIDLINE)}"
            sides = f"CASE WHEN {limb} THEN ['left', 'right'] WHEN side = 'bilateral' THEN [NULL] ELSE [side] END"
            numbers = f"CASE WHEN {limb} THEN [2 * component, 2 * component + 1] ELSE [2 * component] END"
            every = f"SELECT * REPLACE (unnest({sides}) AS side, unnest({numbers}) AS component) FROM ({every})"
        connection.execute(f"CREATE OR REPLACE VIEW {into} AS {every}")


def _has_both(connection: Connection, table: Table) -> bool:
    sought = f"SELECT 1 FROM {table.relation} WHERE side = 'bilateral' LIMIT 1"
    return connection.execute(sought).fetchall() != []
