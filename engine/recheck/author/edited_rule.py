"""What changed in one rule, in words: criterion by criterion, numbers as old -> new.

A criterion that asks the same under another name was renamed; one whose `says` alone differs was reworded.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields

from recheck.author.edited_words import change, tree_rows
from recheck.author.meaning import criterion_part
from recheck.model.rule import Approval, AtLeast, Criterion, Ground, Named, Rule
from recheck.model.vocabulary import Vocabulary

PLAIN = ("title", "treatments", "modify_to", "position", "says", "on_not_approved", "review", "known_limits")
"""Fields of a rule that are compared as they stand."""
OF_THE_CRITERION = ("name", "when", "says", "ground", "unless", "when_silent", "place")
"""Fields of a criterion that have a row of their own; `when_silent` follows from `when`."""


def edited_rule(old: Rule, new: Rule, vocabulary: Vocabulary) -> Iterator[str]:
    """A row for each thing that differs between two forms of a rule."""
    yield from (
        change(name.replace("_", " "), getattr(old, name), getattr(new, name), vocabulary)
        for name in PLAIN
        if getattr(old, name) != getattr(new, name)
    )
    if old.applies_when != new.applies_when:
        yield from (f"applies when: {row}" for row in tree_rows(old.applies_when, new.applies_when, vocabulary))
    yield from (f"rule: {row}" for row in _ground(old.ground, new.ground))
    before, after = ({each.name: each for each in rule.criteria} for rule in (old, new))
    renamed = _renamed(before, after)
    for name, criterion in before.items():
        if name in renamed:
            yield f"{name}: renamed to {renamed[name]}"
        if name not in after and name not in renamed:
            yield f"{name}: removed"
            continue
        yield from (f"{name}: {row}" for row in _criterion(criterion, after[renamed.get(name, name)], vocabulary))
    yield from (f"{name}: added" for name in after if name not in before and name not in renamed.values())
    if old.approve_when != new.approve_when:
        yield f"approves when: {_approval(old.approve_when)} -> {_approval(new.approve_when)}"
    elif [*before] != [*after] and set(before) == set(after):
        yield "criteria: in another order"


def _renamed(before: Mapping[str, Criterion], after: Mapping[str, Criterion]) -> dict[str, str]:
    """Criteria that ask the same under another name."""
    found: dict[str, str] = {}
    for name, criterion in before.items():
        if name in after:
            continue
        same = [
            other
            for other, each in after.items()
            if other not in before and other not in found.values() and criterion_part(each) == criterion_part(criterion)
        ]
        if same:
            found[name] = same[0]
    return found


def _criterion(old: Criterion, new: Criterion, vocabulary: Vocabulary) -> Iterator[str]:
    if old.when != new.when:
        yield from tree_rows(old.when, new.when, vocabulary)
    if old.says != new.says:
        yield f"says '{old.says}' -> '{new.says}'"
    for each in fields(old):
        one, other = getattr(old, each.name), getattr(new, each.name)
        if each.name not in OF_THE_CRITERION and one != other:
            yield change(each.name.replace("_", " "), one, other, vocabulary)
    yield from _ground(old.ground, new.ground)
    yield from (f"unless: {row}" for row in _ground(old.unless, new.unless))


def _approval(approval: Approval | None) -> str:
    """`approve_when` as rule files write it."""
    match approval:
        case None:
            return "never"
        case Named(name):
            return name
        case AtLeast(count, parts):
            word = "all" if count == len(parts) else "any" if count == 1 else f"at least {count} of"
            return f"{word} ({', '.join(_approval(part) for part in parts)})"


def _ground(old: Ground | None, new: Ground | None) -> Iterator[str]:
    if old == new:
        return
    if old is None or new is None:
        yield change("cites", old and old.cite, new and new.cite)
        return
    for label, one, other in (
        ("cites", old.cite, new.cite),
        ("basis", old.basis, new.basis),
        ("reading", old.reading, new.reading),
    ):
        if one != other:
            yield change(label, one, other)
