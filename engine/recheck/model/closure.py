"""Everything that facts rest on, through the definitions that derive them."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from recheck.model.rule import Definition, inputs_of

Defining = Callable[[str], Iterable[Definition]]
"""The definitions by which a fact is derived; none of one that is only documented."""


class Closure(NamedTuple):
    """Facts with all that they rest on, and the definitions through which they do."""

    facts: frozenset[str]
    definitions: tuple[Definition, ...]

    @property
    def documented(self) -> frozenset[str]:
        """The facts among them that nothing derives."""
        return self.facts - {each.fact for each in self.definitions}


def closure(names: Iterable[str], defining: Defining) -> Closure:
    """Facts, those that derive them, and so on; derived ones included.

    >>> closure(["visits"], lambda name: ())
    Closure(facts=frozenset({'visits'}), definitions=())
    """
    facts: set[str] = set()
    definitions: list[Definition] = []
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in facts:
            facts.add(name)
            for each in defining(name):
                definitions.append(each)
                waiting += inputs_of(each.formula)
    return Closure(frozenset(facts), tuple(definitions))


def by_any_edition(definitions: Sequence[Definition]) -> Defining:
    """Facts as any edition derives them."""
    table: dict[str, list[Definition]] = {}
    for each in definitions:
        table.setdefault(each.fact, []).append(each)
    return lambda name: table.get(name, ())
