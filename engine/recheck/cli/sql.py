"""The command `recheck rules sql`, of which the rules' commands are told: its options and their help."""

from typing import Annotated

import typer

from recheck.cli.edges import AsIf, Guidelines, Profile, Reading, RuleChoice, Rules, Silence, guarded, mode_of

SQL_HELP = """The rules as a script of SQL, which gives one row a request of a table of yours.

Nothing is connected to, and the table is not checked: the script's head says which columns it must have.

\b
Examples:
  recheck rules sql --dialect duckdb > rules.sql
  recheck rules sql --dialect postgres --table ur.requests --columns case,request,treatment,requested_on massage
  recheck rules sql --dialect pyspark --undocumented ask > rules.sql
"""


def add_to(rules_app: typer.Typer) -> None:
    """The command among those for rules."""
    rules_app.command("sql", help=SQL_HELP)(guarded(rules_sql))


def rules_sql(
    dialect: Annotated[str, typer.Option("--dialect", metavar="duckdb|postgres|pyspark", help="Whose SQL.")],
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Only treatments of rules whose name holds one of these."),
    ] = None,
    table: Annotated[str, typer.Option("--table", metavar="NAME", help="The table of requests.")] = "requests",
    columns: Annotated[
        str | None,
        typer.Option("--columns", metavar="NAME,NAME", help="Its columns; every one that rules read unless said."),
    ] = None,
    rules: Rules = ["shipped"],  # noqa: B006  # typer copies its defaults
    profile: Profile = None,
    guidelines: Guidelines = None,
    undocumented: Silence = "not-established",
    as_if: AsIf = None,
    reading: Reading = None,
) -> int:
    from recheck.cli.scripting import run_sql
    from recheck.evaluators.columns.sql import DIALECTS

    if dialect not in DIALECTS:
        raise typer.BadParameter(f"'{dialect}' is none of: {', '.join(DIALECTS)}", param_hint="--dialect")
    choice = RuleChoice(rules, profile, guidelines, reading)
    return run_sql(names or [], dialect, table, columns, choice, mode_of(undocumented, as_if))
