"""Columns that have types already, of Parquet files and databases, as columns of ours, as SQL.

Comes in: a column, and the user's with its type in DuckDB. Goes out: the value and its faults. A column of another
type is no guess: all of its cells are faults, unless a mapping says what they mean.
"""

from recheck.tables.columns import Column, Kind
from recheck.tables.duck import literal, named
from recheck.tables.faults import WANTED, WORDS_HINT, Fault, Given
from recheck.tables.mapping import ColumnMap
from recheck.tables.texts import FORM_HINT, ZONE_HINT, formatted_date, of_text

PLAIN_TYPES: dict[Kind, tuple[str, ...]] = {
    Kind.TEXT: ("VARCHAR",),
    Kind.INTEGER: ("TINYINT", "SMALLINT", "INTEGER", "BIGINT"),
    Kind.NUMBER: ("DOUBLE",),
    Kind.BOOLEAN: (),
    Kind.DATE: (),
    Kind.TEXTS: (),
}
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
_HUGE = ("HUGEINT", "UHUGEINT")
_FLOATS = ("FLOAT", "DOUBLE")


def _is_text(kind: str) -> bool:
    return kind in ("VARCHAR", "UUID") or kind.startswith("ENUM")


def of_typed(column: Column, given: Given, how: ColumnMap) -> tuple[str, list[Fault]]:
    """A cell with a type as a value of the column."""
    cell, kind = named(given.name), given.type
    as_text = f"CAST({cell} AS VARCHAR)"
    match column.kind:
        case Kind.TEXT if _is_text(kind):
            return of_text(column, as_text if kind != "VARCHAR" else cell, how)
        case Kind.TEXT if column.is_name and kind in (*_WHOLE, *_HUGE):
            return as_text, []
        case Kind.BOOLEAN if kind == "BOOLEAN":
            return cell, []
        case Kind.INTEGER if kind in _WHOLE and kind != "UBIGINT" and how.times is None:
            return f"CAST({cell} AS BIGINT)", []
        case Kind.INTEGER | Kind.NUMBER if kind in (*_WHOLE, *_HUGE, *_FLOATS) or kind.startswith("DECIMAL"):
            return _typed_number(column, cell, kind, how)
        case Kind.DATE if kind == "DATE":
            return cell, []
        case Kind.DATE if kind.startswith("TIMESTAMP"):
            return _typed_time(cell, kind, how)
        case Kind.DATE if _is_text(kind) and how.dates:
            return formatted_date(as_text, how.dates)
        case _:
            wanted = f"{said_type(kind)}, where {WANTED[column.kind]} is wanted"
            return f"CAST(NULL AS {column.kind.sql})", [
                Fault("wrong-type", wanted, f"{cell} IS NOT NULL", _hint(column, kind))
            ]


def said_type(kind: str) -> str:
    """A type of DuckDB in words."""
    words = {"VARCHAR": "text", "BOOLEAN": "true or false", "DATE": "a date", "BLOB": "bytes", "TIME": "a time of day"}
    if kind in (*_WHOLE, *_HUGE):
        return "a whole number"
    if kind in _FLOATS or kind.startswith("DECIMAL"):
        return "a number"
    if kind.endswith("[]"):
        return "a list"
    return words.get(kind, "a time" if kind.startswith("TIMESTAMP") else kind.split("(", maxsplit=1)[0])


def _hint(column: Column, kind: str) -> str:
    if column.kind is Kind.DATE and _is_text(kind):
        return FORM_HINT.replace("%m/%d/%Y", "%Y-%m-%d")
    return WORDS_HINT


def _typed_number(column: Column, cell: str, kind: str, how: ColumnMap) -> tuple[str, list[Fault]]:
    """A number; of single precision the decimal that was meant: 0.1, not 0.10000000149."""
    double = f"CAST(CAST({cell} AS VARCHAR) AS DOUBLE)" if kind == "FLOAT" else f"CAST({cell} AS DOUBLE)"
    faults = []
    if kind in _FLOATS:
        faults.append(Fault("not-a-number", "NaN or infinite", f"NOT isfinite({cell})", WORDS_HINT))
    if column.kind is Kind.NUMBER or how.times is not None:
        return double, faults
    value = f"TRY_CAST({cell} AS BIGINT)"
    fraction = f"{value} IS NULL OR {value} <> {cell}"
    finite = f"isfinite({cell}) AND " if kind in _FLOATS else ""
    says = "not a whole number"
    return value, [*faults, Fault("wrong-type", says, f"{cell} IS NOT NULL AND {finite}({fraction})", WORDS_HINT)]


def _typed_time(cell: str, kind: str, how: ColumnMap) -> tuple[str, list[Fault]]:
    """The date of a time: at midnight it is one; with a zone it is one only where the mapping says whose."""
    if "TIME ZONE" in kind or kind.startswith("TIMESTAMPTZ"):
        if how.zone:
            return f"CAST(({cell} AT TIME ZONE {literal(how.zone)}) AS DATE)", []
        says = "a time with a zone, on which its date depends"
        return "CAST(NULL AS DATE)", [Fault("time-with-zone", says, f"{cell} IS NOT NULL", ZONE_HINT)]
    day = f"CAST({cell} AS DATE)"
    says = "a time of day, where a date is wanted"
    hint = "hand over dates: what a time without a zone means is not known"
    return day, [Fault("time-of-day", says, f"CAST({day} AS TIMESTAMP) <> CAST({cell} AS TIMESTAMP)", hint)]
