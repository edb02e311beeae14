"""Facts from case summaries: invented letters in the formats of real ones, and the shared folder where it is."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from letters_written import Written, later
from recheck.letters.facts.fact import FactRead, SummaryRead
from recheck.letters.facts.read import fact_reader
from recheck.letters.importing import draft_letter
from recheck.letters.letter import LetterText
from recheck.letters.requests import draft_of
from recheck.letters.structure import read_structure
from recheck.letters.words import load_letter_words
from recheck.letters.write import case_file
from recheck.load.cases import read_case
from recheck.load.files import SHIPPED
from recheck.load.ruleset import load_rule_set
from recheck.model.vocabulary import Vocabulary

pytest.importorskip("medspacy")

LETTER = """Case Number: CM16-0000001 Date Assigned: 12/01/2016
Date of Injury: 10/03/2016
Decision Date: 11/15/2016

CLINICAL CASE SUMMARY
The expert reviewer developed the following clinical case summary based on a review of the
case file, including all medical records:

{summary}

IMR ISSUES, DECISIONS AND RATIONALES
The Final Determination was based on decisions for the disputed items/services set forth below:

{title}: Upheld

Claims Administrator guideline: Decision based on MTUS Chronic Pain Medical Treatment 2016.

MAXIMUS guideline: Decision based on MTUS Chronic Pain Medical Treatment 2016.

Decision rationale: The patient has decreased sensation and failed 12 sessions of physical therapy.
"""


@cache
def _vocabulary() -> Vocabulary:
    return load_rule_set().vocabulary


def read(summary: str, title: str = "MRI of the cervical spine") -> SummaryRead:
    text = LetterText("invented", "text", "", LETTER.format(summary=summary, title=title))
    words = load_letter_words()
    letter, problems = read_structure(text, words, "invented.txt")
    assert letter, problems
    vocabulary = _vocabulary()
    return fact_reader(vocabulary, (SHIPPED,)).read(letter, words, draft_of(letter, words, vocabulary).case)


def values(found: SummaryRead) -> Mapping[tuple[str | None, str], Any]:
    return {(each.region or each.treatment, each.name): each.value for each in found.facts}


def the(found: SummaryRead, name: str) -> list[FactRead]:
    return [each for each in found.facts if each.name == name]


@pytest.mark.parametrize(
    ("said", "place", "value"),
    [
        ("She is a 44-year-old cook.", (None, "age"), 44),
        ("He is a 61 year\nold driver.", (None, "age"), 61),
        ("Work status is temporarily totally disabled.", (None, "work_status"), "off_work"),
        ("She is working with restrictions.", (None, "work_status"), "modified_duty"),
        ("Examination of the neck: sensation was intact.", ("cervical", "sensory_deficit"), False),
        ("There was decreased sensation in the L5 dermatome.", ("lumbar", "sensory_deficit"), True),
        ("Motor strength is 5/5 in the upper extremities.", ("cervical", "motor_deficit"), False),
        ("She has low back pain radiating to the left leg.", ("lumbar", "radicular_pain"), True),
        ("Diagnosed with strain of the low back.", ("lumbar", "condition_group"), "sprain_or_strain"),
        ("X-rays of the right knee were negative.", ("knee_right", "radiographs_negative"), True),
        ("MRI of the cervical spine dated 11/02/2016 showed a bulge.", ("cervical", "previous_mri"), True),
    ],
)
def test_a_documented_fact_is_read_in_its_place(said: str, place: tuple[str | None, str], value: object) -> None:
    assert values(read(said)).get(place) == value


@pytest.mark.parametrize(
    "said",
    [
        "Utilization review denied the MRI because sensation was intact.",
        "The treatment plan is an MRI to rule out cervical radiculopathy.",
        "Her mother has a history of depression.",
    ],
)
def test_what_is_not_the_record_is_no_fact(said: str) -> None:
    names = {each.name for each in read(said).facts}
    assert not names & {"sensory_deficit", "condition_group", "mental_health_symptoms", "previous_mri"}


def test_a_sentence_of_utilization_review_is_set_apart() -> None:
    found = read("She has neck pain. The utilization review of 11/10/2016 denied it: no neurologic deficit.")
    assert len(found.said_by_review) == 1
    assert not the(found, "motor_deficit")


def test_a_negation_ends_with_its_clause_and_its_sentence() -> None:
    found = read("The neck shows no swelling. There are spasms in the neck muscles.")
    assert [each.value for each in the(found, "muscle_spasm")] == [True]


def test_visits_are_those_of_the_treatment_that_is_asked_for() -> None:
    title = "Physical therapy 2 times a week for 4 weeks for the low back"
    found = read("Treatment to date has included 6 sessions of physical therapy and 3 chiropractic visits.", title)
    assert [(each.treatment, each.region, each.value) for each in the(found, "visits_completed")] == [
        ("physical_therapy", "lumbar", 6)
    ]


def test_requested_visits_were_not_had() -> None:
    title = "Physical therapy 2 times a week for 4 weeks for the low back"
    assert not the(read("The plan requested 8 sessions of physical therapy.", title), "visits_completed")


def test_the_rationale_is_never_read() -> None:
    assert not read("The injured worker is a cook.").facts


def test_every_fact_points_at_its_words() -> None:
    found = read("She is a 44-year-old cook. Work status is off work.")
    [age] = the(found, "age")
    assert age.span.first == age.span.last == 9
    assert age.span.end - age.span.start == len("44-year-old")
    assert age.grade == "stated"


def test_readings_that_disagree_all_stay_and_are_reported() -> None:
    found = read("Neck exam: sensation was intact in the arms. There was decreased sensation in the C6 dermatome.")
    assert {each.value for each in the(found, "sensory_deficit")} == {True, False}
    assert len(found.contradictions) == 1


def test_a_clinical_sentence_that_nothing_reads_is_listed() -> None:
    assert len(read("She is a 44-year-old cook. The Wartenberg sign was positive.").not_understood) == 1


@pytest.mark.parametrize(
    ("said", "place", "value"),
    [
        ("She does HEP. Exam: DTRs were 2+ in the lower extremities.", ("lumbar", "reflex_deficit"), False),
        ("Exam: SLR was positive on the left.", ("lumbar", "root_tension_sign"), True),
        (
            "She failed to improve with rest, NSAIDs and therapy of the neck.",
            ("cervical", "conservative_care_failed"),
            True,
        ),
        ("Gabapentin was ineffective and stopped.", (None, "anticonvulsant_failed"), True),
        ("She takes Norco for pain.", (None, "opioids_taken"), True),
        ("She does not take narcotics.", (None, "opioids_taken"), False),
        ("There were no red flags.", ("cervical", "red_flag"), False),
        ("Objective findings: effusion of the right knee.", ("knee_right", "knee_effusion"), True),
        ("She has left knee pain. Exam of the knee: there is no effusion.", ("knee_left", "knee_effusion"), False),
        ("Diagnoses: cervicalgia, lumbago with sciatica.", ("lumbar", "condition_group"), "neuralgia_or_radiculitis"),
        (
            "Diagnoses: strain of muscle, fascia and tendon of the neck.",
            ("cervical", "condition_group"),
            "sprain_or_strain",
        ),
        ("Diagnoses: cervical, thoracic and lumbar strain.", ("thoracic", "condition_group"), "sprain_or_strain"),
        ("Diagnoses: dislocation, left shoulder.", ("shoulder_left", "condition_group"), "other"),
    ],
)
def test_abbreviations_lists_and_negations_are_read_as_people_write_them(
    said: str, place: tuple[str | None, str], value: object
) -> None:
    assert values(read(said)).get(place) == value


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Diagnoses: rule out complex regional pain syndrome of the left foot.", "condition_group"),
        ("The pain is worse with bending.", "condition_unstable"),
        ("She held back because of pain in the right arm.", "radicular_pain"),
        ("She reports weakness of the upper extremity.", "motor_deficit"),
        ("The goal is return to regular duty in six weeks.", "work_status"),
        ("Diagnoses include possible cervical radiculopathy.", "condition_group"),
    ],
)
def test_what_only_sounds_like_a_fact_is_none(said: str, name: str) -> None:
    assert not the(read(said), name)


def test_a_diagnosis_in_a_list_has_the_region_of_its_own_item() -> None:
    found = values(read("Diagnoses: right knee contusion, unspecified vertebral fracture, sprain of the left ankle."))
    assert found.get(("knee_right", "condition_group")) == "other"
    assert found.get(("ankle_left", "condition_group")) == "sprain_or_strain"
    assert "fracture" not in found.values()


def test_a_word_of_another_part_is_not_the_body_s() -> None:
    found = values(read("Diagnoses: fracture of the radial head, herniated disc of the lumbar spine."))
    assert {place for place, name in found if place and name == "condition_group"} == {"elbow", "lumbar"}


def test_an_end_of_a_range_is_no_value() -> None:
    title = "Left L5-S1 epidural steroid injection"
    two = read("The prior epidural injection gave 50-60% relief for 2 to 3 weeks.", title)
    one = read("The prior epidural injection gave 60% relief for about 8 weeks.", title)
    assert {each.value for name in ("relief_percent", "relief_weeks") for each in the(two, name)} == set()
    assert {each.value for name in ("relief_percent", "relief_weeks") for each in the(one, name)} == {60, 8}


def test_a_side_that_is_named_elsewhere_is_inferred() -> None:
    found = read("She has left knee pain. Examination of the knee revealed positive McMurray.")
    [sign] = the(found, "internal_derangement_signs")
    assert (sign.region, sign.grade) == ("knee_left", "inferred")
    [stated] = the(read("Examination of the left knee revealed positive McMurray."), "internal_derangement_signs")
    assert (stated.region, stated.grade) == ("knee_left", "stated")


def test_a_draft_case_says_which_facts_are_inferred() -> None:
    letter = later(
        [Written("MRI of the left knee")],
        summary="She has left knee pain. Examination of the knee revealed positive McMurray. Exam of the left knee: "
        "effusion.",
    )
    draft, _ = draft_letter(letter.encode(), "a.txt", _vocabulary())
    assert draft
    text = case_file(draft)
    [sign] = [line for line in text.splitlines() if "internal_derangement_signs" in line]
    [effusion] = [line for line in text.splitlines() if "knee_effusion" in line]
    assert "inferred: true" in sign
    assert "inferred" not in effusion
    case, problems = read_case(text, "a.yaml", _vocabulary())
    assert case
    assert not problems
    assert case.regions["knee_left"]["internal_derangement_signs"].readings[0].inferred
