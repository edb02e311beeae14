"""What of the guidelines is at hand, and how well read: `recheck rules coverage-map` and `recheck rules numbers`."""

from typing import Annotated

import typer

from recheck.cli.edges import Profile, Rules, guarded

MAP_HELP = """Whose criteria are at hand for which request and year, how well known, and what is licensed.

Without words, of the treatments that are requested most.

\b
Examples:
  recheck rules coverage-map
  recheck rules coverage-map "mri knee" --year 2016 --year 2026
  recheck rules coverage-map --all --format json
  recheck rules coverage-map --rules shipped --rules my-rules --format markdown
"""

NUMBERS_HELP = """Every number of the rules, with its unit and its page: for a second reader who compares them.

Read in two steps: --blank prints what to look up without the numbers; then compare. What was found is kept in
second_readings/*.yaml of a rule folder, and `recheck rules check` says where a number changed since.

\b
Examples:
  recheck rules numbers massage --blank
  recheck rules numbers massage
  recheck rules numbers --unread
  recheck rules numbers --rules shipped --rules my-rules --unread --format yaml > my-rules/second_readings/mine.yaml
"""


def add_to(rules_app: typer.Typer) -> None:
    """The commands among those for rules."""
    rules_app.command("coverage-map", help=MAP_HELP)(guarded(rules_coverage_map))
    rules_app.command("numbers", help=NUMBERS_HELP)(guarded(rules_numbers))


def rules_coverage_map(
    words: Annotated[str | None, typer.Argument(metavar="[WORDS]", help="One treatment, in any words.")] = None,
    year: Annotated[
        list[int] | None, typer.Option("--year", metavar="YEAR", min=2000, max=2100, help="Which; this year's if none.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every treatment of which a rule speaks.")] = False,
    rules: Rules = ["shipped"],  # noqa: B006  # typer copies its defaults
    profile: Profile = None,
    output: Annotated[str, typer.Option("--format", metavar="text|json|markdown", help="How to print it.")] = "text",
) -> int:
    if output not in ("text", "json", "markdown"):
        raise typer.BadParameter(f"'{output}' is none of: text, json, markdown", param_hint="--format")
    from recheck.cli.mapping import run_coverage_map

    return run_coverage_map(words, year or [], every, rules, profile, output)


def rules_numbers(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Only rules whose name holds one of these.")
    ] = None,
    unread: Annotated[
        bool, typer.Option("--unread", help="Only numbers that nobody read again as they stand.")
    ] = False,
    blank: Annotated[bool, typer.Option("--blank", help="What to look up, without the numbers.")] = False,
    rules: Rules = ["shipped"],  # noqa: B006  # typer copies its defaults
    output: Annotated[str, typer.Option("--format", metavar="text|json|yaml", help="How to print it.")] = "text",
) -> int:
    if output not in ("text", "json", "yaml"):
        raise typer.BadParameter(f"'{output}' is none of: text, json, yaml", param_hint="--format")
    from recheck.cli.numbering import run_numbers

    return run_numbers(names or [], rules, output, unread_only=unread, blank=blank)
