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
from recheck.model.closure import by_any_edition, closure
from recheck.model.condition import facts_read
from recheck.model.guideline import DateOf, Dates
from recheck.model.guideline import Kind as GuidelineKind
from recheck.model.rule import RuleSet

FIRST, LAST = date(1800, 1, 1), date(9999, 12, 31)
"""Open ends of a window."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """First and last day by each of a request's dates, and what is evaluated there."""

    treatment: str
    days: dict[DateOf, tuple[date, date]]
    plan: Plan
    cited: tuple[str, ...] | None = None
    """The guidelines that a request must cite to be judged here; None: it is not asked what it cites."""


def windows(
    rules: RuleSet,
    treatments: Iterable[str],
    editions: Sequence[str] | None = None,
    cited: Sequence[tuple[str, ...]] = (),
) -> Iterator[Window]:
    """The windows of treatments.

    Args:
        rules: the rule set.
        treatments: the treatments.
        editions: those that count alone, whatever the date.
        cited: sets of guidelines, each of which counts alone for the requests that cite it, whatever the date, by
            the definitions in force.
    """
    definitions = [each.id for each in rules.guidelines.values() if each.kind is GuidelineKind.DEFINITIONS]
    defined = list(_in_force(rules, [name for name in definitions if rules.profile.counts(name)]))
    for treatment in treatments:
        if editions is not None:
            days = dict.fromkeys(DateOf, (FIRST, LAST))
            yield Window(treatment, days, plan_for(rules, treatment, tuple(editions)))
        elif cited:
            for days, in_force in defined:
                for each in cited:
                    both = tuple(name for name in rules.guidelines if name in each or name in in_force)
                    plan = plan_for(rules, treatment, both)
                    if plan.views:
                        yield Window(treatment, days, plan, each)
        else:
            for days, in_force in _in_force(rules, _sources(rules, treatment)):
                plan = plan_for(rules, treatment, in_force)
                if plan.views:
                    yield Window(treatment, days, plan)


def _in_force(
    rules: RuleSet, names: Sequence[str]
) -> Iterator[tuple[dict[DateOf, tuple[date, date]], tuple[str, ...]]]:
    """The windows in which the same of some editions are in force, and which."""
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
        yield days, tuple(name for name in names if rules.guidelines[name].in_force.covers(on))


def _spans(starts: Sequence[date]) -> list[tuple[date, date]]:
    ends = [each - DAY for each in starts[1:]]
    return list(zip(starts, [*ends, LAST], strict=True))


def _sources(rules: RuleSet, treatment: str) -> tuple[str, ...]:
    """The guidelines that count and that the treatment's rules, or their definitions, come from, in file order."""
    counts = rules.profile.counts
    mine = [rule for rule in (*rules.for_treatment(treatment), *rules.caps_on(treatment)) if counts(rule.guideline)]
    found = {rule.guideline for rule in mine}
    read = [
        name
        for rule in mine
        for each in (rules.guidelines[rule.guideline].scope, rule.applies_when, *(c.when for c in rule.criteria))
        for name in facts_read(each)
    ]
    through = closure(read, by_any_edition(rules.definitions)).definitions
    found |= {each.guideline for each in through if each.guideline and counts(each.guideline)}
    return tuple(name for name in rules.guidelines if name in found)
