"""Rules as pages: what each asks, where it is cited, how that is known, and its tests."""

from collections.abc import Iterator, Sequence

from recheck.evaluators.roles import role_of
from recheck.load.rule_tests import RuleTest
from recheck.model.condition import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    CountOf,
    FactRef,
    IfThen,
    Limit,
    NotOf,
    Op,
)
from recheck.model.rule import Approval, AtLeast, Criterion, Ground, Named, Role, Rule, RuleSet
from recheck.model.value import written
from recheck.model.vocabulary import Vocabulary

_WORDS = {
    Op.EQUALS: "is",
    Op.NOT: "is not",
    Op.ONE_OF: "is one of",
    Op.AT_LEAST: "is at least",
    Op.AT_MOST: "is at most",
    Op.MORE_THAN: "is more than",
    Op.LESS_THAN: "is less than",
    Op.INCLUDES: "includes",
    Op.INCLUDES_ANY: "includes any of",
    Op.WITHIN: "is within",
}


def in_words(condition: Condition, vocabulary: Vocabulary) -> str:
    """A condition as a phrase."""
    match condition:
        case Comparison():
            return _comparison(condition, vocabulary)
        case Limit():
            cap = condition.at_most
            most = _name(cap.name, vocabulary) if isinstance(cap, FactRef) else str(cap)
            parts = [_name(condition.of, vocabulary), "what was authorized"]
            parts += [_name(condition.already, vocabulary)] if condition.already else []
            return f"{' + '.join(parts)} is at most {most}"
        case AllOf(parts):
            return " and ".join(_grouped(part, vocabulary) for part in parts) or "always"
        case AnyOf(parts):
            return " or ".join(_grouped(part, vocabulary) for part in parts) or "never"
        case NotOf(part):
            return f"not ({in_words(part, vocabulary)})"
        case IfThen(when, then):
            return f"if {_grouped(when, vocabulary)} then {_grouped(then, vocabulary)}"
        case CountOf(count, parts):
            return f"at least {count} of: " + "; ".join(in_words(part, vocabulary) for part in parts)


def _grouped(condition: Condition, vocabulary: Vocabulary) -> str:
    text = in_words(condition, vocabulary)
    return text if isinstance(condition, Comparison | Limit | NotOf) else f"({text})"


def _comparison(leaf: Comparison, vocabulary: Vocabulary) -> str:
    name = _name(leaf.fact, vocabulary)
    if isinstance(leaf.operand, bool):
        holds = leaf.operand == (leaf.op is Op.EQUALS)
        return name if holds else f"not: {name}"
    if isinstance(leaf.operand, FactRef):
        return f"{name} {_WORDS[leaf.op]} {_name(leaf.operand.name, vocabulary)}"
    if isinstance(leaf.operand, tuple):
        return f"{name} {_WORDS[leaf.op]} {', '.join(written(value) for value in leaf.operand)}"
    fact = vocabulary.facts.get(leaf.fact)
    unit = f" {fact.unit}" if fact and fact.unit else ""
    return f"{name} {_WORDS[leaf.op]} {written(leaf.operand)}{unit}"


def _name(name: str, vocabulary: Vocabulary) -> str:
    fact = vocabulary.facts.get(name)
    return fact.readable if fact else name.replace("_", " ")


def _approval(approval: Approval | None) -> str:
    match approval:
        case None:
            return "never"
        case Named(name):
            return f"`{name}`"
        case AtLeast(count, parts):
            word = " and " if count == len(parts) else " or " if count == 1 else "; "
            text = word.join(f"({_approval(part)})" if isinstance(part, AtLeast) else _approval(part) for part in parts)
            return text if count in (1, len(parts)) else f"at least {count} of: {text}"


def markdown(rules: RuleSet, tests: Sequence[RuleTest], names: Sequence[str] = ()) -> str:
    """Every rule (or those named) as one Markdown page, by guideline and then by rule."""
    chosen = [rule for rule in rules.rules.values() if not names or rule.id in names]
    rows = ["# Rules", ""]
    rows.append(f"{len(chosen)} rules of {len({rule.guideline for rule in chosen})} guidelines; {rules.digest}.")
    for guideline in sorted({rule.guideline for rule in chosen}, key=lambda each: (rules.guidelines[each].rank, each)):
        edition = rules.guidelines[guideline]
        end = f" to {edition.in_force.end.date} by {edition.in_force.end.by}" if edition.in_force.end else ""
        start = edition.in_force.start
        rows += ["", f"## {edition.title}", ""]
        rows.append(f"In force from {start.date} by {start.by}{end}; rank {edition.rank}; source: {edition.source}.")
        scope = in_words(edition.scope, rules.vocabulary)
        if scope != "always":
            rows.append(f"Scope: {scope}.")
        for rule in (each for each in chosen if each.guideline == guideline):
            rows += ["", *_rule(rule, rules, [test for test in tests if test.rule == rule.id])]
    return "\n".join(rows if names else [*rows, *_without_rule(rules)])


def _without_rule(rules: RuleSet) -> Iterator[str]:
    """The treatments that can be named and that no rule speaks of."""
    covered = {treatment for rule in rules.rules.values() if not rule.is_cap for treatment in rule.treatments}
    missing = [each for each in rules.vocabulary.treatments.values() if each.name not in covered]
    if missing:
        yield ""
        yield "## Treatments without a rule"
        yield ""
        yield "No criteria are known for these; a request for one is `not_covered`."
        yield ""
        yield from (f"- {each.title} ({each.category})" for each in missing)


def _rule(rule: Rule, rules: RuleSet, tests: Sequence[RuleTest]) -> Iterator[str]:
    titles = ", ".join(rules.vocabulary.treatments[name].title for name in rule.treatments)
    yield f"### {rule.title} (`{rule.id}`)"
    yield ""
    yield f"Treatments: {titles}."
    applies = in_words(rule.applies_when, rules.vocabulary)
    if applies != "always":
        yield f"Applies when: {applies}."
    if rule.says:
        yield f"{rule.says}."
    if rule.ground:
        yield f"{_ground(rule.ground)}."
    if not rule.is_conclusive:
        yield "Takes no position: the search goes on."
    else:
        yield f"Approves when: {_approval(rule.approve_when)}."
    if rule.criteria:
        yield ""
        yield "| criterion | role | asks | silence | cited | basis | reading |"
        yield "| --- | --- | --- | --- | --- | --- | --- |"
        for criterion in rule.criteria:
            yield _row(rule, criterion, rules)
    if rule.on_not_approved:
        yield ""
        yield f"With a refusal: {rule.on_not_approved}"
    if rule.known_limits:
        yield ""
    for limit in rule.known_limits:
        yield f"- Known limit: {limit}"
    yield ""
    yield f"Tests: {'; '.join(test.name for test in tests) or 'none'}. Review: {rule.review}."


def _row(rule: Rule, criterion: Criterion, rules: RuleSet) -> str:
    cite = criterion.ground.cite
    where = cite.within
    silence = "decides nothing" if criterion.role is Role.SUPPORTING else "met" if criterion.closes_met else "not met"
    asks = f"{criterion.says}: {in_words(criterion.when, rules.vocabulary)}".replace("|", "/")
    cells = (
        f"`{criterion.name}`",
        role_of(rule, criterion) or "-",
        asks,
        silence,
        where,
        criterion.ground.basis,
        criterion.ground.reading,
    )
    return "| " + " | ".join(cells) + " |"


def _ground(ground: Ground) -> str:
    return f"Cited: {ground.cite.within} (basis {ground.basis}, reading {ground.reading})"
