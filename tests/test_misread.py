"""What a hurried reader takes for the contrary: not yet failed, the other side, scores as dates, what is planned."""

from datetime import date
from functools import cache
from typing import Any

import pytest

from recheck.letters.letter import LetterText
from recheck.letters.notes.read import NoteRead, read_note
from recheck.load.files import SHIPPED
from recheck.load.ruleset import load_rule_set
from recheck.model.rule import RuleSet

pytest.importorskip("medspacy")


@cache
def _rules() -> RuleSet:
    return load_rule_set()


def read(words: str) -> NoteRead:
    return read_note(LetterText("note", "text", "", words), _rules(), (SHIPPED,))


def values(words: str, fact: str) -> list[Any]:
    return [each.value for each in read(words).facts if each.name == fact]


@pytest.mark.parametrize(
    "said",
    [
        "The patient has low back pain and has not exhausted conservative measures.",
        "He has not yet failed conservative treatment of the low back.",
        "Neck pain. Conservative care has not been exhausted.",
        "She has yet to fail conservative treatment for the knee.",
        "Low back pain. He never completed or failed conservative therapy.",
        "Conservative treatment for the left knee has not failed to date.",
        "Nonoperative options for the shoulder were never exhausted.",
    ],
)
def test_not_yet_failed_is_not_failed(said: str) -> None:
    assert True not in values(f"HISTORY: {said}", "conservative_care_failed")


@pytest.mark.parametrize(
    "said",
    ["Low back pain. He failed conservative treatment.", "Physical therapy for the neck did not help and failed."],
)
def test_failed_is_failed(said: str) -> None:
    assert values(f"HISTORY: {said}", "conservative_care_failed") == [True]


@pytest.mark.parametrize(
    ("said", "fact"),
    [
        (
            "Low back pain radiates down the left leg in an S1 distribution. No significant right leg symptoms.",
            "radicular_pain",
        ),
        ("Neck pain radiates to the left arm in a C6 distribution. He denies right arm pain.", "radicular_pain"),
        ("Low back pain shoots down the right leg. No left leg symptoms.", "radicular_pain"),
        ("Low back pain with left leg numbness. There is no radiation into the right leg.", "radicular_pain"),
        ("Low back pain. Straight leg raise is negative on the right and positive on the left.", "root_tension_sign"),
    ],
)
def test_a_no_of_one_side_says_nothing_of_the_other(said: str, fact: str) -> None:
    assert values(f"HISTORY: {said}", fact) == [True]


def test_a_no_of_the_only_side_that_hurts_is_a_no() -> None:
    assert values("HISTORY: Low back pain. EXAM: Straight leg raise is negative on the left.", "root_tension_sign") == [
        False
    ]


@pytest.mark.parametrize(
    "said",
    [
        "Low back pain is 6-7/10 today.",
        "Pain is 7-8/10 in the neck.",
        "VAS 5-6/10 for the left knee pain.",
        "Knee pain 4-5/10 at rest.",
        "Shoulder pain rated 8-9/10.",
    ],
)
def test_a_score_is_no_date(said: str) -> None:
    found = read(f"HISTORY: {said}").facts
    assert found
    assert {each.dated for each in found} == {None}


@pytest.mark.parametrize(
    "said",
    [
        "EXAM: Lumbar: spasm is noted. He is scheduled for surgery on 07/20/2016.",
        "EXAM: Left knee effusion. Surgery is planned for 09/14/2016.",
        "EXAM: Lumbar: straight leg raise positive. He will return on 08/01/2016.",
        "EXAM: Neck: Spurling positive. Next appointment 3/4/2017.",
        "Lumbar spasm is noted; the operation on 5/6/2017 is awaited.",
    ],
)
def test_what_is_planned_dates_no_examination(said: str) -> None:
    assert {each.dated for each in read(said).facts} == {None}


def test_the_day_of_the_visit_dates_what_is_found() -> None:
    found = read("DATE OF VISIT: 03/14/2016\n\nEXAM: Lumbar: spasm is noted.\n")
    assert [each.dated for each in found.facts if each.name == "muscle_spasm"] == [date(2016, 3, 14)]


@pytest.mark.parametrize(
    "said",
    [
        "FAMILY HISTORY: There is depression in her family.",
        "FAMILY HISTORY: Father with anxiety and depression.",
        "HISTORY: Her mother had depression. Low back pain.",
        "HISTORY: Low back pain. A brother suffers from depression.",
        "FAMILY HISTORY:\nSister: anxiety.\n",
    ],
)
def test_what_the_family_has_the_patient_has_not(said: str) -> None:
    assert True not in values(said, "mental_health_symptoms")


@pytest.mark.parametrize(
    "said",
    [
        "GOALS: The patient will be independent with a home exercise program.",
        "LONG-TERM GOALS:\n1. Perform home exercises daily.\n",
        "PLAN: He is to start a home exercise program.",
        "Patient's goal: to exercise at home every day.",
        "PLAN: Will be instructed in a home exercise program.",
    ],
)
def test_a_goal_or_plan_is_no_fact(said: str) -> None:
    assert True not in values(f"HISTORY: Low back pain.\n{said}", "exercise_program")


@pytest.mark.parametrize(
    "said",
    [
        "The AMA Guides define radiculopathy as pain that does not radiate from the back alone.",
        "By definition, a patient without radicular pain has low back pain only.",
        "According to the guideline, low back pain without radiation needs no imaging.",
        "QUESTION: Does the patient have low back pain without radicular pain?",
        "The criteria for surgery are no radicular pain in the back.",
    ],
)
def test_a_definition_or_question_is_no_finding(said: str) -> None:
    assert values(said, "radicular_pain") == []
