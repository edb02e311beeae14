"""Cells: a treatment and a window of dates in which the same rules are read by the same definitions.

Comes in: the rule set. Goes out: one row a window (its first and its last day by each of a request's
dates) with the rules that count there. Only editions that the treatment's rules or their definitions
come from make a window end, so that there are few.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from recheck.evaluators.plan import Plan, plan_for
from recheck.model.condition import facts_read
from recheck.model.guideline import DateOf, Dates
from recheck.model.rule import RuleSet, inputs_of

FIRST, LAST = date(1800, 1, 1), date(9999, 12, 31)
"""Open ends of a window."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """First and last day by each of a request's dates, and what is evaluated there."""

    treatment: str
    days: dict[DateOf, tuple[date, date]]
    plan: Plan


def windows(rules: RuleSet, treatments: Iterable[str], editions: Sequence[str] | None = None) -> Iterator[Window]:
    """The windows of treatments; `editions` count alone, whatever the date."""
    for treatment in treatments:
        if editions is not None:
            days = dict.fromkeys(DateOf, (FIRST, LAST))
            yield Window(treatment, days, plan_for(rules, treatment, tuple(editions)))
            continue
        yield from _of_treatment(rules, treatment)


def _of_treatment(rules: RuleSet, treatment: str) -> Iterator[Window]:
    names = _sources(rules, treatment)
    if not names:
        return
    starts: dict[DateOf, set[date]] = {kind: {FIRST} for kind in DateOf}
    for name in names:
        in_force = rules.guidelines[name].in_force
        starts[in_force.start.by].add(in_force.start.date)
        if in_force.end and in_force.end.date < LAST:
            starts[in_force.end.by].add(in_force.end.date + DAY)
    spans = {kind: _spans(sorted(each)) for kind, each in starts.items()}
    for chosen in product(*spans.values()):
        days = dict(zip(spans, chosen, strict=True))
        on = Dates(days[DateOf.REQUEST][0], days[DateOf.SERVICE][0], days[DateOf.REVIEW][0])
        editions = tuple(name for name in names if rules.guidelines[name].in_force.covers(on))
        plan = plan_for(rules, treatment, editions)
        if plan.views:
            yield Window(treatment, days, plan)


def _spans(starts: Sequence[date]) -> list[tuple[date, date]]:
    ends = [each - DAY for each in starts[1:]]
    return list(zip(starts, [*ends, LAST], strict=True))


def _sources(rules: RuleSet, treatment: str) -> tuple[str, ...]:
    """The guidelines that count and that the treatment's rules, or their definitions, come from, in file order."""
    counts = rules.profile.counts
    mine = [rule for rule in rules.for_treatment(treatment) if counts(rule.guideline)]
    found = {rule.guideline for rule in mine}
    waiting = [
        name
        for rule in mine
        for each in (rules.guidelines[rule.guideline].scope, rule.applies_when, *(c.when for c in rule.criteria))
        for name in facts_read(each)
    ]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for definition in rules.definitions:
            if definition.fact == name:
                waiting += inputs_of(definition.formula)
                if definition.guideline and counts(definition.guideline):
                    found.add(definition.guideline)
    return tuple(name for name in rules.guidelines if name in found)
