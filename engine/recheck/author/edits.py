"""What changed from one rule set to another, in words: loaded models are compared, not texts.

Comes in: two rule sets and their tests. Goes out: one edit for each rule, definition, fact, treatment,
guideline, profile and gate that was added, removed or changed, with a row for each thing that changed in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from recheck.author.edited_rule import edited_rule
from recheck.author.edited_words import change, in_short, tree_rows
from recheck.author.meaning import definition_part, fact_part, guideline_part, meaning_of, own_part
from recheck.load.rule_tests import RuleTest
from recheck.model.condition import AllOf, AnyOf, Comparison, CountOf, IfThen, Limit, NotOf
from recheck.model.rule import RuleSet
from recheck.model.vocabulary import Vocabulary


class Kind(StrEnum):
    """What kind of thing was edited."""

    RULE = "rule"
    DEFINITION = "definition"
    FACT = "fact"
    TREATMENT = "treatment"
    GUIDELINE = "guideline"
    PROFILE = "profile"
    GATE = "gate"


class How(StrEnum):
    """What became of it."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing that was added, removed or changed, with what changed in it."""

    kind: Kind
    name: str
    how: How
    rows: tuple[str, ...] = ()
    words_only: bool = False
    """Only wording, citations, tests or the like: nothing that a decision can depend on."""


@dataclass(frozen=True, slots=True)
class Edits:
    """All edits; and the rules that changed only through what they read, with what that is."""

    edits: tuple[Edit, ...]
    through: Mapping[str, tuple[str, ...]]

    def of(self, kind: Kind) -> tuple[Edit, ...]:
        """The edits of one kind, in the order of the files."""
        return tuple(each for each in self.edits if each.kind is kind)


def edits_between(
    old: RuleSet, new: RuleSet, old_tests: Sequence[RuleTest] = (), new_tests: Sequence[RuleTest] = ()
) -> Edits:
    """Everything that differs between two rule sets.

    Args:
        old: the rule set before.
        new: the rule set after.
        old_tests: the tests beside its rules.
        new_tests: those beside the rules after.
    """
    found = [*_rules(old, new, old_tests, new_tests)]
    for kind, before, after, part in (
        (Kind.DEFINITION, _by_id(old), _by_id(new), lambda _, each: definition_part(each)),
        (Kind.FACT, old.vocabulary.facts, new.vocabulary.facts, lambda _, each: fact_part(each)),
        (Kind.TREATMENT, old.vocabulary.treatments, new.vocabulary.treatments, lambda _, each: each.name),
        (
            Kind.GUIDELINE,
            old.guidelines,
            new.guidelines,
            lambda rules, each: (guideline_part(each.id, rules), each.rank),
        ),
        (Kind.PROFILE, old.profiles, new.profiles, lambda _, each: (each.places, each.advisory)),
        (Kind.GATE, _gates(old), _gates(new), lambda _, each: each.when),
    ):
        for name, how in _names(before, after):
            if how is not How.CHANGED:
                found.append(Edit(kind, name, how))
                continue
            one, other = before[name], after[name]
            if one != other:
                words_only = part(old, one) == part(new, other)
                found.append(Edit(kind, name, how, tuple(_fields(one, other, new.vocabulary)), words_only))
    return Edits(tuple(found), _through(old, new))


def _rules(old: RuleSet, new: RuleSet, old_tests: Sequence[RuleTest], new_tests: Sequence[RuleTest]) -> Iterator[Edit]:
    before, after = _by_rule(old_tests), _by_rule(new_tests)
    for name, how in _names(old.rules, new.rules):
        if how is not How.CHANGED:
            rule = (old if how is How.REMOVED else new).rules[name]
            criteria = ", ".join(each.name for each in rule.criteria) or "none"
            yield Edit(Kind.RULE, name, how, (f"treatments: {', '.join(rule.treatments)}", f"criteria: {criteria}"))
            continue
        one, other = old.rules[name], new.rules[name]
        rows = [*edited_rule(one, other, new.vocabulary), *_tests(before.get(name, {}), after.get(name, {}))]
        if rows:
            yield Edit(Kind.RULE, name, how, tuple(rows), own_part(one) == own_part(other))


def _tests(old: Mapping[str, RuleTest], new: Mapping[str, RuleTest]) -> Iterator[str]:
    for name, how in _names(old, new):
        if how is not How.CHANGED:
            yield f"test {how}: {name}"
        elif _said(old[name]) != _said(new[name]):
            yield f"test changed: {name}"


def _said(test: RuleTest) -> object:
    return (test.date, test.facts, test.expect, test.undocumented)


def _by_rule(tests: Sequence[RuleTest]) -> dict[str, dict[str, RuleTest]]:
    found: dict[str, dict[str, RuleTest]] = {}
    for test in tests:
        found.setdefault(test.rule, {})[test.name] = test
    return found


def _through(old: RuleSet, new: RuleSet) -> dict[str, tuple[str, ...]]:
    """Rules that say the same as before, and read something that does not."""
    found = {}
    for name, rule in new.rules.items():
        if name not in old.rules or own_part(old.rules[name]) != own_part(rule):
            continue
        before, after = meaning_of(old.rules[name], old).through, meaning_of(rule, new).through
        changed = [each for each in dict.fromkeys([*before, *after]) if before.get(each) != after.get(each)]
        if changed:
            found[name] = tuple(changed)
    return found


def _names(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[tuple[str, How]]:
    for name in dict.fromkeys([*old, *new]):
        yield name, How.REMOVED if name not in new else How.ADDED if name not in old else How.CHANGED


def _fields(one: object, other: object, vocabulary: Vocabulary) -> Iterator[str]:
    """A row for each field in which two things of one kind differ."""
    for each in fields(one):  # type: ignore[arg-type]  # all are dataclasses
        old, new = getattr(one, each.name), getattr(other, each.name)
        if not each.compare or old == new:
            continue
        label = each.name.replace("_", " ")
        trees = (Comparison, Limit, AllOf, AnyOf, NotOf, IfThen, CountOf)
        if isinstance(old, trees) and isinstance(new, trees):
            yield from (f"{label}: {row}" for row in tree_rows(old, new, vocabulary))
        elif each.name == "formula" and type(old) is type(new):
            yield from _fields(old, new, vocabulary)
        elif each.name == "branches" and [branch.value for branch in old] == [branch.value for branch in new]:
            for before, after in zip(old, new, strict=True):
                if before != after:
                    yield from (
                        f"{in_short(before.value)}: {r}" for r in tree_rows(before.when, after.when, vocabulary)
                    )
        else:
            yield change(label, old, new, vocabulary)


def _by_id(rules: RuleSet) -> dict[str, object]:
    return {each.id: each for each in rules.definitions}


def _gates(rules: RuleSet) -> dict[str, object]:
    return {each.name: each for each in rules.gates}
