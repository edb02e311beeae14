"""A chart note as sentences: under which heading each stands, and whether it speaks of the patient as he is.

Comes in: a note's text. Goes out: what a letter's case summary gives too, so that one reader reads both. Headings
and what they mean are data (rules/letters/clinical.yaml): family history, goals, allergies, questions put to an
examiner are set apart; under the history, the words that open parts of a case summary open parts here as well.
"""

import bisect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from recheck.letters.facts.clinical import AnyOf, ClinicalWords, any_of
from recheck.letters.facts.phrases import DATE
from recheck.letters.facts.plain import PlainText, plain_text
from recheck.letters.facts.summary import Sentence, Summary, lowered, sentences_in
from recheck.letters.header import day_of
from recheck.letters.letter import LetterText

NARRATIVE = ("opening", "subjective", "opinion")
"""Parts in which a physician tells a story, so that words open parts of it."""
BOTH = "assessment and plan"
_UNTICKED = re.compile(r"(?:\[ ?\]|☐|\( \)|_{2,3}) ?[^\[\]☐☒☑_(;\0]{1,60}?(?=[\[☐☒☑_(;]|\. |$| {2})")
"""A box of a form that nobody ticked, and what stands beside it."""
_AT_LINE = re.compile(r"^[ \t]*(?P<name>[A-Z][A-Za-z0-9/&,.()' -]{0,70}?)[ \t]*[:;]", re.MULTILINE)
_LETTER = re.compile(r"^[ \t]*(?P<name>[SOAP]|A ?[/&] ?P)[ \t]*[):.-]{1,2}(?=\s)", re.MULTILINE)
"""The four letters of a progress note."""
_IN_LINE = re.compile(r"(?<=[.,:] )[ \t]*(?P<name>[A-Z][A-Z/& '-]{3,60}?)[ \t]*:")
_ALONE = re.compile(r"^[ \t]*(?P<name>[A-Z][A-Z0-9/& '-]{3,60})[ \t]*$", re.MULTILINE)
_BREAKS = re.compile(
    r"(?<=[.,:;])[ \t]+(?=\d{1,2}[.)]\s+[A-Z])|\n[ \t]*\n"
    r"|\n[ \t]*(?=(?:\d{1,2}[.)]|[-*•])\s)|\n(?=[A-Z][^\n:]{0,60}:)"
)
_SEEN = re.compile(
    r"(?:visit|service|exam\w*|evaluation|seen|evaluated|consultation|today|date)\W{1,4}"
    rf"(?!of (?:injury|birth|accident|loss)\b)(?:[a-z]+ ){{0,3}}({DATE})",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"(?:(?<=[:,.?] )|\A)no(?=, (?:the|it|this|that|his|her|i|we|he|she|they|there)\b)")


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a heading stands in the note's own text, and the part that it opens."""

    start: int
    end: int
    part: str
    is_loud: bool
    """Whether it is written in capitals."""


def read_chart(text: LetterText, clinical: ClinicalWords) -> Summary:
    """The note's sentences and parts.

    >>> from recheck.load.ruleset import load_rule_set
    >>> from recheck.letters.facts.clinical import load_clinical_words
    >>> words = load_clinical_words(load_rule_set().vocabulary)
    >>> note = LetterText("n", "text", "", "FAMILY HISTORY: Mother had gout.\\nEXAM: Gait is normal.")
    >>> found = read_chart(note, words)
    >>> [(each.is_record, found.section_at(each.start)) for each in found.sentences]
    [(False, 'family'), (True, 'examination')]
    """
    plain = plain_text(text, text.span(0, len(text.text)), clinical.shorthand)
    lower = _without_answers(lowered(plain.text))
    headings = headings_of(text.text, {part: any_of({part: words}) for part, words in clinical.headings.items()})
    lower = _UNTICKED.sub(lambda box: "\0" * len(box[0]), lower)
    headed = tuple((_in_plain(plain, each.start), each.part) for each in headings)
    breaks = sorted({0, *(_in_plain(plain, at) for at in _breaks(text.text, headings)), len(plain.text)})
    bounds = [
        (start + a, start + b)
        for start, end in pairwise(breaks)
        for a, b in sentences_in(plain.text[start:end].rstrip())
        if b > a
    ]
    headed = tuple(sorted({*headed, *_told_apart(headed, bounds, lower, clinical)}))
    sections = _sections(headed, lower, clinical, [end for _, end in bounds])
    seen = _seen_on(plain.text)
    whole = Summary(text, plain, lower, (), sections)
    of_other_days = _of_other_days(text.text, plain, headings, clinical)
    found = tuple(
        Sentence(
            start,
            end,
            number,
            _is_record(lower[start:end], whole.section_at(start), clinical),
            None if any(low <= start < high for low, high in of_other_days) else seen,
        )
        for number, (start, end) in enumerate(bounds)
    )
    return Summary(text, plain, lower, found, sections, headed=headed)


def _without_answers(lower: str) -> str:
    """The same without the 'no' that answers a question: what follows its comma is told, not denied.

    >>> _without_answers("answer: no, the arthritis is old. no, he has no fever")
    'answer: --, the arthritis is old. --, he has no fever'
    """
    return _ANSWER.sub("--", lower)


def headings_of(text: str, known: Mapping[str, AnyOf]) -> list[Heading]:
    """The headings of a note, in order; one in lower case opens a part only where nothing in it is listed yet."""
    found: dict[int, Heading] = {}
    for pattern in (_LETTER, _AT_LINE, _IN_LINE, _ALONE):
        for match in pattern.finditer(text):
            name = " ".join(lowered(match["name"]).split()).strip(" ,")
            part = next((each for each, words in known.items() if words.search(name)), None)
            is_loud = match["name"].upper() == match["name"]
            if pattern is _ALONE and not text[: match.start()].strip():
                continue  # the note's title
            if part and (is_loud or len(name.split()) <= 4):
                found.setdefault(match.start("name"), Heading(match.start("name"), match.end(), part, is_loud))
    kept: list[Heading] = []
    for at in sorted(found):
        each = found[at]
        if each.is_loud or not kept or kept[-1].part != "systems" or "xam" in text[each.start : each.end]:
            kept.append(each)
    return kept


def _sections(
    headed: Sequence[tuple[int, str]], lower: str, clinical: ClinicalWords, ends: Sequence[int]
) -> tuple[tuple[int, str], ...]:
    """Where each part begins: under its heading, and inside a history where words open one for their sentence."""
    found: list[tuple[int, str]] = []
    starts = [(0, "opening"), *headed]
    stops = [start for start, _ in starts[1:]] + [len(lower)]
    for (start, part), stop in zip(starts, stops, strict=True):
        found.append((start, part))
        for at, _, name in clinical.sections.find(lower, start + 1, stop) if part in NARRATIVE else ():
            sentence = bisect.bisect_right(ends, at)
            found += [(at, name), (min(ends[sentence] if sentence < len(ends) else stop, stop), part)]
    return tuple(sorted(found, key=lambda each: each[0]))


def _of_other_days(
    text: str, plain: PlainText, headings: Sequence[Heading], clinical: ClinicalWords
) -> list[tuple[int, int]]:
    """Where a note tells what papers of other days say: from the heading that says so to the next."""
    bounds = [*(each.start for each in headings), len(text)]
    return [
        (_in_plain(plain, start), _in_plain(plain, end))
        for each, (start, end) in zip(headings, pairwise(bounds), strict=True)
        if clinical.reviewed.search(lowered(text[each.start : each.end]))
    ]


def _told_apart(
    headed: Sequence[tuple[int, str]], bounds: Sequence[tuple[int, int]], lower: str, clinical: ClinicalWords
) -> Iterator[tuple[int, str]]:
    """Under 'Assessment and plan', what each sentence is: a plan where its words order something, else a diagnosis."""
    for (opened, part), (stop, _) in pairwise([*headed, (len(lower), "")]):
        for start, end in bounds if part == BOTH else ():
            if opened <= start < stop:
                orders = clinical.orders.search(lower[start:end]) or clinical.asks.search(lower[start:end])
                yield start + (start == opened), "plan" if orders else "diagnosis"


def _breaks(text: str, headings: list[Heading]) -> list[int]:
    """Where a sentence ends whatever its marks: before headings, empty lines and items of lists."""
    return [each.start for each in headings] + [match.end() for match in _BREAKS.finditer(text)]


def _in_plain(plain: PlainText, at: int) -> int:
    return bisect.bisect_left(plain.places, at)


def _seen_on(text: str) -> date | None:
    """The day of the visit, where the note says it once."""
    days = {day for day in (day_of(match[1]) for match in _SEEN.finditer(text[:1500])) if day}
    return next(iter(days)) if len(days) == 1 else None


def _is_record(said: str, part: str, clinical: ClinicalWords) -> bool:
    """Whether a sentence speaks of this patient's state, rather than of his family, his goals or a question."""
    asks = said.rstrip().endswith("?")
    return part not in clinical.set_aside and not asks and not clinical.not_the_record.search(said)
