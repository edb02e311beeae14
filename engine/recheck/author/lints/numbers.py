"""Numbers in words and in conditions, and whether they can mean the same."""

import re

from recheck.model.condition import Condition, Limit, leaves
from recheck.model.value import Number, plain

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_SPECIAL = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "once": 1, "twice": 2, "half": 50}
VALUES = {word: number for number, word in enumerate(_SMALL)} | _SPECIAL
_A_TIME = re.compile(r"\b(?:one|1) (day|week|month|year|visit|session|hour)s?\b", re.IGNORECASE)
_PATTERN = re.compile(rf"\b(\d+(?:\.\d+)?|{'|'.join(VALUES)})\b", re.IGNORECASE)
_STRICT = re.compile(r"\b(than|over|under|beyond|before|after|first|last|until|this one|second|third)\b", re.IGNORECASE)
_FACTORS = (1, 7, 28, 30, 12, 4, 24, 52, 365, 60)
"""Days in a week, in four weeks, in a month; months in a year; weeks in a month; and so on."""


def said_numbers(text: str) -> tuple[Number, ...]:
    """The numbers that words say, in figures or spelt out; 'one' says 1 before a span or visits alone.

    >>> said_numbers("At most six visits, or 24 for CRPS")
    (6, 24)
    """
    read = [VALUES[word.lower()] if word.lower() in VALUES else plain(float(word)) for word in _PATTERN.findall(text)]
    ones: tuple[Number, ...] = (1,) * len(_A_TIME.findall(text))
    return ones + tuple(value for value in read if value != 1)


def asked_numbers(condition: Condition) -> tuple[Number, ...]:
    """The numbers that a condition compares with."""
    found: list[Number] = []
    for leaf in leaves(condition):
        operand = leaf.at_most if isinstance(leaf, Limit) else leaf.operand
        if isinstance(operand, int | float) and not isinstance(operand, bool):
            found.append(operand)
    return tuple(found)


def agrees(said: Number, asked: Number, text: str) -> bool:
    """Whether two numbers can mean the same: equal, in another unit, or one off where the words exclude the end.

    >>> agrees(6, 6, "At most six"), agrees(4, 28, "four weeks"), agrees(3, 2, "less than three"), agrees(6, 8, "six")
    (True, True, True, False)
    """
    if abs(said - asked) <= 1 and _STRICT.search(text):
        return True
    if round(said * 52 / 12) == asked:  # months in weeks
        return True
    return any(left * factor == right for left, right in ((said, asked), (asked, said)) for factor in _FACTORS)
