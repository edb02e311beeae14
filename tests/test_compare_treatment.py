"""One treatment under every edition and body: numbers aligned, differences marked, nothing left out."""

import re

from conftest import run
from recheck.author.pages import as_html
from recheck.author.side_by_side import side_by_side
from recheck.author.side_by_side_text import as_text
from recheck.model.rule import RuleSet


def test_every_rule_of_the_treatment_has_a_column_and_differing_numbers_are_marked(rules: RuleSet) -> None:
    table = side_by_side(rules, "epidural_steroid_injection")
    assert {column.rule.id for column in table.columns} == {
        rule.id for rule in rules.rules.values() if "epidural_steroid_injection" in rule.treatments
    }
    text = as_text(table)
    assert all(column.rule.title in " ".join(text.split()) for column in table.columns)
    assert any(row.differs and row.is_number for row in table.rows)
    for row in table.rows:
        spoken = {frozenset(each.bare for each in cell) for cell in row.cells if cell}
        assert row.differs == (len(spoken) > 1)


def test_a_terminal_is_never_overrun(rules: RuleSet) -> None:
    for treatment in rules.vocabulary.treatments:
        assert all(len(line) <= 110 for line in as_text(side_by_side(rules, treatment)).splitlines()), treatment


def test_the_page_is_self_contained_and_carries_the_citations(rules: RuleSet) -> None:
    table = side_by_side(rules, "massage_therapy")
    html = as_html(table)
    assert not re.search(r"(src|href)\s*=|https?:|@import|url\(", html)
    assert "p. 60" in html
    assert html.count("<col") == 0 and html.count('scope="col"') == len(table.columns) + 1


def test_words_that_name_no_treatment_are_refused_with_a_hint() -> None:
    code, _, err = run("rules", "show", "--compare", "masage")
    assert code == 1
    assert "massage" in err  # the nearest name
    code, out, _ = run("rules", "show", "--compare", "acupuncture", "--format", "html")
    assert code == 0
    assert out.startswith("<!doctype html>")


def test_words_that_name_several_treatments_are_refused_with_their_names() -> None:
    code, _, err = run("rules", "show", "--compare", "EMG/NCV")
    assert code == 1
    assert "ambiguous-treatment" in err
    assert "ncs" in err
