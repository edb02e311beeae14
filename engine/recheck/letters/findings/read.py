"""A rationale to findings: what the reviewer says the file holds or lacks, fact by fact, with the words.

Comes in: a letter's item and the reader of facts. Goes out: findings in their places. Sentences are told apart first;
words of absence are sought before anything is read inside them: what is 'not documented' is not found, what is 'absent'
is false, and of what is 'unclear' nothing is said. The same patterns as for case summaries read the rest.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from recheck.letters.facts.plain import plain_text
from recheck.letters.facts.read import FactReader
from recheck.letters.facts.summary import Sentence, Summary, lowered, sentences_in
from recheck.letters.findings.absences import absences_in
from recheck.letters.findings.record import Record
from recheck.letters.findings.said import Found, Said
from recheck.letters.findings.sentences import SentenceKind, hidden, told_apart
from recheck.letters.findings.words import FindingWords
from recheck.letters.letter import Item, Letter
from recheck.letters.words import LetterWords
from recheck.model.case import Case, Finding, Request
from recheck.model.vocabulary import Vocabulary


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
    record: Callable[[], Record],
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
        record: the letter's case summary, to be searched for what the findings say.
    """
    plain = plain_text(letter.text, item.rationale)
    lower = words.titles.sub(hidden, lowered(plain.text))
    bounds = sentences_in(plain.text)
    told = told_apart((lower[start:end] for start, end in bounds), words, letters)
    sentences = tuple(
        Sentence(start + each.start, end if each.end is None else start + each.end, number, each.kind.finds, None)
        for number, ((start, end), each) in enumerate(zip(bounds, told, strict=True))
    )
    if not any(each.is_record for each in sentences):
        return RationaleRead((), tuple(each.kind for each in told))
    lower = _finding_alone(lower, sentences)
    injury, decided = letter.header.injury, letter.header.decided
    days = injury.value if injury else None, decided.value if decided else None
    summary = Summary(letter.text, plain, lower, sentences, (), *days)
    absences = [each for it in sentences if it.is_record for each in absences_in(lower, it.start, it.end, words)]
    said = Said(summary, absences, words, letter, replace(case, requests={request.id: request}), request, vocabulary)
    found = list(_together([*said.topics(reader), *said.facts(reader)], lower))
    beside = (
        replace(it.finding, record=record().beside(it.finding, it.topic, lower[it.start : it.end])) for it in found
    )
    return RationaleRead(_once(beside), tuple(each.kind for each in told))


def _finding_alone(lower: str, sentences: Sequence[Sentence]) -> str:
    """The text with spaces for all that finds nothing, so that nothing is sought in a guideline's words."""
    found = [" " * len(lower)]
    at = 0
    for each in sentences:
        if each.is_record:
            found[-1] = " " * (each.start - at)
            found += [lower[each.start : each.end], " " * (len(lower) - each.end)]
            at = each.end
    return "".join(found)


def _together(found: Sequence[Found], text: str) -> Iterator[Found]:
    """Findings of the same words as one, named by the longest stretch.

    What is absent is absent as a whole: 'no plan for surgery' says nothing of an operation done, but a list of what is
    absent says it of each.
    """
    groups: list[list[Found]] = []
    for each in sorted(found, key=lambda it: (it.start - it.end, it.start)):
        over = [many for many in groups if many[0].start < each.end and each.start < many[0].end]
        holding = next((many for many in over if many[0].holds(each, text)), None)
        same = next((many for many in over if many[0].is_as(each)), holding if each.is_topic else None)
        if same:
            same.append(each)
        elif holding is None:
            groups.append([each])
    for many in groups:
        first = many[0].finding
        known = {it.fact for it in first.each}
        rest = (it.finding for it in many[1:] if it.finding.fact not in known)
        yield replace(many[0], finding=replace(first, also=(*first.also, *rest)))


def _once(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding of a fact once, where it is first said, in the order of the text."""
    kept: dict[object, Finding] = {}
    for each in sorted(found, key=lambda it: (it.lines, it.fact)):
        sign = each.value if each.value is not False else None
        kept.setdefault((each.fact, sign), each)
    return tuple(kept.values())
