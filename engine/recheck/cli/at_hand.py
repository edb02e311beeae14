"""The command `recheck rules coverage-map`, of which the rules' commands are told: its options and their help."""

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


def add_to(rules_app: typer.Typer) -> None:
    """The command among those for rules."""
    rules_app.command("coverage-map", help=MAP_HELP)(guarded(rules_coverage_map))


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
