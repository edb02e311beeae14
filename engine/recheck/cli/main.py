"""`recheck`: screen, audit, and the tools for authors."""

import gc
import sys
from typing import Annotated

gc.set_threshold(100_000)  # a command is short: collecting garbage while modules load is waiting for nothing

import typer  # noqa: E402  # after the line above, which is for it

from recheck.cli import at_hand, notes, requesting, services, sql  # noqa: E402  # as above
from recheck.cli.edges import (  # noqa: E402  # as above
    AsIf,
    Format,
    Guidelines,
    Interpreter,
    Profile,
    Reading,
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
sql.add_to(rules_app)
at_hand.add_to(rules_app)
services.add_to(app)
notes.add_to(app)

requesting.add_to(app)

AUDIT_HELP = """Do past determinations follow the criteria? Cases beside what was decided of them.

\b
Examples:
  recheck audit cases/imr-seeds
  recheck audit cases/ --against ur
  recheck audit letters/
  recheck audit cases/imr-seeds --format json > audit.json
  recheck audit cases/ --html report.html
  recheck audit requests.parquet --out results.parquet
  recheck audit ur.csv --against ur --draft-map > map.yaml
  recheck audit ur.csv --against ur --map map.yaml --out results.csv
  recheck audit 'postgres://me@host/ur#requests' --out 'duckdb://ur.duckdb#results'
  recheck audit 'postgres://me@host/ur#requests' --on postgres --out 'postgres://me@host/ur#results'
  recheck audit requests.parquet --on spark --out results.parquet

With --on, one table with our columns in our types is judged where it lies; it may be a view. Checked there: names
and types of columns, missing and empty values, words and bounds, NaN, fillers for dates, quantities, units and
dates that disagree, doubled requests, and what they depend on. Dates and numbers written as text are not read there
but refused, as are several reviewers of one request; and --map, --html, --interpreter are for tables without --on.
"""


@app.command(help=AUDIT_HELP)
@guarded
def audit(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help="Case files, letters (.txt, .pdf), folders; tables (.xlsx, .csv, .parquet, .jsonl, ADDRESS#TABLE).",
        ),
    ],
    against: Annotated[str, typer.Option(metavar="imr|ur", help="Whose determinations to compare with.")] = "imr",
    rules: Rules = ["shipped"],  # noqa: B006  # typer copies its defaults
    profile: Profile = None,
    guidelines: Guidelines = None,
    undocumented: Silence = "not-established",
    as_if: AsIf = None,
    reading: Reading = None,
    html: Annotated[
        str | None,
        typer.Option("--html", metavar="FILE", help="Also write a report, and its figures beside it as .json."),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option("--out", metavar="FILE", help="Write one row a request: .xlsx, .csv, .parquet, ADDRESS#TABLE."),
    ] = None,
    mapping: Annotated[
        str | None, typer.Option("--map", metavar="FILE", help="How a table's columns and values read (YAML).")
    ] = None,
    second_look: Annotated[str | None, typer.Option(metavar="FILE", help="Write that list: .parquet, .csv.")] = None,
    drafted: Annotated[bool, typer.Option("--draft-map", help="Draft such a mapping for a table, and stop.")] = False,
    set_aside: Annotated[
        str | None,
        typer.Option("--set-aside", metavar="FILE", help="Write a table's faulty rows to FILE (.csv), audit the rest."),
    ] = None,
    interpreter: Interpreter = None,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="postgres|spark|spark://HOST:PORT", help="Judge a table where it lies."),
    ] = None,
    output: Annotated[
        str, typer.Option("--format", metavar="text|json|markdown", help="How to print the result.")
    ] = "text",
) -> int:
    if output not in ("text", "json", "markdown"):
        raise typer.BadParameter(f"'{output}' is none of: text, json, markdown", param_hint="--format")
    if against not in ("imr", "ur"):
        raise typer.BadParameter(f"'{against}' is neither imr nor ur", param_hint="--against")
    choice, mode = RuleChoice(rules, profile, guidelines, reading), mode_of(undocumented, as_if)
    if on is not None:
        from recheck.cli.on_engine import run_on

        if any((mapping, drafted, html, set_aside, second_look, interpreter is not None, output == "markdown")):
            raise typer.BadParameter("goes with --out and --format text or json alone", param_hint="--on")
        return run_on(paths, on, against, choice, mode, output, out)
    from recheck.tables.sources import tables_among

    if mapping or drafted or set_aside or tables_among(paths)[0]:
        if second_look:
            raise typer.BadParameter("is for letters and cases alone", param_hint="--second-look")
        from recheck.cli.tables import run_draft_map, run_tables

        for option, given in (("--map", mapping), ("--set-aside", set_aside)):
            if given and not tables_among(paths)[0]:
                raise typer.BadParameter(f"{option} is for tables, and no path is one", param_hint=option)
        if drafted:
            return run_draft_map(paths, against, choice, mapping)
        return run_tables(
            paths,
            against,
            choice,
            mode,
            output,
            out=out,
            mapping=mapping,
            interpreter=interpreter,
            html=html,
            set_aside=set_aside,
        )
    from recheck.cli.auditing import run_audit

    return run_audit(paths, against, choice, mode, output, html, out, second_look)


IMPORT_HELP = """Letters to draft case files: every disputed item, its outcome, and what was cited.

\b
Examples:
  recheck import letters/ --out drafts
  recheck import CM16-0000001.pdf CM16-0000002.txt --out drafts
  recheck import - --out drafts < letter.txt
  recheck import letters/ --score cases/
  recheck import letters/ --not-understood
  recheck import letters/ --out drafts --review
  recheck import letters/ --out drafts --again
"""


@app.command("import", help=IMPORT_HELP)
@guarded
def import_(
    letters: Annotated[
        list[str], typer.Argument(metavar="LETTER...", help="Letters (.pdf, .txt), folders of them, or -.")
    ],
    out: Annotated[str | None, typer.Option("--out", metavar="DIR", help="The folder for the case files.")] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Processes; all cores unless said.")] = None,
    score: Annotated[
        str | None,
        typer.Option("--score", metavar="CASES", help="Say how well facts are read, beside these cases."),
    ] = None,
    second_reading: Annotated[
        str | None, typer.Option("--second-reading", metavar="CASES", help="A second reading by hand, to score beside.")
    ] = None,
    not_understood: Annotated[
        bool, typer.Option("--not-understood", help="Only list clinical sentences that no pattern reads.")
    ] = False,
    review: Annotated[
        bool, typer.Option("--review", help="Then go through the facts of the draft cases, each beside its words.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Read letters anew that were imported before; what was confirmed is kept.")
    ] = False,
    rules: Rules = ["shipped"],  # noqa: B006  # typer copies its defaults
    output: Format = "text",
) -> int:
    if sum((out is not None, score is not None, not_understood)) != 1:
        raise typer.BadParameter("one of --out, --score, --not-understood is needed", param_hint="--out")
    if score is not None:
        from recheck.cli.scoring import run_score

        return run_score(letters, score, second_reading, RuleChoice(rules), output)
    if out is None:
        from recheck.cli.not_understood import run_not_understood

        return run_not_understood(letters, RuleChoice(rules), output)
    from recheck.cli.importing import run_import

    return run_import(letters, out, jobs, RuleChoice(rules), output, again=again, review=review)


FIND_HELP = """Which treatment do these words mean, and which rules speak of it?

\b
Examples:
  recheck find "Norco 10/325 #60"
  recheck find "PT 2x4 neck"
  recheck find - --format json < titles.txt   (one title a line in, one JSON object a line out)
"""


@app.command(help=FIND_HELP)
@guarded
def find(
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS...", help="A request's title, or any part of it; - reads one a line.")
    ],
    rules: Rules = ["shipped"],  # noqa: B006  # typer copies its defaults
    output: Format = "text",
) -> int:
    from recheck.cli.finding import run_find

    return run_find(" ".join(words), rules, output)


FACTS_HELP = """Which facts can a case state? Name, values, where it goes in a case file, and the question it answers.

\b
Examples:
  recheck facts pain score
  recheck facts exercise
  recheck facts --format json
"""


@app.command(help=FACTS_HELP)
@guarded
def facts(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WORDS...]", help="Words of the fact's name or question.")
    ] = None,
    rules: Rules = ["shipped"],  # noqa: B006  # typer copies its defaults
    output: Format = "text",
) -> int:
    from recheck.cli.facts import run_facts

    return run_facts(words or [], rules, output)


CHECK_HELP = """Are the rule files right? All problems of all files, each with place and suggestion.

\b
Examples:
  recheck rules check
  recheck rules check --rules shipped --rules my-rules/
  recheck rules check --as-of 2026-11-21
  recheck rules check --cases my-cases/
  recheck rules check --rules shipped --rules my-rules/ --fix --dry-run
  recheck rules check --explain number-in-says
  recheck rules check --format github
"""


@rules_app.command("check", help=CHECK_HELP)
@guarded
def rules_check(
    rules: Rules = ["shipped"],  # noqa: B006  # typer copies its defaults
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Warn of editions that ended by then, or need a look.")
    ] = None,
    cases: Annotated[
        list[str] | None, typer.Option("--cases", metavar="PATH", help="Also say which titles are not read whole.")
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can be mended safely, and show how.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what --fix would change, and change nothing.")
    ] = False,
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="CODE", help="The page of a kind of problem, or of 'all'.")
    ] = None,
    output: Annotated[
        str, typer.Option("--format", metavar="text|json|github|markdown", help="markdown: of --explain alone.")
    ] = "text",
) -> int:
    from recheck.cli.checking import run_check, run_explain

    known = ("text", "json", "markdown" if explain else "github")
    if output not in known:
        raise typer.BadParameter(f"'{output}' is none of: {', '.join(known)}", param_hint="--format")
    if explain:
        return run_explain(explain, output)
    return run_check(rules, output, day_of(as_of, "--as-of"), cases=cases or (), fix=fix, dry_run=dry_run)


TEST_HELP = """Do the rules decide what their tests expect?

\b
Examples:
  recheck rules test
  recheck rules test massage
  recheck rules test --watch --rules my-rules/
"""


@rules_app.command("test", help=TEST_HELP)
@guarded
def rules_test(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Only rules whose name holds one of these.")
    ] = None,
    rules: Rules = ["shipped"],  # noqa: B006  # typer copies its defaults
    output: Format = "text",
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay, and on every save run what the edit touched (extra `author`).")
    ] = False,
) -> int:
    if watch:
        from recheck.cli.watching import run_watch

        if output != "text":
            raise typer.BadParameter("--watch prints text only", param_hint="--format")
        return run_watch(names or [], rules)
    from recheck.cli.authoring import run_test

    return run_test(names or [], rules, output)


COVERAGE_HELP = """What do the tests leave untried? Every truth, every criterion that decides alone, every decision.

\b
Examples:
  recheck rules coverage massage
  recheck rules coverage --fail-under 80
  recheck rules coverage massage --suggest
"""


@rules_app.command("coverage", help=COVERAGE_HELP)
@guarded
def rules_coverage(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Only rules whose name holds one of these.")
    ] = None,
    rules: Rules = ["shipped"],  # noqa: B006  # typer copies its defaults
    fail_under: Annotated[
        int | None, typer.Option("--fail-under", metavar="N", min=0, max=100, help="Fail (3) under N percent.")
    ] = None,
    suggest: Annotated[bool, typer.Option("--suggest", help="Write the missing tests as YAML.")] = False,
    output: Format = "text",
) -> int:
    from recheck.cli.covering import run_coverage

    return run_coverage(names or [], rules, fail_under, suggest, output)


SHOW_HELP = """A rule as a guideline page; or one treatment under every edition and body, side by side.

\b
Examples:
  recheck rules show mtus-chronic-pain-2009/massage_therapy
  recheck rules show mtus-chronic-pain-2009/massage_therapy --format html > massage.html
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
        typer.Option(
            "--format", metavar="text|markdown|html", help="Text on a terminal unless named, else markdown for pages."
        ),
    ] = None,
    cases: Annotated[
        str, typer.Option("--cases", metavar="DIR", help="Where the cases are that a page shows the rule decide.")
    ] = "shipped",
    to_sign: Annotated[
        bool, typer.Option("--to-sign", help="A sheet for a physician to read and sign, with vignettes.")
    ] = False,
) -> int:
    if to_sign:
        from recheck.cli.showing import run_sheets

        if not names:
            raise typer.BadParameter("name the rules that are to be read", param_hint="RULE")
        return run_sheets(names, RuleChoice(rules, profile, guidelines))
    if output not in (None, "text", "markdown", "html"):
        raise typer.BadParameter(f"'{output}' is none of: text, markdown, html", param_hint="--format")
    choice = RuleChoice(rules, profile, guidelines)
    if compare:
        from recheck.cli.authoring import run_compare

        if output == "markdown":
            raise typer.BadParameter("--compare is text or html", param_hint="--format")
        return run_compare(compare, choice, output or "text")
    if not names and not everything:
        raise typer.BadParameter("name a rule, or say --all, or --compare TREATMENT", param_hint="RULE")
    if output == "markdown" or everything or (output is None and not sys.stdout.isatty()):
        from recheck.cli.authoring import run_show

        if output not in (None, "markdown"):
            raise typer.BadParameter("--all is markdown; name rules for text or html", param_hint="--format")
        return run_show(names or [], everything, rules)
    from recheck.cli.showing import run_pages

    if output == "html" and len(names or []) > 1:
        raise typer.BadParameter("a page for a browser holds one rule", param_hint="RULE")
    return run_pages(names or [], choice, cases, output or "text")


DIFF_HELP = """What does an edit of the rules change: in words, by proof, and in which cases?

\b
OLD and NEW are folders of rules or git revisions; HEAD and the folder of --rules unless named.

\b
Examples:
  recheck rules diff --rules rules
  recheck rules diff HEAD~3 HEAD --rules rules --format markdown
  recheck rules diff rules-before rules-after --cases my-cases
  recheck rules diff rules-before rules-after --on requests.parquet --out flips.csv
"""


@rules_app.command("diff", help=DIFF_HELP)
@guarded
def rules_diff(
    old: Annotated[str | None, typer.Argument(metavar="[OLD]", help="A folder, or a git revision of --rules.")] = None,
    new: Annotated[str | None, typer.Argument(metavar="[NEW]", help="The same, after the edit.")] = None,
    cases: Annotated[
        list[str] | None, typer.Option("--cases", metavar="PATH", help="Cases to compare on; the shipped ones else.")
    ] = None,
    proof: Annotated[bool, typer.Option("--proof/--no-proof", help="Prove what can change (extra 'prove').")] = True,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", min=1, help="For the proof of one treatment.")
    ] = 30,
    on: Annotated[
        list[str] | None,
        typer.Option("--on", metavar="TABLE", help="Only replay both over a table: which requests flip."),
    ] = None,
    undocumented: Silence = "not-established",
    mapping: Annotated[
        str | None, typer.Option("--map", metavar="FILE", help="With --on: how its columns and values read.")
    ] = None,
    out: Annotated[
        str | None, typer.Option("--out", metavar="FILE", help="With --on: write the flips, .parquet or .csv.")
    ] = None,
    interpreter: Interpreter = None,
    rules: Rules = ["shipped"],  # noqa: B006  # typer copies its defaults
    profile: Profile = None,
    output: Annotated[
        str, typer.Option("--format", metavar="text|json|markdown", help="Markdown is for a pull request.")
    ] = "text",
) -> int:
    from recheck.cli.differing import run_diff

    if output not in ("text", "json", "markdown"):
        raise typer.BadParameter(f"'{output}' is none of: text, json, markdown", param_hint="--format")
    if on:
        from recheck.cli.replaying import run_replay

        if output == "markdown":
            raise typer.BadParameter("--on prints text or json", param_hint="--format")
        mode = mode_of(undocumented, None)
        return run_replay(old, new, rules, on, mode, profile, output, out=out, mapping=mapping, interpreter=interpreter)
    if mapping or out:
        raise typer.BadParameter("these go with --on TABLE", param_hint="--map, --out")
    return run_diff(old, new, rules, cases or [], profile, output, proof, timeout)


PROVE_HELP = """What holds of every request that could be? Dead criteria, rules that disagree, decisions that flip.

\b
Examples:
  recheck rules prove
  recheck rules prove massage
  recheck rules prove --changed
"""


@rules_app.command("prove", help=PROVE_HELP)
@guarded
def rules_prove(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Only rules whose name holds one of these.")
    ] = None,
    rules: Rules = ["shipped"],  # noqa: B006  # typer copies its defaults
    timeout: Annotated[float, typer.Option(metavar="S", min=0.01, help="Seconds that one question may take.")] = 5.0,
    changed: Annotated[bool, typer.Option("--changed", help="Only what an edit touched since it was proved.")] = False,
    output: Format = "text",
) -> int:
    from recheck.cli.proving import run_prove

    return run_prove(names or [], rules, timeout, changed, output)


SCHEMA_HELP = """JSON Schemas, by which a YAML editor completes names and flags mistakes while you type.

\b
Examples:
  recheck rules schema --out schemas --mark rules --mark cases
  recheck rules schema --rules shipped --rules my-rules --out my-rules/schemas --mark my-rules
  recheck rules schema rule
"""


@rules_app.command("schema", help=SCHEMA_HELP)
@guarded
def rules_schema(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Print the schema of one kind of file: rule, test, case ...")
    ] = None,
    out: Annotated[str | None, typer.Option("--out", metavar="DIR", help="Write all of them into a folder.")] = None,
    mark: Annotated[
        list[str] | None,
        typer.Option("--mark", metavar="DIR", help="With --out: make each YAML file of a folder name its schema."),
    ] = None,
    rules: Rules = ["shipped"],  # noqa: B006  # typer copies its defaults
    output: Format = "text",
) -> int:
    from recheck.cli.schema import run_schema

    if (name is None) == (out is None):
        raise typer.BadParameter("name one schema to print it, or say --out DIR to write all", param_hint="NAME")
    if mark and out is None:
        raise typer.BadParameter("files are marked with the folder that --out names", param_hint="--mark")
    return run_schema(name, out, mark or [], rules, output)


NEW_HELP = """Start a rule with its tests, from questions in the terminal or from answers.

The rule and its tests are written whole or not at all, and never over a file. What the tests expect is
computed, and marked for you to confirm.

\b
Examples:
  recheck rules new --out my-rules
  recheck rules new --out my-rules --answers answers.yaml
  recheck rules new --out my-rules --treatment massage --guideline mtus-chronic-pain-2009 --name massage_2
    --criterion '{fact: visits_requested, comparison: at_most, value: 6, says: At most six visits in all,
                  section: Massage therapy, page: 60, basis: letter, reading: ours}'
"""


@rules_app.command("new", help=NEW_HELP)
@guarded
def rules_new(
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="The folder of rules to write into.")],
    answers: Annotated[
        str | None, typer.Option("--answers", metavar="FILE", help="All answers, as YAML; nothing is asked.")
    ] = None,
    treatment: Annotated[str | None, typer.Option("--treatment", metavar="WORDS", help="Any words for it.")] = None,
    guideline: Annotated[str | None, typer.Option("--guideline", metavar="ID", help="Whose criteria they are.")] = None,
    name: Annotated[str | None, typer.Option("--name", help="The file's name; the treatment's unless given.")] = None,
    title: Annotated[str | None, typer.Option("--title", help="The treatment's unless given.")] = None,
    criterion: Annotated[
        list[str] | None, typer.Option("--criterion", metavar="YAML", help="One criterion, as in a file of answers.")
    ] = None,
    rules: Rules = ["shipped"],  # noqa: B006  # typer copies its defaults
    output: Format = "text",
) -> int:
    from recheck.author.questions import Answered
    from recheck.cli.starting import run_new

    texts = {"treatment": treatment, "guideline": guideline, "name": name, "title": title}
    given = Answered(tuple((key, text) for key, text in texts.items() if text), tuple(criterion or ()))
    if answers is not None and given != Answered():
        raise typer.BadParameter("a file of answers stands alone", param_hint="--answers")
    return run_new(given, answers, out, rules, output, _ask)


def _ask(question: str, usual: str) -> str:
    """Put one question on standard error; the usual answer where none is given."""
    return str(typer.prompt(question, default=usual, show_default=bool(usual), err=True))


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
