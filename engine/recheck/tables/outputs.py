"""The results table, written as it is computed: Parquet, CSV, or a table of a database; whole or not at all.

Comes in: chunks of the results table. Goes out: one file or table under its final name, when all of them are
written. Beside it stand the names of the criteria, without which `truths` are only bits.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from recheck.files import put
from recheck.model.problem import Place, Problem, ProblemsFound, Source
from recheck.tables.duck import writing
from recheck.tables.sources import PARQUET
from recheck.tables.spelled import spelled_out
from recheck.tables.work import Workplace

if TYPE_CHECKING:
    import pyarrow as pa

Names = Sequence[tuple[str, int, str]]
"""Rule, the lowest of a criterion's two bits in `truths`, and the criterion."""
WORKBOOK = ".xlsx"
FORMATS = "a file .parquet, .csv or .xlsx, or a database such as duckdb://FILE#TABLE or postgres://…#TABLE"


class Output(Protocol):
    """Where results go."""

    def write(self, chunk: "pa.Table") -> None:
        """Add one chunk."""

    def finish(self) -> None:
        """All chunks are written: give it its name."""

    def close(self) -> None:
        """Nothing more comes, finished or not."""


def output_to(target: str, work: Workplace, names: Names, about: Mapping[str, str]) -> Output:
    """An output by the target's name.

    Args:
        target: a file, or the address of a database with the name of a table.
        work: where the unfinished file lies, beside the target.
        names: the criteria of each rule.
        about: how the results came about: rules' digest, engine, mode.
    """
    if "://" in target:
        from recheck.tables.database import DuckOutput
        from recheck.tables.postgres import PostgresOutput

        if target.startswith("duckdb://"):
            return DuckOutput(target, work, names)
        return PostgresOutput(target, names)
    if target.lower().endswith(WORKBOOK):
        from recheck.tables.workbook_out import Workbook

        return Workbook(Path(target), work, criteria_by_rule(names), about)
    return (_Parquet if target.lower().endswith(PARQUET) else _Csv)(Path(target), work, names, about)


def check_target(target: str, sources: Sequence[str]) -> None:
    """Before anything is computed: whether the output can be written there, and is none of the inputs.

    Raises:
        ProblemsFound: it cannot be.
    """
    place = Place(Source(target))
    if "://" in target:
        from recheck.tables.database import check_address

        check_address(target)
        return
    path = Path(target)
    if not target.lower().endswith((*PARQUET, ".csv", WORKBOOK)):
        raise ProblemsFound([Problem("unknown-format", f"'{path.name}' names no format", place, FORMATS)])
    if not path.absolute().parent.is_dir():
        raise ProblemsFound([Problem("no-such-folder", "there is no folder to write it into", place)])
    if path.exists() and not path.is_file():
        raise ProblemsFound([Problem("cannot-write", "this is no file that can be written anew", place)])
    for source in sources:
        if "://" not in source and path.exists() and Path(source).exists() and path.samefile(source):
            message = "the output would take the place of what is read"
            raise ProblemsFound([Problem("same-file", message, place, "name another file")])


def criteria_by_rule(names: Names) -> dict[str, list[str]]:
    """The criteria of each rule, in the order of their bits."""
    found: dict[str, list[str]] = {}
    for rule, _, criterion in sorted(names, key=lambda each: each[:2]):
        found.setdefault(rule, []).append(criterion)
    return found


class _File:
    """A file that grows under another name, and gets its own when it is whole."""

    def __init__(self, target: Path, work: Workplace, names: Names, about: Mapping[str, str]) -> None:
        self.target, self.work, self.about = target, work, dict(about)
        self.part = work.folder / f"part{target.suffix}"
        self.criteria = criteria_by_rule(names)
        self.writer: Any = None

    def finish(self) -> None:
        with writing(str(self.target)):
            if self.writer is not None:
                self.writer.close()
            put(self.part, self.target)

    def close(self) -> None:
        self.part.unlink(missing_ok=True)


class _Parquet(_File):
    """Parquet; the names of the criteria travel in its metadata, under `recheck`."""

    def write(self, chunk: "pa.Table") -> None:
        from pyarrow import parquet

        with writing(str(self.target)):
            if self.writer is None:
                told = json.dumps({**self.about, "criteria": self.criteria})
                self.schema = chunk.schema.with_metadata({"recheck": told})
                self.writer = parquet.ParquetWriter(self.part, self.schema, compression="zstd")
            self.writer.write_table(chunk.select(self.schema.names).cast(self.schema))


class _Csv(_File):
    """CSV; lists are joined by semicolons, and `truths` are spelled out in a column `criteria`."""

    def write(self, chunk: "pa.Table") -> None:
        from pyarrow import csv

        plain = spelled_out(chunk, self.criteria)
        with writing(str(self.target)):
            if self.writer is None:
                self.names = plain.column_names
                self.writer = csv.CSVWriter(str(self.part), plain.schema)
            self.writer.write_table(plain.select(self.names))
