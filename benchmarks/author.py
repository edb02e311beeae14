"""How long each author's command takes on the whole shipped rule base, as an author waits for it.

python benchmarks/author.py

Each is run as a process of its own, three times; the shortest time stands, beside `find`, which loads the rules
from the cache. Growth with the number of rules: author_check.py, author_coverage.py; proofs, of everything and
after an edit: author_prove.py.
"""

import subprocess
import sys
import time

RULE = "mtus-chronic-pain-2009/massage_therapy"
COMMANDS = (
    ("find massage", ("find", "massage")),
    ("rules check", ("rules", "check")),
    ("rules test", ("rules", "test")),
    ("rules coverage", ("rules", "coverage")),
    ("rules schema", ("rules", "schema", "rule")),
    (f"rules show {RULE}", ("rules", "show", RULE)),
    (f"rules show {RULE}, html", ("rules", "show", RULE, "--format", "html")),
    ("rules show --compare acupuncture", ("rules", "show", "--compare", "acupuncture")),
    ("rules diff, nothing changed", ("rules", "diff", "HEAD", "HEAD", "--rules", "rules")),
)
ROUNDS = 3


def shortest(words: tuple[str, ...]) -> float:
    """Seconds of the shortest of a few runs."""
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        found = subprocess.run([sys.executable, "-m", "recheck", *words], capture_output=True, check=False)
        times.append(time.perf_counter() - begun)
        if found.returncode not in (0, 3):
            raise SystemExit(f"recheck {' '.join(words)} failed: {found.stderr.decode()}")
    return min(times)


def main() -> None:
    first = None
    for title, words in COMMANDS:
        took = shortest(words)
        first = first or took
        print(f"{title:<62}{took:8.2f} s {took / first:8.1f} x the first")


if __name__ == "__main__":
    main()
