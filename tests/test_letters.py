"""What stands where in a letter: header, reviewer, items, outcomes, guidelines; and what is no letter."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters_written import (
    NOTHING_CITED,
    Written,
    as_printed,
    earlier,
    header,
    in_columns,
    later,
    pdf,
)
from recheck.letters.letter import Letter
from recheck.letters.read import text_of
from recheck.letters.structure import read_structure
from recheck.letters.words import load_letter_words
from recheck.model.case import Outcome
from recheck.model.problem import Problem

KNEE = Written("MRI of the left knee")
GYM = Written(
    "Physical therapy 2 times a week for 4 weeks for the left knee", "Overturned",
    f"The Claims Administrator {NOTHING_CITED}",
    "Decision based on MTUS Chronic Pain Medical Treatment 2016, Section(s): Physical medicine treatment, and Knee "
    "Complaints 2004. Decision based on Non-MTUS Citation Official Disability Guidelines (ODG), Knee & Leg "
    "(updated 11/22/16) Chapter: Physical therapy.",
)  # fmt: skip


def read(text: str | bytes, name: str = "letter.txt") -> tuple[Letter | None, list[Problem]]:
    data = text if isinstance(text, bytes) else text.encode()
    found, problems = text_of(data, name)
    if found is None:
        return None, problems
    return read_structure(found, load_letter_words(), name)


def letter_of(text: str | bytes, name: str = "letter.txt") -> Letter:
    found, problems = read(text, name)
    assert found, [str(each) for each in problems]
    return found


def code_of(text: str | bytes, name: str = "letter.txt") -> str:
    found, problems = read(text, name)
    assert found is None
    assert len(problems) == 1, [str(each) for each in problems]
    return problems[0].code


def test_a_later_letter_is_told_apart() -> None:
    letter = letter_of(later([KNEE, GYM]))
    head = letter.header
    days = [each.value if each else None for each in (head.assigned, head.injury, head.decided, head.denied)]
    assert days == [date(2016, 11, 9), date(2016, 3, 2), date(2016, 12, 9), date(2016, 10, 3)]
    assert head.received and head.received.value == date(2016, 10, 28)
    assert (letter.id, head.priority) == ("CM16-9000001", "standard")
    assert letter.reviewer.credentials == ("physical medicine and rehabilitation", "pain management")
    assert letter.reviewer.licensed_in == ("CA", "NC")
    assert [(item.title, str(item.outcome)) for item in letter.items] == [
        ("MRI of the left knee", "upheld"),
        ("Physical therapy 2 times a week for 4 weeks for the left knee", "overturned"),
    ]
    assert letter.text[letter.summary].split()[:3] == ["The", "injured", "worker"]
    assert letter.text[letter.summary].split()[-1] == "request."
    assert letter.text.lines[letter.items[0].title_span.first - 1].strip() == "MRI of the left knee: Upheld"
    assert letter.text[letter.items[1].rationale].startswith("Decision rationale: The ladder")


def test_an_earlier_letter_is_told_apart() -> None:
    letter = letter_of(earlier([KNEE, GYM]), "017_abc.txt")
    assert (letter.id, letter.header.injury) == ("017_abc", None)
    assert letter.reviewer.credentials == ("orthopedic surgery",)
    assert letter.reviewer.licensed_in == ("NY",)
    assert [str(item.outcome) for item in letter.items] == ["upheld", "overturned"]


def test_guidelines_are_split() -> None:
    item = letter_of(later([GYM])).items[0]
    assert item.claims_administrator.cites == ()
    assert [(each.guideline, each.edition, each.section) for each in item.reviewer.cites] == [
        ("mtus-chronic-pain-2016", "2016", "Physical medicine treatment"),
        ("acoem-2004", "2004", "Knee complaints"),
        ("odg", None, "Knee and Leg, Physical therapy"),
    ]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "Decision based on MTUS ACOEM Chapter 13 Knee Complaints Page(s): 341-343,Chronic Pain Treatment "
            "Guidelines NSAIDs Page(s): 67, 70.",
            [
                ("acoem-2004", "Chapter 13, Knee complaints", ("341", "343")),
                ("mtus-chronic-pain-2009", "NSAIDs", ("67", "70")),
            ],
        ),
        (
            "The Expert Reviewer based their decision on recommendation(s) outside of the MTUS Guidelines. Decision "
            "based on Non-MTUS Citation Official Disability Guidelines, Pain - Gardening; ODG, Low Back Chapter.",
            [("odg", "Pain, Gardening", ()), ("odg", "Low Back", ())],
        ),
        (
            "Decision based on Non-MTUS Citation The Gardener's Handbook, Chapter 3: Ladders.",
            [("The Gardener's Handbook", "Chapter 3: Ladders", ())],
        ),
        (
            "Decision based on MTUS Ladder Complaints 2011, Section(s): Falls, and Knee Complaints 2004.",
            [("Ladder Complaints 2011", "Falls", ()), ("acoem-2004", "Knee complaints", ())],
        ),
        (
            "Decision based on MTUS Opioids Treatment Guidelines 2031.",
            [("Opioids treatment guidelines 2031", None, ())],
        ),
    ],
)
def test_a_citation_is_this(said: str, expected: list[tuple[str, str | None, tuple[str, ...]]]) -> None:
    item = letter_of(later([Written("MRI of the knee", reviewer=said)])).items[0]
    assert [(each.guideline, each.section, each.pages) for each in item.reviewer.cites] == expected


def test_columns_read_one_after_the_other_give_the_same_header() -> None:
    one, other = letter_of(later([KNEE])).header, letter_of(later([KNEE], head=in_columns())).header
    for name in ("assigned", "injury", "decided", "denied", "received"):
        assert getattr(one, name).value == getattr(other, name).value, name
    assert (one.case_number, one.priority) == (other.case_number, other.priority)


@pytest.mark.parametrize("title", ["MRI of the knee\nwithout\ncontrast", "MRI OF THE KNEE WITHOUT CONTRAST"])
def test_a_title_over_several_lines_is_one(title: str) -> None:
    for text in (
        later([GYM, Written(title)]),
        as_printed(later([GYM, Written(title)])),
        earlier([GYM, Written(title)]),
    ):
        assert letter_of(text).items[1].title == " ".join(title.split())


def test_an_outcome_on_a_line_of_its_own_belongs_to_the_title_above() -> None:
    letter = letter_of(later([KNEE, GYM]).replace("left knee: Upheld", "left knee: \nUpheld"))
    assert (letter.items[0].title, str(letter.items[0].outcome)) == ("MRI of the left knee", "upheld")


def test_a_title_that_a_page_divides_is_one() -> None:
    text = later([GYM, Written("MRI of the left knee without\n\ncontrast")])
    assert letter_of(text).items[1].title == "MRI of the left knee without contrast"


def test_a_partial_approval_is_one_title() -> None:
    title = (
        "Nine sessions of physical therapy was the original request. Six sessions of physical therapy was authorized\n"
        "by the Claims Administrator. The remaining IMR eligible portion of the original request,\n"
        "Three sessions of physical therapy is"
    )
    for text in (later([KNEE, Written(title)]), earlier([KNEE, Written(title)])):
        assert letter_of(text).items[1].title == " ".join(title.split())


def test_ligatures_and_broken_words_are_written_out() -> None:
    said = "Decision based on MTUS Chronic Pain Medical Treatment 2016, Section(s): Electro-\ndiagnostic testing."
    text = later([Written("Electrodiagnostic \ufb01ndings of the knee", reviewer=said)])
    item = letter_of(text).items[0]
    assert item.title == "Electrodiagnostic findings of the knee"
    assert item.reviewer.cites[0].section == "Electrodiagnostic testing"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_letter_in_this_encoding_is_read(encoding: str) -> None:
    text = later([Written("Voltaren® gel 1% for the knee #60 grams")])
    assert letter_of(text.encode(encoding)).items[0].title.startswith("Voltaren®")


# -- what is no letter ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("empty-file", " \n\n "),
        ("not-a-text", b"\x00\x01\x02\x03" * 50),
        ("not-a-determination", "A shopping list\nladders\nbulbs\n"),
        ("cut-off", later([KNEE]).split("IMR ISSUES")[0]),
        ("no-summary", "IMR ISSUES" + later([KNEE]).split("IMR ISSUES")[1]),
        ("cut-off", later([KNEE, GYM]).split("MAXIMUS guideline: Decision based on MTUS Chronic")[0]),
        ("cut-off", later([KNEE])[:-60]),
        ("cut-off", later([KNEE]).split("Claims Administrator guideline")[0]),
        ("no-items", later([])),
        ("no-outcome", later([KNEE]).replace("left knee: Upheld", "left knee")),
        ("two-outcomes", later([KNEE]).replace(": Upheld", ": Upheld Overturned")),
        ("two-outcomes", later([KNEE]).replace(": Upheld", ": Upheld/Overturned")),
        ("two-outcomes", later([KNEE]).replace(": Upheld", ": Overturned\nUpheld")),
        ("two-outcomes", later([KNEE, Written(KNEE.title, "Overturned")])),
        ("item-incomplete", later([KNEE, GYM]).replace("Claims Administrator guideline: The", "The")),
        ("item-incomplete", later([KNEE, GYM]).replace("MAXIMUS guideline: Decision based on MTUS Chronic", "Chronic")),
        ("several-letters", later([KNEE]) + later([GYM], head=header("CM16-9000002"))),
    ],
    ids=lambda each: each if isinstance(each, str) and len(each) < 30 else "",
)
def test_what_is_not_one_whole_letter_is_one_problem(code: str, text: str | bytes) -> None:
    assert code_of(text) == code


def test_a_pdf_is_read_as_the_text_is() -> None:
    lines = as_printed(later([KNEE, GYM])).splitlines()
    pages = [lines[:30], lines[30:]]
    letter = letter_of(pdf(pages), "letter.pdf")
    plain = letter_of(later([KNEE, GYM]))
    assert [(each.title, each.outcome) for each in letter.items] == [(each.title, each.outcome) for each in plain.items]
    assert [each.reviewer.cites for each in letter.items] == [each.reviewer.cites for each in plain.items]
    assert letter.reviewer == plain.reviewer


def test_pdfs_that_cannot_be_read_say_why() -> None:
    assert code_of(pdf([["x"]] * 2, with_text=False), "scan.pdf") == "no-text-layer"
    assert code_of(pdf([["x"]] * 500), "long.pdf") == "too-long"
    assert code_of(b"%PDF-1.7\n" + b"\xff<<>>" * 200, "broken.pdf") == "not-a-pdf"
    assert code_of(pdf([["x"]])[:150], "cut.pdf") in ("not-a-pdf", "no-text-layer", "not-a-determination")
    assert code_of("CLINICAL CASE SUMMARY", "named.pdf") == "not-a-pdf"


# -- mutations: nothing is invented -------------------------------------------------------------------

WHOLE = {"later": later([KNEE, GYM]), "earlier": earlier([KNEE, GYM]), "printed": as_printed(later([KNEE, GYM]))}
OUTCOMES = {(each.title, each.outcome.lower()) for each in (KNEE, GYM)}


@given(kind=st.sampled_from(sorted(WHOLE)), at=st.floats(0, 1))
def test_a_truncated_letter_invents_no_outcome(kind: str, at: float) -> None:
    text = WHOLE[kind]
    letter, problems = read(text[: int(len(text) * at)])
    assert letter or len(problems) == 1
    if letter:
        assert {(each.title, str(each.outcome)) for each in letter.items} <= OUTCOMES


@given(kind=st.sampled_from(sorted(WHOLE)), data=st.data())
def test_deleted_and_swapped_lines_invent_no_outcome(kind: str, data: st.DataObject) -> None:
    lines = WHOLE[kind].splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 3))):
        one = data.draw(st.integers(0, len(lines) - 1))
        if data.draw(st.booleans()):
            del lines[one]
        else:
            other = data.draw(st.integers(0, len(lines) - 1))
            lines[one], lines[other] = lines[other], lines[one]
    letter, problems = read("".join(lines))
    assert letter or len(problems) == 1
    if letter:
        given_outcomes = sorted(str(each.outcome) for each in letter.items)
        assert len(given_outcomes) <= 2
        assert given_outcomes.count(str(Outcome.UPHELD)) <= 1
        assert given_outcomes.count(str(Outcome.OVERTURNED)) <= 1


@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.pdf"]))
def test_any_bytes_give_a_problem_and_no_traceback(data: bytes, name: str) -> None:
    letter, problems = read(data, name)
    assert letter is None
    assert len(problems) == 1
