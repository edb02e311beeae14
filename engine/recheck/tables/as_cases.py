"""Rows of requests as cases, as the interpreter judges them.

Comes in: the rows of one case. Goes out: its requests, each with a case to be judged in. A fact of a row is a fact
of its request, part or region alone; what would reach another row's request too is refused, not shared.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from recheck.model.case import (
    OUTCOMES_OF,
    Case,
    Cited,
    DependsOn,
    Determination,
    Documented,
    FactReading,
    Outcome,
    Quantity,
    Request,
)
from recheck.model.guideline import Dates
from recheck.model.problem import Problem, ProblemsFound
from recheck.model.vocabulary import MIDLINE, Vocabulary, is_stated, region_key

Row = Mapping[str, Any]
Facts = dict[str, Documented]


def requests_of(rows: Sequence[Row], vocabulary: Vocabulary) -> Iterator[tuple[Row, Case, Request]]:
    """Each request of one case's rows: its first row, the case to judge it in, and the request.

    Raises:
        ProblemsFound: rows cannot be one case: several regions of one request beside another of them.
    """
    found: dict[str, Request] = {}
    regional: dict[str, dict[str, Facts]] = {}
    first: dict[str, Row] = {}
    for name, group in groupby(rows, key=lambda row: row["request"]):
        own = list(group)
        first[name], regional[name] = own[0], {}
        found[name] = _request(name, own, regional[name], vocabulary)
    for name, request in found.items():
        needed = _needed(request, found)
        regions = dict(regional[name])
        for other in needed - {name}:
            shared = set(regional[other]) | set(_regions(found[other]))
            if (set(regions) & shared) or (set(regional[other]) & set(_regions(request))):
                raise _unsupported(rows[0]["case"], name, "depends on a request for the same one of several regions")
            regions |= regional[other]
        case = Case(
            rows[0]["case"], {each: found[each] for each in found if each in needed}, {}, regions, is_of_rows=True
        )
        yield first[name], case, request


def _needed(request: Request, found: Mapping[str, Request]) -> set[str]:
    """The request, and those that it depends on, on and on."""
    needed: set[str] = set()
    waiting = [request.id]
    while waiting:
        name = waiting.pop()
        if name not in needed and name in found:
            needed.add(name)
            waiting += [each.depends_on.request for each in (found[name], *found[name].parts) if each.depends_on]
    return needed


def _regions(request: Request) -> Iterator[str]:
    for each in (request, *request.parts):
        yield from (key for key in each.region_keys if key)


def _request(name: str, rows: Sequence[Row], regional: dict[str, Facts], vocabulary: Vocabulary) -> Request:
    first = rows[0]
    if first.get("part") is None:
        return _located(name, rows, regional, vocabulary, _depends(first, "depends_on"), _determined(first))
    ordered = sorted(rows, key=lambda row: row["component"])
    parts: list[Request] = []
    for part in dict.fromkeys(row["part"] for row in ordered):
        own = [row for row in ordered if row["part"] == part]
        parts.append(_located(part, own, regional, vocabulary, _depends(own[0], "part_depends_on"), ()))
    if any(len(each.region_keys) > 1 for each in parts):
        keys = [key for each in parts for key in each.region_keys]
        if len(keys) > len(set(keys)):
            raise _unsupported(first["case"], name, "has parts for the same one of several regions")
    return Request(
        name,
        name,
        None,
        dates=parts[0].dates,
        parts=tuple(parts),
        depends_on=_depends(first, "depends_on"),
        determinations=_determined(first),
    )


def _located(
    name: str,
    rows: Sequence[Row],
    regional: dict[str, Facts],
    vocabulary: Vocabulary,
    depends_on: DependsOn | None,
    determinations: tuple[Determination, ...],
) -> Request:
    """A request or part, for one region or several."""
    first = rows[0]
    treatment = vocabulary.treatments.get(first["treatment"])
    request = Request(
        name,
        treatment.title if treatment else name,
        first["treatment"],
        tuple(dict.fromkeys(row["body_region"] for row in rows if row.get("body_region"))),
        _side([row.get("side") for row in rows if row.get("body_region") not in MIDLINE] or [first.get("side")]),
        Dates(first.get("requested_on"), first.get("service_on"), first.get("reviewed_on")),
        None,
        _quantity(first),
        _facts(first, vocabulary) if len(rows) == 1 else {},
        depends_on=depends_on,
        determinations=determinations,
    )
    if len(rows) > 1:
        keys = [_key(row) for row in rows]
        if sorted(keys, key=str) != sorted(request.region_keys, key=str):
            raise _unsupported(first["case"], name, "is for regions whose sides differ")
        for key, row in zip(keys, rows, strict=True):
            regional[key or ""] = _facts(row, vocabulary)
    return request


def _key(row: Row) -> str | None:
    region, side = row.get("body_region"), row.get("side")
    return region_key(region, side) if region else None


def _side(sides: Sequence[str | None]) -> str | None:
    known = set(sides)
    return "bilateral" if known == {"left", "right"} else sides[0]


def _facts(row: Row, vocabulary: Vocabulary) -> Facts:
    """What a row documents, and what it says is contradicted."""
    found: Facts = {}
    for name in vocabulary.facts:
        value = row.get(name)
        if value is not None and not is_stated(name):
            held = frozenset(value) if isinstance(value, list) else value
            found[name] = Documented((FactReading(held),))
    for name in row.get("contradicted") or ():
        found[name] = Documented((FactReading("one value"), FactReading("another")))
    return found


def _quantity(row: Row) -> Quantity | None:
    if row.get("disputed") is None or row.get("unit") is None:
        return None
    return Quantity(row["unit"], row["disputed"], row.get("authorized") or 0, row.get("requested"))


def _depends(row: Row, column: str) -> DependsOn | None:
    if row.get(column) is None:
        return None
    return DependsOn(row[column], row.get(f"{column}_decision") or "approve")


def _determined(row: Row) -> tuple[Determination, ...]:
    if row.get("outcome") is None:
        return ()
    outcome = Outcome(row["outcome"])
    by = next(body for body, outcomes in OUTCOMES_OF.items() if outcome in outcomes)
    cites = tuple(Cited(each) for each in row.get("cited") or ())
    return (Determination(by, outcome, cites, row.get("outcome_quantity"), row.get("decided_on")),)


def _unsupported(case: str, request: str, why: str) -> ProblemsFound:
    message = f"'{request}' of the case '{case}' {why}: the interpreter judges that in a case file, not in a table"
    return ProblemsFound([Problem("unsupported-by-interpreter", message, None, "--columns judges it")])
