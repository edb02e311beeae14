"""Wordings of treatments and drugs found in a text: by their first word, so that thousands cost no more than a few."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from recheck.letters.facts.plain import plain_words

_WORD = re.compile(r"(?<![a-z0-9])[a-z0-9#]+")
_JOINT = re.compile(r"[- ]")


@dataclass(frozen=True, eq=False)
class Wordings:
    """What words mean; a hyphen may be a space, and the other way round.

    >>> found = Wordings({"physical therapy": "pt", "therapy": "any"}).find("after physical-therapy", 0, 22)
    >>> list(found)
    [(6, 22, 'pt')]
    """

    meanings: Mapping[str, str]
    """A wording in lower case -> what it means."""

    @cached_property
    def by_first(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """By their first word: the wordings as they are compared, the longest first, and what each means."""
        found: dict[str, dict[str, str]] = {}
        for wording, meaning in self.meanings.items():
            words = _JOINT.sub(" ", plain_words(wording).lower())
            first = _WORD.match(words)
            if first:
                found.setdefault(first[0], {}).setdefault(words, meaning)
        return {first: sorted(many.items(), key=lambda it: (-len(it[0]), it)) for first, many in found.items()}

    def find(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """Every place with its meaning, the longest wording where several begin; text in lower case."""
        at = start
        for word in _WORD.finditer(text, start, end):
            if word.start() >= at and (found := self.at(text, word.start(), end)):
                at = found[0]
                yield word.start(), *found

    def at(self, text: str, start: int, end: int) -> tuple[int, str] | None:
        """Where the wording that begins at a character ends, and what it means."""
        word = _WORD.match(text, start, end)
        for words, meaning in self.by_first.get(word[0], ()) if word else ():
            stop = start + len(words)
            if stop <= end and _JOINT.sub(" ", text[start:stop]) == words and not text[stop : stop + 1].isalnum():
                return stop, meaning
        return None
