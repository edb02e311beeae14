"""Where calls are judged: in processes beside the one that answers, or on a thread of it.

Judging is all computing, and would keep the answering process from answering. A call that takes too long ends its
process, not the service; calls that were there beside it are judged again. Without processes of its own (0), calls
are judged on one thread, in the order of arrival: what tests and short-lived services need.
"""

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import TypeVar

from recheck.model.problem import ProblemsFound
from recheck.model.rule import RuleSet
from recheck.service.bench import Bench, Call, Failed, Wrong
from recheck.service.rules import Chosen, Rules

T = TypeVar("T")


class Judging:
    """Processes that judge, all by the rule set in force; begun anew where the rules are."""

    def __init__(self, rules: Rules, processes: int, seconds: float) -> None:
        self.rules = rules
        self.processes = processes
        self.seconds = seconds
        self._lock = threading.Lock()
        self._calls: SimpleQueue[Call | None] = SimpleQueue()
        self._benches: list[Bench] = []
        self._of: RuleSet | None = None

    def begin(self) -> None:
        """Start the processes now, so that the first caller does not wait for them."""
        with self._lock:
            self._current()

    @property
    def pids(self) -> list[int]:
        """The processes that judge."""
        with self._lock:
            return [each.pid for each in self._benches if each.pid is not None]

    async def run(self, work: Callable[..., T], chosen: Chosen, *words: object) -> T:
        """Do work with the rules that are chosen.

        Args:
            work: a function of a module: it is called with the first word, the rule set, and the other words.
            chosen: which of the rules count.
            words: what else it takes.

        Raises:
            ProblemsFound: the case has errors.
            Died: its process ended, or was ended for taking too long.
        """
        call = Call.of(work, chosen, words)
        with self._lock:  # none may come after the word to leave
            self._current().put(call)
        found = await call.answer.future
        if isinstance(found, Wrong):
            raise ProblemsFound(found.problems)
        if isinstance(found, Failed):
            raise found
        return found  # type: ignore[return-value]  # what the work returned, over there

    def close(self) -> None:
        """Finish what was begun."""
        with self._lock:
            benches = self._leave()
        for each in benches:
            each.join()

    def _current(self) -> "SimpleQueue[Call | None]":
        """Where calls wait for the processes of the rule set in force."""
        rules = self.rules.in_force.rules
        if self._of is not rules or not self._benches:
            self._leave()
            self._of = rules
            self._calls = SimpleQueue()
            self._benches = [Bench(self._calls, rules, self.seconds, self.processes) for _ in range(self.processes)]
            for each in self._benches:
                each.start()
        return self._calls

    def _leave(self) -> list[Bench]:
        """Let the processes finish what waits for them, and go."""
        benches, self._benches = self._benches, []
        for _ in benches:
            self._calls.put(None)
        return benches
