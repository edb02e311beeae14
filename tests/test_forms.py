"""A filled request form gives a case with a request for each row; what is not understood is said, never dropped."""

import io
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pypdf")
pytest.importorskip("reportlab")
from reportlab.pdfgen.canvas import Canvas

from conftest import run
from recheck.letters.importing import draft_letter
from recheck.model.rule import RuleSet

ANSWERS = {
    "Employee Name Last First Middle": "Doe, Jane",
    "Date of Injury MMDDYYYY": "11/03/2014",
    "Claim Number": "WC-0099",
    "Requesting Physician Name": "A. Example, MD",
    "City": "Fresno",
    "Diagnosis RequiredRow1": "Neck pain",
    "ICDCode RequiredRow1": "M54.2",
    "ServiceGood Requested RequiredRow1": "Massage therapy",
    "Other Information Frequency Duration Quantity etcRow1": "2 times a week for 4 weeks",
    "Diagnosis RequiredRow2": "ACL sprain",
    "ICDCode RequiredRow2": "S83.511A",
    "ServiceGood Requested RequiredRow2": "MRI",
    "ServiceGood Requested RequiredRow3": "Acupuncture low back",
    "Other Information Frequency Duration Quantity etcRow3": "6 visits",
    "Physician Signature": "A. Example",
    "Date signed": "03/02/2015",
}


def form(answers: dict[str, str]) -> bytes:
    """A PDF with these fields, filled."""
    out = io.BytesIO()
    canvas = Canvas(out)
    for at, (name, answer) in enumerate(answers.items()):
        canvas.drawString(40, 800 - 30 * at, name)
        canvas.acroForm.textfield(name=name, value=answer, x=300, y=795 - 30 * at, width=200, height=20)
    canvas.save()
    return out.getvalue()


def drafted(answers: dict[str, str], rules: RuleSet) -> tuple[Any, list[str]]:
    draft, problems = draft_letter(form(answers), "rfa.pdf", rules.vocabulary)
    return draft and draft.case, [f"{each.code}: {each.message}" for each in problems]


def test_each_row_is_a_request(rules: RuleSet) -> None:
    case, problems = drafted(ANSWERS, rules)
    assert case.id == "WC-0099"
    assert str(case.claim["date_of_injury"].readings[0].value) == "2014-11-03"
    first, _, third = case.requests.values()
    assert (first.treatment, first.body_regions, first.quantity.disputed) == ("massage_therapy", ("cervical",), 8)
    assert str(first.dates.requested) == "2015-03-02"
    assert (third.treatment, third.body_regions, third.quantity.disputed) == ("acupuncture", ("lumbar",), 6)
    assert not any(each.startswith(("form-incomplete", "form-field")) for each in problems), problems


def test_a_field_that_is_not_understood_is_said_with_its_answer(rules: RuleSet) -> None:
    _, problems = drafted({**ANSWERS, "Zodiac": "Leo"}, rules)
    assert any("'Zodiac' is filled and not understood: 'Leo'" in each for each in problems)
    assert not any("Zodiac" in each for each in drafted({**ANSWERS, "Zodiac": ""}, rules)[1])


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("Physician Signature", "it is not signed"),
        ("Employee Name Last First Middle", "it does not name the employee"),
        ("Requesting Physician Name", "it does not name the requesting physician"),
    ],
)
def test_what_a_complete_request_lacks_is_said(key: str, told: str, rules: RuleSet) -> None:
    _, problems = drafted({**ANSWERS, key: ""}, rules)
    assert any(told in each for each in problems)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"ICDCode RequiredRow1": "Q99.999"}, "unknown-code: 'Q99.999' is no code of ICD-10-CM"),
        ({"Date of Injury MMDDYYYY": "soon"}, "no-such-date: 'soon' is no date"),
        ({"ServiceGood Requested RequiredRow2": ""}, "form-row: row 2 of the form names no treatment"),
        ({"ServiceGood Requested RequiredRow1": "Flux capacitor"}, "unlisted-treatment: 'Flux capacitor'"),
        ({"Date of Report": "12/01/2014"}, "its documentation is 91 days old"),
    ],
)
def test_answers_that_are_wrong_are_said(change: dict[str, str], told: str, rules: RuleSet) -> None:
    _, problems = drafted({**ANSWERS, **change}, rules)
    assert any(each.startswith(told) or told in each for each in problems), problems


def test_a_form_that_is_not_known_is_a_problem_and_never_a_blank(tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    path.write_bytes(form({"Colour": "red", "Size": "12"}))
    code, out, err = run("import", str(path), "--out", str(tmp_path / "drafts"))
    assert code == 1 and "2 answers are not understood ('Colour', 'Size')" in out + err


def test_a_form_becomes_a_case_file_that_can_be_screened(tmp_path: Path) -> None:
    path = tmp_path / "rfa.pdf"
    path.write_bytes(form(ANSWERS))
    code, out, err = run("import", str(path), "--out", str(tmp_path / "drafts"))
    assert code == 0, out + err
    file = next((tmp_path / "drafts").glob("*.yaml"))
    code, out, err = run("screen", str(file), "--request", "row_1")
    assert code == 0 and "Massage therapy" in out, err


def test_a_form_that_is_described_wrongly_is_a_problem_of_the_rules(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "forms.yaml").write_text(
        "mine: {title: Ours, cite: none, has: [zodiac], fields: {claim_number: [claim]}, rows: {}}\n", encoding="utf-8"
    )
    code, out, err = run("rules", "check", "--rules", "shipped", "--rules", str(tmp_path))
    assert code == 1 and "'zodiac' is no key of 'fields' or 'rows'" in out + err


@pytest.mark.parametrize(("cut", "code"), [(0.3, "not-a-pdf"), (0.6, "not-a-pdf"), (0.9, "form-unreadable")])
def test_a_damaged_form_is_refused(cut: float, code: str, rules: RuleSet) -> None:
    whole = form(ANSWERS)
    draft, problems = draft_letter(whole[: int(len(whole) * cut)], "rfa.pdf", rules.vocabulary)
    assert draft is None and [each.code for each in problems] == [code]
