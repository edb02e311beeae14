"""The disputed items of a letter: title, outcome, what each side cites, and the rationale, kept apart.

An item is known by its labels. Its outcome is the last word of its title, and stands before the first label
and nowhere else: an outcome that stands anywhere else, a label that is missing or out of order, a title with
two outcomes is a problem of the whole letter, for then its items cannot be told apart.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from recheck.letters.citations import read_citations
from recheck.letters.join import joined
from recheck.letters.letter import Grounds, Item, LetterText, Span
from recheck.letters.lines import ENDS_A_SENTENCE, Break, Line
from recheck.letters.words import LetterWords, either
from recheck.model.case import Outcome
from recheck.model.problem import Place, Problem, Source

ORDER = ("claims_administrator", "reviewer", "rationale")
MAX_TITLE_LINES = 14
_CONNECTIVES = {
    "a",
    "an",
    "and",
    "at",
    "by",
    "for",
    "from",
    "in",
    "of",
    "on",
    "or",
    "over",
    "per",
    "plus",
    "the",
    "to",
    "under",
    "with",
    "without",
    "&",
}


class NotRead(Exception):
    """Why a letter's items cannot be told apart."""

    def __init__(self, code: str, message: str, line: int, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.line, self.suggestion = code, message, line, suggestion

    def problem(self, text: LetterText, path: str) -> Problem:
        """As a problem of the letter, at its line."""
        source = Source(path, text.lines)
        return Problem(self.code, self.message, Place(source, max(1, self.line), 1, 1), self.suggestion)


@dataclass(frozen=True, slots=True)
class _Labels:
    """The patterns of an item's parts."""

    label: re.Pattern[str]
    outcome: re.Pattern[str]
    any_outcome: re.Pattern[str]


def read_items(text: LetterText, lines: Sequence[Line], words: LetterWords) -> tuple[Item, ...]:
    """The items that stand in the lines after the heading, in their order.

    Raises:
        NotRead: they cannot be told apart, or the letter is cut off.
    """
    known = _labels(words)
    marks = [(place, match) for place, line in enumerate(lines) if (match := known.label.match(line.words))]
    last = lines[-1].number if lines else 1
    if not marks:
        if any(known.any_outcome.search(line.words) for line in lines):
            raise NotRead("cut-off", "the letter ends before its first rationale", last)
        raise NotRead("no-items", "no disputed item with an outcome is found here", last)
    names = [next(name for name in ORDER if match[name]) for _, match in marks]
    _check_order(names, marks, lines)
    found = []
    starts = [marks[number][0] for number in range(0, len(marks), 3)]
    titles = [_title_start(lines, start, marks, words) for start in starts]
    for number, start in enumerate(starts):
        claims, reviewer, rationale = (marks[3 * number + each] for each in range(3))
        end = titles[number + 1] if number + 1 < len(titles) else len(lines)
        title, outcome = _title_and_outcome(lines[titles[number] : start], known, words, text)
        found.append(
            Item(
                title,
                text.span_of_lines(lines[titles[number]].number, lines[start - 1].number),
                outcome,
                _grounds(text, lines, claims, reviewer[0], words),
                _grounds(text, lines, reviewer, rationale[0], words),
                _rationale(text, lines, rationale, end, known),
            )
        )
    _check_end(lines, words)
    _check_outcomes_agree(found)
    return tuple(found)


def _labels(words: LetterWords) -> _Labels:
    kept = words.kept.get("items")
    if isinstance(kept, _Labels):
        return kept
    named = [rf"(?P<{name}>{either(words.layout.labels[name])})" for name in ORDER]
    label = re.compile(rf"(?:{'|'.join(named)})\s*:", re.IGNORECASE)
    both = either([each for many in words.layout.outcomes.values() for each in many])
    outcome = re.compile(rf"(?:^|[:;.,/\s-])\s*(?P<outcome>{both})\s*[.*]?$", re.IGNORECASE)
    # in capitals, alone on a line, or after a colon: a rationale may say that something 'was upheld'
    any_outcome = re.compile(rf"(?:^|:\s*){both}\s*[.*]?$", re.IGNORECASE)
    words.kept["items"] = made = _Labels(label, outcome, any_outcome)
    return made


def _check_order(names: list[str], marks: list[tuple[int, re.Match[str]]], lines: Sequence[Line]) -> None:
    for number, name in enumerate(names):
        if name != ORDER[number % 3]:
            line = lines[marks[number][0]].number
            message = f"'{name.replace('_', ' ')}' stands where '{ORDER[number % 3].replace('_', ' ')}' is due"
            raise NotRead("item-incomplete", message, line, "a part of an item is missing, or twice there")
    if len(names) % 3:
        raise NotRead("cut-off", "the letter ends inside an item", lines[-1].number)


def _title_start(lines: Sequence[Line], label: int, marks: list[tuple[int, re.Match[str]]], words: LetterWords) -> int:
    """The first line of the title that ends before a label."""
    before = max((place for place, _ in marks if place < label), default=-1)
    floor = before + 1  # the line of a rationale's label is never a title's
    start = label - 1
    if start < floor:
        raise NotRead("no-outcome", "an item has no title with an outcome", lines[label].number)
    if _labels(words).outcome.fullmatch(lines[start].words):  # the outcome on a line of its own
        if start == floor or (lines[start].before is not Break.NONE and not lines[start - 1].words.endswith(":")):
            raise NotRead("no-title", "this outcome has no title", lines[start].number)
        start -= 1
    no_paragraphs = not any(line.before is Break.HARD for line in lines[floor + 1 : label])
    while start > floor and not _begins(lines, start, no_paragraphs):
        start -= 1
    opening = re.compile(either(words.titles.begins_a_partial_approval), re.IGNORECASE)
    going_on = re.compile(either(words.titles.continues_a_partial_approval), re.IGNORECASE)

    def is_whole() -> bool:
        said = " ".join(line.words for line in lines[start:label])
        return not going_on.search(said) or bool(opening.search(said))

    while not is_whole() and start > floor:  # a partial approval is told in several sentences
        start -= 1
        while start > floor and not _begins(lines, start, no_paragraphs):
            start -= 1
    if label - start > MAX_TITLE_LINES:
        raise NotRead("title-unclear", "where the title of this item begins is not clear", lines[label].number)
    return start


def _begins(lines: Sequence[Line], place: int, no_paragraphs: bool) -> bool:
    """Whether a line begins a title: what stands before it has ended."""
    above, line = lines[place - 1].words, lines[place]
    ended = above.endswith(ENDS_A_SENTENCE)
    if line.before is Break.HARD:
        lower = line.words[:1].islower()
        open_end = above.split()[-1].lower() in _CONNECTIVES or above.endswith(",")
        in_capitals = above.isupper() and line.words.rsplit(":", 1)[0].isupper()
        return ended or not (lower or open_end or in_capitals)
    if line.before is Break.SOFT:
        return ended
    return no_paragraphs and ended


def _title_and_outcome(
    lines: Sequence[Line], known: _Labels, words: LetterWords, text: LetterText
) -> tuple[str, Outcome]:
    line = lines[-1].number
    match = known.outcome.search(lines[-1].words)
    if not match:
        raise NotRead("no-outcome", "this item has no outcome", line)
    outcome = _outcome(match["outcome"], words)
    rows = [each.words for each in lines[:-1]] + [lines[-1].words[: match.start()]]
    title = joined(rows, text.text).strip().rstrip(":;,. ")
    both = either([each for many in words.layout.outcomes.values() for each in many])
    if re.search(rf"(?:^|[:/,;]\s*|\b(?:and|or|is)\s*:?\s*){both}[\s:/,;]*(?:and|or)?$", title, re.IGNORECASE) or any(
        known.any_outcome.search(each) for each in rows if each.strip()
    ):
        raise NotRead("two-outcomes", "this item has two outcomes", line, "which of them holds is not for us to say")
    if not title:
        raise NotRead("no-title", "this outcome has no title", line)
    return title, outcome


def _outcome(word: str, words: LetterWords) -> Outcome:
    plain = " ".join(word.lower().split())
    return next(Outcome(name) for name, many in words.layout.outcomes.items() if plain in many)


def _grounds(
    text: LetterText, lines: Sequence[Line], mark: tuple[int, re.Match[str]], end: int, words: LetterWords
) -> Grounds:
    place, match = mark
    rows = [lines[place].words[match.end() :], *(line.words for line in lines[place + 1 : end])]
    span = text.span_of_lines(lines[place].number, lines[end - 1].number)
    return Grounds(span, read_citations(joined(rows, text.text), words))


def _rationale(
    text: LetterText, lines: Sequence[Line], mark: tuple[int, re.Match[str]], end: int, known: _Labels
) -> Span:
    place, match = mark
    rows = lines[place:end]
    if not lines[place].words[match.end() :].strip() and len(rows) == 1:
        raise NotRead("cut-off", "an item has no rationale", lines[place].number)
    for line in rows:
        if known.any_outcome.search(line.words):
            message = "an outcome stands inside a rationale: an item's labels are missing"
            raise NotRead("item-incomplete", message, line.number)
    return text.span_of_lines(rows[0].number, rows[-1].number)


def _check_end(lines: Sequence[Line], words: LetterWords) -> None:
    """The last rationale ends as sentences end."""
    last = lines[-1].words.rstrip("\"'”’)]* ")
    if last.endswith((".", "!", "?")):
        return
    if not re.search(rf"\b{either(words.layout.endings)}$", " ".join(line.words for line in lines[-2:]), re.I):
        raise NotRead("cut-off", "the letter ends in the middle of a sentence", lines[-1].number)


def _check_outcomes_agree(items: Sequence[Item]) -> None:
    """One title stands for one item, and has one outcome."""
    outcomes: dict[str, Item] = {}
    for item in items:
        key = " ".join(item.title.lower().split())
        first = outcomes.setdefault(key, item)
        if first.outcome is not item.outcome:
            raise NotRead(
                "two-outcomes",
                f"the same item is {first.outcome} and {item.outcome}",
                item.title_span.last,
                f"the other is at line {first.title_span.last}",
            )
