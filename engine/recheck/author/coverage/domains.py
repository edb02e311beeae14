"""Small domains: for every fact that a rule reads, the few values that can tell its comparisons apart.

Of a number: at, just below and just above each number it is compared with; of a choice or set, what is
named and one value that is not; and of every fact that it is absent. A total is taken apart into its
terms; any other derived fact is documented itself, as authors do in tests.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import product

from recheck.conditions.interpret import leaf_truth
from recheck.evaluators.evaluation import facts_in
from recheck.evaluators.plan import View
from recheck.model.condition import Condition, FactRef, Leaf, Limit, facts_of, leaves
from recheck.model.rule import Choose, Rule, Total
from recheck.model.truth import Truth
from recheck.model.value import Contradicted, Held, Number, Value, plain
from recheck.model.vocabulary import Fact, FactType

Row = dict[str, Held | None]
"""Some facts with their values; None of one that is not documented."""
MAX_ROWS = 4_000
"""Combinations of one leaf's facts that are tried at most."""
MAX_MEMBERS = 3
"""Members of a set that are combined; of more, one at a time."""


class Domains:
    """The values that the facts of one rule are tried with, and what they make of each leaf."""

    def __init__(self, rule: Rule, view: View, requested_on: date) -> None:
        self.rule = rule
        self.view = view
        self.base: dict[str, Held] = {"treatment": rule.treatments[0], "requested_on": requested_on}
        self.conditions: tuple[Condition, ...] = (
            *view.scopes,
            rule.applies_when,
            *(criterion.when for criterion in rule.criteria),
        )
        self.tables: dict[Leaf, dict[Truth, list[Row]]] = {}
        self.cut: set[Leaf] = set()
        """Leaves with more combinations than were tried."""
        self.named: dict[str, set[Value]] = {}
        for condition in self.conditions:
            for leaf in leaves(condition):
                self._name(leaf)
        for name, change in rule.modify_to.items():
            self.named.setdefault(name, set()).add(change)

    def variables(self, leaf: Leaf) -> tuple[str, ...]:
        """The facts that are documented or left out to give a leaf its truth."""
        if isinstance(leaf, Limit):
            names = [name for name in facts_of(leaf) if name != leaf.authorized]
        else:
            names = list(facts_of(leaf))
        return tuple(dict.fromkeys(each for name in names for each in self._terms(name)))

    def table(self, leaf: Leaf) -> dict[Truth, list[Row]]:
        """The combinations of values that make a leaf TRUE, FALSE and UNKNOWN; those with most documented first."""
        if leaf not in self.tables:
            self.tables[leaf] = self._table(leaf)
        return self.tables[leaf]

    def held(self, row: Row) -> dict[str, Held]:
        """The facts of a row as a test would hold them."""
        found = {name: value for name, value in row.items() if value is not None}
        for name in list(found):
            if name.endswith("_requested"):
                found.setdefault(name.replace("_requested", "_authorized"), 0)
        return found

    def values(self, name: str) -> tuple[Held | None, ...]:
        """The values that a fact is tried with, None (not documented) last."""
        if name == "treatment":
            return self.rule.treatments
        if name == "requested_on":
            return (self.base[name],)
        fact = self.view.facts.get(name)
        return (None,) if fact is None else (*_values(fact, self.named.get(name, set())), None)

    def _terms(self, name: str) -> Iterator[str]:
        definition = self.view.derives(name)
        if definition is not None and isinstance(definition.formula, Total):
            for term in definition.formula.terms:
                if isinstance(term, str):
                    yield from self._terms(term)
        else:
            yield name

    def _name(self, leaf: Leaf) -> None:
        """Note the numbers and words that a leaf compares its facts with."""
        operand = leaf.at_most if isinstance(leaf, Limit) else leaf.operand
        if isinstance(operand, FactRef):
            numbers = self._numbers_of(operand.name)
        else:
            numbers = set(operand) if isinstance(operand, tuple) else {operand}
        names = self.variables(leaf)
        if isinstance(leaf, Limit) or len(names) > 1:
            numbers = {*numbers, 0, 1}
        for name in names:
            self.named.setdefault(name, set()).update(numbers)

    def _numbers_of(self, name: str) -> set[Value]:
        definition = self.view.derives(name)
        if definition is None or not isinstance(definition.formula, Choose):
            return set()
        return {*(branch.value for branch in definition.formula.branches), definition.formula.otherwise}

    def _table(self, leaf: Leaf) -> dict[Truth, list[Row]]:
        found: dict[Truth, list[Row]] = {each: [] for each in Truth}
        names = self.variables(leaf)
        view = self._view_of(leaf)
        for number, values in enumerate(product(*(self.values(name) for name in names))):
            if number == MAX_ROWS:
                self.cut.add(leaf)
                break
            row = dict(zip(names, values, strict=True))
            held = facts_in(view, {**self.base, **self.held(row)})
            if not any(isinstance(held.get(name), Contradicted) for name in facts_of(leaf)):
                found[leaf_truth(leaf, held)].append(row)
        for rows in found.values():
            rows.sort(key=lambda row: sum(value is None for value in row.values()))
        return found

    def _view_of(self, leaf: Leaf) -> View:
        """No rules; the definitions that a leaf rests on."""
        reads = self.view.reads(leaf)
        needed = tuple(each for each in self.view.definitions if each.fact in reads)
        return View((), (), needed, self.view.facts)


def _values(fact: Fact, named: Iterable[Value]) -> tuple[Held, ...]:
    match fact.type:
        case FactType.BOOLEAN:
            return (True, False)
        case FactType.INTEGER | FactType.NUMBER:
            return tuple(_numbers(fact, [each for each in named if isinstance(each, int | float)]))
        case FactType.DATE:
            days = sorted(each for each in named if isinstance(each, date)) or [date(2015, 1, 1)]
            return tuple(day + timedelta(days=step) for day in days for step in (0, 1, -1))
        case FactType.CHOICE:
            words = [each for each in fact.values if each in named]
            return tuple(words + [each for each in fact.values if each not in named][:1])
        case FactType.SET:
            return tuple(_sets(fact, [each for each in named if isinstance(each, str)]))


def _numbers(fact: Fact, named: list[Number]) -> Iterator[Number]:
    """At each number, just above it and just below it, within the fact's bounds."""
    step = 1 if fact.type is FactType.INTEGER else 0.1
    least = max(fact.bounds.low, 1) if fact.name.endswith("_requested") else fact.bounds.low
    wanted = (plain(each + by) for each in sorted(named, reverse=True) or [1] for by in (0, step, -step))
    yield from dict.fromkeys(each for each in wanted if least <= each <= fact.bounds.high)


def _sets(fact: Fact, named: list[str]) -> Iterator[frozenset[str]]:
    """Each named member alone, together, with one that is not named, that one alone, and none."""
    others = [each for each in fact.values if each not in named][:1] or ([] if fact.values else ["other"])
    members = sorted(named) + others
    if len(members) <= MAX_MEMBERS:
        chosen = [
            frozenset(each for each, kept in zip(members, kept_, strict=True) if kept)
            for kept_ in product((True, False), repeat=len(members))
        ]
        yield from sorted(chosen, key=lambda each: (not each, len(each), sorted(each)))
        return
    yield from (frozenset({each}) for each in members)
    yield frozenset(named)
    yield frozenset(members)
    yield frozenset()
