"""What one rule answers, as a number (`keys`), from the truth codes of its criteria."""

from collections.abc import Sequence

from recheck.evaluators.columns import keys
from recheck.evaluators.columns.approvals import CONTRADICTED_CODE, UNKNOWN_CODE, Approvals
from recheck.evaluators.columns.attempts import Variant, reads
from recheck.evaluators.columns.expr import (
    Expr,
    Relation,
    bits,
    both,
    by_truth,
    case,
    compare,
    either,
    shifted,
    total,
    whole,
)
from recheck.evaluators.columns.ranks import Ranks
from recheck.evaluators.steps import Step
from recheck.model.rule import named_in

BEST = 29
"""Bits of a doubled quantity."""


def smaller(variant: Variant, tried: Sequence[Sequence[tuple[str, Expr, Expr]]], steps: Sequence[Step]) -> list[Expr]:
    """For each round, the largest smaller quantity that is not refused: two steps in a number, each in its own bits."""
    return [
        total([shifted(variant.largest(each, step), BEST * at) for at, step in enumerate(steps[first : first + 2])])
        for each in tried
        for first in range(0, len(steps), 2)
    ]


def answered(
    variant: Variant,
    codes: Expr,
    largest: Sequence[Expr],
    closed: Step,
    ranks: Ranks,
    step: int,
    advisory: bool,
    disputed: Expr,
) -> Expr:
    """The rule's answer with its flags, whether it applies or not; 0 of one that takes no position.

    Args:
        variant: the rule.
        codes: the truth codes of its criteria as disputed.
        largest: for each round, the largest smaller quantity that is not refused, doubled (`Variant.largest`).
        closed: how far silence closes the record.
        ranks: the numbers of steps, rules and changes.
        step: the place of its guideline in the search.
        advisory: whether its guideline may only advise.
        disputed: the disputed quantity, null where there is none.
    """
    rule = variant.rule
    if not rule.is_conclusive:
        return whole(0)
    base = ranks.base(step, rule.id)
    pended = whole(base | keys.severity(keys.PEND))
    found: Expr = whole(base | keys.severity(keys.ADVISE if advisory else keys.DENY))
    for changes, best in reversed(list(zip(variant.rounds, largest, strict=True))):
        if rule.approve_when is None:
            continue
        number = base | (ranks.changes[tuple(sorted(changes.items(), key=str))] if changes else 0)
        instead = variant.changed(changes)
        of = variant.codes_at(instead, codes) if instead else codes
        approval = variant.approval(of, closed)
        less = found
        if best is not NOTHING:
            even = compare(Relation.EQ, bits(best, 0, 1), whole(0))
            modified = keys.modified(bits(best, 1, BEST), number)
            less = case([(compare(Relation.EQ, best, whole(0)), found), (even, pended)], modified)
        met = keys.modified(disputed, number) if changes else whole(base | keys.severity(keys.APPROVE))
        found = case([(approval.yes, met), (approval.no, less)], pended)
    return total([found, *_waiting(variant, codes, largest, closed)])


NOTHING = whole(0)


def _waiting(variant: Variant, codes: Expr, largest: Sequence[Expr], closed: Step) -> tuple[Expr, ...]:
    """Whether a pend waits for a fact that is not documented, and whether for a contradicted one.

    Only a list with gaps can leave a decision open without that.
    """
    if variant.rule.approve_when is None:
        return ()
    named = set(named_in(variant.rule.approve_when))
    approvals = Approvals(variant.rule, closed)
    waits: Expr = whole(1 << keys.WAITS[0])
    if any(each.never_refuses for each in variant.rule.criteria if each.name in named):
        waits = case([(approvals.waiting(codes, UNKNOWN_CODE), waits)], whole(0))
    contra = approvals.waiting(codes, CONTRADICTED_CODE)
    for best in largest:
        if best is not NOTHING:
            open_below = both(compare(Relation.GT, best, whole(1)), compare(Relation.EQ, bits(best, 0, 1), whole(0)))
            contra = either(contra, both(open_below, _contradicted(variant)))
    return waits, case([(contra, whole(1 << keys.CONTRADICTED[0]))], whole(0))


def _contradicted(variant: Variant) -> Expr:
    """Whether some fact of a criterion is contradicted."""
    names = {name for each in variant.rule.criteria for name in reads(each.when, variant.definitions)}
    return either(*(variant.plain[name].contra for name in sorted(names)))


def applied(variant: Variant) -> Expr:
    """Whether the rule applies: 0 no, 1 perhaps, 2 yes; 3 perhaps, for what is contradicted."""
    truth = variant.applies
    unknown = case([(truth.because, whole(keys.CONTRADICTED_SCOPE))], whole(keys.MAY_APPLY))
    return by_truth(truth.value, keys.DOES_APPLY, 0, unknown)
