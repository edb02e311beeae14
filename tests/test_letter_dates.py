"""The date that stands for a request's: never the injury's own, nor that of a study long before the denial."""

from datetime import date

import pytest

from recheck.letters.letter import LetterText
from recheck.letters.requests import Draft, draft_of
from recheck.letters.structure import read_structure
from recheck.letters.words import load_letter_words
from recheck.load.ruleset import load_rule_set
from recheck.model.rule import RuleSet

LETTER = """Case Number: CM19-0000001 Date Assigned: 02/05/2019
Date of Injury: 03/03/2015
Decision Date: 02/25/2019 UR Denial Date: 01/03/2019

CLINICAL CASE SUMMARY
The expert reviewer developed the following clinical case summary based on a review of the
case file, including all medical records:

{summary}

IMR ISSUES, DECISIONS AND RATIONALES
The Final Determination was based on decisions for the disputed items/services set forth below:

MRI of the lumbar spine: Upheld

Claims Administrator guideline: Decision based on MTUS Chronic Pain Medical Treatment 2016.

MAXIMUS guideline: Decision based on MTUS Chronic Pain Medical Treatment 2016.

Decision rationale: It is not needed.
"""


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rule_set()


def draft(summary: str, rules: RuleSet) -> Draft:
    words = load_letter_words()
    text = LetterText("invented", "text", "", LETTER.format(summary=summary))
    letter, problems = read_structure(text, words, "invented.txt")
    assert letter, problems
    return draft_of(letter, words, rules.vocabulary)


@pytest.mark.parametrize(
    "summary",
    [
        "The worker has had low back pain since an accident at work on 03/03/2015.",
        "The worker was hurt at work on March 3, 2015 and has low back pain.",
        "The worker has low back pain with date of injury 3/3/15. An MRI of 6/1/2015 showed a disc protrusion.",
        "The worker has low back pain. X-rays dated 08/14/2018 were normal.",
        "The worker has low back pain.",
    ],
)
def test_neither_the_injury_nor_an_old_study_stands_for_the_request(summary: str, rules: RuleSet) -> None:
    found = draft(summary, rules)
    [request] = found.case.requests.values()
    assert request.dates.requested == date(2019, 1, 3)
    assert request.date_stands_for == "utilization review's denial"
    assert [each.code for each in found.problems if each.code == "request-undated"]


def test_a_visit_shortly_before_the_denial_stands_for_it(rules: RuleSet) -> None:
    found = draft("The worker has low back pain. At the visit of 12/18/2018 spasm was noted.", rules)
    [request] = found.case.requests.values()
    assert (request.dates.requested, request.date_stands_for) == (date(2018, 12, 18), "latest record")
    assert not [each for each in found.problems if each.code == "request-undated"]


def test_the_day_of_service_stands_for_a_retrospective_request_of_which_nothing_else_is_told(rules: RuleSet) -> None:
    text = LETTER.replace("MRI of the lumbar spine:", "Retrospective MRI of the lumbar spine (DOS 11/02/2018):")
    letter, problems = read_structure(
        LetterText("invented", "text", "", text.format(summary="The worker has low back pain.")),
        load_letter_words(),
        "invented.txt",
    )
    assert letter, problems
    [request] = draft_of(letter, load_letter_words(), rules.vocabulary).case.requests.values()
    assert (request.dates.requested, request.date_stands_for) == (date(2018, 11, 2), "day of service")
