"""What a rule decides by, apart from how it is worded: the parts that a decision can depend on.

Comes in: a rule set. Goes out: for each rule its own part, and by name every definition, fact and
guideline that it reads. Two rule sets in which all parts of a treatment's rules are equal decide
every request for it alike, so only the other treatments need to be proved or screened.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields

from recheck.model.closure import closure
from recheck.model.condition import facts_read
from recheck.model.rule import Approval, AtLeast, Criterion, Definition, Named, Rule, RuleSet
from recheck.model.vocabulary import Fact

WORDS_OF_A_CRITERION = ("name", "says", "ground", "unless", "place")
"""Fields of a criterion that no decision depends on."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A rule's own part, and the parts of what it reads, by kind and name."""

    own: object
    through: Mapping[str, object]


def meaning_of(rule: Rule, rules: RuleSet, editions: Collection[str] | None = None) -> Meaning:
    """Everything that the rule's decision can depend on; with `editions`, while only these are in force."""
    through: dict[str, object] = {}
    _guideline(rule.guideline, rules, through)
    scope = rules.guidelines[rule.guideline].scope
    conditions = [scope, rule.applies_when, *(criterion.when for criterion in rule.criteria)]
    read = [name for condition in conditions for name in facts_read(condition)]
    facts, definitions = closure(read, lambda name: definitions_for(name, rule.guideline, rules, editions))
    through |= {f"fact {name}": fact_part(rules.vocabulary.facts.get(name)) for name in facts}
    for definition in definitions:
        through[f"definition {definition.id}"] = definition_part(definition)
        if definition.guideline:
            _guideline(definition.guideline, rules, through)
    return Meaning(own_part(rule), through)


def own_part(rule: Rule) -> object:
    """What the rule's own file says that a decision can depend on; criteria count by their order, not their names."""
    order = {criterion.name: str(index) for index, criterion in enumerate(rule.criteria)}
    return (
        rule.guideline,
        rule.treatments,
        tuple(criterion_part(criterion) for criterion in rule.criteria),
        _by_order(rule.approve_when, order),
        rule.applies_when,
        dict(rule.modify_to),
        rule.position,
    )


def criterion_part(criterion: Criterion) -> object:
    """What a criterion asks, without its name, words and citation."""
    kept = (each.name for each in fields(criterion) if each.name not in WORDS_OF_A_CRITERION)
    return tuple(getattr(criterion, name) for name in kept)


def definition_part(definition: Definition) -> object:
    """What a definition yields, without its citation."""
    return (definition.fact, definition.guideline, definition.formula)


def fact_part(fact: Fact | None) -> object:
    """What a fact is and where it is read from, without its question and words.

    Nor with a choice's values: a request that both rule sets can read names no value that one of them lacks.
    """
    return None if fact is None else (fact.type, fact.belongs_to, fact.at_least, fact.at_most)


def guideline_part(name: str, rules: RuleSet) -> object:
    """When a guideline applies and what it stands before."""
    known = rules.guidelines.get(name)
    return None if known is None else (known.in_force, known.scope, known.supersedes)


def definitions_for(
    fact: str, guideline: str, rules: RuleSet, editions: Collection[str] | None = None
) -> tuple[Definition, ...]:
    """The definitions of a fact that a guideline's rule may read: its own, else any that can be in force beside it."""
    found = [each for each in rules.definitions if each.fact == fact]
    own = tuple(each for each in found if each.guideline == guideline)
    if own:
        return own
    return tuple(
        each
        for each in found
        if each.guideline is None
        or (each.guideline in editions if editions is not None else _together(each.guideline, guideline, rules))
    )


def _together(one: str, other: str, rules: RuleSet) -> bool:
    """Whether two editions can be in force for one request: neither ends before the other begins by the same date."""
    first, second = rules.guidelines[one].in_force, rules.guidelines[other].in_force
    return not any(
        before.end and before.end.by is after.start.by and before.end.date < after.start.date
        for before, after in ((first, second), (second, first))
    )


def changed_treatments(old: RuleSet, new: RuleSet) -> tuple[str, ...]:
    """The treatments for which some request could be decided differently, as far as parts tell."""
    names = sorted({name for rules in (old, new) for rule in rules.rules.values() for name in rule.treatments})
    if gates_part(old) != gates_part(new):
        return tuple(names)
    before, after = ({each.id: meaning_of(each, rules) for each in rules.rules.values()} for rules in (old, new))
    return tuple(name for name in names if _of(name, old, before) != _of(name, new, after))


def gates_part(rules: RuleSet) -> object:
    """What the gates ask, and of which facts."""
    read = {name for gate in rules.gates for name in facts_read(gate.when)}
    return [gate.when for gate in rules.gates], {name: fact_part(rules.vocabulary.facts.get(name)) for name in read}


def order_part(guidelines: set[str], rules: RuleSet) -> object:
    """The order in which guidelines are searched, whatever else stands between them."""
    profile = rules.profile
    steps = sorted({profile.places[name] for name in guidelines if name in profile.places})
    return {
        name: (steps.index(profile.places[name]) if name in profile.places else None, name in profile.advisory)
        for name in guidelines
    }


def _of(treatment: str, rules: RuleSet, meanings: Mapping[str, Meaning]) -> object:
    mine = {each.id: meanings[each.id] for each in rules.for_treatment(treatment)}
    kind = "guideline "
    read = [name for each in mine.values() for name in each.through]
    guidelines = {name.removeprefix(kind) for name in read if name.startswith(kind)}
    return mine, order_part(guidelines, rules)


def _guideline(name: str, rules: RuleSet, through: dict[str, object]) -> None:
    through[f"guideline {name}"] = guideline_part(name, rules)


def _by_order(approval: Approval | None, order: Mapping[str, str]) -> Approval | None:
    match approval:
        case None:
            return None
        case Named(name):
            return Named(order[name])
        case AtLeast(count, parts):
            return AtLeast(count, tuple(part for each in parts if (part := _by_order(each, order))))
