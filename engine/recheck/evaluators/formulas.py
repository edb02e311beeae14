"""Facts, conditions and definitions as formulas of Z3: one fact is a pair, whether it is known and its value.

Comes in: a vocabulary and the definitions of a view. Goes out: for every condition two formulas, 'known
true' and 'known false', which hold of exactly the records for which the interpreter says so. A record
that contradicts itself is outside the model: where a derived fact is documented too, the two agree.
Numbers are exact (the interpreter rounds a quotient to nine decimals). Needs the extra `prove`.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from itertools import product as product_of

import z3

from recheck.evaluators.logic import (
    FALSE,
    TRUE,
    Formula,
    Kleene,
    all_known,
    any_known,
    at_least_known,
    both,
    either,
    no,
    pick,
)
from recheck.evaluators.plan import View
from recheck.evaluators.symbols import (
    COMBINED,
    Members,
    Range,
    Single,
    Symbol,
    chosen,
    compare,
    equal,
    is_exact,
    multiplied,
    multiplied_upward,
    ordered,
    range_of,
    same_set,
    set_holds,
)
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
)
from recheck.model.rule import BEGUN, Arithmetic, Choose, Definition, Holds, PercentDrop, Span, TimeUnit, Total
from recheck.model.value import Bounds, Number, Value
from recheck.model.vocabulary import Fact, FactType, Vocabulary

FIRST_DAY, LAST_DAY = date(1910, 1, 1), date(2089, 12, 31)
"""Dates of the model; among them every fourth year is a leap year."""


@dataclass
class Facts:
    """What a record can document: a variable pair for every fact, made when it is first asked for.

    `tag` keeps two records apart. `given` are facts with one value; `absent` are never documented.
    """

    vocabulary: Vocabulary
    tag: str = ""
    given: dict[str, Value] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    known: dict[str, Symbol] = field(default_factory=dict)
    constraints: list[Formula] = field(default_factory=list)
    """What holds of every record: bounds, values in scope."""
    calendar: dict[str, tuple[Formula, Formula]] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    products: dict[str, Formula] = field(default_factory=dict)
    """What each product of two variables is: left out of a question where it does not matter."""
    bounded: dict[str, Bounds] = field(default_factory=dict)
    """The bounds of the numbers, by their names in formulas."""
    values_of: "Facts | None" = None
    """A record whose values these are too; only what is known differs."""

    def __getitem__(self, name: str) -> Symbol:
        if name not in self.known:
            fact = self.vocabulary.facts[name]
            if name in self.absent:
                self.known[name] = self._nothing(fact)
            elif name in self.given:
                self.known[name] = self.constant(fact, self.given[name])
            else:
                self.known[name] = self._variable(fact)
        return self.known[name]

    def code(self, word: str) -> int:
        """The whole number that stands for a word."""
        return self.words.setdefault(word, len(self.words))

    def encoded(self, value: Value) -> Formula:
        """A value that is not a set as a constant."""
        match value:
            case bool():
                return TRUE if value else FALSE
            case str():
                return z3.IntVal(self.code(value))
            case date():
                return z3.IntVal(value.toordinal())
            case int():
                return z3.IntVal(value)
            case float():
                return z3.RealVal(repr(value))
            case _:
                raise TypeError(f"not a single value: {value!r}")

    def constant(self, fact: Fact, value: Value) -> Symbol:
        """A fact that is known with this value."""
        if isinstance(value, frozenset):
            return Members(TRUE, {word: TRUE if word in value else FALSE for word in fact.values})
        if fact.type.is_numeric:
            return Range(TRUE, self.encoded(value), self.encoded(value))
        return Single(TRUE, self.encoded(value))

    def _nothing(self, fact: Fact) -> Symbol:
        if fact.type is FactType.SET:
            return Members(FALSE, dict.fromkeys(fact.values, FALSE))
        if fact.type.is_numeric:
            return Range(FALSE, z3.IntVal(0), z3.IntVal(0))
        return Single(FALSE, FALSE if fact.type is FactType.BOOLEAN else z3.IntVal(0))

    def _variable(self, fact: Fact) -> Symbol:
        known = z3.Bool(f"known{self.tag}:{fact.name}")
        shared = self.values_of[fact.name] if self.values_of is not None else None
        if shared is not None and shared.known is not FALSE:
            return replace(shared, known=known)
        name = f"value{self.tag}:{fact.name}"
        match fact.type:
            case FactType.BOOLEAN:
                return Single(known, z3.Bool(name))
            case FactType.SET:
                return Members(known, {word: z3.Bool(f"{name}:{word}") for word in fact.values})
            case FactType.CHOICE:
                value = z3.Int(name)
                self.constraints.append(either(*(value == self.code(word) for word in fact.values)))
                return Single(known, value)
            case FactType.DATE:
                value = z3.Int(name)
                self.constraints += [value >= FIRST_DAY.toordinal(), value <= LAST_DAY.toordinal()]
                return Single(known, value)
            case _:
                value = z3.Int(name) if fact.type is FactType.INTEGER else z3.Real(name)
                bounds = self.bounded[value.sexpr()] = fact.bounds
                self.constraints += [value >= bounds.low] if fact.at_least is not None else []
                self.constraints += [value <= bounds.high] if fact.at_most is not None else []
                return Range(known, value, value)

    def month_and_day(self, name: str) -> tuple[Formula, Formula]:
        """The month of a date, counted on from some month, and the day in it."""
        symbol = self[name]
        assert isinstance(symbol, Single)
        if symbol.known is FALSE:
            return z3.IntVal(0), z3.IntVal(1)
        if self.values_of is not None and self.values_of[name].value is symbol.value:  # type: ignore[union-attr]  # a date
            return self.values_of.month_and_day(name)
        if name not in self.calendar:
            year, month, day = (z3.Int(f"{part}{self.tag}:{name}") for part in ("year", "month", "day"))
            begun = _days_before(year, month)
            after = pick(month == 11, _days_before(year + 1, z3.IntVal(0)), _days_before(year, month + 1))
            self.constraints += [year >= 0, month >= 0, month <= 11, day >= 1, begun + day <= after]
            self.constraints.append(symbol.value == date(1904, 2, 29).toordinal() + begun + day)
            self.calendar[name] = (year * 12 + month, day)
        return self.calendar[name]

    def times(self, left: Formula, right: Formula) -> Formula:
        """A product; one of two variables is a number of its own, which `products` defines.

        It is taken inside of choices between values, so that as few products of variables arise as can be.
        """
        for one, other in ((left, right), (right, left)):
            if z3.is_app_of(one, z3.Z3_OP_ITE):
                when, then, otherwise = one.children()
                return pick(when, self.times(then, other), self.times(otherwise, other))
        factors = [each for term in (left, right) for each in (term.children() if z3.is_mul(term) else (term,))]
        numbers = [each for each in map(z3.simplify, factors) if z3.is_rational_value(each) or z3.is_int_value(each)]
        others = [each for each in factors if not _is_number(each)]
        number = z3.simplify(z3.Product(*numbers)) if numbers else z3.IntVal(1)
        return z3.simplify(reduce(self._product, others) * number) if others else number

    def _product(self, left: Formula, right: Formula) -> Formula:
        """A number for the product of two others, with what their bounds say of it."""
        if self.values_of is not None:
            return self.values_of._product(left, right)
        (first, left), (second, right) = sorted((each.sexpr(), each) for each in (left, right))
        name = f"product:{first}*{second}"
        found = z3.Int(name) if z3.is_int(left) and z3.is_int(right) else z3.Real(name)
        if name not in self.products:
            self.products[name] = found == left * right
            one, other = (self.bounded.get(each, Bounds()) for each in (first, second))
            self.constraints += [either(each != 0, found == 0) for each in (left, right)]
            self.constraints += _envelope(found, (left, one), (right, other))
        return found


def _envelope(product: Formula, one: tuple[Formula, Bounds], other: tuple[Formula, Bounds]) -> Iterator[Formula]:
    """What bounds of two numbers say of their product: (left - its bound) * (right - its bound) has a known sign."""
    (left, left_in), (right, right_in) = one, other
    for at, to in product_of((left_in.low, left_in.high), (right_in.low, right_in.high)):
        if math.isfinite(at) and math.isfinite(to):
            tangent = at * right + to * left - at * to
            alike = (at == left_in.low) == (to == right_in.low)
            yield product >= tangent if alike else product <= tangent


def _is_number(formula: Formula) -> bool:
    found = z3.simplify(formula)
    return bool(z3.is_rational_value(found) or z3.is_int_value(found))


def _days_before(year: Formula, month: Formula) -> Formula:
    """Days from 1 March 1904 to the first of a month; years and months are counted from March."""
    return 365 * year + year / 4 + (153 * month + 2) / 5


class Reading:
    """The facts of a record as a view reads them: derived ones by its definitions.

    `instead` are facts that an attempt puts in the place of documented ones (a smaller quantity, a rental).
    """

    def __init__(self, view: View, facts: Facts, instead: Mapping[str, Symbol] | None = None) -> None:
        self.facts = facts
        self.instead = dict(instead or {})
        self.definitions = {each.fact: each for each in view.definitions}
        self.held: dict[str, Symbol] = {}
        self.truths: dict[int, tuple[Condition, Kleene]] = {}
        self.agreements: list[Formula] = []
        """That what is documented of derived facts agrees with their derivations."""

    def __getitem__(self, name: str) -> Symbol:
        if name not in self.held:
            definition = self.definitions.get(name)
            if name in self.instead:
                self.held[name] = self.instead[name]
            elif definition is None:
                self.held[name] = self.facts[name]
            else:
                begun = isinstance(definition.formula, Span) and definition.formula.can_begin
                self.held[name] = self._settled(self.facts[name], self._derived(definition), begun)
        return self.held[name]

    def truth(self, condition: Condition) -> Kleene:
        """When a condition is TRUE, and when FALSE."""
        found = self.truths.get(id(condition))
        if found is None:
            found = self.truths[id(condition)] = (condition, self._truth(condition))
        return found[1]

    def _truth(self, condition: Condition) -> Kleene:
        match condition:
            case AllOf(parts):
                return all_known([self.truth(part) for part in parts])
            case AnyOf(parts):
                return any_known([self.truth(part) for part in parts])
            case NotOf(part):
                return self.truth(part).negated
            case IfThen(when, then):
                return any_known([self.truth(when).negated, self.truth(then)])
            case CountOf(count, parts):
                return at_least_known(count, [self.truth(part) for part in parts])
            case Comparison() | Limit():
                return self._leaf(condition)

    # -- leaves -----------------------------------------------------------------------------------

    def _leaf(self, leaf: Leaf) -> Kleene:
        if isinstance(leaf, Limit):
            return self._within(leaf)
        left, operand = self[leaf.fact], leaf.operand
        if isinstance(left, Range):
            if isinstance(operand, tuple):
                return any_known([compare(Op.EQUALS, left, self._number(each)) for each in operand])
            return compare(leaf.op, left, self._number(operand))
        known = left.known
        if isinstance(operand, FactRef):
            other = self[operand.name]
            known = both(known, other.known)
            holds = same_set(left, other) if isinstance(left, Members) else self._single(leaf.op, left, other)
            holds = no(holds) if leaf.op is Op.NOT and isinstance(left, Members) else holds
        elif isinstance(left, Members):
            holds = set_holds(leaf.op, left, operand)
        elif isinstance(operand, tuple):
            holds = either(*(equal(left.value, self.facts.encoded(each)) for each in operand))
        else:
            holds = self._single(leaf.op, left, Single(TRUE, self.facts.encoded(operand)))
        return Kleene(both(known, holds), both(known, no(holds)))

    def _single(self, op: Op, left: Single, right: Symbol) -> Formula:
        assert isinstance(right, Single)
        match op:
            case Op.EQUALS:
                return equal(left.value, right.value)
            case Op.NOT:
                return no(equal(left.value, right.value))
            case _:
                return ordered(op, left.value, right.value)

    def _number(self, operand: object) -> Range:
        if isinstance(operand, FactRef):
            other = self[operand.name]
            assert isinstance(other, Range)
            return other
        assert isinstance(operand, int | float)
        return Range(TRUE, self.facts.encoded(operand), self.facts.encoded(operand))

    def _within(self, limit: Limit) -> Kleene:
        of = self[limit.of]
        assert isinstance(of, Range)
        total = of
        for name in (limit.authorized, limit.already):
            if name is None:
                continue
            held = self[name]
            assert isinstance(held, Range)
            closes = name == limit.already and limit.closes_already
            least = pick(held.known, held.low, z3.IntVal(0))
            most = least if closes else pick(held.known, held.high, z3.IntVal(0))
            below = both(held.known, held.below)
            above = below if closes else either(no(held.known), held.above)
            total = Range(
                TRUE, total.low + least, total.high + most, either(total.below, below), either(total.above, above)
            )
        return compare(
            Op.AT_MOST, Range(of.known, total.low, total.high, total.below, total.above), self._number(limit.at_most)
        )

    # -- definitions ------------------------------------------------------------------------------

    def _settled(self, documented: Symbol, derived: Symbol, begun: bool) -> Symbol:
        """What is documented where it is, else what is derived; the two agree.

        Weeks and months between dates (`begun`) agree with a number that is half a one off, and stand.
        """
        if documented.known is FALSE:
            return derived
        match documented, derived:
            case Range(known, value), Range() if begun:
                off = z3.ToReal(value) - derived.low if z3.is_int(value) else value - derived.low
                self._agree(documented, derived, both(off <= BEGUN, off >= -BEGUN))
                held = pick(derived.known, derived.low, value)
                return Range(either(known, derived.known), held, held)
            case Range(known, value), Range():
                inside = both(either(derived.below, derived.low <= value), either(derived.above, value <= derived.high))
                self._agree(documented, derived, inside)
                return Range(
                    either(known, derived.known),
                    pick(known, value, derived.low),
                    pick(known, value, derived.high),
                    both(no(known), derived.below),
                    both(no(known), derived.above),
                )
            case Single(known, value), Single():
                self._agree(documented, derived, equal(value, derived.value))
                return Single(either(known, derived.known), pick(known, value, derived.value))
            case Members(known, has), Members():
                self._agree(documented, derived, same_set(documented, derived))
                words = {word: pick(known, each, derived.has[word]) for word, each in has.items()}
                return Members(either(known, derived.known), words)
        raise TypeError("a fact and its derivation are of one kind")

    def _agree(self, documented: Symbol, derived: Symbol, same: Formula) -> None:
        self.agreements.append(either(no(both(documented.known, derived.known)), same))

    def _derived(self, definition: Definition) -> Symbol:
        fact = self.facts.vocabulary.facts[definition.fact]
        match definition.formula:
            case Total(Arithmetic.PRODUCT, terms):
                upward = all(map(self._is_never_below_nothing, terms))
                product = multiplied_upward if upward else multiplied
                factors = [self._term(term) for term in terms]
                return reduce(lambda left, right: product(left, right, self.facts.times), factors)
            case Total(how, terms):
                return reduce(COMBINED[how], [self._term(term) for term in terms])
            case Span(unit, start, end):
                return self._span(unit, start, end)
            case PercentDrop(start, end):
                return self._drop(start, end)
            case Holds(when):
                truth = self.truth(when)
                return Single(either(truth.yes, truth.no), truth.yes)
            case Choose(branches, otherwise):
                held = self.facts.constant(fact, otherwise)
                for branch in reversed(branches):
                    held = chosen(self.truth(branch.when), self.facts.constant(fact, branch.value), held)
                return held

    def _term(self, term: str | Number) -> Range:
        if not isinstance(term, str):
            return self._number(term)
        held, bounds = self[term], self.facts.vocabulary.facts[term].bounds
        assert isinstance(held, Range)
        unknown = range_of(bounds)
        return Range(
            TRUE,
            pick(held.known, held.low, unknown.low),
            pick(held.known, held.high, unknown.high),
            pick(held.known, held.below, unknown.below),
            pick(held.known, held.above, unknown.above),
        )

    def _is_never_below_nothing(self, term: str | Number) -> bool:
        """Whether a number's bounds keep it from being negative; a derived one is not held to its bounds."""
        if not isinstance(term, str):
            return term >= 0
        definition = None if term in self.instead else self.definitions.get(term)
        if self.facts.vocabulary.facts[term].bounds.low < 0:
            return False
        match definition.formula if definition else None:
            case None:
                return True
            case Total(Arithmetic.SUM | Arithmetic.PRODUCT, terms):
                return all(map(self._is_never_below_nothing, terms))
            case _:
                return False

    def _span(self, unit: TimeUnit, start: str, end: str) -> Range:
        first, last = self[start], self[end]
        assert isinstance(first, Single) and isinstance(last, Single)
        known, days = both(first.known, last.known), last.value - first.value
        if unit is TimeUnit.WEEKS:
            begun = z3.If(days % 7 == 0, z3.RealVal(0), z3.RealVal("1/2"))
            days = z3.If(days >= 0, z3.ToReal(days / 7) + begun, -(z3.ToReal((-days) / 7) + begun))
        elif unit is TimeUnit.MONTHS:
            (month, day), (later, later_day) = self.facts.month_and_day(start), self.facts.month_and_day(end)
            begun = z3.If(later_day == day, z3.RealVal(0), z3.RealVal("1/2"))
            forward = z3.ToReal(later - month - z3.If(later_day < day, 1, 0)) + begun
            backward = z3.ToReal(later - month + z3.If(day < later_day, 1, 0)) - begun
            days = z3.If(days >= 0, forward, backward)
        return Range(known, days, days)

    def _drop(self, start: str, end: str) -> Range:
        first, last = self[start], self[end]
        assert isinstance(first, Range) and isinstance(last, Range)
        exact = both(is_exact(first), is_exact(last), first.low != 0)
        share = (
            z3.ToReal(100 * (first.low - last.low)) if z3.is_int(first.low - last.low) else 100 * (first.low - last.low)
        )
        drop = share / first.low
        return Range(exact, drop, drop)
