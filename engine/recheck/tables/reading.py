"""One cell's way from a user's column to ours, as SQL: its value, and what can be wrong with it.

Comes in: our column, the user's, and the mapping's word on it. Goes out: an expression for the value, and
for each fault a condition on the row. Nothing is computed here: the whole table is checked in one query.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from recheck.model.value import Number
from recheck.tables.columns import MOST, Column, Kind
from recheck.tables.duck import listed, literal, named
from recheck.tables.mapping import ColumnMap

TEXT, JSON = "TEXT", "JSON"
"""Kinds of user's columns whose types are not known: texts of a CSV file, values of JSON lines."""
FIRST_YEAR, LAST_YEAR = 1901, 2199
"""Dates outside are fillers: 0001-01-01 and 1900-01-01 stand for 'none' in databases and spreadsheets, 9999 too."""


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


@dataclass(frozen=True, slots=True)
class Reading:
    """A column as SQL."""

    column: Column
    source: str
    """The user's column, as SQL."""
    name: str
    """The user's column, as the user calls it."""
    value: str
    faults: tuple[Fault, ...]
    is_plain: bool = False
    """Whether the cells have our type already, and no mapping changes them."""

    @property
    def any_fault(self) -> str:
        """The condition that something is wrong with a cell."""
        return " OR ".join(f"({each.when})" for each in self.faults) or "false"

    def suspicion(self, relation: str) -> str:
        """An aggregate over all rows that is more than 0 where any of them has a fault, found the quickest way.

        Bounds hold where the least and the greatest keep them, and NaN is greater than all; values that come
        again and again are each looked at once.
        """
        if self.is_plain and self.column.kind.is_numeric and not self.column.is_needed:
            low, high = f"min({self.value}) < {_least(self.column)}", f"max({self.value}) > {_most(self.column)}"
            return f"CASE WHEN {low} OR {high} THEN 1 ELSE 0 END"
        if self.column.kind is Kind.TEXTS or (self.column.kind is Kind.TEXT and not self.column.values):
            return f"count(*) FILTER (WHERE {self.any_fault})"
        return f"(SELECT count(*) FROM (SELECT DISTINCT {self.source} FROM {relation}) WHERE {self.any_fault})"


def read_column(column: Column, given: Given, how: ColumnMap, not_documented: tuple[str, ...] = ()) -> Reading:
    """How a user's column is read as ours.

    >>> age = Column("age", Kind.INTEGER, low=0, high=120)
    >>> found = read_column(age, Given("AGE", "BIGINT"), ColumnMap("AGE"))
    >>> found.value, [each.code for each in found.faults]
    ('CAST("AGE" AS BIGINT)', ['out-of-bounds'])
    """
    cell = named(given.name)
    words = {**dict.fromkeys(not_documented), **how.values}
    if column.kind is Kind.TEXTS:
        value, faults = _texts(column, given, how, words)
        return Reading(column, cell, given.name, value, tuple(faults))
    value, faults = _plain(column, given, how)
    if how.times is not None:
        value, faults = _scaled(column, value, faults, how.times)
    faults = [*faults, *_limits(column, value)]
    if words:
        known = _written(given)
        match = f"{known} IN {listed(list(words))}"
        cases = " ".join(f"WHEN {literal(theirs)} THEN {literal(ours)}" for theirs, ours in words.items())
        value = f"CASE WHEN {match} THEN CASE {known} {cases} END ELSE {value} END"
        faults = [replace(each, when=f"({known} NOT IN {listed(list(words))}) AND ({each.when})") for each in faults]
    if column.is_needed:
        faults = [*faults, Fault("no-value", "no value", f"({value}) IS NULL AND {_is_silent(given, words)}")]
    is_plain = not words and how.times is None and given.type in _PLAIN[column.kind]
    return Reading(column, cell, given.name, value, tuple(faults), is_plain)


def constant(column: Column, value: object) -> Reading:
    """A column that is the same in every row."""
    written = "NULL" if value is None else literal(value)
    return Reading(column, "NULL", column.name, f"CAST({written} AS {column.kind.sql})", ())


def _is_silent(given: Given, words: dict[str, object]) -> str:
    """The condition that a cell is empty, or says that nothing is documented: not that it is wrong."""
    cell = named(given.name)
    silent = [each for each, value in words.items() if value is None]
    said = f" OR {_written(given)} IN {listed(silent)}" if silent else ""
    return f"({cell} IS NULL{said})"


def _written(given: Given) -> str:
    """A cell as text; whole numbers without a decimal point, so that `1` of a mapping meets them."""
    cell = named(given.name)
    if given.type == TEXT:
        return cell
    if given.type == JSON:
        return f"({cell} ->> '$')"
    if given.type in ("FLOAT", "DOUBLE") or given.type.startswith("DECIMAL"):
        return f"regexp_replace(CAST({cell} AS VARCHAR), '\\.0+$', '')"
    return f"CAST({cell} AS VARCHAR)"


def _plain(column: Column, given: Given, how: ColumnMap) -> tuple[str, list[Fault]]:
    if given.type == TEXT:
        return _of_text(column, named(given.name), how)
    if given.type == JSON:
        return _of_json(column, given, how)
    return _of_typed(column, given, how)


# -- texts ----------------------------------------------------------------------------------------

_NUMBER = "^[+-]?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?$"
_EMPTY_HINT = "leave the cell out, or name '' under 'not_documented' in a mapping (--map)"
_WORDS_HINT = "say what the words mean under 'values' in a mapping (--map)"


def _of_text(column: Column, cell: str, how: ColumnMap) -> tuple[str, list[Fault]]:
    """A text as a value of the column; dates and numbers in one form only, never guessed."""
    empty = Fault("empty-value", "empty text", f"trim({cell}) = ''", _EMPTY_HINT)
    filled = f"trim({cell}) <> ''"
    match column.kind:
        case Kind.BOOLEAN:
            value = f"CASE lower({cell}) WHEN 'true' THEN true WHEN 'false' THEN false END"
            wrong = f"{filled} AND lower({cell}) NOT IN ('true', 'false')"
            return value, [empty, Fault("wrong-type", "neither true nor false", wrong, _WORDS_HINT)]
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
    yield Fault("not-a-number", "NaN or infinite", f"{special} OR {beyond}", _WORDS_HINT)
    yield Fault("wrong-type", says, f"{wrong} AND NOT {special} AND NOT {beyond}", _WORDS_HINT)


_ISO = "^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]00:00(:00(\\.0+)?)?)?$"
_ZONED = "^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9:.]+ ?(Z|z|[+-][0-9]{2}(:?[0-9]{2})?)$"


def _text_date(cell: str, how: ColumnMap) -> tuple[str, list[Fault]]:
    if how.dates:
        return _formatted_date(cell, how.dates)
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
        Fault("time-with-zone", "a time with a zone, on which its date depends", zoned, _ZONE_HINT),
        *_wrong_dates(cell, f"{filled} AND NOT {formed} AND NOT {zoned}"),
        Fault("no-such-date", "not a date of the calendar", f"{formed} AND {day} IS NULL"),
    ]


_ZONE_HINT = "say whose date counts: 'zone: America/Los_Angeles' for the column in a mapping (--map)"
_FORM_HINT = "say how dates are written: 'dates: \"%m/%d/%Y\"' for the column in a mapping (--map)"


def _wrong_dates(cell: str, wrong: str) -> Iterator[Fault]:
    yield Fault("wrong-type", "not a date such as 2016-11-30", wrong, _FORM_HINT)


def _formatted_date(cell: str, formats: tuple[str, ...]) -> tuple[str, list[Fault]]:
    """A date in the named forms; one that two of them read differently is a fault, not a guess."""
    days = [f"CAST(TRY_STRPTIME({cell}, {literal(each)}) AS DATE)" for each in formats]
    value = f"coalesce({', '.join(days)})" if len(days) > 1 else days[0]
    shown = " or ".join(formats)
    faults = [Fault("wrong-type", f"not a date written {shown}", f"trim({cell}) <> '' AND {value} IS NULL")]
    if len(days) > 1:
        low, high = f"least({', '.join(days)})", f"greatest({', '.join(days)})"
        says = f"different dates when read as {shown}"
        faults.append(Fault("ambiguous-date", says, f"{low} <> {high}", "name one way of writing dates"))
    return value, faults


# -- JSON -----------------------------------------------------------------------------------------

_JSON_TYPES = {
    Kind.BOOLEAN: ("BOOLEAN",),
    Kind.INTEGER: ("UBIGINT", "BIGINT", "DOUBLE", "HUGEINT", "UHUGEINT"),
    Kind.NUMBER: ("UBIGINT", "BIGINT", "DOUBLE", "HUGEINT", "UHUGEINT"),
    Kind.DATE: ("VARCHAR",),
    Kind.TEXT: ("VARCHAR",),
}
_WANTED = {
    Kind.BOOLEAN: "true or false",
    Kind.INTEGER: "a whole number",
    Kind.NUMBER: "a number",
    Kind.DATE: "a date",
    Kind.TEXT: "text",
    Kind.TEXTS: "a list of text",
}


def _of_json(column: Column, given: Given, how: ColumnMap) -> tuple[str, list[Fault]]:
    cell, words = named(given.name), _written(given)
    allowed = _JSON_TYPES[column.kind] + (("UBIGINT", "BIGINT") if column.is_name else ())
    right = f"json_type({cell}) IN {listed(list(allowed))}"
    wrong = Fault("wrong-type", f"not {_WANTED[column.kind]}", f"NOT ({right})", _WORDS_HINT)
    value, faults = _of_text(column, words, how)
    within = [replace(each, when=f"{right} AND {each.when}") for each in faults]
    return f"CASE WHEN {right} THEN {value} END", [wrong, *within]


# -- columns with types ---------------------------------------------------------------------------

_PLAIN: dict[Kind, tuple[str, ...]] = {
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


def _of_typed(column: Column, given: Given, how: ColumnMap) -> tuple[str, list[Fault]]:
    cell, kind = named(given.name), given.type
    as_text = f"CAST({cell} AS VARCHAR)"
    match column.kind:
        case Kind.TEXT if _is_text(kind):
            return _of_text(column, as_text if kind != "VARCHAR" else cell, how)
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
            return _formatted_date(as_text, how.dates)
        case _:
            wanted = f"{_said(kind)}, where {_WANTED[column.kind]} is wanted"
            return f"CAST(NULL AS {column.kind.sql})", [
                Fault("wrong-type", wanted, f"{cell} IS NOT NULL", _hint(column, kind))
            ]


def _said(kind: str) -> str:
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
        return _FORM_HINT.replace("%m/%d/%Y", "%Y-%m-%d")
    return _WORDS_HINT


def _typed_number(column: Column, cell: str, kind: str, how: ColumnMap) -> tuple[str, list[Fault]]:
    """A number; of single precision the decimal that was meant: 0.1, not 0.10000000149."""
    double = f"CAST(CAST({cell} AS VARCHAR) AS DOUBLE)" if kind == "FLOAT" else f"CAST({cell} AS DOUBLE)"
    faults = []
    if kind in _FLOATS:
        faults.append(Fault("not-a-number", "NaN or infinite", f"NOT isfinite({cell})", _WORDS_HINT))
    if column.kind is Kind.NUMBER or how.times is not None:
        return double, faults
    value = f"TRY_CAST({cell} AS BIGINT)"
    fraction = f"{value} IS NULL OR {value} <> {cell}"
    finite = f"isfinite({cell}) AND " if kind in _FLOATS else ""
    says = "not a whole number"
    return value, [*faults, Fault("wrong-type", says, f"{cell} IS NOT NULL AND {finite}({fraction})", _WORDS_HINT)]


def _typed_time(cell: str, kind: str, how: ColumnMap) -> tuple[str, list[Fault]]:
    """The date of a time: at midnight it is one; with a zone it is one only where the mapping says whose."""
    if "TIME ZONE" in kind or kind == "TIMESTAMPTZ":
        if how.zone:
            return f"CAST(({cell} AT TIME ZONE {literal(how.zone)}) AS DATE)", []
        says = "a time with a zone, on which its date depends"
        return "CAST(NULL AS DATE)", [Fault("time-with-zone", says, f"{cell} IS NOT NULL", _ZONE_HINT)]
    day = f"CAST({cell} AS DATE)"
    says = "a time of day, where a date is wanted"
    hint = "hand over dates: what a time without a zone means is not known"
    return day, [Fault("time-of-day", says, f"CAST({day} AS TIMESTAMP) <> CAST({cell} AS TIMESTAMP)", hint)]


# -- limits ---------------------------------------------------------------------------------------


def _scaled(column: Column, value: str, faults: list[Fault], times: float) -> tuple[str, list[Fault]]:
    """A number in another unit; whole where the column is, and said to be a fault where it is not."""
    product = f"round(({value}) * {times!r}, 9)"
    if column.kind is Kind.NUMBER:
        return product, faults
    whole = f"TRY_CAST({product} AS BIGINT)"
    says = f"not a whole number once multiplied by {times}"
    wrong = f"({value}) IS NOT NULL AND ({whole} IS NULL OR {whole} <> {product})"
    return whole, [*faults, Fault("wrong-type", says, wrong)]


def _least(column: Column) -> Number:
    return -MOST if column.low is None else column.low


def _most(column: Column) -> Number:
    return MOST if column.high is None else column.high


def _limits(column: Column, value: str) -> Iterator[Fault]:
    if column.values:
        wrong = f"({value}) NOT IN {listed(column.values)} AND trim({value}) <> ''"
        yield Fault("unknown-value", "not among its values", wrong)
    if column.kind.is_numeric:
        low, high = column.low, column.high
        bounds = f"{'' if low is None else low} to {'' if high is None else high}".strip()
        says = f"out of bounds ({bounds})" if low is not None or high is not None else "beyond 10^12"
        finite = f"isfinite({value}) AND " if column.kind is Kind.NUMBER else ""
        yield Fault("out-of-bounds", says, f"{finite}NOT (({value}) BETWEEN {_least(column)} AND {_most(column)})")
    if column.kind is Kind.DATE:
        says = f"a date outside {FIRST_YEAR} to {LAST_YEAR}, as stands for 'none' in databases and spreadsheets"
        wrong = f"({value}) NOT BETWEEN DATE '{FIRST_YEAR}-01-01' AND DATE '{LAST_YEAR}-12-31'"
        yield Fault("out-of-bounds", says, wrong, _WORDS_HINT)


# -- lists ----------------------------------------------------------------------------------------


def _texts(column: Column, given: Given, how: ColumnMap, words: dict[str, object]) -> tuple[str, list[Fault]]:
    cell = named(given.name)
    faults: list[Fault] = []
    silent = [each for each, value in words.items() if value is None]
    if given.type == TEXT:
        faults.append(Fault("empty-value", "empty text", f"trim({cell}) = ''", _EMPTY_HINT))
        members = f"list_transform(string_split({cell}, {literal(how.separator)}), lambda m: trim(m))"
    elif given.type == JSON:
        others = f"len(list_filter(json_extract({cell}, '$[*]'), lambda m: json_type(m) <> 'VARCHAR')) > 0"
        wrong = f"json_type({cell}) <> 'ARRAY' OR {others}"
        faults.append(Fault("wrong-type", "not a list of text", wrong))
        members = f"CASE WHEN json_type({cell}) = 'ARRAY' THEN CAST({cell} AS VARCHAR[]) END"
    elif given.type == "VARCHAR[]":
        members = cell
        none = f"len(list_filter({cell}, lambda m: m IS NULL)) > 0"
        faults.append(Fault("no-value", "a list with a member that has no value", none))
    else:
        wanted = f"{_said(given.type)}, where a list of text is wanted"
        filled = f"len({cell}) > 0" if given.type.endswith("[]") else f"{cell} IS NOT NULL"
        none = f"CASE WHEN {cell} IS NOT NULL THEN CAST([] AS VARCHAR[]) END"
        return none, [Fault("wrong-type", wanted, filled)]
    if silent and given.type == TEXT:
        none = f"{cell} IN {listed(silent)}"
        members = f"CASE WHEN {none} THEN NULL ELSE {members} END"
        faults = [replace(each, when=f"NOT ({none}) AND ({each.when})") for each in faults]
    mapped = {theirs: ours for theirs, ours in words.items() if ours is not None}
    if mapped:
        cases = " ".join(f"WHEN {literal(theirs)} THEN {literal(_one(ours))}" for theirs, ours in mapped.items())
        members = f"list_transform({members}, lambda m: CASE m {cases} ELSE m END)"
    empty = f"len(list_filter({members}, lambda m: trim(m) = '')) > 0"
    filled = f"trim({cell}) <> '' AND " if given.type == TEXT else ""
    faults.append(Fault("empty-value", "a list with empty text", filled + empty))
    if column.values:
        known = f"lambda m: m NOT IN {listed(column.values)} AND trim(m) <> ''"
        says = "a list with members that are not among its values"
        faults.append(Fault("unknown-value", says, f"len(list_filter({members}, {known})) > 0"))
    return members, faults


def _one(value: object) -> object:
    """A member that a mapping writes as a set of one."""
    return next(iter(value)) if isinstance(value, frozenset) and len(value) == 1 else value
