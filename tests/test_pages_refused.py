"""What the pages refuse, and why: each refusal beside the input that passes."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from recheck.model.problem import Problem, ProblemsFound
from recheck.service.decisions import Decided, Physician, checked
from recheck.service.pages.audit import AuditPage
from recheck.service.pages.framed import REPORT, report_of
from recheck.service.pages.letter import MOST, LetterPanel
from recheck.service.pages.papers import Papers
from recheck.service.pages.recording import Recording
from recheck.service.pages.request_form import _day
from recheck.service.problems import Refused


def codes(work: Callable[[], object]) -> list[str]:
    with pytest.raises(ProblemsFound) as found:
        work()
    return [each.code for each in found.value.problems]


def test_a_day_is_written_as_a_date() -> None:
    assert codes(lambda: _day("2015-13-40")) == ["not-a-date"]
    assert str(_day("2015-03-02")) == "2015-03-02"
    assert _day("") is None


DOCTOR = Physician("Ada Example, MD", "CA A 12345")


@pytest.mark.parametrize(
    ("decided", "told"),
    [
        (Decided("denied"), ["needs-physician", "no-reason"]),
        (Decided("denied", "why", Physician("", "CA A 12345")), ["needs-physician"]),
        (Decided("denied", "why", Physician("Ada Example, MD", " ")), ["needs-license"]),
        (Decided("denied", "why", Physician("Ada Example, MD", "unknown")), ["needs-license"]),
        (Decided("denied", " ", DOCTOR), ["no-reason"]),
        (Decided("modified", "why", DOCTOR), ["no-quantity"]),
        (Decided("modified", "why", DOCTOR, 8), ["wrong-quantity"]),
        (Decided("modified", "why", DOCTOR, 0), ["wrong-quantity"]),
        (Decided("approved", None, None, 4), ["quantity-of-no-use"]),
        (Decided("approved", None, Physician("", "CA A 12345")), ["needs-physician"]),
        (Decided("approved", None, Physician("Ada Example, MD", "")), ["needs-license"]),
    ],
)
def test_a_decision_lacks_nothing_that_it_needs(decided: Decided, told: list[str]) -> None:
    assert codes(lambda: checked(decided, 8, "visits")) == told


@pytest.mark.parametrize(
    "decided",
    [
        Decided("denied", "why", DOCTOR),
        Decided("modified", "why", DOCTOR, 6),
        Decided("approved"),
        Decided("approved", None, DOCTOR),
        Decided("pended", "asked for"),
    ],
)
def test_a_decision_that_has_what_it_needs_is_taken(decided: Decided) -> None:
    assert checked(decided, 8, "visits") == decided


def test_rules_that_were_exchanged_meanwhile_are_shown_before_anything_is_decided() -> None:
    entry = SimpleNamespace(decision="deny", rules_digest="sha256:new", sequence=1, digest="sha256:1")
    shown_anew, decided = [], []

    async def screen(*_: object, **__: object) -> object:
        return SimpleNamespace(entries=[entry])

    async def change(sheet: object) -> None:
        shown_anew.append(sheet)

    async def decide(*_: object) -> None:
        decided.append(1)

    page = SimpleNamespace(
        frame=SimpleNamespace(visitor=SimpleNamespace(caller=lambda permission: None)),
        sheet=SimpleNamespace(asked=lambda **_: None),
        sees_criteria=True,
        service=SimpleNamespace(screen=screen, decide=decide),
        change=change,
    )
    recording: Any = SimpleNamespace(
        page=page,
        found=SimpleNamespace(decision="deny", rules_digest="sha256:old"),
        _decided=lambda: Decided("approved"),
        key="1",
        entry=None,
    )
    write: Coroutine[object, object, None] = Recording._write(recording)
    assert codes(lambda: asyncio.run(write)) == ["rules-changed"]
    assert shown_anew and not decided
    assert recording.entry is None


def test_what_is_not_there_is_neither_saved_nor_deleted() -> None:
    page = SimpleNamespace(sheet=SimpleNamespace(is_begun=False), keeping=SimpleNamespace(draft=None))
    papers: Any = SimpleNamespace(page=page)
    assert codes(lambda: asyncio.run(Papers._save(papers))) == ["nothing-to-save"]
    assert codes(lambda: asyncio.run(Papers._delete(papers))) == ["nothing-kept"]


def test_one_note_more_than_a_screening_takes_is_refused_and_none_is_lost() -> None:
    async def read(*_: object) -> object:
        return SimpleNamespace(name="one-more.txt")

    frame = SimpleNamespace(visitor=SimpleNamespace(caller=lambda permission: None))
    notes = tuple(SimpleNamespace(name=f"{number}.txt") for number in range(MOST))
    panel: Any = SimpleNamespace(
        page=SimpleNamespace(frame=frame, service=SimpleNamespace(read=read)),
        note=SimpleNamespace(say=lambda text: None),
        notes=notes,
        read=None,
    )
    assert codes(lambda: asyncio.run(LetterPanel._take(panel, b"words", "one-more.txt"))) == ["too-many-notes"]
    assert panel.notes == notes


def test_an_audit_of_nothing_does_not_begin() -> None:
    page: Any = SimpleNamespace(files={})
    assert codes(lambda: asyncio.run(AuditPage._begin(page))) == ["no-files"]


@pytest.mark.parametrize("refused", ["audit", "letter"])
def test_a_file_that_is_not_taken_is_told_on_the_page(refused: str) -> None:
    told: list[Problem] = []
    frame = SimpleNamespace(tell=lambda problems, at=None: told.extend(problems))
    if refused == "audit":
        audit: Any = SimpleNamespace(frame=frame)
        AuditPage._refused(audit, "too large")
    else:
        letter: Any = SimpleNamespace(page=SimpleNamespace(frame=frame), told=None)
        LetterPanel._refused(letter, "too large")
    assert [(each.code, each.message) for each in told] == [("not-taken", "too large")]


def test_a_report_is_there_or_the_page_says_that_there_is_none(tmp_path: Path) -> None:
    job: Any = SimpleNamespace(task=SimpleNamespace(folder=tmp_path))
    with pytest.raises(Refused) as found:
        report_of(job)
    assert (found.value.status_code, [each.code for each in found.value.problems]) == (404, ["no-report"])
    (tmp_path / REPORT).write_text("<p>", encoding="utf-8")
    assert report_of(job) == "<p>"
