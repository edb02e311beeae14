"""The nodes of a condition tree, as rule files write them.

A tree says when something holds of documented facts; `recheck.conditions` says what is done with it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from recheck.model.problem import Place
from recheck.model.value import Number, Value


class Op(StrEnum):
    """How a fact is compared with a value or with another fact."""

    EQUALS = "equals"
    NOT = "not"
    ONE_OF = "one_of"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    INCLUDES = "includes"
    INCLUDES_ANY = "includes_any"
    WITHIN = "within"

    @property
    def is_ordering(self) -> bool:
        return self in (Op.AT_LEAST, Op.AT_MOST, Op.MORE_THAN, Op.LESS_THAN)

    @property
    def takes_list(self) -> bool:
        return self in (Op.ONE_OF, Op.INCLUDES_ANY, Op.WITHIN)

    @property
    def needs_set(self) -> bool:
        return self in (Op.INCLUDES, Op.INCLUDES_ANY, Op.WITHIN)


@dataclass(frozen=True, slots=True)
class FactRef:
    """The value of another fact, on the right of a comparison."""

    name: str


Operand: TypeAlias = Value | tuple[Value, ...] | FactRef


def _place() -> Place | None:
    return field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One fact against one value, list of values, or other fact."""

    fact: str
    op: Op
    operand: Operand
    place: Place | None = _place()


@dataclass(frozen=True, slots=True)
class Limit:
    """`of` + what was authorized + `already` is at most `at_most`: a cap on a running total.

    With `closes_already` an undocumented `already` counts at its lower bound (`if_silent: met`).
    """

    of: str
    already: str | None
    authorized: str
    at_most: Number | FactRef
    closes_already: bool = False
    place: Place | None = _place()


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple["Condition", ...]
    place: Place | None = _place()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple["Condition", ...]
    place: Place | None = _place()


@dataclass(frozen=True, slots=True)
class NotOf:
    """The part does not hold."""

    part: "Condition"
    place: Place | None = _place()


@dataclass(frozen=True, slots=True)
class IfThen:
    """`then` holds wherever `when` does."""

    when: "Condition"
    then: "Condition"
    place: Place | None = _place()


@dataclass(frozen=True, slots=True)
class CountOf:
    """At least `at_least` of the parts hold."""

    at_least: int
    parts: tuple["Condition", ...]
    place: Place | None = _place()


Leaf: TypeAlias = Comparison | Limit
Condition: TypeAlias = Comparison | Limit | AllOf | AnyOf | NotOf | IfThen | CountOf

ALWAYS = AllOf(())


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The conditions directly under this one; none under a leaf."""
    match condition:
        case AllOf() | AnyOf() | CountOf():
            return condition.parts
        case NotOf():
            return (condition.part,)
        case IfThen():
            return (condition.when, condition.then)
        case _:
            return ()


def leaves(condition: Condition) -> Iterator[Leaf]:
    """The comparisons and limits of a tree, in file order."""
    if isinstance(condition, Comparison | Limit):
        yield condition
    for part in parts_of(condition):
        yield from leaves(part)


def facts_of(leaf: Leaf) -> tuple[str, ...]:
    """The facts that a leaf reads, in the order it names them.

    >>> facts_of(Comparison("visits", Op.AT_MOST, FactRef("cap")))
    ('visits', 'cap')
    """
    if isinstance(leaf, Comparison):
        ref = (leaf.operand.name,) if isinstance(leaf.operand, FactRef) else ()
        return (leaf.fact, *ref)
    cap = (leaf.at_most.name,) if isinstance(leaf.at_most, FactRef) else ()
    already = (leaf.already,) if leaf.already else ()
    return (leaf.of, leaf.authorized, *already, *cap)


def facts_read(condition: Condition) -> tuple[str, ...]:
    """Every fact that a tree reads, once each, in file order."""
    return tuple(dict.fromkeys(fact for leaf in leaves(condition) for fact in facts_of(leaf)))
