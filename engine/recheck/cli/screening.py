"""`recheck screen`: load, judge, print."""

import sys
from typing import TYPE_CHECKING

from recheck.cli.edges import FINE, RuleChoice, show, tell_problems
from recheck.load.cases import case_paths, read_case
from recheck.load.yaml_text import MAX_BYTES, read_text
from recheck.model.problem import Place, Problem, ProblemsFound, Source
from recheck.page import page
from recheck.screen import screen

if TYPE_CHECKING:
    from recheck.judge import Mode
    from recheck.model.case import Case
    from recheck.model.rule import RuleSet


def run_screen(
    path: str,
    request: str | None,
    choice: RuleChoice,
    mode: "Mode",
    output: str,
    *,
    exact: bool,
    record: str | None = None,
) -> int:
    """One request of a case, or all of them, explained; with what is exactly possible where asked.

    What is to be recorded is in the journal before it is shown.
    """
    rules = choice.load()
    text, case, problems = _one_case(path, rules)
    if case is None:
        raise ProblemsFound(problems)
    names = [request] if request else list(case.requests)
    found = [screen(rules, case, name, mode, advise=True) for name in names]
    if exact:
        from recheck.exact.whole import with_exact

        found = [with_exact(each, rules) for each in found]
    if record:
        from recheck.cli.recording import put_down

        put_down(record, text, case, found, problems, request, rules, choice, mode)
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


def _one_case(path: str, rules: "RuleSet") -> "tuple[str, Case | None, list[Problem]]":
    """The text of the case, the case, and what is wrong with it."""
    if path == "-":
        name = "<standard input>"
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            where = Place(Source(name))
            return "", None, [Problem("not-utf8", f"byte {error.start} is not UTF-8", where, "send the case as UTF-8")]
        return text, *read_case(text, name, rules.vocabulary)
    paths = case_paths([path])
    if len(paths) > 1:
        several = Problem("several-cases", "screen takes one case", Place(Source(path)), "name one file, or use audit")
        raise ProblemsFound([several])
    text, unreadable = read_text(paths[0])
    if unreadable:
        return "", None, unreadable
    return text, *read_case(text, str(paths[0]), rules.vocabulary)
