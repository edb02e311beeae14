"""Who may address the service: under its own names only, and from its own pages only.

The Host header must be a name of the service (a page elsewhere cannot reach it under a name of its own: DNS
rebinding). Where a browser says from which page a changing request comes, that page must be the service's own;
with that no other site can use the cookies of somebody who is signed in.
"""

import json
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from recheck.model.problem import Problem
from recheck.service.problems import TYPE, body_of

SAFE = ("GET", "HEAD", "OPTIONS")


class OwnOrigin:
    """Refuses other hosts, and changing requests from other sites' pages."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str]) -> None:
        self.app = app
        self.hosts = frozenset(each.lower() for each in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        problem = self.problem(scope)
        if problem is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            status = 421 if problem.code == "unknown-host" else 403
            body = json.dumps(body_of(status, [problem], f"urn:uuid:{scope['state']['request_id']}")).encode()
            headers = [(b"content-type", TYPE.encode()), (b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": body})

    def problem(self, scope: Scope) -> Problem | None:
        """Why a request is refused; None where it is not."""
        headers = Headers(scope=scope)
        if _name(headers.get("host", "")) not in self.hosts:
            hint = "call it by its own name, or start it with --host-name NAME"
            return Problem("unknown-host", "the service is not known under this name", None, hint)
        changes = scope["type"] == "websocket" or scope["method"] not in SAFE
        origin = headers.get("origin")
        if changes and origin is not None and not self._is_own(origin, headers.get("host", "")):
            return Problem(
                "other-origin", "this comes from another site's page", None, "send it from the service's own"
            )
        if changes and headers.get("sec-fetch-site") == "cross-site":
            return Problem(
                "other-origin", "this comes from another site's page", None, "send it from the service's own"
            )
        return None

    def _is_own(self, origin: str, host: str) -> bool:
        try:
            return urlsplit(origin).netloc.lower() == host.lower()
        except ValueError:
            return False


def _name(host: str) -> str:
    """A Host header's name without its port.

    >>> _name("localhost:8080"), _name("[::1]:8080"), _name("")
    ('localhost', '::1', '')
    """
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""
