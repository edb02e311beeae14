"""`recheck sheet`: one page for the requesting office on what is documented, and what is missing."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from recheck.asking.information import information_of
from recheck.asking.printing import PRINTERS, Page
from recheck.asking.sheet import sheet_of
from recheck.cli.edges import FINE, RuleChoice, show, tell, tell_problems
from recheck.cli.given import Beside, given_case, understood
from recheck.files import write_whole
from recheck.model.problem import Place, Problem, ProblemsFound, Source

if TYPE_CHECKING:
    from recheck.judge import Mode
    from recheck.model.case import Case
    from recheck.model.rule import RuleSet


def run_sheet(
    argument: str,
    request: str | None,
    choice: RuleChoice,
    mode: "Mode",
    beside: Beside,
    output: str,
    out: str | None,
    *,
    ask: bool = False,
) -> int:
    """The sheets of a case's requests, or what is asked of the office, printed or written."""
    rules = choice.load()
    given = given_case(argument, beside, rules, choice.folders)
    head = list(understood(given, rules))
    if out is not None or output != "text":
        for row in head:
            tell(row)
        head = []
    tell_problems(given.problems)
    names = [request] if request else list(given.case.requests)
    case = given.case
    pages: list[Page] = []
    if ask:
        pages += _asking(case, names, rules, mode)
    else:
        pages += [sheet_of(case, name, rules, mode, given.said) for name in names]
    text = PRINTERS[output](pages)
    if out is None:
        show("\n".join([*head, "", text] if head else [text]))
        return FINE
    try:
        write_whole(Path(out), text + "\n")
    except OSError as error:
        where = Place(Source(out))
        raise ProblemsFound([Problem("cannot-write", f"cannot be written: {error.strerror}", where)]) from error
    tell(f"written: {out}")
    return FINE


def _asking(case: "Case", names: Sequence[str], rules: "RuleSet", mode: "Mode") -> Iterator[Page]:
    """What is asked of the office, of each request that an answer could change.

    Raises:
        ProblemsFound: of none.
    """
    settled: list[Problem] = []
    for name in names:
        try:
            yield information_of(case, name, rules, mode)
        except ProblemsFound as found:
            settled += found.problems
    if len(settled) == len(names):
        raise ProblemsFound(settled)
