"""Editions of one document side by side: what changed in words alone, or in a number alone."""

import re
from collections.abc import Iterator
from itertools import pairwise

from recheck.author.lints.base import RuleBase, path_of
from recheck.author.lints.kind import Found, lint
from recheck.author.lints.numbers import asked_numbers
from recheck.model.condition import Limit
from recheck.model.rule import Criterion, Rule


def _pairs(base: RuleBase) -> Iterator[tuple[Rule, Criterion, Rule, Criterion]]:
    """Criteria of one name in the same-named rules of two editions of one document, the earlier first."""
    families: dict[tuple[str, str], list[Rule]] = {}
    for rule in base.rules.rules.values():
        guideline, _, name = rule.id.rpartition("/")
        families.setdefault((re.sub(r"-\d{4}$", "", guideline), name), []).append(rule)
    for rules in families.values():
        rules.sort(key=lambda each: base.rules.guidelines[each.guideline].in_force.start.date)
        for earlier, later in pairwise(rules):
            known = {each.name: each for each in earlier.criteria}
            for criterion in later.criteria:
                if criterion.name in known:
                    yield earlier, known[criterion.name], later, criterion


@lint("drift-in-words", needs_all=True)
def drift_in_words(base: RuleBase) -> Iterator[Found]:
    for earlier, before, later, now in _pairs(base):
        if before.when == now.when and before.says != now.says:
            place = base.at(path_of(later), "criteria", now.name, "says")
            message = f"'{now.name}' asks the same as in '{earlier.guideline}', in other words"
            yield Found(message, place, f"there it says: {before.says}")


@lint("drift-in-condition", needs_all=True)
def drift_in_condition(base: RuleBase) -> Iterator[Found]:
    for earlier, before, later, now in _pairs(base):
        if before.when != now.when and before.says == now.says:
            place = base.at(path_of(later), "criteria", now.name, "says")
            message = f"'{now.name}' says the same as in '{earlier.guideline}', and asks something else"
            yield Found(message, place, "say what changed, or bring the two together")


@lint("drift-in-number", needs_all=True)
def drift_in_number(base: RuleBase) -> Iterator[Found]:
    for earlier, before, later, now in _pairs(base):
        old, new = asked_numbers(before.when), asked_numbers(now.when)
        if len(old) != len(new) or old == new or str(now.ground.reading) == "quoted":
            continue
        changed = next(b for a, b in zip(old, new, strict=True) if a != b)
        if not any(f"{changed:g}" in limit for limit in later.known_limits):
            key = "limit" if isinstance(now.when, Limit) else "when"
            place = base.at(path_of(later), "criteria", now.name, key)
            message = f"'{now.name}' asks for {changed:g}, and in '{earlier.guideline}' for another number"
            yield Found(message, place, f"say in 'known_limits' why it is {changed:g}")
