"""One rationale, ready to be read: what the patterns find in its sentences, and topics that speak for several facts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from recheck.letters.facts.read import FactReader
from recheck.letters.facts.summary import Summary
from recheck.letters.findings.absences import Absence
from recheck.letters.findings.words import FindingWords, Topic
from recheck.letters.letter import Letter
from recheck.model.case import Case, Finding, Request
from recheck.model.value import Value
from recheck.model.vocabulary import BelongsTo, Fact, FactType, Vocabulary

_NEGATES = re.compile(r"\b(?:no|not|without|lack\w*|never|fail\w*)\b")
_LISTS = re.compile(r",|/| or | and ")
NEAR = 60
"""Characters within which words of presence stand."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, and the stretch of the plain text that it was read from."""

    finding: Finding
    start: int
    end: int
    topic: Topic | None = None
    is_topic: bool = False
    """Whether it was read as one of the topics, and not by a fact's patterns."""

    def is_as(self, other: "Found") -> bool:
        """Whether another says something of the same sign with the same words, or nearly."""
        shared = min(self.end, other.end) - max(self.start, other.start)
        whole = max(self.end, other.end) - min(self.start, other.start)
        return shared * 2 >= whole and self.finding.is_there == other.finding.is_there

    def holds(self, other: "Found", text: str) -> bool:
        """Whether another is but a part of what is absent here."""
        is_inside = self.start <= other.start and other.end <= self.end
        return is_inside and not self.finding.is_there and not _LISTS.search(text, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Said:
    """One rationale, ready to be read."""

    summary: Summary
    absences: Sequence[Absence]
    words: FindingWords
    letter: Letter
    case: Case
    """The letter's case with this request alone."""
    request: Request
    vocabulary: Vocabulary

    def facts(self, reader: FactReader) -> Iterator[Found]:
        """What the patterns read; of what is unclear, and of how a record is laid out, nothing is found."""
        places = {at: place for place, at in reversed(list(enumerate(self.summary.plain.places)))}
        for fact in reader.read_in(self.summary, self.case).facts:
            start, end = places.get(fact.span.start, 0), places.get(fact.span.end - 1, 0) + 1
            inside = self._inside(start)
            if self.words.never.match(fact.name) or (inside and inside.kind == "unclear"):
                continue
            is_missing = inside is not None and inside.kind == "missing"
            if is_missing and fact.value is True and _NEGATES.search(self.summary.lower, start, end):
                continue
            quote = " ".join(self.letter.text[fact.sentence].split())
            value = None if is_missing else fact.value
            lines = fact.span.first, fact.span.last
            topic = next((each for each in self.words.topics if fact.name in each.facts and not each.is_stated), None)
            yield Found(Finding(fact.name, fact.place or "request", value, quote, lines), start, end, topic)

    def topics(self, reader: FactReader) -> Iterator[Found]:
        """Findings that speak for several facts; of topics whose words overlap the longest counts."""
        taken: list[tuple[int, int]] = []
        for topic, start, end in sorted(self._hits(), key=lambda each: (each[1] - each[2], each[1])):
            if any(start < b and a < end for a, b in taken):
                continue
            value, is_said = self._value(topic, start, end)
            facts = [self.vocabulary.facts[each] for each in topic.facts if each in self.vocabulary.facts]
            if not facts or not is_said:
                continue
            taken.append((start, end))
            span = self.summary.back(start, end)
            sentence = self.summary.sentence_at(start)
            assert sentence
            whole = self.summary.back(sentence.start, sentence.end)
            quote = " ".join(self.letter.text.text[whole.start : whole.end].split())
            lines = span.first, span.last
            many = [Finding(each.name, place_of(each, self.request, reader), value, quote, lines) for each in facts]
            if value is True:
                many = many[:1]
            yield Found(replace(many[0], also=tuple(many[1:])), start, end, topic, is_topic=True)

    def _hits(self) -> Iterator[tuple[Topic, int, int]]:
        category = self.vocabulary.treatments.get(self.request.treatment or "")
        for topic in self.words.topics:
            if topic.categories and (category is None or category.category not in topic.categories):
                continue
            for sentence in self.summary.sentences:
                if sentence.is_record:
                    for match in topic.words.finditer(self.summary.lower, sentence.start, sentence.end):
                        yield topic, match.start(), match.end()

    def _value(self, topic: Topic, start: int, end: int) -> tuple[Value | None, bool]:
        """What is said of a topic, and whether anything is: never a 'yes' for its mere mention."""
        inside = self._inside(start)
        if topic.is_stated:
            asked = self.request.quantity
            return (asked.disputed, True) if asked and inside is None else (None, False)
        is_boolean = self.vocabulary.facts[topic.facts[0]].type is FactType.BOOLEAN
        if inside is not None:
            return (False if inside.kind == "false" and is_boolean else None), inside.kind != "unclear"
        return True, is_boolean and self._is_present(start, end)

    def _is_present(self, start: int, end: int) -> bool:
        """Whether words beside it say that it is there."""
        sentence = self.summary.sentence_at(start)
        assert sentence
        text = self.summary.lower
        before = [each.end() for each in self.words.present.before.finditer(text, sentence.start, start)]
        after = self.words.present.after.search(text, end, min(sentence.end, end + NEAR))
        return bool((before and start - before[-1] <= NEAR) or (after and after.start() - end <= 2))

    def _inside(self, at: int) -> Absence | None:
        return next((each for each in self.absences if each.start <= at < each.end), None)


def place_of(fact: Fact, request: Request, reader: FactReader) -> str:
    """Where a finding without a place of its own belongs: as the request's facts do, a nerve's to its root."""
    keys = (key for each in (request, *request.parts) for key in each.region_keys)
    region = next((each for each in keys if each), None)
    if region and fact.name in reader.of_roots:
        base = region.removesuffix("_left").removesuffix("_right")
        region = reader.clinical.nerves_of.get(base, region)
    match fact.belongs_to:
        case BelongsTo.REGION if region:
            return region
        case BelongsTo.TREATMENT_REGION if region and request.treatment:
            return f"{request.treatment}/{region}"
        case BelongsTo.TREATMENT if request.treatment:
            return request.treatment
        case BelongsTo.CLAIM:
            return "claim"
        case _:
            return "request"
