"""`recheck find`: words of a request to treatments, regions, sides, amounts, and the rules at hand."""

import json
import sys
from collections.abc import Iterator

from recheck.cli.edges import FINE, INPUT_HAS_ERRORS, show, tell
from recheck.load.cache import cached_rule_set
from recheck.model.rule import RuleSet
from recheck.service.find import asked_for, for_regions, near_misses, quantity, read_words
from recheck.titles import Asked, TitleReading

STDIN = "-"
_UNSAID = ("filler", "direction", "salt")


def run_find(title: str, folders: list[str], output: str) -> int:
    """What a title means, or each line of standard input; status 1 where a single one names no treatment."""
    rules = cached_rule_set(folders)
    if title == STDIN:
        for line in sys.stdin.buffer:
            said = line.decode("utf-8", errors="replace").rstrip("\r\n")
            show(_as_json(said, rules) if output == "json" else "\n".join((said, *_text(said, rules))))
        return FINE
    if output == "json":
        show(_as_json(title, rules))
        return FINE
    found = read_words(title, rules)
    show("\n".join(_text(title, rules)))
    if not found.treatments:
        which = near_misses(title, found, rules)
        hint = (
            "say which of these is meant"
            if which
            else "try other words for it; misspelt names are read where one is near"
        )
        tell(f"'{title}' names no one treatment: {hint}")
        return INPUT_HAS_ERRORS
    return FINE


def _as_json(title: str, rules: RuleSet) -> str:
    return json.dumps(asked_for(title, rules), ensure_ascii=False)


def _text(title: str, rules: RuleSet) -> list[str]:
    """What was understood: the treatments with the rules that speak of them, then word by word."""
    found = read_words(title, rules)
    rows: list[str] = []
    named: set[str] = set()
    for each in found.asked:
        treatment = rules.vocabulary.treatments[each.treatment]
        rows.append(f"{each.treatment}: {treatment.title} ({treatment.category})")
        rows.append(f"  {_where(each)}")
        rows += _rules(each, rules) if each.treatment not in named else []
        named.add(each.treatment)
    near = near_misses(title, found, rules)
    if near:
        rows.append("perhaps one of these is meant; say more of it:")
        rows += [f"  {name}: {rules.vocabulary.treatments[name].title}" for name in near]
    rows += _word_by_word(found, rules)
    return rows


def _where(each: Asked) -> str:
    amount = quantity(each.quantity)
    if isinstance(amount, dict):
        amount = f"{amount['from']} to {amount['to']}"
    roots = [region for region in each.body_regions if region not in each.regions]
    told = [
        f"region: {', '.join(each.regions) or 'not said'}" + (f" (nerves from {', '.join(roots)})" if roots else ""),
        f"side: {each.side or 'not said'}",
        *([f"levels: {each.levels}"] if each.levels else []),
        f"quantity: {'not said' if amount is None else f'{amount} {each.unit}'}",
        *([f"strength: {each.strength}"] if each.strength else []),
        *([f"form: {each.form}"] if each.form else []),
        *([f"made of: {', '.join(each.ingredients)}"] if each.ingredients else []),
        *([f"class: {each.drug_class}"] if each.drug_class else []),
    ]
    return "; ".join(told)


def _rules(asked: Asked, rules: RuleSet) -> list[str]:
    """The rules that may speak of a treatment for its regions; those that are for others are counted."""
    rows = []
    every = rules.for_treatment(asked.treatment)
    speaking = for_regions(asked, rules)
    for rule in speaking:
        in_force = rules.guidelines[rule.guideline].in_force
        end = f" to {in_force.end.date}" if in_force.end else ""
        rows.append(f"  {rule.id}: {rule.title}, in force {in_force.start.date}{end}")
    if len(speaking) < len(every):
        others = len(every) - len(speaking)
        rows.append(f"  {others} more rule{'s' * (others > 1)} for other regions")
    return rows or ["  no rule at hand"]


def _word_by_word(found: TitleReading, rules: RuleSet) -> Iterator[str]:
    told = []
    for each in found.mentions:
        if each.kind in _UNSAID or each.kind == "unknown":
            continue
        meant = _meant(each.name, rules)
        same = meant.lower() == each.said
        told.append(f"'{each.said}'" + ("" if same else f" = {meant}"))
        if each.read_as:
            told[-1] += f" (read as '{each.read_as}')"
    if told:
        yield f"understood: {'; '.join(told)}"
    known = {each.said for each in found.mentions if each.kind not in _UNSAID and each.kind != "unknown"}
    left = [each for each in found.not_understood if each not in known]
    if left:
        yield f"not understood: {'; '.join(repr(each) for each in left)}"


def _meant(name: str, rules: RuleSet) -> str:
    concept = rules.vocabulary.words.get(name)
    treatment = rules.vocabulary.treatments.get(name)
    return concept.shown if concept else treatment.title if treatment else name.replace("_", " ")
