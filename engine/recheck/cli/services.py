"""The options of `recheck serve`, `recheck journal` and `recheck token`."""

from typing import Annotated

import typer

from recheck.cli.edges import Format, Rules, guarded

JOURNAL = "recheck-journal.db"
Journal = Annotated[
    str, typer.Option("--journal", metavar="FILE|ADDRESS", help="A SQLite file, or a PostgreSQL address.")
]
Head = Annotated[
    str | None,
    typer.Option("--head", metavar="FILE", help="Where the chain's head is kept; beside a SQLite file unless named."),
]
TOKENS = "recheck-tokens.json"
TokensFile = Annotated[str, typer.Option("--tokens", metavar="FILE", help="The file of tokens.")]

SERVE_HELP = """The service: pages and HTTP API (/v1) on this machine, every recommendation in a journal.

\b
Examples:
  recheck serve
  recheck serve --port 9000 --journal /var/lib/recheck/journal.db
  recheck serve --host 10.0.0.5 --tokens tokens.json --certificate tls.crt --key tls.key
"""

VERIFY_HELP = """Is every entry as it was written, and none missing? Status 3 where not.

\b
Examples:
  recheck journal verify
  recheck journal verify --expect sha256:5f0c...
"""


@guarded
def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen on; this machine alone unless said.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8080,
    journal: Journal = JOURNAL,
    head: Head = None,
    rules: Rules = ["shipped"],  # noqa: B006  # typer copies its defaults
    tokens: Annotated[
        str | None, typer.Option("--tokens", metavar="FILE", help="Ask every caller for a token of this file.")
    ] = None,
    host_name: Annotated[
        list[str] | None, typer.Option("--host-name", metavar="NAME", help="A name that callers may use.")
    ] = None,
    certificate: Annotated[str | None, typer.Option("--certificate", metavar="FILE", help="For TLS.")] = None,
    key: Annotated[str | None, typer.Option("--key", metavar="FILE", help="The certificate's key.")] = None,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="A proxy on this machine brings TLS, and says who calls.")
    ] = False,
    rate: Annotated[
        str | None,
        typer.Option("--rate", metavar="N/PERIOD", help="Calls of one caller; 600/minute beyond loopback unless said."),
    ] = None,
    keep_drafts: Annotated[
        int,
        typer.Option(
            "--keep-drafts", metavar="DAYS", min=1, max=3650, help="Days to keep screenings nobody goes on with."
        ),
    ] = 30,
    processes: Annotated[
        int,
        typer.Option("--processes", min=0, max=64, help="Number of worker processes (0 = evaluate inside the server)."),
    ] = 1,
) -> int:
    from recheck.cli.serving import path_of, run_serve
    from recheck.service.settings import Limits, Settings, is_loopback

    settings = Settings(
        journal,
        path_of(head),
        tuple(rules),
        host,
        port,
        path_of(tokens),
        tuple(host_name or ()),
        path_of(certificate),
        path_of(key),
        behind_proxy,
        Limits(rate=rate or (None if is_loopback(host) else "600/minute")),
        keep_drafts,
        processes,
    )
    return run_serve(settings)


journal_app = typer.Typer(
    help="What was recommended, by which rules, and what today's would say.", no_args_is_help=True
)
token_app = typer.Typer(help="Who may call the service, and as what.", no_args_is_help=True)
Entry = Annotated[str, typer.Argument(metavar="ENTRY", help="Its id, or its place in the chain.")]
OfCase = Annotated[str | None, typer.Option("--case", help="Only entries of this case.")]
TokenName = Annotated[str, typer.Argument(metavar="NAME", help="Who calls with it; stands in the journal.")]


@guarded
def journal_list(
    journal: Journal = JOURNAL,
    head: Head = None,
    case: OfCase = None,
    who: Annotated[str | None, typer.Option("--who", help="Only entries of this caller.")] = None,
    count: Annotated[int, typer.Option("--count", min=1, max=10_000, help="How many, the latest first.")] = 20,
    output: Format = "text",
) -> int:
    from recheck.cli.journaling import run_list

    wanted = {name: value for name, value in (("case", case), ("who", who)) if value is not None}
    return run_list(journal, head, wanted, count, output)


@guarded
def journal_show(entry: Entry, journal: Journal = JOURNAL, head: Head = None, output: Format = "text") -> int:
    from recheck.cli.journaling import run_show

    return run_show(entry, journal, head, output)


@guarded
def journal_verify(
    journal: Journal = JOURNAL,
    head: Head = None,
    expect: Annotated[
        str | None, typer.Option("--expect", metavar="DIGEST", help="A digest noted elsewhere, as on a receipt.")
    ] = None,
    write_head: Annotated[
        bool, typer.Option("--write-head", help="Where only the file of the head is missing, write it anew.")
    ] = False,
    output: Format = "text",
) -> int:
    from recheck.cli.journaling import run_verify

    return run_verify(journal, head, expect, write_head, output)


@guarded
def journal_replay(
    journal: Journal = JOURNAL,
    head: Head = None,
    rules: Rules = ["shipped"],  # noqa: B006  # typer copies its defaults
    case: OfCase = None,
    output: Format = "text",
) -> int:
    from recheck.cli.edges import RuleChoice
    from recheck.cli.journaling import run_replay

    return run_replay(journal, head, RuleChoice(rules), {"case": case} if case else {}, output)


@guarded
def journal_export(
    out: Annotated[str, typer.Option("--out", metavar="FILE", help="The Parquet file.")],
    journal: Journal = JOURNAL,
    head: Head = None,
    mask: Annotated[
        list[str] | None,
        typer.Option("--mask", metavar="NAME", help="A fact, or a column such as case, whose values stay here."),
    ] = None,
    rules: Rules = ["shipped"],  # noqa: B006  # typer copies its defaults
) -> int:
    from recheck.cli.edges import RuleChoice
    from recheck.cli.journaling import run_export

    return run_export(journal, head, out, mask or [], RuleChoice(rules))


@guarded
def token_add(
    name: TokenName,
    role: Annotated[
        list[str], typer.Option("--role", help="requester, screener, auditor, author or admin; once for each.")
    ],
    tokens: TokensFile = TOKENS,
) -> int:
    from recheck.cli.tokening import run_token_add

    return run_token_add(name, role, tokens)


@guarded
def token_list(tokens: TokensFile = TOKENS) -> int:
    from recheck.cli.tokening import run_token_list

    return run_token_list(tokens)


@guarded
def token_revoke(name: TokenName, tokens: TokensFile = TOKENS) -> int:
    from recheck.cli.tokening import run_token_revoke

    return run_token_revoke(name, tokens)


def add_to(app: typer.Typer) -> None:
    """Add the commands of the service to the command line."""
    app.command("serve", help=SERVE_HELP)(serve)
    app.add_typer(journal_app, name="journal")
    app.add_typer(token_app, name="token")
    journal_app.command("list", help="The latest entries.")(journal_list)
    journal_app.command("show", help="One entry, whole.")(journal_show)
    journal_app.command("verify", help=VERIFY_HELP)(journal_verify)
    journal_app.command("replay", help="Which recommendations would today's rules give otherwise?")(journal_replay)
    journal_app.command("export", help="All recommendations as a Parquet file, chosen facts masked.")(journal_export)
    token_app.command("add", help="Make a token; it is shown once.")(token_add)
    token_app.command("list", help="Who has a token.")(token_list)
    token_app.command("revoke", help="Take a token away.")(token_revoke)
