"""Which treatment words mean, and which rules speak of it: what `recheck find` says, as data.

Comes in: words and the rules. Goes out: treatments, region, side and quantity that a request's title states; and
where it names no treatment, those whose names come near.
"""

from recheck.model.rule import RuleSet
from recheck.titles import read_title

NEAR = 10
"""Treatments of which only a part was said, at most."""


def find(words: str, rules: RuleSet) -> dict[str, object]:
    """What words mean, as data."""
    found = read_title(words, rules.vocabulary)
    near = [] if found.treatments else _near(words, rules)
    return {
        "words": words,
        "treatments": [_treatment(name, rules) for name in found.treatments],
        "near": [_treatment(name, rules) for name in near],
        "body_regions": list(found.body_regions),
        "side": found.side,
        "quantity": found.quantity,
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


def _near(words: str, rules: RuleSet) -> list[str]:
    """Treatments of which some wording holds every word, or its beginning: for whoever is still typing."""
    wanted = words.lower().split()
    found = []
    for treatment in rules.vocabulary.treatments.values():
        wordings = [treatment.title.lower(), treatment.name.replace("_", " "), *map(str.lower, treatment.wordings)]
        wordings += map(str.lower, treatment.drug.brands if treatment.drug else ())
        if any(all(f" {word}" in f" {wording}" for word in wanted) for wording in wordings):
            found.append(treatment.name)
    return found[:NEAR]
