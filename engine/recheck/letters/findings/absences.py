"""Stretches of a sentence in which something is missing, false, unclear, or only wanted.

Sought before anything is read inside them: what is 'not documented' is not found, what is 'absent' is false, and of
what is 'unclear', taken for granted or only a purpose nothing is said.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from recheck.letters.findings.words import FindingWords

_CLAUSE = re.compile(
    r"[.;:]| but | however| although| though| while | and (?:that|there|the|has|is|was|had)\b|, (?:the|this|it) "
)
REACH = 160
"""Characters that words of absence reach at most."""


@dataclass(frozen=True, slots=True)
class Absence:
    """A stretch of a sentence in which something is said to be missing (None), false, or unclear."""

    start: int
    end: int
    kind: str

    @property
    def denies(self) -> bool:
        return self.kind != "unclear"


def absences_in(text: str, start: int, end: int, words: FindingWords) -> Iterator[Absence]:
    """The stretches of a sentence in which nothing is found, or something is missing or false; the first that holds."""
    for pattern in (words.unclear, words.purposes):
        for match in pattern.finditer(text, start, end):
            stop = _CLAUSE.search(text, match.end(), end)
            yield Absence(match.start(), stop.start() if stop else end, "unclear")
    for kind, sides in (("missing", words.not_documented), ("false", words.absent)):
        for match in sides.before.finditer(text, start, end):
            stop = _CLAUSE.search(text, match.end(), end)
            reach = min(stop.start() if stop else end, match.end() + REACH)
            granted = words.taken_for_granted.search(text, match.end(), reach)
            if granted:
                yield Absence(granted.start(), reach, "unclear")
            yield Absence(match.start(), granted.start() if granted else reach, kind)
        for match in sides.after.finditer(text, start, end):
            begin = max((each.end() for each in _CLAUSE.finditer(text, start, match.start())), default=start)
            yield Absence(max(begin, match.start() - REACH), match.end(), kind)
