"""Conditions by themselves: what is always or never so, or said twice, whatever the rule."""

from collections.abc import Iterator

from recheck.author.lints.base import RuleBase, path_of
from recheck.author.lints.implied import always_or_never, clash, conjuncts
from recheck.author.lints.kind import Found, lint
from recheck.model.condition import AllOf, AnyOf, Comparison, Condition, CountOf, NotOf, leaves, parts_of
from recheck.model.node import YamlMapping
from recheck.model.problem import Severity
from recheck.model.rule import condition_of


@lint("never-true", Severity.ERROR)
def never_true(base: RuleBase) -> Iterator[Found]:
    for path, keys, condition in conditions(base):
        for node in nodes_of(condition):
            parts = conjuncts(node) if isinstance(node, AllOf) else []
            for index, right in enumerate(parts):
                left = next((each for each in parts[:index] if clash(each, right)), None)
                if isinstance(left, Comparison):
                    message = f"no '{left.fact}' can be both of what is asked here"
                    yield Found(message, right.place or base.at(path, *keys), "put them under 'any', or mend one")


@lint("always-so")
def always_so(base: RuleBase) -> Iterator[Found]:
    for path, keys, condition in conditions(base):
        for leaf in leaves(condition):
            fact = base.rules.vocabulary.facts.get(leaf.fact) if isinstance(leaf, Comparison) else None
            word = always_or_never(leaf, fact) if isinstance(leaf, Comparison) and fact else None
            if word and isinstance(leaf, Comparison):
                message = f"this {word} holds: every '{leaf.fact}' is {'' if word == 'always' else 'not '}so"
                yield Found(message, leaf.place or base.at(path, *keys), "compare with a value inside the bounds")


@lint("value-twice")
def value_twice(base: RuleBase) -> Iterator[Found]:
    for path, keys, condition in conditions(base):
        for leaf in leaves(condition):
            operand = leaf.operand if isinstance(leaf, Comparison) else None
            if isinstance(leaf, Comparison) and isinstance(operand, tuple) and len(set(operand)) < len(operand):
                message = f"a value of '{leaf.fact}' stands twice"
                yield Found(message, leaf.place or base.at(path, *keys), "keep one, or name what was meant")


@lint("part-twice")
def part_twice(base: RuleBase) -> Iterator[Found]:
    for path, keys, condition in conditions(base):
        for node in nodes_of(condition):
            parts = parts_of(node) if isinstance(node, AllOf | AnyOf | CountOf) else ()
            again = [part for index, part in enumerate(parts) if part in parts[:index]]
            if again:
                yield Found("a condition stands twice in this group", again[0].place or base.at(path, *keys))


@lint("double-not")
def double_not(base: RuleBase) -> Iterator[Found]:
    for path, keys, condition in conditions(base):
        for node in nodes_of(condition):
            inner = node.part if isinstance(node, NotOf) else None
            plain = isinstance(inner, Comparison) and isinstance(inner.operand, bool)
            if inner is not None and (isinstance(inner, NotOf) or plain):
                yield Found("a 'not' that can be done without", node.place or base.at(path, *keys))


@lint("group-of-one")
def group_of_one(base: RuleBase) -> Iterator[Found]:
    for path, keys, condition in conditions(base):
        for node in nodes_of(condition):
            if isinstance(node, AllOf | AnyOf | CountOf) and len(parts_of(node)) == 1:
                yield Found("a group of one", node.place or base.at(path, *keys), "write the part alone")


def conditions(base: RuleBase) -> Iterator[tuple[str, tuple[str, ...], Condition]]:
    """Every condition of rules, definitions and scopes: path, keys, tree."""
    for rule in base.rules.rules.values():
        yield path_of(rule), ("applies_when",), rule.applies_when
        for criterion in rule.criteria:
            yield path_of(rule), ("criteria", criterion.name), criterion.when
    for definition in base.rules.definitions:
        yield f"definitions/{definition.id}.yaml", (), condition_of(definition.formula)
    for path, name, _ in base.entries("guidelines"):
        guideline = base.rules.guidelines.get(name)
        if guideline is not None and isinstance(base.nodes.get(path), YamlMapping):
            yield path, (name, "scope"), guideline.scope


def nodes_of(condition: Condition) -> Iterator[Condition]:
    """A condition and every one inside it; the outermost `all` of a definition's branches apart."""
    if not (isinstance(condition, AllOf) and condition.place is None):
        yield condition
    for part in parts_of(condition):
        yield from nodes_of(part)
