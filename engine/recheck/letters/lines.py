"""The lines of a letter, and where paragraphs begin.

Extractors leave empty lines differently: between paragraphs only, after every line with more of them between
paragraphs, as lines of spaces between paragraphs and truly empty ones at page ends, or none at all. What an
empty line means is told from how the whole letter uses them.
"""

import itertools
from dataclasses import dataclass
from enum import IntEnum

from recheck.letters.letter import LetterText

ENDS_A_SENTENCE = (".", "!", "?", '."', ".”", ".)", "?)")


class Break(IntEnum):
    """What stands before a line: nothing, perhaps the end of a paragraph, or its end."""

    NONE = 0
    SOFT = 1
    HARD = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not empty: its number from 1, its words, and what stands before it."""

    number: int
    words: str
    before: Break


def lines_of(text: LetterText) -> list[Line]:
    """The lines that are not empty.

    >>> [line.before.name for line in lines_of(LetterText("a", "text", "", "One\\ntwo.\\n\\nThree"))]
    ['HARD', 'NONE', 'HARD']
    >>> doubled = "One\\n\\ntwo\\n\\nthree\\n\\nfour.\\n\\n\\nFive"
    >>> [line.before.name for line in lines_of(LetterText("a", "text", "", doubled))]
    ['HARD', 'NONE', 'NONE', 'NONE', 'HARD']
    """
    words = [" ".join(line.split()) for line in text.lines]
    full = [number for number, each in enumerate(words) if each]
    doubled = _is_double_spaced(full)
    of_spaces = [bool(line) and not each for line, each in zip(text.lines, words, strict=True)]
    marks_paragraphs = sum(of_spaces[(full[0] if full else 0) : (full[-1] if full else 0)]) >= 3
    found = []
    for place, number in enumerate(full):
        if not place:
            before = Break.HARD
        else:
            between = range(full[place - 1] + 1, number)
            if marks_paragraphs:
                hard = any(of_spaces[each] for each in between)
                soft = len(between) > 1 if doubled else len(between) > 0
            else:
                hard = len(between) > (1 if doubled else 0)
                soft = False
            if number + 1 in text.page_starts and not hard:
                soft = True
            before = Break.HARD if hard else Break.SOFT if soft else Break.NONE
        found.append(Line(number + 1, words[number], before))
    return found


def _is_double_spaced(full: list[int]) -> bool:
    """Whether nearly every line is followed by an empty one."""
    if len(full) < 4:
        return False
    touching = sum(1 for one, two in itertools.pairwise(full) if two - one == 1)
    return touching * 5 < len(full)
