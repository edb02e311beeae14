"""Whatever the page asks can be answered on the page: every answer has its place in the case."""

import random
from datetime import date
from typing import Any

import pytest

from recheck.model.problem import ProblemsFound
from recheck.model.rule import RuleSet
from recheck.model.vocabulary import Fact, FactType
from recheck.service.pages.asking import BY_THE_FORM, told
from recheck.service.pages.sheet import Sheet
from recheck.service.pages.shown import Shown, shown
from recheck.service.pages.values import value_of

DAYS = [date(2012, 5, 1), date(2015, 3, 2), date(2016, 10, 3), date(2024, 2, 1)]


def answer(chance: random.Random, fact: Fact | None) -> Any:
    """What somebody fills in for a fact."""
    if fact is None or fact.type is FactType.DATE:
        return value_of(fact, "2012-03-01")
    if fact.type is FactType.BOOLEAN:
        return chance.choice([True, False])
    if fact.type is FactType.SET:
        return [each for each in fact.values if chance.choice([True, False])]
    if fact.type is FactType.CHOICE:
        return value_of(fact, chance.choice(fact.values))
    low = int(fact.at_least or 0)
    return value_of(fact, str(chance.randint(low, int(fact.at_most) if fact.at_most is not None else low + 50)))


@pytest.mark.parametrize("seed", range(40))
def test_every_question_can_be_answered_or_left_open_until_none_is_left(rules: RuleSet, seed: int) -> None:
    chance = random.Random(seed)
    treatments = rules.vocabulary.treatments
    names = tuple(chance.sample(sorted(treatments), chance.choice([1, 1, 2])))
    unit = next((treatments[each].unit for each in names if treatments[each].unit), None)
    sheet = Sheet(
        treatments=names,
        regions=tuple(chance.sample(["cervical", "lumbar", "knee", "wrist"], chance.choice([1, 2]))),
        side=chance.choice([None, "left", "bilateral"]),
        requested_on=chance.choice(DAYS),
        quantity=chance.randint(1, 20) if unit else None,
        unit=unit,
        counted=tuple(each for each in names if treatments[each].unit == unit),
    )
    asked: set[str] = set()
    for _ in range(8):
        one = _first(shown(sheet, rules, True), sheet)
        if one is None:
            return
        assert one.place not in asked, "what was answered is not asked again"
        asked.add(one.place)
        is_open = chance.random() < 0.5
        sheet = sheet.leaves_open(one.place) if is_open else told(sheet, one, answer(chance, one.fact), "a nurse")


def _first(found: Shown, sheet: Sheet) -> Any:
    """The first question that the page can answer by itself."""
    open_ones = [each for each in found.questions if each.place and each.place not in sheet.silent]
    return next((each for each in open_ones if each.question.fact not in BY_THE_FORM), None)


@pytest.mark.parametrize(
    ("name", "held"),
    [("age", "old"), ("age", "4.5"), ("age", ""), ("exercise_program", "maybe"), ("date_of_injury", "32 May")],
)
def test_what_is_filled_in_wrongly_is_refused(rules: RuleSet, name: str, held: str) -> None:
    with pytest.raises(ProblemsFound):
        value_of(rules.vocabulary.facts[name], held)
