"""What all commands share: options, output, and how problems and faults reach the user."""

import errno
import functools
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, ParamSpec

import typer

from recheck.model.problem import Problem, ProblemsFound

if TYPE_CHECKING:
    from recheck.judge import Mode
    from recheck.model.rule import RuleSet

FINE, INPUT_HAS_ERRORS, WRONG_USAGE, CHECK_FAILED = 0, 1, 2, 3

P = ParamSpec("P")


def _one_of(*words: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        plain = value.replace("_", "-")
        if plain not in words:
            raise typer.BadParameter(f"'{value}' is none of: {', '.join(words)}")
        return plain

    return check


Rules = Annotated[
    list[str],
    typer.Option(
        "--rules",
        metavar="DIR",
        help="A folder of rules; 'shipped' for those that come along. Later ones lie over earlier.",
    ),
]
Profile = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="NAME",
        help="Which guidelines count, in which order: california (unless named), wisconsin, medicare, or your own.",
    ),
]
Guidelines = Annotated[
    str | None,
    typer.Option("--guidelines", metavar="ID,ID", help="Only these guidelines, the first searched first."),
]
Silence = Annotated[
    str,
    typer.Option(
        "--undocumented",
        metavar="ask|not-established",
        callback=_one_of("ask", "not-established"),
        help="What silence of the record means: ask for the fact, or hold the criterion not established.",
    ),
]
Format = Annotated[
    str,
    typer.Option("--format", metavar="text|json", callback=_one_of("text", "json"), help="How to print the result."),
]
Reading = Annotated[
    str | None,
    typer.Option(
        "--reading",
        metavar="stricter|looser",
        callback=lambda word: word and _one_of("stricter", "looser")(word),
        help="Read vague words more strictly or more loosely than the rules do, where their authors say how.",
    ),
]
AsIf = Annotated[
    str | None,
    typer.Option("--as-if", metavar="DATE", help="Judge by the editions in force on another date: hypothetical."),
]


Interpreter = Annotated[
    bool | None,
    typer.Option(
        "--interpreter/--columns",
        help="For tables: evaluate row by row or in SQL (default: whichever is faster; results are identical).",
        show_default=False,
    ),
]


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """Which rules a command goes by: folders, profile, and guidelines in an order of one's own."""

    folders: list[str]
    profile: str | None = None
    guidelines: str | None = None
    reading: str | None = None

    def load(self) -> "RuleSet":
        """The rule set, under the profile.

        Raises:
            ProblemsFound: the files have errors, or there is no such profile or guideline.
        """
        from recheck.load.cache import cached_rule_set

        rules = cached_rule_set(self.folders)
        if self.profile is not None or self.guidelines is not None:
            from recheck.load.profiles import under

            names = [name.strip() for name in (self.guidelines or "").split(",") if name.strip()]
            rules = under(rules, self.profile, names)
        if self.reading is not None:
            from recheck.model.rule import Strictness
            from recheck.readings import under_reading

            rules = under_reading(rules, Strictness(self.reading))
        return rules


def mode_of(undocumented: str, as_if: str | None) -> "Mode":
    """The mode that the options ask for."""
    from recheck.evaluators.truths import Undocumented
    from recheck.judge import Mode

    return Mode(Undocumented(undocumented.replace("-", "_")), day_of(as_if, "--as-if"))


def day_of(text: str | None, option: str) -> date | None:
    """The date that an option gives."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise typer.BadParameter(f"'{text}' is not a date such as 2016-12-01", param_hint=option) from error


def show(text: str) -> None:
    """A result, on standard output alone."""
    sys.stdout.write(text + "\n")


def tell(text: str) -> None:
    """A message, on standard error."""
    sys.stderr.write(text + "\n")


def tell_problems(problems: Iterable[Problem]) -> None:
    """Every problem with its line and suggestion, and how many there are."""
    found = list(problems)
    for problem in found:
        tell(problem.framed())
    if found:
        count = len(found)
        tell(f"{count} problem{'s' if count > 1 else ''}.")


_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def _fault(fault: Exception) -> Problem:
    """What no command foresaw: a disk that is full, or a fault of this program."""
    if isinstance(fault, OSError) and fault.errno in _DISK:
        return Problem(
            "cannot-write", f"the output cannot be written: {fault.strerror}", None, "make room, and run it again"
        )
    return Problem(
        "internal-fault",
        f"recheck failed ({type(fault).__name__}: {fault})",
        suggestion="please report the command and its input; RECHECK_DEBUG=1 shows where it failed",
    )


def guarded(command: Callable[P, int]) -> Callable[P, None]:
    """Run a command so that problems are listed, faults are named, and nothing ends in a traceback."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = command(*args, **kwargs)
            sys.stdout.flush()
        except ProblemsFound as found:
            if kwargs.get("output") == "json":
                import json

                show(json.dumps({"problems": [problem.as_json() for problem in found.problems]}, indent=2))
            tell_problems(found.problems)
            code = INPUT_HAS_ERRORS
        except (typer.Exit, typer.Abort, typer.BadParameter, BrokenPipeError, KeyboardInterrupt):
            raise
        except Exception as fault:
            if os.environ.get("RECHECK_DEBUG"):
                raise
            tell_problems([_fault(fault)])
            code = INPUT_HAS_ERRORS
        raise typer.Exit(code)

    return run
