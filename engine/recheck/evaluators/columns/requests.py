"""The table of requests: which columns it has, and of what kind.

One row a request, or one a component of it (a part, a region, a side). A null fact is not documented;
facts that the record contradicts itself about are named in `contradicted`.
"""

from recheck.evaluators.columns.expr import Kind
from recheck.evaluators.columns.symbols import KINDS
from recheck.model.closure import by_any_edition, closure
from recheck.model.condition import facts_read
from recheck.model.rule import RuleSet
from recheck.model.vocabulary import FactType, is_stated

FIXED = {
    "case": Kind.TEXT,
    "request": Kind.TEXT,
    "component": Kind.INTEGER,
    "part": Kind.TEXT,
    "treatment": Kind.TEXT,
    "body_region": Kind.TEXT,
    "side": Kind.TEXT,
    "requested_on": Kind.DATE,
    "service_on": Kind.DATE,
    "reviewed_on": Kind.DATE,
    "requested": Kind.INTEGER,
    "authorized": Kind.INTEGER,
    "disputed": Kind.INTEGER,
    "unit": Kind.TEXT,
    "depends_on": Kind.TEXT,
    "depends_on_decision": Kind.TEXT,
    "part_depends_on": Kind.TEXT,
    "part_depends_on_decision": Kind.TEXT,
    "contradicted": Kind.TEXTS,
    "outcome": Kind.TEXT,
    "outcome_quantity": Kind.INTEGER,
    "cited": Kind.TEXTS,
    "credentials": Kind.TEXT,
    "licensed_in": Kind.TEXT,
    "reviewer": Kind.TEXT,
    "decided_on": Kind.DATE,
}
"""The columns that are no facts; all but the first two and `treatment` may be missing, and are null then."""
ROW = "recheck row"
"""A column that numbers the rows, the same whenever the table is read; it may be missing. No user's is called so."""
CITED = "recheck cited"
"""A column that names the rule set's guidelines which count for a request, in its order, joined by `JOINED_BY`."""
JOINED_BY = ";"


def fact_columns(rules: RuleSet) -> dict[str, FactType]:
    """The facts that rules, scopes, definitions and gates read, and those that say where an answer would stand, in
    the order of the vocabulary."""
    conditions = [gate.when for gate in rules.gates]
    for rule in rules.rules.values():
        conditions += [rules.guidelines[rule.guideline].scope, rule.applies_when]
        conditions += [each.when for each in rule.criteria]
        conditions += [each.heard_in for each in rule.criteria if each.heard_in]
    facts = rules.vocabulary.facts
    found = closure((name for each in conditions for name in facts_read(each)), by_any_edition(rules.definitions)).facts
    found |= {place for name in found if name in facts for place in facts[name].stands_in}
    return {name: fact.type for name, fact in facts.items() if name in found and not is_stated(name)}


def request_schema(rules: RuleSet) -> dict[str, Kind]:
    """Every column with its kind: the fixed ones, then the facts."""
    return FIXED | {name: KINDS[kind] for name, kind in fact_columns(rules).items()}
