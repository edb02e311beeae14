"""What is wrong with stricter and looser readings: one that errs on the wrong side, or that no test tells apart.

A looser reading must never be harder than the rule's own: on no test may a criterion that is met be less
than met under it, nor a request be decided worse. A stricter one mirrors it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from recheck.author.rule_tests import rule_alone, run_rule_test
from recheck.engines.values import truth_of
from recheck.evaluators.evaluation import facts_in
from recheck.evaluators.plan import editions_in_force, plan_for
from recheck.load.rule_tests import RuleTest
from recheck.model.guideline import Dates
from recheck.model.problem import Problem
from recheck.model.recommendation import Decision, Recommendation
from recheck.model.rule import Criterion, OtherReading, Rule, RuleSet, Strictness
from recheck.model.truth import Truth

_ORDER = (Decision.DENY, Decision.MODIFY, Decision.APPROVE)


def check_readings(rules: RuleSet, tests: Mapping[str, Sequence[RuleTest]]) -> Iterator[Problem]:
    """Every problem of every stricter and looser reading, in the order of the files.

    Args:
        rules: the rule set.
        tests: by rule.
    """
    for rule in rules.rules.values():
        for criterion in rule.criteria:
            for strictness in Strictness:
                other = criterion.read(strictness)
                if other is not None:
                    yield from _problems(rules, rule, criterion, strictness, other, tests.get(rule.id, ()))


def _problems(
    rules: RuleSet,
    rule: Rule,
    criterion: Criterion,
    strictness: Strictness,
    other: OtherReading,
    tests: Iterable[RuleTest],
) -> Iterator[Problem]:
    told_apart = True
    for number, test in enumerate(each for each in tests if _is_in_force(rules, rule, each)):
        told_apart = told_apart and number > 0
        own, read = (_truth(rules, rule, replace(criterion, when=when), test) for when in (criterion.when, other.when))
        before, after = (_decided(rules, test, reading) for reading in (None, strictness))
        told_apart = told_apart or own is not read or before.answer != after.answer
        wrong = read < own if strictness is Strictness.LOOSER else read > own
        if wrong or _errs(before, after, strictness):
            side = "harder" if strictness is Strictness.LOOSER else "easier"
            message = f"the {strictness} reading of '{criterion.name}' is {side} to meet in the test '{test.name}'"
            hint = f"own reading: {_words(own, before)}; {strictness}: {_words(read, after)}"
            yield Problem("reading-on-the-wrong-side", message, other.place, hint)
            return
    if not told_apart:
        message = f"no test tells the {strictness} reading of '{criterion.name}' from the rule's own"
        hint = f"add a test between the two, with 'reading: {strictness}'"
        yield Problem("untested-reading", message, other.place, hint)


def _is_in_force(rules: RuleSet, rule: Rule, test: RuleTest) -> bool:
    return rule.guideline in editions_in_force(rule_alone(rules, rule.id), Dates(test.date))


def _truth(rules: RuleSet, rule: Rule, criterion: Criterion, test: RuleTest) -> Truth:
    """The truth of one criterion on a test's facts, with what is derived from them, before silence closes."""
    lone = replace(rule, criteria=(criterion,), approve_when=None)
    alone = replace(rules, rules={rule.id: lone}, by_treatment=None)
    plan = plan_for(alone, rule.treatments[0], editions_in_force(alone, Dates(test.date)))
    held = {"treatment": rule.treatments[0], "requested_on": test.date, **test.facts}
    view = plan.views[0]
    return truth_of(view.program.rules[0].criteria[0].when, facts_in(view, held))


def _decided(rules: RuleSet, test: RuleTest, reading: Strictness | None) -> Recommendation:
    return run_rule_test(replace(test, reading=reading), rules).recommendation


def _errs(before: Recommendation, after: Recommendation, strictness: Strictness) -> bool:
    """Whether both are certain, and the second is the worse where it should be looser (or the better)."""
    if not (before.decision in _ORDER and after.decision in _ORDER):
        return False
    first, second = ((_ORDER.index(each.decision), each.quantity or 0) for each in (before, after))
    return second < first if strictness is Strictness.LOOSER else second > first


def _words(truth: Truth, found: Recommendation) -> str:
    quantity = f" {found.quantity}" if found.quantity is not None else ""
    return f"{truth.word.replace('_', ' ')}, {found.decision}{quantity}"
