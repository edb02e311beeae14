"""`recheck rules diff`: two sides, loaded, compared in words, by proof, and on cases."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from recheck.author.diff_pages import as_json, as_markdown, as_text
from recheck.author.difference import Difference, Reach
from recheck.author.edits import edits_between
from recheck.author.impact import cases_of_both, impact
from recheck.author.meaning import changed_treatments
from recheck.author.reach import reaches
from recheck.cli.edges import FINE, INPUT_HAS_ERRORS, show, tell_problems
from recheck.load.files import SHIPPED, RuleFile, rule_files, shipped_rules
from recheck.load.profiles import under
from recheck.load.revisions import side_files
from recheck.load.rule_tests import RuleTest, load_rule_tests
from recheck.load.ruleset import read_rule_set
from recheck.model.problem import ProblemsFound, errors
from recheck.model.rule import RuleSet

HEAD = "HEAD"


def run_diff(
    old: str | None,
    new: str | None,
    folders: list[str],
    cases: list[str],
    profile: str | None,
    output: str,
    proof: bool,
    timeout: float,
) -> int:
    """Differences are what is asked for, not failures; only files that cannot be read are."""
    there = Path(folders[-1]) if folders[-1] != SHIPPED else shipped_rules()
    with ExitStack() as stack:
        before = stack.enter_context(side_files(old or HEAD, folders))
        after = stack.enter_context(side_files(new, folders)) if new else rule_files(folders)
        (old_rules, old_tests), (new_rules, new_tests) = _loaded(before), _loaded(after)
    old_rules, new_rules = under(old_rules, profile), under(new_rules, profile)
    treatments = changed_treatments(old_rules, new_rules)
    paths = cases or [str(shipped_cases())]
    one, other, problems = cases_of_both(paths, old_rules, new_rules)
    found = Difference(
        old or HEAD,
        new or str(there if folders[-1] != SHIPPED else SHIPPED),
        edits_between(old_rules, new_rules, old_tests, new_tests),
        tuple(_proved(old_rules, new_rules, treatments, timeout)) if proof else tuple(map(Reach, treatments)),
        impact(old_rules, new_rules, treatments, one, other),
        proof,
    )
    if output == "json":
        show(json.dumps({**as_json(found), "problems": [each.as_json() for each in problems]}, indent=2))
    else:
        show(as_markdown(found) if output == "markdown" else as_text(found))
    tell_problems(problems)
    return INPUT_HAS_ERRORS if errors(problems) else FINE


def _proved(old: RuleSet, new: RuleSet, treatments: Sequence[str], timeout: float) -> Iterator[Reach]:
    """What is proved of each treatment; a terminal is told how far it is."""
    watched = sys.stderr.isatty()
    for count, each in enumerate(reaches(old, new, treatments, timeout, os.cpu_count() or 1), 1):
        if watched:
            sys.stderr.write(f"\rproved: {count} of {len(treatments)} treatments" + "\n" * (count == len(treatments)))
            sys.stderr.flush()
        yield each


def shipped_cases() -> Path:
    """The folder of the cases that travel with the package."""
    return shipped_rules().parent / "cases"


def rules_of(files: dict[str, RuleFile]) -> RuleSet:
    """A side's rules.

    Raises:
        ProblemsFound: its files have errors; all of them are listed.
    """
    return _loaded(files)[0]


def _loaded(files: dict[str, RuleFile]) -> tuple[RuleSet, list[RuleTest]]:
    """A side's rules and tests.

    Raises:
        ProblemsFound: its files have errors; all of them are listed.
    """
    rules, problems = read_rule_set(files)
    tests = load_rule_tests(files.values(), rules, problems)
    if errors(problems):
        raise ProblemsFound(problems)
    return rules, tests
