"""How long `recheck rules check` takes on the shipped rules, and on 500 and 1,000 generated ones.

Run: python benchmarks/author_check.py. The generated rules are the shipped ones over and over, each copy of a
rule in a guideline of its own with its tests, so that all lints have work; loading and checking are timed apart.
`a rule` is the time for each: where growth is linear it stays.
"""

import re
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from recheck.author.check import check
from recheck.load.files import rule_files
from recheck.load.rule_tests import load_rule_tests
from recheck.load.rules import is_rule_file
from recheck.load.ruleset import read_rule_set

ROOT = Path(__file__).resolve().parents[1]
SIZES = (500, 1000)
TURNS = 3


def generated(folder: Path, count: int) -> Path:
    """The shipped rule folder, with copies of its rules in copies of their guidelines until there are `count`."""
    shutil.copytree(ROOT / "rules", folder)
    files = rule_files([folder])
    shipped = [path for path in files if is_rule_file(path)]
    blocks: dict[str, str] = {}
    for path in files:
        if path == "guidelines.yaml" or path.startswith("guidelines/"):
            for block in re.split(r"^(?=\S+:$)", (folder / path).read_text(encoding="utf-8"), flags=re.MULTILINE):
                if re.match(r"[a-z0-9-]+:\n", block):
                    blocks[block.split(":", 1)[0]] = re.sub(
                        r"^  supersedes:.*\n((    .*|  - .*)\n)*", "", block, flags=re.M
                    )
    made, copies = len(shipped), 0
    while made < count:
        copies += 1
        for path in shipped[: count - made]:
            guideline, _, name = path.rpartition("/")
            copy = f"copy{copies}-{guideline}"
            target = folder / copy / name
            target.parent.mkdir(exist_ok=True)
            target.write_text(
                (folder / path).read_text(encoding="utf-8").replace(f"rule: {guideline}/", f"rule: {copy}/")
            )
            test = folder / path.replace(".yaml", ".test.yaml")
            shutil.copy(test, target.parent / test.name)
            made += 1
        guidelines = {each.parent.name.split("-", 1)[1] for each in folder.glob(f"copy{copies}-*/*")}
        text = "".join(f"copy{copies}-{blocks[each]}" for each in sorted(guidelines))
        (folder / "guidelines" / f"copy{copies}.yaml").write_text(text, encoding="utf-8")
    return folder


def measured(folder: Path) -> tuple[int, float, float, int]:
    """Rules, seconds to load and to check (medians), problems found."""
    loads, checks = [], []
    for _ in range(TURNS):
        start = time.perf_counter()
        files = rule_files([folder])
        rules, problems = read_rule_set(files)
        tests = load_rule_tests(files.values(), rules, problems)
        loaded = time.perf_counter()
        problems += check(rules, tests, files)
        checks.append(time.perf_counter() - loaded)
        loads.append(loaded - start)
    return len(rules.rules), statistics.median(loads), statistics.median(checks), len(problems)


def main() -> None:
    """Print a row a size."""
    print(f"{'rules':>6} {'load':>8} {'check':>8} {'together':>9} {'a rule':>9}  problems")
    for size in (0, *SIZES):
        with tempfile.TemporaryDirectory() as place:
            count, load, checking, problems = measured(generated(Path(place) / "rules", size))
        each = 1000 * (load + checking) / count
        print(f"{count:>6} {load:>6.2f} s {checking:>6.2f} s {load + checking:>7.2f} s {each:>6.2f} ms  {problems}")


if __name__ == "__main__":
    main()
