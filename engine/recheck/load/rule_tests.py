"""rules/<guideline>/<treatment>.test.yaml to the tests of a rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from recheck.conditions.typed import typed
from recheck.load.files import RuleFile
from recheck.load.rules import TEST_SUFFIX
from recheck.load.shape import Shape, day, nested, one_of, optional, raw, required, shaped, text, whole
from recheck.load.vocabulary import node_of
from recheck.model.node import Node, Scalar, YamlList, YamlMapping, unknown_name
from recheck.model.problem import Place, Problem, did_you_mean, errors
from recheck.model.recommendation import Decision
from recheck.model.rule import Rule, RuleSet, Strictness, named_in
from recheck.model.value import Held


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a test is about; what it does not name is None and not looked at."""

    decision: Decision | None = None
    quantity: int | None = None
    deciding: tuple[tuple[str, ...], ...] | None = None
    missing: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class RuleTest:
    """One test of one rule, over flat facts."""

    rule: str
    name: str
    date: date
    facts: dict[str, Held]
    expect: Expectation
    undocumented: str
    place: Place
    reading: Strictness | None = None
    """Under which other reading of vague words it runs; None: under the rule's own."""
    is_whole: bool = True
    """Whether all of it could be read; what is wrong with the rest has its own problem."""


class ExpectShape(Shape):
    """What is expected."""

    decision: str | None = optional(text)
    quantity: int | None = optional(whole)
    deciding: Node | None = optional(raw)
    missing: Node | None = optional(raw)


class TestShape(Shape):
    """One entry of a test file."""

    name: str = required(text)
    date: date = required(day)
    facts: Node = required(raw)
    expect: ExpectShape = required(nested(ExpectShape))
    undocumented: str = optional(text, "ask")
    reading: Strictness | None = optional(one_of(Strictness))


def load_rule_tests(files: Iterable[RuleFile], rules: RuleSet, problems: list[Problem]) -> list[RuleTest]:
    """Every test of the files, in file order."""
    found = []
    files = list(files)
    paths = {file.path for file in files}
    for file in files:
        if not file.path.endswith(TEST_SUFFIX):
            continue
        node = node_of(file, problems)
        if node is None:
            continue
        rule = rules.rules.get(file.path.removesuffix(TEST_SUFFIX))
        if rule is None and file.path.replace(TEST_SUFFIX, ".yaml") in paths:
            continue  # the rule's own problems are said with its file
        if rule is None:
            message = f"there is no rule '{file.path.removesuffix(TEST_SUFFIX)}' that this would test"
            suggestion = did_you_mean(file.path.removesuffix(TEST_SUFFIX), rules.rules)
            problems.append(Problem("unknown-rule", message, node.place, suggestion))
            continue
        if not isinstance(node, YamlList):
            problems.append(Problem("wrong-type", "a test file is a list of tests", node.place))
            continue
        tests = (_test(rule, item, rules, problems) for item in node)
        found += [test for test in tests if test]
    return found


def _test(rule: Rule, node: Node, rules: RuleSet, problems: list[Problem]) -> RuleTest | None:
    shape = shaped(TestShape, node, problems)
    if shape is None:
        return None
    if shape.undocumented not in ("ask", "not_established"):
        message = f"'{shape.undocumented}' is no way to read silence"
        problems.append(Problem("unknown-value", message, shape.place("undocumented"), "one of: ask, not_established"))
        return None
    facts: dict[str, Held] = {}
    before = len(problems)
    if not isinstance(shape.facts, YamlMapping):
        problems.append(Problem("wrong-type", "facts are a mapping by name", shape.facts.place))
        return None
    for name, value in shape.facts.items():
        fact = rules.vocabulary.facts.get(name)
        if fact is None:
            problems.append(unknown_name("fact", name, rules.vocabulary.facts, shape.facts.keys_at[name]))
            continue
        known = typed(fact, value, problems)
        if known is not None:
            facts[name] = known
            if name.endswith("_requested"):
                facts.setdefault(name.replace("_requested", "_authorized"), 0)
    expect = _expectation(rule, shape.expect, rules, problems)
    is_whole = not errors(problems[before:])
    place = node.place
    return RuleTest(rule.id, shape.name, shape.date, facts, expect, shape.undocumented, place, shape.reading, is_whole)


def _expectation(rule: Rule, shape: ExpectShape, rules: RuleSet, problems: list[Problem]) -> Expectation:
    decision = None
    if shape.decision:
        if shape.decision in set(Decision):
            decision = Decision(shape.decision)
        else:
            suggestion = did_you_mean(shape.decision, list(Decision)) or f"one of: {', '.join(Decision)}"
            message = f"'{shape.decision}' is no decision"
            problems.append(Problem("unknown-value", message, shape.place("decision"), suggestion))
    names = {criterion.name for criterion in rule.criteria}
    if rule.approve_when:
        names |= set(named_in(rule.approve_when))  # one that could not be read has its own problem
    deciding = None
    if shape.deciding is not None:
        sets = [_words(each, problems) for each in _items(shape.deciding, problems)]
        for word in sorted({word for each in sets for word in each} - names):
            message = f"'{word}' is no criterion of this rule"
            problems.append(Problem("unknown-criterion", message, shape.place("deciding"), did_you_mean(word, names)))
        deciding = tuple(sets)
    missing = None if shape.missing is None else _words(shape.missing, problems)
    for word in missing or ():
        if word not in rules.vocabulary.facts:
            problems.append(unknown_name("fact", word, rules.vocabulary.facts, shape.place("missing")))
    return Expectation(decision, shape.quantity, deciding, missing)


def _items(node: Node, problems: list[Problem]) -> list[Node]:
    if isinstance(node, YamlList):
        return list(node)
    problems.append(Problem("wrong-type", "'deciding' is a list of lists of criteria", node.place))
    return []


def _words(node: Node, problems: list[Problem]) -> tuple[str, ...]:
    items = node if isinstance(node, YamlList) else [node]
    words = tuple(item.text for item in items if isinstance(item, Scalar))
    if len(words) != len(items):
        problems.append(Problem("wrong-type", "a list of names is wanted here", node.place))
    return words
