"""`recheck screen`: load, ask what is left where somebody is there to answer, judge, print."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from recheck.cli.edges import FINE, RuleChoice, show, tell, tell_problems
from recheck.cli.given import Beside, Given, given_case, understood
from recheck.files import write_new
from recheck.model.problem import Place, Problem, ProblemsFound, Source
from recheck.page import page
from recheck.screen import screen

if TYPE_CHECKING:
    from recheck.judge import Mode
    from recheck.model.recommendation import Recommendation
    from recheck.model.rule import RuleSet

RULE = "\n\n" + "-" * 100 + "\n\n"


def run_screen(
    argument: str,
    request: str | None,
    choice: RuleChoice,
    mode: "Mode",
    output: str,
    *,
    exact: bool,
    record: str | None = None,
    beside: Beside = Beside(),  # noqa: B008  # frozen
    save: str | None = None,
    ask: Callable[[str], str] | None = None,
) -> int:
    """One request of a case, or all of them, explained; with what is exactly possible where asked.

    What is to be recorded is in the journal, and what is to be saved is on the disk, before it is shown. `ask` puts
    a question to the person at the terminal; where it is None nobody is asked.
    """
    rules = choice.load()
    given = given_case(argument, beside, rules, choice.folders)
    if save is not None:
        _check_save(save, given)
    if given.reading is not None:
        if ask is not None or output == "json":
            for row in understood(given, rules):
                tell(row)
        if ask is not None:
            given = _asked(given, request, rules, mode, ask)
    if save is not None:
        _save(save, given.text)
    names = [request] if request else list(given.case.requests)
    found = [screen(rules, given.case, name, mode, advise=True) for name in names]
    if given.case.draft:
        from recheck.asking.resting import with_unconfirmed

        found = [with_unconfirmed(each, given.case, rules) for each in found]
    if exact:
        from recheck.exact.whole import with_exact

        found = [with_exact(each, rules) for each in found]
    if record:
        from recheck.cli.recording import put_down

        put_down(record, given.text, given.case, found, given.problems, request, rules, choice, mode)
    tell_problems(given.problems)
    _show(given, found, request, output, rules)
    return FINE


def _asked(given: Given, request: str | None, rules: "RuleSet", mode: "Mode", ask: Callable[[str], str]) -> Given:
    """The case with what a person answers at the terminal."""
    from recheck.asking.saved import saved, standing
    from recheck.cli.answering import Answering

    names = [request] if request else list(given.case.requests)
    case = Answering(given.case, given.said, names, rules, mode, ask, tell).run()
    said = standing(case, given.said)
    return replace(given, case=case, said=said, text=saved(case, said))


def _show(given: Given, found: "list[Recommendation]", request: str | None, output: str, rules: "RuleSet") -> None:
    if output == "json":
        from recheck.output import recommendation_json, to_json
        from recheck.output_shape import RecommendationOutput, ScreenOutput

        data = [recommendation_json(each, rules) for each in found]
        if request:
            show(to_json(data[0], RecommendationOutput))
        else:
            show(to_json({"recommendations": data}, ScreenOutput))
        return
    head = "".join(f"{row}\n" for row in understood(given, rules))
    pages = ["\n".join([page(each, rules), *_words_behind(given, each, rules)]) for each in found]
    show((head and f"{head}\n") + RULE.join(pages))


def _words_behind(given: Given, found: "Recommendation", rules: "RuleSet") -> Iterator[str]:
    """The words of the notes behind what was read and decides."""
    if not given.said:
        return
    from recheck.asking.resting import unconfirmed_in
    from recheck.asking.saved import told

    used = {(each.name, each.evidence.first) for each in unconfirmed_in(found, given.case) if each.evidence}
    rows = [each for each in given.said if (each.fact, each.line) in used]
    count = len(given.said)
    yield ""
    yield f"Read in the notes: {count} fact{'' if count == 1 else 's'}. " + (
        "Those that decide, confirmed by nobody yet:" if rows else "None of them decides."
    )
    for each in rows:
        yield f"  - {rules.vocabulary.facts[each.fact].readable}: {told(each)}"


def _check_save(path: str, given: Given) -> None:
    """Refuse, before anything is asked, what could not be saved."""
    if given.reading is None:
        raise ProblemsFound([Problem("not-with-a-file", "--save goes with words; the case is a file already")])
    if Path(path).exists():
        raise ProblemsFound([_is_there(path)])


def _save(path: str, text: str) -> None:
    try:
        is_written = write_new(Path(path), text)
    except OSError as error:
        where = Place(Source(path))
        raise ProblemsFound([Problem("cannot-write", f"cannot be written: {error.strerror}", where)]) from error
    if not is_written:
        raise ProblemsFound([_is_there(path)])


def _is_there(path: str) -> Problem:
    return Problem("is-there", "there is such a file already", Place(Source(path)), "name another, or move it away")
