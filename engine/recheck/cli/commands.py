"""What each command does: load, call the library, print."""

import json
import sys

from recheck.audit.run import audit
from recheck.audit.table import table
from recheck.author.rule_tests import run_rule_test
from recheck.cli.edges import CHECK_FAILED, FINE, INPUT_HAS_ERRORS, show, tell, tell_problems
from recheck.explain import page
from recheck.judge import Mode
from recheck.load.cases import load_cases, read_case
from recheck.load.files import rule_files
from recheck.load.rule_tests import load_rule_tests
from recheck.load.ruleset import load_rule_set, read_rule_set
from recheck.load.yaml_text import MAX_BYTES
from recheck.model.case import By, Case
from recheck.model.problem import Place, Problem, ProblemsFound, Source, errors
from recheck.model.rule import RuleSet
from recheck.output import audit_json, recommendation_json
from recheck.screen import screen


def run_screen(path: str, request: str | None, folders: list[str], mode: Mode, output: str) -> int:
    """`recheck screen`."""
    rules = load_rule_set(folders)
    case, problems = _one_case(path, rules)
    if case is None:
        raise ProblemsFound(problems)
    names = [request] if request else list(case.requests)
    found = [screen(rules, case, name, mode, advise=True) for name in names]
    tell_problems(problems)
    if output == "json":
        data = [recommendation_json(each, rules) for each in found]
        show(json.dumps(data[0] if request else {"recommendations": data}, indent=2, ensure_ascii=False))
    else:
        show(("\n\n" + "-" * 100 + "\n\n").join(page(each, rules) for each in found))
    return FINE


def _one_case(path: str, rules: RuleSet) -> tuple[Case | None, list[Problem]]:
    if path == "-":
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
        try:
            return read_case(data.decode("utf-8-sig"), "<standard input>", rules.vocabulary)
        except UnicodeDecodeError as error:
            place = Place(Source("<standard input>"))
            return None, [Problem("not-utf8", f"byte {error.start} is not UTF-8", place, "send the case as UTF-8")]
    cases, problems = load_cases([path], rules.vocabulary)
    if len(cases) > 1:
        place = Place(Source(path))
        raise ProblemsFound([Problem("several-cases", "screen takes one case", place, "name one file, or use audit")])
    return (cases[0] if cases and not errors(problems) else None), problems


def run_audit(paths: list[str], against: str, folders: list[str], mode: Mode, output: str) -> int:
    """`recheck audit`: what can be read is audited, what cannot is listed, and the exit status says so."""
    rules = load_rule_set(folders)
    cases, problems = load_cases(paths, rules.vocabulary)
    by = By.IMR if against == "imr" else By.UTILIZATION_REVIEW
    audited = audit(rules, cases, mode, by)
    problems += audited.problems
    if output == "json":
        data = audit_json(audited) | {"problems": [problem.as_json() for problem in problems]}
        show(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        show(table(audited))
    tell_problems(problems)
    return INPUT_HAS_ERRORS if errors(problems) else FINE


def run_check(folders: list[str], output: str) -> int:
    """`recheck rules check`."""
    files = rule_files(folders)
    rules, problems = read_rule_set(files)
    tests = load_rule_tests(files.values(), rules, problems)
    from recheck.author.check import check

    problems += check(rules, tests, files)
    if output == "json":
        show(json.dumps({"problems": [problem.as_json() for problem in problems]}, indent=2))
    else:
        for problem in problems:
            show(problem.framed())
        counts = f"{len(rules.rules)} rules, {len(rules.definitions)} definitions, {len(tests)} tests"
        facts = f"{len(rules.vocabulary.facts)} facts, {len(rules.vocabulary.treatments)} treatments"
        show(f"{counts}, {facts}, {len(rules.guidelines)} editions: {len(problems) or 'no'} problems.")
    return INPUT_HAS_ERRORS if errors(problems) else FINE


def run_test(names: list[str], folders: list[str], output: str) -> int:
    """`recheck rules test`."""
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
            {"rule": each.test.rule, "test": each.test.name, "passed": each.passed, "differences": list(each.differences)}
            for each in results
        ]
        show(json.dumps({"tests": rows, "failed": len(failed)}, indent=2))
    else:
        for result in failed:
            show(f"{result.test.place}: {result.test.rule}: {result.test.name}")
            for difference in result.differences:
                show(f"  {difference}")
        show(f"{len(results)} tests of {len({each.test.rule for each in results})} rules: {len(failed) or 'none'} failed.")
    tell_problems(problems)
    if failed:
        tell("Some tests failed.")
    return CHECK_FAILED if failed else FINE
