"""The values of a fact that its rules can tell apart: as few as possible, and no case left out.

Comes in: a situation and the name of an open fact. Goes out: values such that every other value behaves
as one of them, or None where there is no small list of such (a number in arithmetic without bounds, a
date within a span). Used to try everything one by one, where that is few enough.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import TypeGuard

from recheck.exact.situation import Situation
from recheck.model.condition import Comparison, FactRef, Leaf, Limit, facts_of, leaves
from recheck.model.rule import Arithmetic, Choose, Definition, PercentDrop, Span, Total, condition_of, inputs_of
from recheck.model.value import Bounds, Number, Value
from recheck.model.vocabulary import Fact, FactType

WIDEST = 64
"""Values of one fact that are tried at most."""
MEMBERS = 6
"""Members of a set whose subsets are tried at most."""


class Domains:
    """The domains of a situation's facts, each worked out once."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        views = situation.judgement.plan.views
        self.definitions: list[Definition] = [each for view in views for each in view.definitions]
        conditions = [condition for view in views for condition in view.scopes]
        for rule in (rule for view in views for rule in view.rules):
            conditions.append(rule.applies_when)
            conditions += [each.when for each in rule.criteria]
        conditions += [condition_of(each.formula) for each in self.definitions]
        self.leaves: list[Leaf] = list(dict.fromkeys(leaf for each in conditions for leaf in leaves(each)))
        self.known: dict[str, tuple[Value, ...] | None] = {}

    def of(self, name: str) -> tuple[Value, ...] | None:
        """The values of a fact that need trying; None where they are too many to list."""
        if name not in self.known:
            values = self._values(self.situation.vocabulary[name])
            self.known[name] = None if values is None or len(values) > WIDEST else values
        return self.known[name]

    def _values(self, fact: Fact) -> tuple[Value, ...] | None:
        match fact.type:
            case FactType.BOOLEAN:
                return (True, False)
            case FactType.CHOICE:
                return fact.values or None
            case FactType.SET:
                return self._sets(fact)
            case FactType.DATE:
                return None if self._is_in_arithmetic(fact.name) else _apart(self._days(fact.name))
            case _:
                return self._numbers(fact)

    def _sets(self, fact: Fact) -> tuple[Value, ...] | None:
        """Every set of the members that are named, with and without one that is not."""
        named = dict.fromkeys(str(each) for leaf in self._leaves_of(fact.name) for each in _constants(leaf))
        others = [each for each in fact.values if each not in named] if fact.values else ["another"]
        members = [*named, *others[:1]]
        if len(members) > MEMBERS:
            return None
        sizes = range(len(members) + 1)
        return tuple(frozenset(chosen) for size in sizes for chosen in combinations(members, size))

    def _days(self, name: str) -> set[date]:
        found = (each for leaf in self._leaves_of(name) for each in _constants(leaf))
        return {each for each in found if isinstance(each, date)}

    def _numbers(self, fact: Fact) -> tuple[Value, ...] | None:
        whole = fact.type is FactType.INTEGER
        held = self.situation.held.get(fact.name)
        low, high = fact.bounds.low, fact.bounds.high
        if isinstance(held, Bounds):
            low, high = max(low, held.low), min(high, held.high)
        bounds = Bounds(low, high)
        if whole and high - low < WIDEST:
            return tuple(range(int(low), int(high) + 1))
        if self._is_in_arithmetic(fact.name):
            top = self._ceiling() if whole and low == 0 else None
            return None if top is None else tuple(range(int(min(top, high)) + 1))
        thresholds = {each for leaf in self._leaves_of(fact.name) for each in _constants(leaf) if _is_number(each)}
        return tuple(_between(thresholds, bounds, whole))

    def _leaves_of(self, name: str) -> list[Leaf]:
        return [leaf for leaf in self.leaves if name in facts_of(leaf)]

    def _is_in_arithmetic(self, name: str) -> bool:
        """Whether a fact is added, taken from, or compared with another fact."""
        if any(len(facts_of(leaf)) > 1 for leaf in self._leaves_of(name)):
            return True
        arithmetic = (each for each in self.definitions if isinstance(each.formula, Total | Span | PercentDrop))
        return any(name in inputs_of(each.formula) for each in arithmetic)

    def _ceiling(self) -> int | None:
        """Of counts that are only added up and held against constants: what exceeds every constant."""
        if any(isinstance(leaf, Comparison) and isinstance(leaf.operand, FactRef) for leaf in self.leaves):
            return None
        open_caps = set(self.situation.open)
        largest: Number = 0
        for leaf in self.leaves:
            if isinstance(leaf, Limit):
                if isinstance(leaf.at_most, FactRef):
                    if leaf.at_most.name in open_caps or not self._is_chosen(leaf.at_most.name):
                        return None
                else:
                    largest = max(largest, leaf.at_most)
            largest = max([largest, *(each for each in _constants(leaf) if _is_number(each))])
        for definition in self.definitions:
            match definition.formula:
                case Total(Arithmetic.SUM, terms):
                    numbers = [term for term in terms if not isinstance(term, str)]
                    names = [term for term in terms if isinstance(term, str)]
                    bounds = [self.situation.vocabulary[name].bounds for name in names]
                    if any(each.low < 0 for each in bounds) or any(each < 0 for each in numbers):
                        return None
                case Total() | PercentDrop():
                    return None
                case Choose(branches, otherwise):
                    values = [*(branch.value for branch in branches), otherwise]
                    largest = max([largest, *(each for each in values if _is_number(each))])
        return int(largest) + 1

    def _is_chosen(self, name: str) -> bool:
        formulas = [each.formula for each in self.definitions if each.fact == name]
        return bool(formulas) and all(isinstance(each, Choose) for each in formulas)


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _constants(leaf: Leaf) -> Iterator[Value]:
    if isinstance(leaf, Comparison) and not isinstance(leaf.operand, FactRef):
        yield from leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)


def _between(thresholds: set[int | float], bounds: Bounds, whole: bool) -> list[Value]:
    """Every threshold, and a value in each gap between two and beyond the ends.

    >>> _between({6}, Bounds(0), True), _between({0, 50}, Bounds(0, 100), False)
    ([5, 6, 7], [0, 25.0, 50, 51])
    """
    ordered = sorted(thresholds) or [max(bounds.low, 0)]
    if whole:
        near = {value for each in ordered for value in (int(each // 1), int(each // 1) + 1, int(-(-each // 1)) - 1)}
        found: list[int | float] = sorted(near)
    else:
        gaps = [(low + high) / 2 for low, high in pairwise(ordered)]
        found = sorted([ordered[0] - 1, *ordered, *gaps, ordered[-1] + 1])
    ends = [each for each in (bounds.low, bounds.high) if abs(each) != float("inf")]
    inside: Iterable[int | float] = sorted({*found, *ends} if not any(_in(each, bounds) for each in found) else found)
    return [each for each in inside if _in(each, bounds)]


def _in(value: int | float, bounds: Bounds) -> bool:
    return bounds.low <= value <= bounds.high


def _apart(days: set[date]) -> tuple[Value, ...]:
    """The named days, with the day before and after each."""
    near = {day + timedelta(days=shift) for day in days for shift in (-1, 0, 1)}
    return tuple(sorted(near)) or (date(2000, 1, 1),)
