"""`recheck serve`: the service, until it is told to stop."""

from pathlib import Path
from typing import TYPE_CHECKING

from recheck.cli.edges import FINE, tell
from recheck.model.problem import Problem, ProblemsFound

if TYPE_CHECKING:
    from recheck.service.service import Service
    from recheck.service.settings import Settings

EXTRA = "service"


def extra_missing(error: ImportError) -> ProblemsFound:
    """The problem where the libraries of the service are not installed."""
    message = f"this needs {error.name}, which is not installed"
    return ProblemsFound([Problem("extra-missing", message, None, f"pip install 'imr-recheck[{EXTRA}]'")])


def run_serve(settings: "Settings") -> int:
    """Serve until SIGTERM or SIGINT; what was begun is finished."""
    try:
        import uvicorn

        from recheck.service.app import create_app
        from recheck.service.pages.mount import add_pages
    except ImportError as error:
        raise extra_missing(error) from error
    service = open_service(settings)
    scheme = "https" if settings.certificate else "http"
    tell(f"recheck serves {scheme}://{_shown(settings.host)}:{settings.port}, journal {settings.journal}")
    config = uvicorn.Config(
        create_app(service, add=[add_pages]),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=settings.behind_proxy,
        forwarded_allow_ips="127.0.0.1" if settings.behind_proxy else None,
        ssl_certfile=settings.certificate,
        ssl_keyfile=settings.key,
        timeout_graceful_shutdown=int(settings.limits.seconds) + 5,
        timeout_keep_alive=20,
        backlog=4096,
    )
    server = uvicorn.Server(config)
    server.run()
    return FINE


def open_service(settings: "Settings") -> "Service":
    """Rules, tokens and journal, all seen to be right before anything is served.

    Raises:
        ProblemsFound: something keeps it from starting.
    """
    try:
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
    return Service(settings, rules, journal, tokens)


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def path_of(text: str | None) -> Path | None:
    """A file that an option names."""
    return Path(text) if text else None
