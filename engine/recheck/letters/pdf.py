"""The text layer of a PDF, read with pypdfium2: lines as printed, under the empty password.

An empty line stands where the page leaves more than a line's room, so that paragraphs are told apart as in
a text file. The hyphen that breaks a word at a line's end, which PDFium hides, is written again.
"""

import itertools
import threading
from statistics import median
from typing import Any

from recheck.model.problem import Place, Problem, Source, missing_extra

MAX_PAGES = 200
_HIDDEN_HYPHEN = ("\ufffe", "\x02", "\xad")
_ROOM = 1.45
"""A gap of this many usual line distances is an empty line."""
_one_at_a_time = threading.Lock()
"""PDFium is not made for several threads."""
MAX_ON_A_PAGE = 100_000
"""Characters; a page in small print has about 6,000."""


def text_of_pdf(data: bytes, name: str) -> tuple[str, frozenset[int]] | Problem:
    """The text of a PDF and the lines that begin its pages; or why there is none."""
    where = Place(Source(name))
    try:
        import pypdfium2
    except ImportError:
        return missing_extra("reading PDF", "pypdfium2", "letters", where)
    with _one_at_a_time:
        try:
            document = pypdfium2.PdfDocument(data)
        except Exception as error:
            return _unreadable(error, where)
        try:
            count = len(document)
            if count > MAX_PAGES:
                message = f"{count:,} pages; a letter of more than {MAX_PAGES} is not read"
                return Problem("too-long", message, where, "split the file by letters")
            pages = [_lines_of_page(document[number]) for number in range(count)]
        except Exception as error:
            return _unreadable(error, where)
        finally:
            document.close()
    lines: list[str] = []
    starts = []
    for page in pages:
        starts.append(len(lines) + 1)
        lines += page
    if not "".join(lines).strip():
        message = "the PDF has no text layer: it is a scan, or empty"
        return Problem("no-text-layer", message, where, "recognise its text first, for instance with ocrmypdf")
    return "\n".join(lines) + "\n", frozenset(starts)


def _unreadable(error: Exception, where: Place) -> Problem:
    if "password" in str(error).lower():
        message = "the PDF is encrypted under a password that is not empty"
        return Problem("password-needed", message, where, "save it without a password")
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return Problem("not-a-pdf", f"not readable as PDF: {reason}", where)


def _lines_of_page(page: Any) -> list[str]:
    """The lines of one page, an empty one where there is room for it."""
    textpage = page.get_textpage()
    try:
        if textpage.count_chars() > MAX_ON_A_PAGE:
            raise ValueError(f"more than {MAX_ON_A_PAGE:,} characters on a page")
        text = textpage.get_text_range()
        rows = text.replace("\r\n", "\n").split("\n")
        tops = _tops(textpage, text)
    finally:
        textpage.close()
        page.close()
    gaps = [above - below for above, below in itertools.pairwise(tops) if above and below and above > below]
    usual = median(gaps) if gaps else 0.0
    found: list[str] = []
    for number, row in enumerate(rows):
        if number and number < len(tops) and tops[number] and tops[number - 1]:
            gap = (tops[number - 1] or 0) - (tops[number] or 0)
            gap -= usual * (len(_with_hyphens(rows[number - 1])) - 1)
            if usual and gap > usual * _ROOM and found and found[-1]:
                found.append("")
        found += _with_hyphens(row)
    return found


def _tops(textpage: Any, text: str) -> list[float | None]:
    """The height at which each line stands, None where it has no character."""
    tops: list[float | None] = []
    at = 0
    total = textpage.count_chars()
    for row in text.split("\n"):
        offset = len(row) - len(row.lstrip())
        place = at + offset
        top = None
        if row.strip() and place < total:
            _, bottom, _, _ = textpage.get_charbox(place, loose=True)
            top = float(bottom)
        tops.append(top)
        at += len(row) + 1
    return tops


def _with_hyphens(row: str) -> list[str]:
    """A line with its hidden hyphens: what follows one stood on the next line.

    >>> _with_hyphens("an electro\\ufffediagnostic study")
    ['an electro-', 'diagnostic study']
    """
    for mark in _HIDDEN_HYPHEN:
        row = row.replace(mark, "-\n")
    return row.split("\n")
