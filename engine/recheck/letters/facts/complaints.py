"""The parts of the body that a chart note is about: those of its complaint and of its diagnoses.

A finding that names no part is of these, where they are one; what the whole note says ('no previous surgery') is of
each of them.
"""

import re
from collections.abc import Iterable

from recheck.letters.facts.regions import Body, Mention, keys_of
from recheck.letters.facts.summary import Sentence, Summary
from recheck.model.vocabulary import MIDLINE, SIDES

MOST = 3
_FELT = re.compile(r"radiat|numb|tingl|\bdown\b|into the")
"""Words of pain that is felt in another part than the one that is hurt."""
_FIRST = 3
"""Sentences of a history in which the complaint stands, where no heading holds it."""


def complaints_of(summary: Summary, body: Body) -> tuple[str, ...]:
    """The keys of the parts that the note is about, the first named first."""
    mentions = [each for sentence in _telling(summary) for each in _within(body.parts, sentence)]
    sided = {region for each in mentions for region in each.regions if each.side}
    keys: list[str] = []
    for each in mentions:
        if each.side or any(region in MIDLINE or region not in sided for region in each.regions):
            keys += [key for key in keys_of(each) if key not in keys]
    return tuple(key for key in keys if not _is_part_of_a_sided(key, keys))[:MOST]


def _telling(summary: Summary) -> Iterable[Sentence]:
    """The sentences that say what the note is about."""
    own = [each for each in summary.sentences if each.is_record]
    parts = [(summary.section_at(each.start), each) for each in own]
    complaint = [each for part, each in parts if part == "opening"][:_FIRST]
    history = [each for part, each in parts if part == "subjective"][:_FIRST]
    diagnoses = [each for part, each in parts if part == "diagnosis"]
    told = complaint or history
    return [each for each in told if not _FELT.search(summary.lower, each.start, each.end)] + diagnoses or told


def _within(mentions: Iterable[Mention], sentence: Sentence) -> list[Mention]:
    return [each for each in mentions if sentence.start <= each.start < sentence.end]


def _is_part_of_a_sided(key: str, keys: list[str]) -> bool:
    """Whether a part is named without its side beside the same part with one."""
    return any(f"{key}_{side}" in keys for side in SIDES)
