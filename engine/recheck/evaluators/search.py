"""The search order: which of the rules that speak of a treatment decides.

Comes in: each rule's decision, and whether it applies. Goes out: the decision, by whom, and whether it
would stand if a rule whose scope is not documented applied or did not (design, section 6).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from recheck.evaluators.decide import RuleDecision
from recheck.model.guideline import Guideline
from recheck.model.recommendation import Decision, Reason
from recheck.model.rule import Rule
from recheck.model.truth import Truth
from recheck.model.value import Value

ANY = (Decision.APPROVE, Decision.MODIFY, Decision.DENY)
MAX_UNCERTAIN = 10
"""Rules of undocumented scope that are tried both ways; with more, the request pends."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One rule with its decision, and whether it applies."""

    rule: Rule
    step: int
    """The place of its guideline in the order of search."""
    applies: Truth
    decision: RuleDecision


@dataclass(frozen=True, slots=True)
class Resolved:
    """The decision and the voices that carry it."""

    decision: Decision
    quantity: int | None
    changes: tuple[tuple[str, Value], ...]
    deciding: tuple[Voice, ...]
    possible: tuple[Decision, ...]
    conflict: bool = False
    reason: Reason | None = None
    waits_for_scope: tuple[Voice, ...] = ()

    @property
    def answer(self) -> tuple[Decision, int | None, tuple[tuple[str, Value], ...]]:
        return (self.decision, self.quantity, self.changes)


def resolve(
    voices: Sequence[Voice],
    guidelines: Mapping[str, Guideline],
    treatment: str,
    advisory: frozenset[str] = frozenset(),
) -> Resolved:
    """What the voices say together; a refusal that only advisory guidelines carry is left to a physician.

    A refusal that would be theirs alone if a rule of undocumented scope did not apply is not certain. What is decided
    whichever rules of undocumented scope apply is grounded on those that apply for certain.
    """

    def settle(speaking: Sequence[Voice]) -> Resolved:
        return _advised(_settle(speaking, guidelines, treatment), advisory)

    certain = [voice for voice in voices if voice.applies is Truth.TRUE]
    uncertain = _that_matter([voice for voice in voices if voice.applies is Truth.UNKNOWN], certain, guidelines)
    if not uncertain:
        return settle(certain)
    whole = settle([*certain, *uncertain])
    if len(uncertain) <= MAX_UNCERTAIN:
        outcomes = [
            _settle([*certain, *chosen], guidelines, treatment)
            for size in range(len(uncertain) + 1)
            for chosen in combinations(uncertain, size)
        ]
        advised = [_advised(each, advisory) for each in outcomes]
        if len({each.answer for each in advised}) == 1 and whole.decision is not Decision.PEND:
            return settle(certain)
        if {each.reason for each in advised} == {Reason.ADVISORY}:
            return settle(certain)
        possible = [decision for each in outcomes for decision in (each.possible or (each.decision,))]
    else:
        possible = [Decision.APPROVE, Decision.MODIFY, Decision.DENY]
    return Resolved(
        Decision.PEND,
        None,
        (),
        whole.deciding,
        tuple(sorted(set(possible), key=list(Decision).index)),
        reason=Reason.SCOPE_NOT_DOCUMENTED,
        waits_for_scope=tuple(uncertain),
    )


def only_advised(resolved: Resolved, advisory: frozenset[str]) -> bool:
    """Whether only guidelines that may advise carry the decision."""
    return bool(resolved.deciding) and all(voice.rule.guideline in advisory for voice in resolved.deciding)


def _advised(resolved: Resolved, advisory: frozenset[str]) -> Resolved:
    if resolved.decision is not Decision.DENY or not only_advised(resolved, advisory):
        return resolved
    return replace(resolved, decision=Decision.PEND, possible=ANY, reason=Reason.ADVISORY)


def _that_matter(
    uncertain: Sequence[Voice], certain: Sequence[Voice], guidelines: Mapping[str, Guideline]
) -> list[Voice]:
    """Of the rules that may apply, those that could change the answer.

    Not those that take no position, and not those searched only after a rule that applies and takes one; but
    one that stands before other guidelines may, wherever it is searched, and so does what is searched with it.
    """
    conclusive = [voice for voice in uncertain if voice.rule.is_conclusive]
    reached = min((voice.step for voice in certain if voice.rule.is_conclusive), default=math.inf)
    displacing = [voice.step for voice in conclusive if guidelines[voice.rule.guideline].supersedes]
    return [voice for voice in conclusive if voice.step <= max([reached, *displacing])]


def _settle(voices: Sequence[Voice], guidelines: Mapping[str, Guideline], treatment: str) -> Resolved:
    speaking = [voice for voice in voices if voice.rule.is_conclusive]
    standing = [voice for voice in speaking if not _displaced(voice, speaking, guidelines, treatment)]
    if not standing:
        silent = Reason.INCONCLUSIVE if voices else Reason.NO_RULE
        return Resolved(Decision.NOT_COVERED, None, (), tuple(voices), (), reason=silent)
    first = min(voice.step for voice in standing)
    return _combine([voice for voice in standing if voice.step == first])


def _displaced(voice: Voice, speaking: Sequence[Voice], guidelines: Mapping[str, Guideline], treatment: str) -> bool:
    """Whether a guideline that applies and is conclusive stands before this one for the treatment."""
    return any(
        superseded.guideline == voice.rule.guideline
        and (not superseded.treatments or treatment in superseded.treatments)
        for other in speaking
        for superseded in guidelines[other.rule.guideline].supersedes
    )


def _combine(voices: Sequence[Voice]) -> Resolved:
    """Any deny denies, else any pend pends, else the smallest modify, else approve."""
    answers = {voice.decision.answer for voice in voices}
    for decision in (Decision.DENY, Decision.PEND, Decision.MODIFY, Decision.APPROVE):
        carrying = [voice for voice in voices if voice.decision.decision is decision]
        if not carrying:
            continue
        if decision is Decision.MODIFY:
            least = min(_amount(voice) for voice in carrying)
            carrying = [voice for voice in carrying if _amount(voice) == least]
        first = carrying[0].decision
        possible = _possible(voices) if decision is Decision.PEND else (decision,)
        return Resolved(
            decision,
            first.quantity,
            first.answer[2],
            tuple(carrying),
            possible,
            conflict=len(answers) > 1,
            reason=Reason.UNDOCUMENTED if decision is Decision.PEND else None,
        )
    raise ValueError("no voices to combine")


def _possible(voices: Sequence[Voice]) -> tuple[Decision, ...]:
    """What voices of one rank can still come to: approve where all can, modify where one can and the others
    need not deny, deny where one can."""
    each = [set(voice.decision.possible) for voice in voices]
    able = {
        Decision.APPROVE: all(Decision.APPROVE in one for one in each),
        Decision.MODIFY: any(Decision.MODIFY in one for one in each)
        and all(one & {Decision.APPROVE, Decision.MODIFY} for one in each),
        Decision.DENY: any(Decision.DENY in one for one in each),
    }
    return tuple(decision for decision, can in able.items() if can)


def _amount(voice: Voice) -> float:
    """How much a modification leaves; one of kind alone leaves all."""
    return math.inf if voice.decision.quantity is None else voice.decision.quantity
