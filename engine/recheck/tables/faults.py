"""A user's cell and what can be wrong with it: the words that all readers of cells share.

Comes in: nothing. Goes out: the shapes of a user's column and of a fault, and what to do about the usual ones.
"""

from dataclasses import dataclass

from recheck.tables.columns import Kind
from recheck.tables.duck import named

TEXT, JSON = "TEXT", "JSON"
"""Kinds of user's columns whose types are not known: texts of a CSV file, values of JSON lines."""
EMPTY_HINT = "leave the cell out, or name '' under 'not_documented' in a mapping (--map)"
WORDS_HINT = "say what the words mean under 'values' in a mapping (--map)"
WANTED = {
    Kind.BOOLEAN: "true or false",
    Kind.INTEGER: "a whole number",
    Kind.NUMBER: "a number",
    Kind.DATE: "a date",
    Kind.TEXT: "text",
    Kind.TEXTS: "a list of text",
}


@dataclass(frozen=True, slots=True)
class Given:
    """A user's column: its name, and its type in DuckDB, or that it is text or JSON."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that can be wrong with a cell: a condition on the row, and what to say of it."""

    code: str
    says: str
    when: str
    suggestion: str | None = None


def written(given: Given) -> str:
    """A cell as text; whole numbers without a decimal point, so that `1` of a mapping meets them."""
    cell = named(given.name)
    if given.type == TEXT:
        return cell
    if given.type == JSON:
        return f"({cell} ->> '$')"
    if given.type in ("FLOAT", "DOUBLE") or given.type.startswith("DECIMAL"):
        return f"regexp_replace(CAST({cell} AS VARCHAR), '\\.0+$', '')"
    return f"CAST({cell} AS VARCHAR)"
