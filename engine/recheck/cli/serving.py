"""`recheck serve`: the service, until it is told to stop."""

import contextlib
import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from recheck.cli.edges import FINE, tell
from recheck.model.problem import Problem, ProblemsFound, missing_extra

if TYPE_CHECKING:
    from recheck.service.service import Service
    from recheck.service.settings import Settings

EXTRA = "service"
CONNECTIONS = 4096
"""Open at a time at most."""


def extra_missing(error: ImportError) -> ProblemsFound:
    """The problem where the libraries of the service are not installed."""
    return ProblemsFound([missing_extra("this", str(error.name), EXTRA)])


def run_serve(settings: "Settings") -> int:
    """Serve until SIGTERM or SIGINT; what was begun is finished."""
    try:
        import uvicorn

        from recheck.service.app import create_app
        from recheck.service.journal.store import shown_address
        from recheck.service.pages.mount import add_pages
    except ImportError as error:
        raise extra_missing(error) from error
    service = open_service(settings)
    try:
        listening = _listening(settings)
    except ProblemsFound:
        service.close()
        raise
    scheme = "https" if settings.certificate else "http"
    where = f"{scheme}://{_shown(settings.host)}:{settings.port}"
    tell(f"recheck serves {where}, journal {shown_address(settings.journal)}")
    _allow_connections()
    config = uvicorn.Config(
        create_app(service, add=[add_pages]),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=settings.behind_proxy,
        forwarded_allow_ips="127.0.0.1" if settings.behind_proxy else None,
        ssl_certfile=settings.certificate,
        ssl_keyfile=settings.key,
        timeout_graceful_shutdown=int(settings.limits.seconds) + 5,
        timeout_keep_alive=20,
        limit_concurrency=CONNECTIONS,
    )
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: None)  # the server raises them again once it has stopped as they asked
    uvicorn.Server(config).run(sockets=[listening])
    return FINE


def open_service(settings: "Settings") -> "Service":
    """Rules, tokens and journal, all seen to be right before anything is served.

    Raises:
        ProblemsFound: something keeps it from starting.
    """
    try:
        from recheck.service.drafts.store import open_drafts
        from recheck.service.journal.store import open_journal
        from recheck.service.journal.verify import check_end
        from recheck.service.limits import parsed_rate
        from recheck.service.rules import Rules
        from recheck.service.service import Service
        from recheck.service.tokens import Tokens
    except ImportError as error:
        raise extra_missing(error) from error
    tokens = Tokens(settings.tokens) if settings.tokens else None
    problems = settings.problems(len(tokens) if tokens else 0)
    if settings.tokens and not tokens:
        hint = f"make one with: recheck token add NAME --role ROLE --tokens {settings.tokens}"
        problems.append(Problem("no-tokens", "the file of tokens holds none, so nobody could call", None, hint))
    if problems:
        raise ProblemsFound(problems)
    if settings.limits.rate:
        parsed_rate(settings.limits.rate)
    rules = Rules(settings.rules)
    journal = open_journal(settings.journal, settings.head)
    ends = check_end(journal)
    if ends:
        raise ProblemsFound(ends)
    return Service(settings, rules, journal, open_drafts(settings.journal, settings.keep_drafts), tokens)


def _listening(settings: "Settings") -> socket.socket:
    """The socket to listen on.

    Raises:
        ProblemsFound: the address is not ours, or somebody else listens there.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=CONNECTIONS)
    except OSError as error:
        message = f"cannot listen on {_shown(settings.host)}:{settings.port}: {error.strerror or error}"
        hint = "take another with --port, or stop what listens there"
        raise ProblemsFound([Problem("cannot-listen", message, None, hint)]) from error


def _allow_connections() -> None:
    """As many open files as the system lets us have, up to what connections need."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = CONNECTIONS + 200
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if most < 0 else min(wanted, most), most))


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def path_of(text: str | None) -> Path | None:
    """A file that an option names."""
    return Path(text) if text else None
