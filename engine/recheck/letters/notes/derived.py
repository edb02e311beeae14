"""What definitions yield from the facts of a note, place by place.

Nothing is asked of a request here: a definition that rests on one yields nothing. Where editions define a fact
differently and their values differ, none is given.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from recheck.collect import settle
from recheck.engines.values import Values
from recheck.model.case import Case, FactTable
from recheck.model.rule import Definition, RuleSet, inputs_of
from recheck.model.value import Bounds, Contradicted, Held, Value
from recheck.model.vocabulary import BelongsTo, Fact
from recheck.program.fold import fold_term
from recheck.program.lower import term_of


@dataclass(frozen=True, slots=True)
class Derived:
    """A fact that follows, and the documented facts from which."""

    fact: str
    place: str
    value: Value
    rests_on: tuple[str, ...]


def derived_facts(rules: RuleSet, case: Case) -> tuple[Derived, ...]:
    """All that definitions yield of a case's claim, regions and treatments."""
    found: list[Derived] = []
    claim = _held(case.claim)
    for kind, place, held, own in _places(case, claim):
        documented = set(held)
        sources: dict[str, frozenset[str]] = {name: frozenset({name}) for name in held}
        while new := _step(rules, kind, held, documented):
            for name, (value, inputs) in new.items():
                held[name] = value
                sources[name] = frozenset().union(*(sources[each] for each in inputs))
                if not isinstance(value, Bounds | Contradicted) and sources[name] & own:
                    found.append(Derived(name, place, value, tuple(sorted(sources[name]))))
    return tuple(found)


def _places(case: Case, claim: Mapping[str, Held]) -> Iterator[tuple[BelongsTo, str, dict[str, Held], frozenset[str]]]:
    """Every place, what is held there, and which facts are the place's own: what follows there rests on one."""
    yield BelongsTo.CLAIM, "claim", dict(claim), frozenset(claim)
    for region, table in case.regions.items():
        yield BelongsTo.REGION, region, {**claim, **_held(table)}, frozenset(table)
    for name, record in case.treatments.items():
        yield BelongsTo.TREATMENT, name, {**claim, **_held(record.facts)}, frozenset(record.facts)
        for region, table in record.regions.items():
            held = {**claim, **_held(case.regions.get(region, {})), **_held(record.facts), **_held(table)}
            yield BelongsTo.TREATMENT_REGION, f"{name}/{region}", held, frozenset(table)


def _held(table: FactTable) -> dict[str, Held]:
    values = {name: settle(documented, None)[0] for name, documented in table.items()}
    return {name: value for name, value in values.items() if value is not None}


def _step(
    rules: RuleSet, kind: BelongsTo, held: Mapping[str, Held], documented: set[str]
) -> dict[str, tuple[Held, tuple[str, ...]]]:
    """What one pass over the definitions adds: by fact, its value and the inputs that were held."""
    facts = rules.vocabulary.facts
    yielded: dict[str, dict[Held, tuple[str, ...]]] = {}
    for each in rules.definitions:
        if each.fact in held or each.fact in documented or facts[each.fact].belongs_to is not kind:
            continue
        inputs = tuple(sorted(name for name in inputs_of(each.formula) if name in held))
        value = _value(each, facts, held) if inputs else None
        if value is not None:
            yielded.setdefault(each.fact, {})[value] = inputs
    return {name: next(iter(values.items())) for name, values in yielded.items() if len(values) == 1}


def _value(definition: Definition, facts: Mapping[str, Fact], held: Mapping[str, Held]) -> Held | None:
    value = fold_term(term_of(definition.formula, facts), Values(held))
    return None if isinstance(value, Bounds) and value == facts[definition.fact].bounds else value
