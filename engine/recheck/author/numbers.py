"""The numbers of a rule set, criterion by criterion, as a second reader compares them with the page.

Comes in: a rule set, and what was read before. Goes out: one row for each criterion, other reading, scope,
change of kind, branch of a definition or gate that holds a number, with its unit, its words and its ground.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from recheck.load.second_readings import SecondReading
from recheck.model.condition import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    CountOf,
    FactRef,
    IfThen,
    Leaf,
    Limit,
    NotOf,
    parts_of,
)
from recheck.model.problem import Place
from recheck.model.rule import AtLeast, Choose, Definition, Ground, Holds, OtherReading, Rule, RuleSet, Total, named_in
from recheck.model.value import Held, written
from recheck.model.vocabulary import Vocabulary

DEFINITIONS, GATES = "definitions/", "gates/"


@dataclass(frozen=True, slots=True)
class Numbered:
    """One criterion, or another part of a rule, with the numbers that it asks."""

    of: str
    """A rule's id, or a definition's or gate's with its folder before it."""
    name: str
    numbers: tuple[str, ...]
    """Such as `visits_total at_most 12 visits`, sorted, so that the order of a file does not count."""
    says: str | None
    ground: Ground | None
    place: Place | None


def numbers_of(rules: RuleSet) -> Iterator[Numbered]:
    """Every part of the rule set that holds a number, rules first."""
    for rule in rules.rules.values():
        yield from _of_rule(rule, rules.vocabulary)
    for definition in rules.definitions:
        found = tuple(_of_definition(definition, rules.vocabulary))
        if found:
            yield Numbered(
                f"{DEFINITIONS}{definition.id}", definition.fact, found, None, definition.ground, definition.place
            )
    for gate in rules.gates:
        asked = _asked(gate.when, rules.vocabulary)
        if asked:
            yield Numbered(f"{GATES}{gate.name}", gate.name, asked, gate.says, gate.ground, gate.place)


def unread(row: Numbered, read: Mapping[tuple[str, str], SecondReading]) -> bool:
    """Whether nobody has read these numbers a second time as they now stand."""
    known = read.get((row.of, row.name))
    return known is None or known.numbers != row.numbers


def _of_rule(rule: Rule, vocabulary: Vocabulary) -> Iterator[Numbered]:
    scope = _asked(rule.applies_when, vocabulary)
    if scope:
        yield Numbered(rule.id, "applies_when", scope, None, rule.ground, rule.place)
    changed = tuple(
        sorted(_amount(name, value, vocabulary) for name, value in rule.modify_to.items() if _is_number(value))
    )
    if changed:
        yield Numbered(rule.id, "modify_to", changed, None, rule.ground, rule.place)
    if isinstance(rule.approve_when, AtLeast):
        counted = tuple(_counts(rule.approve_when))
        if counted:
            yield Numbered(rule.id, "approve_when", counted, None, rule.ground, rule.place)
    for criterion in rule.criteria:
        asked = _asked(criterion.when, vocabulary)
        if asked:
            yield Numbered(rule.id, criterion.name, asked, criterion.says, criterion.ground, criterion.place)
        for side, other in (("stricter", criterion.stricter), ("looser", criterion.looser)):
            yield from _of_other(rule, f"{criterion.name}.{side}", other, criterion.ground, vocabulary)


def _of_other(
    rule: Rule, name: str, other: OtherReading | None, ground: Ground, vocabulary: Vocabulary
) -> Iterator[Numbered]:
    asked = _asked(other.when, vocabulary) if other else ()
    if other and asked:
        yield Numbered(rule.id, name, asked, f"{other.says}. {other.why}", ground, other.place)


def _counts(approval: AtLeast) -> Iterator[str]:
    if 1 < approval.count < len(approval.parts):
        yield f"at least {approval.count} of {', '.join(named_in(approval))}"
    for part in approval.parts:
        if isinstance(part, AtLeast):
            yield from _counts(part)


def _of_definition(definition: Definition, vocabulary: Vocabulary) -> Iterator[str]:
    match definition.formula:
        case Holds(when):
            yield from _asked(when, vocabulary)
        case Total(how, terms):
            if any(not isinstance(term, str) for term in terms):
                yield f"{how} of {', '.join(str(term) for term in terms)}"
        case Choose(branches, otherwise):
            for branch in branches:
                if _is_number(branch.value) or _asked(branch.when, vocabulary):
                    yield f"{written(branch.value)} when {_spelled(branch.when, vocabulary)}"
            if _is_number(otherwise):
                yield f"{written(otherwise)} otherwise"


def _asked(condition: Condition, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The comparisons and counts of a condition that hold a number, sorted, each once."""
    return tuple(sorted(set(_numbers_in(condition, vocabulary))))


def _numbers_in(condition: Condition, vocabulary: Vocabulary) -> Iterator[str]:
    if isinstance(condition, CountOf):
        yield f"at least {condition.at_least} of {len(condition.parts)} findings"
    if isinstance(condition, Comparison | Limit) and _has_number(condition):
        yield _leaf(condition, vocabulary)
    for part in parts_of(condition):
        yield from _numbers_in(part, vocabulary)


def _has_number(leaf: Leaf) -> bool:
    operand = leaf.at_most if isinstance(leaf, Limit) else leaf.operand
    return any(map(_is_number, operand)) if isinstance(operand, tuple) else _is_number(operand)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _leaf(leaf: Leaf, vocabulary: Vocabulary) -> str:
    if isinstance(leaf, Limit):
        of = f"{leaf.of} + {leaf.already}" if leaf.already else leaf.of
        return f"{of} at_most {_operand(leaf.at_most, leaf.of, vocabulary)}"
    return f"{leaf.fact} {leaf.op} {_operand(leaf.operand, leaf.fact, vocabulary)}"


def _operand(operand: object, fact: str, vocabulary: Vocabulary) -> str:
    if isinstance(operand, FactRef):
        return operand.name
    if isinstance(operand, tuple):
        return ", ".join(written(each) for each in operand)
    known = vocabulary.facts.get(fact)
    unit = f" {known.unit}" if known and known.unit and _is_number(operand) else ""
    return f"{operand}{unit}"


def _amount(name: str, value: Held, vocabulary: Vocabulary) -> str:
    return f"{name} {_operand(value, name, vocabulary)}"


def _spelled(condition: Condition, vocabulary: Vocabulary) -> str:
    """A condition in names alone, so that other words for a fact change nothing."""
    match condition:
        case Comparison() | Limit():
            return _leaf(condition, vocabulary)
        case AllOf(parts):
            return " and ".join(_spelled(each, vocabulary) for each in parts)
        case AnyOf(parts):
            return f"({' or '.join(_spelled(each, vocabulary) for each in parts)})"
        case CountOf(count, parts):
            return f"at least {count} of ({'; '.join(_spelled(each, vocabulary) for each in parts)})"
        case NotOf(part):
            return f"not ({_spelled(part, vocabulary)})"
        case IfThen(when, then):
            return f"if ({_spelled(when, vocabulary)}) then ({_spelled(then, vocabulary)})"
