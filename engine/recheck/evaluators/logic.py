"""Formulas of Z3, and truths as pairs of them: when something is known true, and when known false.

What says nothing is left out as formulas are built, so that they stay small. Needs the extra `prove`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import z3

Formula: TypeAlias = Any
"""A Z3 expression; the library states no types."""

TRUE, FALSE = z3.BoolVal(True), z3.BoolVal(False)
"""The only constants that are built, so that telling them from other formulas is quick."""


def both(*parts: Formula) -> Formula:
    """All of the formulas, without those that say nothing.

    >>> both(TRUE, z3.Bool("a"), TRUE)
    a
    """
    kept = [each for each in parts if each is not TRUE]
    if any(each is FALSE for each in kept):
        return FALSE
    return z3.And(*kept) if len(kept) > 1 else kept[0] if kept else TRUE


def either(*parts: Formula) -> Formula:
    """Any of the formulas."""
    kept = [each for each in parts if each is not FALSE]
    if any(each is TRUE for each in kept):
        return TRUE
    return z3.Or(*kept) if len(kept) > 1 else kept[0] if kept else FALSE


def no(formula: Formula) -> Formula:
    """The opposite."""
    return FALSE if formula is TRUE else TRUE if formula is FALSE else z3.Not(formula)


def pick(when: Formula, then: Formula, other: Formula) -> Formula:
    """One of two values."""
    if when is TRUE or then is other or z3.eq(then, other):
        return then
    return other if when is FALSE else z3.If(when, then, other)


@dataclass(frozen=True)
class Kleene:
    """A truth: when it is known true, and when known false; otherwise it is UNKNOWN."""

    yes: Formula
    no: Formula

    @property
    def unknown(self) -> Formula:
        return no(either(self.yes, self.no))

    @property
    def negated(self) -> "Kleene":
        return Kleene(self.no, self.yes)


def all_known(truths: Sequence[Kleene]) -> Kleene:
    """The minimum."""
    return Kleene(both(*(each.yes for each in truths)), either(*(each.no for each in truths)))


def any_known(truths: Sequence[Kleene]) -> Kleene:
    """The maximum."""
    return Kleene(either(*(each.yes for each in truths)), both(*(each.no for each in truths)))


def at_least_known(count: int, truths: Sequence[Kleene]) -> Kleene:
    """TRUE when `count` are TRUE, FALSE when fewer than `count` can still be."""
    if count == len(truths):
        return all_known(truths)
    if count == 1:
        return any_known(truths)
    possible = z3.AtLeast(*(no(each.no) for each in truths), count)
    return Kleene(z3.AtLeast(*(each.yes for each in truths), count), z3.Not(possible))
