"""One line of JSON a request on standard error: id, route, status, time, caller; never a fact.

Paths are logged as the route's template and queries not at all, so that nothing of a case gets into a log. What
fails in the program is logged by kind and place, without its message, which could hold a value.
"""

import contextlib
import sys
import time
import traceback
from collections.abc import MutableMapping
from typing import Any
from uuid import uuid4

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recheck.model.problem import Problem
from recheck.service.problems import TYPE, body_of, encoded

HEADER = b"x-request-id"


def logger(*, is_on: bool = True) -> Any:
    """Where lines go."""

    def level(_: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        return {"level": name, **event}

    return structlog.wrap_logger(
        structlog.WriteLogger(sys.stderr) if is_on else structlog.ReturnLogger(),
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            level,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
    )


class RequestLog:
    """Gives every request an id, sends it back, and logs one line when it is answered."""

    def __init__(self, app: ASGIApp, log: Any) -> None:
        self.app = app
        self.log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        name = str(uuid4())
        scope.setdefault("state", {})["request_id"] = name
        began = time.perf_counter()
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", []), (HEADER, name.encode())]
            await send(message)

        try:
            await self.app(scope, receive, sending)
        finally:
            route = scope.get("route")
            with contextlib.suppress(OSError, ValueError):  # a log that cannot be written keeps nobody's answer back
                self.log.info(
                    "request",
                    id=name,
                    method=scope["method"],
                    route=getattr(route, "path", None),
                    status=status,
                    ms=round(1000 * (time.perf_counter() - began), 2),
                    who=scope["state"].get("who"),
                    entries=scope["state"].get("entries"),
                )


class Faults:
    """Answers and logs what fails in the program."""

    def __init__(self, app: ASGIApp, log: Any) -> None:
        self.app = app
        self.log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as error:
            name = scope.get("state", {}).get("request_id", "")
            log_fault(self.log, name, error)
            if begun or scope["type"] != "http":
                raise
            problem = Problem("internal-fault", "the service failed", None, "please report the id of the request")
            body = encoded(body_of(500, [problem], f"urn:uuid:{name}"))
            headers = [(b"content-type", TYPE.encode()), (b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": 500, "headers": headers})
            await send({"type": "http.response.body", "body": body})


def log_fault(log: Any, name: str, error: BaseException) -> None:
    """A fault of the program: its kind and where, for whoever mends it."""
    kind = getattr(error, "kind", type(error).__name__)  # of what failed in another process
    where = [*where_of(error), *getattr(error, "where", ())]
    with contextlib.suppress(OSError, ValueError):
        log.error("fault", id=name, kind=kind, where=where)


def where_of(error: BaseException) -> list[str]:
    """The places in the program that an error came through, the last ones."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-8:]]
