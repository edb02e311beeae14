"""`recheck import --review`: what a person says of a draft is kept, whenever they leave, whatever is read later."""

import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from conftest import ROOT
from letters_written import Written, header, later
from recheck.cli.main import app
from recheck.letters.case_text import changed, tree_of
from recheck.letters.keeping import kept
from recheck.letters.review import Decision, Verdict, reviewed, steps_of
from recheck.load.cases import read_case
from recheck.model.problem import ProblemsFound
from recheck.model.rule import RuleSet

SUMMARY = """The injured worker is a 41 year old gardener with an industrial injury on 03-02-2016. On 09-12-2016
he complained of low back pain radiating to the left leg. Physical examination on 09-12-2016 showed
decreased sensation in the L5 dermatome. Motor strength was 5/5 in the lower extremities. The
Request for Authorization was dated 09-20-2016."""
DRAFT = """# A draft, read from a letter by `recheck import`: look through it before anything rests on it.
# a remark of ours
case: a
source: {letter: a, sha256: "00"}
draft: true
claim:
  age: {value: 41, evidence: {lines: [3, 3]}}   # said twice
  date_of_injury: 2016-03-02
regions:
  lumbar:
    motor_deficit: {values: [{value: true, dated: 2016-04-01}, {value: false, dated: 2016-09-12}]}
  cervical: {motor_deficit: true}
requests:
  mri:
    title: MRI of the lumbar spine
    treatment: mri_lumbar
    body_region: lumbar
    requested_on: {value: 2016-09-20, evidence: {lines: [9, 9]}}
    facts: {acquisition: purchase}
    determinations:
      - {by: imr, outcome: upheld, cites: [{guideline: odg, section: 9792.20}]}
"""


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("letters")
    for number in (1, 2):
        text = later([Written("MRI of the lumbar spine")], head=header(f"CM16-900000{number}"), summary=SUMMARY)
        (folder / f"l{number}.txt").write_text(text, encoding="utf-8")
    return folder


def command(letters: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "recheck", "import", str(letters), "--out", str(out), *more]


@pytest.fixture(scope="module")
def imported(letters: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("imported")
    assert subprocess.run(command(letters, out), cwd=ROOT, check=False).returncode == 0
    return out


@pytest.fixture
def out(imported: Path, tmp_path: Path) -> Path:
    """The draft cases of the letters, in a folder of their own."""
    return Path(shutil.copytree(imported, tmp_path / "out"))


def review(letters: Path, out: Path, answers: str, *more: str) -> str:
    words = ["import", str(letters), "--out", str(out), "--review", *more]
    found = CliRunner().invoke(app, words, input=answers)
    assert found.exit_code == 0, found.output
    assert found.stderr == "" or "json" in more
    return found.stdout


# -- the walk -------------------------------------------------------------------------------------


def test_each_fact_is_shown_beside_its_words(letters: Path, out: Path) -> None:
    pytest.importorskip("medspacy")
    shown = " ".join(review(letters, out, "s\n" * 40).split())
    assert "is a «41 year old» gardener" in shown
    assert "showed «decreased sensation» in the L5 dermatome" in shown
    assert "0 of 2 draft cases looked at are finished: 0 accepted, 0 corrected, 0 not documented; " in shown


def test_answers_are_in_the_case_file(letters: Path, out: Path, rules: RuleSet) -> None:
    pytest.importorskip("medspacy")
    review(letters, out, "a\na\nc\n2016-03-04\nn\nq\n")
    file = out / "CM16-9000001.yaml"
    case, problems = read_case(file.read_text(encoding="utf-8"), "a", rules.vocabulary)
    assert case and not problems and case.draft
    age = case.claim["age"].readings[0]
    assert (age.value, age.confirmed) == (41, True)
    assert str(case.claim["date_of_injury"].readings[0].value) == "2016-03-04"
    assert [each.fact for each in case.not_documented] == ["claim.symptoms_or_signs_current"]
    assert "symptoms_or_signs_current" not in case.claim
    assert "gardener" not in file.read_text(encoding="utf-8")


def test_a_case_that_was_gone_through_is_no_draft(letters: Path, out: Path, rules: RuleSet) -> None:
    told = review(letters, out, "a\n" * 40)
    assert told.splitlines()[-1].startswith("2 of 2 draft cases looked at are finished")
    for file in out.iterdir():
        text = file.read_text(encoding="utf-8")
        case, _ = read_case(text, "a", rules.vocabulary)
        assert case and not case.draft and not text.startswith("#")
    assert review(letters, out, "").splitlines()[-1].startswith("0 of 0 draft cases")


def test_a_review_is_taken_up_where_it_was_left(letters: Path, out: Path) -> None:
    first = review(letters, out, "a\na\n")  # the input ends: as if quit
    second = review(letters, out, "")
    many = int(re.search(r"1 of (\d+), the worker", first)[1])  # type: ignore[index]
    assert f"1 of {many - 2}, " in second


def test_going_back_takes_an_answer_back(letters: Path, out: Path) -> None:
    review(letters, out, "n\nb\ns\nq\n")
    assert "not_documented" not in (out / "CM16-9000001.yaml").read_text(encoding="utf-8")
    told = review(letters, out, "b\na\nb\nb\nc 45\nq\n")
    assert "this is the first" in told and "answered before: accept" in told
    assert "age: {value: 45" in (out / "CM16-9000001.yaml").read_text(encoding="utf-8")


def test_a_wrong_value_and_a_wrong_answer_are_asked_again(letters: Path, out: Path) -> None:
    told = review(letters, out, "yes please\nc\nold\nc 1000\nc 45\nq\n")
    assert "answer with one of the letters in brackets" in told
    assert "'age' is a whole number, not 'old'" in told
    assert "out of bounds" in told
    assert "0 accepted, 1 corrected" in told


def test_with_json_the_walk_is_on_standard_error(letters: Path, out: Path) -> None:
    found = json.loads(review(letters, out, "a\nq\n", "--format", "json"))
    assert (found["cases"], found["accepted"], found["problems"]) == (2, 1, [])


def test_answers_and_a_letter_cannot_both_come_from_standard_input(tmp_path: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "recheck", "import", "-", "--out", str(tmp_path), "--review"],
        input="a\n", capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert (found.returncode, "no-answers" in found.stderr) == (1, True)


def test_in_a_terminal_the_words_are_highlighted_and_interrupting_loses_nothing(letters: Path, out: Path) -> None:
    pytest.importorskip("medspacy")
    process, terminal = _in_a_terminal(command(letters, out, "--review"))
    try:
        _interrupted_after_one_answer(process, terminal)
    finally:
        os.close(terminal)
        process.kill()
        process.wait()
    assert "age: {value: 41, evidence: {lines: [23, 23]}, confirmed: true}" in (out / "CM16-9000001.yaml").read_text()


def _interrupted_after_one_answer(process: subprocess.Popen[bytes], terminal: int) -> None:
    seen = _read_until(terminal, "uit >")
    assert re.search(r"\x1b\[1;7m\s*41 year old", seen), seen
    os.write(terminal, b"a\n")
    seen = _read_until(terminal, "uit >")
    os.write(terminal, b"\x03")
    seen += _read_until(terminal, "left open in them")
    assert "1 accepted" in seen and "Traceback" not in seen
    assert process.wait(20) == 0


TAKES_THE_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
)


def _in_a_terminal(words: list[str]) -> tuple[subprocess.Popen[bytes], int]:
    master, slave = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100"}
    environment.pop("NO_COLOR", None)
    process = subprocess.Popen(
        [sys.executable, "-c", TAKES_THE_TERMINAL, *words],
        stdin=slave, stdout=slave, stderr=slave, cwd=ROOT, env=environment, start_new_session=True,
    )  # fmt: skip
    os.close(slave)
    return process, master


def _read_until(terminal: int, words: str) -> str:
    seen = ""
    end = time.monotonic() + 60
    while words not in seen:
        assert time.monotonic() < end, seen
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                seen += os.read(terminal, 65536).decode("utf-8", "replace")
            except OSError:
                break
    return seen


# -- the file -------------------------------------------------------------------------------------

STEPS = steps_of(tree_of(DRAFT, "a"))
VERDICTS = st.sampled_from([None, *Verdict])


def decided(verdicts: list[Verdict | None]) -> dict[tuple[tuple[str, ...], int], Decision]:
    return {step.key: Decision(verdict, step.value) for step, verdict in zip(STEPS, verdicts, strict=True) if verdict}


@given(st.lists(VERDICTS, min_size=len(STEPS), max_size=len(STEPS)))
def test_only_what_was_decided_changes_in_the_file(verdicts: list[Verdict | None]) -> None:
    text = reviewed(DRAFT, "a", decided(verdicts))
    rest = steps_of(tree_of(text, "a"))
    assert len(rest) == len(STEPS) - verdicts.count(Verdict.NOT_DOCUMENTED)
    assert sum(step.confirmed for step in rest) == len(rest) - verdicts.count(None)
    assert ("draft: true" in text) == (None in verdicts)
    assert "# a remark of ours\n" in text and "section: 9792.20}" in text
    if verdicts[0] is None:
        assert "# said twice" in text


@given(st.lists(VERDICTS, min_size=len(STEPS), max_size=len(STEPS)))
def test_what_was_confirmed_is_kept_when_the_letter_is_read_again(verdicts: list[Verdict | None]) -> None:
    before = reviewed(DRAFT, "a", decided(verdicts))
    now, problems = kept(before, DRAFT, "a")
    confirmed = {(each.path, each.value, each.dated) for each in steps_of(tree_of(before, "a")) if each.confirmed}
    again = {(each.path, each.value, each.dated) for each in steps_of(tree_of(now, "a")) if each.confirmed}
    assert again == confirmed
    assert not problems
    assert ("draft: true" in now) == (None in verdicts)
    assert tree_of(now, "a").get("not_documented") == tree_of(before, "a").get("not_documented")
    assert len(steps_of(tree_of(now, "a"))) == len(steps_of(tree_of(before, "a")))


def test_a_confirmed_value_wins_over_a_new_reading_and_it_is_said() -> None:
    before = reviewed(DRAFT, "a", {(("claim", "age"), 0): Decision(Verdict.CORRECT, 45)})
    text, problems = kept(before, DRAFT.replace("value: 41", "value: 51"), "a")
    assert [each.code for each in problems] == ["confirmed-differs"]
    assert tree_of(text, "a")["claim"]["age"]["value"] == 45


def test_a_new_reading_makes_a_reviewed_case_a_draft_again() -> None:
    before = reviewed(DRAFT, "a", decided([Verdict.ACCEPT] * len(STEPS)))
    more = DRAFT.replace("regions:\n", "regions:\n  thoracic:\n    motor_deficit: false\n")
    text, problems = kept(before, more, "a")
    assert [each.code for each in problems] == ["new-readings"]
    assert [each.path for each in steps_of(tree_of(text, "a")) if not each.confirmed] == [
        ("regions", "thoracic", "motor_deficit")
    ]
    assert "draft: true" in text


def test_a_confirmed_fact_of_a_request_that_is_gone_keeps_the_file() -> None:
    before = reviewed(DRAFT, "a", {(("requests", "mri", "facts", "acquisition"), 0): Decision(Verdict.ACCEPT)})
    text, problems = kept(before, DRAFT.replace("  mri:\n", "  other:\n"), "a")
    assert [each.code for each in problems] == ["confirmed-without-place"]
    assert text == before


def test_reading_again_keeps_what_was_confirmed(letters: Path, out: Path) -> None:
    review(letters, out, "c 45\nn\nq\n")
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    found = CliRunner().invoke(app, ["import", str(letters), "--out", str(out), "--again"])
    assert found.exit_code == 0
    assert found.stdout.splitlines()[1] == "2 were there already, 0 of them read differently now"
    assert "confirmed-differs" in found.stderr and "claim.age is confirmed as 45" in found.stderr
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before


def test_a_file_that_cannot_be_changed_in_parts_is_refused() -> None:
    text = "{case: a, draft: true, claim: {age: 41}, requests: {}}\n"
    with pytest.raises(ProblemsFound) as found:
        changed(text, "a", {**tree_of(text, "a"), "claim": {"age": 42}})
    assert found.value.problems[0].code == "not-editable"


@pytest.mark.parametrize("path", ["claim.agee", "regions.lumbar.motor"])
def test_a_fact_that_is_no_fact_is_not_noted_as_not_documented(path: str, rules: RuleSet) -> None:
    text = DRAFT.replace("draft: true", f"not_documented: [{{fact: {path}, value: true}}]")
    assert [each.code for each in read_case(text, "a", rules.vocabulary)[1]] == ["unknown-fact"]
