"""Where calls are judged: in processes beside the one that answers, or on a thread of it.

Judging is all computing, and would keep the answering process from answering. A call that takes too long ends its
process, not the service; calls that were there beside it are judged again. Without processes of its own (0), calls
are judged on one thread, in the order of arrival: what tests and short-lived services need.
"""

import asyncio
import contextlib
import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TypeVar

from recheck.model.problem import Problem, ProblemsFound
from recheck.model.rule import RuleSet
from recheck.service.rules import Chooser, Rules
from recheck.service.screening import Asked

T = TypeVar("T")
TRIES = 2
"""How often a call is judged whose process ended: once more, for another call may have been to blame."""


class Died(Exception):
    """The process that judged a call ended, every time."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with what was asked, on its way from another process."""

    problems: tuple[Problem, ...]


class Judging:
    """Processes that judge, all by the rule set in force; begun anew where the rules are."""

    def __init__(self, rules: Rules, processes: int, seconds: float) -> None:
        self.rules = rules
        self.processes = processes
        self.seconds = seconds
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._of: RuleSet | None = None

    def begin(self) -> None:
        """Start the processes now, so that the first caller does not wait for them."""
        pool = self._current()
        for _ in range(self.processes):
            pool.submit(os.getpid)

    async def run(self, work: Callable[..., T], asked: Asked, *words: object) -> T:
        """Do work with what was asked and the rules chosen for it.

        Args:
            work: a function of a module: it is called with what was asked, the rule set, and the other words.
            asked: what was asked.
            words: what else it takes.

        Raises:
            ProblemsFound: the case has errors.
            Died: its process ended, or was ended for taking too long.
        """
        for _ in range(TRIES):
            try:
                future = self._current().submit(_judge, work, asked, words, self.seconds)
                found = await asyncio.wrap_future(future)
            except BrokenProcessPool:
                self._forget()
                continue
            if isinstance(found, Wrong):
                raise ProblemsFound(found.problems)
            return found
        raise Died

    def close(self) -> None:
        """Finish what was begun."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool:
            pool.shutdown(wait=True)

    def _current(self) -> ProcessPoolExecutor:
        """The processes of the rule set in force."""
        rules = self.rules.in_force.rules
        with self._lock:
            if self._pool is None or self._of is not rules:
                if self._pool:
                    self._pool.shutdown(wait=False)
                context = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(self.processes, context, _begin, (rules,))
                self._of = rules
            return self._pool

    def _forget(self) -> None:
        with self._lock:
            if self._pool:
                self._pool.shutdown(wait=False)
            self._pool = None


_chooser: list[Chooser] = []
"""In a process that judges: its rules."""


def _begin(rules: RuleSet) -> None:
    _chooser[:] = [Chooser(rules)]
    gc.freeze()  # the rules stay; looking through them again and again would make calls wait
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever stops the service stops it, and it stops us
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: "multiprocessing.process.BaseProcess") -> None:
    """No process judges on when nobody listens any more."""
    parent.join()
    os._exit(1)


def _judge(work: Callable[..., T], asked: Asked, words: tuple[object, ...], seconds: float) -> T | Wrong:
    """In a process that judges: one call; its problems where it has errors."""
    with contextlib.suppress(AttributeError):
        signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return work(asked, _chooser[0](asked.chosen), *words)
    except ProblemsFound as found:
        return Wrong(found.problems)
    finally:
        with contextlib.suppress(AttributeError):
            signal.setitimer(signal.ITIMER_REAL, 0)
