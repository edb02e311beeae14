"""Conditions as authors write them: their truth, and a trace with the truth of every part.

Comes in: a condition and what is held of the facts. What a leaf means is for the values engine to say
(`recheck.engines.values`); here its truth is put back into the tree that the author knows.
"""

from dataclasses import dataclass
from functools import lru_cache

from recheck.engines.engine import Facts
from recheck.engines.values import truth_of
from recheck.model.condition import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    CountOf,
    IfThen,
    Leaf,
    Limit,
    NotOf,
    parts_of,
)
from recheck.model.truth import Truth, all_of, any_of, at_least_of
from recheck.program.ir import Node
from recheck.program.lower import lower


def evaluate(condition: Condition, facts: Facts) -> Truth:
    """The truth of a condition.

    >>> from recheck.model.condition import Op
    >>> from recheck.model.value import Bounds
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
    return truth_of(_lowered(leaf), facts)


@lru_cache(maxsize=65536)
def _lowered(leaf: Leaf) -> Node:
    return lower(leaf)


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
