"""What is held of a fact, as expressions: a single value, a range of numbers, or a list of texts.

A null value is a fact that is not known; `contra` says whether that is because the record contradicts
itself.
"""

from dataclasses import dataclass
from typing import TypeAlias

from recheck.evaluators.columns.expr import (
    FALSE,
    TRUE,
    UNKNOWN,
    Const,
    Expr,
    Kind,
    Null,
    Operator,
    Relation,
    Rounded,
    arithmetic,
    both,
    case,
    coalesce,
    compare,
    constant,
    either,
    is_unknown,
    number,
    one_of,
    whole,
)
from recheck.evaluators.columns.problems import Unsupported
from recheck.model.condition import Op
from recheck.model.rule import BEGUN
from recheck.model.value import Number
from recheck.model.vocabulary import Fact, FactType

KINDS = {
    FactType.BOOLEAN: Kind.BOOLEAN,
    FactType.INTEGER: Kind.INTEGER,
    FactType.NUMBER: Kind.NUMBER,
    FactType.DATE: Kind.DATE,
    FactType.CHOICE: Kind.TEXT,
    FactType.SET: Kind.TEXTS,
}
LARGEST = 2**53
"""Whole numbers up to here are the same as doubles."""


@dataclass(frozen=True, slots=True, eq=False)
class Single:
    """A boolean, choice or date."""

    value: Expr
    contra: Expr = FALSE


@dataclass(frozen=True, slots=True, eq=False)
class Range:
    """The least and the most that a number can be; one expression where it is known exactly or not at all.

    Of a total (`held`), a null end is without bound; of any other number, null is not known.
    """

    low: Expr
    high: Expr
    contra: Expr = FALSE
    held: bool = False

    @property
    def is_exact(self) -> bool:
        return self.low is self.high


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """A set, as a list of texts."""

    value: Expr
    contra: Expr = FALSE


Symbol: TypeAlias = Single | Range | Members


@dataclass(frozen=True, slots=True, eq=False)
class Kleene:
    """A truth, and whether it is UNKNOWN because the record contradicts itself."""

    value: Expr
    because: Expr = FALSE
    """Whether something that it rests on is contradicted; where the truth is known, that makes no difference."""
    is_strict: bool = False
    """Whether it is UNKNOWN wherever `because` holds."""

    @property
    def contra(self) -> Expr:
        """Whether it is UNKNOWN because of a contradiction."""
        if self.is_strict or self.because is FALSE:
            return self.because
        return both(is_unknown(self.value), self.because)


def nothing(fact: Fact) -> Symbol:
    """A fact that no record documents."""
    kind = KINDS[fact.type]
    if kind is Kind.TEXTS:
        return Members(Null(kind))
    value = Null(kind)
    return Range(value, value) if kind.is_numeric else Single(value)


def known(fact: Fact, value: object) -> Symbol:
    """A fact that is known with this value."""
    if isinstance(value, frozenset):
        raise Unsupported(f"a definition or modification that yields a set ('{fact.name}')")
    assert isinstance(value, bool | int | float | str) or hasattr(value, "toordinal")
    found = constant(value)  # type: ignore[arg-type]  # a plain value
    if fact.type.is_numeric:
        found = number_of(fact, found)
        return Range(found, found)
    return Single(found)


def number_of(fact: Fact, found: Expr) -> Expr:
    """A number in the kind of its fact."""
    if fact.type is FactType.NUMBER and isinstance(found, Const) and isinstance(found.value, int):
        return Const(float(found.value), Kind.NUMBER)
    return found


def contradicted(value: Expr, *facts: Symbol, is_strict: bool = False) -> Kleene:
    """A leaf over facts: UNKNOWN because of a contradiction where one of them is contradicted."""
    return Kleene(value, either(*(each.contra for each in facts)), is_strict)


def joined(value: Expr, parts: tuple[Kleene, ...]) -> Kleene:
    """A node over parts: a contradiction among what keeps it UNKNOWN."""
    return Kleene(value, either(*(each.contra for each in parts)))


def bounded(op: Op, left: Range, right: Range) -> Expr:
    """What two ranges of numbers say of a comparison between them."""
    how = _RELATION[op]
    if left.is_exact and right.is_exact and not left.held and not right.held:
        return compare(how, left.low, right.low)
    less, more = Relation.LE, Relation.GT
    match op:
        case Op.AT_MOST:
            yes, never = compare(less, left.high, right.low), compare(more, left.low, right.high)
        case Op.AT_LEAST:
            yes, never = compare(Relation.GE, left.low, right.high), compare(Relation.LT, left.high, right.low)
        case Op.MORE_THAN:
            yes, never = compare(more, left.low, right.high), compare(less, left.high, right.low)
        case Op.LESS_THAN:
            yes, never = compare(Relation.LT, left.high, right.low), compare(Relation.GE, left.low, right.high)
        case _:
            apart = either(compare(Relation.LT, left.high, right.low), compare(more, left.low, right.high))
            ends = [(left.low, left.high), (left.high, right.low), (right.low, right.high)]
            same = both(*(compare(Relation.EQ, one, other) for one, other in ends if one is not other))
            yes, never = (same, apart) if op is Op.EQUALS else (apart, same)
    return case([(yes, TRUE), (never, FALSE)], UNKNOWN)


_RELATION = {
    Op.AT_MOST: Relation.LE,
    Op.AT_LEAST: Relation.GE,
    Op.MORE_THAN: Relation.GT,
    Op.LESS_THAN: Relation.LT,
    Op.EQUALS: Relation.EQ,
    Op.NOT: Relation.NE,
}


def number_among(left: Range, values: tuple[Number, ...]) -> Expr:
    """Whether a number is one of some."""
    if left.is_exact and not left.held:
        return one_of(left.low, values)
    each = [bounded(Op.EQUALS, left, Range(constant(value), constant(value))) for value in values]
    return either(*each)


def exact(held: Range) -> Expr:
    """A number where it is known exactly."""
    if held.is_exact:
        return held.low
    return case([(compare(Relation.EQ, held.low, held.high), held.low)], Null(held.low.kind))


def added(left: Range, right: Range) -> Range:
    """A sum of ranges whose null ends are without bound."""
    return _range(
        arithmetic(Operator.ADD, left.low, right.low),
        arithmetic(Operator.ADD, left.high, right.high) if not (left.is_exact and right.is_exact) else None,
    )


def subtracted(left: Range, right: Range) -> Range:
    """A difference."""
    return _range(
        arithmetic(Operator.SUBTRACT, left.low, right.high),
        arithmetic(Operator.SUBTRACT, left.high, right.low) if not (left.is_exact and right.is_exact) else None,
    )


def multiplied(left: Range, right: Range) -> Range:
    """A product of numbers that are not negative; nothing times without bound is nothing."""
    low = arithmetic(Operator.MULTIPLY, left.low, right.low)
    if left.is_exact and right.is_exact:
        return _range(low, None)
    high = arithmetic(Operator.MULTIPLY, left.high, right.high)
    nothing_of = [compare(Relation.EQ, each, whole(0)) for each in (left.high, right.high)]
    zero: Expr = whole(0) if high.kind is Kind.INTEGER else Const(0.0, Kind.NUMBER)
    return _range(low, case([(each, zero) for each in nothing_of], high))


def _range(low: Expr, high: Expr | None) -> Range:
    return Range(low, low if high is None else high, held=True)


def rounded(held: Range) -> Range:
    """A range without the noise of binary fractions (`value.plain`)."""

    def plain(end: Expr) -> Expr:
        return Rounded(end) if end.kind is Kind.NUMBER and not isinstance(end, Null | Const) else end

    low = plain(held.low)
    return Range(low, low if held.is_exact else plain(held.high), held.contra, held.held)


def _nearly(value: Expr, passed: Expr, derived: Range) -> tuple[Symbol, Expr]:
    """Weeks or months between dates beside a stated number of them."""
    half = Const(BEGUN, Kind.NUMBER)
    least, most = arithmetic(Operator.SUBTRACT, passed, half), arithmetic(Operator.ADD, passed, half)
    outside = either(compare(Relation.LT, value, least), compare(Relation.GT, value, most))
    held = coalesce(passed, value)
    return Range(held, held, derived.contra, derived.held), case([(outside, TRUE)], FALSE)


def settled(documented: Symbol, derived: Symbol, begun: bool = False) -> tuple[Symbol, Expr]:
    """What is documented where it is, else what is derived; and whether the two disagree (known either way).

    Of weeks and months between dates (`begun`) a whole number agrees that is half a one off, and the dates stand.
    """
    match documented, derived:
        case Range(), Range():
            value = documented.low
            if isinstance(value, Null):
                return derived, FALSE
            if value.kind is not derived.low.kind:  # months from dates, beside a whole number of them
                low = number(derived.low)
                high = low if derived.is_exact else number(derived.high)
                value, derived = number(value), Range(low, high, derived.contra, derived.held)
            if begun and derived.is_exact:
                return _nearly(number(value), number(derived.low), derived)
            outside = either(compare(Relation.LT, value, derived.low), compare(Relation.GT, value, derived.high))
            low = coalesce(value, derived.low)
            high = low if derived.is_exact else coalesce(value, derived.high)
            return Range(low, high, derived.contra, derived.held), case([(outside, TRUE)], FALSE)
        case Single(), Single():
            if isinstance(documented.value, Null):
                return derived, FALSE
            differs = compare(Relation.NE, documented.value, derived.value)
            value = coalesce(documented.value, derived.value)
            return Single(value, derived.contra), case([(differs, TRUE)], FALSE)
        case Members(), Members():
            raise Unsupported("a definition that yields a set")
    raise TypeError("a fact and its derivation are of one kind")
