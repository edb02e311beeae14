"""What every answer tells a browser: load nothing from elsewhere, be framed by nobody, keep nothing.

The API's answers may load nothing at all. Pages have a policy of their own, which they set themselves.
"""

from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class SafeHeaders:
    """Sets them on every answer; what an answer set itself stays."""

    def __init__(self, app: ASGIApp, *, tls: bool = False) -> None:
        self.app = app
        always = {**ALWAYS, "Strict-Transport-Security": "max-age=31536000"} if tls else ALWAYS
        self.of_pages = _raw({**always, "Content-Security-Policy": NOTHING})
        self.of_api = _raw({**always, "Content-Security-Policy": NOTHING, "Cache-Control": "no-store"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        always = self.of_api if scope["path"].startswith("/v1/") else self.of_pages

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                own = {name.lower() for name, _ in headers}
                message["headers"] = headers + [each for each in always if each[0] not in own]
            await send(message)

        await self.app(scope, receive, sending)


def _raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Headers as they travel, made once for all answers."""
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
