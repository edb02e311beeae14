"""For one treatment, the spans of time in which the same rules speak, by the same definitions."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from recheck.evaluators.plan import Plan, editions_in_force, plan_for
from recheck.model.condition import facts_read
from recheck.model.guideline import Dates
from recheck.model.rule import Rule, RuleSet

FIRST, LAST = date(2004, 1, 1), date(2029, 12, 31)
"""Requests are looked at between these days."""


@dataclass(frozen=True, slots=True)
class World:
    """A treatment under some editions, from one day to another; a service date is the request's."""

    treatment: str
    editions: tuple[str, ...]
    first: date
    last: date

    @property
    def between(self) -> tuple[date, date]:
        return self.first, self.last

    def plan(self, rules: RuleSet) -> Plan:
        return plan_for(rules, self.treatment, self.editions)


@lru_cache(maxsize=4096)
def worlds(rules: RuleSet, treatment: str) -> tuple[World, ...]:
    """Every span of time with the rules that speak of a treatment in it; spans in which none does are left in."""
    found: list[World] = []
    kept: list[object] = []
    starts = _starts(rules)
    for first, following in zip(starts, (*starts[1:], LAST + timedelta(days=1)), strict=True):
        world = World(treatment, editions_in_force(rules, Dates(first)), first, following - timedelta(days=1))
        views = world.plan(rules).views
        key = [(tuple(each.id for each in view.rules), tuple(map(id, view.definitions))) for view in views]
        if kept and kept[-1] == key:
            found[-1] = World(treatment, found[-1].editions, found[-1].first, world.last)
            continue
        found.append(world)
        kept.append(key)
    return tuple(found)


@lru_cache(maxsize=64)
def _starts(rules: RuleSet) -> tuple[date, ...]:
    """The days on which another set of editions comes to be in force."""
    days = {FIRST}
    for guideline in rules.guidelines.values():
        span = guideline.in_force
        days.add(span.start.date)
        if span.end:
            days.add(span.end.date + timedelta(days=1))
    return tuple(sorted(day for day in days if FIRST <= day <= LAST))


def units_of(rules: RuleSet, treatment: str, about: tuple[Rule, ...]) -> tuple[str | None, ...]:
    """The units in which a quantity of a treatment is stated or read by these rules; None where there are none."""
    own = rules.vocabulary.treatments[treatment].unit
    read = [
        name.removesuffix("_requested")
        for rule in about
        for criterion in rule.criteria
        for name in facts_read(criterion.when)
        if name.endswith("_requested")
    ]
    units: list[str | None] = [own, *read] if own else [*read]
    return tuple(dict.fromkeys(units)) or (None,)


def alone(rules: RuleSet, rule: Rule) -> RuleSet:
    """The rule set with one rule only."""
    return _alone(rules, rule.id)


@lru_cache(maxsize=4096)
def _alone(rules: RuleSet, rule: str) -> RuleSet:
    return replace(rules, rules={rule: rules.rules[rule]}, by_treatment=None)


def spoken(rules: RuleSet, treatment: str) -> Iterator[World]:
    """The spans in which any rule speaks."""
    return (each for each in worlds(rules, treatment) if each.plan(rules).views)
