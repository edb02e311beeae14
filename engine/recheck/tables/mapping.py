"""A mapping file: how a user's table names its columns and writes its values.

Comes in: YAML text. Goes out: for each of our columns, the user's column, how its values read, or a value
for every row; or problems with line and column. What a mapping does not name is read as it stands.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from recheck.conditions.typed import typed
from recheck.load.shape import Shape, flag, nested, number, optional, raw, shaped, text, texts
from recheck.load.yaml_text import parse, read_text
from recheck.model.node import Node, Scalar, YamlList, YamlMapping, unknown_name
from recheck.model.problem import Place, Problem, ProblemsFound, errors
from recheck.model.value import Value
from recheck.model.vocabulary import BelongsTo, Fact, FactType
from recheck.tables.columns import Column, Kind

NOT_DOCUMENTED = "not_documented"
TITLED = ("treatment", "body_region", "side", "disputed", "unit")
"""Columns of ours that the words of a request can state."""
REST = "rest"


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Where one of our columns comes from, and how its cells read."""

    source: str | None = None
    """The user's column; None where every row has the same value."""
    always: Value | None = None
    values: Mapping[str, Value | None] = field(default_factory=dict)
    """User's text -> our value; None for what means 'not documented'. Other texts are read as they stand."""
    dates: tuple[str, ...] = ()
    """How dates are written, such as %m/%d/%Y; none named, 2016-11-30."""
    times: float | None = None
    zone: str | None = None
    separator: str = ";"
    titles: bool = False
    """Whether the cells are requests in words, to be read as titles."""
    codes: bool = False
    """Whether the cells are codes that the mapping's table of codes says in words."""


@dataclass(frozen=True, slots=True)
class TableMap:
    """A mapping file as read; without one, every column is ours and read as it stands."""

    columns: Mapping[str, ColumnMap] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    ignores_rest: bool = False
    not_documented: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    encoding: str = "utf-8"
    delimiter: str | None = None
    sheet: str | None = None
    """Of a workbook, the sheet; None: the only one that holds a table."""
    header_row: int | None = None
    """Of a sheet, the row that names the columns, counted from 1; None: it is found."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """What codes of procedures and drugs stand for: a treatment, or words; by the code in upper case."""


PLAIN = TableMap()


class ColumnShape(Shape):
    """One column of a mapping."""

    source: str | None = optional(text, name="from")
    always: Node | None = optional(raw)
    values: Node | None = optional(raw)
    dates: tuple[str, ...] = optional(texts, ())
    times: int | float | None = optional(number)
    divided_by: int | float | None = optional(number)
    zone: str | None = optional(text)
    separator: str = optional(text, ";")
    titles: bool = optional(flag, False)
    codes: bool = optional(flag, False)


class FileShape(Shape):
    """How the file itself is written."""

    encoding: str = optional(text, "utf-8")
    delimiter: Node | None = optional(raw)
    sheet: str | None = optional(text)
    header_row: int | float | None = optional(number)
    not_documented: Node | None = optional(raw)
    dates: tuple[str, ...] = optional(texts, ())


class MapShape(Shape):
    """A mapping file."""

    columns: Node | None = optional(raw)
    ignore: tuple[str, ...] = optional(texts, ())
    codes: Node | None = optional(raw)
    table: FileShape | None = optional(nested(FileShape))


def load_map(path: str, columns: Mapping[str, Column]) -> TableMap:
    """The mapping of a file.

    Raises:
        ProblemsFound: it cannot be read, or has errors; all of them are listed.
    """
    content, problems = read_text(Path(path), path)
    if problems:
        raise ProblemsFound(problems)
    found, problems = read_map(content, path, columns)
    if found is None or errors(problems):
        raise ProblemsFound(problems)
    return found


def read_map(content: str, name: str, columns: Mapping[str, Column]) -> tuple[TableMap | None, list[Problem]]:
    """The mapping of a text, and what is wrong with it.

    >>> program = Column("exercise_program", Kind.BOOLEAN)
    >>> found, _ = read_map("columns: {exercise_program: {from: HEP, values: {Y: true}}}", "map.yaml", {
    ...     "exercise_program": program})
    >>> found.columns["exercise_program"].source, dict(found.columns["exercise_program"].values)
    ('HEP', {'Y': True})
    """
    node, problems = parse(content, name)
    shape = shaped(MapShape, node, problems)
    if shape is None:
        return None, problems
    found = _columns(shape.columns, columns, problems) if shape.columns is not None else {}
    ignored = tuple(each for each in shape.ignore if each != REST)
    plain = TableMap(found, ignored, REST in shape.ignore, codes=_codes(shape.codes, problems))
    file = shape.table
    if file is None:
        return plain, problems
    _check_formats(file.dates, file, problems)
    return replace(
        plain,
        not_documented=_words(file.not_documented, problems),
        dates=tuple(file.dates),
        encoding=_encoding(file, problems),
        delimiter=_delimiter(file.delimiter, problems),
        sheet=file.sheet,
        header_row=_header_row(file, problems),
    ), problems


def _codes(node: Node | None, problems: list[Problem]) -> dict[str, str]:
    """What each code stands for."""
    if node is None:
        return {}
    if not isinstance(node, YamlMapping):
        problems.append(Problem("wrong-type", "'codes' is a mapping from codes to treatments or words", node.place))
        return {}
    read = {code.strip().upper(): text(said, problems) for code, said in node.items()}
    return {code: said for code, said in read.items() if said}


def _columns(node: Node, columns: Mapping[str, Column], problems: list[Problem]) -> dict[str, ColumnMap]:
    if not isinstance(node, YamlMapping):
        problems.append(Problem("wrong-type", "'columns' is a mapping by the names of our columns", node.place))
        return {}
    found = {}
    for name, how in node.items():
        column = columns.get(name)
        if column is None:
            problems.append(_unknown(name, columns, node.keys_at[name]))
            continue
        read = _column(column, how, problems)
        if read:
            found[name] = read
    return found


def _unknown(name: str, columns: Mapping[str, Column], place: Place) -> Problem:
    """A name that is no column: a fact that has a place of its own, or none at all."""
    if name.endswith(("_requested", "_authorized")):
        message = f"'{name}' is stated by the columns 'requested', 'authorized', 'disputed' and 'unit'"
        return Problem("wrong-place", message, place, "map 'disputed' and 'unit'")
    facts = {each: column.fact or column for each, column in columns.items()}
    return unknown_name("column", name, facts, place)


def _column(column: Column, node: Node, problems: list[Problem]) -> ColumnMap | None:
    if isinstance(node, Scalar):
        source = text(node, problems)
        return ColumnMap(source) if source else None
    shape = shaped(ColumnShape, node, problems)
    if shape is None:
        return None
    if (shape.source is None) == (shape.always is None):
        message = f"'{column.name}' comes from a column ('from') or is the same in every row ('always')"
        problems.append(Problem("missing-key", message, shape.node.place, "say one of the two"))
        return None
    if shape.always is not None:
        others = [key for key in shape.node if key != "always"]
        if others:
            message = f"with 'always' there is nothing for '{others[0]}' to read"
            problems.append(Problem("wrong-place", message, shape.place(others[0]), f"remove '{others[0]}'"))
        return ColumnMap(always=_value(column, shape.always, problems))
    _check_formats(shape.dates, shape, problems, column)
    _check_zone(shape, column, problems)
    times = _factor(column, shape, problems)
    values = _values(column, shape.values, problems)
    for key, is_said in (("titles", shape.titles), ("codes", shape.codes)):
        if is_said and column.name not in TITLED:
            message = f"the words of a request do not state '{column.name}'"
            problems.append(Problem("wrong-place", message, shape.place(key), f"'{key}' is for {', '.join(TITLED)}"))
    return ColumnMap(
        shape.source, None, values, tuple(shape.dates), times, shape.zone, shape.separator, titles=shape.titles,
        codes=shape.codes,
    )  # fmt: skip


def _factor(column: Column, shape: ColumnShape, problems: list[Problem]) -> float | None:
    """By what a user's numbers are multiplied to be ours: a dose a week, divided by 7, is one a day."""
    for key, factor in (("times", shape.times), ("divided_by", shape.divided_by)):
        if factor is not None and (not column.kind.is_numeric or factor <= 0):
            message = f"'{key}' is for numbers, and more than 0; '{column.name}' is {column.kind}"
            problems.append(Problem("wrong-type", message, shape.place(key)))
            return None
    if shape.times is None and shape.divided_by is None:
        return None
    return (shape.times or 1) / (shape.divided_by or 1)


def _values(column: Column, node: Node | None, problems: list[Problem]) -> dict[str, Value | None]:
    if node is None:
        return {}
    if not isinstance(node, YamlMapping):
        problems.append(Problem("wrong-type", "'values' is a mapping from your values to ours", node.place))
        return {}
    found: dict[str, Value | None] = {}
    for theirs, ours in node.items():
        if isinstance(ours, Scalar) and ours.text == NOT_DOCUMENTED:
            found[theirs] = None
            continue
        value = _value(column, ours, problems)
        if value is not None:
            found[theirs] = value
    return found


_TYPES = {
    Kind.BOOLEAN: FactType.BOOLEAN,
    Kind.INTEGER: FactType.INTEGER,
    Kind.NUMBER: FactType.NUMBER,
    Kind.DATE: FactType.DATE,
    Kind.TEXTS: FactType.SET,
}


def _value(column: Column, node: Node, problems: list[Problem]) -> Value | None:
    """One of our values, of the column's type and within its bounds."""
    kind = _TYPES.get(column.kind, FactType.CHOICE)
    known = column.values
    if isinstance(node, Scalar) and node.text in column.former:
        return column.former[node.text]
    if kind is FactType.CHOICE and not known:
        return text(node, problems)
    fact = Fact(column.name, kind, BelongsTo.REQUEST, None, column.low, column.high, known)
    return typed(fact, node, problems)


def _words(node: Node | None, problems: list[Problem]) -> tuple[str, ...]:
    """Texts that stand for what is not documented; '' among them, where cells are empty texts."""
    if node is None:
        return ()
    items = node if isinstance(node, YamlList) else [node]
    wrong = [each for each in items if not isinstance(each, Scalar)]
    problems += [Problem("wrong-type", "a word or text is wanted here", each.place) for each in wrong]
    return tuple(each.text for each in items if isinstance(each, Scalar) and not each.bad)


ENCODINGS = ("utf-8", "windows-1252", "latin-1", "utf-16")


WINDOWS = "windows-1252"
"""What spreadsheets on Windows write: latin-1 with quotation marks and dashes of its own."""


def _encoding(file: FileShape, problems: list[Problem]) -> str:
    encoding = file.encoding.lower().replace("_", "-")
    same = {"utf8": "utf-8", "iso-8859-1": "latin-1", "latin1": "latin-1", "utf16": "utf-16", "cp1252": WINDOWS}
    encoding = same.get(encoding, encoding)
    if encoding not in ENCODINGS:
        message = f"the encoding '{file.encoding}' is not read"
        problems.append(Problem("unknown-value", message, file.place("encoding"), f"one of: {', '.join(ENCODINGS)}"))
    return encoding


def _delimiter(node: Node | None, problems: list[Problem]) -> str | None:
    if node is None:
        return None
    written = node.text if isinstance(node, Scalar) else ""
    delimiter = {"\\t": "\t", "tab": "\t"}.get(written, written)
    if len(delimiter) != 1 or delimiter in '"\r\n':
        problems.append(Problem("wrong-type", "a delimiter is one character, or 'tab'", node.place))
        return None
    return delimiter


def _header_row(file: FileShape, problems: list[Problem]) -> int | None:
    row = file.header_row
    if row is None:
        return None
    if not isinstance(row, int) or not 1 <= row <= MOST_ROWS:
        message = f"'header_row' is the number of the row that names the columns, 1 to {MOST_ROWS:,}"
        problems.append(Problem("wrong-type", message, file.place("header_row")))
        return None
    return row


EXCEL = "excel"
"""A way of writing dates: the days since 30 December 1899, as a cell that is not formatted as a date shows them."""
MOST_ROWS = 1_048_576
"""Of a sheet (Excel's specifications and limits)."""
_DIRECTIVES = re.compile(r"%(-?[a-zA-Z%])")
_OF_A_DAY = {"Y", "y", "m", "-m", "d", "-d", "b", "B", "j"}
_OF_A_TIME = {"H", "-H", "I", "-I", "M", "-M", "S", "-S", "p", "f", "z", "a", "A", "%"}


def _check_formats(formats: Iterable[str], shape: Shape, problems: list[Problem], column: Column | None = None) -> None:
    """Every way of writing dates names year, month and day, and nothing that is not understood."""
    formats = list(formats)
    if formats and column and column.kind is not Kind.DATE:
        message = f"'dates' says how dates are written; '{column.name}' is {column.kind}"
        problems.append(Problem("wrong-type", message, shape.place("dates")))
        return
    for each in formats:
        if each == EXCEL:
            continue
        named = set(_DIRECTIVES.findall(each))
        has_day = named & {"Y", "y"} and ("j" in named or (named & {"m", "-m", "b", "B"} and named & {"d", "-d"}))
        if not has_day or named - _OF_A_DAY - _OF_A_TIME:
            message = f"'{each}' does not say how a year, a month and a day are written"
            problems.append(Problem("wrong-type", message, shape.place("dates"), "such as %m/%d/%Y or %d %b %Y"))


def _check_zone(shape: ColumnShape, column: Column, problems: list[Problem]) -> None:
    if shape.zone is None:
        return
    from zoneinfo import available_timezones

    if column.kind is not Kind.DATE:
        message = f"'zone' says whose date a time is; '{column.name}' is {column.kind}"
        problems.append(Problem("wrong-type", message, shape.place("zone")))
    elif shape.zone not in available_timezones():
        message = f"'{shape.zone}' is no time zone"
        problems.append(Problem("unknown-value", message, shape.place("zone"), "such as America/Los_Angeles"))
