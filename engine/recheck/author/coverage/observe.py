"""What one test reaches: the goals that its facts fulfil, by the interpreter's own truths.

A test whose rule does not apply for certain (scope, `applies_when`, edition) reaches nothing.
"""

from collections.abc import Callable, Iterator

from recheck.author.coverage.goals import Goal, Kind, Path
from recheck.author.rule_tests import judged
from recheck.conditions.interpret import Trace, combine, trace
from recheck.evaluators.truths import approval_truth
from recheck.load.rule_tests import RuleTest
from recheck.model.rule import Rule, RuleSet, named_in
from recheck.model.truth import Truth

Outcome = Callable[[Truth], Truth]
"""The truth of a whole tree, were one node of this truth and all others as they are."""


def reached_by(test: RuleTest, rules: RuleSet) -> frozenset[Goal]:
    """The goals that a test reaches."""
    judgement = judged(test, rules)
    voices = judgement.voices()
    if not voices or voices[0].applies is not Truth.TRUE:
        return frozenset()
    voice = voices[0]
    found = {Goal(Kind.DECISION, voice.decision.decision)}
    held = judgement.held_by(voice.rule)
    for criterion in voice.rule.criteria:
        traced = trace(criterion.when, held)
        found |= {Goal(Kind.SEEN, truth, criterion.name, path) for path, truth in seen(traced)}
        found |= {Goal(Kind.DECIDES, truth, criterion.name, path) for path, truth in deciding(traced)}
    found |= {Goal(Kind.CARRIES, truth, name) for name, truth in carrying(voice.rule, voice.decision.closed)}
    return frozenset(found)


def seen(traced: Trace, path: Path = ()) -> Iterator[tuple[Path, Truth]]:
    """The truth of a tree (at the empty path) and of each of its leaves."""
    if not traced.parts or not path:
        yield path, traced.truth
    for number, part in enumerate(traced.parts):
        yield from seen(part, (*path, number))


def deciding(traced: Trace, outcome: Outcome = lambda each: each, path: Path = ()) -> Iterator[tuple[Path, Truth]]:
    """The leaves that alone decide a tree, with their own truths (see `Goal` for what that means).

    >>> from recheck.model.condition import AnyOf, Comparison, Op
    >>> either = AnyOf((Comparison("a", Op.EQUALS, True), Comparison("b", Op.EQUALS, True)))
    >>> list(deciding(trace(either, {"a": False})))
    [((1,), <Truth.UNKNOWN: 1>)]
    """
    if not traced.parts:
        if {outcome(Truth.TRUE), outcome(Truth.FALSE)} == {Truth.TRUE, Truth.FALSE}:
            yield path, traced.truth
        return
    truths = [part.truth for part in traced.parts]
    for number, part in enumerate(traced.parts):

        def of_part(each: Truth, number: int = number) -> Truth:
            return outcome(combine(traced.condition, [*truths[:number], each, *truths[number + 1 :]]))

        yield from deciding(part, of_part, (*path, number))


def carrying(rule: Rule, closed: tuple[Truth, ...]) -> Iterator[tuple[str, Truth]]:
    """The criteria that alone decide `approve_when`, with the truths that count."""
    if rule.approve_when is None:
        return
    truths = dict(zip((criterion.name for criterion in rule.criteria), closed, strict=True))
    for name in named_in(rule.approve_when):
        outcomes = {approval_truth(rule.approve_when, {**truths, name: each}) for each in (Truth.TRUE, Truth.FALSE)}
        if outcomes == {Truth.TRUE, Truth.FALSE}:
            yield name, truths[name]
