"""Dependence, partial approvals and utilization review's decision, in words that no shared letter uses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters_written import Written, later
from recheck.letters.importing import draft_letter
from recheck.model.case import By, Case, Quantity
from recheck.model.problem import Problem
from recheck.model.rule import RuleSet
from recheck.titles.amounts import amount

SUMMARY = """The injured worker is a 41 year old gardener with an industrial injury on 03-02-2016. On
09-12-2016 the knee was swollen. {}"""


def draft(rules: RuleSet, *titles: str, said: str = "") -> tuple[Case, list[Problem]]:
    text = later([Written(title) for title in titles], summary=SUMMARY.format(said))
    found, problems = draft_letter(text.encode(), "a.txt", rules.vocabulary)
    assert found, problems
    return found.case, problems


SURGERY = "Right knee arthroscopy with partial medial meniscectomy"
INJECTION = "L4-5 lumbar epidural steroid injection"


@pytest.mark.parametrize(
    ("other", "title"),
    [
        (SURGERY, "Post-operative physical therapy, 12 visits"),
        (SURGERY, "Physical therapy, 12 visits, following surgery"),
        (SURGERY, "Cold therapy unit, 7 day rental, after the procedure"),
        (SURGERY, "Crutches (if surgery is approved)"),
        (SURGERY, "Physical therapy 2x6 after the right knee arthroscopy"),
        (INJECTION, "Physical therapy 2 times per week for 3 weeks following injection"),
        (INJECTION, "Physical therapy 2x3 after epidural steroid injection"),
        (INJECTION, "Office visit after the procedure"),
    ],
)
def test_what_a_title_says_it_follows_is_what_it_depends_on(other: str, title: str, rules: RuleSet) -> None:
    case, _ = draft(rules, other, title)
    first, second = case.requests.values()
    assert first.depends_on is None
    assert second.depends_on and second.depends_on.request == first.id
    assert not second.parts


@pytest.mark.parametrize(
    "titles",
    [
        ("MRI of the left knee", "Physical therapy, 12 visits, following surgery"),
        (SURGERY, "TENS unit"),
        (SURGERY, "Ibuprofen 800 mg #60, after meals"),
        (INJECTION, "Trigger point injections", "Physical therapy 2x3 following injection"),
        ("Physical therapy following injection", "Trigger point injections following physical therapy"),
    ],
)
def test_no_dependence_is_guessed(titles: tuple[str, ...], rules: RuleSet) -> None:
    case, _ = draft(rules, *titles)
    assert [each.depends_on for each in case.requests.values()] == [None] * len(titles)


def outcomes(case: Case) -> list[str | None]:
    found = [each.determination(By.UTILIZATION_REVIEW) for each in case.requests.values()]
    return [str(each.outcome) if each else None for each in found]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("On 10-03-2016 utilization review denied the requests.", ["denied", "denied"]),
        (
            "On 10-03-2016 utilization review partially certified physical therapy (4 visits) and non-certified "
            "the lumbar MRI.",
            ["modified", "denied"],
        ),
        (
            "Per the utilization review of 10-03-2016, the MRI of the lumbar spine was denied. "
            "Utilization review conditionally certified physical therapy.",
            ["modified", "denied"],
        ),
        (
            "Utilization review modified physical therapy to 4 visits. Utilization review denied physical therapy.",
            [None, None],
        ),
        ("Utilization review modified the request.", [None, None]),
        ("Utilization review modified physical therapy to 4 visits.", ["modified", None]),
    ],
)
def test_what_utilization_review_decided_is_read_or_left_open(
    said: str, expected: list[str | None], rules: RuleSet
) -> None:
    case, problems = draft(rules, "Physical therapy 2x4 for the low back", "MRI of the lumbar spine", said=said)
    assert outcomes(case) == expected
    assert [each.code for each in problems if each.code == "review-unclear"] == ["review-unclear"] * expected.count(
        None
    )


@pytest.mark.parametrize(
    ("title", "quantity"),
    [
        (
            "Physical therapy 12 sessions was the original request. Physical therapy 6 sessions were approved by the "
            "Claims Administrator. The remaining IMR eligible portion of the original request, 6 sessions of "
            "physical therapy is",
            Quantity("visits", 6, 6, 12),
        ),
        (
            "Norco 10/325mg #120 was the original request; Norco #90 was certified by the claims administrator; "
            "the remaining IMR eligible portion is Norco #30",
            Quantity("tablets", 30, 90, 120),
        ),
    ],
)
def test_a_partial_approval_is_told_apart(title: str, quantity: Quantity, rules: RuleSet) -> None:
    case, problems = draft(rules, title)
    assert next(iter(case.requests.values())).quantity == quantity
    assert outcomes(case) == ["modified"]
    assert not problems


@pytest.mark.parametrize(
    "title",
    [
        "Norco 10/325 mg #90 (modified by the claims administrator to #60)",
        "Physical therapy x 12 visits (6 certified)",
        "12 acupuncture visits, of which 6 were certified",
    ],
)
def test_a_partial_approval_in_other_words_is_not_taken_for_a_denial_of_the_whole(title: str, rules: RuleSet) -> None:
    case, problems = draft(rules, title)
    assert [each.quantity for each in case.requests.values()] == [None]
    assert outcomes(case) == [None]
    assert [each.code for each in problems] == ["review-unclear"]


@given(
    level=st.sampled_from(["L4-5", "L5-S1", "C5-C6", "C5/6", "T8-9"]),
    words=st.sampled_from(["{} epidural steroid injection", "Facet joint injection at {}", "{} medial branch blocks"]),
)
def test_levels_of_the_spine_count_nothing(level: str, words: str) -> None:
    assert amount(words.format(level)) == (None, None)


@given(
    count=st.integers(1, 300),
    refills=st.integers(1, 5),
    words=st.sampled_from(
        [
            "#{} x {} refills",
            "quantity: {}, refills: {}",
            "#{} with {} refills",
            "Qty {} (refills x {})",
            "#{}, {} refills",
        ]
    ),
)
def test_refills_multiply_a_supply_once(count: int, refills: int, words: str) -> None:
    assert amount(f"Norco 10/325mg {words.format(count, refills)}") == (count * (refills + 1),) * 2
