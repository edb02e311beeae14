"""What is wrong with a table that stays in an engine of the user's: counted there, in the engine's own SQL.

Comes in: the view with our columns. Goes out: a problem for each kind of fault of each column, with how many rows
have it and the first of them by case and request. Bounds, words, empty texts, NaN, fillers for dates, quantities
and dates that disagree, doubled requests and dependencies are looked at.
"""

from collections.abc import Iterator, Sequence

from recheck.evaluators.columns.engines import Engine
from recheck.evaluators.columns.expr import Kind as Type
from recheck.evaluators.columns.sql import Writer
from recheck.model.problem import Place, Problem
from recheck.model.vocabulary import Vocabulary
from recheck.tables.agreement import row_checks
from recheck.tables.columns import DECIDED, MOST, Column, Kind
from recheck.tables.reading import FIRST_YEAR, LAST_YEAR

SHOWN = 3


def cell_problems(engine: Engine, view: str, held: Sequence[Column], rows: int, place: Place) -> list[Problem]:
    """What is wrong with single cells."""
    faults = [(each, *fault) for each in held for fault in _faults(engine, each)]
    counts = _counts(engine, view, [when for *_, when in faults])
    problems = []
    for (column, code, says, when), count in zip(faults, counts, strict=True):
        if count:
            first = _first(engine, view, when, count)
            message = f"column '{column.name}': {says} in {count:,} of {rows:,} rows; {first}"
            problems.append(Problem(code, message, place))
    return problems


def _faults(engine: Engine, column: Column) -> Iterator[tuple[str, str, str]]:
    """Code, words and condition of what can be wrong with a column's cells."""
    write, cell, double = Writer(engine.dialect), engine.writes.name(column.name), engine.writes.types[Type.NUMBER]
    listed = ", ".join(map(write.plain, column.values))
    if column.is_needed:
        yield "no-value", "no value", f"{cell} IS NULL"
    match column.kind:
        case Kind.TEXT:
            yield "empty-value", "empty text", f"TRIM({cell}) = ''"
            if listed:
                yield "unknown-value", "not among its values", f"TRIM({cell}) <> '' AND {cell} NOT IN ({listed})"
        case Kind.TEXTS:
            wrong = "m IS NULL OR TRIM(m) = ''" + (f" OR m NOT IN ({listed})" if listed else "")
            some = {"pyspark": f"EXISTS({cell}, m -> {wrong})"}
            yield (
                "unknown-value",
                "a member that is empty or not among its values",
                some.get(engine.dialect, f"EXISTS (SELECT 1 FROM UNNEST({cell}) AS t(m) WHERE {wrong})"),
            )
        case Kind.INTEGER | Kind.NUMBER:
            low = -MOST if column.low is None else column.low
            high = MOST if column.high is None else column.high
            special = ", ".join(f"CAST('{each}' AS {double})" for each in ("NaN", "Infinity", "-Infinity"))
            finite = ""
            if column.kind is Kind.NUMBER:
                yield "not-a-number", "NaN or infinite", f"{cell} IN ({special})"
                finite = f"{cell} NOT IN ({special}) AND "
            yield "out-of-bounds", f"not within {low} and {high}", f"{finite}{cell} NOT BETWEEN {low} AND {high}"
        case Kind.DATE:
            says = f"a date outside {FIRST_YEAR} to {LAST_YEAR}, as stands for 'none' in databases and spreadsheets"
            yield "out-of-bounds", says, f"{cell} NOT BETWEEN DATE '{FIRST_YEAR}-01-01' AND DATE '{LAST_YEAR}-12-31'"


def row_problems(engine: Engine, view: str, vocabulary: Vocabulary, given: set[str], place: Place) -> list[Problem]:
    """What is wrong with rows as wholes, and between rows."""
    checks = list(row_checks(vocabulary, given))
    counts = _counts(engine, view, [when for _, _, when, _, _ in checks])
    problems = []
    for (code, says, when, _, hint), count in zip(checks, counts, strict=True):
        if count:
            problems.append(
                Problem(
                    code,
                    f"{says} in {count:,} row{'s' * (count > 1)}; {_first(engine, view, when, count)}",
                    place,
                    hint,
                )
            )
    problems += _between(engine, view, place)
    return problems


def _between(engine: Engine, view: str, place: Place) -> Iterator[Problem]:
    """Doubled components, parts that some rows name, and what is said of a whole request but not by each row."""
    case = engine.writes.name("case")
    key = f"SELECT {case}, request FROM {view} GROUP BY {case}, request"
    doubled = f"{key}, part, component HAVING count(*) > 1"
    hint = "number the components of one request 0, 1, 2 … in the column 'component', or remove the copies"
    yield from _some(engine, doubled, "duplicate-request", "requests with several rows of one component", hint, place)
    part = f"{key} HAVING count(part) > 0 AND count(part) < count(*)"
    hint = "name the part in each row; rows without parts are regions"
    yield from _some(
        engine, part, "missing-part", "some rows of a request name its part and others do not", hint, place
    )
    for name in (*DECIDED, "depends_on"):
        cell = engine.writes.name(name)
        apart = f"{key} HAVING count(DISTINCT {cell}) > 1 OR (count({cell}) > 0 AND count({cell}) < count(*))"
        hint = "it is said of the whole request: write the same in each of its rows"
        says = f"'{name}' differs between the rows of one request"
        yield from _some(engine, apart, "rows-disagree", says, hint, place)
    for name in ("depends_on", "part_depends_on"):
        there = f"SELECT 1 FROM {view} o WHERE o.{case} = n.{case} AND o.request = n.{name}"
        lost = f"SELECT n.{case}, n.request FROM {view} n WHERE n.{name} IS NOT NULL AND NOT EXISTS ({there})"
        says, hint = f"'{name}' names no request of the same case", "name a request of the case, or leave it out"
        yield from _some(engine, lost, "unknown-request", says, hint, place)


def _some(engine: Engine, query: str, code: str, says: str, hint: str, place: Place) -> Iterator[Problem]:
    """A problem where a query finds requests."""
    found = engine.rows(f"{query} ORDER BY 1, 2 LIMIT {SHOWN + 1}")
    if found:
        yield Problem(code, f"{says}: {_keys(found)}", place, hint)


def _counts(engine: Engine, view: str, conditions: Sequence[str]) -> list[int]:
    if not conditions:
        return []
    counts = ", ".join(f"COUNT(CASE WHEN {when} THEN 1 END)" for when in conditions)
    return [int(each) for each in engine.rows(f"SELECT {counts} FROM {view}")[0]]


def _first(engine: Engine, view: str, when: str, count: int) -> str:
    case = engine.writes.name("case")
    found = engine.rows(f"SELECT {case}, request FROM {view} WHERE {when} ORDER BY 1, 2 LIMIT {SHOWN}")
    return _keys(found) + (", …" if count > SHOWN and len(found) <= SHOWN else "")


def _keys(found: Sequence[tuple[object, ...]]) -> str:
    """Requests as people read them.

    >>> _keys([("c1", "a"), (None, "b")])
    "'c1', 'a'; no case, 'b'"
    """
    keys = [f"{'no case' if case is None else repr(case)}, {request!r}" for case, request in found[:SHOWN]]
    return "; ".join(keys) + ("; …" if len(found) > SHOWN else "")
