"""The `read:` of a fact to its patterns, each checked against the fact's type."""

import re
from collections.abc import Iterable

from recheck.load.shape import Shape, flag, optional, required, text, texts
from recheck.model.problem import Problem, did_you_mean
from recheck.model.vocabulary import FactType, ReadPattern

SLOTS = ("number", "score", "duration", "date", "treatment", "drug")
GRADES = ("stated", "inferred")
_SLOT = re.compile(r"\{(\w*)\}")


class ReadShape(Shape):
    """One pattern."""

    words: tuple[str, ...] = required(texts)
    value: str | None = optional(text)
    negated: str | None = optional(text)
    region: str = optional(text, "part")
    carried: bool = optional(flag, True)
    sections: tuple[str, ...] = optional(texts, ())
    not_sections: tuple[str, ...] = optional(texts, ())
    needs: tuple[str, ...] = optional(texts, ())
    unless: tuple[str, ...] = optional(texts, ())
    categories: tuple[str, ...] = optional(texts, ())
    grade: str = optional(text, "stated")
    first: bool = optional(flag, False)
    only_if_none: bool = optional(flag, False)
    listed: bool = optional(flag, False)
    present: bool = optional(flag, False)


def read_patterns(
    shapes: Iterable[ReadShape], kind: FactType, values: tuple[str, ...], problems: list[Problem]
) -> tuple[ReadPattern, ...]:
    """The patterns; what is wrong with them is added to the problems."""
    found = []
    for shape in shapes:
        _check(shape, kind, values, problems)
        negated = shape.negated
        if negated is None and kind is FactType.BOOLEAN and shape.value in (None, "true"):
            negated = "false"
        found.append(
            ReadPattern(
                shape.words,
                shape.value,
                None if negated == "nothing" else negated,
                shape.region,
                shape.carried,
                shape.sections,
                shape.not_sections,
                shape.needs,
                shape.unless,
                shape.categories,
                shape.grade,
                shape.first,
                shape.only_if_none,
                shape.listed,
                shape.present,
                shape.place("words"),
            )
        )
    return tuple(found)


def _near(word: str, known: tuple[str, ...]) -> str:
    return did_you_mean(word, known) or f"one of: {', '.join(known)}"


def _check(shape: ReadShape, kind: FactType, values: tuple[str, ...], problems: list[Problem]) -> None:
    slots = {slot for words in shape.words for slot in _SLOT.findall(words)}
    for slot in sorted(slots - set(SLOTS)):
        suggestion = did_you_mean(slot, SLOTS) or f"one of: {', '.join(SLOTS)}"
        problems.append(Problem("unknown-value", f"'{{{slot}}}' is no slot", shape.place("words"), suggestion))
    if shape.grade not in GRADES:
        message = f"'{shape.grade}' is no grade"
        problems.append(Problem("unknown-value", message, shape.place("grade"), _near(shape.grade, GRADES)))
    allowed = {FactType.BOOLEAN: ("true", "false"), FactType.CHOICE: values}.get(kind)
    for key, value in (("value", shape.value), ("negated", shape.negated)):
        if value is not None and allowed is not None and value not in (*allowed, "nothing", "value"):
            message = f"'{value}' is not a value of this fact"
            problems.append(Problem("unknown-value", message, shape.place(key), _near(value, allowed)))
    if kind is FactType.CHOICE and shape.value is None:
        problems.append(Problem("missing-key", "'value' is missing here", shape.node.place, "add 'value: …'"))
    if kind.is_numeric and shape.value is None and not slots & {"number", "score", "duration"}:
        message = "no phrase holds the number that the fact takes"
        problems.append(Problem("missing-key", message, shape.place("words"), "write {number} where it stands"))
