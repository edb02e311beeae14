"""`recheck screen` on a request in words: what is read, refused, asked and saved."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from conftest import ROOT, run
from recheck.asking.answers import with_answer, with_given
from recheck.asking.words import case_in_words
from recheck.cli.answering import Answering
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.model.problem import ProblemsFound
from recheck.model.rule import RuleSet
from test_new_rule_terminal import Terminal

WORDS = "PT 2x4 low back"
DATES = ("--requested", "2016-11-02", "--injured", "2016-09-01")
NOTE = str(ROOT / "docs" / "examples" / "chart-low-back.txt")


def test_words_become_a_request_for_each_treatment_and_side(rules: RuleSet) -> None:
    case = case_in_words("MRI right knee and PT 2x6 left shoulder", rules.vocabulary).case
    assert [(each.treatment, each.body_regions, each.side) for each in case.requests.values()] == [
        ("mri_knee", ("knee",), "right"),
        ("physical_therapy", ("shoulder",), "left"),
    ]
    quantity = case.requests["physical_therapy"].quantity
    assert quantity is not None and (quantity.disputed, quantity.unit) == (12, "visits")
    assert case.requests["mri_knee"].quantity is None
    assert not case.claim and not case.draft


def test_piped_it_answers_at_once_and_says_how_the_words_were_read() -> None:
    status, out, told = run("screen", f"{WORDS} blorp", *DATES)
    assert status == 0
    assert out.startswith("Read as: Physical therapy, lumbar, 8 visits.\nNot understood: 'blorp'.\n\n")
    assert "Read as" not in told
    assert "PEND" in out and "y / n" not in out + told


def test_a_saved_case_is_answered_the_same(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    words = ("screen", WORDS, *DATES, "--note", NOTE, "--fact", "surgery_done=no", "--format", "json")
    status, out, told = run(*words, "--save", str(file))
    assert status == 0, told
    again = run("screen", str(file), "--format", "json")
    assert again[:2] == (0, out)
    text = file.read_text(encoding="utf-8")
    assert "draft: true" in text and "confirmed: true" not in text.replace("`confirmed: true`", "")
    assert "chart-low-back.txt, line 6: «had six visits of physical therapy»" in text
    before = file.read_bytes()
    status, _, told = run(*words, "--save", str(file))
    assert status == 1 and "is-there" in told and file.read_bytes() == before


def test_what_is_only_read_is_said_where_the_answer_rests_on_it() -> None:
    status, out, _ = run("screen", WORDS, *DATES, "--note", NOTE)
    assert status == 0
    found = " ".join(out.split())
    assert "nobody has confirmed: visits completed before [line 6, 2016-10-26]" in found
    assert "line 6: «had six visits of physical therapy»" in found


def test_what_a_person_says_stands_instead_of_what_was_read() -> None:
    status, out, _ = run("screen", WORDS, *DATES, "--note", NOTE, "--fact", "visits_completed=2", "--format", "json")
    assert status == 0
    assert "visits completed before" not in str(json.loads(out)["recommendations"][0]["notes"])


@pytest.mark.parametrize(
    ("arguments", "kind", "says"),
    [
        (["hello world", *DATES], "error unknown-words", "nothing of it was understood"),
        (["left shoulder", *DATES], "error unknown-words", "understood: 'left', 'shoulder'"),
        ([WORDS, "--requested", "2016-13-01"], "Error", "'2016-13-01' is not a date"),
        (
            [WORDS, "--requested", "2016-01-02", "--injured", "2016-09-01"],
            "error dates-out-of-order",
            "before the injury",
        ),
        ([WORDS, *DATES, "--note", "no/such/note.txt"], "error no-such-file", "no such file"),
        ([WORDS, *DATES, "--note", "/dev/null"], "error unreadable", "it is not a file"),
        ([WORDS, *DATES, "--fact", "visits_completed=six"], "error wrong-type", "is a whole number, not 'six'"),
        ([WORDS, *DATES, "--fact", "radiculopathy=yes"], "error unknown-fact", "or one of 4 more"),
        ([WORDS, *DATES, "--fact", "visits_requested=6"], "error wrong-place", "stated by the request itself"),
        (["PT 2x4", *DATES, "--fact", "motor_deficit=no"], "error no-place", "name the region in the words"),
        (
            ["PT neck and right knee", *DATES, "--fact", "motor_deficit=no"],
            "error several-places",
            "cervical/motor_deficit=…",
        ),
        (["requests/pt-2x4"], "error no-such-file", "no such file"),
        (["docs/examples/massage.yaml", "--note", NOTE], "error not-with-a-file", "go with words"),
        (["docs/examples/massage.yaml", "--save", "again.yaml"], "error not-with-a-file", "--save goes with words"),
        ([WORDS, *DATES, "--save", "no/such/folder/case.yaml"], "error cannot-write", "cannot be written"),
    ],
)
def test_what_cannot_be_read_is_refused(arguments: list[str], kind: str, says: str) -> None:
    found, out, told = run("screen", *arguments)
    assert found == (2 if kind == "Error" else 1), told
    assert f"{kind}: " in told and says in told
    assert not out


def test_a_separator_between_treatments_is_no_path() -> None:
    status, out, _ = run("screen", "EMG/NCS", "--requested", "2016-11-02")
    assert status == 0 and out.startswith("Read as: Electromyography; Nerve conduction study.\n\n")


def test_side_levels_and_one_of_a_thing_are_read_back() -> None:
    status, out, _ = run("sheet", "Left L4-5 TFESI x1")
    assert status == 0
    assert out.startswith("Read as: Epidural steroid injection, lumbar, left, L4-5, 1 injection.\n\n")
    status, out, told = run("sheet", "Left L4-5 TFESI x1", "--format", "json")
    assert status == 0 and json.loads(out) and told.startswith("Read as: ")


def test_all_wrong_facts_are_named_at_once(rules: RuleSet) -> None:
    case = case_in_words(WORDS, rules.vocabulary).case
    with pytest.raises(ProblemsFound) as found:
        with_given(case, ["visits_completed=six", "nonsense=1"], rules.vocabulary)
    assert [each.code for each in found.value.problems] == ["wrong-type", "unknown-fact"]


def test_an_answer_goes_where_its_question_says(rules: RuleSet) -> None:
    case = case_in_words("lumbar ESI", rules.vocabulary).case
    name = next(iter(case.requests))
    case = with_answer(case, f"/requests/{name}/facts/injections_requested", 2)
    quantity = case.requests[name].quantity
    assert quantity is not None and (quantity.unit, quantity.disputed) == ("injections", 2)
    case = with_given(case, ["lumbar/motor_deficit=yes", "age=44"], rules.vocabulary)
    assert case.regions["lumbar"]["motor_deficit"].readings[0].value is True
    assert case.claim["age"].readings[0].value == 44


def test_in_a_terminal_the_questions_that_decide_follow(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    facts = ("--fact", "visits_completed=6", "--fact", "condition_group=sprain_or_strain")
    terminal = Terminal("screen", WORDS, *DATES, *facts, "--save", str(file))
    for answer in ("?", "n", "b", "maybe", "n", "", "", "", ""):
        assert terminal.asked(), terminal.shown
        terminal.type(answer)
    assert terminal.ended() == 0, terminal.shown
    shown = terminal.shown
    assert "Traceback" not in shown
    first = re.findall(r"\n1\. (.*)", shown)
    assert len(first) == 2 and first[0] == first[1]
    assert "Then: yes: " in shown
    assert "Answer with y or n; enter where it is not documented." in shown
    assert "\n2. " in shown and "\n6. " not in shown
    assert ": false" in file.read_text(encoding="utf-8")
    assert run("screen", str(file))[1].splitlines()[1] in shown


def test_an_answer_that_no_case_can_hold_is_asked_again(rules: RuleSet) -> None:
    case = case_in_words("MRI lumbar spine", rules.vocabulary, requested=date(2026, 3, 2)).case
    told: list[str] = []

    def ask(text: str) -> str:
        if "a date" not in text:
            return ""
        return "2026-04-01" if not any("before the injury" in each for each in told) else "2026-01-05"

    found = Answering(case, (), list(case.requests), rules, Mode(Undocumented.ASK), ask, told.append).run()
    assert found.claim["date_of_injury"].readings[0].value == date(2026, 1, 5)


def test_nobody_is_asked_with_no_input() -> None:
    terminal = Terminal("screen", WORDS, *DATES, "--no-input")
    assert not terminal.asked()
    assert terminal.ended() == 0
    assert "PEND" in terminal.shown and "y / n" not in terminal.shown


def test_what_a_note_mentions_and_nobody_read_stays_with_the_case(tmp_path: Path) -> None:
    note = tmp_path / "chart.txt"
    note.write_text("Diagnosis: lumbar strain.\nShe stretches as she was shown and keeps going to the gym.\n")
    saved = tmp_path / "case.yaml"
    words = ("PT 2x4 low back", "--requested", "2016-11-02", "--note", str(note), "--no-input")
    status, _, told = run("screen", *words, "--save", str(saved))
    assert status == 0, told
    assert "mentioned:" in saved.read_text() and "exercise_program" in saved.read_text()
