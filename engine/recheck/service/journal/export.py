"""The journal as a Parquet file, one row a recommendation, for the audit and for other tools.

Columns have the names of the audit's table where they mean the same; what a person decided stands beside what
was recommended, as `outcome`. The file is written whole or not at all.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from recheck.files import replacing
from recheck.model.problem import Place, Problem, ProblemsFound, Source, missing_extra
from recheck.service.journal.entry import Entry, Kind
from recheck.service.journal.masking import MASKED, masked
from recheck.service.journal.store import Journal

TOGETHER = 1000
"""Rows that are in memory at a time."""
COLUMNS = {
    "sequence": "int64",
    "id": "string",
    "at": "string",
    "who": "string",
    "case": "string",
    "request": "string",
    "treatment": "string",
    "body_region": "string",
    "requested_on": "date32",
    "decision": "string",
    "reason": "string",
    "quantity": "int64",
    "disputed": "int64",
    "unit": "string",
    "rests_on": "string",
    "rule": "string",
    "edition": "string",
    "deciding": "list<string>",
    "missing": "list<string>",
    "share_ours": "double",
    "undocumented": "string",
    "as_if": "date32",
    "rules_digest": "string",
    "engine": "string",
    "outcome": "string",
    "outcome_by": "string",
    "outcome_reason": "string",
    "outcome_quantity": "int64",
    "outcome_physician": "string",
    "outcome_license": "string",
    "decided_on": "date32",
    "asked": "string",
    "result": "string",
    "digest": "string",
}
SHORT = (
    "case",
    "request",
    "who",
    "treatment",
    "body_region",
    "requested_on",
    "outcome_by",
    "outcome_physician",
    "outcome_license",
    "decided_on",
    "at",
)
"""Columns that can be masked by their own name."""


def export(journal: Journal, target: Path, mask: Collection[str] = ()) -> int:
    """Write the recommendations of a journal, and say how many there are.

    Args:
        journal: the journal; of what persons decided, the last decision on a recommendation counts.
        target: the file.
        mask: facts, and columns, whose values are left out.

    Raises:
        ProblemsFound: pyarrow is not installed, or the file cannot be written.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise ProblemsFound([missing_extra("Parquet", "pyarrow", "service")]) from error
    kinds = {"int64": pa.int64(), "string": pa.string(), "date32": pa.date32(), "double": pa.float64()}
    kinds["list<string>"] = pa.list_(pa.string())
    schema = pa.schema([(name, kinds[kind]) for name, kind in COLUMNS.items()])
    decided = {str(each.content["of"]): each for each in journal.everything(wanted={"kind": Kind.DECISION})}
    count = 0
    try:
        with replacing(target, mode=0o600) as part, pq.ParquetWriter(part, schema, compression="zstd") as writer:
            for rows in _tables(journal.everything(wanted={"kind": Kind.RECOMMENDATION}), decided, mask):
                count += len(rows)
                writer.write_table(pa.Table.from_pylist(rows, schema=schema))
    except OSError as error:
        raise ProblemsFound([_unwritable(target, error)]) from error
    return count


def _unwritable(target: Path, error: OSError) -> Problem:
    return Problem("unwritable", f"cannot be written: {error.strerror}", Place(Source(str(target))))


def _tables(
    recommendations: Iterable[Entry], decided: Mapping[str, Entry], mask: Collection[str]
) -> Iterator[list[dict[str, Any]]]:
    """Rows, some at a time."""
    rows: list[dict[str, Any]] = []
    for entry in recommendations:
        rows.append(_row(entry, decided.get(entry.id), mask))
        if len(rows) >= TOGETHER:
            yield rows
            rows = []
    if rows:
        yield rows


def _row(entry: Entry, decided: Entry | None, mask: Collection[str]) -> dict[str, Any]:
    def day(text: object) -> date | None:
        return date.fromisoformat(str(text)) if text else None

    asked, result = entry.asked, entry.result
    physician = (decided.content.get("physician") if decided else None) or {}
    lead = next(iter(result["rules"]), None)
    row = {
        "sequence": entry.sequence,
        "id": entry.id,
        "at": entry.at,
        "who": entry.who,
        "case": entry.case,
        "request": entry.request,
        "treatment": result["treatment"],
        "body_region": result["region"],
        "requested_on": day(result["dates"]["requested_on"]),
        "decision": result["recommendation"],
        "reason": result["reason"],
        "quantity": result["quantity"],
        "disputed": result["disputed"],
        "unit": result["unit"],
        "rests_on": result["rests_on"],
        "rule": lead["rule"] if lead else None,
        "edition": lead["guideline"] if lead else None,
        "deciding": [f"{rule['rule']}#{name}" for rule in result["rules"] for name in _deciding(rule)],
        "missing": [each["fact"] for each in result["missing"]],
        "share_ours": result["share_ours"],
        "undocumented": result["undocumented"],
        "as_if": day(result["as_if"]),
        "rules_digest": entry.rules_digest,
        "engine": result["engine"],
        "outcome": decided.decision if decided else None,
        "outcome_by": decided.who if decided else None,
        "outcome_reason": decided.content["reason"] if decided else None,
        "outcome_quantity": decided.content.get("quantity") if decided else None,
        "outcome_physician": physician.get("name"),
        "outcome_license": physician.get("license"),
        "decided_on": day(decided.at[:10]) if decided else None,
        "asked": json.dumps(masked(asked, mask), ensure_ascii=False),
        "result": json.dumps(masked(result, mask), ensure_ascii=False),
        "digest": entry.digest,
    }
    if mask:
        row["outcome_reason"] = MASKED if row["outcome_reason"] else None
    hidden = {name: None if COLUMNS[name] == "date32" else MASKED for name in SHORT if name in mask}
    return {**row, **hidden}


def _deciding(rule: dict[str, Any]) -> list[str]:
    return list(dict.fromkeys(name for names in rule["deciding"] for name in names))
