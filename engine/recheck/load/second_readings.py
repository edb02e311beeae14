"""rules/second_readings/*.yaml: numbers of criteria as a second reader compared them with the page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from recheck.load.files import RuleFile
from recheck.load.shape import Shape, day, one_of, optional, required, several, shaped, text, texts
from recheck.load.vocabulary import node_of
from recheck.model.node import Node
from recheck.model.problem import Place, Problem

SECOND_READINGS = "second_readings/"


class FoundBySecond(StrEnum):
    """What a second reader found who wrote down what the page says before looking at the rule."""

    SAME = "same"
    DIFFERS = "differs"
    NO_NUMBER = "no_number"
    """the page has words and no number, so that the number is the authors' reading of them"""
    NO_GROUND = "no_ground"
    """the page was not at hand, so that the number stands on the first reader's word alone"""


@dataclass(frozen=True, slots=True)
class SecondReading:
    """One criterion's numbers as they were read, and what was found."""

    numbers: tuple[str, ...]
    found: FoundBySecond
    note: str | None
    on: date
    place: Place


class CriterionReadShape(Shape):
    """One criterion of a rule or definition, whose numbers were read."""

    of: str = required(text)
    name: str = required(text)
    numbers: tuple[str, ...] = required(texts)
    found: FoundBySecond = required(one_of(FoundBySecond))
    note: str | None = optional(text)


class SecondReadingShape(Shape):
    """The readings of one day, by one reader."""

    on: date = required(day)
    by: str = required(text)
    readings: tuple[CriterionReadShape, ...] = required(several(CriterionReadShape))


def second_readings(files: Mapping[str, RuleFile], problems: list[Problem]) -> dict[tuple[str, str], SecondReading]:
    """The latest reading of every criterion, by rule (or definition) and name."""
    sheets = {path: file for path, file in files.items() if path.startswith(SECOND_READINGS)}
    return readings_in((node_of(file, problems) for file in sheets.values()), problems)


def readings_in(sheets: Iterable[Node | None], problems: list[Problem]) -> dict[tuple[str, str], SecondReading]:
    """The same from the files' nodes; none of a file that cannot be read."""
    shapes = (shaped(SecondReadingShape, sheet, problems) for sheet in sheets)
    read = [(shape.on, each) for shape in shapes if shape for each in shape.readings]
    return {
        (each.of, each.name): SecondReading(each.numbers, each.found, each.note, on, each.node.place)
        for on, each in sorted(read, key=lambda one: one[0])
    }
