"""Requests a second over a whole table, beside rewriting that table, the interpreter, and zen-engine.

Run: python benchmarks/audit.py [rows ...]. Generated requests with the shipped rule base, about half of what
rules read documented: Parquet in, Parquet out with the decision and every criterion's truth, each run in
a process of its own, which says its time and its memory. DuckDB alone reads and rewrites the same file,
which is the least that any tool must do. The interpreter judges the first rows of the file, whole cases
in memory, the answers compared. zen-engine's evaluate_batch runs the MTUS massage rule, two criteria and a
limit, over the requests of single.py (what it leaves out is said there), held in memory; recheck runs that
rule over a file of them, the answers compared; and, beside it, every guideline's rules of massage over the file of
generated requests, as if all were for massage.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent / "tests"))
INTERPRETED = 2_000
PART = 250_000
MASSAGE = "massage_therapy"
OF_THE_RULE = ("mtus-chronic-pain-2009", "mtus-definitions-2009")
"""The editions that hold the rule which zen-engine runs too, and what it means by chronic."""


def generate(rows: int, target: Path) -> None:
    """A file of requests."""
    import pyarrow.parquet as pq

    from recheck.load.ruleset import load_rule_set
    from request_tables import Generator

    generator = Generator(load_rule_set(), 7, missing=0.5)
    writer = None
    for start in range(0, rows, PART):
        table = generator.table(min(PART, rows - start), start)
        writer = writer or pq.ParquetWriter(target, table.schema)
        writer.write_table(table)
    assert writer
    writer.close()


def rewrite(source: Path, target: Path) -> None:
    """DuckDB alone: the file read and written again."""
    import duckdb

    duckdb.connect().execute(f"COPY (SELECT * FROM read_parquet('{source}')) TO '{target}' (FORMAT parquet)").fetchall()


def massages(rows: int, target: Path) -> None:
    """A file of the requests of single.py, over and over."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    from single import RULES, case_of, requests

    from recheck.audit.requests import requests_table

    table = requests_table(RULES, map(case_of, requests()))
    read = [name for name in table.column_names if table[name].null_count < len(table)]
    some = table.select([*dict.fromkeys([*read, "visits_completed", "exercise_program", "active_therapy"])])
    with pq.ParquetWriter(target, some.schema) as writer:
        for start in range(0, rows, len(some)):
            names = pa.array([f"{start + row:08}" for row in range(len(some))])
            many = some.set_column(some.column_names.index("case"), "case", names)
            writer.write_table(many.slice(0, min(len(some), rows - start)))


def judge(source: Path, target: Path, treatment: str | None = None, only: Sequence[str] = ()) -> None:
    """All rules over the file, as `recheck audit` does it.

    Args:
        source: the requests.
        target: the results.
        treatment: as if every request were for this one.
        only: only the rules of these editions, and what is not documented is asked for.
    """
    import ibis

    from recheck.evaluators.columns.compile import Asked
    from recheck.evaluators.columns.engines import Engine
    from recheck.evaluators.columns.judging import Judging, in_order
    from recheck.evaluators.columns.requests import ROW
    from recheck.evaluators.truths import Undocumented
    from recheck.load.cache import cached_rule_set
    from recheck.load.profiles import under
    from recheck.tables.duck import connect
    from recheck.tables.duck import named as quoted

    rules, asked = cached_rule_set(), Asked()
    if only:
        rules, asked = under(rules, None, only), Asked(Undocumented.ASK)
    named = f"* REPLACE ('{treatment}' AS treatment)" if treatment else "*"
    named += f" RENAME (file_row_number AS {quoted(ROW)})"
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        connection = connect(Path(folder))
        relation = f"read_parquet('{source}', file_row_number = true)"
        connection.execute(f"CREATE VIEW requests AS SELECT {named} FROM {relation}")
        engine = Engine(ibis.duckdb.from_connection(connection), "duckdb")
        found = Judging(rules, engine, asked, "requests", lists=False).requests()
        query = engine.con.compile(in_order(found))
        connection.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet)").fetchall()


def judge_massage(source: Path, target: Path) -> None:
    """The rules of massage therapy over the file."""
    judge(source, target, MASSAGE)


def judge_one_rule(source: Path, target: Path) -> None:
    """The rule that zen-engine runs."""
    judge(source, target, only=OF_THE_RULE)


def interpret(source: Path, target: Path) -> None:
    """The interpreter over the first rows; prints its own time, without reading the file."""
    import pyarrow.parquet as pq

    from columns_compared import answers, differing, screened
    from recheck.evaluators.truths import Undocumented
    from recheck.judge import Mode
    from recheck.load.ruleset import load_rule_set
    from request_tables import cases_of

    rules = load_rule_set()
    rows = next(pq.ParquetFile(source).iter_batches(INTERPRETED)).to_pylist()
    cases = cases_of(rules, rows)
    start = time.perf_counter()
    found = screened(rules, cases, Mode(Undocumented.NOT_ESTABLISHED, infer=False))
    taken = time.perf_counter() - start
    differs = differing(found, answers(pq.read_table(target)))
    if differs:
        raise SystemExit(f"{len(differs)} of {len(found)} answers differ from the interpreter's")
    print(json.dumps({"seconds": taken, "rows": len(found)}))


def zen(source: Path, target: Path) -> None:
    """zen-engine's evaluate_batch over the massage rule."""
    import duckdb
    from single import _BLANK, _GRAPH, requests
    from zen import ZenEngine

    graph = json.dumps(_GRAPH)
    facts = [{"key": "massage", "context": {**_BLANK, **each}} for each in requests()] * 20
    start = time.perf_counter()
    found = ZenEngine({"loader": lambda _: graph}).evaluate_batch(facts)
    taken = time.perf_counter() - start
    if not all(each["success"] for each in found):
        raise SystemExit("zen-engine could not evaluate every request")
    answers = [each["data"]["result"] for each in found]
    ours = duckdb.sql(f"SELECT decision, quantity FROM '{target}' ORDER BY \"case\" LIMIT {len(answers)}").fetchall()
    if [(each["decision"], each.get("quantity")) for each in answers[: len(ours)]] != ours:
        raise SystemExit("answers differ from zen-engine's")
    print(json.dumps({"seconds": taken, "rows": len(facts)}))


OWN = {"rewrite": rewrite, "judge": judge, "judge_massage": judge_massage, "judge_one_rule": judge_one_rule}
OTHERS = {"interpret": interpret, "zen": zen}
WORK = OWN | OTHERS


def timed(what: str, source: Path, target: Path) -> dict[str, float]:
    """One piece of work in a process of its own: seconds, and the most memory."""
    words = [sys.executable, str(Path(__file__)), "--work", what, str(source), str(target)]
    found = subprocess.run(words, check=True, capture_output=True, text=True)
    return dict(json.loads(found.stdout.splitlines()[-1]))


def measure(rows: int, folder: Path, *, others: bool) -> None:
    """A file of so many rows, and everything beside each other."""
    source, again, target = (folder / name for name in ("requests.parquet", "again.parquet", "results.parquet"))
    generate(rows, source)
    print(f"{rows:,} requests, {source.stat().st_size / 1e6:.0f} MB of Parquet")
    base = timed("rewrite", source, again)
    found = timed("judge", source, target)
    rate, ratio = rows / found["seconds"], found["seconds"] / base["seconds"]
    print(f"DuckDB rewriting the file       {base['seconds']:8.1f} s  {base['memory'] / 2**30:5.2f} GiB")
    memory = found["memory"] / 2**30
    print(f"recheck, all rules over it      {found['seconds']:8.1f} s  {memory:5.2f} GiB  {ratio:6.2f} times that")
    print(f"recheck, requests a second      {rate:12,.0f}")
    if others:
        one = timed("interpret", source, target)
        own = one["rows"] / one["seconds"]
        equal = f"{one['rows']:,} answers equal"
        print(f"the interpreter                 {own:12,.0f}  recheck's columns {rate / own:.1f} times that; {equal}")
        massage = timed("judge_massage", source, again)
        massages(rows, source)
        rule = timed("judge_one_rule", source, target)
        batch = timed("zen", source, target)
        other, ours = batch["rows"] / batch["seconds"], rows / rule["seconds"]
        equal = f"{batch['rows']:,.0f} answers equal"
        every = rows / massage["seconds"]
        print(f"zen-engine, evaluate_batch      {other:12,.0f}  one rule of massage")
        print(f"recheck, the same rule          {ours:12,.0f}  {ours / other:.1f} times that; {equal}")
        print(f"recheck, all rules of massage   {every:12,.0f}  {every / other:.1f} times that")


def main() -> None:
    """Everything beside each other, for each number of rows; the slower ones for the first alone."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", nargs="*", type=int, default=[1_000_000])
    parser.add_argument("--work", nargs=3)
    asked = parser.parse_args()
    if asked.work:
        what, source, target = asked.work
        start = time.perf_counter()
        WORK[what](Path(source), Path(target))
        if what in OWN:
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            print(json.dumps({"seconds": time.perf_counter() - start, "rows": 0, "memory": memory}))
        return
    with tempfile.TemporaryDirectory() as folder:
        for at, rows in enumerate(asked.rows):
            measure(rows, Path(folder), others=not at)


if __name__ == "__main__":
    main()
