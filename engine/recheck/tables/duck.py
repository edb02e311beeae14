"""The embedded database in which tables are read, checked and decided.

Comes in: a folder for what does not fit into memory. Goes out: a connection. What DuckDB says of a file
that it cannot read, or of a disk that is full, becomes a problem here, and nowhere else.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from recheck.model.problem import Place, Problem, ProblemsFound, Source, missing_extra

if TYPE_CHECKING:
    import duckdb

    Connection: TypeAlias = duckdb.DuckDBPyConnection
else:
    Connection = Any

MEMORY = "1200MB"
"""What DuckDB may hold before it writes to disk; Python, Arrow and the rules come on top, under 2 GiB in all."""
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FULL_WORDS = ("no space left", "disk full", "file too large", "quota exceeded", "max_temp_directory_size")


def extra_missing(package: str, extra: str = "audit") -> ProblemsFound:
    """The problem of a library that is not installed."""
    return ProblemsFound([missing_extra("a table", package, extra)])


def connect(folder: Path) -> Connection:
    """A database of its own, which spills into the folder and keeps the order of rows.

    Raises:
        ProblemsFound: DuckDB, or Arrow, is not installed; or nothing can be written into the folder.
    """
    try:
        import duckdb
        import pyarrow  # noqa: F401  # what DuckDB's results come in
    except ModuleNotFoundError as error:
        raise extra_missing(error.name or "duckdb") from error
    with writing(str(folder.parent)):
        connection = duckdb.connect(str(folder / "work.duckdb"))
    spill = str(folder / "spill").replace("'", "''")
    connection.execute(f"SET temp_directory = '{spill}'")
    connection.execute(f"SET memory_limit = '{MEMORY}'")
    connection.execute(f"SET threads = {os.cpu_count() or 1}")
    connection.execute("SET preserve_insertion_order = true")
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def register(connection: Connection, name: str, frame: Any) -> list[tuple[str, str]]:
    """A frame in memory as a relation of this name, with its columns and their types.

    Raises:
        ProblemsFound: it is none that DuckDB reads.
    """
    import duckdb

    try:
        connection.register(name, frame)
        return [(row[0], row[1]) for row in connection.execute(f"DESCRIBE SELECT * FROM {name}").fetchall()]
    except (duckdb.Error, TypeError, ValueError) as error:
        message = f"a {type(frame).__name__} is no table"
        hint = "hand over a frame of pandas or Polars, a table of Arrow, or the path of a file"
        raise ProblemsFound([Problem("unreadable", message, None, hint)]) from error


def scratch() -> Connection:
    """A database in memory, for one thing."""
    import duckdb

    return duckdb.connect()


def connect_file(file: Path) -> Connection:
    """A database of the user's."""
    import duckdb

    return duckdb.connect(str(file))


@contextmanager
def reading(name: str) -> Iterator[None]:
    """What DuckDB says of a source while it is read, as a problem with the source's name.

    Raises:
        ProblemsFound: it cannot be read, or the disk is full.
    """
    import duckdb

    try:
        yield
    except (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException):
        raise  # a fault of this program, not of the source
    except (duckdb.Error, OSError) as error:
        raise ProblemsFound([full_disk(error, None) or unreadable(name, error)]) from error


@contextmanager
def writing(target: str) -> Iterator[None]:
    """What keeps an output from being written, as a problem with its name.

    Raises:
        ProblemsFound: it cannot be written, or the disk is full.
    """
    import duckdb

    try:
        yield
    except (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException):
        raise  # a fault of this program, not of the target
    except (duckdb.Error, OSError) as error:
        place = Place(Source(target))
        problem = full_disk(error, place) or Problem("cannot-write", f"cannot be written: {said(error)}", place)
        raise ProblemsFound([problem]) from error


def full_disk(error: Exception, place: Place | None) -> Problem | None:
    """The problem of a disk that is full; None where the error is another."""
    words = str(error).lower()
    is_full = isinstance(error, OSError) and error.errno in _FULL
    if not is_full and not any(each in words for each in _FULL_WORDS):
        return None
    hint = "make room, and run it again: nothing was left under the final name"
    return Problem("disk-full", f"the disk is full, or a file may not grow further: {said(error)}", place, hint)


def unreadable(name: str, error: Exception) -> Problem:
    """The problem of a source that cannot be read."""
    return Problem("unreadable", f"cannot be read: {said(error)}", Place(Source(name)))


def said(error: Exception) -> str:
    """What an error says, in one line.

    >>> said(OSError(28, "No space left on device"))
    'No space left on device'
    """
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def named(name: str) -> str:
    """A name as SQL quotes it.

    >>> named('a "b" c')
    '"a ""b"" c"'
    """
    return '"' + name.replace('"', '""') + '"'


def literal(value: object) -> str:
    """A plain value as SQL writes it.

    >>> literal("it's"), literal(True), literal(2.5), literal(None), literal(("a", "b"))
    ("'it''s'", 'true', '2.5', 'NULL', "['a', 'b']")
    """
    match value:
        case None:
            return "NULL"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case tuple() | list() | frozenset():
            members = sorted(value) if isinstance(value, frozenset) else value
            return f"[{', '.join(literal(each) for each in members)}]"
        case str():
            return "'" + value.replace("'", "''") + "'"
        case _:
            return f"DATE '{value}'"


def listed(values: tuple[str, ...] | list[str]) -> str:
    """Values for `IN (...)`; never none.

    >>> listed(["a", "b"])
    "('a', 'b')"
    """
    return f"({', '.join(literal(each) for each in values)})"
