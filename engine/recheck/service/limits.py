"""How often one caller may call (library `limits`), counted in this process.

A caller is a token's name, or where none was given or it was wrong, an address. Refusals say when to come again.
"""

import math
import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from recheck.model.problem import Problem, ProblemsFound
from recheck.service.problems import Refused

WRONG_TOKENS = "20/minute"
"""How many wrong tokens one address may try."""


class Rate:
    """Counts the calls of each caller."""

    def __init__(self, rate: str | None) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._usual = parsed_rate(rate) if rate else None
        self._wrong = parse(WRONG_TOKENS)

    def call(self, caller: str) -> None:
        """Count a call.

        Raises:
            Refused: this caller has had as many as one may.
        """
        if self._usual is not None and not self._limiter.hit(self._usual, "call", caller):
            raise self._refusal(self._usual, "call", caller)

    def wrong_token(self, address: str) -> None:
        """Count a wrong token.

        Raises:
            Refused: this address has tried too many.
        """
        if not self._limiter.hit(self._wrong, "token", address):
            raise self._refusal(self._wrong, "token", address)

    def may_try(self, address: str) -> None:
        """Before a token is looked at.

        Raises:
            Refused: this address has tried too many wrong ones.
        """
        if not self._limiter.test(self._wrong, "token", address):
            raise self._refusal(self._wrong, "token", address)

    def _refusal(self, rate: RateLimitItem, *words: str) -> Refused:
        seconds = max(1, math.ceil(self._limiter.get_window_stats(rate, *words).reset_time - time.time()))
        problem = Problem("too-many-calls", f"more than {rate}", None, f"come again in {seconds} seconds")
        return Refused(429, problem, headers={"Retry-After": str(seconds)})


def parsed_rate(text: str) -> RateLimitItem:
    """A rate such as 600/minute.

    Raises:
        ProblemsFound: it is none.
    """
    try:
        return parse(text)
    except ValueError as error:
        hint = "write it as 600/minute or 10/second"
        raise ProblemsFound([Problem("not-a-rate", f"'{text}' is no rate", None, hint)]) from error
