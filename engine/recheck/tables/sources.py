"""Where a table of requests lies: a file of Parquet, CSV or JSON lines, or a table of a database.

Comes in: a path or an address. Goes out: a relation in DuckDB with the user's columns, and the row's number
beside them. CSV and JSON lines are taken over as text first, so that nothing is guessed about types.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from recheck.evaluators.columns.requests import ROW
from recheck.load.files import is_folder, is_there
from recheck.model.problem import Place, Problem, ProblemsFound, Source, did_you_mean
from recheck.tables.duck import Connection, literal, named, reading
from recheck.tables.faults import Given
from recheck.tables.mapping import PLAIN, TableMap

PARQUET = (".parquet", ".pq")
DELIMITED = (".csv", ".tsv", ".csv.gz", ".tsv.gz")
LINES = (".jsonl", ".ndjson", ".json", ".jsonl.gz", ".ndjson.gz")
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was opened: what the user calls it, its columns, and what to select them from."""

    name: str
    columns: tuple[Given, ...]
    relation: str
    """A FROM clause with all the columns, and `ROW`."""
    keeps_rows: bool = True
    """Whether `ROW` is the same whenever the relation is read."""
    letters: Mapping[str, str] = field(default_factory=dict)
    """Of a sheet, the letter of each column: rows are numbered as the sheet numbers them."""
    notes: tuple[str, ...] = ()
    """What of the file was not read, and why."""

    @property
    def place(self) -> Place:
        return Place(Source(self.name))


def is_table(path: str) -> bool:
    """Whether a path names a table and not cases or letters.

    >>> is_table("requests.csv"), is_table("duckdb://ur.duckdb#requests"), is_table("cases/")
    (True, True, False)
    """
    return "://" in path or path.lower().endswith((*PARQUET, *DELIMITED, *LINES, *WORKBOOKS))


def tables_among(paths: Iterable[str]) -> tuple[list[str], list[str]]:
    """Of paths, the tables (folders that hold nothing else taken apart), and the rest."""
    tables: list[str] = []
    rest: list[str] = []
    for path in paths:
        inside = _tables_in(Path(path)) if "://" not in path and is_folder(Path(path)) else []
        if inside:
            tables += inside
        else:
            (tables if is_table(path) and not _is_case(path) else rest).append(path)
    return list(dict.fromkeys(tables)), rest


def _is_case(path: str) -> bool:
    """Whether a .json file is one case and no table of JSON lines: an object with requests over several lines."""
    if not path.lower().endswith(".json"):
        return False
    try:
        with Path(path).open("rb") as opened:
            start = opened.read(_MOST_OF_A_CASE)
        found = json.loads(start)
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and "requests" in found


_MOST_OF_A_CASE = 2 * 1024 * 1024
"""Bytes: as of a case file (load/yaml_text.py)."""


def _tables_in(folder: Path) -> list[str]:
    """The tables of a folder and the folders in it; none where it holds case files too."""
    try:
        names = sorted(file for file in folder.rglob("*") if not file.name.startswith((".", "~$")))
        files = [file for file in names if file.is_file()]
    except OSError:
        return []
    found = [str(file) for file in files if is_table(file.name)]
    return found if found and not any(file.suffix in (".yaml", ".txt", ".pdf") for file in files) else []


def open_table(connection: Connection, path: str, how: TableMap = PLAIN, *, number: int = 0) -> Table:
    """A table as DuckDB sees it.

    Args:
        connection: where it is opened.
        path: a file, or the address of a database with its table.
        how: how the file is written.
        number: which of several tables it is, for the names that it takes in the database.

    Raises:
        ProblemsFound: it is not there, or cannot be read.
    """
    if "://" in path:
        from recheck.tables.database import open_database

        return open_database(connection, path, number)
    _look_at(Path(path))
    name = path.lower()
    if name.endswith(PARQUET):
        return _parquet(connection, path)
    if name.endswith(DELIMITED):
        from recheck.tables.delimited import open_delimited

        return open_delimited(connection, path, how, number)
    if name.endswith(WORKBOOKS):
        from recheck.tables.workbooks import open_workbook

        return open_workbook(connection, path, how, number)
    from recheck.tables.json_lines import open_json_lines

    return open_json_lines(connection, path, number)


def row_number(columns: Iterable[Given], pseudo: str | None) -> tuple[str, bool]:
    """How DuckDB numbers rows from 1, and whether the numbers last.

    They do not where it has no number of its own (None), or a user's column hides it.

    >>> row_number([Given("case", "VARCHAR")], "rowid"), row_number([Given("RowID", "VARCHAR")], "rowid")
    (('rowid + 1', True), ('row_number() OVER ()', False))
    """
    if pseudo is None or any(each.name.lower() == pseudo for each in columns):
        return "row_number() OVER ()", False
    return f"{pseudo} + 1", True


def _look_at(path: Path) -> None:
    """A file that is there and can be opened.

    Raises:
        ProblemsFound: it cannot.
    """
    where = Place(Source(str(path)))
    if not is_there(path):
        beside = [file.name for file in path.parent.glob("*")] if is_folder(path.parent) else []
        near = did_you_mean(path.name, beside)
        raise ProblemsFound([Problem("no-such-file", "there is no such file or folder", where, near)])
    try:
        with path.open("rb") as opened:
            first = opened.read(len(_PACKED))
    except OSError as error:
        raise ProblemsFound([Problem("unreadable", f"cannot be read: {error.strerror}", where)]) from error
    if not first and path.is_file():
        raise ProblemsFound([Problem("empty-file", "the file holds nothing", where)])
    if first == _PACKED and not path.name.lower().endswith(WORKBOOKS):
        message = f"'{path.name}' is a workbook or another packed file, whatever its name says"
        raise ProblemsFound([Problem("unreadable", message, where, "name a workbook .xlsx, or save it as CSV")])


_PACKED = b"PK\x03\x04"
"""How a zip file begins, and with it every newer workbook."""


def _parquet(connection: Connection, path: str) -> Table:
    source = f"read_parquet({literal(plain_path(path))}, hive_partitioning = false)"
    with reading(path):
        described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    columns = tuple(Given(row[0], row[1]) for row in described)
    number, lasts = row_number(columns, "file_row_number")
    relation = f"(SELECT *, {number} AS {named(ROW)} FROM {source})"
    return Table(path, columns, relation, lasts)


def plain_path(path: str) -> str:
    """A path that DuckDB takes for one file, whatever stands in it: it reads `*`, `?` and `[` as patterns.

    >>> plain_path("a[1].parquet")
    'a[[]1].parquet'
    """
    return "".join(f"[{each}]" if each in "*?[" else each for each in path)
