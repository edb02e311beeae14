"""A table of requests in an engine of the user's, as a view there with our columns: nothing is brought over.

Comes in: an engine, its table and the columns that it may have. Goes out: the name of a view that has passed the
checks that are made there (`there_checks`), or all problems. A column is of our type or it is a problem: what
another type means is said by a view of the user's, not by a mapping.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from recheck.evaluators.columns.engines import Engine
from recheck.evaluators.columns.expr import Kind as Type
from recheck.evaluators.columns.query import fresh
from recheck.model.problem import Place, Problem, ProblemsFound
from recheck.model.vocabulary import MIDLINE, Vocabulary, is_stated
from recheck.tables.columns import BILATERAL, Column, Kind, missing_columns
from recheck.tables.faults import WANTED
from recheck.tables.names import near_column
from recheck.tables.there_checks import cell_problems, row_problems

VIEW = "make a view in which it is, and audit that"


@dataclass(frozen=True, slots=True)
class There:
    """A checked view in an engine."""

    engine: Engine
    view: str
    rows: int
    columns: tuple[str, ...]
    """The columns that the table has."""


def open_there(
    engine: Engine, relation: str, columns: Mapping[str, Column], vocabulary: Vocabulary, place: Place
) -> There:
    """The table as a checked view with our columns.

    Args:
        engine: where the table is.
        relation: the table's name as the engine's SQL writes it.
        columns: what a table may have.
        vocabulary: the names in scope.
        place: what the user calls the table.

    Raises:
        ProblemsFound: what is wrong with the columns; where nothing is, what is wrong with cells and rows.
    """
    source = fresh("recheck_given")
    engine.view(source, f"SELECT * FROM {relation}")
    given = dict(engine.con.table(source).schema().items())
    problems = [*_column_problems(given, columns, place)]
    if problems:
        raise ProblemsFound(problems)
    held = [columns[name] for name in given]
    view = fresh("recheck_requests")
    engine.view(view, "\nUNION ALL ".join(_sides(engine, _as_ours(engine, source, given, columns), columns, held)))
    rows = int(engine.rows(f"SELECT count(*) FROM {source}")[0][0])
    if not rows:
        raise ProblemsFound([Problem("no-requests", "the table has no rows", place)])
    problems += cell_problems(engine, view, held, rows, place)
    problems += [] if problems else row_problems(engine, view, vocabulary, set(given), place)
    if problems:
        raise ProblemsFound(problems)
    return There(engine, view, rows, tuple(given))


def _column_problems(given: Mapping[str, Any], columns: Mapping[str, Column], place: Place) -> Iterator[Problem]:
    for name, kind in given.items():
        if name in columns:
            if not _fits(columns[name], kind):
                message = f"column '{name}': {kind}, where {WANTED[columns[name].kind]} is wanted"
                yield Problem("wrong-type", message, place, VIEW)
            continue
        if is_stated(name):
            message = f"'{name}' is stated by the columns 'requested', 'authorized', 'disputed' and 'unit'"
        else:
            message = f"the column '{name}' is no column of a request, and no fact of the vocabulary"
        near = near_column(name, columns)
        yield Problem(
            "unknown-column", message, place, f"did you mean '{near[0]}'?" if near else "audit a view without it"
        )
    for name in missing_columns(given):
        yield Problem("missing-column", f"the table has no column '{name}'", place, VIEW)


def _fits(column: Column, kind: Any) -> bool:
    """Whether a column of the engine, by its Ibis type, holds what is wanted."""
    match column.kind:
        case Kind.TEXT:
            return bool(kind.is_string() or (column.is_name and kind.is_integer()))
        case Kind.BOOLEAN:
            return bool(kind.is_boolean())
        case Kind.INTEGER:
            return bool(kind.is_integer())
        case Kind.NUMBER:
            return bool(kind.is_integer() or kind.is_floating() or kind.is_decimal())
        case Kind.DATE:
            return bool(kind.is_date())
        case Kind.TEXTS:
            return bool(kind.is_array() and kind.value_type.is_string())


def _as_ours(engine: Engine, source: str, given: Mapping[str, Any], columns: Mapping[str, Column]) -> str:
    """Our columns, those of every table among them; quantities filled in from each other as in case files."""
    name, types = engine.writes.name, engine.writes.types
    cells = []
    for each in columns.values():
        if each.name not in given and each.fact is not None:
            continue
        value = name(each.name) if each.name in given else "NULL"
        if each.name in given and str(given[each.name]).lstrip("!") == "float32":
            value = f"CAST({value} AS {types[Type.TEXT]})"  # the decimal that was meant: 0.1, not 0.10000000149
        cells.append(f"CAST({value} AS {types[Type(each.kind)]}) AS {name(each.name)}")
    return f"(SELECT {', '.join(cells)} FROM {source}) AS given"


def _sides(engine: Engine, source: str, columns: Mapping[str, Column], held: list[Column]) -> Iterator[str]:
    """The rows; those for both sides of a limb once a side."""
    name, plain = engine.writes.name, ", ".join(f"'{each}'" for each in MIDLINE)
    limb = f"(side = '{BILATERAL}' AND body_region NOT IN ({plain}))"
    has_side = any(each.name == "side" for each in held)
    always = [each.name for each in columns.values() if each.fact is None]
    names = list(dict.fromkeys([*always, *(each.name for each in held)]))
    disputed = "COALESCE(disputed, requested - COALESCE(authorized, 0))"
    rest = "CASE WHEN disputed IS NULL THEN 0 ELSE GREATEST(0, requested - disputed) END"
    component = "2 * COALESCE(component, 0)" if has_side else "COALESCE(component, 0)"
    filled = {
        "component": component,
        "disputed": disputed,
        "authorized": f"CASE WHEN {disputed} IS NOT NULL THEN COALESCE(authorized, {rest}, 0) END",
        "side": f"CASE WHEN body_region IS NULL OR (side = '{BILATERAL}' AND NOT {limb}) THEN NULL "
        f"WHEN {limb} THEN 'left' ELSE side END",
    }
    cells = [f"{filled[each]} AS {name(each)}" if each in filled else name(each) for each in names]
    yield f"SELECT {', '.join(cells)} FROM {source}"
    if has_side:
        filled |= {"component": f"{component} + 1", "side": "'right'"}
        cells = [f"{filled[each]} AS {name(each)}" if each in filled else name(each) for each in names]
        yield f"SELECT {', '.join(cells)} FROM {source} WHERE {limb}"
