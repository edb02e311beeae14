"""How long coverage takes, on the shipped rules and on generated ones, and `--watch` from save to answer.

Run: python benchmarks/author_coverage.py. Generated rules speak of shipped facts: one to five criteria each
(a condition of up to four leaves, or a limit), two tests a rule. Twice the rules should take twice the time.
"""

import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from recheck.author.coverage.measure import State, cover
from recheck.load.files import rule_files, shipped_rules
from recheck.load.rule_tests import load_rule_tests
from recheck.load.ruleset import read_rule_set
from recheck.model.vocabulary import FactType, Vocabulary

SIZES = (250, 500, 1000)
GUIDELINE = "mtus-chronic-pain-2009"
MASSAGE = f"{GUIDELINE}/massage_therapy.yaml"
SAVES = 7
CITE = '    cite: {page: 1, section: "generated"}\n    basis: page\n    reading: ours\n'


def main() -> None:
    """Print seconds, goals and shares for each rule base, then the time from save to answer."""
    measure("shipped", shipped_rules())
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            generate(Path(folder), size)
            measure(f"{size} generated", Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(shipped_rules(), folder, dirs_exist_ok=True)
        print(f"--watch, shipped rules: {1000 * from_save_to_answer(Path(folder)):.0f} ms from save to answer (median)")


def measure(name: str, folder: Path) -> None:
    """Load and cover one folder of rules."""
    start = time.perf_counter()
    files = rule_files([folder])
    rules, problems = read_rule_set(files)
    tests = load_rule_tests(files.values(), rules, problems)
    assert not problems, problems[0]
    loaded = time.perf_counter()
    found = list(cover(rules, tests))
    took = time.perf_counter() - loaded
    reached = sum(each.count(State.REACHED) for each in found)
    goals = sum(len(each.outcomes) for each in found)
    open_ = sum(each.count(State.NOT_FOUND) for each in found)
    new = sum(len(each.missing_tests) for each in found)
    print(
        f"{name:<16} {len(found):5} rules {len(tests):5} tests   load {loaded - start:5.2f} s   cover {took:6.2f} s   "
        f"{1000 * took / len(found):5.1f} ms a rule   {reached} of {goals} goals, {new} tests suggested, {open_} open"
    )


def generate(folder: Path, size: int) -> None:
    """A folder with the shipped vocabulary and editions, and generated rules with two tests each."""
    for path, file in rule_files().items():
        if path.split("/")[0].removesuffix(".yaml") in (
            "facts", "treatments", "guidelines", "definitions", "gates", "profiles",
        ):  # fmt: skip
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file.file, folder / path)
    vocabulary = read_rule_set(rule_files([folder]))[0].vocabulary
    chance = random.Random(7)
    (folder / GUIDELINE).mkdir(exist_ok=True)
    for number in range(size):
        names = [f"criterion_{each}" for each in range(chance.randint(1, 5))]
        rows = [
            f"rule: {GUIDELINE}/generated_{number}",
            "title: Generated",
            "treatments: [massage_therapy]",
            "criteria:",
        ]
        for name in names:
            rows += [f"  {name}:", "    says: A generated criterion holds", f"    {_asks(vocabulary, chance)}"]
            rows += CITE.rstrip("\n").split("\n")
        rows += [f"approve_when: {{{chance.choice(['all', 'all', 'any'])}: [{', '.join(names)}]}}", ""]
        file = folder / GUIDELINE / f"generated_{number}.yaml"
        file.write_text("\n".join(rows), encoding="utf-8")
        tests = [
            f"- {{name: test {visits}, date: 2015-03-02, facts: {{phase: chronic, visits_requested: {visits}}}, "
            "expect: {decision: pend}}\n"
            for visits in (3, 9)
        ]
        file.with_suffix(".test.yaml").write_text("".join(tests), encoding="utf-8")


def _asks(vocabulary: Vocabulary, chance: random.Random) -> str:
    if chance.random() < 0.25:
        return f"limit: {{of: visits_requested, already: visits_completed, at_most: {chance.randint(2, 24)}}}"
    leaves = [_leaf(vocabulary, chance) for _ in range(chance.randint(1, 4))]
    if len(leaves) == 1:
        return f"when: {leaves[0]}"
    return f"when: {{{chance.choice(['all', 'any'])}: [{', '.join(leaves)}]}}"


def _leaf(vocabulary: Vocabulary, chance: random.Random) -> str:
    kinds = (FactType.BOOLEAN, FactType.INTEGER)
    facts = [fact for fact in vocabulary.facts.values() if fact.type in kinds and "_requested" not in fact.name]
    fact = chance.choice([each for each in facts if not each.name.endswith("_authorized")])
    if fact.type is FactType.BOOLEAN:
        return f"{{{fact.name}: {chance.choice(['true', 'false'])}}}"
    least = int(fact.at_least or 0)
    return f"{{{fact.name}: {{{chance.choice(['at_least', 'at_most'])}: {least + chance.randint(1, 5)}}}}}"


def from_save_to_answer(folder: Path) -> float:
    """Seconds from saving a rule to the line that says how its tests came out: the median of several saves."""
    words = [sys.executable, "-m", "recheck", "rules", "test", "--watch", "--rules", str(folder)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        while "Ctrl-C ends" not in process.stdout.readline():
            pass
        time.sleep(1)
        file = folder / MASSAGE
        text = file.read_text(encoding="utf-8")
        times = []
        for number in range(SAVES):
            start = time.perf_counter()
            file.write_text(text.replace("at_most: 6}", f"at_most: {7 + number}}}"), encoding="utf-8")
            while " failed (" not in process.stdout.readline():
                pass
            times.append(time.perf_counter() - start)
            time.sleep(0.5)
        process.kill()
    return statistics.median(times)


if __name__ == "__main__":
    main()
