"""What criteria are for: exclusions that approve, advice that decides, numbers that approve alone."""

import re
from collections.abc import Iterator

from recheck.author.lints.base import RuleBase, path_of
from recheck.author.lints.kind import Edit, Found, lint
from recheck.evaluators.hearing import places_of
from recheck.evaluators.roles import smallest_sets
from recheck.model.condition import Comparison, facts_read, leaves
from recheck.model.problem import Severity
from recheck.model.rule import Approval, AtLeast, Criterion, Rule, named_in

_ADVICE = re.compile(
    r"\b((should|may|might|can) be (considered|tried|of (value|benefit))|gains? (in )?value|value increases"
    r"|good practice|is (encouraged|advisable)|where possible|ideally)\b",
    re.IGNORECASE,
)


@lint("silence-on-a-condition")
def silence_on_a_condition(base: RuleBase) -> Iterator[Found]:
    for rule, criterion in base.criteria:
        if criterion.is_exclusion and criterion.role is None:
            keys = ("caps" if rule.is_cap else "criteria", criterion.name, "if_silent")
            edit = Edit(path_of(rule), keys, "exclusion", key="role")
            message = f"'{criterion.name}' is no limit, and silence meets it"
            yield Found(message, base.key_at(path_of(rule), *keys), "write 'role: exclusion' instead", edit)


@lint("exclusion-in-count", Severity.ERROR)
def exclusion_in_count(base: RuleBase) -> Iterator[Found]:
    for rule in base.rules.rules.values():
        counted = set(_counted(rule.approve_when))
        for each in rule.criteria:
            if each.is_exclusion and each.name in counted:
                message = f"the exclusion '{each.name}' is counted among reasons to treat"
                place = base.at(path_of(rule), "approve_when")
                yield Found(message, place, "put it beside the count, under 'all'")


def _counted(approval: Approval | None) -> Iterator[str]:
    if isinstance(approval, AtLeast):
        inside = 1 < approval.count < len(approval.parts)
        for part in approval.parts:
            yield from named_in(part) if inside else _counted(part)


@lint("approves-on-exclusions", Severity.ERROR)
def approves_on_exclusions(base: RuleBase) -> Iterator[Found]:
    for rule, closed in _approved_by_silence(base):
        if not any(map(_is_number, closed)):
            names = " and ".join(f"'{each.name}'" for each in closed)
            message = f"the rule approves on {names} alone, which silence meets"
            yield Found(message, base.at(path_of(rule), "approve_when"), "name what the guideline asks for")


@lint("approves-on-the-number")
def approves_on_the_number(base: RuleBase) -> Iterator[Found]:
    for rule, closed in _approved_by_silence(base):
        if any(map(_is_number, closed)):
            place = base.at(path_of(rule), "approve_when")
            yield Found("the rule approves on the number alone", place, "name what the guideline asks for")


def _is_number(criterion: Criterion) -> bool:
    """Whether a criterion holds a number under a cap: a limit, or comparisons of numbers alone."""
    found = list(leaves(criterion.when))
    return criterion.when_silent is not None or all(
        isinstance(each, Comparison) and each.op.is_ordering for each in found
    )


def _approved_by_silence(base: RuleBase) -> Iterator[tuple[Rule, list[Criterion]]]:
    """The rules that have a smallest set of criteria all of which silence meets, with the first of these."""
    for rule in base.rules.rules.values():
        if rule.approve_when is None or rule.is_cap or not rule.is_conclusive:
            continue
        by_name = {each.name: each for each in rule.criteria}
        for names in sorted(map(sorted, smallest_sets(rule.approve_when) or ())):
            closed = [by_name[name] for name in names if name in by_name]
            if all(each.if_silent_met or each.is_stated for each in closed):
                yield rule, closed
                break


@lint("advice-decides")
def advice_decides(base: RuleBase) -> Iterator[Found]:
    for rule, criterion in base.criteria:
        found = _ADVICE.search(criterion.says)
        named = rule.approve_when is not None and criterion.name in named_in(rule.approve_when)
        if found and named and not criterion.is_exclusion:
            place = base.key_at(path_of(rule), "criteria", criterion.name)
            message = f"'{criterion.name}' decides, and says '{found.group(0)}'"
            yield Found(message, place, "write 'role: supporting', and take its name out of 'approve_when'")


@lint("heard-elsewhere", Severity.ERROR)
def heard_elsewhere(base: RuleBase) -> Iterator[Found]:
    facts = base.rules.vocabulary.facts
    definitions = {each.fact: each for each in base.rules.definitions}
    for rule, criterion in base.criteria:
        if criterion.heard_in is None:
            continue
        places = places_of(criterion, definitions, facts)
        for name in facts_read(criterion.heard_in):
            if name not in places:
                place = base.key_at(path_of(rule), "criteria", criterion.name, "heard_in")
                known = f"they stand in: {', '.join(sorted(places))}" if places else "leave 'heard_in' out"
                yield Found(f"no fact that '{criterion.name}' asks for would stand in '{name}'", place, known)


@lint("asks-what-no-chart-says")
def asks_what_no_chart_says(base: RuleBase) -> Iterator[Found]:
    facts = base.rules.vocabulary.facts
    for rule, criterion in base.criteria:
        if rule.approve_when is None or criterion.name not in named_in(rule.approve_when):
            continue
        for name in facts_read(criterion.when):
            instead = facts[name].charts_say if name in facts else None
            if instead and name not in base.facts_derived:
                place = base.key_at(path_of(rule), "criteria", criterion.name)
                yield Found(f"no chart says '{name}'", place, f"ask instead for: {instead}")
