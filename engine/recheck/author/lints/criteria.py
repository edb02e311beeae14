"""Criteria and decisions: what is asked twice, what is always or never so, what can never be decided."""

from collections.abc import Iterator

from recheck.author.lints.base import RuleBase, path_of
from recheck.author.lints.implied import always_or_never, clash, conjuncts, implies
from recheck.author.lints.kind import Found, lint
from recheck.evaluators.truths import approval_truth
from recheck.model.condition import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    CountOf,
    Limit,
    NotOf,
    Op,
    leaves,
    parts_of,
)
from recheck.model.node import YamlMapping
from recheck.model.problem import Severity
from recheck.model.rule import Approval, AtLeast, Criterion, Named, Rule, condition_of, named_in
from recheck.model.truth import Truth


@lint("advisory-criterion")
def advisory_criterion(base: RuleBase) -> Iterator[Found]:
    """Every criterion is named in `approve_when`.

    One that is not named is shown as advice and decides nothing; mostly it was forgotten.

    Bad:
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
          repeat:  # <- here
            says: An injection was given before
            when: {previous_injection: true}
            cite: {section: Massage}
            basis: page
            reading: quoted
        approve_when: {all: [active]}
    Good:
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
          repeat:
            says: An injection was given before
            when: {previous_injection: true}
            cite: {section: Massage}
            basis: page
            reading: quoted
        approve_when: {all: [active, repeat]}
    """
    for rule in base.rules.rules.values():
        if rule.approve_when is not None:
            named = named_in(rule.approve_when)
            for criterion in rule.criteria:
                if criterion.name not in named:
                    message = f"'{criterion.name}' is advisory: 'approve_when' does not name it"
                    yield Found(message, base.key_at(path_of(rule), "criteria", criterion.name))


@lint("criteria-of-never")
def criteria_of_never(base: RuleBase) -> Iterator[Found]:
    """A rule that never approves has no criteria.

    Where a guideline does not recommend a treatment, nothing that is documented changes that: the criteria
    are never looked at. Either the approval or the criteria are a mistake.

    Bad:
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        criteria:
          active:  # <- here
            says: The worker exercises
            when: {exercise_program: true}
            cite: {section: Massage}
            basis: page
            reading: quoted
        approve_when: never
        cite: {section: Massage}
        basis: page
        reading: quoted
    Good:
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        approve_when: never
        cite: {section: Massage}
        basis: page
        reading: quoted
    """
    for rule in base.rules.rules.values():
        if rule.approve_when is None and rule.is_conclusive and rule.criteria:
            place = base.key_at(path_of(rule), "criteria", rule.criteria[0].name)
            yield Found("the rule never approves, and still has criteria", place, "drop them, or name when it approves")


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


@lint("never-true", Severity.ERROR)
def never_true(base: RuleBase) -> Iterator[Found]:
    """No condition asks a fact for two things at once.

    `all` of 'at least 8' and 'at most 6' can never hold, so that the criterion is never met.

    Bad:
        some_weeks:
          says: Between six and eight weeks of care
          when: {all: [{weeks_of_care: {at_least: 8}}, {weeks_of_care: {at_most: 6}}]}  # <- here
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    Good:
        some_weeks:
          says: Between six and eight weeks of care
          when: {all: [{weeks_of_care: {at_least: 6}}, {weeks_of_care: {at_most: 8}}]}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    """
    for path, keys, condition in conditions(base):
        for node in nodes_of(condition):
            parts = conjuncts(node) if isinstance(node, AllOf) else []
            for index, right in enumerate(parts):
                left = next((each for each in parts[:index] if clash(each, right)), None)
                if isinstance(left, Comparison):
                    message = f"no '{left.fact}' can be both of what is asked here"
                    yield Found(message, right.place or base.at(path, *keys), "put them under 'any', or mend one")


@lint("always-so")
def always_so(base: RuleBase) -> Iterator[Found]:
    """No comparison holds, or fails, for every value that its fact can take.

    'At least 0' of a number that is never negative, or 'one of' every value of a choice, asks nothing
    but whether the fact is documented; and that no condition may ask.

    Bad:
        some_weeks:
          says: There was care
          when: {weeks_of_care: {at_least: 0}}  # <- here
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    Good:
        some_weeks:
          says: There was care
          when: {weeks_of_care: {at_least: 1}}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    """
    for path, keys, condition in conditions(base):
        for leaf in leaves(condition):
            fact = base.rules.vocabulary.facts.get(leaf.fact) if isinstance(leaf, Comparison) else None
            word = always_or_never(leaf, fact) if isinstance(leaf, Comparison) and fact else None
            if word and isinstance(leaf, Comparison):
                message = f"this {word} holds: every '{leaf.fact}' is {'' if word == 'always' else 'not '}so"
                yield Found(message, leaf.place or base.at(path, *keys), "compare with a value inside the bounds")


@lint("value-twice")
def value_twice(base: RuleBase) -> Iterator[Found]:
    """A list of values names each once.

    A value that stands twice was meant to be another one.

    Bad:
        early:
          says: The pain is not chronic
          when: {phase: [acute, acute]}  # <- here
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    Good:
        early:
          says: The pain is not chronic
          when: {phase: [acute, subacute]}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    """
    for path, keys, condition in conditions(base):
        for leaf in leaves(condition):
            operand = leaf.operand if isinstance(leaf, Comparison) else None
            if isinstance(leaf, Comparison) and isinstance(operand, tuple) and len(set(operand)) < len(operand):
                message = f"a value of '{leaf.fact}' stands twice"
                yield Found(message, leaf.place or base.at(path, *keys), "keep one, or name what was meant")


@lint("part-twice")
def part_twice(base: RuleBase) -> Iterator[Found]:
    """No group of conditions holds the same condition twice.

    Under `count` it would count twice; under `all` and `any` the second is idle.

    Bad:
        active:
          says: The worker is active
          when: {any: [{exercise_program: true}, {exercise_program: true}]}  # <- here
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    Good:
        active:
          says: The worker is active
          when: {any: [{exercise_program: true}, {active_therapy: true}]}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    """
    for path, keys, condition in conditions(base):
        for node in nodes_of(condition):
            parts = parts_of(node) if isinstance(node, AllOf | AnyOf | CountOf) else ()
            again = [part for index, part in enumerate(parts) if part in parts[:index]]
            if again:
                yield Found("a condition stands twice in this group", again[0].place or base.at(path, *keys))


@lint("double-not")
def double_not(base: RuleBase) -> Iterator[Found]:
    """`not` of `not`, and `not` of a yes-or-no fact, are written as what they mean.

    `{not: {surgery_done: true}}` is `{surgery_done: false}`; with fewer turns a reader makes fewer mistakes.

    Bad:
        passive:
          says: The worker does not exercise
          when: {not: {exercise_program: true}}  # <- here
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    Good:
        passive:
          says: The worker does not exercise
          when: {exercise_program: false}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    """
    for path, keys, condition in conditions(base):
        for node in nodes_of(condition):
            inner = node.part if isinstance(node, NotOf) else None
            plain = isinstance(inner, Comparison) and isinstance(inner.operand, bool)
            if inner is not None and (isinstance(inner, NotOf) or plain):
                yield Found("a 'not' that can be done without", node.place or base.at(path, *keys))


@lint("group-of-one")
def group_of_one(base: RuleBase) -> Iterator[Found]:
    """A group has at least two parts.

    `any` of one is that one: either a part was forgotten, or the group is noise.

    Bad:
        active:
          says: The worker is active
          when: {any: [{exercise_program: true}]}  # <- here
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    Good:
        active:
          says: The worker is active
          when: {exercise_program: true}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    """
    for path, keys, condition in conditions(base):
        for node in nodes_of(condition):
            if isinstance(node, AllOf | AnyOf | CountOf) and len(parts_of(node)) == 1:
                yield Found("a group of one", node.place or base.at(path, *keys), "write the part alone")


@lint("never-denies")
def never_denies(base: RuleBase) -> Iterator[Found]:
    """A rule whose every way to a denial has gaps says so under `known_limits`.

    A criterion with `gaps: true` never counts as not met. Where enough of them have gaps, the rule can
    approve and pend but never deny, whatever is documented: readers must know.

    Bad:
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        criteria:
          active:
            says: The worker exercises
            when: {exercise_program: true}
            gaps: true
            cite: {section: Massage}
            basis: page
            reading: quoted
        approve_when: {all: [active]}  # <- here
    Good:
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        criteria:
          active:
            says: The worker exercises
            when: {exercise_program: true}
            gaps: true
            cite: {section: Massage}
            basis: page
            reading: quoted
        approve_when: {all: [active]}
        known_limits:
          - Only one of the listed conditions is known, so that the rule never denies.
    """
    for rule in base.rules.rules.values():
        if rule.approve_when is None or not any(each.has_gaps for each in rule.criteria) or rule.known_limits:
            continue
        worst = {each.name: Truth.UNKNOWN if each.has_gaps else Truth.FALSE for each in rule.criteria}
        if approval_truth(rule.approve_when, worst) is not Truth.FALSE:
            message = "the rule can never deny, for its criteria have gaps, and does not say so"
            yield Found(message, base.at(path_of(rule), "approve_when"), "add a sentence under 'known_limits'")


@lint("gaps-unexplained")
def gaps_unexplained(base: RuleBase) -> Iterator[Found]:
    """A rule with a criterion that has gaps says under `known_limits` what is missing.

    `gaps: true` is a confession that the source is known in part; without the words nobody can fill it.

    Bad:
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        criteria:
          few_weeks:
            says: At most six weeks of care
            when: {weeks_of_care: {at_most: 6}}
            cite: {section: Massage}
            basis: page
            reading: quoted
          active:
            says: The worker exercises
            when: {exercise_program: true}
            gaps: true  # <- here
            cite: {section: Massage}
            basis: page
            reading: quoted
        approve_when: {all: [few_weeks, active]}
    Good:
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        criteria:
          few_weeks:
            says: At most six weeks of care
            when: {weeks_of_care: {at_most: 6}}
            cite: {section: Massage}
            basis: page
            reading: quoted
          active:
            says: The worker exercises
            when: {exercise_program: true}
            gaps: true
            cite: {section: Massage}
            basis: page
            reading: quoted
        approve_when: {all: [few_weeks, active]}
        known_limits:
          - Of the active measures that the section lists only exercise is known.
    """
    for rule, criterion in base.criteria:
        if criterion.has_gaps and not rule.known_limits:
            place = base.at(path_of(rule), "criteria", criterion.name, "gaps")
            yield Found(f"'{criterion.name}' has gaps that nothing explains", place, "add a sentence to 'known_limits'")


@lint("limit-of-nothing")
def limit_of_nothing(base: RuleBase) -> Iterator[Found]:
    """A limit allows at least one.

    At most 0 means that the treatment is not recommended: the rule says that with `approve_when: never`.

    Bad:
        no_visit:
          says: No visits
          limit: {of: visits_requested, already: visits_completed, at_most: 0}  # <- here
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    Good:
        one_visit:
          says: At most one visit
          limit: {of: visits_requested, already: visits_completed, at_most: 1}
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    """
    for rule, criterion in base.criteria:
        for leaf in leaves(criterion.when):
            if isinstance(leaf, Limit) and isinstance(leaf.at_most, int | float) and leaf.at_most < 1:
                yield Found(f"'{criterion.name}' allows none", leaf.place, "write 'approve_when: never'")


@lint("silence-met")
def silence_met(base: RuleBase) -> Iterator[Found]:
    """`if_silent: met` stands on limits and on exclusions, not on what must be shown.

    Where the record is silent, such a criterion counts as met. That is right of 'no radiculopathy', where
    nobody writes down what is not there; it is wrong of 'the worker exercises', which must be documented.

    Bad:
        active:
          says: The worker exercises
          when: {exercise_program: true}
          if_silent: met  # <- here
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    Good:
        no_injection:
          says: No injection was given before
          when: {previous_injection: false}
          if_silent: met
          cite: {section: Massage therapy}
          basis: page
          reading: quoted
    """
    for rule, criterion in base.criteria:
        leaf = criterion.when
        wanted = isinstance(leaf, Comparison) and leaf.operand is True and leaf.op is Op.EQUALS
        if criterion.if_silent_met and wanted:
            place = base.at(path_of(rule), "criteria", criterion.name, "if_silent")
            yield Found(f"'{criterion.name}' must be shown, and silence meets it", place, "drop 'if_silent: met'")


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


def conditions(base: RuleBase) -> Iterator[tuple[str, tuple[str, ...], Condition]]:
    """Every condition of rules, definitions and scopes: path, keys, tree."""
    for rule in base.rules.rules.values():
        yield path_of(rule), ("applies_when",), rule.applies_when
        for criterion in rule.criteria:
            yield path_of(rule), ("criteria", criterion.name), criterion.when
    for definition in base.rules.definitions:
        yield f"definitions/{definition.id}.yaml", (), condition_of(definition.formula)
    for path, name, _ in base.entries("guidelines"):
        guideline = base.rules.guidelines.get(name)
        if guideline is not None and isinstance(base.nodes.get(path), YamlMapping):
            yield path, (name, "scope"), guideline.scope


def nodes_of(condition: Condition) -> Iterator[Condition]:
    """A condition and every one inside it; the outermost `all` of a definition's branches apart."""
    if not (isinstance(condition, AllOf) and condition.place is None):
        yield condition
    for part in parts_of(condition):
        yield from nodes_of(part)
