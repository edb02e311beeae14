"""Workbooks are read as they stand, or refused with the cell; results are written as workbooks."""

import csv
import sys
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("python_calamine")
import duckdb
import xlsxwriter
from python_calamine import CalamineWorkbook

from conftest import run
from recheck.model.problem import ProblemsFound
from recheck.tables.mapping import TableMap
from recheck.tables.workbooks import open_workbook

HEADER = ["Claim #", "Line", "Treatment", "Body Part", "RFA Date", "Qty", "Home Exercise", "Decision"]
ROW: list[Any] = ["0012", 1, "Massage therapy", "Neck", date(2015, 3, 2), 6, "Y", "Denied"]
OTHER: list[Any] = ["0013", 1, "ACUPUNCTURE 2X4", "low back", date(2015, 3, 2), 8, "n", "Non-certified"]


def workbook(path: Path, sheets: dict[str, Sequence[Sequence[Any]]], hidden: Sequence[str] = ()) -> Path:
    """A workbook with these sheets; dates are written as dates, texts that begin with = as formulas."""
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "mm/dd/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(at, column, datetime.combine(value, datetime.min.time()), day)
                    else:
                        sheet.write(at, column, value)
    return path


def drafted(path: Path, *, against: str = "ur") -> Path:
    """The mapping that the program drafts, as it prints it."""
    code, out, err = run("audit", str(path), "--draft-map", "--against", against)
    assert code == 0, err
    mapping = path.with_suffix(".map.yaml")
    mapping.write_text(out, encoding="utf-8")
    return mapping


def audited(path: Path, *more: str) -> tuple[int, str, str]:
    return run("audit", str(path), "--map", str(drafted(path)), "--against", "ur", *more)


def test_a_log_goes_from_draft_to_report_in_two_commands(tmp_path: Path) -> None:
    title: list[list[Any]] = [["ACME UR log"], ["run 3/31/2016"], []]
    total: list[list[Any]] = [[], ["Total", "", "", "", "", 14]]
    path = workbook(tmp_path / "log.xlsx", {"UR": [*title, HEADER, ROW, OTHER, *total], "Notes": [["hello"]]})
    code, out, err = audited(path)
    assert code == 0, err
    assert "2 requests, 2 compared" in out
    assert "The header is row 4 of the sheet; the rows above it were not read." in out
    assert "Row 8 holds totals and was not read." in out
    assert "Sheet 'UR' was read; not read: Notes." in out


@pytest.mark.parametrize(
    ("cell", "column", "told"),
    [
        ("soon", 4, "E2 'soon'"),
        (42065, 4, "say 'dates: excel'"),
        ("six", 5, "F2 'six'"),
        (2.5, 5, "F2 '2.5'"),
        ("perhaps", 6, "G2 'perhaps'"),
        ("flux capacitor", 2, "C2 'flux capacitor'"),
        ("#REF!", 5, "F2 '#REF!'"),
    ],
)
def test_a_problem_names_its_cell(cell: Any, column: int, told: str, tmp_path: Path) -> None:
    good = workbook(tmp_path / "good.xlsx", {"UR": [HEADER, ROW]})
    mapping = drafted(good)
    row = [*ROW[:column], cell, *ROW[column + 1 :]]
    path = workbook(tmp_path / "bad.xlsx", {"UR": [HEADER, row]})
    code, _, err = run("audit", str(path), "--map", str(mapping), "--against", "ur")
    assert code == 1 and told in err, err
    assert run("audit", str(good), "--map", str(mapping), "--against", "ur")[0] == 0


def test_dates_that_are_bare_numbers_are_read_where_the_mapping_says_so(tmp_path: Path) -> None:
    path = workbook(tmp_path / "serial.xlsx", {"UR": [HEADER, [*ROW[:4], 42065, *ROW[5:]]]})
    assert 'requested_on: {from: "RFA Date", dates: "excel"}' in drafted(path).read_text(encoding="utf-8")
    out = tmp_path / "aside.csv"
    assert audited(path, "--set-aside", str(out))[0] == 0
    assert len(out.read_text(encoding="utf-8").splitlines()) == 1
    late = drafted(path).read_text(encoding="utf-8") + "\n  date_of_injury: {always: 2015-03-03}\n"
    head, ignored = late.split("ignore:") if "ignore:" in late else (late, "")
    mapping = tmp_path / "map.yaml"
    mapping.write_text(head + (f"ignore:{ignored}" if ignored else ""), encoding="utf-8")
    code, _, err = run("audit", str(path), "--map", str(mapping), "--against", "ur")
    assert code == 1 and "2015-03-03 / 2015-03-02" in err


REFUSED: list[tuple[str, dict[str, Sequence[Sequence[Any]]], str]] = [
    ("two tables", {"A": [HEADER, ROW], "B": [HEADER, OTHER]}, "2 sheets hold tables: A, B"),
    ("a column without a name", {"A": [[*HEADER, ""], [*ROW, "x"]]}, "columns with values and no name: I1"),
    ("a name twice", {"A": [[*HEADER, "QTY"], [*ROW, 7]]}, "'qty' is named more than once (F1 and I1"),
    ("no header", {"A": [[1, 2], [3, 4]]}, "no sheet has a row that names columns"),
    ("nothing", {"A": []}, "no sheet has a row that names columns"),
    (
        "a formula nobody computed",
        {"A": [HEADER, [*ROW[:5], "=3+3", *ROW[6:]]]},
        "error formula-without-value: sheet 'A': formulas without a value in 1 cells: F2",
    ),
]


@pytest.mark.parametrize(("sheets", "told"), [each[1:] for each in REFUSED], ids=[each[0] for each in REFUSED])
def test_what_cannot_be_one_table_is_refused(
    sheets: dict[str, Sequence[Sequence[Any]]], told: str, tmp_path: Path
) -> None:
    path = workbook(tmp_path / "x.xlsx", sheets)
    if "F2" in told:
        _without_values(path)
    code, out, err = run("audit", str(path), "--against", "ur")
    assert code == 1 and told in err, err
    assert out == ""


def _without_values(path: Path) -> None:
    """The workbook as a program writes it that computes nothing: formulas without their values."""
    with zipfile.ZipFile(path) as packed:
        parts = {each: packed.read(each) for each in packed.namelist()}
    with zipfile.ZipFile(path, "w") as packed:
        for name, data in parts.items():
            packed.writestr(name, data.replace(b"</f><v>0</v>", b"</f>"))


def test_a_workbook_names_the_extra_that_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "log.xlsx", {"UR": [HEADER, ROW]})
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with duckdb.connect() as connection, pytest.raises(ProblemsFound) as found:
        open_workbook(connection, str(path), TableMap(), 0)
    (problem,) = found.value.problems
    assert problem.code == "extra-missing" and problem.suggestion == "pip install 'imr-recheck[audit]'"
    assert problem.message == "a workbook needs python-calamine, which is not installed"


def test_a_sheet_and_a_row_can_be_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", {"A": [HEADER, ROW], "B": [["UR", "log"], HEADER, OTHER]})
    mapping = tmp_path / "map.yaml"
    one = workbook(tmp_path / "one.xlsx", {"B": [HEADER, OTHER]})
    text = drafted(one).read_text(encoding="utf-8")
    mapping.write_text(text + "\ntable: {sheet: B, header_row: 2}\n", encoding="utf-8")
    code, out, err = run("audit", str(path), "--map", str(mapping), "--against", "ur")
    assert code == 0 and "1 request" in out, err
    mapping.write_text(text + "\ntable: {sheet: C}\n", encoding="utf-8")
    code, _, err = run("audit", str(path), "--map", str(mapping), "--against", "ur")
    assert code == 1 and "error unknown-sheet: the workbook has no sheet 'C'" in err and "its sheets: A, B" in err


def test_hidden_sheets_are_not_meant_and_hidden_rows_are_said(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", {"A": [HEADER, ROW], "Old": [HEADER, OTHER]}, hidden=["Old"])
    code, out, err = audited(path)
    assert code == 0 and "1 request" in out, err
    hidden = tmp_path / "rows.xlsx"
    with xlsxwriter.Workbook(str(hidden)) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([HEADER, ["12", 1, "Massage therapy", "Neck", "2015-03-02", 6, "Y", "Denied"]]):
            sheet.write_row(at, 0, row)
        sheet.set_row(1, None, None, {"hidden": True})
    code, out, err = audited(hidden)
    assert code == 0 and "1 hidden row of the sheet" in out, err


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("cut.xlsx", b"PK\x03\x04 and then nothing", "this is no workbook that can be read"),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "locked by a password"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "this is no workbook that can be read"),
        ("empty.xlsx", b"", "the file holds nothing"),
        ("text.xlsx", b"Claim,Line\n1,2\n", "this is no workbook that can be read"),
        ("book.csv", b"PK\x03\x04" + b"\0" * 60, "a workbook or another packed file"),
    ],
)
def test_a_damaged_file_is_refused(name: str, data: bytes, told: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    code, out, err = run("audit", str(path))
    assert code == 1 and told in err and out == "", err


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        for _ in range(1100):
            part.write(b"0" * 1024 * 1024)
    code, _, err = run("audit", str(path))
    assert code == 1 and "at most 1,073,741,824 are read" in err


def test_rows_with_faults_are_set_aside_with_the_reasons(tmp_path: Path) -> None:
    late = ["0014", 1, "PT 2x6", "low back", "soon", 12, "Y", "Denied"]
    odd = ["0015", 1, "Flux capacitor", "Neck", date(2015, 3, 2), 0, "Y", "Denied"]
    path = workbook(tmp_path / "log.xlsx", {"UR": [HEADER, ROW, late, odd, OTHER]})
    mapping = drafted(workbook(tmp_path / "good.xlsx", {"UR": [HEADER, ROW, OTHER]}))
    command = ("audit", str(path), "--map", str(mapping), "--against", "ur")
    assert run(*command)[0] == 1
    code, out, err = run(*command, "--set-aside", str(tmp_path / "aside.csv"))
    assert code == 0, err
    assert "2 requests" in out and "2 rows with faults were set aside" in out
    rows = list(csv.DictReader((tmp_path / "aside.csv").open(encoding="utf-8")))
    assert [each["row"] for each in rows] == ["3", "4"]
    assert "RFA Date" in rows[0]["reason"] and rows[0]["Claim #"] == "0014"
    assert "Treatment" in rows[1]["reason"] and "Qty" in rows[1]["reason"]


def test_results_are_written_as_a_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path / "log.xlsx", {"UR": [HEADER, ["=cmd", *ROW[1:]], OTHER]})
    out = tmp_path / "results.xlsx"
    code, _, err = audited(path, "--out", str(out))
    assert code == 0, err
    book = CalamineWorkbook.from_path(str(out))
    assert book.sheet_names == ["Results", "Figures", "Explanation"]
    rows = book.get_sheet_by_name("Results").to_python()
    assert {"case", "request", "decision", "criteria"} <= set(rows[0])
    assert len(rows) == 3
    assert any("requests" in str(each[0]) for each in book.get_sheet_by_name("Figures").to_python())


def test_files_of_other_kinds_in_a_folder_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "cases"
    folder.mkdir()
    seed = Path(__file__).resolve().parents[1] / "cases" / "imr-seeds" / "seed-003.yaml"
    (folder / "a.yaml").write_text(seed.read_text(encoding="utf-8"), encoding="utf-8")
    assert "not read" not in run("audit", str(folder))[2]
    for name in ("ur.xlsx", "note.docx", "~$ur.xlsx"):
        (folder / name).write_bytes(b"PK\x03\x04")
    code, _, err = run("audit", str(folder))
    assert code == 0
    assert "warning passed-over: 2 files here not read (1 .docx, 1 .xlsx): note.docx, ur.xlsx" in err


def test_a_case_in_json_is_a_case_with_dates_in_quotes(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text(
        '{"case": "j", "claim": {"date_of_injury": "2012-10-13", "exercise_program": true},\n'
        '"requests": {"m": {"treatment": "massage_therapy", "body_region": "cervical", "requested_on": "2015-03-02"}}}',
        encoding="utf-8",
    )
    assert run("screen", str(path))[0] == 0
    code, out, err = run("audit", str(path))
    assert code == 0 and "1 request" in out, err
    path.write_text(path.read_text(encoding="utf-8").replace("2015-03-02", "2015-02-30"), encoding="utf-8")
    assert run("screen", str(path))[0] == 1
