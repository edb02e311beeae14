"""Which criteria findings bear on, and whether what was cited is in force and in scope."""

from collections.abc import Iterator

from recheck.collect import collect
from recheck.engines.source import SOURCE
from recheck.engines.values import truth_of
from recheck.evaluators.evaluation import facts_in
from recheck.evaluators.plan import editions_in_force, plan_for
from recheck.model.case import Case, Determination, Request
from recheck.model.guideline import Dates
from recheck.model.recommendation import Recommendation
from recheck.model.rule import RuleSet
from recheck.model.truth import Truth
from recheck.review.answers import CitedGuideline


def criteria_by_fact(rules: RuleSet, found: Recommendation) -> dict[str, tuple[str, ...]]:
    """By fact, the criteria that rest on it, through definitions: those of the rules that speak first."""
    named: dict[str, dict[str, None]] = {}
    for each in (found, *found.components):
        spoken = {it.rule.id for it in each.rules}
        editions = tuple(dict.fromkeys(it.rule.guideline for it in (*each.rules, *each.also_considered)))
        plan = plan_for(rules, each.treatment or "", editions)
        pairs = [(rule, view) for view in plan.views for rule in view.rules]
        for rule, view in sorted(pairs, key=lambda it: it[0].id not in spoken):
            for criterion in rule.criteria:
                for fact in view.reads(criterion.when):
                    named.setdefault(fact, {})[f"{rule.id}#{criterion.name}"] = None
    return {fact: tuple(names) for fact, names in named.items()}


def cited_guidelines(
    rules: RuleSet, case: Case, request: Request, determination: Determination, dates: Dates
) -> Iterator[CitedGuideline]:
    """Each cited guideline of ours: in force on the request's dates, in scope as far as the record tells."""
    record = collect(case, request, next(iter(request.region_keys), None))
    editions = editions_in_force(rules, dates)
    for name in dict.fromkeys(each.guideline for each in determination.cites):
        known = rules.guidelines.get(name)
        if known is None:
            continue
        others = tuple(each for each in editions if each != name)
        plan = plan_for(rules, request.treatment or "", (*others, name))
        read = [
            scopes[number].scope
            for view in plan.views
            for scopes in [SOURCE.scopes(view.program, SOURCE.derive(view.program, record.held))]
            for number, rule in enumerate(view.rules)
            if rule.guideline == name
        ]
        if not read:
            held = facts_in(plan.silence, record.held)
            silent = zip(plan.silent, plan.silent_scopes, strict=True)
            read = [truth_of(scope, held) for each, scope in silent if each.id == name]
        in_scope = None if not read or Truth.UNKNOWN in read else Truth.TRUE in read
        yield CitedGuideline(name, known.in_force.covers(dates), in_scope)
