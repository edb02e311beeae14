"""What a note asks for: treatments that its plan orders, requests, prescribes or refers to.

Comes in: the sentences of a note. Goes out: each request in the note's words, with treatment, region, side and
quantity as a title is read. What is only discussed, possible, or refused is no request; which words say so is data.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from recheck.letters.facts.clinical import ClinicalWords
from recheck.letters.facts.complaints import complaints_of
from recheck.letters.facts.regions import Body, keys_of, read_body
from recheck.letters.facts.summary import Sentence, Summary
from recheck.letters.letter import Span
from recheck.model.vocabulary import SIDES, Vocabulary, region_key
from recheck.titles import read_title

PLAN = "plan"
_PART = re.compile(r"[;,] (?:and )?|\band\b|\bas well as\b|\bfollowed by\b")
_ITEM = re.compile(r"(?:[A-Z /]{4,}:[ ,]*)?(?:\d{1,2}[.)] *|[-*•] *)?")


@dataclass(frozen=True, slots=True)
class Planned:
    """One thing that the plan asks for."""

    words: str
    treatment: str
    region: str | None
    quantity: int | None
    span: Span


def planned(summary: Summary, clinical: ClinicalWords, vocabulary: Vocabulary) -> list[Planned]:
    """The requests of a note, each treatment of a region once."""
    body = read_body(summary, clinical)
    known = complaints_of(summary, body)
    found: dict[tuple[str, str | None], Planned] = {}
    for sentence in summary.sentences:
        if sentence.is_record and _asks(sentence, summary, clinical):
            for each in _of_sentence(sentence, summary, body, known, vocabulary):
                found.setdefault((each.treatment, each.region), each)
    return list(found.values())


def _asks(sentence: Sentence, summary: Summary, clinical: ClinicalWords) -> bool:
    """Whether a sentence stands in the plan, or asks for something elsewhere."""
    said = summary.lower[sentence.start : sentence.end]
    return summary.heading_at(sentence.start) == PLAN or clinical.asks.search(said)


def _of_sentence(
    sentence: Sentence, summary: Summary, body: Body, known: Sequence[str], vocabulary: Vocabulary
) -> Iterator[Planned]:
    text = summary.plain.text
    whole = read_title(text[sentence.start : sentence.end], vocabulary)
    for start, end in _parts(text, sentence):
        part = read_title(text[start:end], vocabulary)
        if not part.treatments or body.words.not_asked.search(summary.lower[start:end]):
            continue
        regions, side = part.body_regions or whole.body_regions, part.side or whole.side
        here = [key for each in body.parts if start <= each.start < end for key in keys_of(each, known)]
        region = region_key(regions[0], side if side in SIDES else None) if regions else next(iter(here), None)
        region = region or (known[0] if len(known) == 1 else None)
        words = " ".join(text[start:end].split())
        for treatment in part.treatments:
            yield Planned(words, treatment, region, part.quantity, summary.back(start, end))


def _parts(text: str, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """The parts of a sentence that may each ask for something, without the number of its item.

    >>> list(_parts("2. MRI of the neck, and six visits of PT.", Sentence(0, 41, 0, True, None)))
    [(3, 18), (24, 41)]
    """
    opening = _ITEM.match(text, sentence.start, sentence.end)
    start = opening.end() if opening else sentence.start
    for match in _PART.finditer(text, start, sentence.end):
        yield start, match.start()
        start = match.end()
    yield start, sentence.end
