"""The `not_documented` of a case file: what was read in a letter, and is not there, as a person found."""

from collections.abc import Iterable

from recheck.conditions.typed import typed
from recheck.load.shape import Shape, raw, required, text
from recheck.model.case import NotDocumented
from recheck.model.node import Node, unknown_name
from recheck.model.problem import Problem
from recheck.model.vocabulary import Vocabulary


class NotDocumentedShape(Shape):
    """A fact by its path in the case, and the value that was read."""

    fact: str = required(text)
    value: Node = required(raw)


def not_documented(
    shapes: Iterable[NotDocumentedShape], vocabulary: Vocabulary, problems: list[Problem]
) -> tuple[NotDocumented, ...]:
    """Those that name a fact and a value of it; what is wrong with others is added to the problems."""
    found = []
    for shape in shapes:
        name = shape.fact.rpartition(".")[2]
        fact = vocabulary.facts.get(name)
        if fact is None:
            problems.append(unknown_name("fact", name, vocabulary.facts, shape.place("fact")))
            continue
        value = typed(fact, shape.value, problems)
        if value is not None:
            found.append(NotDocumented(shape.fact, value))
    return tuple(found)
