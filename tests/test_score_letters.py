"""`recheck import --score` and `--not-understood`: letters as read beside cases read by hand, on invented letters."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from conftest import run
from invented import FOLDER, content_of, text_of
from recheck.letters.facts.adjudicated import adjudicated_in

pytest.importorskip("medspacy")
NAME = "12_ankle_2017"
HEAD = "letter,place,fact,value,lines,verdict\n"


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    folder = tmp_path / "letters"
    folder.mkdir()
    text = text_of(content_of(FOLDER / f"{NAME}.yaml"), 12)
    (folder / f"{NAME}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def cases(letters: Path, tmp_path: Path) -> Path:
    """The letter's own draft, as if it had been read by hand: one value differs, one fact is left out."""
    folder = tmp_path / "cases"
    assert run("import", str(letters), "--out", str(folder))[0] == 0
    [file] = folder.glob("*.yaml")
    text = file.read_text(encoding="utf-8")
    changed = text.replace("age: {value: 23", "age: {value: 32")
    changed = re.sub(r"\n +radiographs_negative: .*", "", changed)
    assert changed.count("\n") == text.count("\n") - 1
    file.write_text(changed.replace("draft: true\n", ""), encoding="utf-8")
    return folder


def scored(letters: Path, cases: Path, *words: str) -> dict[str, Any]:
    code, out, err = run("import", str(letters), "--score", str(cases), *words, "--format", "json")
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def test_a_value_that_differs_and_a_fact_that_the_hand_left_out_are_wrong(letters: Path, cases: Path) -> None:
    [group] = scored(letters, cases)["groups"]
    counted = group["all"]["all"]
    assert (counted["differs"], counted["unrecorded"], counted["missed"]) == (1, 1, 0)
    assert counted["precision"] == counted["right"] / (counted["right"] + 2)
    assert {each["fact"] for each in group["disagreements"]} == {"age", "radiographs_negative"}
    assert group["all"]["by_fact"]["age"]["precision"] == 0
    assert group["recommendations"]["requests"] == 2


def kept_beside(cases: Path, name: str) -> Path:
    """A file of the folder that holds what was looked up."""
    (cases / "adjudicated").mkdir(exist_ok=True)
    return cases / "adjudicated" / name


def test_what_somebody_looked_up_stands_beside_the_raw_precision(letters: Path, cases: Path) -> None:
    row = "CM16-9000012,ankle_left,radiographs_negative,true,31,documented\n"
    kept_beside(cases, "verdicts.csv").write_text(HEAD + row, encoding="utf-8")
    counted = scored(letters, cases)["groups"][0]["all"]["all"]
    assert counted["precision"] == counted["right"] / (counted["right"] + 2)
    assert counted["adjudicated_precision"] == (counted["right"] + 1) / (counted["right"] + 2)
    assert (counted["documented"], counted["unjudged"]) == (1, 1)


def test_letters_that_were_looked_at_are_scored_apart(letters: Path, cases: Path) -> None:
    for rows, name in (
        ("", "letters that the patterns were not written from"),
        ("CM16-9000012,first\n", "letters that the patterns were written from"),
        ("CM16-9000012,later\n", "letters looked at after they had been scored unseen"),
    ):
        kept_beside(cases, "letters_looked_at.csv").write_text("letter,when\n" + rows, encoding="utf-8")
        assert [each["name"] for each in scored(letters, cases)["groups"]] == [name]


def test_the_table_says_it_for_people(letters: Path, cases: Path) -> None:
    code, out, _ = run("import", str(letters), "--score", str(cases), "--second-reading", str(cases))
    assert code == 0
    assert "facts that a rule for the requests asks for" in out
    assert "a second reading by hand beside the first, 1 letters" in out
    assert "have the same truth for every criterion" in out


def test_letters_without_a_case_are_no_score(letters: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    code, _, err = run("import", str(letters), "--score", str(other))
    assert code == 1
    assert "no case files" in err


def test_a_table_of_verdicts_that_is_wrong_is_a_problem(tmp_path: Path) -> None:
    rows = kept_beside(tmp_path, "verdicts.csv")
    row = "a,claim,age,23,4,documented\n"
    for text, code in (
        ("letter,fact\n", "bad-table"),
        (HEAD + "a,claim,age,23,4\n", "bad-table"),
        (HEAD + "a,claim,age,23,4,perhaps\n", "unknown-value"),
        (HEAD + row + row, "duplicate-key"),
    ):
        rows.write_text(text, encoding="utf-8")
        _, found = adjudicated_in(tmp_path)
        assert [each.code for each in found] == [code]
        assert found[0].place.line == text.count("\n")
    kept_beside(tmp_path, "letters_looked_at.csv").write_text("letter,when\na,often\n", encoding="utf-8")
    rows.write_text(HEAD, encoding="utf-8")
    assert [each.code for each in adjudicated_in(tmp_path)[1]] == ["unknown-value"]
    kept_beside(tmp_path, "letters_looked_at.csv").unlink()
    rows.write_text(HEAD + row, encoding="utf-8")
    known, found = adjudicated_in(tmp_path)
    assert not found
    assert known.verdicts == {("a", "claim", "age", "23"): "documented"}


def test_sentences_that_no_pattern_reads_are_listed_with_their_line(tmp_path: Path) -> None:
    content = content_of(FOLDER / f"{NAME}.yaml")
    content["summary"] = "She is a 23 year old cook.\nWartenberg's sign was positive.\nShe likes bread."
    letter = tmp_path / "a.txt"
    letter.write_text(text_of(content, 12), encoding="utf-8")
    code, out, err = run("import", str(letter), "--not-understood", "--format", "json")
    assert (code, err) == (0, "")
    [row] = json.loads(out)["not_understood"]
    assert row["sentence"] == "Wartenberg's sign was positive."
    assert row["words"] == ["positive"]
    assert letter.read_text(encoding="utf-8").splitlines()[row["line"] - 1].startswith("Wartenberg")


def test_one_of_the_three_is_wanted(letters: Path) -> None:
    assert run("import", str(letters))[0] == 2
    assert run("import", str(letters), "--out", "a", "--not-understood")[0] == 2


def test_the_verdicts_are_of_facts_that_are_still_read(shared: Path) -> None:
    code, out, _ = run("import", str(shared / "letters"), "--score", "cases", "--format", "json")
    assert code == 0
    groups = json.loads(out)["groups"]
    read = {
        (each["case"], each["place"], each["fact"], each["read"])
        for group in groups
        for each in group["disagreements"]
        if each["read"] is not None
    }
    known, _ = adjudicated_in(Path(__file__).parents[1] / "cases")
    assert set(known.verdicts) <= read
