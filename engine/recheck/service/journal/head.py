"""The chain's head, kept in a file outside the database, so that a removed tail shows.

The file has two lines of fixed width, written in turn and in place: a crash in the middle of one leaves the
other whole, and a full disk does not keep it from being written. Each line is flushed to the disk before
anybody is told that the entry is there. Only a later head takes the place of an earlier one.
"""

import fcntl
import os
import zlib
from dataclasses import dataclass
from pathlib import Path

from recheck.model.problem import Place, Problem, ProblemsFound, Source

WIDTH = 102
"""Characters of a line with its end."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry's place and digest."""

    sequence: int
    digest: str

    def line(self) -> bytes:
        """The head as a line that tells by itself whether it was written whole.

        >>> Head(7, "sha256:" + "0" * 64).line()[:27], len(Head(7, "sha256:" + "0" * 64).line())
        (b'00000000000000000007 sha256', 102)
        """
        text = f"{self.sequence:020d} {self.digest}"
        return f"{text} {zlib.crc32(text.encode()):08x}\n".encode()


class HeadFile:
    """The file of the head."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    def read(self) -> Head | None:
        """The head, None where there is no file yet.

        Raises:
            ProblemsFound: there is a file, and it holds no head.
        """
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ProblemsFound([self._problem("unreadable", f"cannot be read: {error.strerror}")]) from error
        found = _heads(data)
        if not found:
            raise ProblemsFound([self._problem("journal-head", "this file holds no head of a journal")])
        return max(found, key=lambda each: each.sequence)

    def write(self, head: Head) -> None:
        """Put a later head down, and flush it; an earlier one changes nothing.

        Raises:
            OSError: it could not be written; what was there stands.
        """
        if self._file is None:
            self._file = self._open()
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            data = os.pread(self._file, 2 * WIDTH, 0)
            places = {_head(data[at : at + WIDTH]): at for at in (0, WIDTH)}
            latest = max((each for each in places if each), key=lambda each: each.sequence, default=None)
            if latest and latest.sequence >= head.sequence:
                return
            at = WIDTH - places[latest] if latest else 0
            os.pwrite(self._file, head.line(), at)
            os.fdatasync(self._file)
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def _open(self) -> int:
        """The file, with room for both lines, its name flushed to the disk too."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not self.path.exists()
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if is_new:
            os.pwrite(file, b" " * (2 * WIDTH - 1) + b"\n", 0)
            os.fsync(file)
            folder = os.open(self.path.parent, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)
        return file

    def close(self) -> None:
        """Let the file go."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _problem(self, code: str, message: str) -> Problem:
        hint = "keep this file as it is, and run `recheck journal verify`"
        return Problem(code, message, Place(Source(str(self.path))), hint)


def _heads(data: bytes) -> list[Head]:
    found = [_head(data[at : at + WIDTH]) for at in (0, WIDTH)]
    return [each for each in found if each]


def _head(line: bytes) -> Head | None:
    """The head of a line that was written whole, else None."""
    parts = line.decode("ascii", "replace").split()
    if len(parts) != 3 or not parts[0].isdigit():
        return None
    head = Head(int(parts[0]), parts[1])
    return head if head.line() == line else None
