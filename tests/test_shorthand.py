"""Shorthand of charts: read as a clinician reads it aloud, quoted as it stands."""

from functools import cache
from typing import Any

import pytest

from recheck.letters.letter import LetterText
from recheck.letters.notes.read import read_note
from recheck.load.cache import cached_rule_set
from recheck.load.files import SHIPPED

pytest.importorskip("medspacy")


@cache
def facts_of(said: str) -> list[tuple[str | None, str, Any, str]]:
    """Place, fact, value and quote of everything read."""
    read = read_note(LetterText("note", "text", "", said), cached_rule_set(), (SHIPPED,))
    return [(each.place, each.name, each.value, said[each.span.start : each.span.end]) for each in read.facts]


@pytest.mark.parametrize(
    ("said", "place", "fact", "value", "quote"),
    [
        ("EXAM: R knee: +McMurray, mod effusion.", "knee_right", "knee_effusion", True, "effusion"),
        ("HPI: c/o LBP 6/10.\nEXAM: L-spine w/ spasm. SLR + on L.", "lumbar", "root_tension_sign", True, "SLR +"),
        ("EXAM: LBP. SLR neg b/l. Strength 5/5 BLE.", "lumbar", "root_tension_sign", False, "SLR neg"),
        ("IMAGING: XR R ankle: neg for fx.", "ankle_right", "fracture_shown", False, "XR R ankle: neg for fx"),
        ("S) Pt is on TTD since 3/2.\nP) Recheck 2 wks.", "claim", "work_status", "off_work", "TTD"),
        (
            "HPI: L knee pain. PSH: R knee scope 2008.\nPSH: R knee scope 2008",
            "knee_right",
            "surgery_done",
            True,
            "PSH",
        ),
    ],
)
def test_short_forms_are_read_and_quoted_as_they_stand(
    said: str, place: str, fact: str, value: object, quote: str
) -> None:
    found = [each for each in facts_of(said) if each[:2] == (place, fact)]
    assert [each[2] for each in found] == [value]
    assert quote in found[0][3]


def test_what_is_no_short_form_stays() -> None:
    """A physician's initial is no side, 'PT' no patient, and a box that nobody ticked says nothing."""
    said = "HPI: Knee pain. Dr. R. saw him. PT x 6.\nWORK STATUS: [ ] TTD  [x] full duty  [ ] modified duty\n"
    assert "knee_right" not in {place for place, *_ in facts_of(said)}
    assert [value for _, name, value, _ in facts_of(said) if name == "work_status"] == ["regular_duty"]
