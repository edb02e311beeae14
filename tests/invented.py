"""Invented case summaries (tests/invented_letters) as letters in the formats of real ones, with their known facts.

They were written before the patterns of `read:` were looked at, by who knew only the names of facts and the
formats of letters. What is read beside the facts that they named, and the letter does say, is under `looked_up`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from letters_written import Written, earlier, later
from recheck.letters.facts.asked import asked_of
from recheck.letters.facts.fact import SummaryRead
from recheck.letters.facts.place import case_with_facts
from recheck.letters.facts.read import fact_reader
from recheck.letters.facts.score import Place, facts_of
from recheck.letters.letter import LetterText
from recheck.letters.requests import draft_of
from recheck.letters.structure import read_structure
from recheck.letters.words import load_letter_words
from recheck.load.files import SHIPPED
from recheck.load.ruleset import load_rule_set
from recheck.model.case import Case
from recheck.model.rule import RuleSet

FOLDER = Path(__file__).parent / "invented_letters"


@dataclass(frozen=True)
class Invented:
    """One invented letter: as text, as read, and what is known of it."""

    name: str
    text: str
    case: Case
    found: SummaryRead
    known: Mapping[Place, str]
    asked: frozenset[Place]

    @property
    def read(self) -> Mapping[Place, str]:
        return facts_of(self.case)


@cache
def invented() -> tuple[Invented, ...]:
    """Every invented letter, read."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.yaml")))


@cache
def _rules() -> RuleSet:
    return load_rule_set()


def content_of(path: Path) -> dict[str, Any]:
    """What a file says of a letter."""
    content: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return content


def text_of(content: Mapping[str, Any], number: int, rationale: str | None = None) -> str:
    """The letter of a content, with a rationale of its own where one is given."""
    titles = (each.rsplit(": ", 1) for each in content["titles"])
    items = [Written(title, outcome, **({"rationale": rationale} if rationale else {})) for title, outcome in titles]
    if content["format"] == "2016":
        head = (
            f"\nCase Number: CM16-900{number:04}  \nDate Assigned: 01/09/2017 "
            f"Date of Injury:  {content['date_of_injury'].replace('-', '/')} \n"
            "Decision Date: 03/09/2017 UR Denial Date:  02/03/2017 \nPriority:  Standard Application \n"
        )
        return later(items, head=head, summary=content["summary"])
    return earlier(items, summary=content["summary"])


def _read(path: Path) -> Invented:
    content = content_of(path)
    return read_text(text_of(content, int(path.stem[:2])), content, path.stem)


def read_text(text: str, content: Mapping[str, Any], name: str = "invented") -> Invented:
    """A letter as read, beside what its content knows."""
    words, rules = load_letter_words(), _rules()
    letter, problems = read_structure(LetterText(name, "text", "", text), words, name)
    assert letter, problems
    draft = draft_of(letter, words, rules.vocabulary).case
    found = fact_reader(rules.vocabulary, (SHIPPED,)).read(letter, words, draft)
    told = [*content["facts"].items(), *content.get("looked_up", {}).items()]
    known = {(place, fact): value for place, table in told for fact, value in table.items()}
    return Invented(name, text, case_with_facts(draft, found.facts), found, known, asked_of(rules, draft))
