"""The interpreter: what a condition means. Every other evaluator is held to it.

Comes in: a condition and what is held of the facts. Goes out: its truth, and on request a trace with
the truth of every node. A fact that is absent or contradicted leaves its comparison UNKNOWN; bounds
on a number decide a comparison where they can.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from recheck.model.condition import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    CountOf,
    FactRef,
    IfThen,
    Leaf,
    Limit,
    NotOf,
    Op,
    facts_of,
    parts_of,
)
from recheck.model.truth import Truth, all_of, any_of, at_least_of, truth
from recheck.model.value import Bounds, Contradicted, Held, Number, Value

Facts = Mapping[str, Held]

_UNBOUNDED = Bounds()


def evaluate(condition: Condition, facts: Facts) -> Truth:
    """The truth of a condition.

    >>> evaluate(Comparison("visits", Op.AT_MOST, 6), {"visits": Bounds(8)})
    <Truth.FALSE: 0>
    >>> evaluate(Comparison("exercise", Op.EQUALS, True), {})
    <Truth.UNKNOWN: 1>
    """
    match condition:
        case Comparison() | Limit():
            return leaf_truth(condition, facts)
        case _:
            return combine(condition, [evaluate(part, facts) for part in parts_of(condition)])


def combine(condition: Condition, truths: list[Truth]) -> Truth:
    """The truth of a node from those of its parts, in their order."""
    match condition:
        case AllOf():
            return all_of(truths)
        case AnyOf():
            return any_of(truths)
        case NotOf():
            return ~truths[0]
        case IfThen():
            return ~truths[0] | truths[1]
        case CountOf():
            return at_least_of(condition.at_least, truths)
        case _:
            raise TypeError(f"a leaf has no parts to combine: {condition}")


def leaf_truth(leaf: Leaf, facts: Facts) -> Truth:
    """The truth of one comparison or limit."""
    if isinstance(leaf, Limit):
        return _within(leaf, facts)
    left = facts.get(leaf.fact)
    if left is None or isinstance(left, Contradicted):
        return Truth.UNKNOWN
    operand = leaf.operand
    if isinstance(operand, FactRef):
        right = facts.get(operand.name)
        if right is None or isinstance(right, Contradicted):
            return Truth.UNKNOWN
        if isinstance(left, Bounds) or isinstance(right, Bounds):
            return _bounded(leaf.op, _bounds(left), _bounds(right))
        return truth(_holds(leaf.op, left, right))
    if isinstance(left, Bounds):
        if isinstance(operand, tuple):
            return any_of(_bounded(Op.EQUALS, left, _bounds(each)) for each in operand)
        return _bounded(leaf.op, left, _bounds(operand))
    return truth(_holds(leaf.op, left, operand))


def _holds(op: Op, left: Value, right: Value | tuple[Value, ...]) -> bool:
    """Whether a known value stands in a relation to another; types were settled on loading."""
    if isinstance(right, tuple):
        if op is Op.ONE_OF:
            return left in right
        assert isinstance(left, frozenset)
        return bool(left & set(right)) if op is Op.INCLUDES_ANY else left <= set(right)
    if op is Op.EQUALS:
        return left == right
    if op is Op.NOT:
        return left != right
    if op is Op.INCLUDES:
        assert isinstance(left, frozenset)
        return right in left
    return _ordered(op, left, right)


def _ordered(op: Op, left: Value, right: Value) -> bool:
    """Numbers with numbers, dates with dates."""
    if isinstance(left, date) and isinstance(right, date):
        return _compare(op, left.toordinal(), right.toordinal())
    assert isinstance(left, int | float) and isinstance(right, int | float)
    return _compare(op, left, right)


def _compare(op: Op, left: Number, right: Number) -> bool:
    match op:
        case Op.AT_LEAST:
            return left >= right
        case Op.AT_MOST:
            return left <= right
        case Op.MORE_THAN:
            return left > right
        case _:
            return left < right


def _bounds(held: object) -> Bounds:
    if isinstance(held, Bounds):
        return held
    assert isinstance(held, int | float)
    return Bounds(held, held)


def _bounded(op: Op, left: Bounds, right: Bounds) -> Truth:
    """What two ranges of numbers say of a comparison between them."""
    match op:
        case Op.AT_MOST:
            return _certain(left.high <= right.low, left.low > right.high)
        case Op.AT_LEAST:
            return _certain(left.low >= right.high, left.high < right.low)
        case Op.MORE_THAN:
            return _certain(left.low > right.high, left.high <= right.low)
        case Op.LESS_THAN:
            return _certain(left.high < right.low, left.low >= right.high)
        case _:
            apart = left.high < right.low or left.low > right.high
            same = left.low == left.high == right.low == right.high
            return _certain(same, apart) if op is Op.EQUALS else ~_certain(same, apart)


def _certain(yes: bool, no: bool) -> Truth:
    return Truth.TRUE if yes else Truth.FALSE if no else Truth.UNKNOWN


def total_of(limit: Limit, facts: Facts) -> Bounds | None:
    """The running total that a limit caps; None where its quantity is not known.

    An undocumented `already` is anything from 0 on (a count is not negative): 8 + unknown is over 6.
    """
    of = facts.get(limit.of)
    if of is None or isinstance(of, Contradicted):
        return None
    low, high = _ends(of)
    for name in (limit.authorized, limit.already):
        if name is None:
            continue
        held = facts.get(name)
        known = held is not None and not isinstance(held, Contradicted)
        least, most = _ends(held) if known else (0, math.inf)
        if name == limit.already and limit.closes_already and not isinstance(held, Contradicted):
            most = least
        low, high = low + least, high + most
    return Bounds(low, high)


def _ends(held: Held | None) -> tuple[Number, Number]:
    if isinstance(held, Bounds):
        return held.low, held.high
    assert isinstance(held, int | float)
    return held, held


def _within(limit: Limit, facts: Facts) -> Truth:
    total = total_of(limit, facts)
    if total is None:
        return Truth.UNKNOWN
    cap: Held | None = limit.at_most if not isinstance(limit.at_most, FactRef) else facts.get(limit.at_most.name)
    if cap is None or isinstance(cap, Contradicted):
        return Truth.UNKNOWN
    return _bounded(Op.AT_MOST, total, _bounds(cap))


@dataclass(frozen=True, slots=True)
class Trace:
    """A condition with its truth and the traces of its parts."""

    condition: Condition
    truth: Truth
    parts: tuple["Trace", ...] = ()


def trace(condition: Condition, facts: Facts) -> Trace:
    """The truth of a condition and of everything in it."""
    parts = tuple(trace(part, facts) for part in parts_of(condition))
    if isinstance(condition, Comparison | Limit):
        return Trace(condition, leaf_truth(condition, facts))
    return Trace(condition, combine(condition, [part.truth for part in parts]), parts)


def undecided(traced: Trace) -> tuple[Leaf, ...]:
    """The leaves that keep an UNKNOWN condition unknown, in file order."""
    if traced.truth is not Truth.UNKNOWN:
        return ()
    if isinstance(traced.condition, Comparison | Limit):
        return (traced.condition,)
    return tuple(leaf for part in traced.parts for leaf in undecided(part))


def is_contradicted(traced: Trace, facts: Facts) -> bool:
    """Whether a contradicted fact is among what keeps a condition UNKNOWN."""
    return any(isinstance(facts.get(name), Contradicted) for leaf in undecided(traced) for name in facts_of(leaf))
