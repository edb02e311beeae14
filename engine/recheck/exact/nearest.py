"""Of values that approve, the ones that are nearest to a threshold: 6 visits where the limit is 6, and not 0.

Comes in: a situation and facts with example values. Goes out: the same facts, numbers and sets replaced
by the threshold of a rule, or by the least set, wherever the request is still approved.
"""

from collections.abc import Iterator

from recheck.exact.situation import Situation, Values
from recheck.model.condition import Comparison, FactRef, Leaf, Limit, leaves
from recheck.model.rule import condition_of
from recheck.model.value import Value

FARTHEST = 60
"""Steps up from an example that are tried for a number under a limit on a total."""


def nearest(situation: Situation, values: Values) -> Values:
    """The facts with their values brought to thresholds, each confirmed by judging the request anew."""
    found = dict(values)
    for name, example in values.items():
        for value in _candidates(situation, name, example):
            if value != situation.held.get(name) and situation.approves({**found, name: value}):
                found[name] = value
                break
    return found


def _candidates(situation: Situation, name: str, example: Value) -> Iterator[Value]:
    if isinstance(example, frozenset):
        yield from (frozenset({member}) for member in sorted(example))
        return
    if isinstance(example, bool) or not isinstance(example, int | float):
        return
    bounds = situation.vocabulary[name].bounds
    of_it = [leaf for leaf in _leaves(situation) if _reads(leaf, name)]
    constants = {
        each
        for leaf in of_it
        if isinstance(leaf, Comparison) and not isinstance(leaf.operand, FactRef)
        for each in (leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,))
        if isinstance(each, int | float) and not isinstance(each, bool)
    }
    yield from (each for each in sorted(constants, reverse=True) if bounds.low <= each <= bounds.high)
    if any(isinstance(leaf, Limit) for leaf in of_it) and isinstance(example, int):
        top = min(example + FARTHEST, bounds.high)
        yield from range(int(top), example, -1)


def _leaves(situation: Situation) -> Iterator[Leaf]:
    for view in situation.judgement.plan.views:
        conditions = [*view.scopes, *(rule.applies_when for rule in view.rules)]
        conditions += [each.when for rule in view.rules for each in rule.criteria]
        conditions += [condition_of(each.formula) for each in view.definitions]
        for condition in conditions:
            yield from leaves(condition)


def _reads(leaf: Leaf, name: str) -> bool:
    return leaf.fact == name if isinstance(leaf, Comparison) else leaf.already == name
