"""`recheck read`: what chart notes document, in invented notes laid out as real ones are."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from conftest import run
from recheck.letters.facts.fact import FactRead
from recheck.letters.letter import LetterText
from recheck.letters.notes.read import NoteRead, read_note
from recheck.load.files import SHIPPED
from recheck.load.ruleset import load_rule_set
from recheck.model.rule import RuleSet

pytest.importorskip("medspacy")

NOTE = """DATE OF VISIT: 03/14/2016

CHIEF COMPLAINT: Low back pain.

HISTORY OF PRESENT ILLNESS: The patient is a 41-year-old roofer who fell from a ladder.
He has had 8 sessions of physical therapy. He takes Norco daily.

FAMILY HISTORY: His mother has depression and osteoarthritis of the knee.

ALLERGIES: Naproxen gives him hives.

PHYSICAL EXAMINATION:
Lumbar spine: There is paraspinal spasm. Straight leg raise is positive on the left.
Motor: Strength is 5/5 in the lower extremities.

IMPRESSION: Lumbar radiculopathy.

GOALS: The patient will be independent with a home exercise program.

PLAN:
1. MRI of the lumbar spine.
2. Surgery may be considered later.
"""


@cache
def _rules() -> RuleSet:
    return load_rule_set()


def read(words: str) -> NoteRead:
    return read_note(LetterText("note", "text", "", words), _rules(), (SHIPPED,))


def values(found: NoteRead) -> dict[tuple[str, str], Any]:
    return {(each.place, each.name): each.value for each in found.facts}


def the(found: NoteRead, name: str) -> list[FactRead]:
    return [each for each in found.facts if each.name == name]


def test_a_note_documents_facts_in_the_places_of_a_case_file() -> None:
    found = values(read(NOTE))
    assert found["claim", "age"] == 41
    assert found["lumbar", "muscle_spasm"] is True
    assert found["lumbar", "root_tension_sign"] is True
    assert found["lumbar", "motor_deficit"] is False
    assert found["physical_therapy/lumbar", "visits_completed"] == 8
    assert found["claim", "opioids_taken"] is True


def test_what_is_of_the_family_a_goal_or_an_allergy_is_no_fact_of_the_patient() -> None:
    found = read(NOTE)
    names = {each.name for each in found.facts}
    assert not names & {"mental_health_symptoms", "exercise_program", "naproxen_trial_days"}
    assert not [each for each in the(found, "osteoarthritis") if each.place.startswith("knee")]


def test_the_plan_says_what_is_requested() -> None:
    [asked] = read(NOTE).requests
    assert (asked.treatment, asked.region, asked.quantity) == ("mri_lumbar", "lumbar", None)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("PLAN: Physical therapy, 2-3 times a week for 6 weeks.", [("physical_therapy", 18)]),
        ("PLAN: Physical therapy. He will be seen 2 times per week for 4 weeks.", [("physical_therapy", 8)]),
        ("PLAN: Refill naproxen 500 mg, #60.", [("naproxen", 60)]),
        ("PLAN: Diclofenac 75 mg one twice daily, 20 tablets.", [("diclofenac", 20)]),
        ("HPI: Knee pain. I am requesting an MRI of the knee.", [("mri_knee", None)]),
        ("PLAN: Switch him from Celebrex to meloxicam 15 mg.", [("meloxicam", None)]),
        ("PLAN: Stop Celebrex, start meloxicam 15 mg.", [("meloxicam", None)]),
        ("PLAN: Naproxen instead of Celebrex.", [("naproxen", None)]),
        ("PLAN: An MRI of the knee was done.", []),
        ("PLAN: An MRI of the knee was negative.", []),
        ("PLAN: He wants an MRI of the knee.", []),
        ("PLAN: The patient would like to have acupuncture and massage therapy.", []),
        ("PLAN: No MRI of the knee is needed.", []),
        ("PLAN: If he is no better, MRI of the knee.", []),
        ("PLAN: He has tried acupuncture, massage therapy and chiropractic.", []),
        ("PLAN: The weakness is increasing.", []),  # no Incruse
        ("PLAN: He has a sister who limps.", []),  # no WHO
        ("PLAN: WHO for the right wrist.", [("wrist_splint", None)]),
        ("HPI: Two years ago a surgeon recommended an MRI of the knee.", []),
        ("HPI: He was sent for physical therapy and a cane.", []),
        ("HPI: She is being prescribed tramadol, gabapentin and naproxen by another doctor.", []),
        ("PAST MEDICAL HISTORY: Asthma, for which doctors recommend albuterol.", []),
        ("This medical-legal evaluation is requested by the carrier.", []),
    ],
)
def test_only_what_is_asked_for_now_is_a_request(words: str, asked: list[tuple[str, int | None]]) -> None:
    assert [(each.treatment, each.quantity) for each in read(words + "\n").requests] == asked


def test_json_has_quotes_of_the_note_and_a_place_for_every_fact(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text(NOTE, encoding="utf-8")
    code, out, _ = run("read", str(path), "--format", "json")
    assert code == 0
    found = json.loads(out)
    assert list(found) == ["facts", "derived", "requests", "contradictions", "not_read"]
    for each in found["facts"]:
        assert list(each) == ["fact", "place", "value", "quote", "lines", "certainty", "dated", "formerly"]
        assert each["quote"] in NOTE
        assert each["place"]
        first, last = each["lines"]
        assert each["quote"] in "\n".join(NOTE.splitlines()[first - 1 : last])
    for each in found["derived"]:
        assert set(each) == {"fact", "place", "value", "from"}
    assert all(each["quote"] in NOTE for each in (*found["requests"], *found["not_read"]))


def test_of_several_notes_each_fact_carries_its_note_and_a_contradiction_is_no_error(tmp_path: Path) -> None:
    one, two = tmp_path / "one.txt", tmp_path / "two.txt"
    one.write_text(NOTE, encoding="utf-8")
    two.write_text("EXAM: Lumbar: There is muscle spasm. No muscle spasm is seen.\n", encoding="utf-8")
    code, out, _ = run("read", str(one), str(two), "--format", "json")
    assert code == 0
    found = json.loads(out)
    assert {each["note"] for each in found["facts"]} == {str(one), str(two)}
    [contradiction] = found["contradictions"]
    assert contradiction["fact"] == "muscle_spasm"
    assert [each["value"] for each in contradiction["readings"]] == [True, False]


def test_what_cannot_be_read_is_a_problem_and_the_others_go_on(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(NOTE, encoding="utf-8")
    bad.write_bytes(b"\x00\x01\x02")
    code, out, err = run("read", str(good), str(bad), "--format", "json")
    assert code == 1
    assert json.loads(out)["facts"]
    assert "not-a-text" in err
