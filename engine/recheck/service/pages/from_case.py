"""A request of a case to what the page holds: of a case file, of an entry of the journal, or sent over HTTP."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from recheck.letters.write import mentioned_data
from recheck.load.json_nodes import plain_value
from recheck.model.case import Case, Documented, FactReading, FactTable, Request
from recheck.model.problem import Place, Problem, ProblemsFound, Source
from recheck.model.rule import RuleSet
from recheck.service.pages.sheet import REQUEST, Answer, Sheet
from recheck.service.screening import Asked, case_asked, screen_asked


@dataclass(frozen=True, slots=True)
class Filled:
    """A sheet, and what of the case the page has no place for."""

    sheet: Sheet
    left_aside: tuple[str, ...]


def filled(case: Case, name: str, beside: Mapping[str, Any] | None = None) -> Filled:
    """One request of a case as the page holds it.

    Args:
        case: the case.
        name: which of its requests.
        beside: what was put down with it, as `Sheet.beside` has it.

    Raises:
        ProblemsFound: the page cannot hold this request without changing what is asked.
    """
    request = case.requests[name]
    parts = request.parts or (request,)
    if _are_apart(parts):
        message = f"the parts of '{name}' have regions, dates or quantities of their own, which the page cannot hold"
        raise ProblemsFound([Problem("parts-apart", message, None, "use `recheck screen`, or screen them one by one")])
    much = next((each.quantity for each in (request, *parts) if each.quantity), None)
    treatments = tuple(each.treatment for each in parts if each.treatment)
    sheet = Sheet(
        name=case.id,
        words=request.title,
        treatments=treatments,
        regions=parts[0].body_regions,
        side=parts[0].side,
        requested_on=parts[0].dates.requested,
        service_on=parts[0].dates.service,
        quantity=much.disputed if much else None,
        authorized=(much.authorized or None) if much else None,
        requested=much.requested if much else None,
        unit=much.unit if much else None,
        counted=tuple(each.treatment for each in request.parts if each.treatment and each.quantity),
        answers={place: _answer(each) for place, each in _facts(case, request, treatments)},
        mentioned=tuple(mentioned_data(each) for each in case.mentioned),
        letters=((case.source["letter"], case.source.get("sha256", "")),) if "letter" in case.source else (),
    )
    return Filled(_with(sheet, beside or {}), tuple(_left_aside(case, request)))


def _are_apart(parts: Sequence[Request]) -> bool:
    """Whether parts differ in more than their treatment and their facts."""
    common = {(each.body_regions, each.side, each.dates) for each in parts}
    amounts = {each.quantity for each in parts if each.quantity}
    return len(common) > 1 or len(amounts) > 1 or len({each.treatment for each in parts}) < len(parts)


def _facts(case: Case, request: Request, treatments: Sequence[str]) -> Iterator[tuple[str, Documented]]:
    """Every fact of the case with the place that it has on the page."""

    def within(place: str, table: FactTable) -> Iterator[tuple[str, Documented]]:
        yield from ((f"{place}/{name}", each) for name, each in table.items())

    yield from within("/claim", case.claim)
    for region, table in case.regions.items():
        yield from within(f"/regions/{region}", table)
    for treatment, record in case.treatments.items():
        yield from within(f"/treatments/{treatment}", record.facts)
        for region, table in record.regions.items():
            yield from within(f"/treatments/{treatment}/{region}", table)
    for part in request.parts or (request,):
        own = f"/requests/{REQUEST}" + (f"/parts/{part.treatment}" if len(treatments) > 1 else "")
        yield from within(f"{own}/facts", part.facts)


def _answer(documented: Documented) -> Answer:
    first, *others = map(_reading, documented.readings)
    return replace(first, others=tuple(others))


def _reading(reading: FactReading) -> Answer:
    at = reading.evidence
    span = (at.first, at.last) if at else None
    return Answer(
        plain_value(reading.value),
        span if at and at.kind == "lines" else None,
        reading.dated,
        reading.confirmed,
        characters=span if at and at.kind != "lines" else None,
        stands_for=reading.stands_for,
        inferred=reading.inferred,
    )


def _with(sheet: Sheet, beside: Mapping[str, Any]) -> Sheet:
    """The sheet with whose words stand behind its facts, and what is not documented."""
    answers = dict(sheet.answers)
    for place, rows in beside.get("said", {}).items():
        if place in answers:
            every = [answers[place], *answers[place].others]
            told = [
                replace(each, note=row.get("note"), words=row.get("words"), by=row.get("by"))
                for each, row in zip(every, rows, strict=False)
            ]
            first, *others = [*told, *every[len(told) :]]
            answers[place] = replace(first, others=tuple(others))
    return replace(sheet, answers=answers, silent=frozenset(beside.get("not_documented", ())))


def _left_aside(case: Case, request: Request) -> Iterator[str]:
    if len(case.requests) > 1:
        yield f"{len(case.requests) - 1} more of its requests"
    if request.depends_on:
        yield f"that it depends on the request '{request.depends_on.request}'"
    if request.date_stands_for:
        yield f"that its date stands for the {request.date_stands_for.replace('_', ' ')}"
    if request.determinations:
        yield "what was decided of it"
    if case.not_documented:
        yield "what its author marked as not documented"


def drafted(asked: Asked, rules: RuleSet, not_documented: Sequence[str]) -> tuple[Sheet, str]:
    """What somebody sent to be kept, as the page holds it, and what the rules say of it in a word.

    Raises:
        ProblemsFound: the case has errors, or one request of it has to be named.
    """
    case = case_asked(asked, rules)
    if asked.request is None and len(case.requests) > 1:
        known = f"name one of: {', '.join(list(case.requests)[:10])}"
        raise ProblemsFound(
            [Problem("which-request", "a screening is of one request", Place(Source("#/request")), known)]
        )
    name = asked.request or next(iter(case.requests))
    sheet = replace(filled(case, name).sheet, as_if=asked.as_if, silent=frozenset(not_documented))
    found = screen_asked(sheet.asked(needs_physician=asked.needs_physician), rules).found[0]
    return sheet, str(found.decision)
