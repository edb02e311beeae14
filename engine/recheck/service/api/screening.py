"""POST /v1/screen: what the rules say of a request, put down in the journal before it is given."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response

from recheck.service.api.bodies import ProblemsOutput, ScreenBody, ScreenedOutput
from recheck.service.api.route import GuardedRoute, TheService, needs
from recheck.service.problems import encoded
from recheck.service.roles import Caller, Permission

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["screening"])
REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": ProblemsOutput, "description": words, "content": {"application/problem+json": {}}}
    for status, words in {
        400: "What was sent cannot be read.",
        401: "Who calls is not known.",
        403: "The caller's roles do not allow it.",
        413: "What was sent is too large.",
        422: "What was sent has errors; all of them are listed.",
        429: "Too many calls.",
        503: "The journal cannot be written, or too much waits. Send it again.",
    }.items()
}


@router.post("/screen", response_model=ScreenedOutput, responses=REFUSALS)
async def screen(
    body: ScreenBody,
    request: Request,
    service: TheService,
    caller: Annotated[Caller, needs(Permission.SCREEN)],
    idempotency_key: Annotated[
        str | None, Header(description="The same key gets the same answer, and makes no second entry.")
    ] = None,
) -> Response:
    """What do the rules say of a request, on which grounds, and what is still missing?"""
    asked = replace(body.asked(needs_physician=body.needs_physician), exact=body.exact)
    given = await service.screen(asked, caller, via="http", key=idempotency_key)
    request.state.entries = [each.sequence for each in given.entries]
    around = encoded({"problems": given.problems, "entries": [each.receipt for each in given.entries]})
    text = b'{"recommendations": [' + ",".join(given.results).encode() + b"], " + around[1:]
    headers = {"Idempotency-Replayed": "true"} if given.repeated else None
    return Response(text, media_type="application/json", headers=headers)
