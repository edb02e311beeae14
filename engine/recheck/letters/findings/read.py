"""A rationale to findings: what the reviewer says the file holds or lacks, fact by fact, with the words.

Comes in: a letter's item and the reader of facts. Goes out: findings in their places. Sentences are told apart first;
words of absence are sought before anything is read inside them: what is 'not documented' is not found, what is 'absent'
is false, and of what is 'unclear' nothing is said. The same patterns as for case summaries read the rest.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from recheck.letters.facts.fact import FactRead
from recheck.letters.facts.plain import plain_text
from recheck.letters.facts.read import FactReader
from recheck.letters.facts.summary import Sentence, Summary, lowered, sentences_in
from recheck.letters.findings.sentences import SentenceKind, kind_of
from recheck.letters.findings.words import FindingWords
from recheck.letters.letter import Item, Letter
from recheck.letters.words import LetterWords
from recheck.model.case import Case, Finding, Request
from recheck.model.value import Value
from recheck.model.vocabulary import BelongsTo, Fact, FactType, Vocabulary

_CLAUSE = re.compile(r"[.;:]| but | however| although| though| while | and (?:that|there|the|has|is|was|had)\b")
REACH = 120
"""Characters that words of absence reach at most."""


@dataclass(frozen=True, slots=True)
class Absence:
    """A stretch of a sentence in which something is said to be missing (None), false, or unclear."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class RationaleRead:
    """What was read of one rationale, and how many of its sentences do what."""

    findings: tuple[Finding, ...]
    kinds: tuple[SentenceKind, ...]


def read_findings(
    letter: Letter,
    item: Item,
    request: Request,
    case: Case,
    *,
    reader: FactReader,
    letters: LetterWords,
    words: FindingWords,
    vocabulary: Vocabulary,
) -> RationaleRead:
    """The findings of one item's rationale.

    Args:
        letter: the letter.
        item: the item.
        request: the request of the item, whose region and treatment findings without one are of.
        case: the letter's case.
        reader: the reader of facts.
        letters: how letters are laid out.
        words: how rationales are worded.
        vocabulary: the names in scope.
    """
    plain = plain_text(letter.text, item.rationale)
    lower = lowered(plain.text)
    bounds = sentences_in(plain.text)
    kinds = [kind_of(lower[start:end], words, letters) for start, end in bounds]
    sentences = tuple(
        Sentence(start, end, number, kind.finds, None)
        for number, ((start, end), kind) in enumerate(zip(bounds, kinds, strict=True))
    )
    injury, decided = letter.header.injury, letter.header.decided
    days = injury.value if injury else None, decided.value if decided else None
    summary = Summary(letter.text, plain, lower, sentences, (), *days)
    places = {at: place for place, at in reversed(list(enumerate(plain.places)))}
    found: list[Finding] = []
    absences = [each for it in sentences if it.is_record for each in absences_in(lower, it.start, it.end, words)]
    for fact in reader.read_in(summary, case).facts:
        start = places.get(fact.span.start, 0)
        inside = next((each for each in absences if each.start <= start < each.end), None)
        finding = _of_fact(fact, inside, letter, request)
        if finding:
            found.append(finding)
    found += _topics(summary, sentences, absences, found, words, letter, request, vocabulary)
    return RationaleRead(_once(found), tuple(kinds))


def absences_in(text: str, start: int, end: int, words: FindingWords) -> Iterator[Absence]:
    """The stretches of a sentence in which something is missing, false or unclear."""
    for kind, sides in (("missing", words.not_documented), ("false", words.absent)):
        for match in sides.before.finditer(text, start, end):
            stop = _CLAUSE.search(text, match.end(), end)
            yield Absence(match.start(), min(stop.start() if stop else end, match.end() + REACH), kind)
        for match in sides.after.finditer(text, start, end):
            begin = max((each.end() for each in _CLAUSE.finditer(text, start, match.start())), default=start)
            yield Absence(max(begin, match.start() - REACH), match.end(), kind)
    for match in words.unclear.finditer(text, start, end):
        stop = _CLAUSE.search(text, match.end(), end)
        yield Absence(match.start(), stop.start() if stop else end, "unclear")


def _of_fact(fact: FactRead, inside: Absence | None, letter: Letter, request: Request) -> Finding | None:
    """A fact that the patterns read, as a finding; one of which nothing is clear is none."""
    if inside and inside.kind == "unclear":
        return None
    value: Value | None = fact.value
    if inside and inside.kind == "missing":
        value = None
    quote = " ".join(letter.text[fact.sentence].split())
    return Finding(fact.name, fact.place or "request", value, quote, (fact.span.first, fact.span.last))


def _topics(
    summary: Summary,
    sentences: Sequence[Sentence],
    absences: Sequence[Absence],
    known: Sequence[Finding],
    words: FindingWords,
    letter: Letter,
    request: Request,
    vocabulary: Vocabulary,
) -> Iterator[Finding]:
    """Findings that speak for several facts: what is missing or absent of a topic that no pattern has read."""
    said = {(each.fact, each.lines[0]) for each in known}
    for sentence in sentences:
        if not sentence.is_record:
            continue
        for topic in words.topics:
            match = topic.words.search(summary.lower, sentence.start, sentence.end)
            if match is None:
                continue
            inside = next((each for each in absences if each.start <= match.start() < each.end), None)
            if (inside is None) != topic.is_stated or (inside and inside.kind == "unclear"):
                continue
            span = summary.back(match.start(), match.end())
            whole = summary.back(sentence.start, sentence.end)
            quote = " ".join(letter.text.text[whole.start : whole.end].split())
            for name in topic.facts:
                fact = vocabulary.facts.get(name)
                if fact is None or any((name, line) in said for line in range(span.first - 1, span.last + 2)):
                    continue
                value: Value | None = (
                    False if inside and inside.kind == "false" and fact.type is FactType.BOOLEAN else None
                )
                if topic.is_stated:
                    if request.quantity is None:
                        continue
                    value = request.quantity.disputed
                yield Finding(name, place_of(fact, request), value, quote, (span.first, span.last))
                break


def place_of(fact: Fact, request: Request) -> str:
    """Where a finding without a place of its own belongs: as the request's facts do."""
    region = next((each for each in request.region_keys if each), None)
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


def _once(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Each finding of a fact, value and line once, at the first of its places, in the order of the text."""
    kept: dict[object, Finding] = {}
    for each in found:
        kept.setdefault((each.fact, each.value, each.lines), each)
    return tuple(sorted(kept.values(), key=lambda each: (each.lines, each.fact)))
