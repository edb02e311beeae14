"""`recheck audit TABLE --on ENGINE`: judged where the table lies, and written there or to a file.

Comes in: one table of PostgreSQL, or Parquet for Spark. Goes out: the results as a table of the same database, or
as a file, and the summary. What is wrong with the table is listed before anything is judged.
"""

from recheck import __version__
from recheck.cli.edges import FINE, RuleChoice
from recheck.cli.tables import Steps, beside, by_of, print_all, write_all
from recheck.judge import Mode
from recheck.model.problem import Place, Problem, ProblemsFound, Source
from recheck.tables.columns import columns_of
from recheck.tables.database import named_table, without_password
from recheck.tables.deciding import Decided, names
from recheck.tables.duck import connect
from recheck.tables.notes import groups_untold
from recheck.tables.on_engine import POSTGRES, TableThere, chunks_of, is_spark, judge_there, open_on
from recheck.tables.outputs import check_target
from recheck.tables.sources import PARQUET
from recheck.tables.work import Workplace

NOT_AS_CITED = (
    "With --on, nothing is judged under the guidelines that reviewers cited; leave out --on to have that as well."
)


def run_on(
    paths: list[str], on: str, against: str, choice: RuleChoice, mode: Mode, output: str, out: str | None
) -> int:
    """Every request of a table judged by an engine."""
    by = by_of(against)
    path = _one(paths, on)
    rules = choice.load()
    if out:
        check_target(out, paths)
    place = Place(Source(without_password(path)))
    about = {"rules_digest": rules.digest, "engine": __version__, "profile": rules.profile.name}
    about |= {"undocumented": str(mode.undocumented), "as_if": str(mode.as_if or ""), "evaluator": f"columns on {on}"}
    about["evaluator"] = without_password(about["evaluator"])
    with Workplace(beside(out)) as work:
        connection = connect(work.folder)
        try:
            with Steps(connection) as steps:
                steps.say("reading and checking")
                there = open_on(on, path, rules, columns_of(rules.vocabulary, by))
                stays = out is not None and named_table(out)[0] == named_table(path)[0]
                target = TableThere(there.engine, out or "", place) if stays else None
                if target:
                    target.check()
                steps.say("deciding", there.rows)
                results = judge_there(there, rules, mode, place, steps.step)
                if target:
                    target.write(results, names(rules))
                chunks = target.chunks() if target else chunks_of(results, rules, place)
                decided = Decided(chunks, names(rules), about)
                places = [(out, work)] if out and not target else []
                spooled = output == "json" and not out
                written = write_all(connection, decided, places, work, by, spooled=spooled)
            summary = written.counted.summary()
            print_all(
                written,
                summary,
                work,
                decided,
                output,
                out and without_password(out),
                by,
                [],
                [NOT_AS_CITED, *groups_untold(there.columns)],
            )
        finally:
            connection.close()
    return FINE


def _one(paths: list[str], on: str) -> str:
    """The one table that an engine judges.

    Raises:
        ProblemsFound: there are several, or the engine cannot read it.
    """
    if len(paths) != 1:
        raise ProblemsFound([Problem("several-tables", "an engine judges one table", None, "make a view of them")])
    path = paths[0]
    place = Place(Source(without_password(path)))
    if is_spark(on):
        if "://" in path or not path.rstrip("/").lower().endswith(PARQUET):
            hint = "hand over Parquet, or leave --on out"
            raise ProblemsFound([Problem("unknown-format", "Spark is given Parquet here", place, hint)])
        return path
    database, table = named_table(path)
    if database.split(":", maxsplit=1)[0] not in POSTGRES or not table:
        hint = "name it so: 'postgres://USER@HOST/DATABASE#TABLE'; other tables are read without --on"
        raise ProblemsFound([Problem("no-table", f"this is no table of {on}", place, hint)])
    if on not in (*POSTGRES, database):
        hint = "--on postgres: where the table lies"
        raise ProblemsFound([Problem("no-table", "the table lies in another database", place, hint)])
    return path
