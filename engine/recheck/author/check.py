"""What is wrong with a rule set beyond what keeps it from loading: every lint, less what files allow."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from recheck.author.lints.allow import without_allowed
from recheck.author.lints.base import RuleBase
from recheck.author.lints.kind import Edit, problems_of
from recheck.author.lints.registry import kinds, lints
from recheck.author.readings import check_readings
from recheck.letters.check import check_letters
from recheck.letters.check_read import check_read
from recheck.load.files import RuleFile
from recheck.load.rule_tests import RuleTest
from recheck.load.second_readings import second_readings
from recheck.model.problem import Problem, errors
from recheck.model.rule import RuleSet, named_in


def check(
    rules: RuleSet, tests: Iterable[RuleTest], files: Mapping[str, RuleFile], loaded: Iterable[Problem] = ()
) -> list[Problem]:
    """Every problem of the rules, in the order of their files."""
    return [problem for problem, _ in check_with_edits(rules, tests, files, loaded)]


def check_with_edits(
    rules: RuleSet, tests: Iterable[RuleTest], files: Mapping[str, RuleFile], loaded: Iterable[Problem] = ()
) -> list[tuple[Problem, Edit | None]]:
    """Every problem of the rules, with the edit that mends it where that is safe.

    Args:
        rules: the rule set.
        tests: its tests.
        files: the files of both.
        loaded: the problems with which they were read; what only follows from one of them is not said again.
    """
    base = RuleBase(_sound(rules), tuple(tests), files, not errors(list(loaded)))
    found = [each for kind in lints() for each in problems_of(kind, base)]
    found += [(problem, None) for problem in check_letters(base.rules, files)]
    found += [(problem, None) for problem in check_read(base.rules, files)]
    misread: list[Problem] = []
    second_readings(files, misread)
    found += [(problem, None) for problem in misread]
    found += [(problem, None) for problem in check_readings(base.rules, base.settled_tests_of)]
    edits = {id(problem): edit for problem, edit in found}
    known = {kind.code: kind.is_lint for kind in kinds().values()}
    paths = {file.name: path for path, file in files.items()}
    kept = without_allowed([problem for problem, _ in found], base, known, paths)
    order = {name: index for index, name in enumerate(paths)}
    kept.sort(key=lambda each: _sort_key(each, order))
    return [(problem, edits.get(id(problem))) for problem in kept]


def _sound(rules: RuleSet) -> RuleSet:
    """The rule set without rules that lost a criterion on loading: what is wrong with them is said there."""
    lost = {
        rule.id
        for rule in rules.rules.values()
        if rule.approve_when and set(named_in(rule.approve_when)) - {each.name for each in rule.criteria}
    }
    return (
        replace(rules, rules={name: rule for name, rule in rules.rules.items() if name not in lost}) if lost else rules
    )


def _sort_key(problem: Problem, order: Mapping[str, int]) -> tuple[int, int, int]:
    place = problem.place
    return (order.get(place.source.name, -1), place.line, place.column) if place else (-1, 0, 0)
