"""The real letters of the shared folder beside the cases that were read from them by hand."""

import random
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from recheck.letters.letter import Letter
from recheck.letters.read import read_letter_text, text_of
from recheck.letters.requests import draft_of
from recheck.letters.structure import read_structure
from recheck.letters.words import load_letter_words
from recheck.letters.write import case_file
from recheck.load.cases import read_case
from recheck.model.case import By, Case, Cited, Request
from recheck.model.rule import RuleSet

# The hand-read cases word sections shorter here, or count two topics as two citations.
WORDED_BY_HAND = {
    ("imr-seed-001", "physical_therapy"): "an update named in words of its own",
    ("CM16-0246487", "shoulder_surgery"): "'A & B' counted as two citations",
    ("CM17-0007300", "trezix"): "the name of the section's group left out",
    ("CM17-0015218", "carpal_tunnel_release"): "the edition put into the section",
    ("CM17-0019120", "mri_knee"): "two sections counted as two citations",
}
# What utilization review did is told by the summary alone, or otherwise than by a partial approval.
REVIEW_TOLD_ELSEWHERE = {"imr-seed-002", "CM16-0247274"}
# The quantity is told by the summary alone, or is the title's whole where the summary tells of a part.
QUANTITY_TOLD_ELSEWHERE = {
    ("imr-seed-002", "hydrocodone"),
    ("CM16-0247274", "therapy_evaluation"),
    ("CM17-0015849", "physical_therapy"),
}
# The reader by hand took another of the dates that the summary tells.
OTHER_DATE = {("CM17-0004133", "wound_care_nurse")}


def letter_of(file: Path) -> Letter:
    text, problems = read_letter_text(str(file))
    assert text, problems
    letter, problems = read_structure(text, load_letter_words(), str(file))
    assert letter, [str(each) for each in problems]
    return letter


def hand_read(cases: list[Case], shared: Path) -> Iterator[tuple[Case, Path]]:
    for case in cases:
        if "letter" in case.source:
            yield case, next((shared / "letters").glob(f"*/{case.source['letter']}.txt"))


def words_of(section: str | None) -> set[str]:
    plain = (section or "").lower().replace("®", "")
    return set(re.findall(r"[a-z0-9]+", plain)) - {"and", "the", "chapter", "guidelines", "acute", "chronic"}


def cited(cites: tuple[Cited, ...]) -> list[tuple[str, set[str], tuple[str, ...]]]:
    return [(each.guideline, words_of(each.section), each.pages) for each in cites]


def test_every_item_outcome_guideline_and_date_is_as_read_by_hand(cases: list[Case], shared: Path) -> None:
    seen = 0
    for case, file in hand_read(cases, shared):
        letter = letter_of(file)
        assert letter.text.sha256 == case.source["sha256"], file
        assert len(letter.items) == len(case.requests), file
        head = letter.header
        if case.id.startswith("CM"):
            assert letter.id == case.id
            assert head.assigned and head.received, file
            assert head.injury and head.injury.value == case.claim["date_of_injury"].readings[0].value, file
            assert letter.text[head.injury.span] == f"{head.injury.value:%m/%d/%Y}", file
        for request, item in zip(case.requests.values(), letter.items, strict=True):
            imr, review = request.determination(By.IMR), request.determination(By.UTILIZATION_REVIEW)
            assert imr and review, (case.id, request.id)
            assert item.outcome is imr.outcome, (case.id, request.id)
            assert letter.reviewer.credentials == imr.credentials, case.id
            assert letter.reviewer.licensed_in == imr.licensed_in, case.id
            if case.id.startswith("CM"):
                assert head.decided and head.decided.value == imr.dated, case.id
                assert head.denied and head.denied.value == review.dated, case.id
            for grounds, determination in ((item.claims_administrator, review), (item.reviewer, imr)):
                ours = tuple(Cited(each.guideline, each.section, each.pages) for each in grounds.cites)
                if (case.id, request.id) in WORDED_BY_HAND:
                    assert {each.guideline for each in ours} == {each.guideline for each in determination.cites}
                    assert {each.pages for each in ours} == {each.pages for each in determination.cites}
                else:
                    assert cited(ours) == cited(determination.cites), (case.id, request.id)
            seen += 1
    assert seen == 115


def test_what_titles_ask_for_is_as_read_by_hand(cases: list[Case], shared: Path, rules: RuleSet) -> None:
    words = load_letter_words()
    for case, file in hand_read(cases, shared):
        letter = letter_of(file)
        draft = draft_of(letter, words, rules.vocabulary)
        injured = letter.header.injury.value if letter.header.injury else None
        for by_hand, read in zip(case.requests.values(), draft.case.requests.values(), strict=True):
            where = (case.id, by_hand.id)
            assert treatments(by_hand) == treatments(read), where
            assert not by_hand.body_regions or not read.body_regions or by_hand.body_regions == read.body_regions, where
            assert by_hand.side is None or not read.body_regions or read.side in (None, by_hand.side), where
            if where not in QUANTITY_TOLD_ELSEWHERE:
                assert amounts(by_hand) == amounts(read), where
            one, other = (each.determination(By.UTILIZATION_REVIEW) for each in (by_hand, read))
            if case.id not in REVIEW_TOLD_ELSEWHERE:
                assert (
                    one
                    and other
                    and (one.outcome, one.quantity, one.dated)
                    == (
                        other.outcome,
                        other.quantity,
                        other.dated,
                    )
                ), where
            if read.depends_on:
                assert by_hand.depends_on, where
            if where not in OTHER_DATE and not stood_in_too_early(by_hand, read, injured):
                assert by_hand.dates == read.dates, where
        assert draft.case.claim["date_of_injury"].readings[0].value == case.claim["date_of_injury"].readings[0].value


def stood_in_too_early(by_hand: Request, read: Request, injured: date | None) -> bool:
    """Whether the hand let the injury's own day, or a record of many weeks before, stand for the request's date."""
    then, denied = by_hand.dates.requested, read.dates.requested
    if by_hand.date_stands_for != "latest record" or not read.date_stands_for or then is None or denied is None:
        return False
    return then == injured or (denied - then).days > 42


def treatments(request: Request) -> set[str | None]:
    return {part.treatment for part in request.parts} or {request.treatment}


def amounts(request: Request) -> tuple[str, int, int] | None:
    return (request.quantity.unit, request.quantity.disputed, request.quantity.had) if request.quantity else None


def test_every_draft_reads_back_as_the_same_case(shared: Path, rules: RuleSet) -> None:
    files = [file for name in ("seeds", "dev", "dev-pdf") for file in sorted((shared / "letters" / name).glob("*.*"))]
    assert len(files) == 62
    for file in files:
        draft = draft_of(letter_of(file), load_letter_words(), rules.vocabulary)
        case, problems = read_case(case_file(draft), "draft.yaml", rules.vocabulary)
        assert not problems
        assert case == draft.case, file


def test_a_pdf_says_what_its_text_says(shared: Path) -> None:
    files = sorted((shared / "letters" / "dev-pdf").glob("*.pdf"))
    assert len(files) == 8
    for file in files:
        printed, plain = letter_of(file), letter_of(shared / "letters" / "dev" / f"{file.stem}.txt")
        assert printed.reviewer == plain.reviewer
        for one, other in zip(printed.items, plain.items, strict=True):
            assert (one.title, one.outcome) == (other.title, other.outcome)
            for name in ("claims_administrator", "reviewer"):
                assert getattr(one, name).cites == getattr(other, name).cites, file
        for name in ("case_number", "priority"):
            assert getattr(printed.header, name) == getattr(plain.header, name)
        for name in ("assigned", "injury", "decided", "denied", "received"):
            assert getattr(printed.header, name).value == getattr(plain.header, name).value
        assert printed.text[printed.summary].split()[:5] == plain.text[plain.summary].split()[:5]


@pytest.mark.parametrize("seed", range(3))
def test_damaged_letters_invent_no_outcome(seed: int, shared: Path) -> None:
    """Cut off, with lines deleted or swapped: what is read is of the letter, or there is one problem."""
    chance = random.Random(seed)
    words = load_letter_words()
    for file in sorted((shared / "letters").glob("*/*.txt")):
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
        whole = {str(item.outcome): 0 for item in letter_of(file).items}
        for item in letter_of(file).items:
            whole[str(item.outcome)] += 1
        kind = chance.choice(["cut", "delete", "swap"])
        if kind == "cut":
            lines = ["".join(lines)[: chance.randrange(sum(map(len, lines)))]]
        elif kind == "delete":
            for _ in range(3):
                del lines[chance.randrange(len(lines))]
        else:
            one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
            lines[one], lines[other] = lines[other], lines[one]
        text, problems = text_of("".join(lines).encode(), str(file))
        letter = None
        if text:
            letter, problems = read_structure(text, words, str(file))
        assert letter or len(problems) == 1
        for item in letter.items if letter else ():
            whole[str(item.outcome)] = whole.get(str(item.outcome), 0) - 1
        assert all(count >= 0 for count in whole.values()), (file, kind)
