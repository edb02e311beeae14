"""Work on many files in several processes, so that one file that crashes or hangs its reader stops nothing.

Only as many files are under way as the processes can take, so memory stays level however many there are.
"""

import contextlib
import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Any, TypeVar

T = TypeVar("T")

SECONDS = 30
"""How long one file may take, a thousand times what a letter takes: its process is ended after that."""
MEMORY = 2 * 1024**3
"""How much memory reading files may take beyond what the process began with."""
_AHEAD = 8


def cores() -> int:
    """The processors that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def in_parallel(work: Callable[[str], T], items: Iterable[str], jobs: int) -> Iterator[tuple[str, T | None]]:
    """Each item with what was made of it, in the order in which they are done; None where its process died.

    Args:
        work: what is done with an item, in another process; each process is given it once.
        items: names of files.
        jobs: how many processes.
    """
    waiting = iter(items)
    under_way: dict[Future[T], str] = {}
    pool = _pool(jobs, work)
    try:
        while True:
            try:
                for item in islice(waiting, jobs * _AHEAD - len(under_way)):
                    under_way[pool.submit(_watched, item)] = item
                if not under_way:
                    return
                done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                for future in done:
                    result = future.result()
                    yield under_way.pop(future), result
            except BrokenProcessPool:
                pool.shutdown(wait=True, cancel_futures=True)
                suspects = list(under_way.values())
                under_way.clear()
                for item in suspects:
                    yield item, _alone(work, item)
                pool = _pool(jobs, work)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _pool(jobs: int, work: Callable[[str], T]) -> ProcessPoolExecutor:
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    return ProcessPoolExecutor(jobs, multiprocessing.get_context(method), _begin, (work,))


def _alone(work: Callable[[str], T], item: str) -> T | None:
    """One item in a process of its own, for it may be the one that ended the others."""
    with _pool(1, work) as pool:
        try:
            found: T = pool.submit(_watched, item).result()
        except BrokenProcessPool:
            return None
        return found


_given: list[Callable[[str], Any]] = []
"""In a process of the pool: its work."""


def _begin(work: Callable[[str], Any]) -> None:
    _given[:] = [work]
    gc.freeze()  # what is there already stays shared with the other processes
    gc.set_threshold(2_000)  # a letter leaves cycles behind: memory stays level
    _limit_memory()
    if hasattr(signal, "alarm"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _limit_memory() -> None:
    """No more than `MEMORY` beyond what is taken now, where the system can be asked: a bomb ends its own process."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        with open("/proc/self/statm", "rb") as file:
            taken = int(file.read().split()[0]) * resource.getpagesize()
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = taken + MEMORY if hard == resource.RLIM_INFINITY else min(taken + MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _watched(item: str) -> Any:
    """The work, ended with its process where it takes too long: foreign code cannot be interrupted otherwise."""
    if not hasattr(signal, "alarm"):
        return _given[0](item)
    signal.alarm(SECONDS)
    try:
        return _given[0](item)
    finally:
        signal.alarm(0)
