"""Which of the given cases are decided differently under another rule set, under either reading of silence.

Comes in: two rule sets, and the cases as each of them reads them. Goes out: every request whose decision,
quantity or kind of modification differs. Only treatments that the edit can reach are screened.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.load.cases import load_cases
from recheck.model.case import Case, Request
from recheck.model.problem import Problem
from recheck.model.recommendation import Decision, Recommendation
from recheck.model.rule import RuleSet
from recheck.model.value import written
from recheck.model.vocabulary import Vocabulary
from recheck.phrases import amount
from recheck.screen import screen


@dataclass(frozen=True, slots=True)
class Flip:
    """One request that is decided differently."""

    case: str
    request: str
    title: str
    undocumented: Undocumented
    old: str
    new: str
    where: tuple[str, ...] = ()
    """The parts or regions that differ, where the whole does not say it; or the grounds."""
    on_grounds_alone: bool = False
    """Decided as before, but a criterion turned out otherwise, or other decisions are still possible."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One request that the edit could reach, and that is decided as before, with what decides it."""

    case: str
    request: str
    title: str
    undocumented: Undocumented
    decision: str
    by: tuple[str, ...]
    """The criteria that decide, with their truths, by rule; or that no rule does."""


@dataclass(frozen=True, slots=True)
class Impact:
    """What an edit does to given cases."""

    cases: int
    requests: int
    flips: tuple[Flip, ...]
    unreadable: tuple[str, ...] = ()
    """Cases that only one of the rule sets can read: not compared."""
    kept: tuple[Kept, ...] = ()

    def of(self, undocumented: Undocumented, *, on_grounds_alone: bool = False) -> tuple[Flip, ...]:
        """Those under one reading of silence: decided differently, or as before on other grounds."""
        return tuple(
            each
            for each in self.flips
            if each.undocumented is undocumented and each.on_grounds_alone is on_grounds_alone
        )


def impact(
    old: RuleSet, new: RuleSet, treatments: Collection[str], before: Sequence[Case], after: Sequence[Case]
) -> Impact:
    """Every request of the cases that the two rule sets decide differently.

    Args:
        old: the rule set before.
        new: the rule set after.
        treatments: those for which a decision can differ; requests for others are only counted.
        before: the cases as the old rule set reads them.
        after: the same cases as the new one does.
    """
    then = {case.id: case for case in before}
    now = {case.id: case for case in after}
    both = [name for name in now if name in then]
    found = [each for name in both for each in _compared(old, new, treatments, then[name], now[name])]
    flips = tuple(each for each in found if isinstance(each, Flip))
    kept = tuple(each for each in found if isinstance(each, Kept))
    apart = tuple(sorted({*then} ^ {*now}))
    return Impact(len(both), sum(len(now[name].requests) for name in both), flips, apart, kept)


def cases_of_both(
    paths: Sequence[str | Path], old: RuleSet, new: RuleSet
) -> tuple[list[Case], list[Case], list[Problem]]:
    """The cases as each rule set reads them, and the problems of those that the new one cannot read.

    A name that only one of the vocabularies knows is no problem: the other rules never ask for it.
    """
    before, _ = load_cases(paths, _over(new.vocabulary, old.vocabulary))
    after, problems = load_cases(paths, _over(old.vocabulary, new.vocabulary))
    return before, after, problems


def summarized(flips: Iterable[Flip]) -> list[tuple[str, int]]:
    """Each kind of flip with how often it occurs, the most frequent first.

    >>> ask = Undocumented.ASK
    >>> summarized([Flip("a", "r", "t", ask, "deny", "approve"), Flip("b", "r", "t", ask, "deny", "approve")])
    [('deny -> approve', 2)]
    """
    return Counter(f"{each.old} -> {each.new}" for each in flips).most_common()


def answer_in_words(found: Recommendation) -> str:
    """A decision with what it leaves: 'modify to 6 visits'."""
    if found.decision is not Decision.MODIFY:
        return found.decision.replace("_", " ")
    kept = [amount(found.quantity, found.unit)] if found.quantity is not None else []
    kept += [f"{name.replace('_', ' ')}: {written(value)}" for name, value in found.changes.items()]
    return f"modify to {', '.join(kept)}" if kept else "modify"


def _compared(
    old: RuleSet, new: RuleSet, treatments: Collection[str], before: Case, after: Case
) -> Iterator[Flip | Kept]:
    for request in after.requests.values():
        if request.id not in before.requests or not _reaches(request, after, treatments):
            continue
        for undocumented in Undocumented:
            mode = Mode(undocumented)
            one, other = screen(old, before, request.id, mode), screen(new, after, request.id, mode)
            decided = _said(one) != _said(other)
            if not decided and _grounds(one) == _grounds(other):
                by = tuple(dict.fromkeys(_decided_by(other)))
                yield Kept(after.id, request.id, request.title, undocumented, answer_in_words(other), by)
                continue
            where = _where(one, other) if decided else _turned(one, other)
            if not decided:
                where = iter([*where, *(f"decides: {each}" for each in dict.fromkeys(_decided_by(other)))])
            words = answer_in_words(one), answer_in_words(other)
            shown = () if words[0] != words[1] else tuple(where)
            yield Flip(after.id, request.id, request.title, undocumented, *words, shown, not decided)


def _reaches(request: Request, case: Case, treatments: Collection[str]) -> bool:
    """Whether the request, a part of it, or one that it depends on is for one of the treatments."""
    every = (request, *request.parts)
    needed = [case.requests[each.depends_on.request] for each in every if each.depends_on]
    return any(each.treatment in treatments for each in every) or any(
        _reaches(each, case, treatments) for each in needed
    )


def _said(found: Recommendation) -> object:
    return (found.answer, [_said(each) for each in found.components])


def _where(one: Recommendation, other: Recommendation) -> Iterator[str]:
    for old, new in zip(one.components, other.components, strict=True):
        if old.answer != new.answer:
            label = old.request if old.request != one.request else old.region or ""
            yield f"{label}: {answer_in_words(old)} -> {answer_in_words(new)}"
        else:
            yield from _where(old, new)


def _grounds(found: Recommendation) -> dict[str, str]:
    """The truth of every criterion that was looked at, and what is still possible, with those of parts and regions."""
    label = f"{found.request} {found.region}: " if found.region else ""
    rules = (*found.rules, *found.also_considered) if not found.components else ()
    grounds = {
        f"{label}{finding.rule.id}#{each.criterion.name}": each.truth.word.replace("_", " ")
        for finding in rules
        for each in finding.criteria
    }
    if found.decision is Decision.PEND and not found.components:
        grounds[f"{label}possible"] = " or ".join(found.possible)
    for component in found.components:
        grounds |= _grounds(component)
    return grounds


def _decided_by(found: Recommendation) -> Iterator[str]:
    """What decides a request: 'acoem-2004/ct_neck: red_flag is not documented', by rule."""
    for component in found.components:
        yield from _decided_by(component)
    for finding in () if found.components else found.rules:
        truths = [
            f"{each.criterion.name} is {each.truth.word.replace('_', ' ')}" for each in finding.criteria if each.decides
        ]
        yield f"{finding.rule.id}: {', '.join(truths) or 'what the rule says of itself'}"
    if not found.rules and not found.components:
        reason = f" ({found.reason.replace(chr(95), chr(32))})" if found.reason else ""
        yield f"no rule decides it{reason}"


def _turned(one: Recommendation, other: Recommendation) -> Iterator[str]:
    old, new = _grounds(one), _grounds(other)
    for name in dict.fromkeys([*old, *new]):
        if old.get(name) != new.get(name):
            yield f"{name}: {old.get(name, 'not looked at')} -> {new.get(name, 'not looked at')}"


def _over(below: Vocabulary, above: Vocabulary) -> Vocabulary:
    """Both vocabularies; where they differ, the second."""
    return replace(above, facts={**below.facts, **above.facts}, treatments={**below.treatments, **above.treatments})
