"""Pages that others show in a frame: a rule as `rules show` draws it, an audit's report.

They are self-contained, run no script and load nothing, and their policy says so. A frame of our own may hold
them, nobody else's.
"""

from collections.abc import Callable

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from recheck.model.problem import Problem, ProblemsFound
from recheck.service.audits.jobs import Job
from recheck.service.audits.report import REPORT
from recheck.service.pages.nowhere import plain_page
from recheck.service.pages.printed import printed
from recheck.service.pages.rules import html_of
from recheck.service.pages.sign_in import SIGN_IN
from recheck.service.pages.visitor import Visitor
from recheck.service.problems import Refused
from recheck.service.roles import Permission, Role
from recheck.service.service import Service

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "X-Frame-Options": "SAMEORIGIN", "Cache-Control": "no-store"}


def add_framed(app: FastAPI, service: Service, visitor: Callable[[Request], Visitor]) -> None:
    """Add them to an application."""

    @app.get("/rule-page/{guideline}/{name}", include_in_schema=False)
    async def rule(guideline: str, name: str, request: Request) -> Response:
        return await answered(request, Permission.SEE_CRITERIA, html_of, service.rules, guideline, name)

    @app.get("/audit-report/{name}", include_in_schema=False)
    async def report(name: str, request: Request) -> Response:
        who = visitor(request)
        job = service.jobs.get(name)
        known = who.known
        if known and (job is None or (job.who != known.name and Role.ADMIN not in known.roles)):
            return Response("there is no audit of this id", 404)
        return await answered(request, Permission.AUDIT, report_of, job)

    @app.get("/screenings/{name}/{paper}", include_in_schema=False)
    async def paper(name: str, paper: str, request: Request) -> Response:
        who = visitor(request)
        if who.known is None:
            return RedirectResponse(SIGN_IN, 303)
        try:
            text = await printed(service, who.caller(Permission.SCREEN), name, paper)
        except (Refused, ProblemsFound) as found:
            status = found.status_code if isinstance(found, Refused) else 409
            return HTMLResponse(plain_page("It cannot be printed", [each.message for each in found.problems]), status)
        return HTMLResponse(text, headers=HEADERS)

    async def answered(request: Request, permission: Permission, work: Callable[..., str], *words: object) -> Response:
        who = visitor(request)
        if who.known is None:
            return RedirectResponse(SIGN_IN, 303)
        try:
            who.caller(permission)
            return HTMLResponse(await service.read(work, *words), headers=HEADERS)
        except Refused as refusal:
            return Response(refusal.problems[0].message, refusal.status_code, dict(refusal.headers or {}))
        except ProblemsFound as found:
            return Response("\n".join(each.framed() for each in found.problems), 503, media_type="text/plain")


def report_of(job: Job) -> str:
    """The report that an audit left.

    Raises:
        Refused: it left none.
    """
    file = job.task.folder / REPORT
    if not file.is_file():
        raise Refused(404, Problem("no-report", "this audit left no report"))
    return file.read_text(encoding="utf-8")
