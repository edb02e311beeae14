"""GET /v1/treatments: which treatment do these words mean, and which rules speak of it?"""

from typing import Annotated

from fastapi import APIRouter, Query

from recheck.service.api.bodies import TreatmentsOutput
from recheck.service.api.route import GuardedRoute, TheService, needs
from recheck.service.api.screening import REFUSALS
from recheck.service.find import find
from recheck.service.roles import Caller, Permission

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["rules"])


@router.get("/treatments", response_model=TreatmentsOutput, responses=REFUSALS)
async def treatments(
    words: Annotated[str, Query(min_length=1, max_length=500, examples=["PT 2x4 neck", "Norco 10/325 #60"])],
    service: TheService,
    caller: Annotated[Caller, needs(Permission.FIND)],
) -> dict[str, object]:
    """Treatment, region, side and quantity that a request's title states; and treatments whose names come near."""
    return await service.judge(find, words)
