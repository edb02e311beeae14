"""One rule's decision on one request, from the truths of its criteria.

Comes in: a rule, the truths of its criteria as disputed and at every smaller quantity, and what
silence means. Goes out: approve as disputed; modify to the largest quantity (or kind) that is TRUE
where all larger are FALSE; deny where all are FALSE; else pend, with the decisions still possible.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple, TypeAlias

from recheck.evaluators.steps import Step
from recheck.evaluators.truths import close, still_open
from recheck.model.recommendation import Decision
from recheck.model.rule import Rule, leaves, named_in
from recheck.model.truth import Truth
from recheck.model.value import Value
from recheck.program.truths import CriterionTruth

MAX_SETS = 12
"""Deciding sets listed at most."""
EXHAUSTIVE = 10
"""Up to so many criteria every set is tried; beyond, sets of at most two."""


TRUE = Truth.TRUE

Changes: TypeAlias = tuple[tuple[str, Value], ...]


class Attempt(NamedTuple):
    """The request as disputed, or as it could be modified."""

    quantity: int | None
    changes: Changes = ()


class Moves(NamedTuple):
    """How a rule's criteria move with the disputed quantity."""

    criteria: tuple[bool, ...]
    """Whether each rests on it."""
    is_ordered: bool
    """Whether none of them ever falls as the quantity does."""


class Tried(NamedTuple):
    """An attempt with the closed truths of the rule's criteria, and whether it is approved."""

    attempt: Attempt
    closed: tuple[Truth, ...]
    approval: Truth


@dataclass(frozen=True, slots=True)
class RuleDecision:
    """What one rule says of one request."""

    decision: Decision
    quantity: int | None
    changes: Mapping[str, Value]
    possible: tuple[Decision, ...]
    criteria: tuple[CriterionTruth, ...]
    """As disputed, before closing."""
    tried: tuple[Tried, ...]

    @property
    def closed(self) -> tuple[Truth, ...]:
        """The truths that count, as disputed."""
        return self.tried[0].closed

    @property
    def seen(self) -> "Seen":
        """What the smallest sets that force the decision rest on."""
        tried = tuple([(each.closed, each.approval) for each in self.tried])
        return Seen(self.decision, tried, tuple([each.truth is Truth.UNKNOWN for each in self.criteria]))

    @property
    def waits_at(self) -> int | None:
        """Of a pend, the quantity at which the decision is open."""
        open_at = (each.attempt.quantity for each in self.tried if each.approval is Truth.UNKNOWN)
        return next(open_at, None)

    @property
    def answer(self) -> tuple[Decision, int | None, tuple[tuple[str, Value], ...]]:
        """What is decided, without why."""
        return (self.decision, self.quantity, tuple(sorted(self.changes.items(), key=str)))


Truths = Callable[[Attempt], tuple[CriterionTruth, ...]]
Approve = Callable[[tuple[Truth, ...]], Truth]


def decide(
    rule: Rule,
    disputed: int | None,
    step: Step,
    truths: Truths,
    approve: Approve,
    moves: Moves,
) -> RuleDecision:
    """The decision of one rule.

    Args:
        rule: the rule.
        disputed: the disputed quantity; None where the request states none.
        step: how far silence closes the record.
        truths: the truths of the rule's criteria at an attempt.
        approve: the truth of `approve_when` over closed truths.
        moves: how the criteria move with the disputed quantity.
    """
    tried: list[Tried] = []
    possible: list[Decision] = []
    deniable = True
    for each in _attempts(rule, disputed, step, truths, approve, moves):
        tried.append(each)
        if deniable and each.approval is not Truth.FALSE:
            deniable = Truth.UNKNOWN in each.closed and approve(_at_worst(rule, each.closed)) is Truth.FALSE
        if each.approval is not Truth.FALSE:
            possible.append(Decision.APPROVE if len(tried) == 1 else Decision.MODIFY)
        if each.approval is Truth.TRUE:
            break
    else:
        if deniable:
            possible.append(Decision.DENY)
    settled = next((each for each in tried if each.approval is not Truth.FALSE), None)
    decision, quantity = Decision.DENY, None
    changes: tuple[tuple[str, Value], ...] = ()
    if settled and settled.approval is Truth.UNKNOWN:
        decision = Decision.PEND
    elif settled:
        decision, quantity, changes = possible[0], settled.attempt.quantity, settled.attempt.changes
    return RuleDecision(
        decision,
        quantity,
        dict(changes),
        tuple(dict.fromkeys(possible)),
        truths(Attempt(disputed)),
        tuple(tried),
    )


def _at_worst(rule: Rule, closed: tuple[Truth, ...]) -> tuple[Truth, ...]:
    """The truths if all that is open turned out not met; what can never be held not met stays open."""
    return tuple(
        Truth.FALSE if each is Truth.UNKNOWN and not criterion.never_refuses else each
        for criterion, each in zip(rule.criteria, closed, strict=True)
    )


def _attempts(
    rule: Rule,
    disputed: int | None,
    step: Step,
    truths: Truths,
    approve: Approve,
    moves: Moves,
) -> Iterator[Tried]:
    """As disputed, then smaller quantities at which something may change, then the same with `modify_to`."""

    criteria = rule.criteria

    def tried(attempt: Attempt) -> Tried:
        found = truths(attempt)
        closed = tuple(
            [
                TRUE if each.truth is TRUE else close(criterion, each, step)
                for criterion, each in zip(criteria, found, strict=True)
            ]
        )
        return Tried(attempt, closed, approve(closed))

    for changes in ((), tuple(rule.modify_to.items()))[: 2 if rule.modify_to else 1]:
        whole = tried(Attempt(disputed, changes))
        yield whole
        if disputed is None or not any(moves.criteria):
            continue
        best = tuple(Truth.TRUE if does else each for does, each in zip(moves.criteria, whole.closed, strict=True))
        if approve(best) is Truth.FALSE:
            yield Tried(Attempt(None, changes), best, Truth.FALSE)
            continue
        quantities = _changing(disputed, changes, truths) if moves.is_ordered else range(disputed - 1, 0, -1)
        for quantity in quantities:
            yield tried(Attempt(quantity, changes))


def _changing(disputed: int, changes: Changes, truths: Truths) -> Iterator[int]:
    """The next smaller quantity, and those at which truths that only rise differ from those above them."""
    if disputed <= 1:
        return
    yield disputed - 1
    high = disputed - 1
    above = truths(Attempt(high, changes))
    while high > 1 and truths(Attempt(1, changes)) != above:
        low = 1
        while high - low > 1:
            middle = (low + high) // 2
            if truths(Attempt(middle, changes)) == above:
                high = middle
            else:
                low = middle
        yield low
        high, above = low, truths(Attempt(low, changes))


class Seen(NamedTuple):
    """Of a decision, all that its smallest sets rest on: few differ, however many requests do."""

    decision: Decision
    tried: tuple[tuple[tuple[Truth, ...], Truth], ...]
    """The closed truths of each attempt, and whether they approve."""
    is_silent: tuple[bool, ...]
    """Whether each criterion, as disputed, is known only once silence closes it."""


def deciding_sets(rule: Rule, seen: Seen, approve: Approve) -> tuple[tuple[str, ...], ...]:
    """Every smallest set of criteria that forces the decision; of a pend, each criterion it waits for.

    Sets known from the record come before sets that rest on silence, then in file order.
    """
    if rule.approve_when is None:
        return ()
    named = set(named_in(rule.approve_when))
    indices = [index for index, criterion in enumerate(rule.criteria) if criterion.name in named]
    if seen.decision is Decision.PEND:
        waiting = next(closed for closed, approval in seen.tried if approval is Truth.UNKNOWN)
        return tuple((rule.criteria[i].name,) for i in _waited_for(rule, waiting, indices, approve))

    def forces(kept: tuple[int, ...]) -> bool:
        return all(approve(_only(kept, closed)) is approval for closed, approval in seen.tried)

    sets: list[tuple[int, ...]] = []
    for size in range(len(indices) + 1 if len(indices) <= EXHAUSTIVE else 3):
        for kept in combinations(indices, size):
            if len(sets) < MAX_SETS and not any(set(each) <= set(kept) for each in sets) and forces(kept):
                sets.append(kept)
    silent = {i for i in indices if seen.is_silent[i]}
    sets.sort(key=lambda kept: (len(silent & set(kept)) > 0, kept))
    return tuple(tuple(rule.criteria[i].name for i in kept) for kept in sets or [tuple(indices)])


def _only(kept: tuple[int, ...], closed: tuple[Truth, ...]) -> tuple[Truth, ...]:
    return tuple(each if i in kept else Truth.UNKNOWN for i, each in enumerate(closed))


def _waited_for(rule: Rule, closed: tuple[Truth, ...], indices: list[int], approve: Approve) -> list[int]:
    """The criteria that a pend waits for: from the form of the approval, or by trying where it repeats one."""
    assert rule.approve_when is not None
    if len(leaves(rule.approve_when)) > len(indices):
        return [i for i in indices if _matters(i, closed, approve)]
    truths = {criterion.name: each for criterion, each in zip(rule.criteria, closed, strict=True)}
    names = still_open(rule.approve_when, truths)
    return [i for i in indices if rule.criteria[i].name in names]


def _matters(index: int, closed: tuple[Truth, ...], approve: Approve) -> bool:
    """Whether an UNKNOWN criterion can still change the approval, however the others turn out.

    Approvals are monotone, so it matters where it does with some other UNKNOWN criteria TRUE.
    """
    if closed[index] is not Truth.UNKNOWN:
        return False
    others = [i for i, each in enumerate(closed) if each is Truth.UNKNOWN and i != index]
    sizes = range(len(others) + 1) if len(others) <= EXHAUSTIVE else (0, len(others))
    for size in sizes:
        for chosen in combinations(others, size):
            base = [
                (Truth.TRUE if i in chosen else Truth.FALSE) if i in others else each for i, each in enumerate(closed)
            ]
            met, unmet = list(base), list(base)
            met[index], unmet[index] = Truth.TRUE, Truth.FALSE
            if approve(tuple(met)) is not approve(tuple(unmet)):
                return True
    return False
