"""The sheet on which a physician reads and signs a rule."""

import pytest

from conftest import run
from recheck.author.review_sheet import review_sheet
from recheck.author.rule_page import rule_page
from recheck.author.side_by_side_text import WIDTH
from recheck.load.files import rule_files
from recheck.load.rule_tests import RuleTest, load_rule_tests
from recheck.model.rule import RuleSet

THERAPY = "odg/physical_therapy"


@pytest.fixture(scope="module")
def tests(rules: RuleSet) -> list[RuleTest]:
    return load_rule_tests(rule_files().values(), rules, [])


def sheet_of(name: str, rules: RuleSet, tests: list[RuleTest]) -> str:
    return review_sheet(rule_page(rules, rules.rules[name], tests, ()), rules.vocabulary)


def test_the_sheet_holds_criteria_limits_vignettes_and_a_line_to_sign(rules: RuleSet, tests: list[RuleTest]) -> None:
    sheet = sheet_of(THERAPY, rules, tests)
    words = " ".join(sheet.split())
    assert all(criterion.name in words for criterion in rules.rules[THERAPY].criteria)
    assert all(limit in words for limit in rules.rules[THERAPY].known_limits)
    assert "a strained back two months old that had no therapy, six visits -> approve" in words
    assert "visits completed before: 0" in words
    assert "Signature:" in words
    assert max(map(len, sheet.splitlines())) <= WIDTH


def test_a_rule_without_vignettes_shows_its_other_tests(rules: RuleSet, tests: list[RuleTest]) -> None:
    bare = [test for test in tests if test.rule == THERAPY and not test.name.startswith("vignette")]
    assert "six visits at first -> approve" in sheet_of(THERAPY, rules, bare)


def test_the_command_prints_one_sheet_for_each_rule_and_asks_for_names() -> None:
    code, said, _ = run("rules", "show", THERAPY, "odg/gym_membership", "--to-sign")
    assert code == 0
    assert said.count("Signature:") == 2
    assert "\f" in said
    assert run("rules", "show", "--to-sign")[0] == 2
