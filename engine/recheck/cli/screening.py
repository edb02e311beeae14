"""`recheck screen`: load, judge, print."""

import sys
from typing import TYPE_CHECKING

from recheck.cli.edges import FINE, RuleChoice, show, tell_problems
from recheck.load.cases import load_cases, read_case
from recheck.load.yaml_text import MAX_BYTES
from recheck.model.problem import Place, Problem, ProblemsFound, Source, errors
from recheck.page import page
from recheck.screen import screen

if TYPE_CHECKING:
    from recheck.judge import Mode
    from recheck.model.case import Case
    from recheck.model.rule import RuleSet


def run_screen(path: str, request: str | None, choice: RuleChoice, mode: "Mode", output: str, *, exact: bool) -> int:
    """One request of a case, or all of them, explained; with what is exactly possible where asked."""
    rules = choice.load()
    case, problems = _one_case(path, rules)
    if case is None:
        raise ProblemsFound(problems)
    names = [request] if request else list(case.requests)
    found = [screen(rules, case, name, mode, advise=True) for name in names]
    if exact:
        from recheck.exact.whole import with_exact

        found = [with_exact(each) for each in found]
    tell_problems(problems)
    if output == "json":
        from recheck.output import recommendation_json, to_json
        from recheck.output_shape import RecommendationOutput, ScreenOutput

        data = [recommendation_json(each, rules) for each in found]
        if request:
            show(to_json(data[0], RecommendationOutput))
        else:
            show(to_json({"recommendations": data}, ScreenOutput))
    else:
        show(("\n\n" + "-" * 100 + "\n\n").join(page(each, rules) for each in found))
    return FINE


def _one_case(path: str, rules: "RuleSet") -> "tuple[Case | None, list[Problem]]":
    if path == "-":
        name = "<standard input>"
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
        try:
            return read_case(data.decode("utf-8-sig"), name, rules.vocabulary)
        except UnicodeDecodeError as error:
            where = Place(Source(name))
            return None, [Problem("not-utf8", f"byte {error.start} is not UTF-8", where, "send the case as UTF-8")]
    cases, problems = load_cases([path], rules.vocabulary)
    if len(cases) > 1:
        several = Problem("several-cases", "screen takes one case", Place(Source(path)), "name one file, or use audit")
        raise ProblemsFound([several])
    return (cases[0] if cases and not errors(problems) else None), problems
