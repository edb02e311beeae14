"""`recheck import` and `recheck audit` on letters: whole files, once, and one bad letter stops nothing."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from conftest import ROOT, run
from letters_written import NOTHING_CITED, Written, earlier, header, later, pdf
from recheck.letters.importing import draft_letter, import_letters
from recheck.letters.read import letter_paths, text_of
from recheck.letters.words import load_letter_words
from recheck.letters.write import case_file
from recheck.load.cases import load_cases, read_case
from recheck.model.case import By, Case, Quantity, Request
from recheck.model.problem import Problem, ProblemsFound
from recheck.model.rule import RuleSet

PARTLY = (
    "{} was the original request. {} was authorized by the Claims Administrator. "
    "The remaining IMR eligible portion of the original request, {} is"
)
WHOLLY = (
    "{0} was the original request. The Claims Administrator authorized {1}, leaving the original request "
    "IMR eligible. The original request, {0} is"
)


def draft(rules: RuleSet, *titles: str) -> Case:
    found, problems = draft_letter(later([Written(title) for title in titles]).encode(), "a.txt", rules.vocabulary)
    assert found, problems
    return found.case


def request(rules: RuleSet, title: str) -> Request:
    return next(iter(draft(rules, title).requests.values()))


@pytest.mark.parametrize(
    ("title", "quantity"),
    [
        ("MRI of the left knee", Quantity("studies", 1, 0, 1)),
        ("Physical therapy 3x2 for the left knee", Quantity("visits", 6, 0, 6)),
        ("Acupuncture 2-3 times a week for 4 weeks", Quantity("visits", 12)),
        ("Trigger point injections, 4-6 injections 1-2 times per year", Quantity("injections", 6)),
        ("Norco 10/325mg #60 with 2 refills", Quantity("tablets", 180, 0, 180)),
        ("Lidoderm patch, 1 box", None),
        ("Percocet 5/325mg", None),
        (PARTLY.format("Norco 10/325 #60", "Norco 10/325 #25", "Norco 10/325 #35"), Quantity("tablets", 35, 25, 60)),
        (WHOLLY.format("Massage therapy, 12 visits", "2 visits of massage"), Quantity("visits", 12, 2, 12)),
        ("Home health aide 4 hours per day, 5 days a week", Quantity("hours_per_week", 20, 0, 20)),
    ],
)
def test_a_title_asks_for_this_much(title: str, quantity: Quantity | None, rules: RuleSet) -> None:
    assert request(rules, title).quantity == quantity


def test_parts_regions_and_sides_come_from_the_title(rules: RuleSet) -> None:
    both = request(rules, "MRI of the cervical and thoracic spine")
    assert [(part.treatment, part.body_regions) for part in both.parts] == [
        ("mri_cervical", ("cervical",)),
        ("mri_thoracic", ("thoracic",)),
    ]
    studies = request(rules, "EMG/NCV of the bilateral lower extremities")
    assert [part.treatment for part in studies.parts] == ["emg", "ncs"]
    knee = request(rules, "MRI of the right knee without contrast")
    assert (knee.treatment, knee.body_regions, knee.side) == ("mri_knee", ("knee",), "right")


@pytest.mark.parametrize(
    ("title", "further"),
    [
        ("Additional physical therapy of the lumbar spine, 6 visits", True),
        ("Continued acupuncture, 6 visits", True),
        ("Physical therapy 2x3 for the left knee", False),
        ("Pool membership, discontinued", False),
    ],
)
def test_a_title_tells_that_more_is_asked_for_of_what_was_had(title: str, further: bool, rules: RuleSet) -> None:
    assert ("continues_treatment" in request(rules, title).facts) is further


def test_what_goes_with_a_surgery_depends_on_it(rules: RuleSet) -> None:
    case = draft(
        rules, "Right shoulder SLAP repair", "Associated surgical service: Sling", "Post-op Zofran", "TENS unit"
    )
    surgery, *others = case.requests.values()
    assert [each.depends_on and each.depends_on.request for each in others] == [surgery.id, surgery.id, None]
    assert [(each.body_regions, each.side) for each in others[:2]] == [(("shoulder",), "right")] * 2


def test_dates_stand_for_what_they_are(rules: RuleSet) -> None:
    found = request(rules, "MRI of the left knee")
    assert (found.dates.requested, found.dates.review, found.date_stands_for) == (
        date(2016, 9, 20),
        date(2016, 12, 9),
        None,
    )
    text = later([Written("MRI of the left knee")]).replace("The Request for Authorization was dated\n09-20-2016.", "")
    record = draft_letter(text.encode(), "a.txt", rules.vocabulary)[0]
    assert record
    found = next(iter(record.case.requests.values()))
    assert (found.dates.requested, found.date_stands_for) == (date(2016, 9, 12), "latest record")


def test_a_determination_of_utilization_review_is_not_guessed(rules: RuleSet) -> None:
    assert request(rules, "MRI of the left knee").determination(By.UTILIZATION_REVIEW)
    told = later([Written("MRI of the left knee")]).replace("review denied the request", "review modified the request")
    found, problems = draft_letter(told.encode(), "a.txt", rules.vocabulary)
    assert found
    assert [str(each.by) for each in next(iter(found.case.requests.values())).determinations] == ["imr"]
    assert [each.code for each in problems] == ["review-unclear"]


def test_an_unknown_treatment_is_kept_and_said(rules: RuleSet) -> None:
    found, problems = draft_letter(later([Written("A taller ladder")]).encode(), "a.txt", rules.vocabulary)
    assert found
    assert next(iter(found.case.requests.values())).treatment == "unlisted_treatment"
    assert [each.code for each in problems] == ["unlisted-treatment"]


@pytest.mark.parametrize(
    "title", ["a: b #c 'd' \"e\" {f} [g] *h &i !j %k @l `m`", "yes", "1:30", "- x", "Naïve ☃ \x85"]
)
def test_any_title_reads_back(title: str, rules: RuleSet) -> None:
    found, _ = draft_letter(later([Written(f"{title} MRI of the left knee")]).encode(), "a.txt", rules.vocabulary)
    assert found
    case, problems = read_case(case_file(found), "draft.yaml", rules.vocabulary)
    assert not problems
    assert case == found.case


# -- folders --------------------------------------------------------------------------------------


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    folder = tmp_path / "letters"
    folder.mkdir()
    for number in range(1, 7):
        text = later([Written("MRI of the left knee")], head=header(f"CM16-900000{number}"))
        (folder / f"CM16-900000{number}.txt").write_text(text, encoding="utf-8")
    (folder / "old.txt").write_text(earlier([Written("Massage therapy, 8 visits", "Overturned")]), encoding="utf-8")
    lines = [line.strip() for line in later([Written("TENS unit")], head=header("CM16-9000009")).splitlines()]
    (folder / "printed.pdf").write_bytes(pdf([lines]))
    return folder


def test_a_folder_becomes_case_files(letters: Path, tmp_path: Path, rules: RuleSet) -> None:
    code, out, err = run("import", str(letters), "--out", str(tmp_path / "out"))
    assert (code, err) == (0, "")
    assert out.startswith("8 of 8 letters imported into")
    cases, problems = load_cases([tmp_path / "out"], rules.vocabulary)
    assert not problems
    assert all(case.draft for case in cases)
    assert sorted(case.id for case in cases)[-2:] == ["CM16-9000009", "old"]


def test_bad_letters_stop_nothing(letters: Path, tmp_path: Path) -> None:
    (letters / "list.txt").write_text("ladders\nbulbs\n", encoding="utf-8")
    (letters / "scan.pdf").write_bytes(pdf([["x"]], with_text=False))
    (letters / "empty.txt").write_bytes(b"")
    code, out, err = run("import", str(letters), "--out", str(tmp_path / "out"), "--format", "json")
    assert code == 1
    found = json.loads(out)
    assert (found["imported"], found["not_read"]) == (8, 3)
    assert sorted(each["code"] for each in found["problems"]) == ["empty-file", "no-text-layer", "not-a-determination"]
    assert err.count("error") == 3


def test_what_is_there_is_left_alone(letters: Path, tmp_path: Path, rules: RuleSet) -> None:
    out = tmp_path / "out"
    run("import", str(letters), "--out", str(out))
    first = {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in out.iterdir()}
    (out / "CM16-9000003.yaml").unlink()
    (out / ".CM16-9000004.yaml.1.part").write_text("half a", encoding="utf-8")
    code, text, _ = run("import", str(letters), "--out", str(out))
    assert (code, text.splitlines()[1]) == (0, "7 were there already")
    again = {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in out.iterdir()}
    assert set(again) == set(first)
    assert {name for name in first if again[name] != first[name]} == {"CM16-9000003.yaml"}
    assert again["CM16-9000003.yaml"][0] == first["CM16-9000003.yaml"][0]


def test_another_text_of_a_letter_overwrites_nothing(tmp_path: Path, rules: RuleSet) -> None:
    one, other = tmp_path / "one.txt", tmp_path / "other.txt"
    one.write_text(later([Written("MRI of the left knee")]), encoding="utf-8")
    other.write_text(later([Written("MRI of the right knee")]), encoding="utf-8")
    out = tmp_path / "out"
    for _ in import_letters([str(one)], out, rules.vocabulary):
        pass
    before = (out / "CM16-9000001.yaml").read_bytes()
    found = list(import_letters([str(other)], out, rules.vocabulary))
    assert [each.code for each in found[0].problems] == ["already-imported"]
    assert (out / "CM16-9000001.yaml").read_bytes() == before


def test_a_killed_import_is_taken_up(letters: Path, tmp_path: Path, rules: RuleSet) -> None:
    for number in range(100, 400):
        text = later([Written("MRI of the left knee")], head=header(f"CM16-9000{number}"))
        (letters / f"{number}.txt").write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    words = [sys.executable, "-m", "recheck", "import", str(letters), "--out", str(out)]
    process = subprocess.Popen(words, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL)
    for _ in range(3000):
        if out.is_dir() and len(list(out.glob("*.yaml"))) > 20:
            break
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    _, problems = load_cases([out], rules.vocabulary)
    assert not problems
    code, _, err = run("import", str(letters), "--out", str(out))
    assert (code, err) == (0, "")
    assert sorted(file.suffix for file in out.iterdir()) == [".yaml"] * 308


def test_standard_input_is_a_letter(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "recheck", "import", "-", "--out", str(tmp_path / "out")]
    text = later([Written("MRI of the left knee", claims=f"The Claims Administrator {NOTHING_CITED}")])
    found = subprocess.run(words, input=text.encode(), capture_output=True, cwd=ROOT, check=False)
    assert (found.returncode, found.stderr) == (0, b"")
    assert (tmp_path / "out" / "CM16-9000001.yaml").is_file()


def test_an_audit_takes_letters(letters: Path) -> None:
    code, out, err = run("audit", str(letters), "--format", "json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert (found["summary"]["requests"], found["summary"]["compared"]) == (8, 8)
    assert {each["outcome"] for each in found["requests"]} == {"upheld", "overturned"}


def test_a_reader_that_dies_is_one_problem(tmp_path: Path) -> None:
    from recheck.letters.parallel import in_parallel

    found = dict(in_parallel(_dies_on_b, ["a", "b", "c", "d"], 2))
    assert found == {"a": "A", "b": None, "c": "C", "d": "D"}


def _dies_on_b(item: str) -> str:
    if item == "b":
        os.kill(os.getpid(), signal.SIGKILL)
    return item.upper()


# -- each problem has an input that triggers it ------------------------------------------------------


def codes(found: list[Problem]) -> list[str]:
    return [each.code for each in found]


def test_a_folder_without_letters_and_an_output_that_is_a_file_are_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(later([Written("MRI of the left knee")]), encoding="utf-8")
    (tmp_path / "none").mkdir()
    assert codes(letter_paths([str(tmp_path / "none")])[1]) == ["no-letters"]
    code, _, err = run("import", str(tmp_path / "a.txt"), "--out", str(tmp_path / "a.txt"))
    assert (code, "not-a-folder" in err) == (1, True)


def test_pdf_without_its_library_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    problem = text_of(pdf([["x"]]), "a.pdf")[1][0]
    assert (problem.code, problem.suggestion) == ("extra-missing", "pip install 'imr-recheck[letters]'")


def test_a_pdf_under_a_password_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    import pypdfium2

    def refuse(data: bytes) -> None:
        raise pypdfium2.PdfiumError("Failed to load document (PDFium: Incorrect password error).")

    monkeypatch.setattr(pypdfium2, "PdfDocument", refuse)
    assert codes(text_of(pdf([["x"]]), "a.pdf")[1]) == ["password-needed"]


def test_a_case_that_cannot_be_written_is_a_problem(
    tmp_path: Path, rules: RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text(later([Written("MRI of the left knee")]), encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "link", full)
    monkeypatch.setattr(os, "replace", full)
    found = list(import_letters([str(tmp_path / "a.txt")], tmp_path / "out", rules.vocabulary))
    assert codes(list(found[0].problems)) == ["not-written"]
    assert not list((tmp_path / "out").iterdir())


def test_a_letter_whose_reader_dies_is_a_problem(
    tmp_path: Path, rules: RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    monkeypatch.setattr("recheck.letters.importing.text_of", lambda _, path: _dies_on_b(path))
    (tmp_path / "b").write_text("x", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = list(import_letters(["b"], tmp_path / "out", rules.vocabulary))
    assert codes(list(found[0].problems)) == ["reader-died"]


def test_a_wrong_pattern_in_the_words_of_letters_is_a_problem(tmp_path: Path) -> None:
    shipped = (ROOT / "rules" / "letters" / "letter.yaml").read_text(encoding="utf-8")
    (tmp_path / "letters").mkdir()
    broken = shipped.replace("case_number: '[A-Z]{2}", "case_number: '[A-Z")
    (tmp_path / "letters" / "letter.yaml").write_text(broken, encoding="utf-8")
    with pytest.raises(ProblemsFound) as found:
        load_letter_words((str(tmp_path),))
    assert codes(list(found.value.problems)) == ["wrong-pattern"]


def test_the_same_letter_twice_is_one_case(tmp_path: Path, rules: RuleSet) -> None:
    text = earlier([Written("Massage therapy, 8 visits")])
    for name in ("one", "two", "three"):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "broken.txt").write_text("ladders", encoding="utf-8")
    (tmp_path / "broken too.txt").write_text("ladders", encoding="utf-8")
    paths = sorted(str(file) for file in tmp_path.glob("*.txt"))
    found = {Path(each.letter).stem: each for each in import_letters(paths, tmp_path / "out", rules.vocabulary, jobs=2)}
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["one.yaml"]
    assert [each.is_new for each in found.values()].count(True) == 1
    assert codes(list(found["two"].problems)) == ["same-letter"]
    assert codes(list(found["broken too"].problems)) == ["not-a-determination"]
    assert found["broken too"].file is None
