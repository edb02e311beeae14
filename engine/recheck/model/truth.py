"""Three truth values: Kleene's strong logic.

Comes in: what a condition says of documented facts. Goes out: TRUE, FALSE, or UNKNOWN where the
record does not decide it. UNKNOWN is a value of its own, never None and never a missing key.
"""

from collections.abc import Iterable
from enum import IntEnum


class Truth(IntEnum):
    """The truth of a condition; ordered FALSE < UNKNOWN < TRUE.

    | and | F | U | T |   | or | F | U | T |   | not |   |
    |-----|---|---|---|   |----|---|---|---|   |-----|---|
    | F   | F | F | F |   | F  | F | U | T |   | F   | T |
    | U   | F | U | U |   | U  | U | U | T |   | U   | U |
    | T   | F | U | T |   | T  | T | T | T |   | T   | F |

    >>> Truth.TRUE & Truth.UNKNOWN, Truth.FALSE & Truth.UNKNOWN
    (<Truth.UNKNOWN: 1>, <Truth.FALSE: 0>)
    >>> Truth.TRUE | Truth.UNKNOWN, ~Truth.UNKNOWN
    (<Truth.TRUE: 2>, <Truth.UNKNOWN: 1>)
    """

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2

    def __and__(self, other: int) -> "Truth":
        return Truth(min(self, other))

    def __or__(self, other: int) -> "Truth":
        return Truth(max(self, other))

    def __invert__(self) -> "Truth":
        return Truth(2 - self)

    @property
    def word(self) -> str:
        """How a criterion of this truth is called: met, not_met, not_documented."""
        return ("not_met", "not_documented", "met")[self]


def truth(known: bool) -> Truth:
    """The truth of what is known to hold, or known not to."""
    return Truth.TRUE if known else Truth.FALSE


def all_of(truths: Iterable[Truth]) -> Truth:
    """The minimum; TRUE of nothing.

    >>> all_of([Truth.TRUE, Truth.UNKNOWN])
    <Truth.UNKNOWN: 1>
    """
    return min(truths, default=Truth.TRUE)


def any_of(truths: Iterable[Truth]) -> Truth:
    """The maximum; FALSE of nothing.

    >>> any_of([Truth.FALSE, Truth.UNKNOWN])
    <Truth.UNKNOWN: 1>
    """
    return max(truths, default=Truth.FALSE)


def at_least_of(count: int, truths: Iterable[Truth]) -> Truth:
    """TRUE when `count` are TRUE, FALSE when fewer than `count` can still be, else UNKNOWN.

    >>> at_least_of(2, [Truth.TRUE, Truth.UNKNOWN, Truth.FALSE])
    <Truth.UNKNOWN: 1>
    """
    known = possible = 0
    for each in truths:
        known += each == Truth.TRUE
        possible += each != Truth.FALSE
    if known >= count:
        return Truth.TRUE
    return Truth.FALSE if possible < count else Truth.UNKNOWN
