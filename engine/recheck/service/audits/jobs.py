"""Audits under way: begun, watched, stopped, and their results kept for a while.

One runs at a time and others wait their turn, so that screening keeps a processor. Jobs and results live in this
process and a temporary folder; they are gone when the service stops.
"""

import contextlib
import multiprocessing
import queue
import shutil
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

from recheck.judge import Mode
from recheck.model.case import By
from recheck.model.problem import Problem
from recheck.model.rule import RuleSet
from recheck.service.audits.report import REPORT
from recheck.service.audits.tables import ROWS
from recheck.service.audits.task import RESULT, Progress, Task
from recheck.service.audits.work import run_task
from recheck.service.problems import Refused
from recheck.service.settings import Limits

OURS = (RESULT, ROWS, REPORT)
"""Names that an audit writes under in its folder."""
KEPT = 50
"""Finished audits whose results are kept; older ones go."""


class State(StrEnum):
    """How an audit stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Job:
    """One audit."""

    id: str
    who: str
    task: Task
    state: State = State.WAITING
    progress: Progress = Progress("waiting", 0, 0)
    problems: tuple[Mapping[str, object], ...] = ()
    began: float = field(default_factory=time.time)

    @property
    def is_over(self) -> bool:
        return self.state in (State.DONE, State.FAILED, State.STOPPED)

    @property
    def result(self) -> Path:
        """The file with the result, once it is done."""
        return self.task.folder / RESULT


class Jobs:
    """The audits of a service."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._root = Path(tempfile.mkdtemp(prefix="recheck-audits-"))
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._waiting: queue.Queue[str | None] = queue.Queue()
        self._running: multiprocessing.process.BaseProcess | None = None
        self._thread = threading.Thread(target=self._work, name="audits", daemon=True)
        self._thread.start()

    def begin(
        self,
        files: Sequence[tuple[str, bytes]],
        who: str,
        rules: RuleSet,
        folders: Sequence[str],
        mode: Mode,
        by: By,
        mapping: tuple[str, bytes] | None = None,
    ) -> Job:
        """Take files, and audit them when it is their turn.

        Args:
            files: cases, letters and tables, each a name and what it holds.
            who: who asks.
            rules: the rules.
            folders: where they were read from.
            mode: what silence means, and under which date.
            by: whose determinations to compare with.
            mapping: how a table's columns and values read.

        Raises:
            Refused: as many wait as may.
        """
        with self._lock:
            if sum(not each.is_over for each in self._jobs.values()) >= self.limits.jobs:
                problem = Problem(
                    "too-many-audits", f"{self.limits.jobs} audits wait already", None, "send it again later"
                )
                raise Refused(429, problem, headers={"Retry-After": "60"})
            name = str(uuid4())
            folder = self._root / name
            folder.mkdir(mode=0o700)
            names: list[str] = []
            for given, data in files:
                safe = _safe(given, names)
                (folder / safe).write_bytes(data)
                names.append(safe)
            how = None
            if mapping is not None:
                how = _safe(mapping[0], names)
                (folder / how).write_bytes(mapping[1])
            limits = self.limits
            bounds = limits.job_memory, limits.job_seconds, limits.rows
            task = Task(folder, tuple(names), rules, tuple(folders), mode, by, *bounds, how)
            job = self._jobs[name] = Job(name, who, task)
            self._forget()
        self._waiting.put(name)
        return job

    def get(self, name: str) -> Job | None:
        """The audit of an id."""
        return self._jobs.get(name)

    def stop(self, name: str) -> None:
        """Stop an audit; one that is over stays as it is."""
        with self._lock:
            job = self._jobs.get(name)
            if job is None or job.is_over:
                return
            running = job.state is State.RUNNING
            self._jobs[name] = replace(job, state=State.STOPPED)
            if running and self._running is not None:
                self._running.kill()

    def close(self) -> None:
        """Stop all of them, and leave nothing behind."""
        for name in list(self._jobs):
            self.stop(name)
        self._waiting.put(None)
        self._thread.join(timeout=10)
        shutil.rmtree(self._root, ignore_errors=True)

    def _work(self) -> None:
        while (name := self._waiting.get()) is not None:
            with contextlib.suppress(OSError):
                self._run(name)

    def _run(self, name: str) -> None:
        context = multiprocessing.get_context("spawn")
        hear, tell = context.Pipe(duplex=False)
        with self._lock:
            job = self._jobs[name]
            if job.is_over:
                return
            process = context.Process(target=run_task, args=(job.task, tell), name=f"audit-{name}")
            self._running = process
            self._jobs[name] = replace(job, state=State.RUNNING, progress=Progress("starting", 0, 0))
            process.start()
        tell.close()
        until = time.monotonic() + self.limits.job_seconds
        problems: list[Mapping[str, object]] = [_died(self.limits).as_json()]
        state = State.FAILED
        with contextlib.suppress(EOFError):
            while time.monotonic() < until:
                if not hear.poll(1):
                    continue
                said = hear.recv()
                if isinstance(said, Progress):
                    self._tell(name, progress=said)
                    continue
                state, problems = (State.DONE, []) if said is None else (State.FAILED, said)
                break
        process.join(1)
        process.kill()
        process.join()
        hear.close()
        self._tell(name, state=state, problems=tuple(problems))

    def _tell(self, name: str, **now: object) -> None:
        with self._lock:
            job = self._jobs[name]
            if not job.is_over:
                self._jobs[name] = replace(job, **now)  # type: ignore[arg-type]  # fields of a job

    def _forget(self) -> None:
        over = [job for job in self._jobs.values() if job.is_over]
        for job in over[: max(0, len(over) - KEPT)]:
            del self._jobs[job.id]
            shutil.rmtree(job.task.folder, ignore_errors=True)


def _safe(given: str, taken: Sequence[str]) -> str:
    """A file name of no folder but its own, and of none that is taken.

    >>> _safe("../../etc/passwd", []), _safe("a.yaml", ["a.yaml"])
    ('passwd', '2-a.yaml')
    """
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(each if each.isalnum() or each in "-_. " else "_" for each in last).strip(". ")[-100:] or "file"
    return kept if kept not in taken and kept not in OURS else f"{len(taken) + 1}-{kept}"


def _died(limits: Limits) -> Problem:
    message = f"the audit ended its process, or took more than {limits.job_seconds:,} seconds"
    return Problem("audit-died", message, None, "send fewer files at once; one of them may be damaged or hostile")
