"""Chart notes to what they document: facts with their words, what follows, requests, contradictions.

Comes in: the text of a note. Goes out: what the reader of facts finds in it, in the places of a case file.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from recheck.letters.facts.fact import FactRead, SummaryRead
from recheck.letters.facts.place import case_with_facts
from recheck.letters.facts.read import fact_reader
from recheck.letters.letter import LetterText, Span
from recheck.letters.notes.derived import Derived, derived_facts
from recheck.letters.notes.requests import Planned, planned
from recheck.model.case import Case, Mentioned
from recheck.model.rule import RuleSet


@dataclass(frozen=True, slots=True)
class NoteRead:
    """What one note documents."""

    text: LetterText
    facts: tuple[FactRead, ...]
    derived: tuple[Derived, ...]
    requests: tuple[Planned, ...]
    contradictions: tuple[tuple[FactRead, ...], ...]
    """Readings of one fact, place and date that disagree."""
    not_read: tuple[Span, ...]
    """Clinical sentences in which nothing was read."""
    mentioned: tuple[Mentioned, ...] = ()
    """What it mentions in words from which nothing was read: there it is not silent."""


def read_note(text: LetterText, rules: RuleSet, folders: Sequence[str]) -> NoteRead:
    """What a note documents, whatever is requested.

    Raises:
        ProblemsFound: the files of words have errors, or medspaCy is not installed.
    """
    reader = fact_reader(rules.vocabulary, folders)
    summary = reader.chart(text)
    asked = planned(summary, reader.clinical, rules.vocabulary)
    found: SummaryRead = reader.read_in(summary, Case(text.name, {}))
    facts = tuple(each for each in found.facts if each.place)
    case = case_with_facts(Case(text.name, {}), facts)
    return NoteRead(
        text,
        facts,
        derived_facts(rules, case),
        tuple(asked),
        found.contradictions,
        found.not_understood,
        found.mentioned,
    )
