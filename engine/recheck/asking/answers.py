"""Facts that a person gives: in words to a value, and into their place in a case.

Comes in: `visits_completed=6`, or the place that a question names, and a value. Goes out: the case with it. What a
person says stands instead of what was read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from recheck.conditions.typed import typed
from recheck.load.json_nodes import nodes_of
from recheck.model.case import Case, Documented, FactReading, FactTable, Quantity, Request, TreatmentRecord
from recheck.model.node import unknown_name
from recheck.model.problem import Place, Problem, ProblemsFound, Source
from recheck.model.value import Value
from recheck.model.vocabulary import BelongsTo, Fact, FactType, Vocabulary, is_stated

_YES_NO = {"y": True, "yes": True, "true": True, "n": False, "no": False, "false": False}


def value_in_words(fact: Fact, said: str, problems: list[Problem], at: str = "the answer") -> Value | None:
    """What a person typed as a value of the fact; None after adding a problem.

    >>> problems = []
    >>> value_in_words(Fact("visits", FactType.INTEGER, BelongsTo.CLAIM), "6", problems)
    6
    >>> value_in_words(Fact("red_flags", FactType.BOOLEAN, BelongsTo.CLAIM), "no", problems)
    False
    >>> value_in_words(Fact("visits", FactType.INTEGER, BelongsTo.CLAIM), "six", problems)
    >>> problems[0].message
    "'visits' is a whole number, not 'six'"
    """
    node = nodes_of(_data(fact, said.strip()), at, problems)
    return typed(fact, node, problems) if node is not None else None


def _data(fact: Fact, said: str) -> object:
    match fact.type:
        case FactType.BOOLEAN:
            return _YES_NO.get(said.lower(), said)
        case FactType.INTEGER | FactType.NUMBER:
            try:
                number = float(said)
            except ValueError:
                return said
            return int(number) if number.is_integer() else number
        case FactType.SET:
            return [_choice(fact, each.strip()) for each in said.split(",") if each.strip()]
        case FactType.CHOICE:
            return _choice(fact, said)
        case _:
            return said


def _choice(fact: Fact, said: str) -> str:
    """A value by its name, by its name in words, or by its number in the list."""
    if said.isdecimal() and said not in fact.values and 0 < int(said) <= len(fact.values):
        return fact.values[int(said) - 1]
    plain = said.replace(" ", "_")
    return plain if plain in fact.values else said


def with_given(case: Case, given: Sequence[str], vocabulary: Vocabulary) -> Case:
    """The case with facts as `name=value`; where it has several places for one, `place/name=value`.

    Raises:
        ProblemsFound: a fact is not known, its value is none, or it has no place, or several; all are named.
    """
    problems: list[Problem] = []
    for each in given:
        path, _, said = each.partition("=")
        *where, name = path.strip().split("/")
        at = f"--fact {each}"
        fact = vocabulary.facts.get(name)
        if fact is None:
            unknown = unknown_name("fact", name, vocabulary.facts, Place(Source(at)))
            problems.append(replace(unknown, place=None, message=f"{at}: {unknown.message}"))
            continue
        if is_stated(name):
            hint = "say it in the words of the request; its date with --requested"
            problems.append(Problem("wrong-place", f"{at}: '{name}' is stated by the request itself", None, hint))
            continue
        wrong: list[Problem] = []
        value = value_in_words(fact, said, wrong)
        problems += [replace(one, place=None, message=f"{at}: {one.message}") for one in wrong]
        places = [one for one in _places(case, fact) if set(where) <= set(one.split("/"))]
        if value is not None and len(places) != 1:
            problems.append(_no_place(each, fact, places))
        elif value is not None:
            case = with_answer(case, places[0], value)
    if problems:
        raise ProblemsFound(problems)
    return case


def _places(case: Case, fact: Fact) -> list[str]:
    """Every place of a case's requests where the fact could stand."""
    found = []
    for request in case.requests.values():
        for region in request.region_keys:
            place = place_of(fact, request.id, request.id, request.treatment, region)
            if place:
                found.append(place)
    return list(dict.fromkeys(found))


def _no_place(given: str, fact: Fact, places: Sequence[str]) -> Problem:
    if not places:
        message = f"--fact {given}: of which body region, the words of the request do not say"
        return Problem("no-place", message, None, "name the region in the words")
    inside = [place.strip("/").split("/", 1)[1].replace("/facts/", "/") for place in places]
    hint = f"write one of: {', '.join(f'{each}=…' for each in inside)}"
    return Problem("several-places", f"--fact {given}: it may be of several requests or regions", None, hint)


def place_of(fact: Fact, request: str, part: str, treatment: str | None, region: str | None) -> str | None:
    """Where in a case a fact of a request stands, as a JSON pointer; None where the case lacks what it belongs to."""
    own = f"/requests/{request}" + (f"/parts/{part}" if part != request else "")
    match fact.belongs_to:
        case BelongsTo.CLAIM:
            return f"/claim/{fact.name}"
        case BelongsTo.REGION:
            return f"/regions/{region}/{fact.name}" if region else None
        case BelongsTo.TREATMENT:
            return f"/treatments/{treatment}/{fact.name}" if treatment else None
        case BelongsTo.TREATMENT_REGION:
            return f"/treatments/{treatment}/{region}/{fact.name}" if treatment and region else None
        case BelongsTo.REQUEST:
            stated = fact.name in ("treatment", "body_region", "side")
            return f"{own}/{fact.name}" if stated else f"{own}/facts/{fact.name}"


def with_answer(case: Case, place: str, value: Value) -> Case:
    """The case with a value in a place, instead of whatever was there.

    >>> with_answer(Case("a", {}), "/claim/age", 44).claim["age"].readings[0].value
    44
    """
    root, *path = place.strip("/").split("/")
    match root, path:
        case "claim", [name]:
            return replace(case, claim=_put(case.claim, name, value))
        case "regions", [region, name]:
            return replace(case, regions={**case.regions, region: _put(case.regions.get(region, {}), name, value)})
        case "treatments", [treatment, *regions, name]:
            record = case.treatments.get(treatment, TreatmentRecord())
            if regions:
                regional = {**record.regions, regions[0]: _put(record.regions.get(regions[0], {}), name, value)}
                record = replace(record, regions=regional)
            else:
                record = replace(record, facts=_put(record.facts, name, value))
            return replace(case, treatments={**case.treatments, treatment: record})
        case "requests", [request, *inside]:
            return replace(case, requests={**case.requests, request: _asked(case.requests[request], inside, value)})
        case _:
            raise ValueError(f"no place of a case: {place}")


def _asked(request: Request, path: Sequence[str], value: Value) -> Request:
    match path:
        case ["facts", name]:
            unit = name.removesuffix("_requested")
            if name.endswith("_requested") and isinstance(value, int):
                return replace(request, quantity=Quantity(unit, value))
            return replace(request, facts=_put(request.facts, name, value))
        case ["requested_on"] if isinstance(value, date):
            return replace(request, dates=replace(request.dates, requested=value), date_stands_for=None)
        case ["service_on"] if isinstance(value, date):
            return replace(request, dates=replace(request.dates, service=value))
        case ["side"] if isinstance(value, str):
            return replace(request, side=value)
        case ["body_region"]:
            regions = sorted(value) if isinstance(value, frozenset) else [str(value)]
            return replace(request, body_regions=tuple(regions))
        case _:
            raise ValueError(f"no place of a request: {'/'.join(path)}")


def _put(table: FactTable, name: str, value: Value) -> Mapping[str, Documented]:
    return {**table, name: Documented((FactReading(value),))}
