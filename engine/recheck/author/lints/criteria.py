"""Criteria and rules beside each other: what is asked twice, or follows from what is asked beside it."""

from collections.abc import Iterator

from recheck.author.lints.base import RuleBase, path_of
from recheck.author.lints.implied import conjuncts, implies
from recheck.author.lints.kind import Found, lint
from recheck.model.problem import Severity
from recheck.model.rule import Approval, AtLeast, Criterion, Named, Rule


@lint("duplicate-criterion", Severity.ERROR)
def duplicate_criterion(base: RuleBase) -> Iterator[Found]:
    for rule in base.rules.rules.values():
        for index, criterion in enumerate(rule.criteria):
            same = next((each for each in rule.criteria[:index] if each.when == criterion.when), None)
            if same is not None:
                place = base.key_at(path_of(rule), "criteria", criterion.name)
                yield Found(f"'{criterion.name}' asks the same as '{same.name}'", place, "drop one, or mend it")


@lint("implied-criterion")
def implied_criterion(base: RuleBase) -> Iterator[Found]:
    for rule in base.rules.rules.values():
        for weaker, stronger in _together(rule):
            closes = stronger.if_silent_met and not weaker.if_silent_met
            if not closes and weaker.when != stronger.when and implies(stronger.when, weaker.when):
                place = base.key_at(path_of(rule), "criteria", weaker.name)
                message = f"'{weaker.name}' always holds where '{stronger.name}' does, and both must"
                yield Found(message, place, f"drop '{weaker.name}', or put both under 'any'")


def _together(rule: Rule) -> Iterator[tuple[Criterion, Criterion]]:
    """Pairs of criteria that stand side by side under one `all`."""
    by_name = {each.name: each for each in rule.criteria}

    def groups(approval: Approval | None) -> Iterator[list[Criterion]]:
        if isinstance(approval, AtLeast):
            if approval.count == len(approval.parts):
                yield [by_name[part.name] for part in approval.parts if isinstance(part, Named)]
            for part in approval.parts:
                yield from groups(part)

    for group in groups(rule.approve_when):
        for weaker in group:
            for stronger in group:
                if weaker is not stronger:
                    yield weaker, stronger


@lint("criterion-always-met")
def criterion_always_met(base: RuleBase) -> Iterator[Found]:
    for rule, criterion in base.criteria:
        scope = base.rules.guidelines[rule.guideline].scope
        for given, words in ((rule.applies_when, "the rule applies"), (scope, "its guideline is in scope")):
            if conjuncts(given) and implies(given, criterion.when):
                place = base.key_at(path_of(rule), "criteria", criterion.name)
                yield Found(f"'{criterion.name}' is always met where {words}", place, "drop it, or mend it")


@lint("scope-said-again")
def scope_said_again(base: RuleBase) -> Iterator[Found]:
    for rule in base.rules.rules.values():
        scope = base.rules.guidelines[rule.guideline].scope
        again = [part for part in conjuncts(rule.applies_when) if conjuncts(scope) and implies(scope, part)]
        if again:
            yield Found("the guideline's scope says this already", base.at(path_of(rule), "applies_when"), "drop it")


@lint("duplicate-rule")
def duplicate_rule(base: RuleBase) -> Iterator[Found]:
    first: dict[tuple[str, str], list[Rule]] = {}
    for rule in base.rules.rules.values():
        for treatment in rule.treatments:
            others = first.setdefault((rule.guideline, treatment), [])
            same = next((each for each in others if each.applies_when == rule.applies_when), None)
            others.append(rule)
            if same is not None:
                message = f"'{treatment}' has the rule '{same.id}' too, which applies to the same requests"
                yield Found(message, base.at(path_of(rule), "treatments"), "tell them apart with 'applies_when'")
                break
