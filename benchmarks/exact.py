"""How long `screen --exact` takes beyond `screen`, for every request of the shipped cases.

Run: python benchmarks/exact.py [PATH...]. One process; each request is judged first, and only what is exactly
possible of it is timed. Says how many are settled, and how often more is seen than Kleene's logic sees.
"""

import statistics
import sys
import time
from pathlib import Path

from recheck.exact.whole import with_exact
from recheck.load.cases import load_cases
from recheck.load.ruleset import load_rule_set
from recheck.model.recommendation import Decision, Recommendation
from recheck.screen import screen

ROOT = Path(__file__).resolve().parents[1]


def main(paths: list[str]) -> None:
    """Print the median, the 95th percentile and the longest, and what was found."""
    rules = load_rule_set()
    cases, _ = load_cases(paths or [ROOT / "cases"], rules.vocabulary)
    found: list[tuple[float, str, Recommendation]] = []
    for case in cases:
        for request in case.requests:
            screened = screen(rules, case, request)
            start = time.perf_counter()
            exact = with_exact(screened, rules)
            found.append((time.perf_counter() - start, f"{case.id} {request}", exact))
    times = sorted(taken for taken, _, _ in found)
    longest = max(found, key=lambda each: each[0])
    judged = [each for _, _, each in found if each.exact]
    settled = [each for each in judged if each.exact and not each.exact.undecided]
    pended = [each for each in settled if each.decision is Decision.PEND]
    sharper = [each for each in pended if each.exact and not {*each.possible} <= {*each.exact.possible}]
    print(f"{len(found)} requests, {len(judged)} judged, {len(settled)} settled")
    print(f"median {1000 * statistics.median(times):.0f} ms, 95 % within {1000 * times[int(0.95 * len(times))]:.0f} ms")
    print(f"longest {1000 * longest[0]:.0f} ms ({longest[1]})")
    print(f"{len(pended)} pend; for {len(sharper)} of them fewer decisions are possible than Kleene's logic leaves")


if __name__ == "__main__":
    main(sys.argv[1:])
