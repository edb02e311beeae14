"""A letter or note to proposals: each fact with its words and its place in the case, to be confirmed by a person.

Comes in: the bytes of a file, or pasted text, and the case as it stands. Goes out: proposals, and what it asks for:
the items that a determination disputes, or the plan of a note. Nothing of it counts by itself. A PDF is opened in a
process of its own, whose time and memory are bounded: one that harms its reader harms nothing else.
"""

import contextlib
import multiprocessing
import re
import resource
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection
from typing import Any

from recheck.letters.facts.asked import asked_of
from recheck.letters.facts.fact import FactRead
from recheck.letters.facts.read import fact_reader
from recheck.letters.letter import Header, Letter, LetterText, Reviewer
from recheck.letters.notes.requests import Planned, planned
from recheck.letters.quote import Quote, quote
from recheck.letters.read import text_of
from recheck.letters.requests import Draft, draft_of
from recheck.letters.structure import read_structure
from recheck.letters.words import LetterWords, load_letter_words
from recheck.letters.write import mentioned_data
from recheck.load.json_nodes import plain_value
from recheck.model.case import Case, Request
from recheck.model.problem import Place, Problem, ProblemsFound, Source
from recheck.model.rule import RuleSet
from recheck.model.vocabulary import SIDES, BelongsTo, Vocabulary
from recheck.service.drafts.draft import Note
from recheck.service.pages.sheet import INJURY, REQUEST, Answer

LONGEST = 200_000
"""Characters of a letter that is read while somebody waits."""
SECONDS = 30
MEMORY = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Proposal:
    """One reading of one fact, as the letter tells it."""

    place: str
    """The JSON pointer in the case."""
    fact: str
    answer: Answer
    quote: Quote
    is_asked: bool
    """Whether a rule for what is requested turns on it."""
    against: Quote | None = None
    """Of a 'no': another sentence that says 'yes'."""
    is_late: bool = False
    """Whether it is dated after the request, and so does not count."""


@dataclass(frozen=True, slots=True)
class ItemRead:
    """One item that a determination disputes, or that the plan of a note asks for."""

    title: str
    treatments: tuple[str, ...]
    regions: tuple[str, ...]
    side: str | None
    quantity: int | None
    unit: str | None
    requested_on: date | None
    is_disputed: bool
    """Whether a determination disputes it; else the plan of a note asks for it."""


@dataclass(frozen=True, slots=True)
class LetterRead:
    """What was read."""

    name: str
    sha256: str
    is_determination: bool
    proposals: tuple[Proposal, ...]
    items: tuple[ItemRead, ...]
    mentioned: tuple[dict[str, Any], ...]
    """What it mentions in words from which nothing was read, as a case file has it: there it is not silent."""
    set_apart: int
    """Sentences that tell of something else, such as what utilization review held."""


def taken(data: bytes, name: str) -> Note:
    """The text of a letter or note, as it is kept with a screening.

    Args:
        data: the bytes of a text or PDF.
        name: how the user knows it.

    Raises:
        ProblemsFound: it cannot be read, or is too long.
    """
    text, problems = extracted(data, name)
    if text is None:
        raise ProblemsFound(problems)
    if len(text.text) > LONGEST:
        message = f"{name} has {len(text.text):,} characters; {LONGEST:,} is the most"
        raise ProblemsFound([Problem("too-large", message, Place(Source(name)), "send the part that matters")])
    return Note(name, text.text, text.sha256, text.kind, tuple(sorted(text.page_starts)))


def read_note(note: Note, case: Case | None, rules: RuleSet, folders: Sequence[str]) -> LetterRead:
    """Read a letter or note: a determination by its parts, any other note whole.

    Args:
        note: its text.
        case: the case so far, with what is requested; None before anything is.
        rules: the rules, whose vocabulary knows how facts are told.
        folders: the rules' folders, whose `letters/` say how letters are written.

    Raises:
        ProblemsFound: reading facts needs what is not installed.
    """
    text = LetterText(note.name, note.kind, note.sha256, note.text, frozenset(note.pages))
    words = load_letter_words(tuple(folders))
    reader = fact_reader(rules.vocabulary, folders)
    letter, _ = read_structure(text, words, note.name)
    draft = draft_of(letter, words, rules.vocabulary, path=note.name) if letter else None
    about = case or (draft.case if draft else Case(note.name, {}))
    if letter is None:
        letter = Letter(text, Header(), Reviewer(), text.span_of_lines(1, len(text.lines)), ())
        summary = reader.chart(text)
        read = reader.read_in(summary, about)
        items = [_planned(each, rules.vocabulary) for each in planned(summary, reader.clinical, rules.vocabulary)]
    else:
        read = reader.read(letter, words, about)
        items = [_item(each) for each in draft.case.requests.values()] if draft else []
    asked = asked_of(rules, about)
    found = [_proposal(each, about, letter, words, read.facts, asked) for each in read.facts if each.place]
    proposals = [*_injury(draft, letter), *(each for each in found if each)]
    proposals.sort(key=lambda each: not each.is_asked)
    return LetterRead(
        note.name,
        text.sha256,
        draft is not None,
        tuple(proposals),
        tuple(items),
        tuple(mentioned_data(each) for each in read.mentioned),
        len(read.said_by_review),
    )


def _planned(each: Planned, vocabulary: Vocabulary) -> ItemRead:
    """What a note asks for, for the form."""
    side = next((side for side in SIDES if each.region and each.region.endswith(f"_{side}")), None)
    region = each.region.removesuffix(f"_{side}") if each.region else None
    unit = vocabulary.treatments[each.treatment].unit
    return ItemRead(
        each.words, (each.treatment,), (region,) if region else (), side, each.quantity, unit, None, is_disputed=False
    )


def _proposal(
    read: FactRead, case: Case, letter: Letter, words: LetterWords, every: Sequence[FactRead], asked: Any
) -> Proposal | None:
    """A reading with its words; None where it has no place in the case."""
    place = place_of(read, case)
    said = quote(letter, words, read.name, read.value, read.span.evidence, every)
    if place is None or said is None:
        return None
    label = {
        BelongsTo.CLAIM: "claim",
        BelongsTo.REGION: read.region,
        BelongsTo.TREATMENT: read.treatment,
        BelongsTo.TREATMENT_REGION: f"{read.treatment} {read.region}",
        BelongsTo.REQUEST: f"request for {read.treatment}",
    }[read.belongs_to]
    span = (read.span.first, read.span.last)
    answer = Answer(plain_value(read.value), span, read.dated, note=letter.text.name, words=_sentence(said))
    request = case.requests.get(REQUEST)
    requested = request.dates.requested if request else None
    is_late = read.dated is not None and requested is not None and read.dated > requested
    contrary = next((each for each in every if read.value is False and _says_yes(each, read)), None)
    against = quote(letter, words, read.name, contrary.value, contrary.span.evidence, every) if contrary else None
    return Proposal(place, read.name, answer, said, (label, read.name) in asked, against, is_late)


def _says_yes(other: FactRead, read: FactRead) -> bool:
    return other.value is True and (other.name, other.region, other.treatment) == (
        read.name,
        read.region,
        read.treatment,
    )


def place_of(read: FactRead, case: Case) -> str | None:
    """Where in the case of the page a fact goes; None where it has no place there."""
    match read.belongs_to:
        case BelongsTo.CLAIM:
            return f"/claim/{read.name}"
        case BelongsTo.REGION if read.region:
            return f"/regions/{read.region}/{read.name}"
        case BelongsTo.TREATMENT if read.treatment:
            return f"/treatments/{read.treatment}/{read.name}"
        case BelongsTo.TREATMENT_REGION if read.treatment and read.region:
            return f"/treatments/{read.treatment}/{read.region}/{read.name}"
        case BelongsTo.REQUEST:
            request = case.requests.get(REQUEST)
            if request is None:
                return None
            if not request.parts:
                return f"/requests/{REQUEST}/facts/{read.name}"
            part = next((each.id for each in request.parts if each.treatment == read.treatment), None)
            return f"/requests/{REQUEST}/parts/{part}/facts/{read.name}" if part else None
        case _:
            return None


def _injury(draft: Draft | None, letter: Letter) -> list[Proposal]:
    """The date of injury that a determination's head or summary tells."""
    known = draft.case.claim.get("date_of_injury") if draft else None
    if known is None:
        return []
    reading = known.readings[0]
    evidence = reading.evidence
    lines = (evidence.first, evidence.last) if evidence else None
    words = _line(letter, evidence.first) if evidence else ""
    answer = Answer(plain_value(reading.value), lines, note=letter.text.name, words=words)
    return [Proposal(INJURY, "date_of_injury", answer, Quote("", "", words, "", ""), is_asked=True)]


def _sentence(said: Quote) -> str:
    """The sentence as it stands, without marks."""
    found = " ".join(each.strip() for each in (said.lead, said.words, said.tail) if each.strip())
    return re.sub(r" (?=[.,;:)!?])", "", found)


def _line(letter: Letter, number: int) -> str:
    return " ".join(letter.text.lines[number - 1].split()) if number <= len(letter.text.lines) else ""


def _item(request: Request) -> ItemRead:
    """A disputed item, for the form."""
    parts = request.parts or (request,)
    quantity = request.quantity or parts[0].quantity
    return ItemRead(
        request.title,
        tuple(dict.fromkeys(each.treatment for each in parts if each.treatment)),
        request.body_regions or parts[0].body_regions,
        request.side or parts[0].side,
        quantity.disputed if quantity else None,
        quantity.unit if quantity else None,
        request.dates.requested,
        is_disputed=True,
    )


def extracted(data: bytes, name: str) -> tuple[LetterText | None, list[Problem]]:
    """A letter's text; a PDF's comes from a process of its own."""
    if b"%PDF-" not in data[:1024] and not name.lower().endswith(".pdf"):
        return text_of(data, name)
    context = multiprocessing.get_context("spawn")
    hear, tell = context.Pipe(duplex=False)
    process = context.Process(target=_extract, args=(data, name, tell), name="letter")
    process.start()
    tell.close()
    try:
        with contextlib.suppress(EOFError):
            if hear.poll(SECONDS):
                found: tuple[LetterText | None, list[Problem]] = hear.recv()
                return found
        message = "reading this file ended its process, or took too long"
        where = Place(Source(name))
        return None, [Problem("reader-died", message, where, "the file is damaged or hostile; paste its text instead")]
    finally:
        process.kill()
        process.join()
        hear.close()


def _extract(data: bytes, name: str, tell: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    tell.send(text_of(data, name))
