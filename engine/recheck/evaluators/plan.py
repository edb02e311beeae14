"""What is evaluated for one treatment under one set of editions.

Comes in: the rule set, a treatment, and the editions that count. Goes out: the rules that speak of
the treatment, grouped into views; the rules of a view read derived facts by the same definitions.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from recheck.evaluators.hearing import asked_of, hearing
from recheck.model.closure import Closure, closure
from recheck.model.condition import ALWAYS, AllOf, Condition, IfThen, facts_read
from recheck.model.guideline import Dates, Guideline
from recheck.model.rule import Definition, Rule, RuleSet, inputs_of
from recheck.model.vocabulary import Fact
from recheck.program.ir import Node, Program
from recheck.program.lower import lower, program_of
from recheck.program.moves import Movement, movement

LAST = 1_000
"""The place of an edition that was asked for by name and that the profile does not count."""


@dataclass(frozen=True, eq=False)
class View:
    """Rules that share their definitions, with the scope of each rule's guideline."""

    rules: tuple[Rule, ...]
    scopes: tuple[Condition, ...]
    definitions: tuple[Definition, ...]
    facts: dict[str, Fact]

    @cached_property
    def program(self) -> Program:
        """What engines evaluate."""
        return program_of(self.rules, self.scopes, self.definitions, self.facts)

    @cached_property
    def documented(self) -> tuple[str, ...]:
        """The facts that its rules rest on and take from the record, in order of names."""
        conditions = [*self.scopes, *(rule.applies_when for rule in self.rules)]
        conditions += [criterion.when for rule in self.rules for criterion in rule.criteria]
        return tuple(sorted(self.closure(conditions).documented))

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The facts of which it is asked whether the record is silent."""
        return asked_of(self.rules)

    @cached_property
    def inputs(self) -> dict[str, tuple[str, ...]]:
        """What each derived fact is derived from."""
        return {each.fact: inputs_of(each.formula) for each in self.definitions}

    def derives(self, fact: str) -> Definition | None:
        """The definition of a fact in this view; None of a documented one."""
        return next((each for each in self.definitions if each.fact == fact), None)

    def reads(self, *conditions: Condition) -> frozenset[str]:
        """Every fact that conditions rest on, through definitions, derived ones included."""
        return self.closure(conditions).facts

    def closure(self, conditions: Iterable[Condition]) -> Closure:
        """The same with the definitions through which they do."""
        table = {each.fact: (each,) for each in self.definitions}
        return closure((name for each in conditions for name in facts_read(each)), lambda name: table.get(name, ()))

    def criteria_by_quantity(self, rule: Rule, quantity: str | None) -> frozenset[str]:
        """The names of a rule's criteria that rest on the disputed quantity."""
        moves = moved_by(self, quantity).criteria[self.rules.index(rule)]
        return frozenset(each.name for each, does in zip(rule.criteria, moves, strict=True) if does)


@lru_cache(maxsize=8192)
def moved_by(view: View, quantity: str | None) -> Movement:
    """What a quantity moves in a view."""
    return movement(view.program, quantity)


@dataclass(frozen=True, eq=False)
class Plan:
    """All that is evaluated for one treatment under one set of editions."""

    treatment: str
    views: tuple[View, ...]
    editions: tuple[str, ...]
    silent: tuple[Guideline, ...]
    """Editions that hold criteria for treatments, but none at hand for this one."""
    silence: View
    """No rules; the definitions that the scopes of the silent editions rest on."""

    @cached_property
    def silent_scopes(self) -> tuple[Node, ...]:
        """When each silent edition is in scope."""
        return tuple(lower(each.scope) for each in self.silent)


@lru_cache(maxsize=4096)
def editions_in_force(rules: RuleSet, dates: Dates) -> tuple[str, ...]:
    """The guidelines that count and are in force for a request with these dates, in file order."""
    counts = rules.profile.counts
    return tuple(each.id for each in rules.guidelines.values() if counts(each.id) and each.in_force.covers(dates))


@lru_cache(maxsize=4096)
def plan_for(rules: RuleSet, treatment: str, editions: tuple[str, ...]) -> Plan:
    """The plan for a treatment under these editions (guideline ids)."""
    groups: list[tuple[dict[str, Definition], list[Rule]]] = []
    caps = [_scoped(rules, rule) for rule in rules.caps_on(treatment) if rule.guideline in editions]
    for plain in rules.for_treatment(treatment):
        if plain.guideline not in editions:
            continue
        rule = plain.under(caps)
        conditions = _conditions(rules, rule)
        needed = {each.fact: each for each in _in_order(conditions, _definitions_for(rules, rule.guideline, editions))}
        rule = hearing(rule, needed, rules.vocabulary.facts)
        for table, members in groups:
            if all(table.get(fact, each) is each for fact, each in needed.items()):
                table.update(needed)
                members.append(rule)
                break
        else:
            groups.append((needed, [rule]))
    views = []
    for table, members in groups:
        scopes = tuple(rules.guidelines[rule.guideline].scope for rule in members)
        wanted = [condition for rule in members for condition in _conditions(rules, rule)]
        views.append(View(tuple(members), scopes, _in_order(wanted, table), dict(rules.vocabulary.facts)))
    speaking = {rule.guideline for _, members in groups for rule in members}
    silent = tuple(rules.guidelines[each] for each in editions if each not in speaking)
    silent = tuple(each for each in silent if each.holds_criteria)
    definitions = _in_order([each.scope for each in silent], _definitions_for(rules, "", editions))
    silence = View((), (), definitions, dict(rules.vocabulary.facts))
    return Plan(treatment, tuple(views), editions, silent, silence)


def _scoped(rules: RuleSet, cap: Rule) -> Rule:
    """A ceiling whose criteria hold wherever its guideline or itself is out of scope."""
    scope = tuple(each for each in (rules.guidelines[cap.guideline].scope, cap.applies_when) if each != ALWAYS)
    if not scope:
        return cap
    when = AllOf(scope)
    inside = tuple(
        replace(each, when=IfThen(when, each.when), when_silent=each.when_silent and IfThen(when, each.when_silent))
        for each in cap.criteria
    )
    return replace(cap, criteria=inside)


def _conditions(rules: RuleSet, rule: Rule) -> list[Condition]:
    """Everything that a rule evaluates: its guideline's scope, when it applies, its criteria."""
    scope = rules.guidelines[rule.guideline].scope
    heard = (criterion.heard_in for criterion in rule.criteria if criterion.heard_in is not None)
    return [scope, rule.applies_when, *(criterion.when for criterion in rule.criteria), *heard]


def _definitions_for(rules: RuleSet, guideline: str, editions: tuple[str, ...]) -> dict[str, Definition]:
    """For each derived fact: the guideline's own definition, else the first one searched, else common."""

    def order(definition: Definition) -> tuple[int, int]:
        if definition.guideline == guideline:
            return (0, 0)
        if definition.guideline in editions:
            return (1, rules.profile.places.get(definition.guideline, LAST))
        return (2, 0)

    found: dict[str, Definition] = {}
    for definition in rules.definitions:
        if definition.guideline not in (None, guideline, *editions):
            continue
        known = found.get(definition.fact)
        if known is None or order(definition) < order(known):
            found[definition.fact] = definition
    return found


def _in_order(conditions: list[Condition], table: dict[str, Definition]) -> tuple[Definition, ...]:
    """The definitions that the conditions rest on, each after those that it rests on itself."""
    ordered: dict[str, Definition] = {}

    def visit(fact: str) -> None:
        definition = table.get(fact)
        if definition is None or fact in ordered:
            return
        for name in inputs_of(definition.formula):
            visit(name)
        ordered[fact] = definition

    for condition in conditions:
        for name in facts_read(condition):
            visit(name)
    return tuple(ordered.values())
