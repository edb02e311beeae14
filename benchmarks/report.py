"""How long the figures and the report of an audit take, beside DuckDB merely rewriting the same Parquet file.

    python benchmarks/report.py [REQUESTS]

The results table is made up (tests/generated_results.py); a million rows unless said. Each step runs in this one
process; memory is its peak.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import duckdb
from pyarrow import parquet

from generated_results import Faults, generated
from recheck.audit.figures import Figures, figures
from recheck.audit.report.page import as_html


def timed(work: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def main() -> None:
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "results.parquet")
        made = generated(1, requests, treatments=60, faults=Faults(ignores="neurology", flipped=0.01)).results
        parquet.write_table(made.table, path)
        results = replace(made, table=path)
        del made
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        rewriting = f"COPY (SELECT * FROM '{path}') TO '{path}.again' (FORMAT parquet)"
        base, _ = timed(lambda: duckdb.connect().execute(rewriting))
        print(f"{requests:,} requests, {path.stat().st_size / 2**20:.0f} MiB of Parquet")
        print(f"{'DuckDB reads and rewrites the file':<40}{base:8.1f} s {1:8.1f} x")
        counting, found = timed(lambda: figures(results))
        print(f"{'all figures':<40}{counting:8.1f} s {counting / base:8.1f} x")
        assert isinstance(found, dict)
        data: Figures = found
        drawing, page = timed(lambda: as_html(data, {}))
        print(f"{'the page from them':<40}{drawing:8.1f} s {drawing / base:8.1f} x")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"page {len(str(page)) / 2**20:.1f} MiB; peak memory {peak:.2f} GiB, {before:.2f} before it began")


if __name__ == "__main__":
    main()
