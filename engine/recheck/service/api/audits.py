"""/v1/audits: an audit of cases, letters and tables, begun now and read when it is done."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Path, Response, UploadFile
from fastapi.responses import FileResponse

from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.model.case import By
from recheck.model.problem import Problem
from recheck.output_shape import AuditOutput, TableAuditOutput
from recheck.service.api.bodies import JobOutput
from recheck.service.api.route import GuardedRoute, TheService, needs
from recheck.service.api.rules import NOT_FOUND
from recheck.service.api.screening import REFUSALS
from recheck.service.audits.jobs import Job, State
from recheck.service.problems import Refused
from recheck.service.roles import Caller, Permission, Role
from recheck.service.service import Service

router = APIRouter(prefix="/v1/audits", route_class=GuardedRoute, tags=["audit"])
MOST = 1000
"""Files of one audit."""
Id = Annotated[str, Path(max_length=100)]
Auditor = Annotated[Caller, needs(Permission.AUDIT)]


@router.post("", status_code=202, response_model=JobOutput, responses=REFUSALS)
async def begin(
    files: list[UploadFile],
    response: Response,
    service: TheService,
    caller: Auditor,
    mapping: Annotated[
        UploadFile | None,
        File(description="How a table's columns and values read (YAML), as `recheck audit --draft-map` drafts it."),
    ] = None,
    against: Annotated[Literal["imr", "ur"], Form(description="Whose determinations to compare with.")] = "imr",
    undocumented: Annotated[Literal["ask", "not_established"], Form()] = "not_established",
    as_if: Annotated[date | None, Form(description="Judge by the editions in force on another date.")] = None,
) -> dict[str, object]:
    """Do past determinations follow the criteria? Case files (.yaml), letters (.txt, .pdf) and tables of requests
    (.parquet, .csv, .jsonl)."""
    if len(files) > MOST:
        raise Refused(422, Problem("too-many-files", f"{len(files)} files; one audit takes {MOST}"))
    given = [(each.filename or "file", await each.read()) for each in files]
    by = By.IMR if against == "imr" else By.UTILIZATION_REVIEW
    mode = Mode(Undocumented(undocumented), as_if)
    rules = service.rules
    how = (mapping.filename or "map.yaml", await mapping.read()) if mapping is not None else None
    words = given, caller.name, rules.in_force.rules, rules.folders, mode, by, how
    job = await service.read(service.jobs.begin, *words)
    response.headers["Location"] = f"/v1/audits/{job.id}"
    return as_data(job)


@router.get("/{audit}", response_model=JobOutput, responses={**REFUSALS, **NOT_FOUND})
async def state(audit: Id, service: TheService, caller: Auditor) -> dict[str, object]:
    """How far is it?"""
    return as_data(_own(service, audit, caller))


@router.get("/{audit}/result", response_model=AuditOutput | TableAuditOutput, responses={**REFUSALS, **NOT_FOUND})
async def result(audit: Id, service: TheService, caller: Auditor) -> Response:
    """The audit, in the shape of `recheck audit --format json`; of a table, in that of `recheck audit TABLE`."""
    job = _own(service, audit, caller)
    if job.state is not State.DONE:
        hint = "ask /v1/audits/{id} how far it is"
        raise Refused(409, Problem("not-done", f"the audit is {job.state}", None, hint))
    return FileResponse(job.result, media_type="application/json")


@router.delete("/{audit}", response_model=JobOutput, responses={**REFUSALS, **NOT_FOUND})
async def stop(audit: Id, service: TheService, caller: Auditor) -> dict[str, object]:
    """Stop it."""
    job = _own(service, audit, caller)
    await service.read(service.jobs.stop, job.id)
    return as_data(service.jobs.get(job.id) or job)


def as_data(job: Job) -> dict[str, object]:
    """An audit's state, for whoever waits for it."""
    return {
        "id": job.id,
        "state": str(job.state),
        "doing": job.progress.doing,
        "done": job.progress.done,
        "total": job.progress.total,
        "files": len(job.task.files),
        "problems": [dict(each) for each in job.problems],
        "rules_digest": job.task.rules.digest,
    }


def _own(service: Service, name: str, caller: Caller) -> Job:
    """An audit of the caller's own, or anybody's for an admin."""
    job = service.jobs.get(name)
    if job is None or (job.who != caller.name and Role.ADMIN not in caller.roles):
        raise Refused(404, Problem("unknown-audit", "there is no audit of this id"))
    return job
