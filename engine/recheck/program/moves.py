"""Which way truths move as the disputed quantity grows.

Where a criterion never moves up, a rule's attempts at smaller quantities are in order: once TRUE, always
TRUE below. Then a proof needs two quantities in place of all of them, and a decision the few at which
something changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from recheck.program.fold import fold, fold_term
from recheck.program.ir import (
    AtLeast,
    Between,
    Compare,
    Const,
    Drop,
    Fact,
    Includes,
    Named,
    Negative,
    Not,
    OneOf,
    Pick,
    Product,
    Program,
    Relation,
    Span,
    Sum,
    Yes,
)

Way = frozenset[int]
"""The ways in which something can move: 1 up, -1 down, both, or neither."""

STILL: Way = frozenset()
UP: Way = frozenset({1})
EITHER: Way = frozenset({1, -1})


@dataclass(frozen=True, slots=True)
class Movement:
    """What a quantity moves in a program."""

    criteria: tuple[tuple[bool, ...], ...]
    """Of each rule, whether each criterion moves."""
    falls: tuple[bool, ...]
    """Of each rule, whether no criterion ever moves up as the quantity grows."""
    derived: frozenset[str]
    """The derived facts that move."""


def movement(program: Program, quantity: str | None) -> Movement:
    """What moves in a program as a quantity grows; nothing where there is none."""
    moves = _Moves(program, quantity)
    ways = [
        [STILL.union(*(fold(node, moves) for node in each.deciding)) for each in rule.criteria]
        for rule in program.rules
    ]
    return Movement(
        tuple(tuple(bool(way) for way in rule) for rule in ways),
        tuple(all(1 not in way for way in rule) for rule in ways),
        frozenset(each.fact for each in program.derived if moves.fact(Fact(each.fact))),
    )


class _Moves:
    """The algebra of ways."""

    def __init__(self, program: Program, quantity: str | None) -> None:
        self.terms = program.terms
        self.quantity = quantity
        self.known: dict[str, Way] = {}

    def compare(self, node: Compare, left: Way, right: Way) -> Way:
        if node.relation is Relation.AT_MOST:
            return _turned(left) | right
        if node.relation is Relation.AT_LEAST:
            return left | _turned(right)
        if isinstance(node.right, Const) and node.right.kind is bool:
            return left if node.right.value else _turned(left)
        return EITHER if left or right else STILL

    def one_of(self, node: OneOf, of: Way) -> Way:
        return EITHER if of else STILL

    def includes(self, node: Includes, of: Way) -> Way:
        return EITHER if of else STILL

    def named(self, node: Named) -> Way:
        return STILL

    def opposite(self, node: Not, of: Way) -> Way:
        return _turned(of)

    def at_least(self, node: AtLeast, parts: Sequence[Way]) -> Way:
        return STILL.union(*parts)

    def fact(self, term: Fact) -> Way:
        if term.name == self.quantity:
            return UP
        if term.name not in self.terms:
            return STILL
        if term.name not in self.known:
            self.known[term.name] = fold_term(self.terms[term.name], self)
        return self.known[term.name]

    def const(self, term: Const) -> Way:
        return STILL

    def between(self, term: Between, of: Way) -> Way:
        return of

    def negative(self, term: Negative, of: Way) -> Way:
        return _turned(of)

    def sum(self, term: Sum, terms: Sequence[Way]) -> Way:
        return STILL.union(*terms)

    def product(self, term: Product, terms: Sequence[Way]) -> Way:
        return EITHER if any(terms) else STILL

    def drop(self, term: Drop, start: Way, end: Way) -> Way:
        return EITHER if start or end else STILL

    def span(self, term: Span, start: Way, end: Way) -> Way:
        return EITHER if start or end else STILL

    def yes(self, term: Yes, of: Way) -> Way:
        return of

    def pick(self, term: Pick, branches: Sequence[Way]) -> Way:
        return EITHER if any(branches) else STILL


def _turned(way: Way) -> Way:
    return frozenset(-each for each in way)
