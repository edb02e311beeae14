"""The command on chart notes: what they document."""

from typing import Annotated

import typer

from recheck.cli.edges import Format, RuleChoice, Rules, guarded

READ_HELP = """What do chart notes document? Each fact with its place and the words that it rests on.

\b
Examples:
  recheck read note.txt
  recheck read note.txt --format json > facts.json
  recheck read chart/ consultation.pdf --format json
  recheck read - < note.txt

Nothing of it is confirmed: it is what a program reads, for a person to look at.
"""


@guarded
def read(
    notes: Annotated[list[str], typer.Argument(metavar="NOTE...", help="Notes (.txt, .pdf), folders of them, or -.")],
    rules: Rules = ["shipped"],  # noqa: B006  # typer copies its defaults
    output: Format = "text",
) -> int:
    from recheck.cli.reading import run_read

    return run_read(notes, RuleChoice(rules), output)


def add_to(app: typer.Typer) -> None:
    """Add the command to `recheck`."""
    app.command(help=READ_HELP)(read)
