"""Rows of the results table as they are printed: JSON in the shape of design section 11, and text.

Comes in: chunks of the results table, and the names of criteria. Goes out: one JSON object a request, and short
rows for a terminal. Only what is printed is ever taken out of Arrow.
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
        }


_COLUMNS = ("case", "request", "recommendation", "rests on", "determination", "comparison")


def text_rows(chunk: "pa.Table", most: int) -> str:
    """The first rows of a table for a terminal."""
    rows = [_COLUMNS, *(_row(row) for row in chunk.slice(0, most).to_pylist())]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_COLUMNS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _row(row: Mapping[str, Any]) -> tuple[str, ...]:
    decision = row["decision"].replace("_", " ")
    if row["quantity"] is not None and row["decision"] == "modify":
        decision += f" to {row['quantity']:g}"
    stands = (row["comparison"] or "-").replace("_", " ")
    return (row["case"], row["request"], decision, row["rests_on"] or "-", row["outcome"] or "-", stands)


def summary_rows(summary: Mapping[str, Any]) -> Iterator[str]:
    """The figures in words."""
    verdicts = ("agrees", "agrees_in_part", "differs", "pend", "not_covered")
    counts = ", ".join(f"{summary[each]:,} {each.replace('_', ' ')}" for each in verdicts)
    yield f"{summary['requests']:,} requests, {summary['compared']:,} compared: {counts}."
    rests = summary["rests_on"]
    yield (
        f"Of those decided, {rests['documented']:,} rest on documented facts, "
        f"{rests['silence']:,} on silence of the record."
    )
    if summary["share_ours"] is not None:
        share = 100 * summary["share_ours"]
        yield f"Of the criteria that decide, {share:.0f} in 100 rest on our reading or on unverified grounds."
    if summary["compared"]:
        yield from _coefficients(summary)
    yield ""
    yield f"{'category':<28}{'requests':>12}" + "".join(f"{each.replace('_', ' '):>15}" for each in verdicts)
    for category, row in summary["by_category"].items():
        yield f"{category:<28}{row['requests']:>12,}" + "".join(f"{row[each]:>15,}" for each in verdicts)


_VIEWS = (
    ("recommended", None),
    ("where it rests on documented facts", "documented"),
    ("under the guideline that was cited", "as_cited"),
    ("the same rules without the facts", "without_facts"),
    ("always uphold", "always_upheld"),
)


def _coefficients(summary: Mapping[str, Any]) -> Iterator[str]:
    if summary["kappa"] is None:
        yield "No coefficient: fewer than 50 scored requests, or fewer than 10 in a class."
        return
    yield ""
    yield f"{'':<36}{'scored':>12}{'recall overturned':>19}{'recall upheld':>15}{'kappa':>8}{'AC1':>8}"
    for title, key in _VIEWS:
        view = summary if key is None else summary[key]
        if view:
            cells = [_two(view[name]) for name in ("overturned_recall", "upheld_recall", "kappa", "ac1")]
            yield f"{title:<36}{view['scored']:>12,}{cells[0]:>19}{cells[1]:>15}{cells[2]:>8}{cells[3]:>8}"


def _two(value: float | None) -> str:
    """Two decimals, and nothing below zero that is nothing."""
    return "-" if value is None else f"{round(value, 2) + 0.0:.2f}"
