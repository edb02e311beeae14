"""/v1/journal: what was said; whether it stands as it was written; and what a person then decided."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from recheck.model.problem import Problem
from recheck.service.api.bodies import DecisionBody, EntriesOutput, EntryOutput, ReceiptOutput, VerifiedOutput
from recheck.service.api.route import GuardedRoute, TheService, needs
from recheck.service.api.rules import NOT_FOUND
from recheck.service.api.screening import REFUSALS
from recheck.service.journal.entry import Entry, Kind
from recheck.service.journal.listing import as_data, listed
from recheck.service.journal.verify import verify
from recheck.service.problems import Refused
from recheck.service.roles import Caller, Permission
from recheck.service.service import Service

router = APIRouter(prefix="/v1/journal", route_class=GuardedRoute, tags=["journal"])
LATEST = 2**62
Text = Annotated[str | None, Query(max_length=500)]
Id = Annotated[str, Path(max_length=100)]


@router.get("", response_model=EntriesOutput, responses=REFUSALS)
async def entries(
    service: TheService,
    caller: Annotated[Caller, needs(Permission.READ_JOURNAL)],
    case: Text = None,
    request: Text = None,
    who: Text = None,
    before: Annotated[int, Query(ge=1, le=LATEST, description="Entries before this one.")] = LATEST,
    count: Annotated[int, Query(ge=1, le=500)] = 50,
) -> dict[str, object]:
    """Entries, the latest first."""
    wanted = {name: value for name, value in (("case", case), ("request", request), ("who", who)) if value is not None}
    found = await service.read(_page, service, before - 1, count, wanted)
    return {"entries": [listed(each) for each in found]}


def _page(service: Service, before: int, count: int, wanted: dict[str, str]) -> list[Entry]:
    return service.journal.page(before, count, wanted, latest_first=True)


@router.get("/verification", response_model=VerifiedOutput, responses=REFUSALS)
async def verification(
    service: TheService,
    caller: Annotated[Caller, needs(Permission.READ_JOURNAL)],
    expect: Annotated[str | None, Query(max_length=100, description="A digest that an entry must have.")] = None,
) -> dict[str, object]:
    """Is the journal as it was written?"""
    found = await service.read(verify, service.journal, expect)
    return {
        "holds": found.holds,
        "entries": found.entries,
        "head": {"sequence": found.head.sequence, "digest": found.head.digest},
        "problems": [each.as_json() for each in found.problems],
    }


@router.get("/{entry}", response_model=EntryOutput, responses={**REFUSALS, **NOT_FOUND})
async def one(
    entry: Id, service: TheService, caller: Annotated[Caller, needs(Permission.READ_JOURNAL)]
) -> dict[str, object]:
    """One entry, whole."""
    return as_data(await _found(service, entry))


@router.post("/{entry}/decision", response_model=ReceiptOutput, status_code=201, responses={**REFUSALS, **NOT_FOUND})
async def decide(
    entry: Id,
    body: DecisionBody,
    request: Request,
    service: TheService,
    caller: Annotated[Caller, needs(Permission.DECIDE)],
) -> dict[str, object]:
    """Put down what a person decided on a recommendation."""
    found = await _found(service, entry)
    if found.kind != Kind.RECOMMENDATION:
        raise Refused(422, Problem("not-a-recommendation", "this entry is a decision itself"))
    made = await service.decide(found, body.decided, caller)
    request.state.entries = [made.sequence]
    return made.receipt


async def _found(service: Service, name: str) -> Entry:
    found = await service.read(service.journal.get, name) if "\x00" not in name else None
    if found is None:
        raise Refused(404, Problem("unknown-entry", "there is no entry of this id"))
    return found
