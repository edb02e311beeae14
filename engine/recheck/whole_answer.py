"""The decision on a whole request from those on its parts, or on its regions."""

from collections.abc import Sequence

from recheck.model.recommendation import Decision

SEVERITY = (Decision.DENY, Decision.PEND, Decision.NOT_COVERED, Decision.MODIFY, Decision.APPROVE)
"""Over several regions the worst decision holds, in this order."""


def over_parts(decisions: Sequence[Decision]) -> Decision:
    """Pend first, then not covered; all approve, all deny, else modify to those approved.

    >>> over_parts([Decision.APPROVE, Decision.DENY])
    <Decision.MODIFY: 'modify'>
    """
    for waiting in (Decision.PEND, Decision.NOT_COVERED):
        if waiting in decisions:
            return waiting
    return decisions[0] if len(set(decisions)) == 1 else Decision.MODIFY


def over_regions(decisions: Sequence[Decision]) -> Decision:
    """The worst.

    >>> over_regions([Decision.APPROVE, Decision.PEND])
    <Decision.PEND: 'pend'>
    """
    return min(decisions, key=SEVERITY.index)
