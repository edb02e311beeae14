"""The words of a letter that a fact rests on, within their sentence and between its neighbours, to be shown.

They are shown and never kept: a case file points at them by lines or characters.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from recheck.letters.facts.fact import FactRead
from recheck.letters.letter import Letter, Span
from recheck.letters.record import sentences
from recheck.letters.words import LetterWords
from recheck.model.case import Evidence
from recheck.model.value import Value

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence with the words that count, and what stands before and after it."""

    before: str
    lead: str
    words: str
    tail: str
    after: str

    def __str__(self) -> str:
        return " ".join(each for each in (self.lead, f"«{self.words}»", self.tail) if each)


def quote(
    letter: Letter,
    words: LetterWords,
    name: str,
    value: Value,
    evidence: Evidence,
    read: Sequence[FactRead] = (),
) -> Quote | None:
    """What a fact's evidence says; None where it points outside the letter.

    Args:
        letter: the letter that the case was read from.
        words: how letters are written, for its sentences.
        name: the fact.
        value: its value.
        evidence: where it stands.
        read: what is read of the letter now, which knows the very words.
    """
    exact = next(
        (each for each in read if (each.name, each.value, each.span.evidence) == (name, value, evidence)), None
    )
    if exact:
        return _quoted(letter, exact.sentence, exact.span)
    text = letter.text
    if evidence.kind == "characters":
        if evidence.last > len(text.text):
            return None
        span = text.span(evidence.first, evidence.last)
    elif 1 <= evidence.first <= evidence.last <= len(text.lines):
        span = text.span_of_lines(evidence.first, evidence.last)
    else:
        return None
    around = [
        each.span for each in sentences(letter, words) if each.span.start < span.end and span.start < each.span.end
    ]
    whole = text.span(min(around[0].start, span.start), max(around[-1].end, span.end)) if around else span
    return _quoted(letter, whole, span)


def _quoted(letter: Letter, sentence: Span, words: Span) -> Quote:
    text = letter.text.text
    before = text.rfind("\n", 0, max(0, text.rfind("\n", 0, sentence.start)))
    after = text.find("\n", text.find("\n", sentence.end) + 1)
    return Quote(
        _flat(text[max(0, before) : sentence.start]),
        _flat(text[sentence.start : words.start]),
        _flat(text[words.start : words.end]),
        _flat(text[words.end : sentence.end]),
        _flat(text[sentence.end : after if after > 0 else len(text)]),
    )


def _flat(text: str) -> str:
    """Words as one line, without what would steer a terminal."""
    return _CONTROL.sub("·", " ".join(text.split()))
