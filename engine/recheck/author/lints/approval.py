"""What a rule can decide: criteria that decide nothing, decisions that it never reaches, silence that meets."""

from collections.abc import Iterator

from recheck.author.lints.base import RuleBase, path_of
from recheck.author.lints.kind import Found, lint
from recheck.evaluators.truths import approval_truth
from recheck.model.condition import Comparison, Limit, Op, leaves
from recheck.model.rule import Role, named_in
from recheck.model.truth import Truth


@lint("advisory-criterion")
def advisory_criterion(base: RuleBase) -> Iterator[Found]:
    for rule in base.rules.rules.values():
        if rule.approve_when is not None:
            named = named_in(rule.approve_when)
            for criterion in rule.criteria:
                if criterion.name not in named and criterion.role is not Role.SUPPORTING:
                    message = f"'{criterion.name}' is advisory: 'approve_when' does not name it"
                    yield Found(message, base.key_at(path_of(rule), "criteria", criterion.name))


@lint("criteria-of-never")
def criteria_of_never(base: RuleBase) -> Iterator[Found]:
    for rule in base.rules.rules.values():
        if rule.approve_when is None and rule.is_conclusive and rule.criteria:
            place = base.key_at(path_of(rule), "criteria", rule.criteria[0].name)
            yield Found("the rule never approves, and still has criteria", place, "drop them, or name when it approves")


@lint("never-denies")
def never_denies(base: RuleBase) -> Iterator[Found]:
    for rule in base.rules.rules.values():
        if rule.approve_when is None or not any(each.has_gaps for each in rule.criteria) or rule.known_limits:
            continue
        worst = {each.name: Truth.UNKNOWN if each.never_refuses else Truth.FALSE for each in rule.criteria}
        if approval_truth(rule.approve_when, worst) is not Truth.FALSE:
            message = "the rule can never deny, for its criteria have gaps, and does not say so"
            yield Found(message, base.at(path_of(rule), "approve_when"), "add a sentence under 'known_limits'")


@lint("gaps-unexplained")
def gaps_unexplained(base: RuleBase) -> Iterator[Found]:
    for rule, criterion in base.criteria:
        if criterion.has_gaps and not rule.known_limits:
            place = base.at(path_of(rule), "criteria", criterion.name, "gaps")
            yield Found(f"'{criterion.name}' has gaps that nothing explains", place, "add a sentence to 'known_limits'")


@lint("limit-of-nothing")
def limit_of_nothing(base: RuleBase) -> Iterator[Found]:
    for _, criterion in base.criteria:
        for leaf in leaves(criterion.when):
            if isinstance(leaf, Limit) and isinstance(leaf.at_most, int | float) and leaf.at_most < 1:
                yield Found(f"'{criterion.name}' allows none", leaf.place, "write 'approve_when: never'")


@lint("silence-met")
def silence_met(base: RuleBase) -> Iterator[Found]:
    for rule, criterion in base.criteria:
        leaf = criterion.when
        wanted = isinstance(leaf, Comparison) and leaf.operand is True and leaf.op is Op.EQUALS
        if criterion.if_silent_met and wanted:
            place = base.at(path_of(rule), "criteria", criterion.name, "if_silent")
            yield Found(f"'{criterion.name}' must be shown, and silence meets it", place, "drop 'if_silent: met'")
