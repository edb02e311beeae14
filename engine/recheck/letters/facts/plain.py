"""The case summary as one line of plain characters, with the way back to the letter's own.

Extractors break lines, hyphenate words at their ends, and write ligatures and curly quotes; patterns see none
of that. Every character of the plain text knows the character of the letter that it came from.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from recheck.letters.facts.shorthand import Shorthand
from recheck.letters.letter import LetterText, Span

_PLAIN = {
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "–": "-",
    "—": "-",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "\u00ad": "",
    "ˈ": "'",
}

_OPENS = re.compile(r"[.!?] $|^$")
"""What stands before the first word of a sentence."""


@dataclass(frozen=True, slots=True)
class PlainText:
    """Characters, and for each the place in the letter's text."""

    text: str
    places: tuple[int, ...] = field(repr=False)
    ends: tuple[int, ...] = field(repr=False)
    """Where the letter's own characters end: behind the next one, or behind a short form that was spelled out."""

    def back(self, start: int, end: int, letter: LetterText) -> Span:
        """The stretch of the letter that a stretch of the plain text came from."""
        return letter.span(self.places[start], self.ends[max(start, end - 1)])


def plain_words(words: str) -> str:
    """Words as the plain text has them.

    >>> plain_words("the ‘ﬁrst’ – of  two")
    "the 'first' - of two"
    """
    plain = (_PLAIN.get(each, each) for each in words)
    return " ".join("".join(unicodedata.normalize("NFKC", each) for each in plain).split())


def plain_text(letter: LetterText, within: Span, shorthand: Shorthand | None = None) -> PlainText:
    """The plain characters of a stretch of a letter, its shorthand spelled out.

    >>> letter = LetterText("a", "text", "", "the \\ufb01rst 15-\\npound  limit\\n\\nof ‘work’")
    >>> plain_text(letter, letter.span(0, len(letter.text))).text
    "the first 15-pound limit of 'work'"
    """
    found: list[str] = []
    places: list[int] = []
    ends: list[int] = []
    spelled = {each.start: each for each in shorthand.find(letter.text, within.start, within.end)} if shorthand else {}
    after = within.start
    for at in range(within.start, within.end):
        if at < after:
            continue
        short = spelled.get(at)
        if short:
            after = short.end
            apart = letter.text[after : after + 1].isalnum() or letter.text[after : after + 1] == "("
            words = short.words[0].upper() + short.words[1:] if _OPENS.search("".join(found[-2:])) else short.words
            said = words + " " * apart
            found += said
            places += [at] * len(said)
            ends += [after] * len(said)
            continue
        character = letter.text[at]
        if character.isspace():
            if not found or found[-1] == " ":
                continue
            joins = character in "\r\n" and found[-1] == "-" and len(found) > 1 and found[-2].isalnum()
            if not joins:
                found.append(" ")
                places.append(at)
                ends.append(at + 1)
            continue
        plain = _PLAIN.get(character)
        if plain is None:
            plain = character if character.isascii() else unicodedata.normalize("NFKC", character)
        for each in plain:
            found.append(each)
            places.append(at)
            ends.append(at + 1)
    while found and found[-1] == " ":
        found.pop()
        places.pop()
        ends.pop()
    return PlainText("".join(found), tuple(places), tuple(ends))
