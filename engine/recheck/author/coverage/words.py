"""Goals in words: what is missing, where it stands in the rule, and why it cannot be."""

from recheck.author.coverage.domains import Domains
from recheck.author.coverage.goals import Goal, Kind, leaves_at
from recheck.author.coverage.reach import Reach
from recheck.author.show import in_words
from recheck.model.condition import Condition, parts_of
from recheck.model.problem import Place
from recheck.model.recommendation import Decision
from recheck.model.rule import Criterion, Rule, RuleSet
from recheck.model.truth import Truth

_MET = {Truth.TRUE: "met", Truth.FALSE: "not met", Truth.UNKNOWN: "not documented"}
_HOLDS = {Truth.TRUE: "true", Truth.FALSE: "false", Truth.UNKNOWN: "not documented"}
_DECIDED = {
    Decision.APPROVE: "is approved",
    Decision.MODIFY: "is modified",
    Decision.DENY: "is denied",
    Decision.PEND: "pends",
}


def criterion_of(goal: Goal, rule: Rule) -> Criterion | None:
    """The criterion that a goal is about; None of a decision."""
    return next((each for each in rule.criteria if each.name == goal.criterion), None)


def node_of(goal: Goal, criterion: Criterion) -> Condition:
    """The criterion's tree, or the leaf of it that a goal is about."""
    node = criterion.when
    for number in goal.path:
        node = parts_of(node)[number]
    return node


def place_of(goal: Goal, rule: Rule) -> Place | None:
    """Where what a goal is about stands in the rule's file."""
    criterion = criterion_of(goal, rule)
    if criterion is None:
        return rule.place
    return (node_of(goal, criterion).place if goal.path else None) or criterion.place or rule.place


def wanted(goal: Goal, rule: Rule, rules: RuleSet) -> str:
    """What no test does, for a goal that none reaches: 'no test leaves … undocumented'."""
    criterion = criterion_of(goal, rule)
    if criterion is None or not isinstance(goal.wanted, Truth):
        return f"no test {_DECIDED[goal.decision]}"
    leaf = f"'{in_words(node_of(goal, criterion), rules.vocabulary)}'"
    if goal.kind is Kind.CARRIES:
        return f"no test in which '{criterion.name}' alone decides the rule while it is {_MET[goal.wanted]}"
    if goal.kind is Kind.DECIDES:
        return f"no test in which {leaf} alone decides '{criterion.name}' while it is {_HOLDS[goal.wanted]}"
    if not goal.path and goal.wanted is Truth.UNKNOWN:
        return f"no test leaves '{criterion.name}' undocumented"
    if not goal.path:
        return f"no test in which '{criterion.name}' is {_MET[goal.wanted]}"
    if goal.wanted is Truth.UNKNOWN:
        return f"no test leaves {leaf} undocumented"
    return f"no test in which {leaf} is {_HOLDS[goal.wanted]}"


def cannot(goal: Goal, rule: Rule, rules: RuleSet, domains: Domains) -> str:
    """Why a goal cannot be reached: the smallest part of the rule in which it is impossible already."""
    criterion = criterion_of(goal, rule)
    if criterion is None or not isinstance(goal.wanted, Truth):
        gaps = [each.name for each in rule.criteria if each.never_refuses]
        why = f": the list of {' and '.join(map(repr, gaps))} has gaps, and not met counts as open" if gaps else ""
        return f"no request {_DECIDED[goal.decision]}{why}"
    leaf = node_of(goal, criterion)
    name = f"'{in_words(leaf, rules.vocabulary)}'" if goal.path else f"'{criterion.name}'"
    state = (_HOLDS if goal.path else _MET)[goal.wanted]
    verb = {Kind.SEEN: "be", Kind.DECIDES: "decide alone while", Kind.CARRIES: "decide the rule alone while"}[goal.kind]
    return f"{name} cannot {verb} {state}{_because(goal, criterion, rule, rules, domains)}"


def _because(goal: Goal, criterion: Criterion, rule: Rule, rules: RuleSet, domains: Domains) -> str:
    assert isinstance(goal.wanted, Truth)
    leaf = node_of(goal, criterion)
    if not _any(domains, leaf, goal.wanted):
        return f", whatever is documented of {_listed(domains, leaf)}"
    if goal.kind is Kind.CARRIES:
        others = _sharing(domains, criterion.when, [each for each in rule.criteria if each is not criterion])
        gaps = [repr(each.name) for each in rule.criteria if each.never_refuses and each is not criterion]
        if not others and not gaps:
            return " while the rule applies"
        if others:
            return f": {' and '.join(others)} read{_s(others)} the same facts"
        return f": {' and '.join(gaps)} ha{'s' if len(gaps) == 1 else 've'} gaps and never count{_s(gaps)} as not met"
    reach = Reach(domains)
    if goal.kind is Kind.DECIDES and not any(reach.decides(criterion.when, goal.path, goal.wanted)({})):
        read = set(_facts(domains, leaf))
        others = [
            f"'{in_words(each, rules.vocabulary)}'"
            for path, each in leaves_at(criterion.when)
            if path != goal.path and read & set(_facts(domains, each))
        ]
        others = list(dict.fromkeys(others))
        return f": {' and '.join(others)} read{_s(others)} the same facts" if others else ""
    return " while the rule applies"


def _s(names: list[str]) -> str:
    return "s" if len(names) == 1 else ""


def _any(domains: Domains, condition: Condition, truth: Truth) -> bool:
    """Whether a condition has a truth at all, taken by itself."""
    reach = Reach(domains)
    return any(True for _ in reach.truth(condition, truth)({})) or reach.gave_up


def _sharing(domains: Domains, condition: Condition, others: list[Criterion]) -> list[str]:
    read = set(_facts(domains, condition))
    return [f"'{each.name}'" for each in others if read & set(_facts(domains, each.when))]


def _facts(domains: Domains, condition: Condition) -> tuple[str, ...]:
    found = [name for _, leaf in leaves_at(condition) for name in domains.variables(leaf)]
    return tuple(dict.fromkeys(found))


def _listed(domains: Domains, condition: Condition) -> str:
    return ", ".join(_facts(domains, condition)) or "any fact"
