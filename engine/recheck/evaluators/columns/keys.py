"""What a rule answers, as one whole number, so that the greatest of several is the one that decides.

From the top: how early its guideline is searched, how severe the answer is (deny, a refusal that may
only advise, pend, modify, approve), how little a modification leaves, which rule comes first by name,
which changes of kind. Above these stand flags that take no part in the comparison.
"""

from recheck.evaluators.columns.expr import (
    Bits,
    Expr,
    Masked,
    Null,
    Relation,
    bits,
    case,
    compare,
    minus,
    plus,
    shifted,
    whole,
)

CHANGES, ORDER, AMOUNT, SEVERITY, STEP = (0, 4), (4, 14), (18, 28), (46, 3), (49, 6)
"""Where each part stands: first bit and width."""
KEY = (0, 55)
WAITS, CONTRADICTED = (55, 1), (56, 1)
"""Flags of an answer that pends: it waits for a fact; for a contradicted one."""
BY_SCOPE, INCONCLUSIVE = (57, 1), (58, 1)
"""Flags of the search: it depends on scope; only guidelines spoke that take no position."""
APPROVE, MODIFY, PEND, ADVISE, DENY = 1, 2, 3, 4, 5
"""Severities; ADVISE is a refusal by a guideline that may only advise."""
MAY_APPLY, DOES_APPLY, CONTRADICTED_SCOPE = 1, 2, 3
"""Whether a rule applies, beside 0 for one that does not."""
LEAST = 2**28 - 1
"""The amount of a modification to nothing."""
MOST_QUANTITY = 2**27


def part(of: Expr, where: tuple[int, int]) -> Expr:
    """One part of a key."""
    return bits(of, *where)


def severity(value: int) -> int:
    """An answer without amount."""
    return value << SEVERITY[0]


def modified(quantity: Expr, base: int) -> Expr:
    """A modification to a quantity; null: of kind alone, which leaves all."""
    kind = base | severity(MODIFY)
    if isinstance(quantity, Null):
        return whole(kind)
    stated = minus(whole(kind + (LEAST << AMOUNT[0])), shifted(quantity, AMOUNT[0]))
    if isinstance(quantity, Bits):
        return stated
    return case([(compare(Relation.GE, quantity, whole(0)), stated)], whole(kind))


def strength(key: Expr) -> Expr:
    """How a key compares with others, whichever rule it is of."""
    return bits(key, AMOUNT[0], KEY[1] - AMOUNT[0])


def nameless(key: Expr) -> Expr:
    """A key that stands behind every other of its strength."""
    return Masked(key, ((1 << KEY[1]) - 1) & ~(((1 << ORDER[1]) - 1) << ORDER[0]))


def answer(key: Expr, advisory: bool) -> Expr:
    """What is decided, without by whom: two keys with the same answer are one decision."""
    plain = bits(key, AMOUNT[0], AMOUNT[1] + SEVERITY[1])
    whole_answer = plus(shifted(plain, CHANGES[1]), part(key, CHANGES))
    if not advisory:
        return whole_answer
    pended = whole(PEND << (AMOUNT[1] + CHANGES[1]))
    return case([(compare(Relation.EQ, part(key, SEVERITY), whole(ADVISE)), pended)], whole_answer)


def is_severity(key: Expr, value: int) -> Expr:
    """Whether an answer is of a severity."""
    return compare(Relation.EQ, part(key, SEVERITY), whole(value))
