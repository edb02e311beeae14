"""The second-look list as a table, one row a reason: .parquet or .csv."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from recheck.audit.results import pyarrow
from recheck.audit.reviewed_json import second_look_json
from recheck.files import replacing
from recheck.model.problem import Place, Problem, ProblemsFound, Source
from recheck.second_look import SecondLook

KINDS = (".parquet", ".csv")
_TEXTS = (
    *("case", "request", "title", "treatment", "outcome", "ground", "why", "would", "criterion", "says", "citation"),
    *("edition", "credentials", "month", "fact", "place", "found", "rationale", "record"),
)
_NUMBERS = ("rationale_line", "record_line")


def check_kind(file: str) -> None:
    """See before the work that the list can be written so.

    Raises:
        ProblemsFound: the file's name ends otherwise, or the extra `audit` is not installed.
    """
    if Path(file).suffix.lower() not in KINDS:
        message = f"cannot be written: a list for a second look is {' or '.join(KINDS)}"
        raise ProblemsFound([Problem("not-written", message, Place(Source(file)), "name the file so")])
    pyarrow()


def write_looks(looks: Sequence[SecondLook], file: str) -> None:
    """Write the list, whole or not at all.

    Raises:
        ProblemsFound: it cannot be written.
    """
    pa = pyarrow()
    fields = [*((name, pa.string()) for name in _TEXTS), ("turns", pa.bool_())]
    fields += [(name, pa.int64()) for name in _NUMBERS]
    table = pa.Table.from_pylist([_row(each) for each in looks], schema=pa.schema(fields))
    try:
        with replacing(Path(file)) as part:
            if file.lower().endswith(".csv"):
                from pyarrow import csv

                csv.write_csv(table, part)
            else:
                from pyarrow import parquet

                parquet.write_table(table, part)
    except OSError as fault:
        reason = fault.strerror or type(fault).__name__
        raise ProblemsFound([Problem("not-written", f"cannot be written: {reason}", Place(Source(file)))]) from fault


def _row(each: SecondLook) -> dict[str, Any]:
    row: dict[str, Any] = second_look_json(each)
    found = each.finding
    finding: dict[str, Any] = {}
    if found:
        value = found.finding.value
        finding = {
            "fact": found.finding.fact,
            "place": found.finding.place,
            "found": "not found" if value is None else str(value).lower() if isinstance(value, bool) else str(value),
            "rationale": found.finding.quote,
            "rationale_line": found.finding.lines[0],
            "record": found.record_quote,
            "record_line": found.record.first if found.record else None,
        }
    return {**row, "credentials": ", ".join(each.credentials) or None, **finding}
