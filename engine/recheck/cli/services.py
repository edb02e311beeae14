"""The options of `recheck serve`, `recheck journal` and `recheck token`."""

from typing import Annotated

import typer

from recheck.cli.edges import Rules, guarded

JOURNAL = "recheck-journal.db"
Journal = Annotated[
    str, typer.Option("--journal", metavar="FILE|ADDRESS", help="A SQLite file, or a PostgreSQL address.")
]
Head = Annotated[
    str | None,
    typer.Option("--head", metavar="FILE", help="Where the chain's head is kept; beside a SQLite file unless named."),
]
TokensFile = Annotated[str, typer.Option("--tokens", metavar="FILE", help="The file of tokens.")]

SERVE_HELP = """The service: pages and HTTP API (/v1) on this machine, every recommendation in a journal.

\b
Examples:
  recheck serve
  recheck serve --port 9000 --journal /var/lib/recheck/journal.db
  recheck serve --host 10.0.0.5 --tokens tokens.json --certificate tls.crt --key tls.key
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
    )
    return run_serve(settings)


def add_to(app: typer.Typer) -> None:
    """Add the commands of the service to the command line."""
    app.command("serve", help=SERVE_HELP)(serve)
