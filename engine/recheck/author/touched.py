"""Which tests an edit touches: those whose rule, guideline, definitions or facts are no longer the same.

Two readings of the rule files come in; goes out the tests of the later one that may come out otherwise.
Whatever cannot be told apart cheaply counts as touched: a test too many costs a millisecond.
"""

from dataclasses import replace

from recheck.load.rule_tests import RuleTest
from recheck.model.condition import facts_read
from recheck.model.problem import Place, Source
from recheck.model.rule import Rule, RuleSet, inputs_of

Reading = tuple[RuleSet, list[RuleTest]]
"""The rules and tests of one moment."""

_NOWHERE = Place(Source(""))


def touched(before: Reading, after: Reading) -> list[RuleTest]:
    """The tests that an edit adds or changes, or whose rule rests on something that it changed, in file order."""
    rules_before, tests_before = before
    rules, tests = after
    if rules_before.guidelines != rules.guidelines or rules_before.profiles != rules.profiles:
        return tests
    changed = changed_facts(rules_before, rules)
    affected = {rule.id for rule in rules.rules.values() if _is_affected(rule, rules_before, rules, changed)}
    known: dict[str, list[RuleTest]] = {}
    for test in tests_before:
        known.setdefault(test.rule, []).append(replace(test, place=_NOWHERE))
    return [
        test for test in tests if test.rule in affected or replace(test, place=_NOWHERE) not in known.get(test.rule, [])
    ]


def changed_facts(before: RuleSet, after: RuleSet) -> frozenset[str]:
    """The facts that are declared or derived otherwise, and those derived from them."""
    facts, known = after.vocabulary.facts, before.vocabulary.facts
    changed = {name for name in {*facts, *known} if facts.get(name) != known.get(name)}
    definitions, defined = ({each.id: each for each in rules.definitions} for rules in (after, before))
    for name in {*definitions, *defined}:
        if definitions.get(name) != defined.get(name):
            changed |= {table[name].fact for table in (definitions, defined) if name in table}
    growing = True
    while growing:
        derived = {each.fact for each in after.definitions if changed & set(inputs_of(each.formula))}
        growing = not derived <= changed
        changed |= derived
    return frozenset(changed)


def _is_affected(rule: Rule, before: RuleSet, after: RuleSet, changed: frozenset[str]) -> bool:
    if before.rules.get(rule.id) != rule:
        return True
    scope = after.guidelines[rule.guideline].scope
    conditions = (scope, rule.applies_when, *(criterion.when for criterion in rule.criteria))
    return any(changed & set(facts_read(condition)) for condition in conditions)
