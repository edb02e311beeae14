"""Expressions over the columns of a table: a small typed form between rules and the query of any engine.

Every node has a kind, and is checked when it is built: a comparison of text with a number is a fault
here, not a silent null in somebody's warehouse. A boolean that is null is UNKNOWN; `And`, `Or` and
`Not` are Kleene's. The builders leave out what says nothing, so that a query holds no dead parts.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, TypeAlias


class Kind(StrEnum):
    """What values an expression takes."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    TEXTS = "texts"

    @property
    def is_numeric(self) -> bool:
        return self in (Kind.INTEGER, Kind.NUMBER)


Plain: TypeAlias = bool | int | float | str | date


class KindError(TypeError):
    """An expression was put together from parts of the wrong kind."""


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column of the table."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Const:
    """A value."""

    value: Plain
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Null:
    """No value of a kind; of booleans, UNKNOWN."""

    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class IsNull:
    """Whether there is no value."""

    of: "Expr"
    kind: Kind = Kind.BOOLEAN


@dataclass(frozen=True, slots=True, eq=False)
class Not:
    """The opposite; UNKNOWN stays so."""

    of: "Expr"
    kind: Kind = Kind.BOOLEAN


@dataclass(frozen=True, slots=True, eq=False)
class And:
    """The least of the truths."""

    parts: tuple["Expr", ...]
    kind: Kind = Kind.BOOLEAN


@dataclass(frozen=True, slots=True, eq=False)
class Or:
    """The greatest of the truths."""

    parts: tuple["Expr", ...]
    kind: Kind = Kind.BOOLEAN


class Relation(StrEnum):
    """How two values are compared."""

    EQ = "eq"
    NE = "ne"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"


@dataclass(frozen=True, slots=True, eq=False)
class Compare:
    """Two values of one kind, or two numbers."""

    how: Relation
    left: "Expr"
    right: "Expr"
    kind: Kind = Kind.BOOLEAN


@dataclass(frozen=True, slots=True, eq=False)
class OneOf:
    """Whether a value is in a list that is not empty and holds no null."""

    of: "Expr"
    values: tuple[Plain, ...]
    kind: Kind = Kind.BOOLEAN


class Operator(StrEnum):
    """Arithmetic; division only where the divisor is guarded."""

    ADD = "add"
    SUBTRACT = "subtract"
    MULTIPLY = "multiply"
    DIVIDE = "divide"


@dataclass(frozen=True, slots=True, eq=False)
class Arithmetic:
    """Two numbers to one."""

    how: Operator
    left: "Expr"
    right: "Expr"
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """The value of the first branch whose condition is TRUE (neither FALSE nor UNKNOWN), else `otherwise`."""

    branches: tuple[tuple["Expr", "Expr"], ...]
    otherwise: "Expr"
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Switch:
    """The value for a whole number; `otherwise` for any other, and for null."""

    of: "Expr"
    values: tuple[tuple[int, "Expr"], ...]
    otherwise: "Expr"
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class ByTruth:
    """A whole number where a truth is TRUE, another where it is FALSE, a third where it is UNKNOWN."""

    of: "Expr"
    yes: int
    never: int
    otherwise: "Expr"
    kind: Kind = Kind.INTEGER


@dataclass(frozen=True, slots=True, eq=False)
class Coalesce:
    """The first value that there is."""

    parts: tuple["Expr", ...]
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Greatest:
    """The greatest of numbers none of which is null (engines differ on null)."""

    parts: tuple["Expr", ...]
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Rounded:
    """A number to nine decimals, halves up, as far as a double holds nine decimals."""

    of: "Expr"
    kind: Kind = Kind.NUMBER


@dataclass(frozen=True, slots=True, eq=False)
class Floor:
    """The whole number not above a number."""

    of: "Expr"
    kind: Kind = Kind.INTEGER


@dataclass(frozen=True, slots=True, eq=False)
class ToNumber:
    """A whole number as a double."""

    of: "Expr"
    kind: Kind = Kind.NUMBER


@dataclass(frozen=True, slots=True, eq=False)
class DatePart:
    """Year, month or day of a date."""

    of: "Expr"
    part: str
    kind: Kind = Kind.INTEGER


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """Days from one date to another."""

    start: "Expr"
    end: "Expr"
    kind: Kind = Kind.INTEGER


@dataclass(frozen=True, slots=True, eq=False)
class Has:
    """Whether a list of texts holds a text."""

    of: "Expr"
    word: str
    kind: Kind = Kind.BOOLEAN


@dataclass(frozen=True, slots=True, eq=False)
class Size:
    """How many different texts a list holds."""

    of: "Expr"
    kind: Kind = Kind.INTEGER


@dataclass(frozen=True, slots=True, eq=False)
class Bits:
    """Some bits of a whole number, as a whole number."""

    of: "Expr"
    shift: int
    width: int
    kind: Kind = Kind.INTEGER


@dataclass(frozen=True, slots=True, eq=False)
class Masked:
    """A whole number with only the bits of a mask."""

    of: "Expr"
    mask: int
    kind: Kind = Kind.INTEGER


@dataclass(frozen=True, slots=True, eq=False)
class AnyPair:
    """Whether some pair of bits of a whole number holds a code; `lower` are the lower bits of the pairs looked at."""

    of: "Expr"
    code: int
    lower: int
    kind: Kind = Kind.BOOLEAN


Expr: TypeAlias = (
    Column
    | Const
    | Null
    | IsNull
    | Not
    | And
    | Or
    | Compare
    | OneOf
    | Arithmetic
    | Case
    | Switch
    | ByTruth
    | Coalesce
    | Greatest
    | Rounded
    | Floor
    | ToNumber
    | DatePart
    | Days
    | Has
    | Size
    | Bits
    | Masked
    | AnyPair
)

TRUE, FALSE, UNKNOWN = Const(True, Kind.BOOLEAN), Const(False, Kind.BOOLEAN), Null(Kind.BOOLEAN)
"""The only boolean constants that are built, so that telling them from others is by identity."""


@cache
def whole(value: int) -> Const:
    """A whole number."""
    return Const(value, Kind.INTEGER)


def constant(value: Plain) -> Expr:
    """A value with the kind that it has in Python; True is no 1 here.

    >>> constant(True) is TRUE, constant(1).kind, constant(1.0).kind
    (True, <Kind.INTEGER: 'integer'>, <Kind.NUMBER: 'number'>)
    """
    match value:
        case bool():
            return TRUE if value else FALSE
        case int():
            return whole(value)
        case float():
            return Const(value, Kind.NUMBER)
        case str():
            return Const(value, Kind.TEXT)
        case date():
            return Const(value, Kind.DATE)


def both(*parts: Expr) -> Expr:
    """All of the truths.

    >>> both(TRUE, Column("a", Kind.BOOLEAN)).name
    'a'
    """
    kept = list(dict.fromkeys(each for part in parts for each in (part.parts if isinstance(part, And) else (part,))))
    kept = [each for each in kept if each is not TRUE]
    _all_of_kind(Kind.BOOLEAN, kept)
    if any(each is FALSE for each in kept):
        return FALSE
    return And(tuple(kept)) if len(kept) > 1 else kept[0] if kept else TRUE


def either(*parts: Expr) -> Expr:
    """Any of the truths."""
    kept = list(dict.fromkeys(each for part in parts for each in (part.parts if isinstance(part, Or) else (part,))))
    kept = [each for each in kept if each is not FALSE]
    _all_of_kind(Kind.BOOLEAN, kept)
    if any(each is TRUE for each in kept):
        return TRUE
    return Or(tuple(kept)) if len(kept) > 1 else kept[0] if kept else FALSE


def no(part: Expr) -> Expr:
    """The opposite."""
    _all_of_kind(Kind.BOOLEAN, [part])
    if part is TRUE:
        return FALSE
    if part is FALSE:
        return TRUE
    if part is UNKNOWN:
        return UNKNOWN
    return part.of if isinstance(part, Not) else Not(part)


def at_least(count: int, parts: Sequence[Expr]) -> Expr:
    """TRUE when so many of the truths are TRUE, FALSE when fewer can still be."""
    if count <= 0:
        return TRUE
    if count > len(parts):
        return FALSE
    if count == len(parts):
        return both(*parts)
    if count == 1:
        return either(*parts)
    known = total([case([(each, whole(1))], whole(0)) for each in parts])
    possible = total([case([(no(each), whole(0))], whole(1)) for each in parts])
    return case(
        [(compare(Relation.GE, known, whole(count)), TRUE), (compare(Relation.LT, possible, whole(count)), FALSE)],
        UNKNOWN,
    )


def is_true(part: Expr) -> Expr:
    """Whether a truth is TRUE, known either way."""
    return part if part in (TRUE, FALSE) or _is_known(part) else Coalesce((part, FALSE), Kind.BOOLEAN)


def is_unknown(part: Expr) -> Expr:
    """Whether a truth is UNKNOWN, known either way."""
    if _is_known(part):
        return FALSE
    return TRUE if part is UNKNOWN else IsNull(part)


def _is_known(part: Expr) -> bool:
    match part:
        case Const() | IsNull() | AnyPair():
            return True
        case Coalesce(parts):
            return _is_known(parts[-1])
        case Not(of):
            return _is_known(of)
        case And(parts) | Or(parts):
            return all(_is_known(each) for each in parts)
        case Case(branches, otherwise):
            return _is_known(otherwise) and all(_is_known(value) for _, value in branches)
        case _:
            return False


def compare(how: Relation, left: Expr, right: Expr) -> Expr:
    """A comparison; UNKNOWN where either value is null."""
    if left.kind is not right.kind and not (left.kind.is_numeric and right.kind.is_numeric):
        raise KindError(f"{left.kind} is compared with {right.kind}")
    if left.kind is Kind.TEXTS or (left.kind in (Kind.BOOLEAN, Kind.TEXT) and how not in (Relation.EQ, Relation.NE)):
        raise KindError(f"{left.kind} cannot be compared by {how}")
    if isinstance(left, Null) or isinstance(right, Null):
        return UNKNOWN
    if left.kind is Kind.BOOLEAN and isinstance(right, Const):
        return left if right.value is (how is Relation.EQ) else no(left)
    if isinstance(left, Const) and isinstance(right, Const):
        return constant(_RELATED[how](left.value, right.value))
    return Compare(how, left, right)


_RELATED: dict[Relation, Callable[[Any, Any], bool]] = {
    Relation.EQ: operator.eq,
    Relation.NE: operator.ne,
    Relation.LT: operator.lt,
    Relation.LE: operator.le,
    Relation.GT: operator.gt,
    Relation.GE: operator.ge,
}


def one_of(part: Expr, values: Sequence[Plain]) -> Expr:
    """Whether a value is among others; UNKNOWN of null, also of an empty list."""
    if isinstance(part, Null):
        return UNKNOWN
    if not values:
        return case([(IsNull(part), UNKNOWN)], FALSE)
    for each in values:
        found = constant(each).kind
        if found is not part.kind and not (found.is_numeric and part.kind.is_numeric):
            raise KindError(f"{part.kind} is compared with {found}")
    if isinstance(part, Const):
        return constant(part.value in values)
    return compare(Relation.EQ, part, constant(values[0])) if len(values) == 1 else OneOf(part, tuple(values))


def arithmetic(how: Operator, left: Expr, right: Expr) -> Expr:
    """Two numbers to one: whole where both are, and nothing is divided."""
    if not (left.kind.is_numeric and right.kind.is_numeric):
        raise KindError(f"{how} of {left.kind} and {right.kind}")
    both_whole = left.kind is right.kind is Kind.INTEGER and how is not Operator.DIVIDE
    kind = Kind.INTEGER if both_whole else Kind.NUMBER
    if isinstance(left, Null) or isinstance(right, Null):
        return Null(kind)
    if isinstance(right, Const) and right.value == 0 and how in (Operator.ADD, Operator.SUBTRACT) and both_whole:
        return left
    if isinstance(left, Const) and left.value == 0 and how is Operator.ADD and both_whole:
        return right
    return Arithmetic(how, left, right, kind)


def plus(left: Expr, right: Expr) -> Expr:
    """A sum."""
    return arithmetic(Operator.ADD, left, right)


def minus(left: Expr, right: Expr) -> Expr:
    """A difference."""
    return arithmetic(Operator.SUBTRACT, left, right)


def times(left: Expr, right: Expr) -> Expr:
    """A product."""
    return arithmetic(Operator.MULTIPLY, left, right)


def total(parts: Sequence[Expr]) -> Expr:
    """A sum of whole numbers; the terms pair up, so that a long sum is not deep."""
    if not parts:
        return whole(0)
    kept = list(parts)
    while len(kept) > 1:
        pairs = [plus(*kept[at : at + 2]) if at + 1 < len(kept) else kept[at] for at in range(0, len(kept), 2)]
        kept = pairs
    return kept[0]


def case(branches: Sequence[tuple[Expr, Expr]], otherwise: Expr) -> Expr:
    """The value of the first branch that is TRUE."""
    kept: list[tuple[Expr, Expr]] = []
    for condition, value in branches:
        _all_of_kind(Kind.BOOLEAN, [condition])
        if value.kind is not otherwise.kind:
            raise KindError(f"branches of {value.kind} and {otherwise.kind}")
        if condition is FALSE or condition is UNKNOWN:
            continue
        if condition is TRUE:
            otherwise = value
            break
        kept.append((condition, value))
    return Case(tuple(kept), otherwise, otherwise.kind) if kept else otherwise


def by_truth(of: Expr, yes: int, never: int, unknown: Expr) -> Expr:
    """A whole number for each truth; the truth is looked at once, where branches would look at it twice."""
    _all_of_kind(Kind.BOOLEAN, [of])
    _all_of_kind(Kind.INTEGER, [unknown])
    if of is UNKNOWN:
        return unknown
    return whole(yes if of is TRUE else never) if of in (TRUE, FALSE) else ByTruth(of, yes, never, unknown)


def switch(of: Expr, values: Mapping[int, Expr], otherwise: Expr) -> Expr:
    """The value for a whole number."""
    _all_of_kind(Kind.INTEGER, [of])
    _all_of_kind(otherwise.kind, list(values.values()))
    return Switch(of, tuple(values.items()), otherwise, otherwise.kind) if values else otherwise


def coalesce(*parts: Expr) -> Expr:
    """The first value that there is."""
    kept: list[Expr] = [each for each in parts if not isinstance(each, Null)]
    if not kept:
        return parts[0]
    numeric = all(each.kind.is_numeric for each in kept)
    if len({each.kind for each in kept}) > 1:
        if not numeric:
            raise KindError(f"a choice between {' and '.join(sorted({str(each.kind) for each in kept}))}")
        kept = [number(each) for each in kept]
    return Coalesce(tuple(kept), kept[0].kind) if len(kept) > 1 else kept[0]


def number(part: Expr) -> Expr:
    """A number as a double."""
    if part.kind is Kind.NUMBER:
        return part
    if isinstance(part, Null):
        return Null(Kind.NUMBER)
    if isinstance(part, Const):
        assert isinstance(part.value, int)
        return Const(float(part.value), Kind.NUMBER)
    return ToNumber(part)


def greatest(*parts: Expr) -> Expr:
    """The greatest of whole numbers that are not null."""
    _all_of_kind(Kind.INTEGER, parts)
    return Greatest(parts, Kind.INTEGER) if len(parts) > 1 else parts[0]


def bits(of: Expr, shift: int, width: int) -> Expr:
    """Some bits of a whole number that is not negative."""
    _all_of_kind(Kind.INTEGER, [of])
    if isinstance(of, Const):
        assert isinstance(of.value, int)
        return whole((of.value >> shift) & ((1 << width) - 1))
    return Bits(of, shift, width)


def any_bit(of: Expr, mask: int) -> Expr:
    """Whether one of some bits of a whole number is set."""
    return compare(Relation.NE, Masked(of, mask), whole(0)) if mask else FALSE


def any_pair(of: Expr, code: int, pairs: Sequence[int]) -> Expr:
    """Whether one of some pairs of bits of a whole number, counted from the lowest, holds a code from 0 to 3."""
    if len(pairs) == 1:
        return compare(Relation.EQ, Masked(of, 3 << 2 * pairs[0]), whole(code << 2 * pairs[0]))
    return AnyPair(of, code, sum(1 << 2 * each for each in pairs)) if pairs else FALSE


def shifted(part: Expr, shift: int) -> Expr:
    """A whole number moved up by so many bits."""
    if isinstance(part, Const):
        assert isinstance(part.value, int)
        return whole(part.value << shift)
    return times(part, whole(1 << shift)) if shift else part


def _all_of_kind(kind: Kind, parts: Sequence[Expr]) -> None:
    for each in parts:
        if each.kind is not kind:
            raise KindError(f"{each.kind} where {kind} is needed")
