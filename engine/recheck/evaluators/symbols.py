"""What can be known of one value, as formulas, and what two such values say of each other.

A boolean, choice or date is known or not, and has a value; a number lies between two ends, either of which
may be open; a set holds words. Arithmetic carries the ends over as the interpreter does. Needs the extra `prove`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import product as product_of
from typing import TypeAlias

import z3

from recheck.evaluators.logic import FALSE, TRUE, Formula, Kleene, both, either, no, pick
from recheck.model.condition import Op
from recheck.model.rule import Arithmetic
from recheck.model.value import Bounds


@dataclass(frozen=True)
class Single:
    """A boolean, choice or date: whether it is known, and its value (words and days as whole numbers)."""

    known: Formula
    value: Formula


@dataclass(frozen=True)
class Range:
    """A number: whether anything is held of it, and the least and most that it can be."""

    known: Formula
    low: Formula
    high: Formula
    below: Formula = FALSE
    """Whether there is no least."""
    above: Formula = FALSE
    """Whether there is no most."""


@dataclass(frozen=True)
class Members:
    """A set: whether it is known, and which words it holds."""

    known: Formula
    has: Mapping[str, Formula]


Symbol: TypeAlias = Single | Range | Members


def range_of(bounds: Bounds) -> Range:
    low, high = (0 if number in (float("inf"), float("-inf")) else number for number in (bounds.low, bounds.high))
    below = TRUE if bounds.low == float("-inf") else FALSE
    above = TRUE if bounds.high == float("inf") else FALSE
    return Range(TRUE, z3.RealVal(repr(low)), z3.RealVal(repr(high)), below, above)


def is_exact(held: Range) -> Formula:
    return both(held.known, no(held.below), no(held.above), held.low == held.high)


def chosen(when: Kleene, value: Symbol, other: Symbol) -> Symbol:
    """A value where the condition is TRUE, the others where FALSE; where UNKNOWN, a number between them, or nothing."""
    known = either(when.yes, both(when.no, other.known))
    match value, other:
        case Single(), Single():
            same = both(when.unknown, other.known, equal(value.value, other.value))
            return Single(either(known, same), pick(when.yes, value.value, other.value))
        case Range(), Range():
            least = pick(value.low < other.low, value.low, other.low)
            most = pick(value.high > other.high, value.high, other.high)
            low = pick(when.yes, value.low, pick(when.no, other.low, least))
            return Range(TRUE, low, pick(when.yes, value.high, pick(when.no, other.high, most)))
        case Members(), Members():
            return Members(known, {word: pick(when.yes, each, other.has[word]) for word, each in value.has.items()})
    raise TypeError("the values of a choice are of one kind")


def added(left: Range, right: Range) -> Range:
    return Range(
        TRUE,
        left.low + right.low,
        left.high + right.high,
        either(left.below, right.below),
        either(left.above, right.above),
    )


def subtracted(left: Range, right: Range) -> Range:
    return Range(
        TRUE,
        left.low - right.high,
        left.high - right.low,
        either(left.below, right.above),
        either(left.above, right.below),
    )


def multiplied(left: Range, right: Range, times: Callable[[Formula, Formula], Formula]) -> Range:
    """What lies between the products of the ends of two ranges; nothing times what has no bound is nothing."""
    ends = [((each.low, each.below, -1), (each.high, each.above, 1)) for each in (left, right)]
    corners: list[tuple[Formula, Formula]] = []
    below: list[Formula] = []
    above: list[Formula] = []
    for one, other in product_of(*ends):
        (value, open_, way), (factor, also_open, turn) = one, other
        finite = both(no(open_), no(also_open))
        nothing = either(both(open_, no(also_open), factor == 0), both(also_open, no(open_), value == 0))
        corners.append((either(finite, nothing), pick(finite, times(value, factor), z3.IntVal(0))))
        for sign, found in ((-1, below), (1, above)):
            found.append(both(open_, also_open) if way * turn == sign else FALSE)
            found.append(both(open_, no(also_open), factor > 0 if way == sign else factor < 0))
            found.append(both(also_open, no(open_), value > 0 if turn == sign else value < 0))
    low = high = z3.RealVal(0)
    taken: Formula = FALSE
    for valid, value in corners:
        low = pick(both(valid, either(no(taken), value < low)), value, low)
        high = pick(both(valid, either(no(taken), value > high)), value, high)
        taken = either(taken, valid)
    return Range(TRUE, low, high, either(*below), either(*above))


def multiplied_upward(left: Range, right: Range, times: Callable[[Formula, Formula], Formula]) -> Range:
    """The product of numbers that are not below nothing."""
    above = either(
        both(left.above, either(right.above, right.high != 0)), both(right.above, either(left.above, left.high != 0))
    )
    return Range(TRUE, times(left.low, right.low), times(left.high, right.high), FALSE, above)


COMBINED: dict[Arithmetic, Callable[[Range, Range], Range]] = {
    Arithmetic.SUM: added,
    Arithmetic.DIFFERENCE: subtracted,
}


def equal(left: Formula, right: Formula) -> Formula:
    if right is TRUE or right is FALSE:
        return left if right is TRUE else no(left)
    if left is TRUE or left is FALSE:
        return right if left is TRUE else no(right)
    if z3.is_int_value(left) and z3.is_int_value(right):
        return TRUE if left.as_long() == right.as_long() else FALSE
    return left == right


def ordered(op: Op, left: Formula, right: Formula) -> Formula:
    match op:
        case Op.AT_LEAST:
            return left >= right
        case Op.AT_MOST:
            return left <= right
        case Op.MORE_THAN:
            return left > right
        case _:
            return left < right


def compare(op: Op, left: Range, right: Range) -> Kleene:
    """What two ranges of numbers say of a comparison between them."""
    known = both(left.known, right.known)
    left_under = both(no(left.above), no(right.below))
    left_over = both(no(left.below), no(right.above))
    match op:
        case Op.AT_MOST:
            yes, never = both(left_under, left.high <= right.low), both(left_over, left.low > right.high)
        case Op.AT_LEAST:
            yes, never = both(left_over, left.low >= right.high), both(left_under, left.high < right.low)
        case Op.MORE_THAN:
            yes, never = both(left_over, left.low > right.high), both(left_under, left.high <= right.low)
        case Op.LESS_THAN:
            yes, never = both(left_under, left.high < right.low), both(left_over, left.low >= right.high)
        case _:
            apart = either(both(left_under, left.high < right.low), both(left_over, left.low > right.high))
            same = both(is_exact(left), is_exact(right), left.low == right.low)
            yes, never = (same, apart) if op is Op.EQUALS else (apart, same)
    return Kleene(both(known, yes), both(known, never))


def same_value(left: Symbol, right: Symbol) -> Formula:
    """That two symbols of one kind have one value."""
    match left, right:
        case Members(), Members():
            return same_set(left, right)
        case Range(), Range():
            return left.low == right.low
        case Single(), Single():
            return equal(left.value, right.value)
    raise TypeError("values of different kinds")


def same_set(left: Symbol, right: Symbol) -> Formula:
    assert isinstance(left, Members) and isinstance(right, Members)
    return both(*(each == right.has[word] for word, each in left.has.items()))


def set_holds(op: Op, left: Members, operand: object) -> Formula:
    words = operand if isinstance(operand, tuple | frozenset) else (operand,)
    assert isinstance(words, Iterable)
    named = set(words)
    match op:
        case Op.INCLUDES | Op.INCLUDES_ANY:
            return either(*(left.has.get(str(word), FALSE) for word in words))
        case Op.WITHIN:
            return both(*(no(each) for word, each in left.has.items() if word not in named))
        case _:
            same = both(*(each if word in named else no(each) for word, each in left.has.items()))
            return same if op is Op.EQUALS else no(same)
