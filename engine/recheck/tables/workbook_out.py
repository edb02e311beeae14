"""Results as a workbook: a sheet of results, one of figures, and one that explains every column.

Comes in: chunks of the results table and, at the end, the summary. Goes out: one .xlsx file, whole or not at all,
with filters and frozen headers. A sheet holds no more rows than Excel shows.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recheck.files import put
from recheck.model.case import By
from recheck.model.problem import Place, Problem, ProblemsFound, Source, missing_extra
from recheck.phrases import ONLY_A_PHYSICIAN
from recheck.tables.duck import writing
from recheck.tables.mapping import MOST_ROWS
from recheck.tables.spelled import spelled_out
from recheck.tables.told import summary_rows
from recheck.tables.work import Workplace

if TYPE_CHECKING:
    import pyarrow as pa

WIDEST, NARROWEST = 60, 10
EXPLAINED = {
    "case": "the claim or letter",
    "request": "the request within the case",
    "treatment": "what is requested, by the vocabulary's name",
    "decision": "what is recommended: approve, modify, deny, pend (nothing yet), not_covered (no criteria at hand)",
    "quantity": "of a modification, how much is recommended",
    "reason": "why a request pends or is not covered",
    "rests_on": "what the recommendation rests on: documented facts, the record, or its silence",
    "rule": "the rule that decides",
    "edition": "the guideline edition that decides",
    "deciding": "the criteria that decide",
    "missing": "facts that are not documented and could change the answer",
    "outcome": "what was decided",
    "compared": "how recommendation and decision compare",
    "attribution": "what a difference is owed to",
    "criteria": "each criterion of the deciding rule: met, not met, or not documented",
}
"""What the columns of results mean, for those that a reader may not know by their name."""


class Workbook:
    """A workbook that grows under another name, and gets its own when it is whole."""

    def __init__(self, target: Path, work: Workplace, criteria: Mapping[str, Sequence[str]], about: Mapping[str, str]):
        self.target, self.criteria, self.about = target, criteria, about
        self.part = work.folder / "part.xlsx"
        self.row = 0
        self.names: list[str] = []
        self.book: Any = None

    def write(self, chunk: "pa.Table") -> None:
        """Add one chunk.

        Raises:
            ProblemsFound: more rows than a sheet shows, or the library is not installed.
        """
        plain = spelled_out(chunk, self.criteria)
        if self.book is None:
            self._open(plain.column_names)
        if self.row + plain.num_rows > MOST_ROWS:
            message = f"more than {MOST_ROWS - 1:,} rows, which is what a sheet of Excel holds"
            hint = "write .parquet or .csv"
            raise ProblemsFound([Problem("too-large", message, Place(Source(str(self.target))), hint)])
        with writing(str(self.target)):
            for values in plain.select(self.names).to_pylist():
                self._put(self.results, self.row, list(values.values()))
                self.row += 1

    def sum_up(self, summary: Mapping[str, Any], notes: Sequence[str], against: By) -> None:
        """Add the figures of all chunks, and what is not told."""
        if self.book is None:
            self._open(["case", "request"])
        sheet = self.book.add_worksheet("Figures")
        sheet.set_column(0, 0, 2 * WIDEST)
        for row, told in enumerate("\n".join(summary_rows(summary, list(notes), against)).splitlines()):
            sheet.write_string(row, 0, told, self.mono)

    def finish(self) -> None:
        """All chunks are written: explain the columns, and give the file its name."""
        if self.book is None:
            self._open(["case", "request"])
        self.results.autofilter(0, 0, max(self.row - 1, 0), len(self.names) - 1)
        sheet = self.book.add_worksheet("Explanation")
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 2 * WIDEST, self.wrapped)
        self._put(sheet, 0, ["column", "meaning"], self.bold)
        told = [(each, EXPLAINED[each]) for each in self.names if each in EXPLAINED]
        for row, pair in enumerate([*told, *self.about.items(), ("", ONLY_A_PHYSICIAN)], 1):
            self._put(sheet, row, list(pair))
        sheet.freeze_panes(1, 0)
        with writing(str(self.target)):
            self.book.close()
            put(self.part, self.target)

    def close(self) -> None:
        """Nothing more comes, finished or not."""
        self.part.unlink(missing_ok=True)

    def _open(self, names: Sequence[str]) -> None:
        try:
            import xlsxwriter
        except ImportError as error:
            raise ProblemsFound([missing_extra("a workbook", "XlsxWriter", "audit")]) from error
        # texts stay texts: nothing that a user wrote becomes a formula, a number or a link
        plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.book = xlsxwriter.Workbook(str(self.part), {"constant_memory": True, **plain})
        self.bold = self.book.add_format({"bold": True, "bottom": 1})
        self.mono = self.book.add_format({"font_name": "Consolas"})
        self.wrapped = self.book.add_format({"text_wrap": True})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self.results = self.book.add_worksheet("Results")
        self.results.freeze_panes(1, 2)
        self.names = list(names)
        for index, name in enumerate(self.names):
            self.results.set_column(index, index, min(WIDEST, max(NARROWEST, len(name) + 4)))
        self._put(self.results, 0, self.names, self.bold)
        self.row = 1

    def _put(self, sheet: Any, row: int, values: Sequence[object], form: Any = None) -> None:
        for column, value in enumerate(values):
            match value:
                case None:
                    continue
                case bool():
                    sheet.write_boolean(row, column, value, form)
                case int() | float():
                    sheet.write_number(row, column, value, form)
                case date():
                    sheet.write_datetime(row, column, value, self.day)
                case _:
                    sheet.write_string(row, column, str(value), form)
