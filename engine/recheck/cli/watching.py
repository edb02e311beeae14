"""`recheck rules test --watch`: on every save, the tests that the edit touched.

A file that is broken shows its problems; the last rules that could be read stay the ones to compare with.
"""

import contextlib
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from recheck.author.rule_tests import forget_rules, run_rule_test
from recheck.author.touched import Reading, touched
from recheck.cli.edges import FINE, show
from recheck.load.files import SHIPPED, rule_files, shipped_rules
from recheck.load.rule_tests import RuleTest, load_rule_tests
from recheck.load.ruleset import read_rule_set
from recheck.model.problem import ProblemsFound, errors, missing_extra
from recheck.model.rule import RuleSet

QUIET = 50
"""Milliseconds without a further change after which an edit counts as saved."""
AT_LATEST = 200
"""Milliseconds after which a run starts even if changes go on."""

LOOK_AFTER = 1000
"""Milliseconds after which the files themselves are looked at, should no change have been notified."""


def run_watch(names: list[str], folders: list[str]) -> int:
    """Run every test once, then after each save those that it touched, until interrupted."""
    try:
        from watchfiles import watch
    except ImportError as missing:
        raise ProblemsFound([missing_extra("`--watch`", "watchfiles", "author")]) from missing
    rule_files(folders)  # a folder that is not there is said before anything waits for it
    places = [shipped_rules() if folder == SHIPPED else Path(folder) for folder in folders]
    stamps = _stamps(folders)
    known = _first(names, folders)
    _say(f"Watching {', '.join(folders)}; Ctrl-C ends.")
    waiting = watch(
        *places, step=QUIET, debounce=AT_LATEST, rust_timeout=LOOK_AFTER, yield_on_timeout=True, raise_interrupt=False
    )
    with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C ends it, whatever it is doing
        for changes in waiting:
            if changes or stamps != _stamps(folders):
                stamps = _stamps(folders)
                known = _again(names, folders, known)
    return FINE


def _stamps(folders: list[str]) -> list[tuple[str, int]]:
    """Every file with its last change; what was saved during a run, or is not notified, is seen by it."""
    with contextlib.suppress(OSError, ProblemsFound):
        return [(file.name, file.file.stat().st_mtime_ns) for file in rule_files(folders).values()]
    return []


def _first(names: list[str], folders: list[str]) -> Reading | None:
    start = time.perf_counter()
    known = _read(folders)
    if known:
        _run(_named(known[1], names), known[0], start)
    return known


def _again(names: list[str], folders: list[str], known: Reading | None) -> Reading | None:
    """What is known after a save; where it cannot be read, what was known before."""
    start = time.perf_counter()
    now = _read(folders)
    if now is None:
        return known
    chosen = _named(touched(known, now) if known else now[1], names)
    forget_rules()
    if chosen:
        _run(chosen, now[0], start)
    else:
        _say("The change touches no test.")
    return now


def _read(folders: list[str]) -> Reading | None:
    """The rules and tests as they are now; None, after showing the problems, where there are errors."""
    try:
        files = rule_files(folders)
        rules, problems = read_rule_set(files)
        tests = load_rule_tests(files.values(), rules, problems)
    except ProblemsFound as found:
        problems, rules, tests = list(found.problems), None, []
    for problem in problems:
        _say(problem.framed())
    if rules is None or errors(problems):
        _say(f"{len(problems)} problem{'' if len(problems) == 1 else 's'}; waiting for the next save.")
        return None
    return rules, tests


def _named(tests: Iterable[RuleTest], names: list[str]) -> list[RuleTest]:
    return [test for test in tests if not names or any(name in test.rule for name in names)]


def _run(tests: list[RuleTest], rules: RuleSet, start: float) -> None:
    failed = 0
    for test in tests:
        try:
            differences: tuple[str, ...] = run_rule_test(test, rules).differences
        except ProblemsFound as found:
            differences = tuple(map(str, found.problems))
        if differences:
            failed += 1
            _say(f"{test.place}: {test.rule}: {test.name}")
            for difference in differences:
                _say(f"  {difference}")
    count = len({test.rule for test in tests})
    took = time.perf_counter() - start
    _say(f"{len(tests)} tests of {count} rule{'' if count == 1 else 's'}: {failed or 'none'} failed ({took:.2f} s).")


def _say(text: str) -> None:
    """A line that is seen at once, also through a pipe."""
    show(text)
    sys.stdout.flush()
