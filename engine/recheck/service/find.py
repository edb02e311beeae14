"""Which treatment words mean, and which rules speak of it: what `recheck find` says, as data.

Comes in: words and the rules. Goes out: what a request's title asks for, each treatment with its own regions, side
and amount; what was not understood; and where it names no treatment, those whose names come near.
"""

from collections.abc import Iterable

from recheck.engines.values import VALUES
from recheck.evaluators.plan import plan_for
from recheck.letters.asked_title import read_whole_title
from recheck.letters.words import load_letter_words
from recheck.model.rule import Rule, RuleSet
from recheck.model.truth import Truth
from recheck.titles import Asked, TitleReading
from recheck.titles.near import near

NEAR = 10
"""Treatments of which only a part was said, at most."""


def find(words: str, rules: RuleSet) -> dict[str, object]:
    """What words mean, as /v1/treatments answers."""
    found = read_words(words, rules)
    return {
        "words": words,
        "treatments": [_treatment(name, rules) for name in found.treatments],
        "near": [_treatment(name, rules) for name in near_misses(words, found, rules)],
        "body_regions": list(found.body_regions),
        "side": found.side,
        "quantity": found.quantity,
        "modifiers": list(found.modifiers),
        "not_understood": list(found.not_understood),
    }


def read_words(words: str, rules: RuleSet) -> TitleReading:
    """What words ask for; of a partial approval, what it leaves in dispute."""
    return read_whole_title(words, rules.vocabulary, load_letter_words)


def near_misses(words: str, found: TitleReading, rules: RuleSet) -> list[str]:
    """Treatments that are perhaps meant, where the words name none."""
    return [] if found.treatments else near(words, found, rules.vocabulary)[:NEAR]


def asked_for(words: str, rules: RuleSet) -> dict[str, object]:
    """What a title asks for: one entry for each treatment and side; a range of amounts as its two ends."""
    found = read_words(words, rules)
    return {
        "title": words,
        "treatments": [_entry(each, found, rules) for each in found.asked],
        "quantity": quantity(found.amount),
        "unit": found.unit or _unit_of(found.asked),
        "strength": found.strength,
        "form": found.form,
        "modifiers": list(found.modifiers),
        "not_understood": list(found.not_understood),
    }


def for_regions(asked: Asked, rules: RuleSet) -> list[Rule]:
    """The rules of a treatment, without those that are for other regions than the words name."""
    every = rules.for_treatment(asked.treatment)
    regions = tuple(dict.fromkeys((*asked.regions, *asked.body_regions)))
    if not regions:
        return list(every)
    plan = plan_for(rules, asked.treatment, tuple(dict.fromkeys(each.guideline for each in every)))
    outside: set[str] = {each.id for each in every}
    for region in regions:
        held = {"treatment": asked.treatment, "body_region": region}
        for view in plan.views:
            scopes = VALUES.scopes(view.program, VALUES.derive(view.program, held))
            outside -= {
                rule.id for rule, each in zip(view.rules, scopes, strict=True) if each.applies is not Truth.FALSE
            }
    return [each for each in every if each.id not in outside]


def quantity(ends: tuple[float, float] | None) -> object:
    """An amount as a number, or as its two ends.

    >>> quantity((8.0, 12.0)), quantity((111.2, 111.2)), quantity((6, 6)), quantity(None)
    ({'from': 8, 'to': 12}, 111.2, 6, None)
    """
    if ends is None:
        return None
    low, high = (int(end) if end == int(end) else end for end in ends)
    return low if low == high else {"from": low, "to": high}


def _unit_of(asked: Iterable[Asked]) -> str | None:
    units = {each.unit for each in asked}
    return units.pop() if len(units) == 1 else None


def _entry(each: Asked, found: TitleReading, rules: RuleSet) -> dict[str, object]:
    return {
        "id": each.treatment,
        "title": rules.vocabulary.treatments[each.treatment].title,
        "regions": list(each.regions),
        "side": each.side,
        "levels": each.levels,
        "quantity": quantity(each.quantity),
        "unit": each.unit,
        "strength": each.strength,
        "form": each.form,
        "depends_on_other": found.depends,
        "rules": [rule.id for rule in rules.for_treatment(each.treatment)],
    }


def _treatment(name: str, rules: RuleSet) -> dict[str, object]:
    known = rules.vocabulary.treatments[name]
    return {
        "treatment": name,
        "title": known.title,
        "category": known.category,
        "unit": known.unit,
        "rules": [
            {
                "rule": rule.id,
                "title": rule.title,
                "edition": rules.guidelines[rule.guideline].title,
                "in_force_from": str(rules.guidelines[rule.guideline].in_force.start.date),
                "in_force_to": _end(rule.guideline, rules),
            }
            for rule in rules.for_treatment(name)
        ],
    }


def _end(guideline: str, rules: RuleSet) -> str | None:
    end = rules.guidelines[guideline].in_force.end
    return str(end.date) if end else None
