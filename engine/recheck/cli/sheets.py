"""`recheck sheet`: one page for the requesting office on what is documented, and what is missing."""

from pathlib import Path
from typing import TYPE_CHECKING

from recheck.asking.printing import PRINTERS
from recheck.asking.sheet import sheet_of
from recheck.cli.edges import FINE, RuleChoice, show, tell, tell_problems
from recheck.cli.given import Beside, given_case, understood
from recheck.files import write_whole
from recheck.model.problem import Place, Problem, ProblemsFound, Source

if TYPE_CHECKING:
    from recheck.judge import Mode


def run_sheet(
    argument: str,
    request: str | None,
    choice: RuleChoice,
    mode: "Mode",
    beside: Beside,
    output: str,
    out: str | None,
) -> int:
    """The sheets of a case's requests, printed or written."""
    rules = choice.load()
    given = given_case(argument, beside, rules, choice.folders)
    for row in understood(given, rules):
        tell(row)
    tell_problems(given.problems)
    names = [request] if request else list(given.case.requests)
    text = PRINTERS[output]([sheet_of(given.case, name, rules, mode, given.said) for name in names])
    if out is None:
        show(text)
        return FINE
    try:
        write_whole(Path(out), text + "\n")
    except OSError as error:
        where = Place(Source(out))
        raise ProblemsFound([Problem("cannot-write", f"cannot be written: {error.strerror}", where)]) from error
    tell(f"written: {out}")
    return FINE
