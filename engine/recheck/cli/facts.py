"""`recheck facts`: the names that a case file may state, each with its values, where it goes, and its question."""

import json
import re
import textwrap
from collections.abc import Sequence

from recheck.cli.edges import FINE, INPUT_HAS_ERRORS, show, tell
from recheck.load.cache import cached_rule_set
from recheck.model.rule import RuleSet
from recheck.model.value import written
from recheck.model.vocabulary import BelongsTo, Fact, FactType, is_stated

GOES = {
    BelongsTo.CLAIM: "under 'claim'",
    BelongsTo.REGION: "under 'regions', by region: {knee_left: {...}}",
    BelongsTo.TREATMENT: "under 'treatments', by treatment: {massage_therapy: {...}}",
    BelongsTo.TREATMENT_REGION: "under 'treatments', by treatment and region: {massage_therapy: {cervical: {...}}}",
    BelongsTo.REQUEST: "in the request itself, under 'facts'",
}
WIDTH = 100


def run_facts(words: Sequence[str], folders: list[str], output: str) -> int:
    """Every fact that holds all of the words, in its name, its wording or its question; all where none is given."""
    rules = cached_rule_set(folders)
    found = facts_with(words, rules)
    if output == "json":
        rows = [
            {
                "name": fact.name,
                "values": _values(fact),
                "belongs_to": str(fact.belongs_to),
                "question": fact.question,
            }
            for fact in found
        ]
        show(json.dumps({"facts": rows}, indent=2, ensure_ascii=False))
        return FINE
    if not found:
        tell(f"no fact holds '{' '.join(words)}': try fewer words")
        return INPUT_HAS_ERRORS
    for place, goes in GOES.items():
        here = [fact for fact in found if fact.belongs_to is place]
        if here:
            show(f"{goes}")
            show("\n".join(row for fact in here for row in _rows(fact)))
    return FINE


def facts_with(words: Sequence[str], rules: RuleSet) -> list[Fact]:
    """The facts that somebody can state, by name; not those that are only derived, or that the request says itself."""
    asked = [word.lower() for part in words for word in re.split(r"[\s_]+", part) if word]
    stated = (fact for fact in rules.vocabulary.facts.values() if fact.question and not is_stated(fact.name))
    return sorted(
        (fact for fact in stated if all(re.search(rf"\b{re.escape(word)}", _text(fact)) for word in asked)),
        key=lambda fact: fact.name,
    )


def _text(fact: Fact) -> str:
    return f"{fact.name.replace('_', ' ')} {fact.says or ''} {fact.question or ''}".lower()


def _values(fact: Fact) -> str:
    """What may be stated, as a case file writes it."""
    match fact.type:
        case FactType.BOOLEAN:
            return "true or false"
        case FactType.DATE:
            return "a date"
        case FactType.CHOICE:
            return "one of " + ", ".join(fact.values)
        case FactType.SET:
            return "a list of " + ", ".join(fact.values)
    kind = "a whole number" if fact.type is FactType.INTEGER else "a number"
    bounds = " to ".join(written(each) for each in (fact.at_least, fact.at_most) if each is not None)
    unit = f" of {fact.unit.replace('_', ' ')}" if fact.unit else ""
    return f"{kind}{unit}" + (f", {bounds}" if fact.at_most is not None else "")


def _rows(fact: Fact) -> list[str]:
    return [
        f"  {fact.name}: {textwrap.shorten(_values(fact), WIDTH, placeholder=' ...')}",
        *textwrap.wrap(fact.question or "", WIDTH - 4, initial_indent="      ", subsequent_indent="      "),
    ]
