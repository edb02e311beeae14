"""How long a whole `recheck screen` takes, beside a Python that only imports pydantic, yaml and typer.

Run: python benchmarks/start.py. Each is started in turn, many times; the medians are compared. The package is
compiled to bytecode first, as installing it does and as `make` does, for a machine may be set not to write any.
"""

import compileall
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CASE = ROOT / "cases" / "imr-seeds" / "seed-004.yaml"
TURNS = 25
COMMANDS = {
    "python -c 'import pydantic, yaml, typer'": [sys.executable, "-c", "import pydantic, yaml, typer"],
    "recheck --help": [sys.executable, "-m", "recheck", "--help"],
    "recheck screen": [sys.executable, "-m", "recheck", "screen", str(CASE), "--request", "massage"],
}


def main() -> None:
    """Print the median of each in milliseconds, and its ratio to the first."""
    compileall.compile_dir(ROOT / "engine", quiet=1)
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for turn in range(TURNS + 2):
        for name, command in COMMANDS.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
            if turn >= 2:
                times[name].append(time.perf_counter() - start)
    bare = statistics.median(times[next(iter(COMMANDS))])
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:<45} {1000 * median:7.1f} ms   {median / bare:.2f} times the first")


if __name__ == "__main__":
    main()
