"""What a rule can decide: criteria that decide nothing, decisions that it never reaches, silence that meets."""

from collections.abc import Iterator

from recheck.author.lints.base import RuleBase, path_of
from recheck.author.lints.kind import Found, lint
from recheck.evaluators.truths import approval_truth
from recheck.model.condition import Comparison, Limit, Op, leaves
from recheck.model.rule import Role, named_in
from recheck.model.truth import Truth


@lint("advisory-criterion")
def advisory_criterion(base: RuleBase) -> Iterator[Found]:
    """Every criterion is named in `approve_when`.

    One that is not named is shown as advice and decides nothing; mostly it was forgotten. Where it is meant so,
    `role: supporting` says it.

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
                if criterion.name not in named and criterion.role is not Role.SUPPORTING:
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
        worst = {each.name: Truth.UNKNOWN if each.never_refuses else Truth.FALSE for each in rule.criteria}
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
    for _, criterion in base.criteria:
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
