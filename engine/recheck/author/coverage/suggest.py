"""The missing tests as YAML, to be appended to the rule's test file.

What each expects is computed from the rule as it stands, which is what a test is there to doubt: the
expectation is marked for the author to confirm against the guideline's text.
"""

import re
from collections.abc import Iterator
from datetime import date

from recheck.author.coverage.goals import Goal, Kind
from recheck.author.coverage.measure import RuleCoverage
from recheck.author.coverage.words import criterion_of, node_of
from recheck.author.rule_tests import run_rule_test
from recheck.author.show import in_words
from recheck.load.rule_tests import RuleTest
from recheck.model.recommendation import Decision
from recheck.model.rule import Rule, RuleSet
from recheck.model.truth import Truth
from recheck.model.value import Held

CONFIRM = "# confirm: computed from the rule as it is"
_PLAIN = re.compile(r"[a-z][a-z0-9_]*")
_READ_OTHERWISE = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def suggested(coverage: RuleCoverage, rules: RuleSet) -> str:
    """The missing tests of one rule as the text of a test file; empty where none is missing."""
    return "".join(_entry(number, coverage, rules) for number in range(len(coverage.missing_tests)))


def _entry(number: int, coverage: RuleCoverage, rules: RuleSet) -> str:
    test = coverage.missing_tests[number]
    goals = [each.goal for each in coverage.outcomes if each.would == number]
    facts = ", ".join(f"{name}: {_value(value)}" for name, value in _stated(test))
    rows = [f"- name: {_text(_name(goals, coverage.rule, rules))}", f"  date: {test.date}", f"  facts: {{{facts}}}"]
    rows += [f"  expect: {{{', '.join(_expected(test, rules))}}}  {CONFIRM}"]
    return "\n".join(rows) + "\n"


def _stated(test: RuleTest) -> Iterator[tuple[str, Held]]:
    """The facts as a test states them; nothing authorized goes without saying."""
    for name, value in test.facts.items():
        if not (name.endswith("_authorized") and value == 0):
            yield name, value


def _expected(test: RuleTest, rules: RuleSet) -> Iterator[str]:
    found = run_rule_test(test, rules).recommendation
    yield f"decision: {found.decision}"
    if found.decision is Decision.MODIFY and found.quantity is not None:
        yield f"quantity: {found.quantity}"
    deciding = found.rules[0].deciding if found.rules else ()
    if deciding and found.decision is Decision.DENY:
        yield f"deciding: [{', '.join('[' + ', '.join(each) + ']' for each in deciding)}]"
    if found.missing:
        yield f"missing: [{', '.join(question.fact for question in found.missing)}]"


def _name(goals: list[Goal], rule: Rule, rules: RuleSet) -> str:
    """What the test is for, from the goal that tells the most."""
    goal = min(goals, key=lambda each: list(_TELLING).index(each.kind))
    criterion = criterion_of(goal, rule)
    if criterion is None or not isinstance(goal.wanted, Truth):
        return f"a request to {goal.wanted}"
    is_leaf = goal.kind in (Kind.SEEN, Kind.DECIDES) and goal.path
    subject = in_words(node_of(goal, criterion), rules.vocabulary) if is_leaf else criterion.name.replace("_", " ")
    words = ("false", "not documented", "true") if is_leaf else ("not met", "not documented", "met")
    return f"{subject}: {words[goal.wanted]}{_TELLING[goal.kind]}"


_TELLING = {
    Kind.DECISION: "",
    Kind.CARRIES: ", and that alone decides",
    Kind.DECIDES: ", and that alone decides its criterion",
    Kind.SEEN: "",
}


def _text(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _value(value: Held) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float() | date():
            return str(value)
        case frozenset():
            return f"[{', '.join(_value(each) for each in sorted(value))}]"
        case str():
            return value if _PLAIN.fullmatch(value) and value not in _READ_OTHERWISE else _text(value)
        case _:
            raise TypeError(f"no test states {value}")
