"""Rows of the results table as they are printed: JSON in the shape of design section 11, and text.

Comes in: chunks of the results table, and the names of criteria. Goes out: one JSON object a request, and short
rows for a terminal. Only what is printed is ever taken out of Arrow. The figures are `told.py`'s.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

WORDS = ("not_documented", "not_met", "met")
"""What two bits of `truths` say of a criterion, before anything is closed."""
Criteria = Mapping[str, Sequence[str]]
"""The criteria of each rule, in the order of their bits."""


def criteria_of(names: Sequence[tuple[str, int, str]]) -> dict[str, list[str]]:
    """The names of each rule's criteria, in the order of their bits.

    >>> criteria_of([("r", 2, "second"), ("r", 0, "first")])
    {'r': ['first', 'second']}
    """
    found: dict[str, list[str]] = {}
    for rule, _, criterion in sorted(names, key=lambda each: each[:2]):
        found.setdefault(rule, []).append(criterion)
    return found


def truths_of(truths: int | None, rule: str, criteria: Sequence[str]) -> dict[str, str]:
    """The truth of each criterion, out of its two bits.

    >>> truths_of(0b1001, "r", ["first", "second"])
    {'r#first': 'not_met', 'r#second': 'met'}
    """
    if truths is None:
        return {}
    return {f"{rule}#{name}": WORDS[(truths >> (2 * place)) & 3] for place, name in enumerate(criteria)}


def json_rows(chunk: "pa.Table", criteria: Criteria) -> Iterator[dict[str, Any]]:
    """One object a request; `missing` is null where whoever decided does not tell it."""
    for row in chunk.to_pylist():
        rule = row["rule"]
        yield {
            "case": row["case"],
            "request": row["request"],
            "treatment": row["treatment"],
            "recommendation": row["decision"],
            "quantity": None if row["quantity"] is None else int(row["quantity"]),
            "reason": row["reason"],
            "rests_on": row["rests_on"],
            "outcome": row["outcome"],
            "comparison": row["comparison"],
            "attribution": None,
            "rules": [rule] if rule else [],
            "criteria": truths_of(row["truths"], rule, criteria.get(rule, ())) if rule else {},
            "missing": row["missing"],
            "category": row["category"],
            "decided_on": str(row["decided_on"]) if row["decided_on"] else None,
            "reviewer": row["reviewer"],
            "as_cited": row["decision_as_cited"],
            "without_facts": row["decision_without_facts"],
        }


_COLUMNS = ("case", "request", "recommendation", "rests on", "determination", "comparison")


def text_rows(chunk: "pa.Table", most: int) -> str:
    """The first rows of a table for a terminal."""
    found = chunk.slice(0, most).to_pylist()
    rows = [_COLUMNS, *map(_row, found)]
    if any(row["reviewer"] for row in found):
        named = ("reviewer", *(row["reviewer"] or "-" for row in found))
        rows = [(*row[:4], name, *row[4:]) for row, name in zip(rows, named, strict=True)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _row(row: Mapping[str, Any]) -> tuple[str, ...]:
    decision = row["decision"].replace("_", " ")
    if row["quantity"] is not None and row["decision"] == "modify":
        decision += f" to {row['quantity']:g}"
    stands = (row["comparison"] or "-").replace("_", " ")
    return (row["case"], row["request"], decision, row["rests_on"] or "-", row["outcome"] or "-", stands)
