"""`recheck rules show RULE`: a rule as a guideline page, as text or for a browser."""

from collections.abc import Sequence

from recheck.author.review_sheet import review_sheet
from recheck.author.rule_page import RulePage, rule_page
from recheck.author.rule_text import rule_text
from recheck.cli.edges import FINE, RuleChoice, show, tell_problems
from recheck.load.cases import load_cases
from recheck.load.files import SHIPPED, rule_files, shipped_rules
from recheck.load.rule_tests import load_rule_tests
from recheck.model.problem import Problem, ProblemsFound, did_you_mean, errors
from recheck.model.rule import RuleSet


def run_pages(names: Sequence[str], choice: RuleChoice, cases: str, output: str) -> int:
    """One rule, or several one after the other; a page for a browser holds one."""
    rules = choice.load()
    pages = [_page(name, rules, choice, cases) for name in names]
    if output == "html":
        from recheck.author.pages import rule_html

        show(rule_html(pages[0], rules))
    else:
        show("\n\n\n".join(rule_text(page) for page in pages))
    return FINE


def run_sheets(names: Sequence[str], choice: RuleChoice) -> int:
    """A sheet to read and sign for each rule, a page feed between them."""
    rules = choice.load()
    show("\n\f\n".join(review_sheet(_page(name, rules, choice, None), rules.vocabulary) for name in names))
    return FINE


def _page(name: str, rules: RuleSet, choice: RuleChoice, cases: str | None) -> RulePage:
    """The page of a rule, named by its path or by as much of it as says which; without cases, none are judged.

    Raises:
        ProblemsFound: there is no such rule, or the tests beside it or the cases have errors.
    """
    if name not in rules.rules:
        hint = did_you_mean(name, rules.rules) or "`recheck find` says which rules speak of a treatment"
        raise ProblemsFound([Problem("unknown-rule", f"there is no rule '{name}'", None, hint)])
    beside = [each for each in rule_files(choice.folders).values() if each.path == f"{name}.test.yaml"]
    problems: list[Problem] = []
    tests = load_rule_tests(beside, rules, problems)
    if errors(problems):
        raise ProblemsFound(problems)
    if cases is None:
        return rule_page(rules, rules.rules[name], tests, ())
    folder = shipped_rules().parent / "cases" if cases == SHIPPED else cases
    found, problems = load_cases([folder], rules.vocabulary)
    if errors(problems):
        raise ProblemsFound(problems)
    tell_problems(problems)
    return rule_page(rules, rules.rules[name], tests, found)
