"""Files that are whole under their names: the one place where a file takes another's place.

Comes in: what is to be written. Goes out: the file, when all of it is on the disk; until then, and when the disk is
full or the process is killed, what was there before. What a killed process leaves is hidden and ends in `.part`; it
goes when the file, or a file of the folder, is written again.
"""

import contextlib
import fcntl
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

PART = ".part"
"""How the names of unfinished files end; they begin with a dot."""
_LONGEST = 60
"""Letters of a file's name in the name of its unfinished one; names have room for 255 bytes."""


@contextmanager
def replacing(target: Path, *, mode: int = 0o666) -> Iterator[Path]:
    """An empty file beside the target, to be filled; it takes the target's place at the end, unless there is a fault.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     target = Path(folder) / "out.txt"
    ...     with replacing(target) as part:
    ...         part.write_text("whole") and None
    ...         target.exists()
    ...     [each.name for each in Path(folder).iterdir()], target.read_text()
    False
    (['out.txt'], 'whole')

    Args:
        target: the file; where it is a link, what it links to is replaced.
        mode: who may do what with it, less what the user's umask takes.

    Raises:
        OSError: it cannot be written; what was there is there still.
    """
    sweep(target.parent, target.name)
    with _part_of(target, mode) as part:
        yield part
        put(part, target)


def write_whole(target: Path, text: str, *, mode: int = 0o666) -> None:
    """Put a text in a file's place, whole or not at all.

    Raises:
        OSError: it cannot be written; what was there is there still.
    """
    with _part_of(target, mode) as part:
        _write(part, text)
        put(part, target)


def write_new(target: Path, text: str) -> bool:
    """Write a file whole where none of its name is there; False, and nothing written, where one is.

    Raises:
        OSError: it cannot be written.
    """
    with _part_of(target, 0o666) as part:
        _write(part, text)
        _flush(part)
        try:
            os.link(part, target)
        except FileExistsError:
            return False
        except OSError:  # a file system without links
            if target.exists():
                return False
            put(part, target)
        return True


def write_together(texts: Mapping[Path, str]) -> None:
    """Write a file and those that go with it, so that never a new one stands beside an old one.

    All are on the disk before the first takes its place. What went with the old first file goes before that, and
    the new ones come after it: a process that is killed in between leaves the first file, old or new, alone.

    Args:
        texts: the files with their texts, the first one first.

    Raises:
        OSError: one of them cannot be written; of full disks and faults nothing is changed.
    """
    with ExitStack() as stack:
        parts = {}
        for target, text in texts.items():
            sweep(target.parent, target.name)
            parts[target] = stack.enter_context(_part_of(target, 0o666))
            _write(parts[target], text)
            _flush(parts[target])
        for target in list(parts)[1:]:
            target.unlink(missing_ok=True)
        for target, part in parts.items():
            put(part, target)


def put(part: Path, target: Path) -> None:
    """A file that is whole, in the target's place; on the disk before its name is.

    Raises:
        OSError: it cannot be; then what was there is there still.
    """
    _flush(part)
    place = target.resolve() if target.is_symlink() else target
    os.replace(part, place)
    with contextlib.suppress(OSError):  # file systems that do not flush folders
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def sweep(folder: Path, name: str = "") -> None:
    """Remove what killed processes left unfinished in a folder; those that still write hold their locks.

    Args:
        folder: where they lie.
        name: of the file that was to be written; empty, of any.
    """
    ours = re.compile(rf"\.{re.escape(name[:_LONGEST]) or '.+'}\.[0-9a-z]+{re.escape(PART)}", re.DOTALL)
    with contextlib.suppress(OSError):
        for each in filter(ours.fullmatch, os.listdir(folder)):
            _remove_if_left(folder / each)


def _remove_if_left(part: Path) -> None:
    with contextlib.suppress(OSError):  # another's, or gone by now
        held = os.open(part, os.O_RDWR)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink()
        finally:
            os.close(held)


@contextmanager
def _part_of(target: Path, mode: int) -> Iterator[Path]:
    """An empty hidden file beside the target, locked while it is written, gone at the end unless it is the target."""
    place = target.resolve() if target.is_symlink() else target
    while True:
        part = place.with_name(f".{place.name[:_LONGEST]}.{os.urandom(6).hex()}{PART}")
        held = os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, mode)
        with contextlib.suppress(OSError):  # a file system without locks, whose leftovers stay
            fcntl.flock(held, fcntl.LOCK_EX)
        if part.exists():
            break
        os.close(held)  # another process took it for a leftover before it was locked
    try:
        yield part
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        os.close(held)


def _write(part: Path, text: str) -> None:
    with part.open("w", encoding="utf-8", newline="") as opened:
        opened.write(text)


def _flush(part: Path) -> None:
    with part.open("rb+") as opened:
        os.fsync(opened.fileno())
