"""`recheck rules test --watch`, as a real process over a copy of the rules, and which tests an edit touches."""

import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT, run
from recheck.author.touched import Reading, touched
from recheck.load.files import rule_files
from recheck.load.rule_tests import load_rule_tests
from recheck.load.ruleset import read_rule_set

MASSAGE = "mtus-chronic-pain-2009/massage_therapy"
SHARED_FOLDERS = ("facts", "definitions", "gates", "profiles", "guidelines", "treatments", "titles", "drugs")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped vocabulary and editions with the rules of one guideline."""
    for name, file in rule_files().items():
        if name.startswith((*SHARED_FOLDERS, "mtus-chronic-pain-2009/")):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(file.file.read_bytes())
    return tmp_path


class Watched:
    """A running `--watch`, and the lines that it prints."""

    def __init__(self, folder: Path) -> None:
        words = ["rules", "test", "--watch", "--rules", str(folder)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "recheck", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
        )
        self.lines: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=self._gather, daemon=True)
        self.reader.start()

    def _gather(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def end(self) -> None:
        """End the process, and close what it wrote to."""
        self.process.kill()
        self.process.wait()
        self.reader.join()
        assert self.process.stdout
        self.process.stdout.close()

    def until(self, words: str) -> list[str]:
        """The lines up to the one that holds these words."""
        found: list[str] = []
        while not found or words not in found[-1]:
            found.append(self.lines.get(timeout=30))
        return found


@pytest.fixture
def watched(folder: Path) -> Iterator[Watched]:
    started = Watched(folder)
    assert "none failed" in started.until("Ctrl-C ends")[0]
    yield started
    started.end()


def test_a_save_runs_what_it_touched_and_a_broken_file_does_not_end_it(watched: Watched, folder: Path) -> None:
    file = folder / f"{MASSAGE}.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("at_most: 6}", "at_most: 8}"), encoding="utf-8")
    said = watched.until(" failed (")
    assert "13 tests of 1 rule: " in said[-1]
    assert any("decision is approve, expected modify" in line for line in said)
    file.write_text(text.replace("exercise_program", "exercise_programme"), encoding="utf-8")
    said = watched.until("waiting for the next save")
    assert any("error unknown-fact: 'exercise_programme'" in line for line in said)
    assert any("did you mean 'exercise_program'?" in line for line in said)
    file.write_text(text, encoding="utf-8")
    assert "13 tests of 1 rule: none failed" in watched.until(" failed (")[-1]
    watched.process.send_signal(signal.SIGINT)
    assert watched.process.wait(timeout=20) == 0


def test_a_folder_that_is_not_there_is_said_and_not_waited_for() -> None:
    code, _, said = run("rules", "test", "--watch", "--rules", "no/such/folder")
    assert (code, "no-such-folder" in said) == (1, True)


def test_without_watchfiles_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    from recheck.cli.watching import run_watch
    from recheck.model.problem import ProblemsFound

    monkeypatch.setitem(sys.modules, "watchfiles", None)
    with pytest.raises(ProblemsFound) as raised:
        run_watch([], ["shipped"])
    assert [problem.code for problem in raised.value.problems] == ["extra-missing"]
    assert "imr-recheck[author]" in str(raised.value.problems[0].suggestion)


def reading(folder: Path) -> Reading:
    files = rule_files([folder])
    rules, problems = read_rule_set(files)
    return rules, load_rule_tests(files.values(), rules, problems)


def rules_touched(folder: Path, path: str, old: str, new: str) -> set[str]:
    before = reading(folder)
    file = folder / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return {test.rule for test in touched(before, reading(folder))}


def test_a_comment_touches_nothing(folder: Path) -> None:
    assert rules_touched(folder, f"{MASSAGE}.yaml", "rule:", "# a comment\nrule:") == set()


def test_a_changed_test_touches_itself_alone(folder: Path) -> None:
    before = reading(folder)
    file = folder / f"{MASSAGE}.test.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("visits_requested: 7", "visits_requested: 9", 1))
    assert [test.name for test in touched(before, reading(folder))] == ["seven visits become six"]


def test_a_fact_touches_the_rules_that_read_it(folder: Path) -> None:
    found = rules_touched(folder, "facts/claim.yaml", "exercise_program: {", 'exercise_program: {unit: "x", ')
    assert MASSAGE in found
    assert found < {test.rule for test in reading(folder)[1]}


def test_a_definition_touches_the_rules_that_rest_on_it(folder: Path) -> None:
    path = "definitions/mtus-definitions-2009/functional_improvement.yaml"
    found = rules_touched(folder, path, "work_restrictions_reduced: true", "work_restrictions_reduced: false")
    assert found
    assert found < {test.rule for test in reading(folder)[1]}
    assert MASSAGE not in found


def test_an_edition_touches_everything(folder: Path) -> None:
    found = rules_touched(folder, "guidelines.yaml", "rank: 1", "rank: 2")
    assert found == {test.rule for test in reading(folder)[1]}
