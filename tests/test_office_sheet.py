"""`recheck sheet`: what is documented, missing and against, by whose criteria, in four forms."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, run

NOTE = str(ROOT / "docs" / "examples" / "chart-low-back.txt")
THERAPY = ("PT 2x4 low back", "--requested", "2016-11-02", "--fact", "postsurgical_period=no")
MASSAGE = str(ROOT / "docs" / "examples" / "massage-not-documented.yaml")


def sheet(*words: str) -> dict[str, Any]:
    status, out, told = run("sheet", *words, "--format", "json")
    assert status == 0, told
    found: dict[str, Any] = json.loads(out)["sheets"][0]
    return found


def rows(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for part in found["parts"] for row in part["rows"]]


def test_what_is_missing_says_what_to_write_and_what_is_against_says_why() -> None:
    found = sheet(MASSAGE)
    missing = next(row for row in rows(found) if row["state"] == "missing")
    assert "Is the worker in an exercise program, at home or supervised?" in missing["write"]
    against = next(row for row in rows(found) if row["state"] == "against")
    assert against["says"] == "At most six visits in all" and "visits requested: 8" in against["facts"]
    assert not against["write"]
    assert (
        found["stands"] == "nothing can be said yet: facts that decide are missing"
        and found["advises"] is None
        and not found["unconfirmed"]
    )


def test_what_a_note_says_stands_with_its_words_and_its_age() -> None:
    found = sheet(*THERAPY, "--note", NOTE)
    told = [fact for row in rows(found) for fact in row["facts"]]
    assert any(
        "line 6" in fact and "7 days before the request" in fact and "«had six visits of physical therapy»" in fact
        for fact in told
    )
    assert found["unconfirmed"]
    assert found["stands"].startswith("nothing can be said yet: ")


def test_a_treatment_alone_is_a_blank_checklist() -> None:
    found = sheet(*THERAPY)
    assert rows(found) and not found["unconfirmed"]
    assert not any("[line" in fact for row in rows(found) for fact in row["facts"])
    assert all(row["write"] for row in rows(found) if row["state"] == "missing")


def test_criteria_that_only_advise_say_so_first() -> None:
    status, out, _ = run("sheet", "MRI lumbar spine", "--requested", "2026-03-02")
    assert status == 0
    assert out.splitlines()[5].startswith("These criteria advise only")


def test_without_a_date_nothing_is_said_to_be_approved() -> None:
    found = sheet("PT 2x4 low back")
    assert found["stands"] == "nothing can be said yet: no date of the request is known" and not found["parts"]


def test_it_says_approved_only_where_a_screening_approves(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Visit 2/10/26\nTwisted the right knee on 12/15/25. McMurray positive.\n", encoding="utf-8")
    words = ("MRI R knee w/o contrast", "--requested", "2026-02-10", "--injured", "2025-12-15", "--note", str(note))
    status, out, _ = run("screen", *words)
    assert status == 0 and "\nPEND: " in out
    status, out, _ = run("sheet", *words)
    assert status == 0 and "\nNothing can be said yet: " in out and "would be approved as it stands" not in out
    assert sheet(str(ROOT / "docs" / "examples" / "massage.yaml"))["stands"] == "6 of 8 visits"


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]
        assert tag != "script"

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_stands_alone_and_holds_what_the_text_holds(tmp_path: Path) -> None:
    note = tmp_path / "<b>note.txt"
    note.write_text(Path(NOTE).read_text(encoding="utf-8"), encoding="utf-8")
    page = tmp_path / "sheet.html"
    status, out, told = run("sheet", *THERAPY, "--note", str(note), "--format", "html", "--out", str(page))
    assert status == 0 and not out and "written" in told
    parser = _Tags()
    text = page.read_text(encoding="utf-8")
    parser.feed(text)
    assert not parser.links and "<b>" not in text
    assert "<b>note.txt: «had six visits" in parser.text
    assert "Nothing can be said yet: " in parser.text


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["hello world"], 1, "nothing of it was understood"),
        ([MASSAGE, "--request", "masage"], 1, "unknown-request"),
        ([MASSAGE, "--format", "pdf"], 2, "none of"),
        ([MASSAGE, "--out", "no/such/folder/sheet.txt"], 1, "cannot be written"),
        ([*THERAPY, "--note", "nothing.txt"], 1, "no such file"),
    ],
)
def test_what_cannot_be_read_or_written_is_refused(arguments: list[str], status: int, says: str) -> None:
    found, out, told = run("sheet", *arguments)
    assert found == status and says in told and not out


def test_a_request_for_information_asks_what_decides_and_tells_no_thresholds() -> None:
    status, out, told = run("sheet", MASSAGE, "--ask")
    assert status == 0, told
    assert out.startswith("Request for information\n===")
    assert "Is the worker in an exercise program, at home or supervised?" in out
    assert "☐ yes   ☐ no   ☐ not known" in out and "Raised by: Massage therapy, p. 60" in out
    assert "six visits" not in out
    status, out, _ = run("sheet", MASSAGE, "--ask", "--format", "json")
    asked = json.loads(out)["requests_for_information"][0]
    assert 0 < len(asked["questions"]) <= 5 and asked["case"] == "office-18"
    for form in ("html", "markdown"):
        status, out, _ = run("sheet", MASSAGE, "--ask", "--format", form)
        assert status == 0 and "Request for information" in out


def test_nothing_is_asked_where_no_answer_would_change_anything() -> None:
    facts = ("--fact", "exercise_program=no", "--fact", "active_therapy=no")
    words = ("massage neck 8 visits", "--requested", "2015-03-02", "--injured", "2014-11-03", *facts)
    status, _, told = run("sheet", *words, "--ask")
    assert (status, "nothing-to-ask" in told) == (1, True)


def test_alternatives_stand_below_how_many_of_them_are_needed() -> None:
    found = sheet(*THERAPY)
    told = [(row["state"], row["depth"], row["says"]) for row in rows(found)]
    at = next(place for place, row in enumerate(told) if row[0] == "group" and row[2] == "any one of")
    depth = told[at][1]
    below = [row[2] for row in told[at + 1 :] if row[1] > depth]
    assert below[0] == "Fewer than six visits were had, so that the trial of six is not over"
    assert told[at + 1][1] == told[at + 2][1] == depth + 1
