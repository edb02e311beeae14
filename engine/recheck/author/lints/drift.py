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
    """A criterion that asks the same in two editions says the same.

    Where only our words differ, a reader of both looks for a change of the guideline that is none.

    Bad:
        # file: own-2020/example.yaml
        rule: own-2020/example
        title: Massage therapy
        treatments: [massage_therapy]
        criteria:
          active:
            says: The worker exercises
            when: {exercise_program: true}
            cite: {section: Massage}
            basis: page
            reading: quoted
        approve_when: {all: [active]}
        # file: own-2026/example.yaml
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        criteria:
          active:
            says: There is a program of exercise  # <- here
            when: {exercise_program: true}
            cite: {section: Massage}
            basis: page
            reading: quoted
        approve_when: {all: [active]}
    Good:
        # file: own-2020/example.yaml
        rule: own-2020/example
        title: Massage therapy
        treatments: [massage_therapy]
        criteria:
          active:
            says: The worker exercises
            when: {exercise_program: true}
            cite: {section: Massage}
            basis: page
            reading: quoted
        approve_when: {all: [active]}
        # file: own-2026/example.yaml
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        criteria:
          active:
            says: The worker exercises
            when: {exercise_program: true}
            cite: {section: Massage}
            basis: page
            reading: quoted
        approve_when: {all: [active]}
    """
    for earlier, before, later, now in _pairs(base):
        if before.when == now.when and before.says != now.says:
            place = base.at(path_of(later), "criteria", now.name, "says")
            message = f"'{now.name}' asks the same as in '{earlier.guideline}', in other words"
            yield Found(message, place, f"there it says: {before.says}")


@lint("drift-in-condition", needs_all=True)
def drift_in_condition(base: RuleBase) -> Iterator[Found]:
    """A criterion that says the same in two editions asks the same.

    Words that stayed while the condition changed hide the change from every reader of a recommendation;
    mostly one of the two editions was mended and the other forgotten.

    Bad:
        # file: own-2020/example.yaml
        rule: own-2020/example
        title: Massage therapy
        treatments: [massage_therapy]
        criteria:
          active:
            says: The worker is active
            when: {exercise_program: true}
            cite: {section: Massage}
            basis: page
            reading: quoted
        approve_when: {all: [active]}
        # file: own-2026/example.yaml
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        criteria:
          active:
            says: The worker is active  # <- here
            when: {active_therapy: true}
            cite: {section: Massage}
            basis: page
            reading: quoted
        approve_when: {all: [active]}
    Good:
        # file: own-2020/example.yaml
        rule: own-2020/example
        title: Massage therapy
        treatments: [massage_therapy]
        criteria:
          active:
            says: The worker exercises
            when: {exercise_program: true}
            cite: {section: Massage}
            basis: page
            reading: quoted
        approve_when: {all: [active]}
        # file: own-2026/example.yaml
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        criteria:
          active:
            says: The worker is in active therapy
            when: {active_therapy: true}
            cite: {section: Massage}
            basis: page
            reading: quoted
        approve_when: {all: [active]}
    """
    for earlier, before, later, now in _pairs(base):
        if before.when != now.when and before.says == now.says:
            place = base.at(path_of(later), "criteria", now.name, "says")
            message = f"'{now.name}' says the same as in '{earlier.guideline}', and asks something else"
            yield Found(message, place, "say what changed, or bring the two together")


@lint("drift-in-number", needs_all=True)
def drift_in_number(base: RuleBase) -> Iterator[Found]:
    """A number that changed between editions is quoted, or a known limit says why it differs.

    A guideline may change its numbers. Where the later one is only our reading, the difference is ours, and
    like requests are decided differently before and after a date for no reason of the guideline's.

    Bad:
        # file: own-2020/example.yaml
        rule: own-2020/example
        title: Massage therapy
        treatments: [massage_therapy]
        criteria:
          few_weeks:
            says: At most six weeks of care
            when: {weeks_of_care: {at_most: 6}}
            cite: {section: Massage}
            basis: page
            reading: ours
        approve_when: {all: [few_weeks]}
        # file: own-2026/example.yaml
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        criteria:
          few_weeks:
            says: At most eight weeks of care
            when: {weeks_of_care: {at_most: 8}}  # <- here
            cite: {section: Massage}
            basis: page
            reading: ours
        approve_when: {all: [few_weeks]}
    Good:
        # file: own-2020/example.yaml
        rule: own-2020/example
        title: Massage therapy
        treatments: [massage_therapy]
        criteria:
          few_weeks:
            says: At most six weeks of care
            when: {weeks_of_care: {at_most: 6}}
            cite: {section: Massage}
            basis: page
            reading: ours
        approve_when: {all: [few_weeks]}
        # file: own-2026/example.yaml
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        criteria:
          few_weeks:
            says: At most eight weeks of care
            when: {weeks_of_care: {at_most: 8}}
            cite: {section: Massage}
            basis: page
            reading: ours
        approve_when: {all: [few_weeks]}
        known_limits:
          - The edition of 2020 had 6 weeks; 8 is our reading of 'two months'.
    """
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
