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


@pytest.mark.parametrize(
    "said",
    [
        "Treatment to date: ibuprofen without relief, home exercise program.",
        "No acupuncture to date, home exercise program ongoing.",
        "HISTORY: Low back pain with no improvement, home exercise program daily.",
        "HISTORY: He had no injections, home exercise program continues.",
        "HISTORY: Naproxen without benefit, performs home exercises daily.",
    ],
)
def test_a_comma_ends_a_no_that_is_complete(said: str) -> None:
    assert values(said, "exercise_program") == [True]


@pytest.mark.parametrize(
    "said",
    [
        "EXAM: Lumbar: No swelling, tenderness or spasm.",
        "EXAM: No spasm, redness, warmth of the low back.",
        "EXAM: Low back: no spasm.",
        "EXAM: Neck: There is no redness, swelling, or spasm.",
        "EXAM: Cervical: no spasm, no guarding.",
    ],
)
def test_a_comma_in_a_list_of_what_is_not_there_ends_no_no(said: str) -> None:
    assert values(said, "muscle_spasm") == [False]


@pytest.mark.parametrize(
    "said",
    [
        "PMH: HTN, no diabetes.",
        "PMH: no diabetes.",
        "PAST MEDICAL HISTORY: Denies asthma.",
        "PAST MEDICAL HISTORY: No kidney disease, no hypertension.",
        "HISTORY: Low back pain. He has no heart disease.",
    ],
)
def test_denying_one_disease_denies_not_all(said: str) -> None:
    assert False not in values(said, "chronic_disease")


def test_no_medical_problems_denies_all() -> None:
    assert values("PAST MEDICAL HISTORY: No medical problems.", "chronic_disease") == [False]


@pytest.mark.parametrize(
    ("said", "treatments"),
    [
        ("Plan: Request MRI lumbar spine without contrast.", ["mri_lumbar"]),
        ("Request lumbar MRI.", ["mri_lumbar"]),
        ("1. Request MRI of the lumbar spine without contrast.", ["mri_lumbar"]),
        ("Plan: Request MRI lumbar spine without contrast; PT 2x4 lumbar", ["mri_lumbar", "physical_therapy"]),
        ("PLAN:\n1. MRI cervical spine w/o contrast.\n2. Acupuncture x 6.\n", ["mri_cervical", "acupuncture"]),
    ],
)
def test_a_request_is_read(said: str, treatments: list[str]) -> None:
    assert [each.treatment for each in read(said).requests] == treatments


@pytest.mark.parametrize(
    ("said", "fact", "quoted"),
    [
        ("Low back pain. Denies bowel or bladder incontinence.", "cauda_equina_signs", "Denies bowel"),
        ("EXAM: Lumbar: There is no spasm.", "muscle_spasm", "no spasm"),
        ("EXAM: Knee: no effusion of the left knee.", "knee_effusion", "no effusion"),
        ("HISTORY: She denies depression.", "mental_health_symptoms", "denies depression"),
        ("EXAM: Neck: without spasm.", "muscle_spasm", "without spasm"),
    ],
)
def test_a_quote_holds_the_word_that_negates(said: str, fact: str, quoted: str) -> None:
    found = read(said)
    [only] = [each for each in found.facts if each.name == fact]
    assert only.value is False
    assert quoted in found.text[only.span]


@pytest.mark.parametrize(
    ("said", "age"),
    [
        ("He had his appendix out at 13 years old. He is 34 years of age.", [34]),
        ("HISTORY: The patient is 45 years old. He fell when he was 12 years old.", [45]),
        ("This 51-year-old clerk began to work at age 16.", [51]),
        ("PAST HISTORY: A wrist fracture at 9 years of age.", []),
        ("HISTORY: She was 20 years old when the knee first gave way. She is a 44-year-old nurse.", [44]),
    ],
)
def test_an_age_of_long_ago_is_no_age(said: str, age: list[int]) -> None:
    assert values(said, "age") == age


@pytest.mark.parametrize(
    "said",
    [
        "PLAN: After her second epidural injection of the low back she will return to the clinic.",
        "PLAN: He will come back once the second lumbar epidural injection is done.",
        "PLAN: When she has had her third epidural to the neck we will see her again.",
        "PLAN: The patient will have a second lumbar epidural injection in May.",
        "PLAN: Following the repeat epidural injection of the low back he will start therapy.",
    ],
)
def test_an_injection_to_come_was_not_given(said: str) -> None:
    assert True not in values(f"HISTORY: Low back pain and neck pain.\n{said}", "previous_injection")


def test_a_second_injection_that_was_given_tells_of_one_before() -> None:
    assert values("HISTORY: Low back pain. She had a second epidural injection with relief.", "previous_injection") == [
        True
    ]


@pytest.mark.parametrize(
    "said",
    [
        "PLAN: The patient will be independent with a home exercise program for the knee.",
        "To be independent in a home exercise program for the left knee by discharge.",
        "GOAL: independent with home exercises for the neck.",
        "The goal is a home exercise program for the low back.",
        "PLAN: He will be instructed in the home exercise program, right shoulder.",
    ],
)
def test_a_program_that_is_aimed_at_was_not_taught(said: str) -> None:
    assert True not in values(said, "home_program_taught")
    assert True not in values(said, "exercise_program")


@pytest.mark.parametrize(
    "said",
    [
        "SURGERY: ACL reconstruction with partial medial meniscectomy of the left knee.",
        "HISTORY: He had a meniscectomy and anterior cruciate ligament reconstruction of the right knee.",
        "HISTORY: Status post repair of the anterior cruciate ligament and meniscectomy, left knee.",
        "Left knee ACL repair plus meniscectomy was done in May.",
        "Cruciate ligament graft of the right knee with a lateral meniscectomy.",
    ],
)
def test_an_operation_in_two_parts_is_not_its_smaller_part(said: str) -> None:
    assert set(values(said, "surgical_procedure")) == {"other"}


def test_a_meniscectomy_alone_is_one() -> None:
    said = "HISTORY: He underwent arthroscopy of the right knee with meniscectomy."
    assert values(said, "surgical_procedure") == ["meniscectomy"]


@pytest.mark.parametrize(
    "said",
    [
        "The injury occurred over the years from performing normal job processes on the line.",
        "MECHANISM: Her wrist pain is due to performing usual job duties such as packing.",
        "He was injured on 4/2/2015 while performing his regular job duties.",
        "The condition was caused by performing normal work processes with both hands.",
        "The strain resulted from performing her customary job of stocking.",
    ],
)
def test_what_the_injury_came_from_is_no_work_status(said: str) -> None:
    assert "regular_duty" not in values(f"HISTORY: {said}", "work_status")


@pytest.mark.parametrize(
    "said",
    [
        "EXAM: Low back: spasm when crossing his knees.",
        "EXAM: Crossing her knee brings on spasm of the low back.",
        "HISTORY: Low back spasms on crossing the legs.",
        "EXAM: Lumbar: there is spasm as he crosses his knee.",
        "EXAM: Lumbar spasm is felt with crossed legs.",
    ],
)
def test_a_knee_that_is_crossed_is_not_the_one_in_spasm(said: str) -> None:
    regions = {each.region for each in read(said).facts if each.name == "muscle_spasm"}
    assert regions == {"lumbar"}


@pytest.mark.parametrize(
    "said",
    [
        "HISTORY: Neck pain. He has not had an MRI.",
        "HISTORY: Low back pain. No MRI has been done.",
        "HISTORY: Left knee pain; an MRI was never obtained.",
        "HISTORY: Shoulder pain. She has yet to undergo an MRI.",
        "HISTORY: Low back pain without an MRI so far.",
    ],
)
def test_a_study_that_was_not_done_is_never_done(said: str) -> None:
    assert True not in values(said, "previous_mri")


@pytest.mark.parametrize(
    "said",
    [
        "EXAM: Neck: supple. Cranial nerves V and VII: facial sensation is normal.",
        "EXAM: Cervical: tender. Cranial nerve V, sensation intact over the face.",
        "EXAM: Cranial nerves: sensation of the face is intact. Neck is tender.",
        "EXAM: Neck pain. CN V: facial sensation intact and symmetric.",
        "EXAM: Face: normal sensation in all branches. Neck: tender.",
    ],
)
def test_the_nerves_of_the_face_are_not_those_of_the_neck(said: str) -> None:
    assert values(said, "sensory_deficit") == []


@pytest.mark.parametrize(
    "said",
    [
        "ANSWER: No. I believe the osteoarthritis of the left knee was there before.",
        "ANSWER: No. The osteoarthritis of the hip is not due to the fall.",
        "OPINION: No, the knee osteoarthritis is a natural process.",
        "ANSWER: No; his osteoarthritis of the right knee was lit up by the injury.",
        "CAUSATION: No. Osteoarthritis of the knee is long-standing.",
    ],
)
def test_a_no_to_a_question_denies_no_diagnosis(said: str) -> None:
    assert False not in values(f"HISTORY: Knee and hip pain.\n{said}", "osteoarthritis")


@pytest.mark.parametrize(
    "heading",
    [
        "RECORDS REVIEW",
        "REVIEW OF RECORDS",
        "MEDICAL RECORDS REVIEWED",
        "RECORDS",
        "REVIEW OF MEDICAL RECORDS",
    ],
)
def test_what_old_papers_say_is_not_of_the_day_of_the_visit(heading: str) -> None:
    said = f"DATE OF VISIT: 03/14/2016\n\nEXAM: Left knee: tender.\n\n{heading}:\nLeft knee effusion was mentioned.\n"
    assert [each.dated for each in read(said).facts if each.name == "knee_effusion"] == [None]


@pytest.mark.parametrize(
    "said",
    [
        "EXAM: The right knee has a scar from patellar surgery in 1990; the left knee is normal.",
        "EXAM: The right knee shows a scar due to her patellar fracture and surgery, both knees are large.",
        "HISTORY: Left knee pain. The right knee had patellar surgery in 1988.",
        "EXAM: Right knee: scars after surgery of the patella. Left knee: no scars.",
        "HISTORY: Left knee pain. The right knee underwent meniscus surgery as a youth.",
    ],
)
def test_a_part_of_a_limb_is_on_the_side_that_its_sentence_names(said: str) -> None:
    found = {each.region for each in read(said).facts if each.name == "surgery_done" and each.value}
    assert found == {"knee_right"}


@pytest.mark.parametrize(
    ("said", "fact", "place", "value"),
    [
        ("HPI: Left hip pain, which was rated 8 out of 10; and left shoulder pain, rated 3 out of 10.",
         "pain_now", "shoulder_left", [3]),
        ("HPI: Low back pain. She rated the pain 2 out of 10 on a pain scale from 0 to 10.",
         "moderate_to_severe_pain", "lumbar", [False]),
        ("HPI: Neck pain. EXAM: Tender biceps tendon; normal sensation about the left hip.",
         "sensory_deficit", "cervical", []),
        ("DIAGNOSIS: Contusion to the head, neck strain.", "condition_group", "head", ["other"]),
        ("HPI: Neck pain. He has not had acupuncture.", "visits_completed", "acupuncture/cervical", [0]),
        ("HPI: Low back pain. Pain increased with sitting.", "symptoms_unchanged_or_worse", "lumbar", []),
        ("HPI: Low back pain. Therapy gave less than 20% relief. Est. MMI in 6 weeks.",
         "near_maximum_medical_improvement", "claim", []),
        ("HPI: He was on warfarin until 2014.", "takes_aspirin_steroid_or_anticoagulant", "claim", []),
    ],
)  # fmt: skip
def test_words_belong_to_what_they_are_said_of(said: str, fact: str, place: str, value: list[object]) -> None:
    assert [each.value for each in read(said).facts if (each.name, each.place) == (fact, place)] == value


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Positive Phalen test and Tinel test on the left wrist.", False),
        ("Positive Tinel test at the right elbow over the ulnar nerve.", True),
    ],
)
def test_a_tinel_sign_at_the_wrist_is_none_of_the_ulnar_nerve(said: str, found: bool) -> None:
    read_as = values(f"Left wrist pain.\nPHYSICAL EXAMINATION: {said}", "ulnar_or_radial_entrapment_signs")
    assert (True in read_as) is found


@pytest.mark.parametrize(
    ("said", "fact", "read_as"),
    [
        ("CHIEF COMPLAINT: Left wrist pain improving 6/10 -> 2/10.", "pain_now", []),
        ("PLAN: Chiropractic manipulation and myofascial release, 6 visits, neck.", "surgery_planned", []),
        ("PLAN: Regular duty trial next week.", "work_status", []),
    ],
)
def test_what_is_over_or_only_tried_is_not_the_state(said: str, fact: str, read_as: list[object]) -> None:
    assert values(said, fact) == read_as


@pytest.mark.parametrize(
    ("said", "drug"),
    [
        ("MEDICATIONS: none at present. Allergic to Motrin.", "ibuprofen"),
        ("HISTORY: Neck pain. Allergies: sulfa, naproxen. He takes vitamins.", "naproxen"),
        ("HISTORY: Takes gabapentin, is allergic to Norco and penicillin.", "hydrocodone_acetaminophen"),
        ("MEDICATIONS: Tylenol. Naloxone has not been prescribed yet.", "naloxone"),
        ("HISTORY: He takes Tylenol; naloxone (Narcan) was never prescribed.", "naloxone"),
        ("MEDICATIONS: Tylenol, Norco 5/325 not prescribed so far.", "hydrocodone_acetaminophen"),
    ],
)
def test_a_drug_that_is_an_allergy_or_was_not_prescribed_is_not_taken(said: str, drug: str) -> None:
    found = read(said).facts
    assert [each for each in found if each.name == "drug_used_before" and each.treatment == drug] == []
    assert not {"nsaid_taken", "opioids_taken"} & {each.name for each in found if each.value is True}


@pytest.mark.parametrize(
    ("said", "drug"),
    [
        ("HISTORY: He is allergic to codeine but takes Motrin daily.", "ibuprofen"),
        ("HISTORY: Allergic to sulfa, takes Motrin daily.", "ibuprofen"),
        ("MEDICATIONS: Motrin; naloxone was not prescribed.", "ibuprofen"),
    ],
)
def test_a_drug_beside_one_that_is_not_taken_is_taken(said: str, drug: str) -> None:
    assert drug in {each.treatment for each in read(said).facts if each.name == "drug_used_before"}


@pytest.mark.parametrize(
    ("said", "drugs"),
    [
        ("MEDICATIONS: gabapentin 100 mg at night.", {"gabapentin"}),
        ("HISTORY: He tried diphenhydramine and cyclobenzaprine.", {"cyclobenzaprine"}),
        ("MEDICATIONS: Fanatrex.", {"oral_suspension_kit"}),
        ("MEDICATIONS: ranitidine, Colace.", {"h2_blocker", "laxative"}),
    ],
)
def test_the_plain_name_of_a_drug_is_not_the_kit_that_holds_it(said: str, drugs: set[str]) -> None:
    assert {each.treatment for each in read(said).facts if each.name == "drug_used_before"} == drugs


@pytest.mark.parametrize(
    "said",
    [
        "Patient: A. Roe   DOB 02/03/1971   DOI: 08/09/2024",
        "Date of birth: 02/03/1971. Date of injury: 08/09/2024.",
        "Born 2/3/1971. She slipped on a wet floor on 8/9/2024.",
    ],
)
def test_a_birthday_is_no_day_of_record(said: str) -> None:
    found = read(f"Visit 11/12/2024\n{said}\n\nEXAM: Neck: spasm is noted.\n").facts
    assert date(1971, 2, 3) not in {each.dated for each in found}
    assert [each.dated for each in found if each.name == "injury_event_recorded"] == [date(2024, 8, 9)]
    assert [each.dated for each in found if each.name == "muscle_spasm"] == [date(2024, 11, 12)]


@pytest.mark.parametrize(
    "said",
    [
        "Neck pain. Tingling in R thumb resolved.",
        "Neck pain. The numbness of the left index finger has now resolved.",
        "Neck pain. Paresthesias of the little finger are gone.",
    ],
)
def test_a_numbness_that_is_over_is_none(said: str) -> None:
    assert True not in values(f"HISTORY: {said}", "numb_digits_or_dermatome")


def test_a_numbness_that_has_not_resolved_is_one() -> None:
    said = "HISTORY: Neck pain. Tingling in the left thumb has not resolved."
    assert values(said, "numb_digits_or_dermatome") == [True]


@pytest.mark.parametrize(
    "said",
    [
        "She did 6 chiro visits for her low back in 2023 (prior claim).",
        "He had 9 chiropractic visits for the low back under an earlier claim.",
        "On another claim she completed 8 visits of acupuncture for the low back.",
    ],
)
def test_visits_of_another_claim_are_none_of_this(said: str) -> None:
    assert values(f"HISTORY: Neck pain.\n{said}", "visits_completed") == []


@pytest.mark.parametrize("when", ["in 2023", "in March", "at a clinic"])
def test_visits_are_those_of_the_part_that_their_sentence_names(when: str) -> None:
    found = read(f"CC: neck pain\nHISTORY: She had 6 chiropractic visits for her low back {when}.").facts
    assert {each.region for each in found if each.name == "visits_completed"} == {"lumbar"}
