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
    """No condition asks a fact for two things at once.

    `all` of 'at least 8' and 'at most 6' can never hold, so that the criterion is never met.

    Bad:
        some_weeks:
          says: Between six and eight weeks of care
          when: {all: [{weeks_of_care: {at_least: 8}}, {weeks_of_care: {at_most: 6}}]}  # <- here
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    Good:
        some_weeks:
          says: Between six and eight weeks of care
          when: {all: [{weeks_of_care: {at_least: 6}}, {weeks_of_care: {at_most: 8}}]}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    """
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
    """No comparison holds, or fails, for every value that its fact can take.

    'At least 0' of a number that is never negative, or 'one of' every value of a choice, asks nothing
    but whether the fact is documented; and that no condition may ask.

    Bad:
        some_weeks:
          says: There was care
          when: {weeks_of_care: {at_least: 0}}  # <- here
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    Good:
        some_weeks:
          says: There was care
          when: {weeks_of_care: {at_least: 1}}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    """
    for path, keys, condition in conditions(base):
        for leaf in leaves(condition):
            fact = base.rules.vocabulary.facts.get(leaf.fact) if isinstance(leaf, Comparison) else None
            word = always_or_never(leaf, fact) if isinstance(leaf, Comparison) and fact else None
            if word and isinstance(leaf, Comparison):
                message = f"this {word} holds: every '{leaf.fact}' is {'' if word == 'always' else 'not '}so"
                yield Found(message, leaf.place or base.at(path, *keys), "compare with a value inside the bounds")


@lint("value-twice")
def value_twice(base: RuleBase) -> Iterator[Found]:
    """A list of values names each once.

    A value that stands twice was meant to be another one.

    Bad:
        early:
          says: The pain is not chronic
          when: {phase: [acute, acute]}  # <- here
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    Good:
        early:
          says: The pain is not chronic
          when: {phase: [acute, subacute]}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    """
    for path, keys, condition in conditions(base):
        for leaf in leaves(condition):
            operand = leaf.operand if isinstance(leaf, Comparison) else None
            if isinstance(leaf, Comparison) and isinstance(operand, tuple) and len(set(operand)) < len(operand):
                message = f"a value of '{leaf.fact}' stands twice"
                yield Found(message, leaf.place or base.at(path, *keys), "keep one, or name what was meant")


@lint("part-twice")
def part_twice(base: RuleBase) -> Iterator[Found]:
    """No group of conditions holds the same condition twice.

    Under `count` it would count twice; under `all` and `any` the second is idle.

    Bad:
        active:
          says: The worker is active
          when: {any: [{exercise_program: true}, {exercise_program: true}]}  # <- here
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    Good:
        active:
          says: The worker is active
          when: {any: [{exercise_program: true}, {active_therapy: true}]}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    """
    for path, keys, condition in conditions(base):
        for node in nodes_of(condition):
            parts = parts_of(node) if isinstance(node, AllOf | AnyOf | CountOf) else ()
            again = [part for index, part in enumerate(parts) if part in parts[:index]]
            if again:
                yield Found("a condition stands twice in this group", again[0].place or base.at(path, *keys))


@lint("double-not")
def double_not(base: RuleBase) -> Iterator[Found]:
    """`not` of `not`, and `not` of a yes-or-no fact, are written as what they mean.

    `{not: {surgery_done: true}}` is `{surgery_done: false}`; with fewer turns a reader makes fewer mistakes.

    Bad:
        passive:
          says: The worker does not exercise
          when: {not: {exercise_program: true}}  # <- here
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    Good:
        passive:
          says: The worker does not exercise
          when: {exercise_program: false}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    """
    for path, keys, condition in conditions(base):
        for node in nodes_of(condition):
            inner = node.part if isinstance(node, NotOf) else None
            plain = isinstance(inner, Comparison) and isinstance(inner.operand, bool)
            if inner is not None and (isinstance(inner, NotOf) or plain):
                yield Found("a 'not' that can be done without", node.place or base.at(path, *keys))


@lint("group-of-one")
def group_of_one(base: RuleBase) -> Iterator[Found]:
    """A group has at least two parts.

    `any` of one is that one: either a part was forgotten, or the group is noise.

    Bad:
        active:
          says: The worker is active
          when: {any: [{exercise_program: true}]}  # <- here
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    Good:
        active:
          says: The worker is active
          when: {exercise_program: true}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    """
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
