"""/v1/drafts: screenings that are not finished, for whoever began them. None of them is in the journal."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from recheck.model.problem import Problem
from recheck.service.api.bodies import DraftBody, DraftOutput, DraftRowOutput, DraftsOutput
from recheck.service.api.route import GuardedRoute, TheService, needs
from recheck.service.api.rules import NOT_FOUND
from recheck.service.api.screening import REFUSALS
from recheck.service.drafts.draft import Draft, note_of
from recheck.service.pages.from_case import drafted
from recheck.service.pages.kept import as_data, sheet_of
from recheck.service.problems import Refused
from recheck.service.roles import Caller, Permission
from recheck.service.service import Service

router = APIRouter(prefix="/v1/drafts", route_class=GuardedRoute, tags=["drafts"])
Id = Annotated[str, Path(max_length=100)]
Screener = Annotated[Caller, needs(Permission.SCREEN)]
CHANGED: dict[int | str, dict[str, Any]] = {
    409: {"description": "It was changed meanwhile.", "content": {"application/problem+json": {}}}
}


@router.get("", response_model=DraftsOutput, responses=REFUSALS)
async def drafts(
    service: TheService,
    caller: Screener,
    everybody: Annotated[bool, Query(description="Not only one's own: for who runs the service.")] = False,
) -> dict[str, object]:
    """The screenings that one has begun, the latest first."""
    found = await service.with_drafts(service.drafts.listed, caller, everybody=everybody)
    return {"drafts": [row(each, service) for each in found]}


@router.post("", status_code=201, response_model=DraftRowOutput, responses=REFUSALS)
async def begin(body: DraftBody, service: TheService, caller: Screener) -> dict[str, object]:
    """Keep a screening. It is on the disk when this is answered."""
    return row(await _keep(body, None, service, caller), service)


@router.get("/{draft}", response_model=DraftOutput, responses={**REFUSALS, **NOT_FOUND})
async def one(draft: Id, service: TheService, caller: Screener) -> dict[str, object]:
    """A screening with all that is kept of it."""
    return whole(await _found(draft, service, caller), service)


@router.put("/{draft}", response_model=DraftRowOutput, responses={**REFUSALS, **NOT_FOUND, **CHANGED})
async def change(draft: Id, body: DraftBody, service: TheService, caller: Screener) -> dict[str, object]:
    """Keep a screening as it is now. With the version it had, a change by somebody else is not overwritten."""
    before = await _found(draft, service, caller)
    if body.version is not None and body.version != before.version:
        message = f"this screening is at version {before.version}, not {body.version}"
        raise Refused(409, Problem("changed-meanwhile", message, None, "read it again, and send what it is to be"))
    return row(await _keep(body, before, service, caller), service)


@router.delete("/{draft}", status_code=204, responses={**REFUSALS, **NOT_FOUND})
async def delete(draft: Id, service: TheService, caller: Screener) -> Response:
    """Delete a screening, with its notes."""
    if not await service.with_drafts(service.drafts.delete, _name(draft), caller):
        raise _none()
    return Response(status_code=204)


async def _keep(body: DraftBody, before: Draft | None, service: Service, caller: Caller) -> Draft:
    asked = body.asked(needs_physician=caller.may(Permission.SEE_CRITERIA))
    sheet, standing = await service.judge(drafted, asked, tuple(body.not_documented))
    notes = None if body.notes is None else [note_of(each.name, each.text) for each in body.notes]
    words = before.owner if before else caller.name, sheet.words, standing, as_data(sheet), notes, before
    return await service.with_drafts(service.drafts.keep, *words)


async def _found(name: str, service: Service, caller: Caller) -> Draft:
    found = await service.with_drafts(service.drafts.get, _name(name), caller)
    if found is None:
        raise _none()
    return found


def _name(text: str) -> str:
    """An id; what none can be stands for none."""
    return text if text.isascii() and text.isprintable() else ""


def _none() -> Refused:
    return Refused(404, Problem("unknown-draft", "there is no screening of this id, or it is somebody else's"))


def row(draft: Draft, service: Service) -> dict[str, object]:
    """What a list shows of a screening."""
    return {
        "id": draft.id,
        "owner": draft.owner,
        "title": draft.title,
        "standing": draft.standing,
        "version": draft.version,
        "begun": draft.begun.isoformat(),
        "changed": draft.changed.isoformat(),
        "kept_until": draft.goes(service.drafts.days).isoformat(),
    }


def whole(draft: Draft, service: Service) -> dict[str, object]:
    """All of it."""
    state: Mapping[str, Any] = draft.state
    sheet = sheet_of(state)
    return {
        **row(draft, service),
        "case": sheet.case,
        "as_if": sheet.as_if,
        "not_documented": sorted(sheet.silent),
        "said": sheet.beside.get("said", {}),
        "notes": [{"name": each.name, "text": each.text} for each in draft.notes],
    }
