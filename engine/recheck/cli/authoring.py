"""`recheck rules test` and `recheck rules show`."""

import json

from recheck.author.meant import treatment_meant
from recheck.author.rule_tests import run_rule_test
from recheck.author.show import markdown
from recheck.author.side_by_side import side_by_side
from recheck.author.side_by_side_text import as_text
from recheck.cli.edges import CHECK_FAILED, FINE, RuleChoice, show, tell, tell_problems
from recheck.load.files import rule_files
from recheck.load.rule_tests import load_rule_tests
from recheck.load.ruleset import read_rule_set
from recheck.model.problem import Problem, ProblemsFound, did_you_mean, errors
from recheck.model.rule import RuleSet


def run_test(names: list[str], folders: list[str], output: str) -> int:
    """Every test, or those of the rules that are named."""
    files = rule_files(folders)
    rules, problems = read_rule_set(files)
    tests = load_rule_tests(files.values(), rules, problems)
    if errors(problems):
        raise ProblemsFound(problems)
    chosen = [test for test in tests if not names or any(name in test.rule for name in names)]
    if names and not chosen:
        message = f"no rule with a test is named like {', '.join(names)}"
        raise ProblemsFound([Problem("unknown-rule", message, None, "see `recheck rules check` for all rules")])
    results = [run_rule_test(test, rules) for test in chosen]
    failed = [result for result in results if not result.passed]
    if output == "json":
        rows = [
            {
                "rule": each.test.rule,
                "test": each.test.name,
                "passed": each.passed,
                "differences": list(each.differences),
            }
            for each in results
        ]
        show(json.dumps({"tests": rows, "failed": len(failed)}, indent=2))
    else:
        for result in failed:
            show(f"{result.test.place}: {result.test.rule}: {result.test.name}")
            for difference in result.differences:
                show(f"  {difference}")
        count = len({each.test.rule for each in results})
        show(f"{len(results)} tests of {count} rule{'' if count == 1 else 's'}: {len(failed) or 'none'} failed.")
    tell_problems(problems)
    if failed:
        tell("Some tests failed.")
    return CHECK_FAILED if failed else FINE


def run_show(names: list[str], everything: bool, folders: list[str]) -> int:
    """Rules as one page of Markdown."""
    files = rule_files(folders)
    rules, problems = read_rule_set(files)
    tests = load_rule_tests(files.values(), rules, problems)
    if errors(problems):
        raise ProblemsFound(problems)
    unknown = [
        Problem("unknown-rule", f"there is no rule '{name}'", None, did_you_mean(name, rules.rules))
        for name in names
        if name not in rules.rules
    ]
    if unknown:
        raise ProblemsFound(unknown)
    show(markdown(rules, tests, [] if everything else names))
    return FINE


def run_compare(words: str, choice: RuleChoice, output: str) -> int:
    """One treatment under every edition and body, as text or as a page for a browser."""
    rules = choice.load()
    table = side_by_side(rules, _treatment(words, rules))
    if not table.columns:
        tell(f"no rule at hand speaks of {table.title}")
    if output == "html":
        from recheck.author.pages import as_html

        show(as_html(table))
    else:
        show(as_text(table))
    return FINE


def _treatment(words: str, rules: RuleSet) -> str:
    """A treatment by its name, or by words that mean one.

    Raises:
        ProblemsFound: the words mean none, or more than one.
    """
    problems: list[Problem] = []
    found = treatment_meant(words, rules.vocabulary, None, problems)
    if found is None:
        raise ProblemsFound(problems)
    return found
