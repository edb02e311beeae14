"""What a node or a term rests on."""

from collections.abc import Sequence
from functools import lru_cache

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

Names = tuple[str, ...]


class _Reads:
    """The facts that are read, in their order; some more than once."""

    def compare(self, node: Compare, left: Names, right: Names) -> Names:
        return left + right

    def one_of(self, node: OneOf, of: Names) -> Names:
        return of

    def includes(self, node: Includes, of: Names) -> Names:
        return of

    def named(self, node: Named) -> Names:
        return ()

    def opposite(self, node: Not, of: Names) -> Names:
        return of

    def at_least(self, node: AtLeast, parts: Sequence[Names]) -> Names:
        return sum(parts, ())

    def fact(self, term: Fact) -> Names:
        return (term.name,)

    def const(self, term: Const) -> Names:
        return ()

    def between(self, term: Between, of: Names) -> Names:
        return of

    def negative(self, term: Negative, of: Names) -> Names:
        return of

    def sum(self, term: Sum, terms: Sequence[Names]) -> Names:
        return sum(terms, ())

    def product(self, term: Product, terms: Sequence[Names]) -> Names:
        return sum(terms, ())

    def drop(self, term: Drop, start: Names, end: Names) -> Names:
        return start + end

    def span(self, term: Span, start: Names, end: Names) -> Names:
        return start + end

    def yes(self, term: Yes, of: Names) -> Names:
        return of

    def pick(self, term: Pick, branches: Sequence[Names]) -> Names:
        return sum(branches, ())


_READS = _Reads()


@lru_cache(maxsize=65536)
def reads(node: Node) -> Names:
    """The facts that a node reads itself, once each, in its order.

    >>> from recheck.program.ir import Relation
    >>> reads(Compare(Relation.AT_MOST, Fact("visits"), Fact("cap")))
    ('visits', 'cap')
    """
    found: Names = fold(node, _READS)
    return tuple(dict.fromkeys(found))


def term_reads(term: Term) -> Names:
    """The facts that a term reads itself, once each, in its order."""
    found: Names = fold_term(term, _READS)
    return tuple(dict.fromkeys(found))
