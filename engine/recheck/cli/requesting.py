"""The commands on one request: what the rules say of it, and the sheet for the office that asks."""

import sys
from collections.abc import Callable
from typing import Annotated

import typer

from recheck.cli.edges import (
    AsIf,
    Format,
    Guidelines,
    Profile,
    Reading,
    RuleChoice,
    Rules,
    Silence,
    day_of,
    guarded,
    mode_of,
)

SCREEN_HELP = """What do the rules say of a request, on which grounds, and what is still missing?

\b
Examples:
  recheck screen "PT 2x4 low back" --requested 2016-11-02 --injured 2016-09-01
  recheck screen "PT 2x4 low back" --requested 2016-11-02 --note chart.txt --note pr2.pdf --save case.yaml
  recheck screen "PT 2x4 low back" --requested 2016-11-02 --fact visits_completed=6
  recheck screen cases/imr-seeds/seed-004.yaml --request massage
  recheck screen request.yaml --as-if 2016-12-01
  recheck screen request.yaml --reading stricter
  recheck screen cases/imr-seeds/seed-004.yaml --request massage --exact
  recheck screen - --format json < request.yaml
  recheck screen request.yaml --record journal.db

Of a request in words, what notes document counts as read, not as confirmed. In a terminal, the questions that can
still change the answer follow, five at most; enter answers 'not documented'.
"""

SHEET_HELP = """What do the criteria ask of a request, what of it is documented, and what is still to be written?

\b
Examples:
  recheck sheet "PT 2x4 low back" --requested 2016-11-02 --note chart.txt
  recheck sheet "MRI lumbar spine" --requested 2026-03-02
  recheck sheet request.yaml --request massage --format html --out sheet.html
  recheck sheet request.yaml --ask --format html --out questions.html

One page for the requesting office. Of a treatment alone, on a date, it is the blank checklist.
"""
SHEETS = ("text", "markdown", "html", "json")

Requested = Annotated[
    str | None, typer.Option("--requested", metavar="DATE", help="With words: when the treatment was requested.")
]
Injured = Annotated[
    str | None, typer.Option("--injured", metavar="DATE", help="With words: when the worker was injured.")
]
Notes = Annotated[
    list[str],
    typer.Option("--note", metavar="FILE", help="With words: a chart note (.txt, .pdf); may be repeated."),
]
Facts = Annotated[
    list[str], typer.Option("--fact", metavar="NAME=VALUE", help="With words: a fact that is known, such as age=44.")
]
CaseOrWords = Annotated[
    str, typer.Argument(metavar="CASE", help="A case file, - for standard input, or the request in words.")
]
OneRequest = Annotated[
    str | None, typer.Option("--request", "-r", metavar="ID", help="One request of the case; all unless named.")
]


@guarded
def screen(
    case: CaseOrWords,
    request: OneRequest = None,
    requested: Requested = None,
    injured: Injured = None,
    note: Notes = [],  # noqa: B006  # typer copies its defaults
    fact: Facts = [],  # noqa: B006  # as above
    save: Annotated[
        str | None, typer.Option("--save", metavar="FILE", help="With words: write the case as a case file.")
    ] = None,
    no_input: Annotated[bool, typer.Option("--no-input", help="With words: ask nothing, even in a terminal.")] = False,
    rules: Rules = ["shipped"],  # noqa: B006  # as above
    profile: Profile = None,
    guidelines: Guidelines = None,
    undocumented: Silence = "ask",
    as_if: AsIf = None,
    reading: Reading = None,
    exact: Annotated[
        bool,
        typer.Option("--exact", help="Also prove which decisions are still possible, and the fewest facts to approve."),
    ] = False,
    record: Annotated[
        str | None,
        typer.Option("--record", metavar="JOURNAL", help="Put it down in a journal, before it is shown."),
    ] = None,
    output: Format = "text",
) -> int:
    from recheck.cli.given import Beside
    from recheck.cli.screening import run_screen

    beside = Beside(day_of(requested, "--requested"), day_of(injured, "--injured"), note, fact)
    choice = RuleChoice(rules, profile, guidelines, reading)
    ask = None if no_input or output == "json" else _at_a_terminal()
    return run_screen(
        case, request, choice, mode_of(undocumented, as_if), output,
        exact=exact, record=record, beside=beside, save=save, ask=ask,
    )  # fmt: skip


@guarded
def sheet(
    case: CaseOrWords,
    request: OneRequest = None,
    requested: Requested = None,
    injured: Injured = None,
    note: Notes = [],  # noqa: B006  # typer copies its defaults
    fact: Facts = [],  # noqa: B006  # as above
    rules: Rules = ["shipped"],  # noqa: B006  # as above
    profile: Profile = None,
    guidelines: Guidelines = None,
    as_if: AsIf = None,
    ask: Annotated[
        bool, typer.Option("--ask", help="Only the questions that decide, for the office to answer: of what pends.")
    ] = False,
    out: Annotated[str | None, typer.Option("--out", metavar="FILE", help="Write it to FILE.")] = None,
    output: Annotated[
        str, typer.Option("--format", metavar="text|markdown|html|json", help="How to print the sheet.")
    ] = "text",
) -> int:
    if output not in SHEETS:
        raise typer.BadParameter(f"'{output}' is none of: {', '.join(SHEETS)}", param_hint="--format")
    from recheck.cli.given import Beside
    from recheck.cli.sheets import run_sheet

    beside = Beside(day_of(requested, "--requested"), day_of(injured, "--injured"), note, fact)
    mode = mode_of("ask", as_if)
    return run_sheet(case, request, RuleChoice(rules, profile, guidelines), mode, beside, output, out, ask=ask)


def _at_a_terminal() -> Callable[[str], str] | None:
    """How to ask the person at the terminal; None where nobody is there."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    return lambda text: str(typer.prompt(text, default="", show_default=False))


def add_to(app: typer.Typer) -> None:
    """Add the commands to `recheck`."""
    app.command(help=SCREEN_HELP)(screen)
    app.command(help=SHEET_HELP)(sheet)
