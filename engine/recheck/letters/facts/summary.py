"""A case summary as sentences: part of the report, date, and whether it is the record that speaks."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from recheck.letters.facts.clinical import ClinicalWords
from recheck.letters.facts.phrases import DATE
from recheck.letters.facts.plain import PlainText, plain_text
from recheck.letters.header import day_of
from recheck.letters.letter import Letter, LetterText, Span
from recheck.letters.words import LetterWords

_END = re.compile(
    r"(?:(?<=[a-z0-9)%\"'][.!?])|(?<=[A-Z]{2}[.!?]))[\"']? ?(?=[A-Z\"(]|\d+[ -][a-z]|On )|(?<=[a-z])[.] (?=\d)|; "
)
_HURT = re.compile(r"injur[a-z]*(?: [a-z,:]+){0,4} $", re.IGNORECASE)
_BORN = re.compile(
    r"(?:\bd\.?o\.?b\b|\bbirth ?da(?:y|te)\b|\bdate of birth\b|\bborn(?: on)?\b)[^a-z0-9]{0,6}$", re.IGNORECASE
)
_NO_END = re.compile(r"(?:\b(?:dr|mr|mrs|ms|vs|no|approx|st|inc|e\.g|i\.e|fig|pt|[a-z]\.[a-z])|\d)\.$", re.IGNORECASE)
_DATE = re.compile(rf"\b{DATE}(?!\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the plain text; `number` counts those between full stops, `;` begins only a part of one."""

    start: int
    end: int
    number: int
    is_record: bool
    """False where it reports what utilization review held, or argues."""
    visit: date | None
    """The date of the visit that it reports."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A case summary, ready to be searched."""

    text: LetterText
    """The letter or note that it is read from."""
    plain: PlainText
    lower: str
    sentences: tuple[Sentence, ...]
    sections: tuple[tuple[int, str], ...]
    """Where each part of the report begins."""
    injury: date | None = None
    """The date of injury, where a header tells it: no visit's."""
    until: date | None = None
    """The last day from which a record can be."""
    headed: tuple[tuple[int, str], ...] = ()
    """Those of the parts that stand under a heading of their own."""
    is_open: bool = False
    """Whether every treatment that the text names has its facts, and not those alone that are requested."""

    def back(self, start: int, end: int) -> Span:
        """The stretch of the letter or note that a stretch of the plain text came from."""
        return self.plain.back(start, end, self.text)

    def section_at(self, place: int) -> str:
        """The part of the report at a character; `opening` before any has begun."""
        return _part(self.sections, place)

    def heading_at(self, place: int) -> str:
        """The part under whose heading a character stands; `opening` before the first."""
        return _part(self.headed, place)

    def sentence_at(self, place: int) -> Sentence | None:
        return next((each for each in self.sentences if each.start <= place < each.end), None)


def _part(parts: Sequence[tuple[int, str]], place: int) -> str:
    found = "opening"
    for start, name in parts:
        if start > place:
            break
        found = name
    return found


def read_summary(letter: Letter, words: LetterWords, clinical: ClinicalWords) -> Summary:
    """The summary's sentences and parts."""
    plain = plain_text(letter.text, letter.summary, clinical.shorthand)
    lower = lowered(plain.text)
    sentences: list[Sentence] = []
    visit = None
    was_record = True
    for number, (start, end) in enumerate(sentences_in(plain.text)):
        said = lower[start:end]
        held = bool(words.layout.said_by_utilization_review.search(said)) or clinical.not_the_record.search(said)
        opening = clinical.goes_on.pattern.match(said) is not None
        is_record = not held and not (not was_record and opening)
        dates = [day for at, day in dates_in(plain.text, start, end, clinical) if not _hurt(plain.text, start, at)]
        if is_record and dates and clinical.visits.search(said):
            visit = dates[-1] if letter.header.injury is None or dates[-1] != letter.header.injury.value else visit
        sentences.append(Sentence(start, end, number, is_record, visit))
        was_record = is_record
    sections = tuple((start, name) for start, _, name in clinical.sections.find(lower))
    injury, decided = letter.header.injury, letter.header.decided
    return Summary(
        letter.text, plain, lower, tuple(sentences), sections,
        injury.value if injury else None, decided.value if decided else None,
    )  # fmt: skip


def summary_of(text: LetterText, spans: Sequence[Span], clinical: ClinicalWords) -> Summary:
    """Sentences that somebody else chose, and the parts that their words open.

    >>> from recheck.load.ruleset import load_rule_set
    >>> from recheck.letters.facts.clinical import load_clinical_words
    >>> words = load_clinical_words(load_rule_set().vocabulary)
    >>> text = LetterText("a", "text", "", "He walks. The guideline says no. She\\nlimps.")
    >>> found = summary_of(text, [text.span(0, 9), text.span(33, 43)], words)
    >>> [found.lower[each.start : each.end] for each in found.sentences]
    ['he walks.', 'she limps.']
    """
    plain = plain_text(text, text.span(0, len(text.text)), clinical.shorthand)
    lower = lowered(plain.text)
    bounds = [(bisect_left(plain.places, each.start), bisect_left(plain.places, each.end)) for each in spans]
    found = tuple(Sentence(start, end, number, True, None) for number, (start, end) in enumerate(bounds))
    sections = tuple((at, name) for start, end in bounds for at, _, name in clinical.sections.find(lower, start, end))
    return Summary(text, plain, lower, found, sections)


def lowered(text: str) -> str:
    """The text in lower case, of the same length."""
    lower = text.lower()
    if len(lower) != len(text):  # a character whose lower case is longer
        lower = "".join(each.lower() if len(each.lower()) == 1 else each for each in text)
    return lower


def sentences_in(text: str) -> list[tuple[int, int]]:
    """Where each sentence begins and ends.

    >>> said = "She does HEP. On 1/2/16 he hurt. It was 4. 5 of 5. Dr. X saw him"
    >>> [said[a:b] for a, b in sentences_in(said)]
    ['She does HEP.', 'On 1/2/16 he hurt.', 'It was 4. 5 of 5.', 'Dr. X saw him']
    """
    found = []
    start = 0
    for match in _END.finditer(text):
        if match[0].startswith(";"):
            continue
        if _NO_END.search(text, max(start, match.start() - 8), match.start()):
            before = text[max(0, match.start() - 3) : match.start()]
            if not (re.search(r"\d\.$", before) and text[match.end() : match.end() + 1].isupper()):
                continue
        found.append((start, match.start()))
        start = match.end()
    if start < len(text):
        found.append((start, len(text)))
    return found


def dates_in(text: str, start: int, end: int, clinical: ClinicalWords) -> list[tuple[int, date]]:
    """The dates of a stretch on which something can have been recorded, with their places: no plan, no birthday."""
    found = ((each.start(), day_of(each[0])) for each in _DATE.finditer(text, start, end))
    return [
        (at, day)
        for at, day in found
        if day
        and not clinical.planned.search(text[max(start, at - 60) : at].lower())
        and not _BORN.search(text, max(start, at - 30), at)
    ]


def _hurt(text: str, start: int, at: int) -> bool:
    """Whether the words before a date call it that of an injury."""
    return _HURT.search(text, max(start, at - 60), at) is not None
