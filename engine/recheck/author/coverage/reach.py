"""Search: facts that give a condition a wanted truth, over small domains.

A condition and a wanted truth come in; assignments of facts go out, one after another, until there are no
more or the budget is spent. What the truths of parts make of the whole is asked of the interpreter's own
`combine`; the leaves' truths were computed by the interpreter. An assignment is a proposal: whoever takes
it runs it. When the search ends with its budget unspent, no assignment of the domains is left untried.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import product

from recheck.author.coverage.domains import Domains, Row
from recheck.author.coverage.goals import Path
from recheck.conditions.interpret import combine
from recheck.model.condition import AnyOf, Comparison, Condition, CountOf, IfThen, Limit, NotOf, Op, parts_of
from recheck.model.rule import Approval, Named, Rule
from recheck.model.truth import Truth

BUDGET = 4_000
"""Rows laid on one another at most, for one search."""
NEVER_KNOWN = Comparison("", Op.EQUALS, True)
"""A leaf that stays UNKNOWN: what is missing of a list that has gaps."""

Step = Callable[[Row], Iterator[Row]]


class Reach:
    """One search: it counts its steps, and says when it gave up."""

    def __init__(self, domains: Domains, budget: int = BUDGET) -> None:
        self.domains = domains
        self.left = budget

    @property
    def gave_up(self) -> bool:
        return self.left <= 0

    def every(self, steps: Sequence[Step], row: Row) -> Iterator[Row]:
        """What all steps together leave, each taking what the one before it left."""
        if not steps:
            yield row
            return
        for found in steps[0](row):
            yield from self.every(steps[1:], found)

    def truth(self, condition: Condition, wanted: Truth) -> Step:
        """Give a condition a truth."""
        return lambda row: self._truth(condition, wanted, row)

    def decides(self, condition: Condition, path: Path, wanted: Truth) -> Step:
        """Give the leaf (or node) at a path a truth, and let it alone decide the condition."""
        return lambda row: self._decides(condition, path, wanted, row)

    def at(self, condition: Condition, path: Path, wanted: Truth) -> Step:
        """Give the leaf at a path a truth, whatever becomes of the rest."""
        for number in path:
            condition = parts_of(condition)[number]
        return self.truth(condition, wanted)

    def _truth(self, condition: Condition, wanted: Truth, row: Row) -> Iterator[Row]:
        if isinstance(condition, Comparison | Limit):
            for each in self.domains.table(condition)[wanted]:
                self.left -= 1
                if self.left <= 0:
                    return
                if all(row.get(name, value) == value for name, value in each.items()):
                    yield {**row, **each}
        else:
            yield from self._parts(condition, wanted, [], row)

    def _parts(self, condition: Condition, wanted: Truth, known: list[Truth], row: Row) -> Iterator[Row]:
        """Settle the parts from left to right, as far as the wanted truth needs it."""
        parts = parts_of(condition)
        possible = _possible(condition, known, len(parts) - len(known))
        if wanted not in possible or self.gave_up:
            return
        if possible == {wanted}:
            yield row
            return
        for each in _ORDER[wanted]:
            for found in self._truth(parts[len(known)], each, row):
                yield from self._parts(condition, wanted, [*known, each], found)

    def _decides(self, condition: Condition, path: Path, wanted: Truth, row: Row) -> Iterator[Row]:
        if not path:
            yield from self._truth(condition, wanted, row)
            return
        parts = parts_of(condition)
        for around in _unmasking(condition, path[0], len(parts)):
            steps = [self.decides(parts[path[0]], path[1:], wanted)]
            steps += [
                self.truth(part, each)
                for number, (part, each) in enumerate(zip(parts, around, strict=True))
                if number != path[0]
            ]
            yield from self.every(steps, row)


_ORDER = {
    Truth.TRUE: (Truth.TRUE, Truth.FALSE, Truth.UNKNOWN),
    Truth.FALSE: (Truth.FALSE, Truth.TRUE, Truth.UNKNOWN),
    Truth.UNKNOWN: (Truth.UNKNOWN, Truth.TRUE, Truth.FALSE),
}


def _possible(condition: Condition, known: list[Truth], free: int) -> set[Truth]:
    """The truths that a node may still have when its first parts are known.

    `all`, `any` and `count` grow with each part, so the two ends tell; the others have at most two parts.
    """
    if isinstance(condition, NotOf | IfThen):
        return {combine(condition, [*known, *rest]) for rest in product(Truth, repeat=free)}
    low = combine(condition, [*known, *[Truth.FALSE] * free])
    high = combine(condition, [*known, *[Truth.TRUE] * free])
    return {each for each in Truth if low <= each <= high}


def _unmasking(condition: Condition, number: int, count: int) -> Iterator[tuple[Truth, ...]]:
    """The truths of a node's parts with which the part of this number alone decides the node.

    The decisive part's own truth stands in as UNKNOWN. All others are TRUE or FALSE: an UNKNOWN part that
    could matter would leave the node UNKNOWN, and one that could not may as well be known.
    """

    def decisive(truths: list[Truth]) -> bool:
        outcomes = {combine(condition, [*truths[:number], each, *truths[number + 1 :]]) for each in _KNOWN}
        return outcomes == set(_KNOWN)

    def settle(truths: list[Truth]) -> Iterator[tuple[Truth, ...]]:
        free = count - len(truths)
        if not isinstance(condition, NotOf | IfThen):
            high = [*truths, *[Truth.TRUE] * free]
            low = [*truths, *[Truth.FALSE] * free]
            high[number], low[number] = Truth.TRUE, Truth.FALSE
            if combine(condition, high) is not Truth.TRUE or combine(condition, low) is not Truth.FALSE:
                return
        if not free:
            if decisive(truths):
                yield tuple(truths)
        elif len(truths) == number:
            yield from settle([*truths, Truth.UNKNOWN])
        else:
            for each in Truth:
                yield from settle([*truths, each])

    yield from settle([])


_KNOWN = (Truth.TRUE, Truth.FALSE)


def approval_tree(rule: Rule) -> Condition | None:
    """`approve_when` as one condition, each criterion's own in the place of its name; None of `never`."""
    return _tree(rule.approve_when, rule) if rule.approve_when else None


def _tree(approval: Approval, rule: Rule) -> Condition:
    if isinstance(approval, Named):
        criterion = next(each for each in rule.criteria if each.name == approval.name)
        return AnyOf((NEVER_KNOWN, criterion.when)) if criterion.never_refuses else criterion.when
    return CountOf(approval.count, tuple(_tree(part, rule) for part in approval.parts))


def paths_to(approval: Approval, name: str, path: Path = ()) -> Iterator[Path]:
    """Where a criterion hangs in an approval."""
    if isinstance(approval, Named):
        if approval.name == name:
            yield path
        return
    for number, part in enumerate(approval.parts):
        yield from paths_to(part, name, (*path, number))
