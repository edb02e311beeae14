"""One audit in a process of its own: files in, the command line's JSON out, and how far it is on the way.

A hostile PDF or a rule set's worst case harms this process alone: its memory and time are bounded by the system,
and it yields to screening. It says how far it is through a pipe; when nobody listens any more, it stops.
"""

import contextlib
import os
import resource
from collections.abc import Sequence
from multiprocessing.connection import Connection

from recheck.audit.readings import under_readings
from recheck.audit.run import Audit, AuditedRequest, audit
from recheck.files import write_whole
from recheck.letters.importing import read_letters
from recheck.letters.read import is_letter
from recheck.load.cases import load_cases
from recheck.model.case import Case
from recheck.model.problem import Place, Problem, ProblemsFound, Source
from recheck.output import audit_json, to_json
from recheck.output_shape import AuditOutput
from recheck.service.audits.report import write_report
from recheck.service.audits.tables import audit_tables
from recheck.service.audits.task import RESULT, Progress, Task
from recheck.tables.sources import tables_among
from recheck.unconfirmed import unconfirmed_facts

NICE = 10


def run_task(task: Task, tell: Connection) -> None:
    """Audit, write the result into the folder, and say so; problems that leave nothing to audit are said too."""
    _bound(task)
    os.chdir(task.folder)  # problems name files as they were sent
    try:
        tables, others = tables_among(task.files)
        cases, problems = _cases(task, others, tell)
        if tables:
            audit_tables(task, tables, cases, problems, tell)
            tell.send(None)
            return
        if task.mapping:
            raise ProblemsFound([Problem("no-table", "a mapping is for tables, and no file is one")])
        if not cases:
            raise ProblemsFound(problems or [Problem("no-cases", "there are no cases in what was sent")])
        found = _audit(task, cases, tell)
        text = to_json(audit_json(found, [*problems, *found.problems]), AuditOutput)
        write_whole(task.folder / RESULT, text)
        tell.send(Progress("writing the report", len(cases), len(cases)))
        write_report(found, task.rules, task.folder)
        tell.send(None)
    except ProblemsFound as failed:
        tell.send([each.as_json() for each in failed.problems])
    except MemoryError:
        tell.send([Problem("too-large", f"more than {task.memory:,} bytes of memory are needed").as_json()])


def _bound(task: Task) -> None:
    with contextlib.suppress(OSError, ValueError):
        os.nice(NICE)
        resource.setrlimit(resource.RLIMIT_AS, (task.memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
        resource.setrlimit(resource.RLIMIT_CPU, (task.seconds, task.seconds + 5))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (task.memory, task.memory))  # what little unpacks to much


def _cases(task: Task, names: Sequence[str], tell: Connection) -> tuple[list[Case], list[Problem]]:
    """The cases of files, letters read as such."""
    letters = [name for name in names if is_letter(name)]
    files = [name for name in names if name not in letters]
    cases, problems = load_cases(files, task.rules.vocabulary) if files else ([], [])
    known = {case.id for case in cases}
    read = {}
    for number, each in enumerate(read_letters(letters, task.rules.vocabulary, task.rule_folders)):
        problems += each.problems
        read[each.letter] = each.case
        tell.send(Progress("reading letters", number + 1, len(letters)))
    for name in letters:
        case = read.get(name)
        if case and case.id in known:
            problems.append(Problem("duplicate-case", f"the case '{case.id}' was read before", Place(Source(name))))
        elif case:
            known.add(case.id)
            cases.append(case)
    return cases, problems


def _audit(task: Task, cases: list[Case], tell: Connection) -> Audit:
    """Case by case, so that it can be told how far it is; then the stricter and looser readings."""
    requests: list[AuditedRequest] = []
    problems: list[Problem] = []
    for number, case in enumerate(cases):
        part = audit(task.rules, [case], task.mode, task.against)
        requests += part.requests
        problems += part.problems
        tell.send(Progress("judging cases", number + 1, len(cases)))
    judged = {(each.recommendation.case, each.recommendation.request): each.recommendation for each in requests}
    readings = under_readings(task.rules, cases, task.mode, judged)
    read = sum(map(unconfirmed_facts, cases))
    return Audit(
        tuple(requests),
        tuple(problems),
        task.against,
        task.rules.digest,
        read,
        readings,
        advisory=task.rules.profile.advisory,
    )
