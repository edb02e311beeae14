"""GET /v1/health and /v1/ready: for whoever keeps the service running; nobody is asked who they are."""

from fastapi import APIRouter

from recheck import __version__
from recheck.model.problem import Problem
from recheck.service.api.bodies import HealthOutput, ReadyOutput
from recheck.service.api.route import GuardedRoute, TheService
from recheck.service.api.screening import REFUSALS
from recheck.service.problems import Refused

router = APIRouter(prefix="/v1", route_class=GuardedRoute, tags=["operation"])


@router.get("/health", response_model=HealthOutput)
async def health() -> dict[str, str]:
    """Does the process answer?"""
    return {"status": "ok", "engine": __version__}


@router.get("/ready", response_model=ReadyOutput, responses={503: REFUSALS[503]})
async def ready(service: TheService) -> dict[str, str]:
    """Can a request be screened: does the journal answer?"""
    if not await service.read(service.journal.is_there):
        raise Refused(503, Problem("journal-unavailable", "the journal does not answer"), headers={"Retry-After": "5"})
    in_force = service.rules.in_force
    return {"status": "ready", "rules_digest": in_force.rules.digest, "rules_since": in_force.since.isoformat()}
