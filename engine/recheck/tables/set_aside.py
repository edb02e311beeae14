"""Rows that are wrong, kept out of an audit and written to a file of their own with the reasons.

Comes in: a table and the faults of its columns and rows. Goes out: the table without the rows that have one, and
those rows as the user has them, each with all its reasons. Nothing is set aside unless the user asks for it.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from recheck.evaluators.columns.requests import ROW
from recheck.files import put
from recheck.model.problem import Place, Problem, ProblemsFound, Source
from recheck.tables.duck import Connection, literal, named, reading, writing
from recheck.tables.reading import Reading
from recheck.tables.sources import Table
from recheck.tables.work import Workplace

REASON, AT = "reason", "row"


@dataclass(frozen=True, slots=True)
class Aside:
    """The rows of one table that are set aside, in a table of ours: their number and a reason a line."""

    table: Table
    name: str

    @property
    def rows(self) -> str:
        """The rows set aside, each once with all its reasons, as a relation: columns `place` and `reasons`."""
        return (
            f"(SELECT place, string_agg(DISTINCT reason, '; ' ORDER BY reason) AS reasons FROM {self.name} GROUP BY 1)"
        )


def aside_of(connection: Connection, table: Table, number: int) -> Aside:
    """A table with no rows set aside yet."""
    name = f"aside_{number}"
    connection.execute(f"CREATE OR REPLACE TABLE {name} (place BIGINT, reason VARCHAR)")
    return Aside(table, name)


def of_cells(readings: Iterable[Reading]) -> Iterator[tuple[str, str]]:
    """The faults of cells: what to say of a row, and the condition on it."""
    for each in readings:
        for fault in each.faults:
            yield f"'{each.name}': {fault.says}", fault.when


def without(connection: Connection, table: Table, aside: Aside, faults: Iterable[tuple[str, str]]) -> Table:
    """The table without the rows set aside, and without those on which a fault holds, which are set aside too.

    Raises:
        ProblemsFound: the table cannot be read.
    """
    add_to(connection, table, aside, faults)
    if not connection.execute(f"SELECT 1 FROM {aside.name} LIMIT 1").fetchall():
        return table
    kept = f"(SELECT * FROM {table.relation} WHERE {named(ROW)} NOT IN (SELECT place FROM {aside.name}))"
    return replace(table, relation=kept)


def add_to(connection: Connection, table: Table, aside: Aside, faults: Iterable[tuple[str, str]]) -> None:
    """Set aside the rows on which a fault holds.

    Raises:
        ProblemsFound: the table cannot be read.
    """
    sought = [f"SELECT {named(ROW)}, {literal(says)} FROM {table.relation} WHERE {when}" for says, when in faults]
    if sought:
        with reading(table.name):
            connection.execute(f"INSERT INTO {aside.name} {' UNION ALL '.join(sought)}")


def count_of(connection: Connection, asides: Sequence[Aside]) -> int:
    """How many rows are set aside."""
    return sum(connection.execute(f"SELECT count(DISTINCT place) FROM {each.name}").fetchall()[0][0] for each in asides)


def check_file(target: str, sources: Sequence[str]) -> None:
    """Before anything is computed: whether the file can be written, and is none of the inputs.

    Raises:
        ProblemsFound: it cannot be.
    """
    place, path = Place(Source(target)), Path(target)
    if path.suffix.lower() != ".csv":
        message = f"'{path.name}' names no format in which rows are set aside"
        raise ProblemsFound([Problem("unknown-format", message, place, "name a file .csv")])
    if not path.absolute().parent.is_dir():
        raise ProblemsFound([Problem("no-such-folder", "there is no folder to write it into", place)])
    if any(path.exists() and Path(each).exists() and path.samefile(each) for each in sources if "://" not in each):
        message = "the rows set aside would take the place of what is read"
        raise ProblemsFound([Problem("same-file", message, place, "name another file")])


def write_aside(connection: Connection, asides: Sequence[Aside], target: str, work: Workplace) -> int:
    """The rows set aside as a CSV file, whole or not at all: file, row, reasons, and the user's own columns.

    Raises:
        ProblemsFound: the file cannot be written.
    """
    part = work.folder / "set_aside.csv"
    columns = list(dict.fromkeys(each.name for aside in asides for each in aside.table.columns))
    written = 0
    with writing(target), part.open("w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(["file", AT, REASON, *columns])
        for aside in asides:
            own = [each.name for each in aside.table.columns]
            cells = ", ".join(f"t.{named(each)}" for each in own)
            found = connection.execute(
                f"SELECT a.place, a.reasons, {cells} FROM {aside.rows} a "
                f"JOIN {aside.table.relation} t ON t.{named(ROW)} = a.place ORDER BY 1"
            ).fetchall()
            for place, reasons, *values in found:
                mine = dict(zip(own, values, strict=True))
                rows.writerow([aside.table.name, place, reasons, *(mine.get(each) for each in columns)])
                written += 1
    with writing(target):
        put(part, Path(target))
    return written
