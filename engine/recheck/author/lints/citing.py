"""Citations, review and refusals: what a rule rests on, and what must be said with it."""

import re
from collections.abc import Iterator
from datetime import date

from recheck.author.lints.base import RuleBase, path_of
from recheck.author.lints.kind import Found, lint
from recheck.model.guideline import Guideline
from recheck.model.node import Scalar, YamlMapping
from recheck.model.problem import Severity
from recheck.model.rule import Basis, Ground, Reading, Rule

_PLACEHOLDER = re.compile(r"(todo|tbd|fixme|xxx|\?+|x|-+|n/?a|none|unknown|section|see above|\.+)", re.IGNORECASE)
_TAPERED = ("opioid", "benzodiazepine")


def _grounds(base: RuleBase) -> Iterator[tuple[Rule, tuple[str, ...], Ground]]:
    """Every ground of every rule, with the keys under which its citation stands."""
    for rule in base.rules.rules.values():
        if rule.ground is not None:
            yield rule, ("cite",), rule.ground
        for criterion in rule.criteria:
            yield rule, ("criteria", criterion.name, "cite"), criterion.ground
            if criterion.unless is not None:
                yield rule, ("criteria", criterion.name, "unless", "cite"), criterion.unless


@lint("section-placeholder", Severity.ERROR)
def section_placeholder(base: RuleBase) -> Iterator[Found]:
    for rule, keys, ground in _grounds(base):
        if _PLACEHOLDER.fullmatch(ground.cite.section.strip()):
            place = base.at(path_of(rule), *keys, "section")
            yield Found(f"'{ground.cite.section}' is no section", place, "name the heading under which it stands")


@lint("cites-not-in-force")
def cites_not_in_force(base: RuleBase) -> Iterator[Found]:
    for rule, keys, ground in _grounds(base):
        own, cited = (base.rules.guidelines.get(name) for name in (rule.guideline, ground.cite.guideline))
        if own and cited and own is not cited and not _overlap(own, cited):
            place = base.at(path_of(rule), *keys, "guideline")
            message = f"'{cited.id}' was at no time in force together with '{own.id}'"
            yield Found(message, place, f"cite '{own.id}', or one of its time")


def _overlap(one: Guideline, other: Guideline) -> bool:
    ends = [each.in_force.end.date if each.in_force.end else date.max for each in (one, other)]
    return max(one.in_force.start.date, other.in_force.start.date) <= min(ends)


@lint("cites-other-rank")
def cites_other_rank(base: RuleBase) -> Iterator[Found]:
    for rule, keys, ground in _grounds(base):
        own, cited = (base.rules.guidelines.get(name) for name in (rule.guideline, ground.cite.guideline))
        if own and cited and cited.rank > own.rank:
            place = base.at(path_of(rule), *keys, "guideline")
            message = f"'{cited.id}' ranks {cited.rank}, and the rule's own guideline {own.rank}"
            yield Found(message, place, f"write a rule of '{cited.id}' instead")


@lint("guideline-said-again")
def guideline_said_again(base: RuleBase) -> Iterator[Found]:
    for rule, keys, ground in _grounds(base):
        top = base.nodes.get(path_of(rule))
        for key in keys:
            top = top.get(key) if isinstance(top, YamlMapping) else None
        if isinstance(top, YamlMapping) and "guideline" in top and ground.cite.guideline == rule.guideline:
            yield Found("this is the rule's own guideline", base.at(path_of(rule), *keys, "guideline"), "leave it out")


@lint("rule-of-no-criteria-guideline", Severity.ERROR)
def rule_of_no_criteria_guideline(base: RuleBase) -> Iterator[Found]:
    for rule in base.rules.rules.values():
        if not base.rules.guidelines[rule.guideline].holds_criteria and not rule.is_cap:
            place = base.at(path_of(rule), "rule")
            yield Found(f"'{rule.guideline}' holds no criteria", place, "move it to definitions/ or gates/")


@lint("unverified-quoted", Severity.ERROR)
def unverified_quoted(base: RuleBase) -> Iterator[Found]:
    for rule, criterion in base.criteria:
        ground = criterion.ground
        if ground.basis is Basis.UNVERIFIED and ground.reading is Reading.QUOTED:
            message = f"'{criterion.name}' is not verified, and yet quoted"
            place = base.key_at(path_of(rule), "criteria", criterion.name)
            yield Found(message, place, "write reading: ours, or name its basis")


@lint("unverified-unexplained")
def unverified_unexplained(base: RuleBase) -> Iterator[Found]:
    for rule, criterion in base.criteria:
        if criterion.ground.basis is Basis.UNVERIFIED and not rule.known_limits:
            place = base.at(path_of(rule), "criteria", criterion.name, "basis")
            yield Found(f"'{criterion.name}' is unverified, and nothing says why", place, "add it to 'known_limits'")


@lint("review-incomplete")
def review_incomplete(base: RuleBase) -> Iterator[Found]:
    for rule in base.rules.rules.values():
        top = base.nodes.get(path_of(rule))
        review = top.get("review") if isinstance(top, YamlMapping) else None
        if not isinstance(review, YamlMapping):
            continue
        day = review.get("date")
        place = base.at(path_of(rule), "review")
        if rule.review not in ("draft", "reviewed"):
            yield Found(f"'{rule.review}' is no status of review", place, "write draft or reviewed")
        elif rule.review == "reviewed" and not {"by", "date"} <= set(review):
            yield Found("a review without name and date", place, "add 'by' and 'date'")
        elif isinstance(day, Scalar) and not isinstance(day.value, date):
            yield Found(f"'{day.text}' is no date of a review", day.place, "write a date such as 2026-03-01")


@lint("refusal-without-care")
def refusal_without_care(base: RuleBase) -> Iterator[Found]:
    for rule in base.rules.rules.values():
        drugs = (each.drug for name in rule.treatments if (each := base.rules.vocabulary.treatments.get(name)))
        tapered = [drug.drug_class for drug in drugs if drug and drug.drug_class in _TAPERED]
        if tapered and not rule.on_not_approved and rule.is_conclusive:
            message = f"a refusal of this {tapered[0]} says nothing of tapering it"
            yield Found(message, base.at(path_of(rule), "approve_when"), "add 'on_not_approved: {says: …, cite: …}'")
