"""A service as an ASGI application: the routes, and around them what guards every request.

Comes in: a service. Goes out: the application that `recheck serve` runs, and to which pages are added. From the
outside in: request ids and the log, safe headers, own hosts and origins, the size of bodies, then the routes.
"""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from recheck import __version__
from recheck.model.problem import Place, Problem, ProblemsFound, Source, did_you_mean
from recheck.service.api import audits, drafts, health, journal, questions, rules, screening, treatments
from recheck.service.api.bodies import ScreenBody
from recheck.service.bounded import BoundedBodies
from recheck.service.document import document
from recheck.service.headers import SafeHeaders
from recheck.service.limits import Rate
from recheck.service.logs import Faults, RequestLog, logger
from recheck.service.origins import OwnOrigin
from recheck.service.problems import TYPE, Refused, body_of, encoded
from recheck.service.service import Service

DESCRIPTION = """What guideline criteria say of a request, cited, with what is still missing; put down in a journal.

The software recommends; only a physician may deny or modify (California Labor Code 4610). Errors are
`application/problem+json` (RFC 9457), with every problem in `problems`."""

Adding = Callable[[FastAPI], None]
FORGETS_EVERY = 3600
"""Seconds."""


def create_app(service: Service, *, log: bool = True, add: Sequence[Adding] = ()) -> FastAPI:
    """The application of a service.

    Args:
        service: rules, journal, callers.
        log: whether a line a request goes to standard error.
        add: what adds more to the application, such as pages.
    """
    lines = logger(is_on=log)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        if service.judging:
            service.judging.begin()
        _reload_on_hangup(service, lines)
        lines.info("started", engine=__version__, rules=service.rules.in_force.rules.digest)
        forgetting = asyncio.create_task(_forget(service))
        yield
        forgetting.cancel()
        service.close()
        lines.info("stopped")

    settings = service.settings
    app = FastAPI(
        title="imr-recheck",
        version=__version__,
        description=DESCRIPTION,
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=life,
        redirect_slashes=False,
        middleware=[
            Middleware(RequestLog, log=lines),
            Middleware(SafeHeaders, tls=settings.certificate is not None or settings.behind_proxy),
            Middleware(OwnOrigin, hosts=settings.known_hosts),
            Middleware(Faults, log=lines),
            Middleware(BoundedBodies, limits=settings.limits),
        ],
    )
    app.state.service = service
    app.state.rate = Rate(settings.limits.rate)
    app.state.log = lines
    _handle(app)
    for each in (screening, questions, drafts, treatments, rules, audits, journal, health):
        app.include_router(each.router)
    for add_to in add:
        add_to(app)
    app.openapi = document(app, service.rules, with_tokens=service.tokens is not None)  # type: ignore[method-assign]
    return app


async def _forget(service: Service) -> None:
    """Delete screenings that were kept long enough, also where nobody asks for any."""
    while True:
        await asyncio.sleep(FORGETS_EVERY)
        with contextlib.suppress(Refused):
            await service.with_drafts(service.drafts.forget)


def _reload_on_hangup(service: Service, lines: Any) -> None:
    """SIGHUP reads the rules anew; where they have errors the old ones stay, and the log says so."""

    def reload() -> None:
        try:
            found = service.rules.reload()
        except ProblemsFound as wrong:
            lines.error("rules refused", problems=[str(each) for each in wrong.problems[:20]])
            return
        lines.info("rules reloaded", rules=found.rules.digest)

    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError, RuntimeError, ValueError, AttributeError):  # not in other threads
        loop.add_signal_handler(signal.SIGHUP, lambda: loop.run_in_executor(None, reload))


def _handle(app: FastAPI) -> None:
    """Every error as RFC 9457."""

    def answer(request: Request, status: int, problems: Sequence[Problem], headers: dict[str, str] | None) -> Response:
        name = f"urn:uuid:{request.scope.get('state', {}).get('request_id', '')}"
        return Response(encoded(body_of(status, problems, name)), status, headers, TYPE)

    @app.exception_handler(Refused)
    async def refused(request: Request, error: Refused) -> Response:
        return answer(request, error.status_code, error.problems, dict(error.headers or {}))

    @app.exception_handler(ProblemsFound)
    async def found(request: Request, error: ProblemsFound) -> Response:
        return answer(request, 422, error.problems, None)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        return answer(request, 422, [_problem(each) for each in error.errors()], None)

    @app.exception_handler(HTTPException)
    async def other(request: Request, error: HTTPException) -> Response:
        code = {404: "no-such-page", 405: "wrong-method", 413: "too-large"}.get(error.status_code, "refused")
        return answer(request, error.status_code, [Problem(code, str(error.detail))], dict(error.headers or {}))


_CODES = {"missing": "missing-key", "extra_forbidden": "unknown-key"}


def _problem(error: Any) -> Problem:
    """What pydantic says of a body, as a problem with the pointer of the value."""
    where = [str(each) for each in error["loc"]]
    at = "#/" + "/".join(where[1:]) if where[:1] == ["body"] else "/".join(where)
    code = _CODES.get(error["type"], "wrong-value")
    hint = did_you_mean(where[-1], ScreenBody.model_fields) if code == "unknown-key" and where else None
    return Problem(code, str(error["msg"]), Place(Source(at)), hint)
