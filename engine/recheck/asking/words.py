"""The words of a request, with its dates, to a case in which nothing is documented yet.

Comes in: 'PT 2x4 low back', the date of the request, the date of injury. Goes out: a case with one request for each
treatment and side that the words ask for, and what of them was not understood.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from recheck.load.cases import case_of
from recheck.load.json_nodes import nodes_of
from recheck.model.case import Case
from recheck.model.problem import Problem, ProblemsFound
from recheck.model.vocabulary import MIDLINE, Vocabulary
from recheck.titles import Asked, TitleReading, ingredients_told, read_title

Data = dict[str, object]
NAME = "screening"


@dataclass(frozen=True, slots=True)
class Worded:
    """A request as its words were read."""

    words: str
    case: Case
    reading: TitleReading


def case_in_words(
    words: str, vocabulary: Vocabulary, *, requested: date | None = None, injured: date | None = None
) -> Worded:
    """The case of a request in words.

    Args:
        words: what is requested, in anybody's words.
        vocabulary: treatments, regions and the words of titles.
        requested: when it was requested; without it no edition can be chosen.
        injured: when the worker was injured.

    Raises:
        ProblemsFound: the words name no treatment, or the dates are out of order.
    """
    reading = read_title(words, vocabulary)
    if not reading.asked:
        raise ProblemsFound([_nothing_asked(words, reading)])
    data: Data = {"case": NAME, "requests": dict(_requests(words, reading, requested, vocabulary))}
    if injured is not None:
        data["claim"] = {"date_of_injury": injured.isoformat()}
    problems: list[Problem] = []
    case = case_of(nodes_of(data, "the request", problems), vocabulary, problems)
    if case is None:
        raise ProblemsFound(replace(each, place=None) for each in problems)
    return Worded(words, case, reading)


def _nothing_asked(words: str, reading: TitleReading) -> Problem:
    said = [f"'{each.said}'" for each in reading.mentions if each.kind != "unknown"]
    known = f"understood: {', '.join(said)}" if said else "nothing of it was understood"
    return Problem(
        "unknown-words",
        f"'{words}' names no treatment; {known}",
        suggestion="name the treatment in other words; `recheck find WORDS` tells what words mean",
    )


def _requests(
    words: str, reading: TitleReading, requested: date | None, vocabulary: Vocabulary
) -> Iterator[tuple[str, Data]]:
    """A request for each treatment and side, named after its treatment."""
    names: list[str] = []
    for each in reading.asked:
        regions = each.body_regions if len(reading.asked) > 1 else reading.body_regions
        side = each.side if regions and not all(region in MIDLINE for region in regions) else None
        treatment = vocabulary.treatments[each.treatment]
        data: Data = {"title": words, "treatment": each.treatment}
        if len(reading.asked) > 1:
            where = " ".join(filter(None, [side, ", ".join(regions).replace("_", " ")]))
            data["title"] = f"{treatment.title}, {where}" if where else treatment.title
        if regions:
            data["body_region"] = list(regions)
        if side:
            data["side"] = side
        if requested is not None:
            data["requested_on"] = requested.isoformat()
        quantity = _quantity(each, treatment.unit, vocabulary)
        if quantity:
            data["quantity"] = quantity
        ingredients = ingredients_told([each], vocabulary, reading.not_understood)
        if ingredients:
            data["facts"] = {"compound_ingredients": sorted(ingredients)}
        names.append(each.treatment)
        count = names.count(each.treatment)
        yield (each.treatment if count == 1 else f"{each.treatment}_{count}"), data


def _quantity(each: Asked, unit: str | None, vocabulary: Vocabulary) -> Data | None:
    """How much is asked for; of a range the upper end. None where the words do not say it in the treatment's unit."""
    most = each.quantity[1] if each.quantity and each.unit == unit else None
    if most is None or unit is None or most != int(most) or f"{unit}_requested" not in vocabulary.facts:
        return None
    return {"disputed": int(most), "unit": unit}
