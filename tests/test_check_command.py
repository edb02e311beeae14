"""`recheck rules check`: allowances, mends that keep comments and layout, formats, and pages."""

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from conftest import ROOT, run
from recheck.author.fixes import mended_text
from recheck.author.lints.kind import Edit
from recheck.author.lints.registry import kinds
from recheck.model.problem import ProblemsFound

RULE = "odg/bankart_repair.yaml"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of the shipped rules."""
    return Path(shutil.copytree(ROOT / "rules", tmp_path / "rules"))


def changed(folder: Path, old: str, new: str, path: str = RULE) -> Path:
    file = folder / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


def codes(out: str) -> list[str]:
    return re.findall(r"(?:error|warning) ([a-z-]+):", out)


def test_what_is_allowed_with_its_reason_is_not_said(own: Path) -> None:
    changed(own, "says: The examination shows apprehension\n", "says: Apprehension sign\n")
    assert codes(run("rules", "check", "--rules", str(own))[1]) == ["says-without-verb"]
    allow = "    allow: [{code: says-without-verb, why: The examination's own name.}]\n"
    changed(own, "    when: {apprehension_sign: true}\n", "    when: {apprehension_sign: true}\n" + allow)
    assert codes(run("rules", "check", "--rules", str(own))[1]) == []


def test_an_allowance_of_one_criterion_does_not_cover_the_next(own: Path) -> None:
    allow = "    allow: [{code: says-without-verb, why: A name.}]\n"
    changed(own, "    when: {apprehension_sign: true}\n", "    when: {apprehension_sign: true}\n" + allow)
    changed(own, "says: The dislocations limit daily activities\n", "says: Daily burden\n")
    assert sorted(codes(run("rules", "check", "--rules", str(own))[1])) == ["allow-unused", "says-without-verb"]


def test_an_allowance_of_a_rule_covers_its_tests(own: Path) -> None:
    file = own / "odg" / "bankart_repair.test.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("name: three dislocations", "name: no apprehension"))
    assert codes(run("rules", "check", "--rules", str(own))[1]) == ["test-twice"]
    changed(own, "review: {status: draft}", "allow: [{code: test-twice, why: Two of a kind.}]\nreview: {status: draft}")
    assert codes(run("rules", "check", "--rules", str(own))[1]) == []


def test_an_allowance_without_a_reason_is_refused(own: Path) -> None:
    changed(own, "review: {status: draft}", "allow: [{code: test-twice}]\nreview: {status: draft}")
    code, out, _ = run("rules", "check", "--rules", str(own))
    assert code == 1
    assert "missing-key" in codes(out)


def test_mending_changes_the_scalar_and_nothing_else(own: Path) -> None:
    before = "says: The examination shows apprehension\n"
    file = changed(own, before, "says:   the examination shows  apprehension.   # why\n")
    text = file.read_text(encoding="utf-8")
    code, out, told = run("rules", "check", "--rules", str(own), "--dry-run")
    assert file.read_text(encoding="utf-8") == text
    assert "+    says:   The examination shows apprehension   # why" in told
    code, out, told = run("rules", "check", "--rules", str(own), "--fix")
    assert (code, codes(out)) == (0, [])
    assert "mended in 1 files" in told
    assert file.read_text(encoding="utf-8") == text.replace("the examination shows  apprehension.", before[6:-1])


@pytest.mark.parametrize(
    ("text", "keys", "new", "after"),
    [
        ("a: {b: x., c: 1}  # note\n", ("a", "b"), "x", "a: {b: x, c: 1}  # note\n"),
        ("a: 'it''s.'\n", ("a",), "it's", "a: 'it''s'\n"),
        ('a: "x."\r\nb: 1\r\n', ("a",), "x", 'a: "x"\r\nb: 1\r\n'),
        ("a: {q: why}\n", ("a", "q"), "Why, and how?", 'a: {q: "Why, and how?"}\n'),
        ("a: yes\n", ("a",), "true", 'a: "true"\n'),
        ("# ä\na: ö.\n", ("a",), "ö", "# ä\na: ö\n"),
    ],
)
def test_a_mend_keeps_quotes_comments_and_line_ends(text: str, keys: tuple[str, ...], new: str, after: str) -> None:
    assert mended_text(text, Edit("a.yaml", keys, new)) == after


@pytest.mark.parametrize(
    ("text", "keys", "new", "after"),
    [
        ('a: {at_most: "6"}  # six\n', ("a", "at_most"), "6", "a: {at_most: 6}  # six\n"),
        ("a: [{b: 1}, {b: '2.5'}]\n", ("a", "1", "b"), "2.5", "a: [{b: 1}, {b: 2.5}]\n"),
        ('a: "010"\n', ("a",), "010", 'a: "010"\n'),  # without quotes that is no number either
    ],
)
def test_a_number_loses_its_quotes_and_nothing_else_changes(
    text: str, keys: tuple[str, ...], new: str, after: str
) -> None:
    assert mended_text(text, Edit("a.yaml", keys, new, is_number=True)) == after


def test_a_quoted_number_is_mended_in_rules_and_in_their_tests(own: Path) -> None:
    limit = changed(own, "at_most: 6}", 'at_most: "6"}  # why', "mtus-chronic-pain-2009/massage_therapy.yaml")
    tests = own / "mtus-chronic-pain-2009" / "massage_therapy.test.yaml"
    text = tests.read_text(encoding="utf-8")
    quoted = re.sub(r"visits_requested: (\d+)", r"visits_requested: '\1'", text, count=1)
    tests.write_text(quoted, encoding="utf-8")
    code, out, _ = run("rules", "check", "--rules", str(own))
    assert (code, codes(out)) == (1, ["wrong-type", "wrong-type"]), "one cause, one problem"
    code, out, told = run("rules", "check", "--rules", str(own), "--fix")
    assert (code, codes(out)) == (0, [])
    assert "2 mended in 2 files" in told or "mended in 2 files" in told
    assert "at_most: 6}  # why" in limit.read_text(encoding="utf-8")
    assert tests.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("path", "old", "new", "code"),
    [
        ("mtus-chronic-pain-2009/massage_therapy.yaml", "exercise_program: true", "exercise_programme: true", "fact"),
        ("mtus-chronic-pain-2009/massage_therapy.test.yaml", "visits_completed:", "visits_complete:", "fact"),
        ("guidelines/public.yaml", "cancer_sickle_cell_or", "cancer_sickle_cel_or", "fact"),
        ("wa-opioids-2013/opioids_subacute.yaml", "  depression_screened:", "  depression_screene:", "criterion"),
    ],
)
def test_one_misspelt_name_is_one_problem(own: Path, path: str, old: str, new: str, code: str) -> None:
    changed(own, old, new, path)
    status, out, _ = run("rules", "check", "--rules", str(own))
    assert (status, codes(out)) == (1, [f"unknown-{code}"])


def test_the_help_of_check_names_an_overlay_that_can_be_read(tmp_path: Path) -> None:
    _, out, _ = run("rules", "check", "--help")
    examples = [line.split() for line in out.splitlines() if "recheck rules check" in line and "my-rules/" in line]
    assert len(examples) == 2
    shutil.copytree(ROOT / "rules" / "odg", tmp_path / "odg")
    for words in examples:
        given = [str(tmp_path) if word == "my-rules/" else word for word in words[1:]]
        status, out, errors = run(*given)
        assert status == 0, out + errors


@pytest.mark.parametrize("text", ["a: |\n  x.\n", "a: x\n  y.\n", "b: x.\n", "a: [x.]\n"])
def test_what_is_not_one_line_is_left_alone(text: str) -> None:
    assert mended_text(text, Edit("a.yaml", ("a",), "x")) == text


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ruamel.yaml", None)
    with pytest.raises(ProblemsFound) as raised:
        mended_text("a: x.\n", Edit("a.yaml", ("a",), "x"))
    assert raised.value.problems[0].code == "extra-missing"
    assert "imr-recheck[author]" in str(raised.value.problems[0].suggestion)


def test_annotations_for_github_name_file_and_line(own: Path) -> None:
    changed(own, "says: The examination shows apprehension\n", "says: Apprehension sign, 100%\n")
    code, out, _ = run("rules", "check", "--rules", str(own), "--format", "github")
    assert code == 0
    assert out.startswith(f"::warning file={own / RULE},line=8,col=11,title=says-without-verb::")
    assert "100%25" in out
    assert len(out.splitlines()) == 1


def test_json_says_what_can_be_mended(own: Path) -> None:
    changed(own, "says: The examination shows apprehension\n", "says: The examination shows apprehension.\n")
    _, out, _ = run("rules", "check", "--rules", str(own), "--format", "json")
    (problem,) = json.loads(out)["problems"]
    assert (problem["code"], problem["fixable"], problem["line"]) == ("says-with-stop", True, 8)


def test_every_kind_is_explained() -> None:
    code, out, _ = run("rules", "check", "--explain", "all", "--format", "markdown")
    assert code == 0
    assert [each for each in kinds() if f"[{each}]({each}.md)" not in out] == []
    code, out, _ = run("rules", "check", "--explain", "number-in-says")
    assert "Bad:" in out and "Good:" in out
    code, out, _ = run("rules", "check", "--explain", "all", "--format", "json")
    assert len(json.loads(out)["kinds"]) == len(kinds())


def test_an_unknown_kind_is_said_with_the_nearest() -> None:
    code, _, told = run("rules", "check", "--explain", "number-in-say")
    assert code == 1
    assert "unknown-kind" in told and "did you mean 'number-in-says'?" in told


def test_a_wrong_format_is_wrong_usage() -> None:
    assert run("rules", "check", "--format", "xml")[0] == 2


@pytest.mark.parametrize(
    ("code", "word"), [("fact-unred", "allow-unknown"), ("unknown-fact", "allow-refused"), ("no-tests", "allow-unused")]
)
def test_an_allowance_must_name_a_lint_that_stands_there(own: Path, code: str, word: str) -> None:
    changed(own, "review: {status: draft}", f"allow: [{{code: {code}, why: Why.}}]\nreview: {{status: draft}}")
    assert codes(run("rules", "check", "--rules", str(own))[1]) == [word]
