"""The text of a letter to a letter: header, reviewer, summary and items, or the one reason why not."""

import re
from collections.abc import Sequence

from recheck.letters.header import read_header, read_reviewer
from recheck.letters.items import NotRead, read_items
from recheck.letters.letter import Letter, LetterText, Span
from recheck.letters.lines import Line, lines_of
from recheck.letters.words import LetterWords, either
from recheck.model.problem import Problem


def read_structure(text: LetterText, words: LetterWords, path: str) -> tuple[Letter | None, list[Problem]]:
    """The letter that a text is; None with one problem where it is no determination or cannot be read whole.

    Args:
        text: what was read of the file.
        words: how letters are written.
        path: how the user knows the file, for the problem's place.
    """
    try:
        return _read(text, words), []
    except NotRead as reason:
        return None, [reason.problem(text, path)]


def _read(text: LetterText, words: LetterWords) -> Letter:
    lines = lines_of(text)
    if not lines:
        raise NotRead("empty-file", "the file holds nothing", 1)
    summary = _heading(lines, words.layout.headings["summary"], 0)
    issues = _heading(lines, words.layout.headings["items"], summary + 1 if summary is not None else 0)
    if summary is None and issues is None:
        message = "this is no determination: neither a case summary nor disputed items"
        raise NotRead("not-a-determination", message, 1, "letters of another layout need rules/letters/letter.yaml")
    if summary is None:
        raise NotRead("no-summary", "there is no case summary before the disputed items", 1)
    if issues is None:
        raise NotRead("cut-off", "the letter ends before its disputed items", lines[-1].number)
    again = _heading(lines, words.layout.headings["summary"], summary + 1)
    if again is not None:
        message = "a second case summary begins here: several letters in one file"
        raise NotRead("several-letters", message, lines[again].number, "split the file by letters")
    head_end = text.starts[lines[summary].number - 1]
    first = _after(lines, summary + 1, issues, words.layout.introductions["summary"])
    body = _after(lines, issues + 1, len(lines), words.layout.introductions["items"])
    return Letter(
        text,
        read_header(text, head_end, words),
        read_reviewer(lines[:summary], words),
        _span(text, lines[first:issues]) if first < issues else text.span(head_end, head_end),
        read_items(text, lines[body:], words),
    )


def _heading(lines: Sequence[Line], wordings: tuple[str, ...], start: int) -> int | None:
    """The first line that is one of the headings."""
    pattern = re.compile(rf"\W*{either(wordings)}\W*", re.IGNORECASE)
    return next((place for place in range(start, len(lines)) if pattern.fullmatch(lines[place].words)), None)


def _after(lines: Sequence[Line], start: int, end: int, wordings: tuple[str, ...]) -> int:
    """The line after an introduction, which may run over some lines; the first where there is none."""
    pattern = re.compile(rf"{either(wordings)}\W*$", re.IGNORECASE)
    said = ""
    for place in range(start, min(end, start + 6)):
        said = f"{said} {lines[place].words}".strip()
        if pattern.search(said):
            return place + 1
    return start


def _span(text: LetterText, lines: Sequence[Line]) -> Span:
    return text.span_of_lines(lines[0].number, lines[-1].number)
