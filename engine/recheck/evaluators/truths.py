"""How silence closes what stays UNKNOWN, and what approvals are over closed truths."""

from collections.abc import Mapping
from enum import StrEnum

from recheck.evaluators.steps import Step
from recheck.model.rule import Approval, AtLeast, Criterion, Named, Rule
from recheck.model.truth import Truth, at_least_of
from recheck.program.truths import CriterionTruth


class Undocumented(StrEnum):
    """What silence means: ask for the fact, or hold the criterion not established."""

    ASK = "ask"
    NOT_ESTABLISHED = "not_established"

    @property
    def step(self) -> Step:
        """How far the record is closed for the decision."""
        return Step.DOCUMENTED if self is Undocumented.ASK else Step.SILENCE


def close(criterion: Criterion, found: CriterionTruth, step: Step) -> Truth:
    """The truth that counts: silence closes what is UNKNOWN, but never a contradiction (design, section 4).

    All of it at the last step; at those between only what the record was asked (`heard_in`).

    `if_silent: met` on a limit closes only what was already had; what then stays UNKNOWN is not met.
    A list that is known to have gaps can be met, but never be said to be not met; nor can what a request has to
    state, which silence closes in its favor.
    """
    if criterion.is_stated:
        stated = found.truth is Truth.TRUE or (
            found.truth is Truth.UNKNOWN and step is not Step.DOCUMENTED and not found.contradicted
        )
        return Truth.TRUE if stated else Truth.UNKNOWN
    if criterion.has_gaps and found.truth is not Truth.TRUE:
        return Truth.UNKNOWN
    is_closed = step is Step.SILENCE or (step is not Step.DOCUMENTED and found.heard)
    if found.truth is not Truth.UNKNOWN or not is_closed or found.contradicted:
        return found.truth
    if not criterion.if_silent_met:
        return Truth.FALSE
    if criterion.when_silent is None:
        return Truth.TRUE
    return Truth.TRUE if found.silent is Truth.TRUE else Truth.FALSE


def close_scope(rule: Rule, applies: Truth, contradicted: bool, step: Step) -> Truth:
    """Whether a rule counts as applying: one for a special occasion does not where silence closes it."""
    if applies is Truth.UNKNOWN and rule.outside_if_silent and not contradicted:
        return Truth.FALSE if step.sets_aside else applies
    return applies


def approval_truth(approval: Approval | None, truths: Mapping[str, Truth]) -> Truth:
    """The truth of `approve_when` over criterion truths by name; `never` is FALSE.

    >>> both = AtLeast(2, (Named("a"), Named("b")))
    >>> approval_truth(both, {"a": Truth.TRUE, "b": Truth.UNKNOWN})
    <Truth.UNKNOWN: 1>
    """
    match approval:
        case None:
            return Truth.FALSE
        case Named(name):
            return truths[name]
        case AtLeast(count, parts):
            return at_least_of(count, [approval_truth(part, truths) for part in parts])


def still_open(approval: Approval, truths: Mapping[str, Truth]) -> frozenset[str]:
    """The UNKNOWN criteria that can still change an approval that names each criterion once.

    One can where, at every step up, as many parts beside it can be TRUE as make it the last one needed.

    >>> either = AtLeast(1, (Named("a"), AtLeast(2, (Named("b"), Named("c")))))
    >>> sorted(still_open(either, {"a": Truth.UNKNOWN, "b": Truth.UNKNOWN, "c": Truth.FALSE}))
    ['a']
    """
    if isinstance(approval, Named):
        return frozenset([approval.name] if truths[approval.name] is Truth.UNKNOWN else [])
    found = [approval_truth(part, truths) for part in approval.parts]
    known, possible = found.count(Truth.TRUE), len(found) - found.count(Truth.FALSE)
    if not known < approval.count <= possible:
        return frozenset()
    waiting = (part for part, each in zip(approval.parts, found, strict=True) if each is Truth.UNKNOWN)
    return frozenset[str]().union(*(still_open(part, truths) for part in waiting))
