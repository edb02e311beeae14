"""Many callers, one writer: what waits together is committed together, and each is told after the commit.

A flush to the disk costs the same for one entry as for fifty. The writer takes what has gathered while the
last flush ran, so that under load the journal is not what sets the pace. The queue is bounded.
"""

import queue
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from recheck.service.awaited import Awaited, settle
from recheck.service.journal.entry import Draft
from recheck.service.journal.store import Answer, Journal, Unavailable

TOGETHER = 100
"""Calls of one commit at most."""
WAITING = 5_000


@dataclass(frozen=True, slots=True)
class _Waiting:
    drafts: tuple[Draft, ...]
    answer: "Awaited[Answer] | Future[Answer]" = field(default_factory=Future)


def _tell(answered: "Iterable[tuple[_Waiting, Answer | BaseException]]") -> None:
    """Everybody their answer: coroutines all at once, threads one by one."""
    coroutines = []
    for each, answer in answered:
        if isinstance(each.answer, Awaited):
            coroutines.append((each.answer, answer))
        elif isinstance(answer, BaseException):
            each.answer.set_exception(answer)
        else:
            each.answer.set_result(answer)
    settle(coroutines)


class Writer:
    """The one thread that appends for a process."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._lock = threading.Lock()
        self.is_open = True
        self.works = True
        """Whether the last append went well; what readiness asks."""
        self._thread.start()

    def append(self, drafts: Sequence[Draft]) -> "Future[Answer]":
        """The answer, once the drafts are committed and the head is written.

        Its exception is Unavailable where they could not be, or too many wait already.
        """
        answer: Future[Answer] = Future()
        try:
            self._put(_Waiting(tuple(drafts), answer))
        except Unavailable as error:
            answer.set_exception(error)
        return answer

    async def appended(self, drafts: Sequence[Draft]) -> Answer:
        """The same for a coroutine, which waits without a thread of its own.

        Raises:
            Unavailable: the drafts could not be committed, or too many wait already.
        """
        answer: Awaited[Answer] = Awaited()
        self._put(_Waiting(tuple(drafts), answer))
        return await answer.future

    def _put(self, waiting: _Waiting) -> None:
        with self._lock:
            if not self.is_open:
                raise Unavailable("the service is stopping")
            if self._waiting.qsize() >= WAITING:
                raise Unavailable("too many entries wait for the disk")
            self._waiting.put(waiting)

    def close(self) -> None:
        """Finish what waits, and stop."""
        with self._lock:
            if not self.is_open:
                return
            self.is_open = False
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            batch, last = self._batch()
            if batch:
                self._write(batch)
            if last:
                return

    def _batch(self) -> tuple[list[_Waiting], bool]:
        """What waits, at least one; and whether it is the last."""
        found: list[_Waiting] = []
        each = self._waiting.get()
        while each is not None:
            found.append(each)
            if len(found) >= TOGETHER:
                return found, False
            try:
                each = self._waiting.get_nowait()
            except queue.Empty:
                return found, False
        return found, True

    def _write(self, batch: list[_Waiting]) -> None:
        try:
            answers = self.journal.append([each.drafts for each in batch])
        except Exception as error:
            self.works = False
            _tell((each, error) for each in batch)
            return
        self.works = True
        _tell(zip(batch, answers, strict=True))
