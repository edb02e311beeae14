"""What a note asks for: treatments that its plan orders, requests, prescribes or refers to.

Comes in: the sentences of a note. Goes out: each request in the note's words, with treatment, region, side and
quantity as a title is read. What is only discussed, possible, wished, refused, done or replaced is no request; which
words say so is data. A treatment is one that the words name: prose holds too many words that are nearly a drug's name.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from recheck.letters.facts.clinical import ClinicalWords
from recheck.letters.facts.complaints import complaints_of
from recheck.letters.facts.regions import Body, keys_of, read_body
from recheck.letters.facts.summary import Sentence, Summary
from recheck.letters.letter import Span
from recheck.model.vocabulary import SIDES, Vocabulary, region_key
from recheck.titles import TitleReading, read_title

PLAN = "plan"
_NEVER = frozenset({"past", "surgical", "social", "medication", "imaging", "systems", "allergies"})
"""Parts of a note that ask for nothing, whatever their verbs."""
_PART = re.compile(
    r"[;,] (?:and )?|\band\b|\bas well as\b|\bfollowed by\b|(?<=replaced) (?=by|with)"
    r"|\b(?=instead of\b|in place of\b|in lieu of\b|rather than\b)"
)
_FREQUENCY = re.compile(r"\d ?(?:times|visits|sessions|x) ?(?:a|per|each|/)? ?(?:week|wk)")
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
        if sentence.is_record and summary.heading_at(sentence.start) not in _NEVER:
            for each in _of_sentence(sentence, summary, body, known, vocabulary):
                before = found.get((each.treatment, each.region))
                if before is None or (before.quantity is None and each.quantity is not None):
                    found[each.treatment, each.region] = each
    return _with_frequency(list(found.values()), summary, vocabulary)


def _with_frequency(found: list[Planned], summary: Summary, vocabulary: Vocabulary) -> list[Planned]:
    """The requests, the one course of visits with the frequency that another sentence of the plan tells."""
    courses = [each for each in found if vocabulary.treatments[each.treatment].unit == "visits"]
    if len(courses) != 1 or courses[0].quantity is not None:
        return found
    for sentence in summary.sentences:
        said = summary.lower[sentence.start : sentence.end]
        tells = summary.heading_at(sentence.start) == PLAN and _FREQUENCY.search(said)
        if tells and not read_title(said, vocabulary).treatments:
            told = _with_amount(courses[0], said, vocabulary)
            return [told if each is courses[0] else each for each in found]
    return found


def _of_sentence(
    sentence: Sentence, summary: Summary, body: Body, known: Sequence[str], vocabulary: Vocabulary
) -> Iterator[Planned]:
    text, clinical = summary.plain.text, body.words
    whole = read_title(text[sentence.start : sentence.end], vocabulary)
    last: list[Planned] = []
    for start, end, asks in _asked_parts(sentence, summary, clinical):
        part = _by_name(text[start:end], clinical, vocabulary)
        if not part.treatments:
            last = [_with_amount(each, text[start:end], vocabulary) for each in last]
            continue
        yield from last
        last = []
        if not asks:
            continue
        regions, side = part.body_regions or whole.body_regions, part.side or whole.side
        here = [key for each in body.parts if start <= each.start < end for key in keys_of(each, known)]
        region = region_key(regions[0], side if side in SIDES else None) if regions else next(iter(here), None)
        region = region or (known[0] if len(known) == 1 else None)
        words = " ".join(text[start:end].split())
        last = [Planned(words, each, region, part.quantity, summary.back(start, end)) for each in part.treatments]
    yield from last


def _asked_parts(sentence: Sentence, summary: Summary, clinical: ClinicalWords) -> Iterator[tuple[int, int, bool]]:
    """Each part of a sentence, and whether it asks: in the plan, or from a verb of asking on, until words deny it."""
    in_plan = summary.heading_at(sentence.start) == PLAN
    going = in_plan
    for start, end in _parts(summary.plain.text, sentence):
        said = summary.lower[start:end]
        first = any(in_plan and at == 0 for at, _, _ in clinical.asks_first.find(said.lstrip()))
        going = (going or first or clinical.asks.search(said)) and not clinical.told.search(said)
        yield start, end, going and not clinical.not_asked.search(said)


def _by_name(said: str, clinical: ClinicalWords, vocabulary: Vocabulary) -> TitleReading:
    """What words of prose ask for, without what is replaced and without a guess at words that are no treatment's."""
    for start, end, _ in (*clinical.replaced.find(said.lower()), *clinical.in_capitals.find(said.lower())):
        upper = clinical.in_capitals.search(said[start:end].lower()) and said[start:end].isupper()
        said = said if upper else said[:start] + " " * (end - start) + said[end:]
    read = read_title(said, vocabulary)
    for each in read.mentions:
        if each.read_as:
            said = re.sub(rf"\b{re.escape(each.said)}\b", " ", said, flags=re.IGNORECASE)
    return read_title(said, vocabulary)


def _with_amount(asked: Planned, said: str, vocabulary: Vocabulary) -> Planned:
    """A request with the amount that the next part of its sentence tells: 'therapy, twice a week for 6 weeks'."""
    if asked.quantity is not None:
        return asked
    return replace(asked, quantity=read_title(f"{asked.words} {said}", vocabulary).quantity)


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
