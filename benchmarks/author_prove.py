"""How long `recheck rules prove` takes: the whole rule base, and after an edit of one number.

python benchmarks/author_prove.py [SECONDS_A_QUESTION]
"""

import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from shutil import copytree

from recheck.author.finding import Budget
from recheck.author.prove import prove, tasks_of
from recheck.load.ruleset import load_rule_set

ROOT = Path(__file__).resolve().parents[1]
EDITED = "mtus-chronic-pain-2009/massage_therapy.yaml"


def measure(folder: Path, seconds: float) -> None:
    """One run over a folder of rules, with what it found."""
    begun, worked = time.perf_counter(), os.times()
    rules = load_rule_set([folder])
    results = prove(rules, tasks_of(rules), Budget(seconds))
    took, now = time.perf_counter() - begun, os.times()
    cpu = sum(now[:4]) - sum(worked[:4])
    fresh = sum(1 for each in results if not each.was_known)
    verdicts = Counter(str(finding.verdict) for each in results for finding in each.findings)
    counts = ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items()))
    print(f"{took:7.1f} s ({cpu:.1f} s of processor time), {fresh} of {len(results)} proved anew: {counts}", flush=True)


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    with tempfile.TemporaryDirectory() as place:
        os.environ["XDG_CACHE_HOME"] = place
        os.environ.pop("RECHECK_NO_CACHE", None)
        folder = Path(copytree(ROOT / "rules", Path(place) / "rules"))
        print("the whole rule base:")
        measure(folder, seconds)
        print("nothing changed:")
        measure(folder, seconds)
        path = folder / EDITED
        path.write_text(path.read_text(encoding="utf-8").replace("at_most: 6}", "at_most: 8}"), encoding="utf-8")
        print("one number changed (massage 6 -> 8):")
        measure(folder, seconds)


if __name__ == "__main__":
    main()
