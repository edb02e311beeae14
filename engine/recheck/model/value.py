"""What a fact can be known as: a value, bounds on a number, or a contradiction in the record."""

import math
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

Number: TypeAlias = int | float
Value: TypeAlias = bool | int | float | str | date | frozenset[str]


@dataclass(frozen=True, slots=True)
class Bounds:
    """A number that is not known, but known to lie between two others (both included).

    >>> Bounds(8, math.inf).low
    8
    """

    low: Number = -math.inf
    high: Number = math.inf


@dataclass(frozen=True, slots=True)
class Contradicted:
    """The record documents the fact, and disagrees with itself about it."""

    values: tuple[str, ...] = ()


CONTRADICTED: Final = Contradicted()

Held: TypeAlias = Value | Bounds | Contradicted
"""What is held of a fact. A fact that is not documented is absent: it has no `Held`."""


def plain(number: Number) -> Number:
    """A number without the noise of binary fractions: nine decimals, whole numbers as integers.

    >>> plain(0.1 + 0.2), plain(3.0)
    (0.3, 3)
    """
    if isinstance(number, int) or math.isinf(number):
        return number
    rounded = round(number, 9)
    return int(rounded) if rounded.is_integer() else rounded


def in_json(held: Held | None) -> object:
    """A value as JSON has it; what is no value is said in words.

    >>> in_json(frozenset({"b", "a"})), in_json(6), in_json(date(2017, 1, 5)), in_json(None)
    (['a', 'b'], 6, '2017-01-05', None)
    """
    match held:
        case None | bool() | int() | float() | str():
            return held
        case frozenset():
            return sorted(held)
        case Bounds() | Contradicted():
            return written(held)
        case _:
            return held.isoformat()


def written(held: Held | None) -> str:
    """A held value as people write it.

    >>> written(True), written(frozenset({"b", "a"})), written(Bounds(8, math.inf)), written(None)
    ('true', 'a, b', '8 or more', 'not documented')
    """
    match held:
        case None:
            return "not documented"
        case bool():
            return "true" if held else "false"
        case frozenset():
            return ", ".join(sorted(held)) or "none"
        case Contradicted():
            return "contradicted: " + " / ".join(held.values) if held.values else "contradicted"
        case Bounds(low, high):
            if math.isinf(high):
                return "not documented" if math.isinf(low) else f"{low} or more"
            return f"at most {high}" if math.isinf(low) else f"{low} to {high}"
        case _:
            return str(held)
