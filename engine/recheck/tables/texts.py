"""Texts of CSV files and values of JSON lines as values of a column, as SQL.

Comes in: a column, and the cell. Goes out: the value and its faults. A number or a date has one form only; another
is a fault and never a guess.
"""

from collections.abc import Iterator
from dataclasses import replace

from recheck.tables.columns import Column, Kind
from recheck.tables.duck import listed, literal, named
from recheck.tables.faults import EMPTY_HINT, WANTED, WORDS_HINT, Fault, Given, written
from recheck.tables.mapping import EXCEL, ColumnMap

_NUMBER = "^[+-]?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?$"


def of_text(column: Column, cell: str, how: ColumnMap) -> tuple[str, list[Fault]]:
    """A text as a value of the column; dates and numbers in one form only, never guessed."""
    empty = Fault("empty-value", "empty text", f"trim({cell}) = ''", EMPTY_HINT)
    filled = f"trim({cell}) <> ''"
    match column.kind:
        case Kind.BOOLEAN:
            value = f"CASE lower({cell}) WHEN 'true' THEN true WHEN 'false' THEN false END"
            wrong = f"{filled} AND lower({cell}) NOT IN ('true', 'false')"
            return value, [empty, Fault("wrong-type", "neither true nor false", wrong, WORDS_HINT)]
        case Kind.INTEGER if how.times is None:
            form = "^[+-]?(0|[1-9][0-9]{0,17})(\\.0+)?$"
            wrong = f"{filled} AND NOT regexp_matches({cell}, '{form}')"
            value = f"TRY_CAST({cell} AS BIGINT)"
            return value, [empty, *_no_numbers(cell, wrong, "not a whole number")]
        case Kind.INTEGER | Kind.NUMBER:
            wrong = f"{filled} AND NOT regexp_matches({cell}, '{_NUMBER}')"
            return f"TRY_CAST({cell} AS DOUBLE)", [empty, *_no_numbers(cell, wrong, "not a number")]
        case Kind.DATE:
            value, faults = _text_date(cell, how)
            return value, [empty, *faults]
        case _:
            return cell, [empty]


def _no_numbers(cell: str, wrong: str, says: str) -> Iterator[Fault]:
    """What is no number; one too large for a computer is infinite to it."""
    special = f"lower(trim({cell})) IN ('nan', '+nan', '-nan', 'inf', '+inf', '-inf', 'infinity', '-infinity')"
    form = f"regexp_matches({cell}, '{_NUMBER}')"
    beyond = f"({form} AND NOT coalesce(isfinite(TRY_CAST({cell} AS DOUBLE)), false))"
    yield Fault("not-a-number", "NaN or infinite", f"{special} OR {beyond}", WORDS_HINT)
    yield Fault("wrong-type", says, f"{wrong} AND NOT {special} AND NOT {beyond}", WORDS_HINT)


_ISO = "^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]00:00(:00(\\.0+)?)?)?$"
_ZONED = "^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9:.]+ ?(Z|z|[+-][0-9]{2}(:?[0-9]{2})?)$"


def _text_date(cell: str, how: ColumnMap) -> tuple[str, list[Fault]]:
    if how.dates:
        return formatted_date(cell, how.dates)
    day = f"TRY_CAST(left({cell}, 10) AS DATE)"
    filled = f"trim({cell}) <> ''"
    formed, zoned = f"regexp_matches({cell}, '{_ISO}')", f"regexp_matches({cell}, '{_ZONED}')"
    if how.zone:
        at = f"CAST((TRY_CAST({cell} AS TIMESTAMPTZ) AT TIME ZONE {literal(how.zone)}) AS DATE)"
        return f"CASE WHEN {zoned} THEN {at} WHEN {formed} THEN {day} END", [
            *_wrong_dates(cell, f"{filled} AND NOT {formed} AND NOT {zoned}"),
            Fault("no-such-date", "not a date of the calendar", f"{formed} AND {day} IS NULL"),
        ]
    return f"CASE WHEN {formed} THEN {day} END", [
        Fault("time-with-zone", "a time with a zone, on which its date depends", zoned, ZONE_HINT),
        *_wrong_dates(cell, f"{filled} AND NOT {formed} AND NOT {zoned}"),
        Fault("no-such-date", "not a date of the calendar", f"{formed} AND {day} IS NULL"),
    ]


ZONE_HINT = "say whose date counts: 'zone: America/Los_Angeles' for the column in a mapping (--map)"
FORM_HINT = "say how dates are written: 'dates: \"%m/%d/%Y\"' for the column in a mapping (--map)"


_SERIAL = "^[2-6][0-9]{4}(\\.[0-9]+)?$"
"""A day as Excel counts it, of the years 1954 to 2091."""
SERIAL_HINT = "format the column as dates, or say 'dates: excel' for it in a mapping (--map)"


def _wrong_dates(cell: str, wrong: str) -> Iterator[Fault]:
    serial = f"regexp_matches({cell}, '{_SERIAL}')"
    yield Fault("wrong-type", "a number, as Excel keeps dates,", f"{wrong} AND {serial}", SERIAL_HINT)
    yield Fault("wrong-type", "not a date such as 2016-11-30", f"{wrong} AND NOT {serial}", FORM_HINT)


def _day(cell: str, form: str) -> str:
    """A cell as a date in one form; NULL where it is written otherwise."""
    if form != EXCEL:
        return f"CAST(TRY_STRPTIME({cell}, {literal(form)}) AS DATE)"
    days = f"CAST(floor(TRY_CAST({cell} AS DOUBLE)) AS INTEGER)"
    return f"CASE WHEN regexp_matches({cell}, '{_SERIAL}') THEN DATE '1899-12-30' + {days} END"


def formatted_date(cell: str, formats: tuple[str, ...]) -> tuple[str, list[Fault]]:
    """A date in the named forms; one that two of them read differently is a fault, not a guess."""
    days = [_day(cell, each) for each in formats]
    value = f"coalesce({', '.join(days)})" if len(days) > 1 else days[0]
    shown = " or ".join(formats)
    faults = [Fault("wrong-type", f"not a date written {shown}", f"trim({cell}) <> '' AND {value} IS NULL")]
    if len(days) > 1:
        low, high = f"least({', '.join(days)})", f"greatest({', '.join(days)})"
        says = f"different dates when read as {shown}"
        faults.append(Fault("ambiguous-date", says, f"{low} <> {high}", "name one way of writing dates"))
    return value, faults


_JSON_TYPES = {
    Kind.BOOLEAN: ("BOOLEAN",),
    Kind.INTEGER: ("UBIGINT", "BIGINT", "DOUBLE", "HUGEINT", "UHUGEINT"),
    Kind.NUMBER: ("UBIGINT", "BIGINT", "DOUBLE", "HUGEINT", "UHUGEINT"),
    Kind.DATE: ("VARCHAR",),
    Kind.TEXT: ("VARCHAR",),
}


def of_json(column: Column, given: Given, how: ColumnMap) -> tuple[str, list[Fault]]:
    """A JSON value as a value of the column; one of another type is a fault."""
    cell, words = named(given.name), written(given)
    allowed = _JSON_TYPES[column.kind] + (("UBIGINT", "BIGINT") if column.is_name else ())
    right = f"json_type({cell}) IN {listed(list(allowed))}"
    wrong = Fault("wrong-type", f"not {WANTED[column.kind]}", f"NOT ({right})", WORDS_HINT)
    value, faults = of_text(column, words, how)
    within = [replace(each, when=f"{right} AND {each.when}") for each in faults]
    return f"CASE WHEN {right} THEN {value} END", [wrong, *within]
