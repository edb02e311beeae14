"""Files to the text of letters, from PDF or text; what cannot be read is one problem.

The text is as the file has it, so that evidence counts the file's own lines and characters; only ligatures
are written out. A PDF's text is that of its text layer, line by line, with an empty line where the page
leaves more room than a line.
"""

import hashlib
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from recheck.letters.letter import LetterText
from recheck.load.files import is_folder, is_there
from recheck.model.problem import Place, Problem, Source

MAX_BYTES = 20 * 1024 * 1024
MAX_CHARACTERS = 1_000_000
ENDINGS = (".txt", ".pdf")
STANDARD_INPUT = "-"

_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_WRITTEN_OUT = str.maketrans(_LIGATURES)
_ODD = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f]")
"""Control characters that no text has, but for a stray one."""


def is_letter(path: str | Path) -> bool:
    """Whether a path is meant as a letter, by its ending.

    >>> is_letter("CM16-0000001.PDF"), is_letter("case.yaml")
    (True, False)
    """
    return Path(path).suffix.lower() in ENDINGS


def letter_paths(paths: Iterable[str]) -> tuple[list[str], list[Problem]]:
    """The letters that are meant: files as given, folders with all letters in them, `-`, each once."""
    found: list[str] = []
    problems = []
    for each in paths:
        path = Path(each)
        if each == STANDARD_INPUT:
            found.append(each)
        elif is_folder(path):
            inside = sorted(str(file) for file in path.rglob("*") if is_letter(file) and not file.name.startswith("."))
            if not inside:
                problems.append(Problem("no-letters", "no letters (*.txt, *.pdf) here", Place(Source(each))))
            found += inside
        elif is_there(path):
            found.append(each)
        else:
            problems.append(Problem("no-such-file", "there is no such file or folder", Place(Source(each))))
    return list(dict.fromkeys(found)), problems


def read_bytes(path: str) -> tuple[bytes, Problem | None]:
    """A file's bytes; one that is too large, or cannot be read, is a problem."""
    where = Place(Source(path))
    try:
        if path == STANDARD_INPUT:
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        elif not Path(path).is_file():
            return b"", Problem("unreadable", "cannot be read: it is not a file", where)
        else:
            with open(path, "rb") as file:
                data = file.read(MAX_BYTES + 1)
    except OSError as error:
        return b"", Problem("unreadable", f"cannot be read: {error.strerror or type(error).__name__}", where)
    if len(data) > MAX_BYTES:
        return b"", Problem("too-large", f"the file is larger than {MAX_BYTES:,} bytes", where)
    return data, None


def read_letter_text(path: str) -> tuple[LetterText | None, list[Problem]]:
    """The text of a letter, or why there is none."""
    data, problem = read_bytes(path)
    return (None, [problem]) if problem else text_of(data, path)


def text_of(data: bytes, path: str) -> tuple[LetterText | None, list[Problem]]:
    """The text that a letter's bytes hold.

    >>> text_of(b"CLINICAL CASE SUMMARY", "a.txt")[0].lines
    ('CLINICAL CASE SUMMARY',)
    >>> print(text_of(b"\\x00\\x01\\x02", "a.txt")[1][0])
    a.txt:1:1: error not-a-text: neither a PDF nor a text in a known encoding
    """
    where = Place(Source(path))
    name = "standard-input" if path == STANDARD_INPUT else Path(path).stem
    digest = hashlib.sha256(data).hexdigest()
    pages: frozenset[int] = frozenset()
    if not data.strip():
        return None, [Problem("empty-file", "the file holds nothing", where)]
    if b"%PDF-" in data[:1024] or path.lower().endswith(".pdf"):
        from recheck.letters.pdf import text_of_pdf

        kind = "pdf"
        found = text_of_pdf(data, path)
        if isinstance(found, Problem):
            return None, [found]
        text, pages = found
    else:
        kind = "text"
        decoded = _decoded(data)
        if decoded is None:
            message = "neither a PDF nor a text in a known encoding"
            return None, [Problem("not-a-text", message, where, "save the letter as UTF-8 text, or as PDF")]
        text = decoded
    if len(text) > MAX_CHARACTERS:
        return None, [Problem("too-large", f"more than {MAX_CHARACTERS:,} characters", where)]
    return LetterText(name, kind, digest, text.translate(_WRITTEN_OUT), pages), []


def _decoded(data: bytes) -> str | None:
    """Bytes as text: UTF-8, UTF-16 with its mark, else Windows' Latin; None where that is no text."""
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text if len(_ODD.findall(text)) * 1000 <= len(text) else None
    return None
