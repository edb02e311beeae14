"""The pages added to the service's application: NiceGUI's, under a policy and a session of their own.

Everything under /v1 stays the API's. NiceGUI holds one application for a process, so a process serves the pages
of one service.
"""

import secrets
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from nicegui import app as gui
from nicegui import core, ui
from starlette.middleware.sessions import SessionMiddleware
from starlette.routing import Match, Mount
from starlette.types import Scope

from recheck.service.pages.audit import audit_page
from recheck.service.pages.browser import ASSETS, TO_CONNECT, busy, connected
from recheck.service.pages.frame import Frame
from recheck.service.pages.framed import add_framed
from recheck.service.pages.journal import journal_page
from recheck.service.pages.nowhere import add_nowhere
from recheck.service.pages.policy import PagePolicy
from recheck.service.pages.rules import rule_page, rules_page
from recheck.service.pages.screening import again_page, kept_page, screening_page
from recheck.service.pages.sign_in import SIGN_IN, sign_in_page, signed_in
from recheck.service.pages.visitor import Visitor
from recheck.service.pages.workbench import workbench_page
from recheck.service.service import Service

EVALUATING = ("/workbench",)
SESSION_SECONDS = 8 * 3600
HEAD = '<link rel="stylesheet" href="/assets/pages.css">'


class Pages(Mount):
    """The mount of the pages; what the API does not know under /v1 stays the API's to refuse."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As any mount, /v1 apart."""
        if scope.get("path", "").startswith("/v1/"):
            return Match.NONE, {}
        return super().matches(scope)


def add_pages(app: FastAPI) -> None:
    """Add the pages to the application of a service."""
    service: Service = app.state.service
    settings = service.settings
    gui.add_static_files("/assets", ASSETS)
    ui.add_head_html(HEAD, shared=True)
    _routes(app, service)
    gui.add_middleware(PagePolicy, evaluating=EVALUATING)
    gui.add_middleware(
        SessionMiddleware,
        secret_key=secrets.token_urlsafe(48),
        session_cookie="recheck",
        max_age=SESSION_SECONDS,
        same_site="strict",
        https_only=settings.certificate is not None or settings.behind_proxy,
    )
    core.sio.eio.cors_allowed_origins = []  # the application's own check knows its names
    ui.run_with(
        app,
        title="imr-recheck",
        language="en-US",
        dark=False,
        tailwind=False,
        binding_refresh_interval=None,
        reconnect_timeout=120,
        show_welcome_message=False,
        favicon=ASSETS / "icon.svg",
    )
    mounted = app.router.routes.pop()
    assert isinstance(mounted, Mount)
    app.router.routes.append(Pages(mounted.path, mounted.app))


def _routes(app: FastAPI, service: Service) -> None:
    """Every page, for whoever has signed in."""

    def visitor(request: Request) -> Visitor:
        address = request.client.host if request.client else "unknown"
        return Visitor(service, app.state.rate, address, request.session.get("token"))

    def page(path: str, title: str, draw: Callable[..., Any]) -> None:
        async def drawn(request: Request) -> Response | None:
            who = visitor(request)
            if who.known is None:
                request.session["wanted"] = request.url.path
                return RedirectResponse(SIGN_IN, 303)
            frame = Frame(who, app.state.log, path, title)
            busy(frame.main, True)
            if await connected():  # before the content is built: a page that is slow to build is no failed page
                await frame.guarded(draw)(frame, *request.path_params.values())
                busy(frame.main, False)
            return None

        ui.page(path, title=f"{title} · imr-recheck", response_timeout=TO_CONNECT)(drawn)

    page("/", "Screen a request", screening_page)
    page("/screenings/{screening}", "Screen a request", kept_page)
    page("/journal", "Journal", journal_page)
    page("/journal/{entry}/again", "Screen a request", again_page)
    page("/audit", "Audit determinations", audit_page)
    page("/rules", "Rules", rules_page)
    page("/rules/{guideline}/{name}", "Rule", rule_page)
    page("/workbench", "Workbench", workbench_page)
    sign_in_page(app.state.log)
    add_framed(gui, service, visitor)
    add_nowhere(gui)

    @gui.post(SIGN_IN, include_in_schema=False)
    async def sign_in(request: Request) -> Response:
        return await signed_in(request, service, app.state.rate)

    @gui.post("/sign-out", include_in_schema=False)
    async def sign_out(request: Request) -> Response:
        request.session.clear()
        return RedirectResponse(SIGN_IN, 303)
