"""The shipped cases: what they rest on, and how far two readers of the letters agree."""

import hashlib
import re
import runpy
from pathlib import Path

from conftest import ROOT
from recheck.model.case import Case, Documented, Request


def documented(case: Case) -> list[Documented]:
    tables = [case.claim, *case.regions.values()]
    for record in case.treatments.values():
        tables += [record.facts, *record.regions.values()]
    requests: list[Request] = [each for request in case.requests.values() for each in (request, *request.parts)]
    tables += [request.facts for request in requests]
    return [each for table in tables for each in table.values()]


def test_every_fact_of_a_letter_points_at_its_lines(cases: list[Case], shared: Path) -> None:
    for case in cases:
        if "letter" not in case.source:
            continue
        letter = next((shared / "letters").glob(f"*/{case.source['letter']}*.txt"))
        assert hashlib.sha256(letter.read_bytes()).hexdigest() == case.source["sha256"]
        count = len(letter.read_text(encoding="utf-8", errors="replace").splitlines())
        for each in documented(case):
            for reading in each.readings:
                if reading.evidence:
                    assert 1 <= reading.evidence.first <= reading.evidence.last <= count, (case.id, each)


def test_almost_every_fact_has_evidence(cases: list[Case]) -> None:
    of_letters = [case for case in cases if "letter" in case.source]
    readings = [reading for case in of_letters for each in documented(case) for reading in each.readings]
    without = [reading for reading in readings if reading.evidence is None]
    assert len(without) <= len(readings) // 50


def test_the_letters_hold_what_they_hold(cases: list[Case]) -> None:
    seeds = [case for case in cases if case.id.startswith("imr-seed")]
    later = [case for case in cases if case.place and "imr-mtus-2016" in case.place.source.name]
    assert (len(seeds), sum(len(case.requests) for case in seeds)) == (5, 13)
    assert (len(later), sum(len(case.requests) for case in later)) == (49, 102)
    outcomes = [str(each.outcome) for case in later for r in case.requests.values() for each in r.determinations]
    assert (outcomes.count("upheld"), outcomes.count("overturned")) == (90, 12)


def test_no_case_holds_the_letters_sentences(cases: list[Case], shared: Path) -> None:
    """No run of nine words of a letter stands in its case, the names of guideline sections apart."""
    for case in cases:
        if "letter" not in case.source:
            continue
        letter = next((shared / "letters").glob(f"*/{case.source['letter']}*.txt")).read_text(errors="replace")
        words = letter.split()
        runs = {" ".join(words[i : i + 9]).lower() for i in range(len(words) - 8)}
        place = case.place
        assert place
        text = re.sub(r'section: ("[^"]*"|[^,}\n]*)', "", Path(place.source.name).read_text(encoding="utf-8"))
        text = " ".join(text.split()).lower()
        assert not [run for run in runs if run in text], case.id


def test_the_published_agreement_of_two_readings_is_true() -> None:
    report = runpy.run_path(str(ROOT / "benchmarks" / "readings.py"))["report"]()
    published = (ROOT / "cases" / "README.md").read_text(encoding="utf-8")
    assert published.split("<!-- readings -->\n")[1].split("\n<!-- end -->")[0] == report
