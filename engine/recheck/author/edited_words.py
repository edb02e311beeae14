"""How a change is written: old -> new, as short as it can be said, numbers first.

Two condition trees of one shape differ in their leaves alone, and only the numbers or values that differ
are named; otherwise the parts that came and went are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace

from recheck.author.show import in_words
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
    leaves,
    parts_of,
)
from recheck.model.value import written
from recheck.model.vocabulary import Vocabulary

ARROW = "->"


def change(label: str, old: object, new: object, vocabulary: Vocabulary | None = None) -> str:
    """One thing that differs, as a row.

    >>> change("rank", 2, 3), change("also", ("a", "b"), ("b", "c"))
    ('rank: 2 -> 3', 'also: without a; with c')
    """
    if isinstance(old, tuple | frozenset) and isinstance(new, tuple | frozenset):
        gone = [in_short(each, vocabulary) for each in old if each not in new]
        come = [in_short(each, vocabulary) for each in new if each not in old]
        rows = [f"without {', '.join(gone)}"] * bool(gone) + [f"with {', '.join(come)}"] * bool(come)
        return f"{label}: {'; '.join(rows) or 'in another order'}"
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        names = [name for name in dict.fromkeys([*old, *new]) if old.get(name) != new.get(name)]
        rows = [
            f"{name} {in_short(old.get(name), vocabulary)} {ARROW} {in_short(new.get(name), vocabulary)}"
            for name in names
        ]
        return f"{label}: {'; '.join(rows) or 'in another order'}"
    return f"{label}: {in_short(old, vocabulary)} {ARROW} {in_short(new, vocabulary)}"


def in_short(value: object, vocabulary: Vocabulary | None = None) -> str:
    """A value of a model as a phrase.

    >>> in_short(None), in_short(True), in_short(("a", 2))
    ('none', 'true', 'a, 2')
    """
    if value is None:
        return "none"
    if isinstance(value, Comparison | Limit | AllOf | AnyOf | NotOf | IfThen | CountOf):
        return in_words(value, vocabulary or Vocabulary({}, {}))
    if isinstance(value, bool):
        return written(value)
    if isinstance(value, tuple | frozenset):
        return ", ".join(in_short(each, vocabulary) for each in value) or "none"
    if is_dataclass(value) and type(value).__str__ is object.__str__:
        kept = [(each.name, getattr(value, each.name)) for each in fields(value) if each.compare]
        given = [(name, each) for name, each in kept if each not in (None, (), "")]
        return "; ".join(f"{name.replace('_', ' ')} {in_short(each, vocabulary)}" for name, each in given)
    return str(value)


def tree_rows(old: Condition, new: Condition, vocabulary: Vocabulary) -> Iterator[str]:
    """What changed from one condition to another."""
    if shape_of(old) == shape_of(new):
        for one, other in zip(leaves(old), leaves(new), strict=True):
            if one != other:
                yield _leaf_row(one, other, vocabulary)
        return
    if type(old) is type(new) and isinstance(old, AllOf | AnyOf | CountOf):
        before, after = parts_of(old), parts_of(new)
        gone = [each for each in before if each not in after]
        come = [each for each in after if each not in before]
        if len(gone) == len(come) == 1:
            yield from tree_rows(gone[0], come[0], vocabulary)
        else:
            yield from (f"without: {in_words(each, vocabulary)}" for each in gone)
            yield from (f"with: {in_words(each, vocabulary)}" for each in come)
        if isinstance(old, CountOf) and isinstance(new, CountOf) and old.at_least != new.at_least:
            yield f"at least {old.at_least} {ARROW} {new.at_least} of them"
        if not gone and not come and getattr(old, "at_least", 0) == getattr(new, "at_least", 0):
            yield "the same parts in another order"
        return
    yield f"{in_words(old, vocabulary)} {ARROW} {in_words(new, vocabulary)}"


def shape_of(condition: Condition) -> object:
    """A tree without the values in its leaves: which fact, which comparison, how they are joined."""
    match condition:
        case Limit():
            return replace(condition, at_most=0, place=None)
        case Comparison():
            return (condition.fact, condition.op)
        case CountOf():
            return ("count", condition.at_least, [shape_of(part) for part in condition.parts])
        case _:
            return (type(condition).__name__, [shape_of(part) for part in parts_of(condition)])


def _leaf_row(old: Leaf, new: Leaf, vocabulary: Vocabulary) -> str:
    if isinstance(old, Limit) and isinstance(new, Limit):
        return f"{old.of}: at_most {_operand(old.at_most)} {ARROW} {_operand(new.at_most)}"
    assert isinstance(old, Comparison) and isinstance(new, Comparison)
    label = f"{old.fact}: {old.op}"
    if isinstance(old.operand, tuple) and isinstance(new.operand, tuple):
        return change(label, old.operand, new.operand, vocabulary)
    return f"{label} {_operand(old.operand)} {ARROW} {_operand(new.operand)}"


def _operand(value: object) -> str:
    return value.name if isinstance(value, FactRef) else in_short(value)
