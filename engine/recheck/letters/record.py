"""Dates that only the case summary tells: of injury, of the request, of utilization review's decision.

Which words stand before such a date is data (rules/letters/letter.yaml). Sentences of the summary are told
apart here too, and those that tell what utilization review held: they document nothing of the record.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from recheck.letters.header import day_of
from recheck.letters.letter import Dated, Letter, Span
from recheck.letters.words import DATE, LetterWords
from recheck.model.case import LATEST_RECORD

_DATE = re.compile(rf"\b{DATE}(?!\d)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?:(?<=[a-z0-9)%\"”][.!?])|(?<=[A-Z]{2}[.!?]))[\"”]?\s+(?=[A-Z(\"“]|\d)")

RECEIPT = "receipt of the request"
DENIAL = "utilization review's denial"
SERVICE = "day of service"
RECENT = timedelta(weeks=8)
"""How long before the denial a record can be that stands for the request: utilization review has 5 to 14 days."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the summary, and whether utilization review says it."""

    span: Span
    words: str
    said_by_utilization_review: bool


@dataclass(frozen=True, slots=True)
class RecordDates:
    """The dates that a letter's requests go by, from its header and its summary."""

    injury: Dated | None = None
    denied: Dated | None = None
    requested: Dated | None = None
    stands_for: str | None = None
    """What the date of the request really is, where it is not the request's own."""
    granted_in_part: bool = False
    """Whether the summary tells that utilization review granted something."""
    said_by_review: tuple[str, ...] = ()
    """The sentences that report what utilization review decided."""


def sentences(letter: Letter, words: LetterWords) -> Iterator[Sentence]:
    """The sentences of the case summary, in their order."""
    text = letter.text
    summary = text[letter.summary]
    start = 0
    for match in (*_SENTENCE_END.finditer(summary), None):
        end = match.start() if match else len(summary)
        said = " ".join(summary[start:end].split())
        if said:
            at = letter.summary.start + start
            span = text.span(at, letter.summary.start + end)
            yield Sentence(span, said, bool(words.layout.said_by_utilization_review.search(said)))
        start = match.end() if match else end


def read_record(letter: Letter, words: LetterWords) -> RecordDates:
    """The dates of injury, of the request and of utilization review's decision.

    The header's, else the first that the summary calls so. A letter that tells no date of the request has the
    date on which it was received stand for it, else that of the latest record before the denial, else the denial's:
    neither the day of the injury nor a record that is weeks older than the denial is one of the request.
    """
    injury = letter.header.injury or _told(letter, words, "injury")
    denied = letter.header.denied or _told(letter, words, "denied")
    known = [each.value for each in (denied, letter.header.received, letter.header.decided) if each]
    latest_possible = min(known, default=None)
    said = list(sentences(letter, words))
    grants = words.layout.granted_in_part
    by_review = tuple(each.words for each in said if each.said_by_utilization_review)
    granted = any(grants.search(each) for each in by_review)
    for what, stands_for in (("requested", None), (RECEIPT, RECEIPT)):
        told = _told(letter, words, what)
        if told and _lies_between(told.value, injury, latest_possible):
            return RecordDates(injury, denied, told, stands_for, granted, by_review)
    records = [
        dated
        for sentence in said
        if not sentence.said_by_utilization_review
        for dated in _dates_in(letter, sentence.span)
        if _lies_between(dated.value, injury, latest_possible) and not (injury and dated.value == injury.value)
    ]
    latest = max(records, key=lambda each: each.value, default=None)
    if latest and (latest_possible is None or latest_possible - latest.value <= RECENT):
        return RecordDates(injury, denied, latest, LATEST_RECORD, granted, by_review)
    return RecordDates(injury, denied, denied, DENIAL if denied else None, granted, by_review)


def _lies_between(day: date, injury: Dated | None, latest: date | None) -> bool:
    return (injury is None or injury.value <= day) and (latest is None or day <= latest)


def _told(letter: Letter, words: LetterWords, what: str) -> Dated | None:
    """The first date of the summary that the words before it call so."""
    summary = letter.summary
    found = []
    for pattern in words.layout.dates.get(what, ()):
        match = pattern.search(letter.text.text, summary.start, summary.end)
        day = day_of(match[1]) if match else None
        if match and day:
            found.append((match.start(1), Dated(day, letter.text.span(match.start(1), match.end(1)))))
    return min(found, key=lambda each: each[0])[1] if found else None


def _dates_in(letter: Letter, span: Span) -> Iterator[Dated]:
    for match in _DATE.finditer(letter.text.text, span.start, span.end):
        day = day_of(match[1])
        if day:
            yield Dated(day, letter.text.span(match.start(1), match.end(1)))
