"""A folder for what is not finished: beside the output, locked while its process lives.

Comes in: the folder in which the output will lie. Goes out: a folder in it, gone at the end. What a killed run
left behind is nobody's: its lock is free, and the next run removes it. An output gets its name when it is whole.
"""

import fcntl
import os
import secrets
import shutil
import tempfile
from pathlib import Path
from types import TracebackType

from recheck.model.problem import Place, Problem, ProblemsFound, Source
from recheck.tables.duck import full_disk, said

_PREFIX, _FOLDER, _LOCK = ".recheck-", ".work", ".lock"


class Workplace:
    """A folder of this run's own.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as parent, Workplace(Path(parent)) as work:
    ...     work.folder.is_dir(), work.folder.parent == Path(parent)
    (True, True)
    """

    folder: Path

    def __init__(self, beside: Path | None = None) -> None:
        self.parent = beside or Path(tempfile.gettempdir())

    def __enter__(self) -> "Workplace":
        try:
            sweep(self.parent)
            self._take()
        except OSError as error:
            place = Place(Source(str(self.parent)))
            raise ProblemsFound(
                [full_disk(error, place) or Problem("cannot-write", f"cannot be written: {said(error)}", place)]
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.lock.unlink(missing_ok=True)
        os.close(self.held)

    def _take(self) -> None:
        """Lock first, then the folder: a folder without a held lock is always a leftover."""
        while True:
            name = _PREFIX + secrets.token_hex(6)
            self.lock = self.parent / (name + _LOCK)
            self.held = os.open(self.lock, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
            fcntl.flock(self.held, fcntl.LOCK_EX)
            if _is_there(self.lock, self.held):
                break
            os.close(self.held)  # another run took it for a leftover before it was locked
        self.folder = self.parent / (name + _FOLDER)
        self.folder.mkdir(mode=0o700)


def sweep(parent: Path) -> None:
    """Remove what killed runs left in a folder; those that still run hold their locks."""
    for lock in parent.glob(f"{_PREFIX}*{_LOCK}"):
        try:
            held = os.open(lock, os.O_RDWR)
        except OSError:
            continue  # gone by now, or another user's
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_there(lock, held):
                shutil.rmtree(lock.with_name(lock.name.removesuffix(_LOCK) + _FOLDER), ignore_errors=True)
                lock.unlink(missing_ok=True)
        except OSError:
            continue
        finally:
            os.close(held)


def _is_there(path: Path, held: int) -> bool:
    """Whether the open file still has its name."""
    try:
        return os.path.samestat(path.stat(), os.fstat(held))
    except OSError:
        return False
