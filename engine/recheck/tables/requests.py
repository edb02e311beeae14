"""Tables of a user's requests as one checked view with our columns.

Comes in: files or database tables, and a mapping where theirs differ from ours. Goes out: the name of a view in
DuckDB that has passed every check, or all problems of all tables at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from recheck.evaluators.columns.requests import ROW
from recheck.model.problem import Place, Problem, ProblemsFound, Source, did_you_mean
from recheck.model.vocabulary import MIDLINE, Vocabulary, is_stated
from recheck.tables.agreement import disagreements, row_checks
from recheck.tables.checks import faults_found
from recheck.tables.columns import Column, missing_columns, unit_of_treatments
from recheck.tables.duck import Connection, listed, literal, named, reading
from recheck.tables.faults import Given
from recheck.tables.mapping import PLAIN, ColumnMap, TableMap
from recheck.tables.names import near_column
from recheck.tables.panel import has_repeats, take_apart
from recheck.tables.reading import Reading, constant, read_column
from recheck.tables.set_aside import Aside, add_to, aside_of, of_cells, without
from recheck.tables.sources import Table, open_table
from recheck.tables.titled import with_titles

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
    notes: tuple[str, ...] = ()
    """What of the files was not read, and why."""
    asides: tuple[Aside, ...] = ()
    """Rows with faults that were set aside, a table each."""


def open_requests(
    connection: Connection,
    paths: Sequence[str | Table],
    columns: Mapping[str, Column],
    vocabulary: Vocabulary,
    how: TableMap = PLAIN,
    *,
    cases: "pa.Table | None" = None,
    sets_aside: bool = False,
) -> Requests:
    """The tables as one view of requests, each cell and each row checked.

    Args:
        connection: where the view is made.
        paths: files, addresses of database tables, and tables that are open already.
        columns: what a table may have.
        vocabulary: the names in scope.
        how: how the user's columns and values read.
        cases: requests of cases beside them, as rows with our columns.
        sets_aside: whether rows with faults are left out, and told, instead of being problems.

    Raises:
        ProblemsFound: all that is wrong with all of the tables.
    """
    problems: list[Problem] = []
    views: list[tuple[Table, list[Reading]]] = []
    rows, is_panel = 0, False
    asides: list[Aside] = []
    for number, path in enumerate(paths):
        try:
            table = path if isinstance(path, Table) else open_table(connection, path, how, number=number)
            own = table
            table, plain = with_titles(connection, table, how, vocabulary, number)
            readings, wrong = matched(table, columns, plain)
            if sets_aside and not wrong:
                asides.append(aside_of(connection, own, number))
                table = _set_aside(connection, table, readings, columns, vocabulary, asides[-1])
            found, faults = faults_found(connection, table, readings, vocabulary)
        except ProblemsFound as failed:
            problems += failed.problems
            continue
        problems += [*wrong, *faults]
        if not found:
            problems.append(Problem("no-requests", "the table has no rows", table.place))
        elif not wrong and not faults:
            views.append((_as_ours(connection, table, readings, columns, f"typed_{number}", vocabulary), readings))
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
    notes = tuple(each if len(paths) == 1 else f"{table.name}: {each}" for table, _ in views for each in table.notes)
    return Requests(rows, tuple(names), is_panel, notes, tuple(asides))


def _set_aside(
    connection: Connection,
    table: Table,
    readings: Sequence[Reading],
    columns: Mapping[str, Column],
    vocabulary: Vocabulary,
    aside: Aside,
) -> Table:
    """The table without rows that have a faulty cell, or cells that do not agree with each other."""
    kept = without(connection, table, aside, of_cells(readings))
    view = _as_ours(connection, kept, readings, columns, f"tried_{aside.name}", vocabulary)
    checks = row_checks(vocabulary, {each.name for each in view.columns})
    add_to(connection, view, aside, ((says, when) for _, says, when, _, _ in checks))
    return without(connection, table, aside, ())


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
            readings.append(read_column(column, given[each.source], _with_forms(each, how, table), how.not_documented))
        else:
            message = f"the mapping reads the column '{each.source}' as '{name}', and the table has none of that name"
            hint = did_you_mean(each.source, given) or f"its columns: {_some(list(given))}"
            problems.append(Problem("unknown-column", message, table.place, hint))
    used = {each.source for each in how.columns.values()}
    for name, found in given.items():
        if name in how.ignored or name in used:
            continue
        if name in columns and name not in how.columns:
            plain = _with_forms(ColumnMap(name), how, table)
            readings.append(read_column(columns[name], found, plain, how.not_documented))
        elif not how.ignores_rest:
            problems.append(_unknown(name, columns, how, table.place))
    named_so = [each.column.name for each in readings]
    mapped = [name for name in how.columns if name not in named_so]
    problems += _missing([*named_so, *mapped], table, columns)
    return readings, problems


def _with_forms(each: ColumnMap, how: TableMap, table: Table) -> ColumnMap:
    """A column's mapping with the table's way of writing dates, where it has none of its own.

    In a sheet texts stand among real dates, which come as 2016-11-30 whatever is said of the texts.
    """
    dates = each.dates or how.dates
    if dates and table.letters and _ISO not in dates:
        dates = (*dates, _ISO)
    return replace(each, dates=dates)


_ISO = "%Y-%m-%d"


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
    name: str,
    vocabulary: Vocabulary,
) -> Table:
    """A view with our columns, all those of every table among them, and the row's number."""
    known = {each.column.name: each.value for each in readings}
    always = [each for each in columns.values() if each.fact is None]
    cells = {each.name: known.get(each.name, f"CAST(NULL AS {each.kind.sql})") for each in always}
    cells |= known
    units = {} if "unit" in known else unit_of_treatments(vocabulary)
    listed_cells = ", ".join(f"{value} AS {named(each)}" for each, value in cells.items())
    with reading(table.name):
        connection.execute(
            f"CREATE OR REPLACE VIEW {name} AS SELECT {', '.join(_computed(list(cells), units))}, {named(ROW)} "
            f"FROM (SELECT {listed_cells}, {named(ROW)} FROM {table.relation})"
        )
    ours = tuple(Given(each, columns[each].kind.sql) for each in cells)
    return replace(table, columns=ours, relation=name)


def _computed(names: Sequence[str], units: Mapping[str, str]) -> Iterator[str]:
    """Each column; quantities filled in from each other, as they are in case files (load/cases.py).

    Args:
        names: our columns.
        units: of a table that states no unit, the unit of each treatment, in which its quantities count.
    """
    if units:
        some = "(requested IS NOT NULL OR authorized IS NOT NULL OR disputed IS NOT NULL)"
        pairs = ", ".join(f"{literal(treatment)}: {literal(unit)}" for treatment, unit in units.items())
        names = [each for each in names if each != "unit"]
        yield f"CASE WHEN {some} THEN MAP {{{pairs}}}[treatment] END AS unit"
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
