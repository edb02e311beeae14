"""Sentences of a rationale by what they do: find, quote a guideline, conclude, or tell what utilization review held.

Comes in: sentences in lower case. Goes out: the kind of each, and from where on it speaks of the file. Only what finds,
or finds and concludes at once, says something of the file; a guideline's 'no red flags' is nobody's finding, also
between quotation marks or where it speaks of 'the patient' in general ('if the patient fails').
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from recheck.letters.findings.words import FindingWords
from recheck.letters.words import LetterWords

_CLAUSE = re.compile(r"[,;:]| which | but | however| although ")
_REQUEST = re.compile(r", (?:the|this|these|use|medical|it is)\b")
"""Where a sentence turns from what it finds to what it concludes."""
_QUOTED = re.compile(r"\".*")


class SentenceKind(StrEnum):
    """What a sentence of a rationale does."""

    FINDING = "finding"
    GUIDELINE = "guideline"
    MIXED = "mixed"
    CONCLUSION = "conclusion"
    UTILIZATION_REVIEW = "utilization_review"

    @property
    def finds(self) -> bool:
        """Whether it says something of the file."""
        return self in (SentenceKind.FINDING, SentenceKind.MIXED)


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence does, and the characters from which and up to which it speaks of the file."""

    kind: SentenceKind
    start: int = 0
    end: int | None = None


def told_apart(sentences: Iterable[str], words: FindingWords, letters: LetterWords) -> list[Told]:
    """What each sentence of a rationale does; one without any mark goes on with what the one before does.

    Args:
        sentences: the sentences in their order, in lower case.
        words: how rationales are worded.
        letters: how letters name utilization review.
    """
    found: list[Told] = []
    is_open = False
    for said in sentences:
        before = found[-1].kind if found else None
        own = words.in_general.sub(blank, said)
        ends = words.names_the_patient.search(own) or words.concluding.search(own)
        is_open = is_open and ends is None
        quoted = is_open and not said.partition('"')[2].strip(" .")
        each = Told(SentenceKind.GUIDELINE) if quoted else _told(said, words, letters, before)
        if said.count('"') % 2:
            is_open = not is_open and each.kind is SentenceKind.GUIDELINE
        found.append(each)
    return found


def kind_of(said: str, words: FindingWords, letters: LetterWords) -> SentenceKind:
    """What a sentence does that stands for itself."""
    return _told(said, words, letters, None).kind


def _told(said: str, words: FindingWords, letters: LetterWords, before: SentenceKind | None) -> Told:
    if letters.layout.said_by_utilization_review.search(said):
        return Told(SentenceKind.UTILIZATION_REVIEW)
    if words.advising.search(said):
        return Told(SentenceKind.CONCLUSION)
    own = words.in_general.sub(blank, said)
    guideline = words.of_a_guideline.search(said)
    if guideline:
        own = own[: guideline.start()] + _QUOTED.sub(blank, own[guideline.start() :])
    patient = words.of_the_patient.search(own)
    concludes = words.concluding.search(said)
    if concludes:
        return _concluding(said, concludes.start(), words.finding_too.search(own))
    if guideline is None:
        goes_on = before is SentenceKind.FINDING
        return Told(SentenceKind.FINDING if patient or goes_on else SentenceKind.GUIDELINE)
    named = words.names_the_patient.search(own)
    if patient and patient.start() < guideline.start():
        return Told(SentenceKind.MIXED)
    if named is None:
        return Told(SentenceKind.GUIDELINE)
    turns = [each.end() for each in _CLAUSE.finditer(said, guideline.end(), named.start() + 1)]
    return Told(SentenceKind.MIXED, turns[-1] if turns else named.start())


def _concluding(said: str, at: int, finds: re.Match[str] | None) -> Told:
    """A sentence that concludes: alone, after what it finds ('Given …, the request is'), or before it ('because …')."""
    if finds is None:
        return Told(SentenceKind.CONCLUSION)
    if finds.start() > at:
        return Told(SentenceKind.MIXED, finds.start())
    turns = [each.start() for each in _REQUEST.finditer(said, finds.end(), at)]
    return Told(SentenceKind.MIXED, 0, turns[-1] if turns else None)


def blank(match: re.Match[str]) -> str:
    """As many spaces as the match has characters."""
    return " " * len(match[0])


def hidden(match: re.Match[str]) -> str:
    """One word of as many characters, in which nothing is read."""
    return "_" * len(match[0])
