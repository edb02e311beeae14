"""The size of what is sent, bounded while it comes in: uploads may be larger than calls.

Starlette's own limit does the counting; its refusal in plain text is told as a problem instead.
"""

from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recheck.model.problem import Problem
from recheck.service.problems import TYPE, body_of, encoded
from recheck.service.settings import Limits

TOO_LARGE = 413
UPLOADS = ("/v1/audits", "/_nicegui/client/")


class BoundedBodies:
    """Refuses what is larger than it may be."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.limits = limits
        self.calls = RequestBodyLimitMiddleware(app, limits.body)
        self.uploads = RequestBodyLimitMiddleware(app, limits.upload)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_upload = scope["type"] == "http" and scope["path"].startswith(UPLOADS)
        bounded, most = (self.uploads, self.limits.upload) if is_upload else (self.calls, self.limits.body)
        refused: bytes | None = None

        async def sending(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and message["status"] == TOO_LARGE:
                problem = Problem("too-large", f"more than {most:,} bytes", None, "send less at once")
                name = f"urn:uuid:{scope.get('state', {}).get('request_id', '')}"
                refused = encoded(body_of(TOO_LARGE, [problem], name))
                headers = [(b"content-type", TYPE.encode()), (b"content-length", str(len(refused)).encode())]
                await send({**message, "headers": headers})
            elif refused is None:
                await send(message)
            elif not message.get("more_body", False):
                await send({"type": "http.response.body", "body": refused})

        await bounded(scope, receive, sending)
