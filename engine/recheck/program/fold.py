"""A program walked bottom up: an engine says what each kind of node and term means to it, and nothing else."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from recheck.program.ir import (
    AtLeast,
    Between,
    Compare,
    Const,
    Drop,
    Fact,
    Includes,
    Leaf,
    Named,
    Negative,
    Node,
    Not,
    OneOf,
    Pick,
    Product,
    Span,
    Sum,
    Term,
    Yes,
)

T = TypeVar("T")
"""What an engine makes of a node."""
V = TypeVar("V")
"""What an engine makes of a term."""


class Algebra(Protocol[T, V]):
    """What every kind of node and term means to one engine."""

    def compare(self, node: Compare, left: V, right: V) -> T: ...
    def one_of(self, node: OneOf, of: V) -> T: ...
    def includes(self, node: Includes, of: V) -> T: ...
    def named(self, node: Named) -> T: ...
    def opposite(self, node: Not, of: T) -> T: ...
    def at_least(self, node: AtLeast, parts: Sequence[T]) -> T: ...

    def fact(self, term: Fact) -> V: ...
    def const(self, term: Const) -> V: ...
    def between(self, term: Between, of: V) -> V: ...
    def negative(self, term: Negative, of: V) -> V: ...
    def sum(self, term: Sum, terms: Sequence[V]) -> V: ...
    def product(self, term: Product, terms: Sequence[V]) -> V: ...
    def drop(self, term: Drop, start: V, end: V) -> V: ...
    def span(self, term: Span, start: V, end: V) -> V: ...
    def yes(self, term: Yes, of: T) -> V: ...
    def pick(self, term: Pick, branches: Sequence[T]) -> V: ...


def fold(node: Node, algebra: Algebra[T, V]) -> T:
    """What an algebra makes of a node, from what it makes of its parts."""
    found: T = _NODES[node.__class__](node, algebra)
    return found


def fold_term(term: Term, algebra: Algebra[T, V]) -> V:
    """The same of a term."""
    found: V = _TERMS[term.__class__](term, algebra)
    return found


_Step = Callable[[Any, Any], Any]
"""A table by type in place of `match`: three times faster on dataclasses."""

_NODES: dict[type, _Step] = {
    Compare: lambda n, a: a.compare(n, fold_term(n.left, a), fold_term(n.right, a)),
    OneOf: lambda n, a: a.one_of(n, a.fact(n.of)),
    Includes: lambda n, a: a.includes(n, a.fact(n.of)),
    Named: lambda n, a: a.named(n),
    Not: lambda n, a: a.opposite(n, fold(n.of, a)),
    AtLeast: lambda n, a: a.at_least(n, [fold(part, a) for part in n.parts]),
}
_TERMS: dict[type, _Step] = {
    Fact: lambda t, a: a.fact(t),
    Const: lambda t, a: a.const(t),
    Between: lambda t, a: a.between(t, a.fact(t.of)),
    Negative: lambda t, a: a.negative(t, fold_term(t.of, a)),
    Sum: lambda t, a: a.sum(t, [fold_term(each, a) for each in t.terms]),
    Product: lambda t, a: a.product(t, [fold_term(each, a) for each in t.terms]),
    Drop: lambda t, a: a.drop(t, a.fact(t.start), a.fact(t.end)),
    Span: lambda t, a: a.span(t, a.fact(t.start), a.fact(t.end)),
    Yes: lambda t, a: a.yes(t, fold(t.of, a)),
    Pick: lambda t, a: a.pick(t, [fold(when, a) for _, when in t.branches]),
}


def leaves(node: Node) -> tuple[Leaf, ...]:
    """The comparisons of a node, in its order."""
    if isinstance(node, Not):
        return leaves(node.of)
    if isinstance(node, AtLeast):
        return tuple(leaf for part in node.parts for leaf in leaves(part))
    return (node,)
