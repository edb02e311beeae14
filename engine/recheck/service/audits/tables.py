"""An audit of tables in a job: as `recheck audit TABLE` does it, with the same JSON, and how far it is on the way.

Comes in: a task whose files hold a table. Goes out: the result and the report in the task's folder. Every cell is
checked before anything is decided; more rows than a page can lead through are refused.
"""

import json
import os
from collections.abc import Sequence
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

from recheck.audit.counted import Counted
from recheck.audit.requests import requests_table
from recheck.audit.results import Results, criteria_table, titles_of
from recheck.model.case import Case
from recheck.model.problem import Problem, ProblemsFound
from recheck.service.audits.report import write_report_of
from recheck.service.audits.task import RESULT, Progress, Task
from recheck.tables.columns import columns_of
from recheck.tables.deciding import Decided, decide
from recheck.tables.documented import facts_of_requests
from recheck.tables.duck import Connection as Database
from recheck.tables.duck import connect, writing
from recheck.tables.mapping import PLAIN, load_map
from recheck.tables.notes import notes_of
from recheck.tables.outputs import output_to
from recheck.tables.printed import criteria_of, json_rows
from recheck.tables.requests import REQUESTS, open_requests
from recheck.tables.work import Workplace

ROWS = "rows.parquet"


def audit_tables(
    task: Task, tables: Sequence[str], cases: Sequence[Case], problems: Sequence[Problem], tell: Connection
) -> None:
    """Check, decide, count and write the requests of tables, and of cases beside them.

    Args:
        task: rules, mode, limits, and where the result goes.
        tables: the names of the tables among the task's files.
        cases: what the other files were read as.
        problems: what is wrong with those.
        tell: told how far it is.

    Raises:
        ProblemsFound: all that is wrong with all of the tables; or there are too many rows.
    """
    rules = task.rules
    columns = columns_of(rules.vocabulary, task.against)
    how = load_map(task.mapping, columns) if task.mapping else PLAIN
    tell.send(Progress("reading and checking", 0, 0))
    beside = requests_table(rules, list(cases), task.against) if cases else None
    with Workplace(task.folder) as work, closing(connect(work.folder)) as connection:
        found = open_requests(connection, tables, columns, rules.vocabulary, how, cases=beside)
        if found.rows > task.rows:
            raise ProblemsFound([_too_many(found.rows, task.rows)])
        decided = decide(
            connection,
            rules,
            task.mode,
            requests=REQUESTS,
            progress=lambda done, rows: tell.send(Progress("judging requests", done, rows)),
            views=True,
            panel=found.is_panel,
        )
        counted = Counted(connection, task.against)
        notes = notes_of(connection, rules, found)
        _write(task, decided, problems, notes, work, counted)
        tell.send(Progress("writing the report", found.rows, found.rows))
        _report(task, connection, notes)


def _write(
    task: Task,
    decided: Decided,
    problems: Sequence[Problem],
    notes: Sequence[str],
    work: Workplace,
    counted: Counted,
) -> None:
    """The requests as they are decided, then the summary; the result gets its name when it is whole."""
    criteria = criteria_of(decided.names)
    part = work.folder / RESULT
    with writing(RESULT), part.open("w", encoding="utf-8") as file:
        with closing(output_to(str(task.folder / ROWS), work, decided.names, decided.about)) as rows:
            file.write('{"requests": [')
            between = "\n"
            for chunk in decided.chunks:
                counted.add(chunk)
                rows.write(chunk)
                for row in json_rows(chunk, criteria):
                    file.write(between + json.dumps(row, ensure_ascii=False, allow_nan=False))
                    between = ",\n"
            rows.finish()
        rest = {
            "summary": counted.summary(),
            "notes": list(notes),
            "against": str(task.against),
            "out": None,
            "problems": [each.as_json() for each in problems],
            **decided.about,
        }
        file.write("],\n" + json.dumps(rest, ensure_ascii=False, allow_nan=False)[1:])
    os.replace(part, task.folder / RESULT)


def _report(task: Task, connection: Database, notes: Sequence[str]) -> None:
    criteria = criteria_table(task.rules.under_ceilings())
    facts = facts_of_requests(connection, task.rules)
    rows: Path = task.folder / ROWS
    results = Results(rows, criteria, task.against, task.rules.digest, facts, titles_of(task.rules), notes)
    write_report_of(results, task.folder)


def _too_many(rows: int, most: int) -> Problem:
    hint = "audit it on the command line, where a table may be of any size: recheck audit TABLE --out FILE"
    return Problem("too-many-rows", f"{rows:,} rows; an audit over the network takes {most:,}", None, hint)
