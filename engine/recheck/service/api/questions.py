"""POST /v1/questions: what to ask next. Nothing is recommended here, so nothing is put down."""

from typing import Annotated

from fastapi import APIRouter, Response

from recheck.service.api.bodies import CaseBody, QuestionsOutput
from recheck.service.api.route import GuardedRoute, TheService, needs
from recheck.service.api.screening import REFUSALS
from recheck.service.problems import encoded
from recheck.service.roles import Caller, Permission

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["screening"])


@router.post("/questions", response_model=QuestionsOutput, responses=REFUSALS)
async def questions(
    body: CaseBody, service: TheService, caller: Annotated[Caller, needs(Permission.SCREEN)]
) -> Response:
    """Which facts that are not documented can still change the answer? The most decisive first."""
    found = await service.next_questions(body.asked())
    sees = caller.may(Permission.SEE_CRITERIA)
    data = {"settled": not found, "questions": [each.as_json(sees_criteria=sees) for each in found]}
    return Response(encoded(data), media_type="application/json")
