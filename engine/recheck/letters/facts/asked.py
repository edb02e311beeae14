"""The facts of a case that rules for its requests turn on, each at its place."""

from collections.abc import Iterable, Iterator

from recheck.letters.facts.requested import places_of
from recheck.letters.facts.score import Place
from recheck.model.case import Case
from recheck.model.closure import by_any_edition, closure
from recheck.model.condition import facts_read
from recheck.model.rule import Rule, RuleSet
from recheck.model.vocabulary import BelongsTo


def asked_of(rules: RuleSet, case: Case) -> frozenset[Place]:
    """Every fact that some rule for one of the case's requests reads, through definitions, in any edition."""
    found: set[Place] = {("claim", "age"), ("claim", "date_of_injury")}
    for request in case.requests.values():
        for each in (request, *request.parts):
            if each.treatment is None:
                continue
            names = _names(rules, rules.for_treatment(each.treatment))
            regions = list(places_of(case, each.treatment))
            for name in names:
                fact = rules.vocabulary.facts.get(name)
                match fact.belongs_to if fact else None:
                    case BelongsTo.CLAIM:
                        found.add(("claim", name))
                    case BelongsTo.REGION:
                        found |= {(region, name) for region in regions}
                    case BelongsTo.TREATMENT:
                        found.add((each.treatment, name))
                    case BelongsTo.TREATMENT_REGION:
                        found |= {(f"{each.treatment} {region}", name) for region in regions}
                    case BelongsTo.REQUEST:
                        found.add((f"request for {each.treatment}", name))
    return frozenset(found)


def read_by_rules(rules: RuleSet) -> frozenset[str]:
    """The names of all facts that some rule reads, through definitions."""
    return frozenset(_names(rules, rules.rules.values()))


def _names(rules: RuleSet, chosen: Iterable[Rule]) -> frozenset[str]:
    read = (name for rule in chosen for name in _read_by(rule))
    return closure(read, by_any_edition(rules.definitions)).facts


def _read_by(rule: Rule) -> Iterator[str]:
    yield from facts_read(rule.applies_when)
    for criterion in rule.criteria:
        yield from facts_read(criterion.when)
