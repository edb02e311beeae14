"""`recheck audit` on tables: read, check, decide by the columns, write, count.

Comes in: paths of which one is a table, or an output. Goes out: results as a file or a table, and the summary;
the same exit status as for cases. Nothing is held in memory but one chunk.
"""

import json
import shutil
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from recheck.audit.counted import Counted
from recheck.audit.results import Results, criteria_table, titles_of
from recheck.audit.rows import results_of
from recheck.audit.run import Audit
from recheck.cli.auditing import cases_of_paths
from recheck.cli.edges import FINE, INPUT_HAS_ERRORS, RuleChoice, show, tell_problems
from recheck.cli.passed_over import files_of, passed_over
from recheck.cli.reporting import markdown, ready, write_report
from recheck.judge import Mode
from recheck.model.case import By
from recheck.model.problem import Problem, ProblemsFound, errors
from recheck.model.rule import RuleSet
from recheck.phrases import ONLY_A_PHYSICIAN
from recheck.tables.columns import columns_of
from recheck.tables.deciding import Decided, about_of, decide, names
from recheck.tables.documented import facts_of_requests
from recheck.tables.draft_map import draft_map, seen_in
from recheck.tables.duck import Connection, connect, writing
from recheck.tables.mapping import PLAIN, WINDOWS, TableMap, load_map
from recheck.tables.notes import notes_of
from recheck.tables.outputs import check_target, output_to
from recheck.tables.printed import criteria_of, json_rows, text_rows
from recheck.tables.requests import open_requests
from recheck.tables.set_aside import check_file, write_aside
from recheck.tables.shaped import shaped
from recheck.tables.sources import Table, open_table, tables_among
from recheck.tables.told import summary_rows
from recheck.tables.work import Workplace
from recheck.tables.workbook_out import Workbook

if TYPE_CHECKING:
    import pyarrow as pa

SHOWN = 20
"""Requests listed on a terminal; the others are in --out."""


def run_tables(
    paths: list[str],
    against: str,
    choice: RuleChoice,
    mode: Mode,
    output: str,
    *,
    out: str | None = None,
    mapping: str | None = None,
    interpreter: bool | None = None,
    html: str | None = None,
    set_aside: str | None = None,
) -> int:
    """Every request of the tables decided, written and counted; what is wrong with them is listed instead."""
    by = by_of(against)
    rules = choice.load()
    if out:
        check_target(out, paths)
    if html:
        ready(html)
    if set_aside:
        check_file(set_aside, paths)
    columns = columns_of(rules.vocabulary, by)
    how = load_map(mapping, columns) if mapping else PLAIN
    tables, rest = tables_among(paths)
    over = passed_over(paths, [*tables, *files_of(rest)])
    with Workplace(beside(out)) as work, Workplace(beside(html)) as kept, Workplace(beside(set_aside)) as apart:
        connection = connect(work.folder)
        try:
            with Steps(connection) as steps:
                steps.say("reading and checking")
                cases, problems = _requests_of_cases(rest, rules, by, choice)
                found = open_requests(
                    connection, tables, columns, rules.vocabulary, how, cases=cases, sets_aside=bool(set_aside)
                )
                aside = write_aside(connection, found.asides, set_aside, apart) if set_aside else 0
                steps.say("deciding", found.rows)
                decided = decide(
                    connection,
                    rules,
                    mode,
                    progress=steps.step,
                    interpreter=interpreter,
                    views=True,
                    panel=found.is_panel,
                )
                results = kept.folder / "results.parquet" if html or output == "markdown" else None
                places = [*([(out, work)] if out else []), *([(str(results), kept)] if results else [])]
                notes = notes_of(connection, rules, found)
                if set_aside:
                    notes.insert(0, _told_aside(aside, set_aside))
                counted = write_all(connection, decided, places, work, by, notes, spooled=output == "json" and not out)
            with writing(str(work.parent)):
                summary = counted.counted.summary()
            if results:
                facts = facts_of_requests(connection, rules)
                criteria = criteria_table(rules.under_ceilings())
                found_of = Results(results, criteria, by, rules.digest, facts, titles_of(rules), notes)
                with writing(html or str(kept.parent)):
                    if html:
                        write_report(found_of, html)
                    if output == "markdown":
                        show(markdown(found_of))
            if output != "markdown":
                print_all(counted, summary, work, decided, output, out, by, problems, notes)
        finally:
            connection.close()
    tell_problems([*problems, *over])
    return INPUT_HAS_ERRORS if errors(problems) else FINE


def write_audited(audited: Audit, rules: RuleSet, mode: Mode, out: str) -> None:
    """The rows of audited cases, as those of a table are written."""
    with Workplace(beside(out)) as work:
        connection = connect(work.folder)
        try:
            rows = shaped(results_of(audited, rules).table, rules)
            decided = Decided(iter([rows]), names(rules), about_of(rules, mode, "interpreter"))
            write_all(connection, decided, [(out, work)], work, audited.against, spooled=False)
        finally:
            connection.close()


def run_draft_map(paths: list[str], against: str, choice: RuleChoice, mapping: str | None = None) -> int:
    """A first mapping for a table, to be confirmed; one that is given says how the file is written."""
    rules = choice.load()
    columns = columns_of(rules.vocabulary, by_of(against))
    tables, _ = tables_among(paths)
    if len(tables) != 1 or len(paths) != 1:
        raise ProblemsFound([Problem("several-tables", "a mapping is drafted for one table", None, "name one table")])
    with Workplace() as work:
        connection = connect(work.folder)
        try:
            how = load_map(mapping, columns) if mapping else PLAIN
            table, how = _opened(connection, tables[0], how, is_said=mapping is not None)
            show(draft_map(seen_in(connection, table), columns, rules.vocabulary, table.name, how))
        finally:
            connection.close()
    return FINE


def _opened(connection: Connection, path: str, how: TableMap, *, is_said: bool) -> tuple[Table, TableMap]:
    """A table, and how it is written; where nobody said that and it is no UTF-8, a draft takes it for Windows'."""
    try:
        return open_table(connection, path, how), how
    except ProblemsFound as found:
        if is_said or [each.code for each in found.problems] != ["not-utf8"]:
            raise
        windows = replace(how, encoding=WINDOWS)
        try:
            table = open_table(connection, path, windows)
        except ProblemsFound:
            raise found from None
        if len(table.columns) < 2:
            raise
        return table, windows


def by_of(against: str) -> By:
    return By.IMR if against == "imr" else By.UTILIZATION_REVIEW


def beside(out: str | None) -> Path | None:
    """The folder of the output: what is unfinished lies on the same disk."""
    if out is None:
        return None
    file = out.partition("#")[0].removeprefix("duckdb://")
    return None if "://" in file else Path(file).resolve().parent


def _requests_of_cases(
    paths: list[str], rules: RuleSet, by: By, choice: RuleChoice
) -> "tuple[pa.Table | None, list[Problem]]":
    """Cases and letters among the paths as rows; none where there are none."""
    if not paths:
        return None, []
    from recheck.audit.requests import requests_table

    cases, problems = cases_of_paths(paths, rules.vocabulary, choice.folders)
    if not cases:
        raise ProblemsFound(problems)
    return requests_table(rules, cases, by), problems


class _Written:
    """What was counted, and the first rows for a terminal."""

    def __init__(self, connection: Connection, by: By) -> None:
        self.counted = Counted(connection, by)
        self.first: pa.Table | None = None


def write_all(
    connection: Connection,
    decided: Decided,
    places: Sequence[tuple[str, Workplace]],
    work: Workplace,
    by: By,
    notes: Sequence[str] = (),
    *,
    spooled: bool,
) -> _Written:
    """Every chunk, counted and written; the outputs get their names when all are."""
    found = _Written(connection, by)
    criteria = criteria_of(decided.names)
    with ExitStack() as stack:
        stack.enter_context(writing(str(work.parent)))
        outputs = (output_to(name, place, decided.names, decided.about) for name, place in places)
        targets = [stack.enter_context(closing(each)) for each in outputs]
        spool = stack.enter_context((work.folder / "requests.json").open("w", encoding="utf-8"))
        for chunk in decided.chunks:
            found.counted.add(chunk)
            found.first = chunk.slice(0, SHOWN) if found.first is None else found.first
            for target in targets:
                target.write(chunk)
            if spooled:
                for row in json_rows(chunk, criteria):
                    spool.write((",\n  " if spool.tell() else "  ") + json.dumps(row, ensure_ascii=False))
        for target in targets:
            if isinstance(target, Workbook):
                target.sum_up(found.counted.summary(), notes, by)
            target.finish()
    return found


def _told_aside(count: int, target: str) -> str:
    rows = f"{count:,} row{'s' * (count != 1)} with faults"
    return f"{rows} {'were' if count != 1 else 'was'} set aside into {target}, with the reasons; the rest is audited."


def print_all(
    found: _Written,
    summary: Mapping[str, Any],
    work: Workplace,
    decided: Decided,
    output: str,
    out: str | None,
    by: By,
    problems: list[Problem],
    notes: list[str],
) -> None:
    """The summary, and the requests where they are not written elsewhere."""
    if output == "json":
        rest = {
            "summary": summary,
            "notes": notes,
            "against": str(by),
            "out": out,
            "problems": [each.as_json() for each in problems],
            **decided.about,
        }
        sys.stdout.write('{"requests": [\n')
        with (work.folder / "requests.json").open(encoding="utf-8") as spool:
            shutil.copyfileobj(spool, sys.stdout)
        show("],\n" + json.dumps(rest, indent=2, ensure_ascii=False, allow_nan=False)[2:])
        return
    if found.first is not None and not out:
        show(text_rows(found.first, SHOWN))
        if found.counted.written > SHOWN:
            show(f"… and {found.counted.written - SHOWN:,} more: --out FILE writes all of them")
        show("")
    show("\n".join(summary_rows(summary, notes, by)))
    if out:
        rows = "requests" if not summary["panel"] else "rows"
        show(f"\n{found.counted.written:,} {rows} written to {out}")
    show(f"\n{ONLY_A_PHYSICIAN}")


class Steps:
    """How far a long piece of work is, on a terminal; nothing where there is none."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.doing, self.rows, self.done = "", 0, 0
        self.is_over = threading.Event()
        self.watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Steps":
        if sys.stderr.isatty():
            self.watcher.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.is_over.set()
        if self.watcher.is_alive():
            self.watcher.join()
            sys.stderr.write("\r\x1b[K")

    def say(self, doing: str, rows: int = 0) -> None:
        """Another piece of the work begins."""
        self.doing, self.rows, self.done = doing, rows, 0

    def step(self, done: int, rows: int) -> None:
        """So many rows of so many are done."""
        self.done, self.rows = done, rows

    def _watch(self) -> None:
        while not self.is_over.wait(0.2):
            share = max(0.0, self.connection.query_progress())
            if self.rows:
                share = 100 * self.done / self.rows
            filled = int(30 * min(share, 100) / 100)
            rows = f", {self.done:,} of {self.rows:,} requests" if self.rows else ""
            sys.stderr.write(f"\r{'#' * filled}{'.' * (30 - filled)} {self.doing}{rows}\x1b[K")
            sys.stderr.flush()
