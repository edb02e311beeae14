"""What a decision rests on: the first step of closing the record at which it is certain (design, evidence 4).

Comes in: what the voices say together, and what they would say at an earlier step. Goes out: the step. An
approval stands above silence only where something besides exclusions was shown.
"""

from collections.abc import Callable, Iterable, Sequence

from recheck.evaluators.search import Resolved
from recheck.evaluators.steps import Step
from recheck.model.recommendation import Decision
from recheck.model.rule import Criterion, Rule, named_in
from recheck.model.truth import Truth

BEFORE_SILENCE = (Step.DOCUMENTED, Step.RECORD)
"""The steps of a record alone; a review has `FINDING` between them and silence."""
ORDER = tuple(Step)


def rests_on(resolved: Resolved, at: Callable[[Step], Resolved], steps: Sequence[Step] = BEFORE_SILENCE) -> Step | None:
    """The step that a decision rests on; None of one that is not certain.

    Args:
        resolved: what is decided, with all closed that counts.
        at: what would be decided at a step; at `FINDING` over the record with the findings laid over it.
        steps: the steps that come before silence, in order.
    """
    if not resolved.decision.is_certain:
        return None
    for step in steps:
        found = at(step)
        if found.answer == resolved.answer:
            alone = step is not Step.DOCUMENTED and not _is_shown(resolved)
            return Step.SILENCE if alone else step
    return Step.SILENCE


def weakest(steps: Iterable[str | None]) -> str | None:
    """What several decisions rest on together: the last of their steps.

    >>> weakest(["documented", "silence", None])
    'silence'
    """
    known = [Step(each) for each in steps if each]
    return str(max(known, key=ORDER.index)) if known else None


def shows(rule: Rule, criterion: Criterion) -> bool:
    """Whether a criterion, where it is met, is a reason to approve: not one that only speaks against."""
    if rule.approve_when is None or criterion.name not in named_in(rule.approve_when):
        return False
    return not criterion.is_exclusion and not criterion.is_stated


def _is_shown(resolved: Resolved) -> bool:
    """Whether a refusal is decided, or something that speaks for the treatment was documented."""
    if resolved.decision is Decision.DENY:
        return True
    enough = (Truth.TRUE,) if resolved.decision is Decision.APPROVE else (Truth.TRUE, Truth.FALSE)
    return any(
        found.truth in enough and shows(voice.rule, criterion)
        for voice in resolved.deciding
        for criterion, found in zip(voice.rule.criteria, voice.decision.criteria, strict=True)
    )
