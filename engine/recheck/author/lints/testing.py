"""Tests beside rules: what no test holds, and tests that hold nothing."""

from collections.abc import Iterator

from recheck.author.lints.base import RuleBase, path_of
from recheck.author.lints.kind import Found, lint
from recheck.conditions.interpret import leaf_truth
from recheck.evaluators.truths import approval_truth
from recheck.load.rule_tests import RuleTest
from recheck.model.condition import Comparison, Limit, leaves
from recheck.model.guideline import Dates
from recheck.model.problem import Place, Severity
from recheck.model.recommendation import Decision
from recheck.model.rule import Rule
from recheck.model.truth import Truth


@lint("no-tests", Severity.ERROR)
def no_tests(base: RuleBase) -> Iterator[Found]:
    for rule in base.rules.rules.values():
        if not base.tests_of.get(rule.id):
            suggestion = f"write {rule.id}.test.yaml beside it"
            yield Found(f"'{rule.id}' has no tests", base.at(path_of(rule), "rule"), suggestion)


@lint("untested-number", Severity.ERROR)
def untested_number(base: RuleBase) -> Iterator[Found]:
    for rule, criterion in base.criteria:
        tests = base.settled_tests_of.get(rule.id, [])
        for leaf in leaves(criterion.when) if tests else ():
            bound = leaf.at_most if isinstance(leaf, Limit) else leaf.operand if leaf.op.is_ordering else None
            if isinstance(bound, bool) or not isinstance(bound, int | float):
                continue
            name = leaf.of if isinstance(leaf, Limit) else leaf.fact
            if isinstance(leaf, Comparison) and not any(name in test.facts for test in tests):
                continue  # a derived fact: its tests state what it is derived from
            truths = {leaf_truth(leaf, test.facts) for test in tests}
            if not {Truth.TRUE, Truth.FALSE} <= truths:
                message = f"no tests on both sides of {bound} for '{name}' in '{criterion.name}'"
                yield Found(message, leaf.place, "add a test at the number and one just beyond")


@lint("untested-silence", Severity.ERROR)
def untested_silence(base: RuleBase) -> Iterator[Found]:
    for rule in base.rules.rules.values():
        tests = base.settled_tests_of.get(rule.id, [])
        pending = [test for test in tests if test.expect.missing or test.expect.decision is Decision.PEND]
        if tests and rule.criteria and rule.approve_when and not pending:
            message = f"no test of '{rule.id}' leaves a fact undocumented and expects pend"
            yield Found(message, tests[0].place, "add a test that expects pend, with 'missing'")


@lint("untested-decision")
def untested_decision(base: RuleBase) -> Iterator[Found]:
    for rule in base.rules.rules.values():
        tests = base.settled_tests_of.get(rule.id, [])
        if not tests or not rule.is_conclusive:
            continue
        seen = {test.expect.decision for test in tests}
        if rule.approve_when is not None and Decision.APPROVE not in seen:
            yield Found(f"no test of '{rule.id}' expects approve", tests[0].place, "add a test that does")
        if _can_refuse(rule) and not {Decision.DENY, Decision.MODIFY} & seen:
            yield Found(f"no test of '{rule.id}' expects deny or modify", tests[0].place, "add a test that does")


def _can_refuse(rule: Rule) -> bool:
    worst = {each.name: Truth.UNKNOWN if each.never_refuses else Truth.FALSE for each in rule.criteria}
    return approval_truth(rule.approve_when, worst) is Truth.FALSE


@lint("test-out-of-force", needs_all=True)
def test_out_of_force(base: RuleBase) -> Iterator[Found]:
    for rule in base.rules.rules.values():
        in_force = base.rules.guidelines[rule.guideline].in_force
        for test in base.tests_of.get(rule.id, []):
            if not in_force.covers(Dates(test.date)) and test.expect.decision is not Decision.NOT_COVERED:
                yield Found(f"'{rule.guideline}' is not in force on {test.date}", test.place, "take a date in force")
            elif not in_force.covers(Dates(test.date)) and all(
                not in_force.covers(Dates(each.date)) for each in base.tests_of[rule.id]
            ):
                yield Found(f"no test of '{rule.id}' has a date in force", test.place, "take a date in force")
                break


@lint("test-of-nothing", Severity.ERROR)
def test_of_nothing(base: RuleBase) -> Iterator[Found]:
    for test in base.tests:
        expect = test.expect
        if test.is_whole and all(
            each is None for each in (expect.decision, expect.quantity, expect.deciding, expect.missing)
        ):
            yield Found(f"the test '{test.name}' expects nothing", test.place, "say at least the decision")


@lint("test-twice")
def test_twice(base: RuleBase) -> Iterator[Found]:
    for tests in base.settled_tests_of.values():
        names: dict[str, Place] = {}
        inputs: dict[object, RuleTest] = {}
        for test in tests:
            key = (
                test.date,
                test.undocumented,
                test.reading,
                frozenset((name, str(held)) for name, held in test.facts.items()),
            )
            if test.name in names:
                yield Found(f"two tests are named '{test.name}'", test.place, f"the first is at {names[test.name]}")
            elif key in inputs:
                message = f"'{test.name}' tests the same facts as '{inputs[key].name}'"
                yield Found(message, test.place, "change what it is about, or drop it")
            names.setdefault(test.name, test.place)
            inputs.setdefault(key, test)
