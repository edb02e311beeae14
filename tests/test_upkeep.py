"""Editions that need to be looked at again are named, with what to look at."""

from dataclasses import replace
from datetime import date

from recheck.author.upkeep import upkeep
from recheck.model.problem import Severity
from recheck.model.rule import RuleSet


def codes(rules: RuleSet, day: date) -> dict[str, str]:
    found = list(upkeep(rules, day))
    assert all(each.severity is Severity.WARNING and each.suggestion and each.place for each in found)
    return {each.message.split("'")[1]: each.code for each in found}


def test_what_ended_was_never_checked_or_not_for_a_year(rules: RuleSet) -> None:
    now = codes(rules, date(2026, 11, 21))
    assert now["mtus-chronic-pain-2009"] == "edition-ended"
    assert now["wi-dwd-81"] == "edition-not-checked"
    assert now["wa-shoulder-2013"] == "edition-never-checked"
    assert "cdc-opioids-2022" not in now
    speaking = {rule.guideline for rule in rules.rules.values()}
    assert set(now) <= speaking


def test_a_year_is_365_days_and_an_edition_that_has_not_begun_is_left_alone(rules: RuleSet) -> None:
    own = replace(rules.guidelines["wi-dwd-81"], checked=date(2025, 1, 1))
    mine = replace(rules, guidelines={**rules.guidelines, "wi-dwd-81": own})
    assert "wi-dwd-81" not in codes(mine, date(2026, 1, 1))
    assert codes(mine, date(2026, 1, 2))["wi-dwd-81"] == "edition-not-checked"
    assert "wi-dwd-81" not in codes(mine, date(2007, 10, 31))
