"""The generated page of all rules."""

from recheck.author.show import in_words, markdown
from recheck.load.files import rule_files
from recheck.load.rule_tests import load_rule_tests
from recheck.model.condition import leaves
from recheck.model.rule import RuleSet


def test_the_page_lists_every_rule_criterion_and_test(rules: RuleSet) -> None:
    tests = load_rule_tests(rule_files().values(), rules, [])
    page = markdown(rules, tests)
    for rule in rules.rules.values():
        assert f"(`{rule.id}`)" in page
        assert all(f"| `{criterion.name}` |" in page for criterion in rule.criteria)
        assert all(limit in page for limit in rule.known_limits)
    assert all(test.name in page for test in tests)


def test_every_leaf_of_a_condition_is_in_its_words(rules: RuleSet) -> None:
    for rule in rules.rules.values():
        for criterion in rule.criteria:
            text = in_words(criterion.when, rules.vocabulary)
            assert all(in_words(leaf, rules.vocabulary) in text for leaf in leaves(criterion.when))


def test_at_least_sixty_treatments_have_rules(rules: RuleSet) -> None:
    covered = {treatment for rule in rules.rules.values() for treatment in rule.treatments}
    assert len(covered) >= 60
    assert {rules.vocabulary.treatments[each].category for each in covered} == {
        each.category for each in rules.vocabulary.treatments.values()
    }
