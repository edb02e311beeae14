"""Is a table what it says? Every fault of every column, counted in one query over all rows.

Comes in: the columns as SQL. Goes out: a problem for each kind of fault of each column, with how many rows
have it and the first of them; all at once. Only a column with faults is looked at a second time.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from recheck.evaluators.columns.requests import ROW
from recheck.model.case import Outcome
from recheck.model.problem import Problem, did_you_mean
from recheck.tables.duck import Connection, reading
from recheck.tables.faults import Fault
from recheck.tables.reading import Reading
from recheck.tables.sources import Table
from recheck.titles import read_title

if TYPE_CHECKING:
    from recheck.model.vocabulary import Vocabulary

SHOWN = 3
_LONGEST = 40
_NUMBER = f'"{ROW}"'


def faults_found(
    connection: Connection, table: Table, readings: Sequence[Reading], vocabulary: "Vocabulary"
) -> tuple[int, list[Problem]]:
    """How many rows the table has, and what is wrong with its cells.

    Raises:
        ProblemsFound: the table cannot be read to its end.
    """
    suspect = [each for each in readings if each.faults]
    counts = ", ".join(["count(*)", *(each.suspicion(table.relation) for each in suspect)])
    with reading(table.name):
        row = connection.execute(f"SELECT {counts} FROM {table.relation}").fetchall()[0]
    problems = []
    for each, count in zip(suspect, row[1:], strict=True):
        if count:
            problems += _of_column(connection, table, each, row[0], vocabulary)
    return row[0], problems


def _of_column(
    connection: Connection, table: Table, found: Reading, rows: int, vocabulary: "Vocabulary"
) -> list[Problem]:
    """What is wrong with the cells of one column."""
    counts = ", ".join(f"count(*) FILTER (WHERE {each.when})" for each in found.faults)
    with reading(table.name):
        row = connection.execute(f"SELECT {counts} FROM {table.relation}").fetchall()[0]
    problems = []
    for fault, count in zip(found.faults, row, strict=True):
        if count:
            first = first_rows(connection, table, fault.when, found.source)
            where = shown(first, count, table.letters.get(found.name))
            hint = _known(connection, table, found, fault, vocabulary)
            message = f"{_called(found)}: {fault.says} in {count:,} of {rows:,} rows; {where}"
            problems.append(Problem(fault.code, message, table.place, hint or fault.suggestion))
    return problems


def _called(found: Reading) -> str:
    """A column as the user knows it, and as we do.

    >>> from recheck.tables.columns import Column, Kind
    >>> _called(Reading(Column("age", Kind.INTEGER), "AGE", "AGE", "AGE", ()))
    "column 'AGE' (age)"
    """
    return f"column '{found.name}'" + (f" ({found.column.name})" if found.name != found.column.name else "")


def first_rows(connection: Connection, table: Table, when: str, value: str) -> list[tuple[int, object]]:
    """The first rows on which a condition holds: their number, and a value of each."""
    with reading(table.name):
        return connection.execute(
            f"SELECT {_NUMBER}, {value} FROM {table.relation} WHERE {when} ORDER BY {_NUMBER} LIMIT {SHOWN}"
        ).fetchall()


def shown(rows: Sequence[tuple[int, object]], count: int, letter: str | None = None) -> str:
    """Rows as people read them; in a sheet, the cells of one column.

    >>> shown([(2, "x"), (7, None)], 2)
    "row 2 'x', row 7"
    >>> shown([(2, "x")], 1, "C")
    "C2 'x'"
    """
    more = ", …" if count > len(rows) else ""
    return ", ".join(f"{f'{letter}{row}' if letter else f'row {row:,}'}{_cell(value)}" for row, value in rows) + more


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = str(value)
    return f" '{text if len(text) <= _LONGEST else text[:_LONGEST] + '…'}'"


def _known(
    connection: Connection,
    table: Table,
    found: Reading,
    fault: Fault,
    vocabulary: "Vocabulary",
) -> str | None:
    """For values that are not known, what is near to the most frequent of them."""
    if fault.code != "unknown-value":
        return None
    values = found.column.values
    with reading(table.name):
        frequent = connection.execute(
            f"SELECT any_value({found.value}) AS v, count(*) AS n, min({_NUMBER}) AS r FROM {table.relation} "
            f"WHERE {fault.when} GROUP BY {found.value} ORDER BY n DESC, r LIMIT {SHOWN}"
        ).fetchall()
    near = []
    for row in frequent:
        for value in [each for each in _members(row[0]) if each not in values][:1]:
            meant = _meant(value, found.column.name, values, vocabulary)
            near += [f"'{value}': {meant}"] if meant else []
    known = ", ".join(values[:12]) + (", …" if len(values) > 12 else "")
    hint = "; ".join(near) if near else f"known values: {known}"
    return f"{hint}; or say under 'values' in a mapping (--map) what yours mean"


def _members(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _meant(value: str, column: str, values: Sequence[str], vocabulary: "Vocabulary") -> str | None:
    """The value of ours that may be meant: a treatment by its wordings, a region by its side, else by its letters."""
    if column == "treatment":
        meant = read_title(value.replace("_", " "), vocabulary).treatments
        if meant:
            return f"a wording of {' and of '.join(repr(each) for each in meant)}"
    if column == "body_region" and value in vocabulary.region_keys:
        region, _, side = value.rpartition("_")
        return f"write the region '{region}', and the side '{side}' in the column 'side'"
    if column == "outcome" and value in [str(each) for each in Outcome]:
        return "decided by the other body, see --against"
    return did_you_mean(value, values)
