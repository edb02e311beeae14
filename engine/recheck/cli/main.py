"""`recheck`: screen, audit, and the tools for authors."""

import gc
import sys
from typing import Annotated

gc.set_threshold(100_000)  # a command is short: collecting garbage while modules load is waiting for nothing

import typer  # noqa: E402  # after the line above, which is for it

from recheck.cli.edges import (  # noqa: E402  # as above
    AsIf,
    Format,
    Guidelines,
    Profile,
    RuleChoice,
    Rules,
    Silence,
    day_of,
    guarded,
    mode_of,
    show,
)

app = typer.Typer(
    help="Re-check medical-necessity decisions against guideline criteria written as YAML rules.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
rules_app = typer.Typer(help="For guideline authors: check and test rule files.", no_args_is_help=True)
app.add_typer(rules_app, name="rules")

SCREEN_HELP = """What do the rules say of a request, on which grounds, and what is still missing?

\b
Examples:
  recheck screen cases/imr-seeds/seed-004.yaml --request massage
  recheck screen request.yaml --as-if 2016-12-01
  recheck screen - --format json < request.yaml
"""


@app.command(help=SCREEN_HELP)
@guarded
def screen(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A case file, or - for standard input.")],
    request: Annotated[
        str | None, typer.Option("--request", "-r", metavar="ID", help="One request of the case; all unless named.")
    ] = None,
    rules: Rules = ["shipped"],  # noqa: B006  # typer copies its defaults
    profile: Profile = None,
    guidelines: Guidelines = None,
    undocumented: Silence = "ask",
    as_if: AsIf = None,
    output: Format = "text",
) -> int:
    from recheck.cli.screening import run_screen

    return run_screen(case, request, RuleChoice(rules, profile, guidelines), mode_of(undocumented, as_if), output)


AUDIT_HELP = """Do past determinations follow the criteria? Cases beside what was decided of them.

\b
Examples:
  recheck audit cases/imr-seeds
  recheck audit cases/ --against ur
  recheck audit letters/
  recheck audit cases/imr-seeds --format json > audit.json
"""


@app.command(help=AUDIT_HELP)
@guarded
def audit(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="Case files, letters (.txt, .pdf), and folders of them.")
    ],
    against: Annotated[str, typer.Option(metavar="imr|ur", help="Whose determinations to compare with.")] = "imr",
    rules: Rules = ["shipped"],  # noqa: B006  # typer copies its defaults
    profile: Profile = None,
    guidelines: Guidelines = None,
    undocumented: Silence = "not-established",
    as_if: AsIf = None,
    output: Format = "text",
) -> int:
    from recheck.cli.auditing import run_audit

    if against not in ("imr", "ur"):
        raise typer.BadParameter(f"'{against}' is neither imr nor ur", param_hint="--against")
    return run_audit(paths, against, RuleChoice(rules, profile, guidelines), mode_of(undocumented, as_if), output)


IMPORT_HELP = """Letters to draft case files: every disputed item, its outcome, and what was cited.

\b
Examples:
  recheck import letters/ --out drafts
  recheck import CM16-0000001.pdf CM16-0000002.txt --out drafts
  recheck import - --out drafts < letter.txt
"""


@app.command("import", help=IMPORT_HELP)
@guarded
def import_(
    letters: Annotated[
        list[str], typer.Argument(metavar="LETTER...", help="Letters (.pdf, .txt), folders of them, or -.")
    ],
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="The folder for the case files.")],
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Processes; all cores unless said.")] = None,
    rules: Rules = ["shipped"],  # noqa: B006  # typer copies its defaults
    output: Format = "text",
) -> int:
    from recheck.cli.importing import run_import

    return run_import(letters, out, jobs, RuleChoice(rules), output)


FIND_HELP = """Which treatment do these words mean, and which rules speak of it?

\b
Examples:
  recheck find "Norco 10/325 #60"
  recheck find "PT 2x4 neck"
"""


@app.command(help=FIND_HELP)
@guarded
def find(
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help="A request's title, or any part of it.")],
    rules: Rules = ["shipped"],  # noqa: B006  # typer copies its defaults
    output: Format = "text",
) -> int:
    from recheck.cli.finding import run_find

    return run_find(" ".join(words), rules, output)


CHECK_HELP = """Are the rule files right? All problems of all files, each with place and suggestion.

\b
Examples:
  recheck rules check
  recheck rules check --rules shipped --rules my-rules/
  recheck rules check --as-of 2026-11-21
"""


@rules_app.command("check", help=CHECK_HELP)
@guarded
def rules_check(
    rules: Rules = ["shipped"],  # noqa: B006  # typer copies its defaults
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Warn of editions that ended by then, or need a look.")
    ] = None,
    output: Format = "text",
) -> int:
    from recheck.cli.authoring import run_check

    return run_check(rules, output, day_of(as_of, "--as-of"))


TEST_HELP = """Do the rules decide what their tests expect?

\b
Examples:
  recheck rules test
  recheck rules test massage
"""


@rules_app.command("test", help=TEST_HELP)
@guarded
def rules_test(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Only rules whose name holds one of these.")
    ] = None,
    rules: Rules = ["shipped"],  # noqa: B006  # typer copies its defaults
    output: Format = "text",
) -> int:
    from recheck.cli.authoring import run_test

    return run_test(names or [], rules, output)


SHOW_HELP = """Rules as a page; or one treatment under every edition and body, side by side.

\b
Examples:
  recheck rules show mtus-chronic-pain-2009/massage_therapy
  recheck rules show --all > rules.md
  recheck rules show --compare "epidural steroid injection"
  recheck rules show --compare acupuncture --format html > acupuncture.html
"""


@rules_app.command("show", help=SHOW_HELP)
@guarded
def rules_show(
    names: Annotated[list[str] | None, typer.Argument(metavar="[RULE]...", help="Rules by their path.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every rule.")] = False,
    compare: Annotated[
        str | None, typer.Option("--compare", metavar="TREATMENT", help="All rules of a treatment side by side.")
    ] = None,
    rules: Rules = ["shipped"],  # noqa: B006  # typer copies its defaults
    profile: Profile = None,
    guidelines: Guidelines = None,
    output: Annotated[
        str | None,
        typer.Option("--format", metavar="markdown|text|html", help="Pages are markdown; --compare is text or html."),
    ] = None,
) -> int:
    from recheck.cli.authoring import run_compare, run_show

    if compare:
        if output not in (None, "text", "html"):
            raise typer.BadParameter(f"'{output}' is neither text nor html", param_hint="--format")
        return run_compare(compare, RuleChoice(rules, profile, guidelines), output or "text")
    if output not in (None, "markdown"):
        raise typer.BadParameter(f"'{output}' is not markdown", param_hint="--format")
    if not names and not everything:
        raise typer.BadParameter("name a rule, or say --all, or --compare TREATMENT", param_hint="RULE")
    return run_show(names or [], everything, rules)


def _version(wanted: bool) -> None:
    if wanted:
        from recheck import __version__

        show(f"imr-recheck {__version__}")
        raise typer.Exit


@app.callback()
def _app(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version, and leave.")
    ] = False,
) -> None:
    """Kept for its option."""


def main() -> None:
    """The entry point of the command."""
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
