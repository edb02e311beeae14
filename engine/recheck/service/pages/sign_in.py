"""Signing in with a token: a form of the browser's own, whose answer is a session cookie."""

from typing import Any

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from recheck.service.limits import Rate
from recheck.service.pages.browser import Tag, main_part, open_page
from recheck.service.pages.visitor import token_id
from recheck.service.problems import Refused
from recheck.service.service import Service

SIGN_IN = "/sign-in"
LONGEST = 200


def sign_in_page(log: Any) -> None:
    """The form; it says so where a token was wrong."""

    def drawn(request: Request) -> None:
        why = request.query_params.get("why")
        with main_part("main"):
            Tag("h1", "Sign in")
            if why:
                Tag(
                    "p",
                    "This token is not known." if why == "token" else "Too many tries; wait a minute.",
                    role="alert",
                )
            with Tag("form", method="post", action=SIGN_IN, class_="card"), Tag("div", class_="field"):
                Tag("label", "Token", for_="token")
                Tag("input", id="token", name="token", type="password", autocomplete="current-password", required="")
                Tag("p", "Whoever runs the service makes one with `recheck token add`.", class_="hint")
                Tag("button", "Sign in", type="submit", class_="main")

    open_page(SIGN_IN, "Sign in · imr-recheck", drawn)


async def signed_in(request: Request, service: Service, rate: Rate) -> Response:
    """The answer to a token: in, or back to the form."""
    tokens = service.tokens
    if tokens is None:
        return RedirectResponse("/", 303)
    address = request.client.host if request.client else "unknown"
    try:
        rate.may_try(address)
        async with request.form(max_files=0, max_fields=5) as form:
            text = str(form.get("token", ""))[:LONGEST].strip()
        found = await run_in_threadpool(tokens.caller, text)
        if found is None:
            rate.wrong_token(address)
            return RedirectResponse(f"{SIGN_IN}?why=token", 303)
    except Refused:
        return RedirectResponse(f"{SIGN_IN}?why=rate", 303)
    wanted = str(request.session.get("wanted", "/"))
    request.session.clear()
    request.session["token"] = token_id(text)
    return RedirectResponse(wanted, 303)
