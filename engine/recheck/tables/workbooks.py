"""A sheet of a workbook (Excel, LibreOffice) as a table of texts.

Comes in: a file and, from a mapping, the sheet and the row of its header; where none is named, the sheet and row are
found. Goes out: the rows beneath the header as texts, each with its row in the sheet, so that a problem names its
cell. What is left out (titles above, totals beneath, empty columns) is said. Formulas count by the value that the
program which wrote the file kept.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recheck.evaluators.columns.requests import ROW
from recheck.model.problem import Place, Problem, ProblemsFound, Source, did_you_mean, missing_extra
from recheck.tables.duck import Connection
from recheck.tables.faults import TEXT, Given
from recheck.tables.mapping import TableMap
from recheck.tables.sources import Table

if TYPE_CHECKING:
    import pyarrow as pa

Cell = object
"""What a reader of workbooks yields: text, number, date, time, span, truth, or an empty text."""
Row = Sequence[Cell]
Body = Sequence[tuple[int, Row]]
"""The rows of a table with their number in the sheet."""

MOST_BYTES = 1024**3
"""Of a workbook once unpacked: a zip bomb is refused before it is read."""
SEARCHED = 40
"""Rows among which the header is looked for."""
NO_FORMULAS = re.compile(rb'<c r="([A-Z]{1,3}[0-9]+)"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>')
"""A cell of Office Open XML with a formula and no kept value (ECMA-376, 18.3.1.4)."""
_HIDDEN = re.compile(rb'<row [^>]*hidden="(?:1|true)"')
_TOTALS = re.compile(r"\b(?:grand |sub ?)?totals?\b", re.IGNORECASE)
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with the place of its header: the row counts from 0."""

    name: str
    rows: Sequence[Row]
    header: int


def open_workbook(connection: Connection, path: str, how: TableMap, number: int) -> Table:
    """A sheet as a table of texts.

    Raises:
        ProblemsFound: the file is no workbook, no one sheet can be meant, or its header names no columns.
    """
    place = Place(Source(path))
    book = _book(path, place)
    sheet = _sheet(book, how, place)
    body = _body(sheet)
    names = _names(sheet, body, place)
    formulas = _without_values(path, sheet, book.sheet_names)
    if formulas:
        shown = ", ".join(formulas[:3]) + (", …" if len(formulas) > 3 else "")
        message = f"sheet '{sheet.name}': formulas without a value in {len(formulas):,} cells: {shown}"
        hint = "open the file in Excel or LibreOffice and save it, so that the values are kept"
        raise ProblemsFound([Problem("formula-without-value", message, place, hint)])
    notes = [*_other_sheets(book, sheet, how), *_left_out(sheet, body), *_hidden_rows(path, sheet, book.sheet_names)]
    return _taken(connection, path, body, names, number, notes)


def letter(column: int) -> str:
    """A column as a sheet names it, counted from 0.

    >>> letter(0), letter(25), letter(26), letter(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    first, last = divmod(column, 26)
    return (letter(first - 1) if first else "") + chr(ord("A") + last)


def written(cell: Cell) -> str | None:
    """A cell as the text that a CSV file would hold; None where it is empty.

    >>> written(6.0), written(2.5), written(True), written(datetime(2016, 3, 2)), written("  ")
    ('6', '2.5', 'true', '2016-03-02', None)
    """
    match cell:
        case None | "":
            return None
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
        case _:
            return str(cell).strip() or None


# -- the file -------------------------------------------------------------------------------------


def _book(path: str, place: Place) -> Any:
    try:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError
    except ImportError as error:
        raise ProblemsFound([missing_extra("a workbook", "python-calamine", "audit", place)]) from error
    _look_inside(path, place)
    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError as error:
        hint = "save a copy without a password"
        raise ProblemsFound([Problem("unreadable", "the workbook is locked by a password", place, hint)]) from error
    except (CalamineError, OSError) as error:
        raise ProblemsFound([_damaged(place, str(error))]) from error


def _damaged(place: Place, told: str) -> Problem:
    message = f"this is no workbook that can be read: {' '.join(told.split())}"
    return Problem("unreadable", message, place, "open it in Excel or LibreOffice and save it anew, or save it as CSV")


def _look_inside(path: str, place: Place) -> None:
    """A zip file that unpacks to no more than memory can hold; the older .xls is no zip, and as large as it is."""
    with Path(path).open("rb") as opened:
        start = opened.read(8)
    is_ole = start.startswith(b"\xd0\xcf\x11\xe0")
    if is_ole and not path.lower().endswith(".xls"):
        hint = "save a copy without a password; if it is an old workbook, name it .xls"
        raise ProblemsFound([Problem("unreadable", "the workbook is locked by a password", place, hint)])
    if is_ole or path.lower().endswith(".xls"):
        return
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(each.file_size for each in packed.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise ProblemsFound([_damaged(place, str(error))]) from error
    if size > MOST_BYTES:
        message = f"the workbook unpacks to {size:,} bytes; at most {MOST_BYTES:,} are read"
        raise ProblemsFound([Problem("too-large", message, place, "split it, or save it as CSV or Parquet")])


def _part_of(path: str, sheet: str, names: Sequence[str]) -> bytes:
    """A sheet's own text in Office Open XML; empty for other kinds of files, or where it stands elsewhere."""
    if not path.lower().endswith((".xlsx", ".xlsm")):
        return b""
    with zipfile.ZipFile(path) as packed:
        book = packed.read("xl/workbook.xml").decode("utf-8", "replace")
        targets = packed.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
        ids = re.findall(r"<sheet\b[^>]*?r:id=\"([^\"]+)\"", book)
        position = names.index(sheet)
        found = [each for each in re.findall(r"<Relationship\b[^>]*>", targets) if position < len(ids)]
        for each in found:
            if f'Id="{ids[position]}"' in each:
                target = re.search(r'Target="/?(?:xl/)?([^"]+)"', each)
                name = f"xl/{target[1]}" if target else ""
                return packed.read(name) if name in packed.namelist() else b""
    return b""


def _without_values(path: str, sheet: Sheet, names: Sequence[str]) -> list[str]:
    """Cells whose formula nobody computed: they would read as empty, and nobody would know."""
    return [each.decode() for each in NO_FORMULAS.findall(_part_of(path, sheet.name, names))]


def _hidden_rows(path: str, sheet: Sheet, names: Sequence[str]) -> list[str]:
    count = len(_HIDDEN.findall(_part_of(path, sheet.name, names)))
    return [f"{count:,} hidden row{'s' * (count > 1)} of the sheet are read as all others."] if count else []


# -- sheet and header -----------------------------------------------------------------------------


def _sheet(book: Any, how: TableMap, place: Place) -> Sheet:
    """The sheet that is named, else the only visible one whose rows look like a table.

    Raises:
        ProblemsFound: there is none, or more than one.
    """
    from python_calamine import SheetVisibleEnum

    names = list(book.sheet_names)
    if how.sheet is not None and how.sheet not in names:
        hint = did_you_mean(how.sheet, names) or f"its sheets: {', '.join(names)}"
        raise ProblemsFound([Problem("unknown-sheet", f"the workbook has no sheet '{how.sheet}'", place, hint)])
    shown = [each.name for each in book.sheets_metadata if each.visible == SheetVisibleEnum.Visible]
    found = []
    for name in [how.sheet] if how.sheet else shown or names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        header = how.header_row - 1 if how.header_row else header_of(rows)
        if header is not None and header < len(rows):
            found.append(Sheet(name, rows, header))
    tables = [each for each in found if len(each.rows) > each.header + 1] or found
    if not tables:
        named_so = how.sheet is not None
        message = f"sheet '{how.sheet}' names no columns" if named_so else "no sheet has a row that names columns"
        hint = "name sheet and row in a mapping (--map): table: {sheet: …, header_row: …}"
        raise ProblemsFound([Problem("wrong-header", message, place, hint)])
    if len(tables) > 1:
        message = f"{len(tables)} sheets hold tables: {', '.join(each.name for each in tables)}"
        hint = f"name one in a mapping (--map): table: {{sheet: {tables[0].name}}}"
        raise ProblemsFound([Problem("several-tables", message, place, hint)])
    return tables[0]


def header_of(rows: Sequence[Row]) -> int | None:
    """The row that names the columns: of the first rows the one with the most different texts, and no numbers.

    >>> header_of([["UR log", "", ""], ["", "", ""], ["Claim", "Date", "Qty"], ["12", "2016", 6.0]])
    2
    """
    best: tuple[int, int] | None = None
    for index, row in enumerate(rows[:SEARCHED]):
        cells = [each for each in row if written(each) is not None]
        if not cells or any(not isinstance(each, str) for each in cells):
            continue
        names = len({each.strip().lower() for each in cells if isinstance(each, str)})
        if best is None or names > best[0]:
            best = (names, index)
    return best[1] if best else None


def _names(sheet: Sheet, body: Body, place: Place) -> dict[int, str]:
    """The columns by their position; one without a name and without values is none.

    Raises:
        ProblemsFound: some column has values and no name, or a name stands twice.
    """
    header = [written(each) for each in sheet.rows[sheet.header]]
    used = {index for _, row in body for index, each in enumerate(row) if written(each) is not None}
    problems = []
    nameless = [index for index in sorted(used) if index >= len(header) or header[index] is None]
    if nameless:
        cells = ", ".join(f"{letter(each)}{sheet.header + 1}" for each in nameless[:5])
        message = f"sheet '{sheet.name}': columns with values and no name: {cells}"
        problems.append(Problem("wrong-header", message, place, "name them, or empty them"))
    names = {index: " ".join(name.split()) for index, name in enumerate(header) if name is not None}
    counts = Counter(each.lower() for each in names.values())
    for twice in [each for each, count in counts.items() if count > 1]:
        cells = " and ".join(f"{letter(at)}{sheet.header + 1}" for at, name in names.items() if name.lower() == twice)
        message = f"sheet '{sheet.name}': '{twice}' is named more than once ({cells}; capitals do not count)"
        problems.append(Problem("duplicate-column", message, place, "keep one"))
    if problems:
        raise ProblemsFound(problems)
    return names


def _body(sheet: Sheet) -> Body:
    """The rows beneath the header with their number in the sheet, without empty ones and without totals at the end."""
    rows = [
        (number, row)
        for number, row in enumerate(sheet.rows[sheet.header + 1 :], sheet.header + 2)
        if any(written(each) is not None for each in row)
    ]
    while rows and _is_total(rows[-1][1]):
        rows.pop()
    return rows


def _is_total(row: Row) -> bool:
    """A row of totals says so in its first words, and fills fewer cells than half."""
    filled = [each for each in (written(cell) for cell in row) if each is not None]
    return bool(filled) and bool(_TOTALS.match(filled[0])) and 2 * len(filled) <= len(row) + 1


def _other_sheets(book: Any, sheet: Sheet, how: TableMap) -> list[str]:
    others = [name for name in book.sheet_names if name != sheet.name]
    return [f"Sheet '{sheet.name}' was read; not read: {', '.join(others)}."] if others and how.sheet is None else []


def _left_out(sheet: Sheet, body: Body) -> list[str]:
    notes = []
    if sheet.header:
        notes.append(f"The header is row {sheet.header + 1} of the sheet; the rows above it were not read.")
    filled = [
        number
        for number, row in enumerate(sheet.rows[sheet.header + 1 :], sheet.header + 2)
        if any(written(each) is not None for each in row)
    ]
    kept = {number for number, _ in body}
    totals = [str(number) for number in filled if number not in kept]
    if totals:
        notes.append(f"Row {', '.join(totals)} holds totals and was not read.")
    return notes


# -- the table ------------------------------------------------------------------------------------


def _taken(
    connection: Connection, path: str, body: Body, names: Mapping[int, str], number: int, notes: Sequence[str]
) -> Table:
    """The rows as a table of ours."""
    name = f"taken_{number}"
    connection.register("sheet_given", _as_arrow(body, names))
    connection.execute(f"CREATE OR REPLACE TABLE {name} AS FROM sheet_given")
    connection.unregister("sheet_given")
    given = tuple(Given(each, TEXT) for each in names.values())
    letters = {name: letter(index) for index, name in names.items()}
    return Table(path, given, name, letters=letters, notes=tuple(notes))


def _as_arrow(body: Body, names: Mapping[int, str]) -> "pa.Table":
    import pyarrow as pa

    columns = {
        name: pa.array([written(row[index]) if index < len(row) else None for _, row in body], pa.string())
        for index, name in names.items()
    }
    columns[ROW] = pa.array([each for each, _ in body], pa.int64())
    return pa.table(columns)
