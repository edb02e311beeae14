"""Chart notes to the facts of a case, each with the words that it rests on.

Comes in: a case and the texts of notes. Goes out: the case with what the notes document in its places, as a draft:
nothing of it is confirmed. What the case has already stays.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from recheck.letters.facts.fact import FactRead
from recheck.letters.facts.place import case_with_facts
from recheck.letters.letter import LetterText
from recheck.letters.notes.read import read_note
from recheck.letters.read import letter_paths, read_letter_text
from recheck.model.case import Case
from recheck.model.problem import ProblemsFound, errors
from recheck.model.rule import RuleSet
from recheck.model.value import Value


@dataclass(frozen=True, slots=True)
class Said:
    """One fact, and where a note says it."""

    fact: str
    place: str
    """Where the case keeps it: `claim`, a region, a treatment, `treatment/region`, or `request`."""
    value: Value
    note: str
    line: int
    words: str
    dated: date | None

    def is_of(self, fact: str, region: str | None, treatment: str | None) -> bool:
        """Whether it is this fact, in a place that a request for the treatment and region reads."""
        parts = set(self.place.split("/")) - {"claim", "request"}
        return self.fact == fact and parts <= {region, treatment}


def read_charts(paths: Sequence[str]) -> list[tuple[str, LetterText]]:
    """The texts of notes: files, folders of them, or `-`.

    Raises:
        ProblemsFound: one of them cannot be read.
    """
    found, problems = letter_paths(paths)
    texts: list[tuple[str, LetterText]] = []
    for path in found:
        text, wrong = read_letter_text(path)
        problems += wrong
        if text is not None:
            texts.append((path, text))
    if errors(problems):
        raise ProblemsFound(problems)
    return texts


def with_charts(
    case: Case, charts: Sequence[tuple[str, LetterText]], rules: RuleSet, folders: Sequence[str]
) -> tuple[Case, tuple[Said, ...]]:
    """The case with what notes document, and every such fact with its words.

    Raises:
        ProblemsFound: what reads notes is not installed.
    """
    notes = [(path, text, read_note(text, rules, folders)) for path, text in charts]
    read = [(path, text, each) for path, text, note in notes for each in note.facts]
    if not read:
        return case, ()
    mentioned = tuple(each for _, _, note in notes for each in note.mentioned)
    found = replace(case_with_facts(case, [each for _, _, each in read]), draft=True, mentioned=mentioned)
    if len(charts) == 1:
        text = charts[0][1]
        found = replace(found, source={"letter": text.name, "sha256": text.sha256, "kind": "chart_note"})
    return found, tuple(_said(read))


def _said(read: Sequence[tuple[str, LetterText, FactRead]]) -> Iterator[Said]:
    for path, text, each in read:
        words = "".join(letter if letter.isprintable() else " " for letter in text[each.span])
        yield Said(each.name, each.place, each.value, path, each.span.first, " ".join(words.split()), each.dated)
