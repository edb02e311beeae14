"""Tests for a rule that has none: facts found by search, expectations computed by the engine.

Comes in: a rule of a rule set. Goes out: tests in which all criteria are met, in which each is just missed
(with values at its numbers and one beyond), and in which each is not documented. The search goes through
few values of each fact, those at and beside what the conditions name, and leaves a branch as soon as
Kleene's logic says that it cannot hold. What comes out is for the author to confirm, not proof of anything.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain

from recheck.author.rule_tests import run_rule_test
from recheck.conditions.interpret import evaluate
from recheck.load.rule_tests import Expectation, RuleTest
from recheck.model.condition import AllOf, Condition, FactRef, Limit, NotOf, facts_read, leaves
from recheck.model.problem import Place, Source
from recheck.model.rule import Criterion, Rule, RuleSet
from recheck.model.truth import Truth
from recheck.model.value import Number, Value, written
from recheck.model.vocabulary import Fact, FactType

ASK, CLOSED = "ask", "not_established"
Facts = dict[str, Value]


def draft_tests(rule: Rule, rules: RuleSet, day: date) -> list[RuleTest]:
    """The tests of a rule with what the engine recommends; none where no request meets all its criteria."""
    search = _Search(rule, rules, day)
    met = search.find([each.when for each in rule.criteria], {})
    if met is None:
        return []
    found = [("all criteria are met" if rule.criteria else "any request", met, ASK)]
    bare = {name: value for name, value in met.items() if name in search.scope_facts}
    found += [("nothing is documented", bare, ASK)] if rule.criteria else []
    found += [each for criterion in rule.criteria for each in _around(criterion, rule, met, search)]
    tests = [_test(rule, name, facts, silence, day) for name, facts, silence in found]
    seen: dict[tuple[object, str], RuleTest] = {}
    for test in tests:
        seen.setdefault((frozenset(test.facts.items()), test.undocumented), test)
    return [replace(test, expect=_computed(test, rules)) for test in seen.values()]


def _around(criterion: Criterion, rule: Rule, met: Facts, search: "_Search") -> Iterator[tuple[str, Facts, str]]:
    """Situations just beyond a criterion, at each of its numbers, and without its facts."""
    others = [each.when for each in rule.criteria if each is not criterion]
    for missed in search.missing(criterion.when, others, met):
        yield f"{criterion.name} just missed: {_told(criterion, missed)}", missed, ASK
    for leaf in leaves(criterion.when):
        bound = leaf.at_most if isinstance(leaf, Limit) else leaf.operand if leaf.op.is_ordering else None
        if bound is None or len(list(leaves(criterion.when))) == 1:
            continue
        for wanted in (leaf, NotOf(leaf)):
            facts = search.find([wanted, *others], met) or search.find([wanted], met)
            if facts is not None:
                yield f"{criterion.name} beside its number: {_told(criterion, facts)}", facts, ASK
    elsewhere = {fact for each in others for fact in facts_read(each)} | search.scope_facts
    own = [fact for fact in facts_read(criterion.when) if fact in met and not fact.endswith("_authorized")]
    mine = [fact for fact in own if fact not in elsewhere] or own
    for fact in mine if any(isinstance(leaf, Limit) for leaf in leaves(criterion.when)) else mine[:1]:
        less = {name: value for name, value in met.items() if name != fact}
        yield f"{fact} is not documented", less, ASK
        if criterion.if_silent_met:
            yield f"{fact} is not documented, and silence closes", less, CLOSED
    if len(mine) > 1:
        less = {name: value for name, value in met.items() if name not in mine}
        yield f"{criterion.name} is not documented", less, ASK


def _told(criterion: Criterion, facts: Facts) -> str:
    names = [name for name in facts_read(criterion.when) if name in facts and not name.endswith("_authorized")]
    return ", ".join(f"{name} {written(facts[name])}" for name in names)


def _test(rule: Rule, name: str, facts: Facts, silence: str, day: date) -> RuleTest:
    return RuleTest(rule.id, name, day, dict(facts), Expectation(), silence, Place(Source(rule.id)))


def _computed(test: RuleTest, rules: RuleSet) -> Expectation:
    """What the engine recommends, as an expectation."""
    found = run_rule_test(test, rules).recommendation
    deciding = found.rules[0].deciding if found.rules and found.needs_physician else None
    missing = tuple(dict.fromkeys(question.fact for question in found.missing))
    return Expectation(found.decision, found.quantity, deciding or None, missing or None)


class _Search:
    """Looks for documented facts under which conditions hold, within the rule's scope."""

    def __init__(self, rule: Rule, rules: RuleSet, day: date) -> None:
        self.vocabulary = rules.vocabulary
        self.scope: list[Condition] = [rules.guidelines[rule.guideline].scope, rule.applies_when]
        self.scope_facts = {fact for each in self.scope for fact in facts_read(each)}
        everything = AllOf((*self.scope, *(each.when for each in rule.criteria)))
        self.given: Facts = {"treatment": rule.treatments[0], "requested_on": day}
        self.given |= {name: 0 for name in facts_read(everything) if name.endswith("_authorized")}
        self.candidates = {name: self._candidates(name, everything) for name in facts_read(everything)}

    def find(self, conditions: list[Condition], first: Mapping[str, Value]) -> Facts | None:
        """Facts under which all of them hold, as near to `first` as the order of candidates allows."""
        wanted = AllOf((*self.scope, *conditions))
        names = [name for name in facts_read(wanted) if name not in self.given]
        found = self._extend(wanted, names, dict(self.given), first)
        if found is None:
            return None
        whole = dict(first) | found
        return {name: whole[name] for name in whole if name not in ("treatment", "requested_on")}

    def missing(self, missed: Condition, others: list[Condition], met: Facts) -> Iterator[Facts]:
        """Facts under which one condition fails: for each of its facts with that alone changed, else with more."""
        one_changed = False
        for name in (each for each in facts_read(missed) if each in met):
            for value in self.candidates[name]:
                facts = met | {name: value}
                if evaluate(AllOf((*self.scope, NotOf(missed), *others)), self.given | facts) is Truth.TRUE:
                    one_changed = True
                    yield facts
                    break
        if not one_changed:
            found = self.find([NotOf(missed), *others], met) or self.find([NotOf(missed)], met)
            yield from [found] if found else []

    def _extend(self, wanted: Condition, names: list[str], facts: Facts, first: Mapping[str, Value]) -> Facts | None:
        truth = evaluate(wanted, facts)
        if truth is Truth.TRUE or truth is Truth.FALSE or not names:
            return facts if truth is Truth.TRUE else None
        name, rest = names[0], names[1:]
        before = [first[name]] if name in first else []
        for value in dict.fromkeys([*before, *self.candidates[name]]):
            found = self._extend(wanted, rest, facts | {name: value}, first)
            if found is not None:
                return found
        return None

    def _candidates(self, name: str, everything: Condition) -> list[Value]:
        """The values of a fact worth trying, those that conditions name first."""
        fact = self.vocabulary.facts[name]
        named: list[Value] = []
        for leaf in leaves(everything):
            if isinstance(leaf, Limit):
                cap = leaf.at_most if isinstance(leaf.at_most, int | float) else 6
                named += {leaf.of: [cap, cap + 1], leaf.already: [0, 1, cap]}.get(name, [])
                named += [cap] if isinstance(leaf.at_most, FactRef) and leaf.at_most.name == name else []
            elif leaf.fact == name and not isinstance(leaf.operand, FactRef):
                operands = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
                named += _sets(operands) if leaf.op.needs_set else operands
        return list(dict.fromkeys(chain(named, *(_beside(fact, each) for each in named), _usual(fact))))


def _sets(members: tuple[Value, ...]) -> Iterator[Value]:
    """Sets with members that a condition names: each alone, then all."""
    words = [str(each) for each in members if isinstance(each, str)]
    yield from (frozenset({each}) for each in words)
    yield frozenset(words)


def _beside(fact: Fact, value: Value) -> Iterator[Value]:
    """The nearest other values."""
    if isinstance(value, date):
        yield from (value + timedelta(days=1), value - timedelta(days=1))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        near: tuple[Number, ...] = (value + 1, value - 1)
        yield from (each for each in near if fact.bounds.low <= each <= fact.bounds.high)


def _usual(fact: Fact) -> Iterator[Value]:
    """Values of a fact of which no condition says a number."""
    match fact.type:
        case FactType.BOOLEAN:
            yield from (True, False)
        case FactType.CHOICE:
            yield from fact.values
        case FactType.SET:
            yield from (frozenset({each}) for each in fact.values or ("something_else",))
            yield frozenset[str]()
        case FactType.INTEGER | FactType.NUMBER:
            low = max(0, fact.bounds.low)
            yield from (each for each in (low, low + 1, low + 2) if each <= fact.bounds.high)
        case _:
            yield from (date(2000, 1, 1), date(2000, 1, 2))
