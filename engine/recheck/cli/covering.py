"""`recheck rules coverage`."""

import json
from collections.abc import Sequence

from recheck.author.coverage.measure import Outcome, RuleCoverage, State, cover, percent
from recheck.author.coverage.suggest import suggested
from recheck.author.coverage.words import cannot, place_of, wanted
from recheck.cli.edges import CHECK_FAILED, FINE, show, tell, tell_problems
from recheck.load.files import rule_files
from recheck.load.rule_tests import load_rule_tests
from recheck.load.rules import TEST_SUFFIX
from recheck.load.ruleset import read_rule_set
from recheck.model.problem import Problem, ProblemsFound, did_you_mean, errors
from recheck.model.rule import RuleSet


def run_coverage(names: list[str], folders: list[str], fail_under: int | None, suggest: bool, output: str) -> int:
    """What the tests of the rules reach; with `suggest`, the tests that are missing."""
    files = rule_files(folders)
    rules, problems = read_rule_set(files)
    tests = load_rule_tests(files.values(), rules, problems)
    if errors(problems):
        raise ProblemsFound(problems)
    found = list(cover(rules, tests, names))
    if not found:
        hint = did_you_mean(names[0], rules.rules) or "see `recheck rules check` for all rules"
        raise ProblemsFound([Problem("unknown-rule", f"no rule is named like {', '.join(names)}", None, hint)])
    reached = sum(each.count(State.REACHED) for each in found)
    whole = percent(reached, sum(each.reachable for each in found))
    if output == "json":
        show(json.dumps(_json(found, rules, whole, suggest), indent=2))
    elif suggest:
        for each in found:
            if each.missing_tests:
                show(f"# append to {each.rule.id}{TEST_SUFFIX}\n{suggested(each, rules)}")
        if not any(each.missing_tests for each in found):
            tell("No test is missing.")
    else:
        _show(found, rules, whole, in_full=bool(names))
    tell_problems(problems)
    if fail_under is not None and whole < fail_under:
        tell(f"Coverage is {whole} %, under {fail_under} %.")
        return CHECK_FAILED
    return FINE


def _show(found: Sequence[RuleCoverage], rules: RuleSet, whole: int, *, in_full: bool) -> None:
    for each in found:
        missing = each.count(State.MISSING, State.NOT_FOUND)
        if not in_full and not missing:
            continue
        counts = f"{each.count(State.REACHED)} of {each.reachable} goals, {each.percent} %"
        show(f"{each.rule.id}: {counts}; {_many(each.tests, 'test')}")
        for outcome in each.outcomes:
            if outcome.state in (State.MISSING, State.NOT_FOUND) or (in_full and outcome.state is State.CANNOT):
                show(f"  {place_of(outcome.goal, each.rule) or each.rule.id}: {_said(outcome, each, rules)}")
    reached, reachable = sum(each.count(State.REACHED) for each in found), sum(each.reachable for each in found)
    tests = sum(len(each.missing_tests) for each in found)
    show(f"{_many(len(found), 'rule')}: {reached} of {reachable} goals reached, {whole} %.")
    never = sum(each.count(State.CANNOT) for each in found)
    if never:
        show(f"{never} more cannot be reached: all combinations of values at, just below and above each number fail.")
    if tests:
        show(f"{_many(tests, 'more test')} would reach what is missing: `--suggest` writes them.")


def _said(outcome: Outcome, coverage: RuleCoverage, rules: RuleSet) -> str:
    if outcome.state is State.CANNOT:
        return cannot(outcome.goal, coverage.rule, rules, coverage.domains)
    said = wanted(outcome.goal, coverage.rule, rules)
    return f"{said}, and none was found" if outcome.state is State.NOT_FOUND else said


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _json(found: Sequence[RuleCoverage], rules: RuleSet, whole: int, suggest: bool) -> dict[str, object]:
    rows = []
    for each in found:
        goals = [
            {
                "kind": str(outcome.goal.kind),
                "criterion": outcome.goal.criterion,
                "leaf": list(outcome.goal.path),
                "wanted": outcome.goal.wanted.name.lower(),
                "state": str(outcome.state),
                "says": None if outcome.state is State.REACHED else _said(outcome, each, rules),
                "place": str(place_of(outcome.goal, each.rule)),
            }
            for outcome in each.outcomes
        ]
        row: dict[str, object] = {
            "rule": each.rule.id,
            "tests": each.tests,
            "percent": each.percent,
            "reached": each.count(State.REACHED),
            "reachable": each.reachable,
            "goals": goals,
        }
        if suggest:
            row["suggested"] = suggested(each, rules)
        rows.append(row)
    return {"rules": rows, "percent": whole}
