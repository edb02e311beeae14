"""Criteria and rules beside each other: what is asked twice, or follows from what is asked beside it."""

from collections.abc import Iterator

from recheck.author.lints.base import RuleBase, path_of
from recheck.author.lints.implied import conjuncts, implies
from recheck.author.lints.kind import Found, lint
from recheck.model.problem import Severity
from recheck.model.rule import Approval, AtLeast, Criterion, Named, Rule


@lint("duplicate-criterion", Severity.ERROR)
def duplicate_criterion(base: RuleBase) -> Iterator[Found]:
    """No two criteria of a rule ask the same.

    The second adds nothing to the decision; one of the two was copied and not changed.

    Bad:
        active:
          says: The worker exercises
          when: {exercise_program: true}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
        in_therapy:  # <- here
          says: The worker is in active therapy
          when: {exercise_program: true}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    Good:
        active:
          says: The worker exercises
          when: {exercise_program: true}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
        in_therapy:
          says: The worker is in active therapy
          when: {active_therapy: true}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    """
    for rule in base.rules.rules.values():
        for index, criterion in enumerate(rule.criteria):
            same = next((each for each in rule.criteria[:index] if each.when == criterion.when), None)
            if same is not None:
                place = base.key_at(path_of(rule), "criteria", criterion.name)
                yield Found(f"'{criterion.name}' asks the same as '{same.name}'", place, "drop one, or mend it")


@lint("implied-criterion")
def implied_criterion(base: RuleBase) -> Iterator[Found]:
    """No criterion follows from another that must hold beside it.

    Where the stronger is met the weaker always is: the weaker never decides alone. Found by syntax (parts of
    an `all`, numbers and lists of one fact); where silence
    meets the stronger alone, both are needed. `recheck rules prove` finds the rest.

    Bad:
        some_weeks:  # <- here
          says: At least four weeks of care
          when: {weeks_of_care: {at_least: 4}}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
        more_weeks:
          says: At least six weeks of care
          when: {weeks_of_care: {at_least: 6}}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    Good:
        some_weeks:
          says: At least four weeks of care
          when: {weeks_of_care: {at_least: 4}}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
        not_too_long:
          says: At most twelve weeks of care
          when: {weeks_of_care: {at_most: 12}}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    """
    for rule in base.rules.rules.values():
        for weaker, stronger in _together(rule):
            closes = stronger.if_silent_met and not weaker.if_silent_met
            if not closes and weaker.when != stronger.when and implies(stronger.when, weaker.when):
                place = base.key_at(path_of(rule), "criteria", weaker.name)
                message = f"'{weaker.name}' always holds where '{stronger.name}' does, and both must"
                yield Found(message, place, f"drop '{weaker.name}', or put both under 'any'")


def _together(rule: Rule) -> Iterator[tuple[Criterion, Criterion]]:
    """Pairs of criteria that stand side by side under one `all`."""
    by_name = {each.name: each for each in rule.criteria}

    def groups(approval: Approval | None) -> Iterator[list[Criterion]]:
        if isinstance(approval, AtLeast):
            if approval.count == len(approval.parts):
                yield [by_name[part.name] for part in approval.parts if isinstance(part, Named)]
            for part in approval.parts:
                yield from groups(part)

    for group in groups(rule.approve_when):
        for weaker in group:
            for stronger in group:
                if weaker is not stronger:
                    yield weaker, stronger


@lint("criterion-always-met")
def criterion_always_met(base: RuleBase) -> Iterator[Found]:
    """No criterion follows from `applies_when` or from the guideline's scope.

    Wherever the rule applies the criterion is met: it decides nothing, and its tests cannot fail.

    Bad:
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        applies_when: {previous_injection: true}
        criteria:
          repeat:  # <- here
            says: An injection was given before
            when: {previous_injection: true}
            cite: {section: Massage}
            basis: page
            reading: quoted
        approve_when: {all: [repeat]}
    Good:
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        applies_when: {previous_injection: true}
        criteria:
          active:
            says: The worker exercises
            when: {exercise_program: true}
            cite: {section: Massage}
            basis: page
            reading: quoted
        approve_when: {all: [active]}
    """
    for rule, criterion in base.criteria:
        scope = base.rules.guidelines[rule.guideline].scope
        for given, words in ((rule.applies_when, "the rule applies"), (scope, "its guideline is in scope")):
            if conjuncts(given) and implies(given, criterion.when):
                place = base.key_at(path_of(rule), "criteria", criterion.name)
                yield Found(f"'{criterion.name}' is always met where {words}", place, "drop it, or mend it")


@lint("scope-said-again")
def scope_said_again(base: RuleBase) -> Iterator[Found]:
    """What the guideline's scope says is not said again in `applies_when`.

    A rule is looked at only within the scope of its guideline. Said again, it is one more place to forget
    where the scope is mended.

    Bad:
        rule: chronic-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        applies_when: {phase: chronic}  # <- here
        approve_when: never
        cite: {section: Massage}
        basis: page
        reading: quoted
    Good:
        rule: chronic-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        applies_when: {previous_injection: true}
        approve_when: never
        cite: {section: Massage}
        basis: page
        reading: quoted
    """
    for rule in base.rules.rules.values():
        scope = base.rules.guidelines[rule.guideline].scope
        again = [part for part in conjuncts(rule.applies_when) if conjuncts(scope) and implies(scope, part)]
        if again:
            yield Found("the guideline's scope says this already", base.at(path_of(rule), "applies_when"), "drop it")


@lint("duplicate-rule")
def duplicate_rule(base: RuleBase) -> Iterator[Found]:
    """Two rules of one guideline for one treatment are told apart by `applies_when`.

    Where both apply to the same requests, the stricter always wins and the other is idle (design: any
    certain deny denies). Found where the conditions are the same; `recheck rules prove` finds overlaps.

    Bad:
        # file: own-2026/example.yaml
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        approve_when: never
        cite: {section: Massage}
        basis: page
        reading: quoted
        # file: own-2026/example_again.yaml
        rule: own-2026/example_again
        title: Massage therapy
        treatments: [massage_therapy]  # <- here
        approve_when: never
        cite: {section: Massage}
        basis: page
        reading: quoted
    Good:
        # file: own-2026/example.yaml
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        applies_when: {previous_injection: false}
        approve_when: never
        cite: {section: Massage}
        basis: page
        reading: quoted
        # file: own-2026/example_again.yaml
        rule: own-2026/example_again
        title: Massage therapy
        treatments: [massage_therapy]
        applies_when: {previous_injection: true}
        approve_when: never
        cite: {section: Massage}
        basis: page
        reading: quoted
    """
    first: dict[tuple[str, str], list[Rule]] = {}
    for rule in base.rules.rules.values():
        for treatment in rule.treatments:
            others = first.setdefault((rule.guideline, treatment), [])
            same = next((each for each in others if each.applies_when == rule.applies_when), None)
            others.append(rule)
            if same is not None:
                message = f"'{treatment}' has the rule '{same.id}' too, which applies to the same requests"
                yield Found(message, base.at(path_of(rule), "treatments"), "tell them apart with 'applies_when'")
                break
