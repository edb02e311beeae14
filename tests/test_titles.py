"""What titles mean: treatment or parts, region, side, quantity."""

import re
from pathlib import Path

import pytest

from recheck.model.case import Case
from recheck.model.rule import RuleSet
from recheck.titles import TitleReading, read_title


@pytest.mark.parametrize(
    ("title", "treatments", "regions", "side", "quantity"),
    [
        ("PT 2x4 neck", ["physical_therapy"], ["cervical"], None, 8),
        ("Norco 10/325 #60", ["hydrocodone_acetaminophen"], [], None, 60),
        ("MRI right shoulder w/o contrast", ["mri_shoulder"], ["shoulder"], "right", None),
        ("EMG/NCV of the bilateral lower extremities", ["emg", "ncs"], ["lumbar"], "bilateral", None),
        ("Acupuncture 2 times per week for 6 weeks, low back", ["acupuncture"], ["lumbar"], None, 12),
        ("4-6 trigger point injections", ["trigger_point_injection"], [], None, 6),
        ("massage therapy, qty 6", ["massage_therapy"], [], None, 6),
        ("Six sessions of massage", ["massage_therapy"], [], None, 6),
        ("diclofenac 75 mg #60 with 1 refill", ["diclofenac"], [], None, 120),
        ("MRI of the thoracic and lumbar spine", ["mri_thoracic", "mri_lumbar"], ["thoracic", "lumbar"], None, None),
        ("something quite different", [], [], None, None),
    ],
)
def test_a_title_means_this(
    title: str, treatments: list[str], regions: list[str], side: str | None, quantity: int | None, rules: RuleSet
) -> None:
    expected = TitleReading(tuple(treatments), tuple(regions), side, quantity)
    assert read_title(title, rules.vocabulary) == expected


def test_every_wording_finds_its_own_treatment(rules: RuleSet) -> None:
    for treatment in rules.vocabulary.treatments.values():
        title = () if treatment.composed or treatment.drug else (treatment.title,)
        for wording in (*title, *treatment.wordings, *(treatment.drug.brands if treatment.drug else ())):
            assert treatment.name in read_title(wording, rules.vocabulary).treatments, (treatment.name, wording)


def titles(letter: str) -> list[str]:
    """The titles of a letter's items, in order."""
    lines = [line.strip() for line in letter.replace("\f", "").splitlines()]
    start = next(number for number, line in enumerate(lines) if line.startswith("IMR ISSUES"))
    found = []
    for number in range(start, len(lines)):
        match = re.search(r"(?:^|:|\s)(?:Upheld|Overturned)$", lines[number])
        if not match:
            continue
        words, above = [lines[number][: match.start()]], number - 1
        while above > start and lines[above] and not lines[above].startswith("The Final Determination"):
            words.insert(0, lines[above])
            above -= 1
        found.append(" ".join(words).strip(": "))
    return found


def test_every_title_of_the_letters_finds_its_treatment(cases: list[Case], rules: RuleSet, shared: Path) -> None:
    seen = 0
    for case in cases:
        if not case.id.startswith("CM"):
            continue
        path = shared / "letters" / "dev" / f"{case.id}.txt"
        if not path.is_file():  # read by hand from another lot, under titles of its own
            continue
        letter = path.read_text(errors="replace")
        for title, request in zip(titles(letter), case.requests.values(), strict=True):
            found = read_title(title, rules.vocabulary)
            wanted = {part.treatment for part in request.parts} if request.parts else {request.treatment}
            assert wanted <= set(found.treatments), (case.id, title, found.treatments)
            assert request.side is None or found.side in (None, request.side), (case.id, title)
            seen += 1
    assert seen == 102


@pytest.mark.parametrize("title", ["(", "((", "widget (", ")(", "(" * 5000 + ")" * 5000, "(a) (", "( (b)"])
def test_brackets_that_do_not_match_are_no_trap(title: str, rules: RuleSet) -> None:
    assert read_title(title, rules.vocabulary).treatments == ()
