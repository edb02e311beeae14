"""Requests a second over a whole table, beside rewriting that table, the interpreter, and zen-engine.

Run: python benchmarks/audit.py [rows ...]. Generated requests with the shipped rule base, about half of what
rules read documented: Parquet in, Parquet out with the decision and every criterion's truth, each run in
a process of its own, which says its time and its memory. DuckDB alone reads and rewrites the same file,
which is the least that any tool must do. The interpreter judges the first rows of the file, whole cases
in memory, the answers compared. zen-engine's evaluate_batch runs the MTUS massage rule, two criteria and a
limit, over as many requests of massage therapy alone (what it leaves out is said in single.py); beside it the
same number of requests, all of massage therapy, with every guideline's rules of massage.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent / "tests"))
INTERPRETED = 2_000
PART = 250_000
MASSAGE = "massage_therapy"


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


def judge(source: Path, target: Path, treatment: str | None = None) -> None:
    """All rules over the file, as `recheck audit` does it; of one treatment, every request is for that one."""
    import ibis

    from recheck.evaluators.columns.compile import Asked
    from recheck.evaluators.columns.engines import Engine
    from recheck.evaluators.columns.judging import Judging, in_order
    from recheck.load.ruleset import load_rule_set
    from recheck.tables.duck import connect

    named = f"* REPLACE ('{treatment}' AS treatment)" if treatment else "*"
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        connection = connect(Path(folder))
        connection.execute(f"CREATE VIEW requests AS SELECT {named} FROM read_parquet('{source}')")
        engine = Engine(ibis.duckdb.from_connection(connection), "duckdb")
        found = Judging(load_rule_set(), engine, Asked(), "requests", lists=False).requests()
        query = engine.con.compile(in_order(found))
        connection.execute(f"COPY ({query}) TO '{target}' (FORMAT parquet)").fetchall()


def judge_massage(source: Path, target: Path) -> None:
    """The rules of massage therapy over the file."""
    judge(source, target, MASSAGE)


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
    from single import _BLANK, _GRAPH, requests
    from zen import ZenEngine

    graph = json.dumps(_GRAPH)
    facts = [{"key": "massage", "context": {**_BLANK, **each}} for each in requests()] * 20
    start = time.perf_counter()
    found = ZenEngine({"loader": lambda _: graph}).evaluate_batch(facts)
    taken = time.perf_counter() - start
    if not all(each["success"] for each in found):
        raise SystemExit("zen-engine could not evaluate every request")
    print(json.dumps({"seconds": taken, "rows": len(facts)}))


WORK = {"rewrite": rewrite, "judge": judge, "judge_massage": judge_massage, "interpret": interpret, "zen": zen}


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
        batch = timed("zen", source, target)
        other, ours = batch["rows"] / batch["seconds"], rows / massage["seconds"]
        print(f"recheck, massage alone          {ours:12,.0f}")
        print(f"zen-engine, evaluate_batch      {other:12,.0f}  recheck's columns {ours / other:.1f} times that")


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
        if what in ("rewrite", "judge", "judge_massage"):
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            print(json.dumps({"seconds": time.perf_counter() - start, "rows": 0, "memory": memory}))
        return
    with tempfile.TemporaryDirectory() as folder:
        for at, rows in enumerate(asked.rows):
            measure(rows, Path(folder), others=not at)


if __name__ == "__main__":
    main()
