"""The content security policy of the pages: nothing from elsewhere, and no script but those that we wrote.

Every page that NiceGUI sends holds inline scripts (the import map and what starts the page), so each answer gets
a nonce of its own, put on its script elements: the page's content travels in them as data, with `<` escaped, so
no text of a user can become one. Styles are looser: Vue and Quasar set them inline. Text is never evaluated as a
script, except on the workbench, whose editor needs it.
"""

import secrets
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SCRIPT = b"<script"


def policy(nonce: str, *, evaluates: bool = False) -> str:
    """The header's value.

    >>> policy("abc").split("; ")[1]
    "script-src 'self' 'nonce-abc'"
    """
    evaluation = " 'unsafe-eval'" if evaluates else ""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}'{evaluation}",
            "style-src 'self' 'unsafe-inline'",
            "connect-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "frame-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


class PagePolicy:
    """Gives every page its policy, and its scripts the nonce."""

    def __init__(self, app: ASGIApp, evaluating: Collection[str] = ()) -> None:
        self.app = app
        self.evaluating = frozenset(evaluating)
        """Paths of pages on which text may be evaluated."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(18)
        held: list[Message] = []
        body = bytearray()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                if Headers(raw=message["headers"]).get("content-type", "").startswith("text/html"):
                    held.append(message)
                    return
                await send(message)
            elif held and message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    await self._whole(held[0], bytes(body), nonce, scope["path"], send)
            else:
                await send(message)

        await self.app(scope, receive, sending)

    async def _whole(self, start: Message, body: bytes, nonce: str, path: str, send: Send) -> None:
        """Send a page that was held back until it was whole."""
        text = body.replace(SCRIPT, SCRIPT + f' nonce="{nonce}"'.encode())
        headers = MutableHeaders(scope=start)
        headers["Content-Length"] = str(len(text))
        headers["Cache-Control"] = "no-store"
        headers["Referrer-Policy"] = "same-origin"  # without any, a form would not say that it is from here
        headers.setdefault("Content-Security-Policy", policy(nonce, evaluates=path in self.evaluating))
        await send(start)
        await send({"type": "http.response.body", "body": text})
