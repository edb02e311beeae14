"""A process that judges, and the thread beside the loop that hands it calls and brings their answers back.

Calls that wait together travel together, and so do their answers: a message between processes costs as much as
a tenth of a judgement. While a process judges one batch the next is on its way. A call that has been there when
a process ended travels alone, so that it harms no other twice.
"""

import contextlib
import gc
import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue
from typing import Any

from recheck.model.problem import Problem, ProblemsFound
from recheck.model.rule import RuleSet
from recheck.service.awaited import Awaited, settle
from recheck.service.logs import where_of
from recheck.service.rules import Chooser, Chosen

TOGETHER = 8
"""Calls of one message at most."""
AHEAD = 32_768
"""Bytes that may be on their way to a process that still judges: less than what a socket holds, so that neither
side ever waits for the other to read."""
HELD_BACK = 0.004
"""Seconds that a call's answer may wait for those that travelled with it."""
TRIES = 2
"""How often a call is judged whose process ended: once more, for another call may have been to blame."""
GARBAGE = 50_000
"""Objects after which a process looks for garbage: a judgement makes thousands, and nearly none in circles."""


class Died(Exception):
    """The process that judged a call ended, every time."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with what was asked, on its way from another process."""

    problems: tuple[Problem, ...]


class Failed(Exception):
    """What failed in the program, on its way from another process: its kind and where, without its message."""

    def __init__(self, kind: str, where: tuple[str, ...]) -> None:
        super().__init__(kind, where)
        self.kind = kind
        self.where = where


@dataclass(slots=True, eq=False)
class Call:
    """Work that waits to be done."""

    data: bytes
    """What is to be done with which words, pickled."""
    answer: Awaited[object]
    died: int = 0
    """How many processes ended while it was there."""

    @classmethod
    def of(cls, work: Callable[..., object], chosen: Chosen, words: tuple[object, ...]) -> "Call":
        """A call of the running loop, for work that takes words and the rules that are chosen."""
        return cls(pickle.dumps((work, chosen, words), pickle.HIGHEST_PROTOCOL), Awaited())

    @property
    def is_alone(self) -> bool:
        """Whether it travels with no other."""
        return self.died > 0


class Bench(threading.Thread):
    """One process and the thread that serves it; begun anew where it ended."""

    def __init__(self, calls: "SimpleQueue[Call | None]", rules: RuleSet, seconds: float, beside: int) -> None:
        super().__init__(name="bench", daemon=True)
        self.calls = calls
        self.rules = rules
        self.seconds = seconds
        self.beside = beside
        """How many serve the same queue: none takes more than its share."""
        self.under_way: list[Call] = []
        self.is_leaving = False
        self._process: Any = None
        self._to: Connection | None = None
        self._first: deque[Call] = deque()
        """Calls that were taken and come before those that wait."""

    @property
    def pid(self) -> int | None:
        """The process, where there is one."""
        return self._process.pid if self._process is not None else None

    def run(self) -> None:
        """Serve until told to leave."""
        self._begin()
        while self.under_way or self._first or not self.is_leaving:
            try:
                self._turn()
            except (EOFError, OSError):
                self._end()
        self._end()

    def _turn(self) -> None:
        """Send what waits, and bring back what is done."""
        if not self.under_way:
            self._send(self._batch(wait=True))
        if not self.under_way:
            return
        assert self._to is not None
        found: list[object] = pickle.loads(self._to.recv_bytes())
        done, self.under_way = self.under_way[: len(found)], self.under_way[len(found) :]
        if len(self.under_way) <= 1 and not any(each.is_alone for each in self.under_way):
            with contextlib.suppress(EOFError, OSError):  # seen again where an answer is waited for
                self._send(self._batch(wait=False))
        settle((call.answer, answer) for call, answer in zip(done, found, strict=True))

    def _batch(self, *, wait: bool) -> list[Call]:
        """Calls that travel together; none where nothing waits, or it is time to leave."""
        found: list[Call] = []
        size = 0
        most = 1 + min(TOGETHER - 1, self.calls.qsize() // self.beside)
        while len(found) < most and (self._first or not self.is_leaving):
            each = self._next(wait=wait and not found)
            if each is None:
                break
            if each.answer.is_given_up:
                continue
            size += len(each.data)
            if (found and each.is_alone) or (not wait and (size > AHEAD or each.is_alone)):
                self._first.appendleft(each)
                break
            found.append(each)
            if each.is_alone:
                break
        return found

    def _next(self, *, wait: bool) -> Call | None:
        """The next call; None where nothing waits, or what waits is the word to leave."""
        if self._first:
            return self._first.popleft()
        try:
            found = self.calls.get(block=wait)
        except Empty:
            return None
        self.is_leaving = found is None
        return found

    def _send(self, batch: list[Call]) -> None:
        if not batch:
            return
        self.under_way += batch
        if self._to is None:
            self._begin()
        assert self._to is not None
        self._to.send_bytes(pickle.dumps([each.data for each in batch], pickle.HIGHEST_PROTOCOL))

    def _begin(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._to, theirs = context.Pipe()
        words = (theirs, self.rules, self.seconds)
        self._process = context.Process(target=_judge_all, args=words, name="judging", daemon=True)
        self._process.start()
        theirs.close()

    def _end(self) -> None:
        """Let the process go; what it had not answered is judged again, or told."""
        if self._to is not None:
            self._to.close()
        took_too_long = False
        if self._process is not None:
            self._process.join(timeout=1)
            self._process.kill()
            self._process.join()
            took_too_long = self._process.exitcode == -signal.SIGALRM
        self._to = self._process = None
        left, self.under_way = self.under_way, []
        for number, each in enumerate(left):
            each.died += TRIES if took_too_long and number == 0 else 1
        self._first.extendleft(each for each in reversed(left) if each.died < TRIES)
        settle((each.answer, Died()) for each in left if each.died >= TRIES)


_chooser: list[Chooser] = []
"""In a process that judges: its rules."""


def _judge_all(calls: Connection, rules: RuleSet, seconds: float) -> None:
    """In a process that judges: calls, until there is nobody left who sends any."""
    _chooser[:] = [Chooser(rules)]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever stops the service stops it, and it stops us
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    gc.collect()
    gc.freeze()  # the rules stay; looking through them again and again would make calls wait
    gc.set_threshold(GARBAGE)
    with contextlib.suppress(EOFError, OSError):
        while True:
            done: list[object] = []
            since = time.monotonic()
            for data in pickle.loads(calls.recv_bytes()):
                done.append(_judge(data, seconds))
                if time.monotonic() - since > HELD_BACK:
                    calls.send_bytes(pickle.dumps(done, pickle.HIGHEST_PROTOCOL))
                    done, since = [], time.monotonic()
            if done:
                calls.send_bytes(pickle.dumps(done, pickle.HIGHEST_PROTOCOL))


def _end_with(parent: Any) -> None:
    """No process judges on when nobody listens any more."""
    parent.join()
    os._exit(1)


def _judge(data: bytes, seconds: float) -> object:
    """One call; its problems where it has errors."""
    work: Callable[..., object]
    work, chosen, words = pickle.loads(data)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return work(words[0], _chooser[0](chosen), *words[1:])
    except ProblemsFound as found:
        return Wrong(found.problems)
    except Exception as error:
        return Failed(type(error).__name__, tuple(where_of(error)))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
