"""Answers from threads to the loops that wait for them, all of one batch with one wake-up of each loop.

A thread that finishes fifty answers at once would otherwise wake the loop fifty times, which costs more than
the answers themselves.
"""

import asyncio
import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Awaited(Generic[T]):
    """An answer that a coroutine of the running loop waits for."""

    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
    future: "asyncio.Future[T]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    @property
    def is_given_up(self) -> bool:
        """Whether nobody waits any more."""
        return self.future.cancelled()


def settle(answers: Iterable[tuple[Awaited[T], T | BaseException]]) -> None:
    """Give answers, or what kept them from being given, to whoever waits; from any thread."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[T], T | BaseException]]] = {}
    for each, answer in answers:
        by_loop.setdefault(each.loop, []).append((each.future, answer))
    for loop, found in by_loop.items():
        with contextlib.suppress(RuntimeError):  # the loop is closed, and nobody waits there any more
            loop.call_soon_threadsafe(_set, found)


def _set(found: list[tuple["asyncio.Future[T]", T | BaseException]]) -> None:
    for future, answer in found:
        if future.done():
            continue
        if isinstance(answer, BaseException):
            future.set_exception(answer)
        else:
            future.set_result(answer)
