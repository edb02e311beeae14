"""Facts from case summaries: invented letters in the formats of real ones, and the shared folder where it is."""

from collections.abc import Mapping
from typing import Any

import pytest

from recheck.letters.facts.read import FactRead, SummaryRead, fact_reader
from recheck.letters.letter import LetterText
from recheck.letters.requests import draft_of
from recheck.letters.structure import read_structure
from recheck.letters.words import load_letter_words
from recheck.load.files import SHIPPED
from recheck.load.ruleset import load_rule_set

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


def read(summary: str, title: str = "MRI of the cervical spine") -> SummaryRead:
    text = LetterText("invented", "text", "", LETTER.format(summary=summary, title=title))
    words = load_letter_words()
    letter, problems = read_structure(text, words, "invented.txt")
    assert letter, problems
    vocabulary = load_rule_set().vocabulary
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
    assert len(read("She is a 44-year-old cook. The Yergason test was positive.").not_understood) == 1
