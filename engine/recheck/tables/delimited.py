"""A CSV file as a table of texts.

The header is read here, so that DuckDB guesses nothing; its cells are texts, an empty one is not documented,
and `""` is an empty text. Rows that do not fit the header, and bytes that are no text, are problems with their line.
"""

import codecs
import csv
import gzip
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, cast

from recheck.evaluators.columns.requests import ROW
from recheck.model.problem import Place, Problem, ProblemsFound, Source
from recheck.tables.duck import Connection, literal, named, reading, writing
from recheck.tables.faults import TEXT, Given
from recheck.tables.mapping import WINDOWS, TableMap
from recheck.tables.sources import Table, plain_path, row_number

MOST_BYTES = 2 * 1024 * 1024
"""Of one row: as of a whole case file."""
_DELIMITERS = (",", ";", "\t", "|")
_SHOWN = 3
_PYTHON = {"utf-8": "utf-8-sig", WINDOWS: "cp1252", "latin-1": "latin-1", "utf-16": "utf-16"}
_BLOCK = 1024 * 1024


def open_delimited(connection: Connection, path: str, how: TableMap, number: int) -> Table:
    """A CSV file as a table of texts.

    Raises:
        ProblemsFound: its header or some of its rows are not those of a table.
    """
    header, delimiter = _header(path, how)
    if how.encoding == WINDOWS:
        with _as_utf8(connection, path, number) as plain:
            return _taken(connection, path, plain, replace(how, encoding="utf-8"), header, delimiter, number)
    return _taken(connection, path, path, how, header, delimiter, number)


def _taken(
    connection: Connection, path: str, file: str, how: TableMap, header: list[str], delimiter: str, number: int
) -> Table:
    """The file's rows, in a table of ours."""
    columns = ", ".join(f"{literal(each)}: 'VARCHAR'" for each in header)
    options = (
        f"auto_detect = false, header = true, delim = {literal(delimiter)}, quote = '\"', escape = '\"', "
        f"columns = {{{columns}}}, encoding = {literal(how.encoding)}, allow_quoted_nulls = false, "
        f"max_line_size = {MOST_BYTES}, store_rejects = true, rejects_limit = 1000"
    )
    source = f"read_csv({literal(plain_path(file))}, {options})"
    name = f"taken_{number}"
    with reading(path):
        connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM {source}")
    problems = rejections(connection, path, len(header))
    if problems:
        raise ProblemsFound(problems)
    given = tuple(Given(each, TEXT) for each in header)
    row, lasts = row_number(given, "rowid")
    return Table(path, given, f"(SELECT *, {row} AS {named(ROW)} FROM {name})", lasts)


@contextmanager
def _as_utf8(connection: Connection, path: str, number: int) -> Iterator[str]:
    """The file in UTF-8, which DuckDB reads; beside what does not fit into memory, and gone when it is taken.

    Raises:
        ProblemsFound: it holds bytes that are no text in its encoding, or the disk is full.
    """
    spill = connection.execute("SELECT current_setting('temp_directory')").fetchall()[0][0]
    copy = Path(spill).parent / f"recoded_{number}.csv"
    decoder = codecs.getincrementaldecoder(_PYTHON[WINDOWS])()
    done = 0
    try:
        with _opened(path) as source, writing(str(copy.parent)), copy.open("w", encoding="utf-8", newline="") as target:
            while block := source.read(_BLOCK):
                try:
                    target.write(decoder.decode(block))
                except UnicodeDecodeError as error:
                    raise ProblemsFound([_no_character(path, block, error, done)]) from error
                done += block.count(b"\n")
        yield str(copy)
    finally:
        copy.unlink(missing_ok=True)


def _no_character(path: str, block: bytes, error: UnicodeDecodeError, lines: int) -> Problem:
    place = Place(Source(path), lines + block[: error.start].count(b"\n") + 1)
    message = f"the byte {block[error.start]:#x} is no character of {WINDOWS}"
    return Problem("not-utf8", message, place, "save it as UTF-8, or name its encoding in a mapping (--map)")


def _opened(path: str) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(path, "rb")) if path.lower().endswith(".gz") else Path(path).open("rb")


def _header(path: str, how: TableMap) -> tuple[list[str], str]:
    """The names in the first row, and what separates them."""
    place = Place(Source(path))
    try:
        with _opened(path) as opened:
            start = opened.read(MOST_BYTES)
    except (OSError, EOFError) as error:
        raise ProblemsFound([Problem("unreadable", f"cannot be read: {error}", place)]) from error
    try:
        words = start.decode(_PYTHON[how.encoding], "ignore" if len(start) == MOST_BYTES else "strict")
    except UnicodeError as error:
        raise ProblemsFound([_not_text(path, start, how.encoding, error)]) from error
    first = next(iter(words.splitlines()), "")
    if "\0" in first:
        raise ProblemsFound([Problem("unreadable", "the first row is no text", place, "is it a CSV file?")])
    delimiter = how.delimiter or max(_DELIMITERS, key=first.count)
    try:
        header = next(csv.reader(io.StringIO(words, newline=""), delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        raise ProblemsFound([Problem("wrong-header", f"the first row cannot be read: {error}", place)]) from error
    problems = _wrong_names(header, place)
    if problems:
        raise ProblemsFound(problems)
    return header, delimiter


def _wrong_names(header: list[str], place: Place) -> list[Problem]:
    """What keeps the first row from naming columns."""
    problems = []
    if not any(each.strip() for each in header):
        return [Problem("wrong-header", "the first row names no columns", place, "the first row holds their names")]
    empty = [str(number) for number, each in enumerate(header, 1) if not each.strip()]
    if empty:
        message = f"column {', '.join(empty)} of {len(header)} has no name"
        problems.append(Problem("wrong-header", message, place, "name it in the first row, or remove it"))
    twice = [each for each, count in Counter(name.lower() for name in header if name.strip()).items() if count > 1]
    problems += [
        Problem("duplicate-column", f"'{each}' is named more than once (capitals do not count)", place, "keep one")
        for each in twice
    ]
    return problems


_WRONG = {
    "MISSING COLUMNS": "fewer cells than the {count} columns of the first row",
    "TOO MANY COLUMNS": "more cells than the {count} columns of the first row",
    "UNQUOTED VALUE": "a quote that is not closed, or text after one",
    "LINE SIZE OVER MAXIMUM": f"longer than {MOST_BYTES:,} bytes",
    "INVALID ENCODING": "bytes that are no text in this encoding",
    "INVALID STATE": "quotes that do not belong together",
}
_MEND = {
    "MISSING COLUMNS": "is the row cut off, or its delimiter another?",
    "TOO MANY COLUMNS": "quote cells that hold the delimiter",
    "INVALID ENCODING": "save it as UTF-8, or say 'table: {encoding: windows-1252}' (as Windows writes) or latin-1 "
    "in a mapping (--map)",
}


def rejections(connection: Connection, path: str, count: int) -> list[Problem]:
    """One problem for each kind of row that DuckDB rejected, at its first line."""
    with reading(path):
        rejected = connection.execute("SELECT line, error_type::VARCHAR FROM reject_errors ORDER BY line").fetchall()
        connection.execute("DROP TABLE reject_errors; DROP TABLE reject_scans")
    lines: dict[str, list[int]] = {}
    for line, kind in rejected:
        lines.setdefault(kind, []).append(line)
    problems = []
    for kind, found in lines.items():
        says = _WRONG.get(kind, kind.lower()).format(count=count)
        many = f"{'at least ' * (len(rejected) >= 1000)}{len(found):,} line{'s' * (len(found) > 1)}"
        shown = ", ".join(str(each) for each in found[:_SHOWN]) + (", …" if len(found) > _SHOWN else "")
        message = f"{says}: {many} ({shown})"
        code = "not-utf8" if kind == "INVALID ENCODING" else "wrong-row"
        problems.append(Problem(code, message, Place(Source(path), found[0]), _MEND.get(kind)))
    return problems


def _not_text(path: str, start: bytes, encoding: str, error: UnicodeError) -> Problem:
    """The problem of bytes that are no text in the named encoding, with their line."""
    place = Place(Source(path))
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        hint = "save it as UTF-8, or say 'table: {encoding: utf-16}' in a mapping (--map)"
        return Problem("not-utf8", "the file is UTF-16", place, hint)
    if encoding == WINDOWS and isinstance(error, UnicodeDecodeError):
        return _no_character(path, start, error, 0)
    at = error.start if isinstance(error, UnicodeDecodeError) else 0
    line = start[:at].count(b"\n") + 1
    return Problem(
        "not-utf8", f"byte {at} is not {encoding.upper()}", Place(Source(path), line), _MEND["INVALID ENCODING"]
    )
