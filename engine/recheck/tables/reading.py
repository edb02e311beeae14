"""One cell's way from a user's column to ours, as SQL: its value, and what can be wrong with it.

Comes in: our column, the user's, and the mapping's word on it. Goes out: an expression for the value, and
for each fault a condition on the row. Nothing is computed here: the whole table is checked in one query.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from recheck.model.value import Number, Value
from recheck.tables.columns import MOST, Column, Kind
from recheck.tables.duck import listed, literal, named
from recheck.tables.faults import JSON, TEXT, WORDS_HINT, Fault, Given, written
from recheck.tables.lists import of_list
from recheck.tables.mapping import ColumnMap
from recheck.tables.texts import of_json, of_text
from recheck.tables.typed import PLAIN_TYPES, of_typed

FIRST_YEAR, LAST_YEAR = 1901, 2199
"""Dates outside are fillers: 0001-01-01 and 1900-01-01 stand for 'none' in databases and spreadsheets, 9999 too."""


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
    words = {**dict.fromkeys(not_documented), **column.former, **how.values}
    if column.kind is Kind.TEXTS:
        value, faults = of_list(column, given, how, words)
        return Reading(column, cell, given.name, value, tuple(faults))
    value, faults = _plain(column, given, how)
    if how.times is not None:
        value, faults = _scaled(column, value, faults, how.times)
    faults = [*faults, *_limits(column, value)]
    if words:
        known, words = _as_meant(written(given), words)
        match = f"{known} IN {listed(list(words))}"
        cases = " ".join(f"WHEN {literal(theirs)} THEN {literal(ours)}" for theirs, ours in words.items())
        value = f"CASE WHEN {match} THEN CASE {known} {cases} END ELSE {value} END"
        faults = [replace(each, when=f"({known} NOT IN {listed(list(words))}) AND ({each.when})") for each in faults]
    if column.is_needed:
        faults = [*faults, Fault("no-value", "no value", f"({value}) IS NULL AND {_is_silent(given, words)}")]
    is_plain = not words and how.times is None and given.type in PLAIN_TYPES[column.kind]
    return Reading(column, cell, given.name, value, tuple(faults), is_plain)


def _as_meant(cell: str, words: Mapping[str, Value | None]) -> tuple[str, dict[str, Value | None]]:
    """A cell and a mapping's words without regard to capitals and spaces around, where no two words differ by them.

    >>> _as_meant("c", {"Denied": "denied"}), _as_meant("c", {"Y": True, "y": False})
    (('lower(trim(c))', {'denied': 'denied'}), ('c', {'Y': True, 'y': False}))
    """
    folded = {theirs.strip().lower(): ours for theirs, ours in words.items()}
    return (f"lower(trim({cell}))", folded) if len(folded) == len(words) else (cell, dict(words))


def constant(column: Column, value: object) -> Reading:
    """A column that is the same in every row."""
    written = "NULL" if value is None else literal(value)
    return Reading(column, "NULL", column.name, f"CAST({written} AS {column.kind.sql})", ())


def _is_silent(given: Given, words: Mapping[str, Value | None]) -> str:
    """The condition that a cell is empty, or says that nothing is documented: not that it is wrong."""
    cell = named(given.name)
    silent = [each for each, value in words.items() if value is None]
    text, known = _as_meant(written(given), dict.fromkeys(silent))
    said = f" OR {text} IN {listed(list(known))}" if silent else ""
    return f"({cell} IS NULL{said})"


def _plain(column: Column, given: Given, how: ColumnMap) -> tuple[str, list[Fault]]:
    if given.type == TEXT:
        return of_text(column, named(given.name), how)
    if given.type == JSON:
        return of_json(column, given, how)
    return of_typed(column, given, how)


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
        yield Fault("out-of-bounds", says, wrong, WORDS_HINT)
