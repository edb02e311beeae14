"""What would change a recommendation: the smallest sets of facts that would turn it into approve.

Comes in: a rule's criteria and the record. Goes out: sets of facts, undocumented ones first, then
ones that the record has differently; never a fixed fact; each confirmed by judging the request anew,
as the interpreter does that defines the meaning: inference is held to it on the request itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from recheck.collect import Record
from recheck.conditions.interpret import evaluate
from recheck.engines.values import Values
from recheck.evaluators.plan import View
from recheck.judge import Judgement
from recheck.model.condition import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    CountOf,
    FactRef,
    IfThen,
    Limit,
    NotOf,
    Op,
)
from recheck.model.recommendation import Change, Decision, Recommendation
from recheck.model.rule import Approval, AtLeast, Choose, Criterion, Holds, Named, Rule
from recheck.model.truth import Truth
from recheck.model.value import Bounds, Held, Value
from recheck.model.vocabulary import Fact, FactType
from recheck.program.fold import fold_term
from recheck.program.ir import Compare
from recheck.program.lower import lower

Way = Mapping[str, Value]
"""Facts and the values that they would have to have."""

KEPT = 24
"""Ways kept of each condition, smallest first; more would only be longer."""
SHOWN = 5


def what_would_change(judgement: Judgement, found: Recommendation) -> tuple[Change, ...]:
    """At most five smallest sets of facts that turn a recommendation into approve."""
    if found.decision in (Decision.APPROVE, Decision.NOT_COVERED) or not found.rules:
        return ()
    record = judgement.record
    ways: list[Way] = [{}]
    for finding in found.rules:
        if finding.rule.approve_when is None:
            return ()
        view, held = judgement.view_of(finding.rule), judgement.held_by(finding.rule)
        ways = _both(ways, _Ways(view, held).of_rule(finding.rule), record.held)
    confirmed: list[Way] = []
    for way in ways:
        if not way or any(_repeats(way, smaller) for smaller in confirmed):
            continue
        if len(confirmed) >= SHOWN:
            break
        if _approves(judgement, way):
            confirmed.append(way)
    return tuple(
        Change(
            tuple((name, _wanted(judgement, name, value)) for name, value in way.items()),
            all(_is_open(record.held.get(name)) for name in way),
        )
        for way in confirmed
    )


def _approves(judgement: Judgement, way: Way) -> bool:
    changed = Record({**judgement.record.held, **way}, judgement.record.readings)
    mode = replace(judgement.mode, infer=False)
    again = Judgement(judgement.rules, judgement.plan, mode, changed, judgement.unit)
    blank = Recommendation("", "", "", None, None, Decision.PEND, unit=judgement.unit)
    return again.recommend(blank, []).decision is Decision.APPROVE


def _wanted(judgement: Judgement, name: str, value: Value) -> str:
    fact = judgement.rules.vocabulary.facts[name]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, frozenset):
        return "including " + ", ".join(sorted(value))
    unit = f" {fact.unit}" if fact.unit else ""
    return f"{value}{unit}"


def _is_open(held: Held | None) -> bool:
    return held is None or isinstance(held, Bounds)


def _repeats(way: Way, shorter: Way) -> bool:
    """Whether a way asks all that a shorter one asks, but perhaps other numbers: the first asks for the nearest."""
    return shorter.keys() <= way.keys() and all(
        way[name] == value or (isinstance(value, int | float) and not isinstance(value, bool))
        for name, value in shorter.items()
    )


def _size(way: Way, record: Mapping[str, Held]) -> tuple[int, int]:
    """Ways over undocumented facts alone come first, then the shorter."""
    return (sum(not _is_open(record.get(name)) for name in way), len(way))


def _fewest(ways: Iterable[Way], record: Mapping[str, Held]) -> list[Way]:
    distinct = {tuple(sorted(way.items(), key=lambda item: item[0])): way for way in ways}
    return sorted(distinct.values(), key=lambda way: _size(way, record))[:KEPT]


def _both(left: list[Way], right: list[Way], record: Mapping[str, Held]) -> list[Way]:
    """Every way of the one joined with every way of the other, where they do not contradict."""
    joined = (
        {**one, **other}
        for one in left
        for other in right
        if all(one[name] == other[name] for name in one.keys() & other.keys())
    )
    return _fewest(joined, record)


class _Ways:
    """How conditions of one view could be made TRUE or FALSE."""

    def __init__(self, view: View, held: Mapping[str, Held]) -> None:
        self.view = view
        self.held = held

    def of_rule(self, rule: Rule) -> list[Way]:
        criteria = {criterion.name: criterion for criterion in rule.criteria}
        return self.of_approval(rule.approve_when, criteria) if rule.approve_when else []

    def of_approval(self, approval: Approval, criteria: Mapping[str, Criterion]) -> list[Way]:
        match approval:
            case Named(name):
                return self.to(criteria[name].when, True)
            case AtLeast(count, parts):
                return self.of_count(count, [self.of_approval(part, criteria) for part in parts])

    def of_count(self, count: int, parts: list[list[Way]]) -> list[Way]:
        """Ways to have at least `count` of the parts: dynamic over the parts, fewest facts first."""
        nothing: Way = {}
        reached: list[list[Way]] = [[nothing], *([] for _ in range(count))]
        for part in parts:
            for number in range(count, 0, -1):
                joined = _both(reached[number - 1], part, self.held)
                reached[number] = _fewest([*reached[number], *joined], self.held)
        return reached[count]

    def to(self, condition: Condition, wanted: bool) -> list[Way]:
        """The ways to make a condition TRUE (or FALSE); [{}] where it is so already."""
        if evaluate(condition, self.held) is (Truth.TRUE if wanted else Truth.FALSE):
            return [{}]
        match condition:
            case Comparison():
                return self.to_compare(condition, wanted)
            case Limit():
                return self.to_limit(condition) if wanted else []
            case NotOf(part):
                return self.to(part, not wanted)
            case AllOf(parts):
                return self.of_count(len(parts) if wanted else 1, [self.to(each, wanted) for each in parts])
            case AnyOf(parts):
                return self.of_count(1 if wanted else len(parts), [self.to(each, wanted) for each in parts])
            case IfThen(when, then):
                if not wanted:
                    return _both(self.to(when, True), self.to(then, False), self.held)
                return _fewest([*self.to(when, False), *self.to(then, True)], self.held)
            case CountOf(count, parts):
                needed = count if wanted else len(parts) - count + 1
                return self.of_count(needed, [self.to(each, wanted) for each in parts])

    def to_compare(self, leaf: Comparison, wanted: bool) -> list[Way]:
        fact = self.view.facts.get(leaf.fact)
        definition = self.view.derives(leaf.fact)
        if definition is not None:
            return self.to_derived(leaf, wanted)
        if fact is None or fact.fixed or isinstance(leaf.operand, FactRef):
            return []
        return [{leaf.fact: value} for value in _values(fact, leaf, wanted)]

    def to_derived(self, leaf: Comparison, wanted: bool) -> list[Way]:
        definition = self.view.derives(leaf.fact)
        assert definition is not None
        match definition.formula:
            case Holds(when) if isinstance(leaf.operand, bool):
                same = leaf.op is Op.EQUALS
                return self.to(when, leaf.operand == (same == wanted))
            case Choose(branches, _):
                trial = {
                    branch.value: evaluate(leaf, {**self.held, leaf.fact: branch.value}) is Truth.TRUE
                    for branch in branches
                }
                fitting = [branch for branch in branches if trial[branch.value] == wanted]
                return _fewest((way for branch in fitting for way in self.to(branch.when, True)), self.held)
            case _:
                return []

    def to_limit(self, limit: Limit) -> list[Way]:
        """Fewer already had, where that can bring the total under the cap."""
        cap = limit.at_most if not isinstance(limit.at_most, FactRef) else self.held.get(limit.at_most.name)
        if limit.already is None or not isinstance(cap, int | float) or self.view.derives(limit.already):
            return []
        counted = lower(replace(limit, already=None))
        assert isinstance(counted, Compare)
        without = fold_term(counted.left, Values(self.held))
        most = without.high if isinstance(without, Bounds) else without
        if not isinstance(most, int | float) or most > cap:
            return []
        return [{limit.already: int(cap - most)}]


def _values(fact: Fact, leaf: Comparison, wanted: bool) -> list[Value]:
    """Values of a fact that give a comparison the wanted truth, the nearest to its threshold first."""
    operand = leaf.operand
    candidates: list[Value] = []
    match fact.type:
        case FactType.BOOLEAN:
            candidates = [True, False]
        case FactType.INTEGER | FactType.NUMBER if isinstance(operand, int | float):
            candidates = [operand, operand + 1, operand - 1]
        case FactType.CHOICE:
            first = operand if isinstance(operand, tuple) else ()
            candidates = [*first, *fact.values]
        case FactType.SET:
            members = operand if isinstance(operand, tuple) else (operand,)
            candidates = [*(frozenset({str(member)}) for member in members), frozenset()]
        case _:
            pass
    bounds = fact.bounds
    fitting = [
        value
        for value in candidates
        if evaluate(leaf, {leaf.fact: value}) is (Truth.TRUE if wanted else Truth.FALSE)
        and (isinstance(value, bool) or not isinstance(value, int | float) or bounds.low <= value <= bounds.high)
    ]
    return list(dict.fromkeys(fitting))[:2]
