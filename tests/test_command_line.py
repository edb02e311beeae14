"""The command line as people use it: results on standard output, messages on standard error, no traceback."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

SEEDS = ROOT / "cases" / "imr-seeds"


def recheck(*words: str, given: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    found = subprocess.run(
        [sys.executable, "-m", "recheck", *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        input=given,
        env={**os.environ, **environment},
        check=False,
    )
    assert "Traceback" not in found.stdout + found.stderr
    return found


def changed(text: str, folder: Path, name: str = "seed-000.yaml") -> str:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_audit_of_the_seeds_has_the_shape_that_is_promised() -> None:
    found = recheck("audit", "cases/imr-seeds", "--format", "json")
    assert (found.returncode, found.stderr) == (0, "")
    data = json.loads(found.stdout)
    summary = data["summary"]
    assert (summary["requests"], summary["compared"]) == (13, 13)
    kinds = ("agrees", "agrees_in_part", "differs", "pend", "not_covered")
    assert sum(summary[kind] for kind in kinds) == 13
    assert summary["scored"] == sum(summary[kind] for kind in kinds[:3])
    assert all(summary[name] is None for name in ("overturned_recall", "upheld_recall", "kappa", "ac1"))
    assert data["problems"] == []
    assert re.fullmatch("sha256:[0-9a-f]{64}", data["rules_digest"])
    for row in data["requests"]:
        assert (row["comparison"] == "differs") == (row["attribution"] is not None)
        assert set(row["criteria"].values()) <= {"met", "not_met", "not_documented"}
        assert row["rules"]
        assert row["rests_on"] in ("documented", "silence")


CITED_OTHERWISE = {("imr-seed-001", "physical_therapy"): "ACOEM gives no number of visits, so that ODG's decides"}


def test_every_seed_recommendation_cites_what_the_reviewer_cited() -> None:
    """The guideline; where it is another, the audit shows both, and the rule says why (`known_limits`)."""
    data = json.loads(recheck("audit", "cases/imr-seeds", "--format", "json").stdout)
    for row in data["requests"]:
        ours = {each["guideline"] for each in row["citations"]}
        theirs = {each.split(",")[0] for each in row["cited"]}
        assert ours & theirs or (row["case"], row["request"]) in CITED_OTHERWISE, (
            row["case"],
            row["request"],
            ours,
            theirs,
        )


def test_screen_prints_one_screen_with_what_a_physician_needs() -> None:
    found = recheck("screen", str(SEEDS / "seed-004.yaml"), "-r", "epidural", "--undocumented", "not-established")
    assert found.returncode == 0
    assert len(found.stdout.splitlines()) <= 60
    for word in ("DENY", "p. 46", "not documented", "Only a physician", "sha256:"):
        assert word in found.stdout


def test_screen_reads_standard_input_and_speaks_json() -> None:
    found = recheck("screen", "-", "--request", "mri", "--format", "json", given=(SEEDS / "seed-000.yaml").read_text())
    data = json.loads(found.stdout)
    assert (data["recommendation"], data["needs_physician"]) == ("pend", False)
    assert {each["fact"] for each in data["missing"]} >= {"red_flag"}
    whole = json.loads(recheck("screen", str(SEEDS / "seed-000.yaml"), "--format", "json").stdout)
    assert [each["request"] for each in whole["recommendations"]] == [
        "decompression",
        "massage",
        "mri",
        "pain_management",
    ]


MUTATIONS = {
    "treatment misspelt": ("treatment: massage_therapy", "treatment: massage_terapy", "unknown-treatment"),
    "fact of the wrong type": ("{value: 52, evidence", "{value: fifty, evidence", "wrong-type"),
    "fact in the wrong place": ("claim:\n", "claim:\n  radicular_pain: true\n", "wrong-place"),
    "fact misspelt": ("radicular_pain:", "radiclar_pain:", "unknown-fact"),
    "quoted truth": ("reflex_deficit: {value: false", 'reflex_deficit: {value: "false"', "wrong-type"),
    "no such date": (
        "value: 2014-04-01, evidence: {lines: [37",
        "value: 2014-04-31, evidence: {lines: [37",
        "no-such-date",
    ),
    "key twice": ("claim:\n", "claim:\n  age: 52\n", "duplicate-key"),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mistake_gives_one_clear_problem(name: str, tmp_path: Path) -> None:
    old, new, code = MUTATIONS[name]
    text = (SEEDS / "seed-000.yaml").read_text()
    assert old in text
    found = recheck("screen", changed(text.replace(old, new), tmp_path), "-r", "massage")
    assert found.returncode == 1
    assert found.stdout == ""
    errors = [line for line in found.stderr.splitlines() if re.search(r":\d+:\d+: error ", line)]
    assert [re.search("error ([a-z-]+)", line)[1] for line in errors] == [code]  # type: ignore[index]  # it matched


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["audit", "cases/imr-sedes"], "no-such-file"),
        (["audit", "tests/bad/nothing", "cases"], "no-such-file"),
        (["screen", "cases"], "several-cases"),
        (["screen", str(SEEDS / "seed-000.yaml"), "-r", "masage"], "unknown-request"),
        (["rules", "check", "--rules", "nowhere"], "no-such-folder"),
        (["rules", "test", "masssage"], "unknown-rule"),
    ],
)
def test_what_is_not_there_is_said(words: list[str], code: str) -> None:
    found = recheck(*words)
    assert found.returncode == 1
    assert f"error {code}:" in found.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["screen"],
        ["screen", "x.yaml", "--undocumented", "maybe"],
        ["screen", "x.yaml", "--as-if", "tomorrow"],
        ["audit", "cases", "--against", "me"],
        ["audit", "cases", "--format", "xml"],
        ["rules", "chek"],
    ],
)
def test_wrong_usage_is_status_two(words: list[str]) -> None:
    assert recheck(*words).returncode == 2


def test_one_broken_case_never_stops_the_others(tmp_path: Path) -> None:
    changed("case: [", tmp_path, "broken.yaml")
    changed((SEEDS / "seed-001.yaml").read_text(), tmp_path, "good.yaml")
    changed((SEEDS / "seed-001.yaml").read_text(), tmp_path, "twice.yaml")
    found = recheck("audit", str(tmp_path), "--format", "json")
    data = json.loads(found.stdout)
    assert found.returncode == 1
    assert data["summary"]["requests"] == 2
    assert {problem["code"] for problem in data["problems"]} == {"yaml-syntax", "duplicate-case"}


def test_files_that_are_no_text_are_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"case: caf\xe9")
    (tmp_path / "empty.yaml").write_text("")
    found = recheck("audit", str(tmp_path))
    assert "error not-utf8" in found.stderr
    assert "error empty-file" in found.stderr
    (tmp_path / "nothing").mkdir()
    assert "error no-cases" in recheck("audit", str(tmp_path / "nothing")).stderr
    assert "error unreadable" in recheck("audit", "/proc/self/mem").stderr


def test_an_unforeseen_fault_is_named_and_is_no_traceback() -> None:
    code = (
        "import sys, recheck.cli.auditing as a; a.audit = lambda *_, **__: 1 / 0;"
        "sys.argv = ['recheck', 'audit', 'cases/imr-seeds']; from recheck.cli.main import main; main()"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert found.returncode == 1
    assert "error internal-fault: recheck failed (ZeroDivisionError" in found.stderr
    assert "Traceback" not in found.stderr


def test_failing_rule_tests_are_status_three(tmp_path: Path) -> None:
    rule = "mtus-chronic-pain-2009"
    (tmp_path / rule).mkdir()
    text = (ROOT / "rules" / rule / "massage_therapy.yaml").read_text().replace("at_most: 6", "at_most: 8")
    (tmp_path / rule / "massage_therapy.yaml").write_text(text)
    found = recheck("rules", "test", "massage", "--rules", "shipped", "--rules", str(tmp_path))
    assert found.returncode == 3
    assert "quantity is None, expected 6" in found.stdout
    assert recheck("rules", "test", "massage").returncode == 0


@pytest.mark.parametrize("words", [["--help"], ["screen", "--help"], ["audit", "--help"], ["rules", "check", "--help"]])
def test_help_is_there_with_examples(words: list[str]) -> None:
    found = recheck(*words)
    assert found.returncode == 0
    assert "recheck" in found.stdout or "Usage" in found.stdout
    assert ("Examples:" in found.stdout) == (len(words) > 1)


def test_shell_completion_completes() -> None:
    script = Path(sys.executable).with_name("recheck")
    asked = {"_RECHECK_COMPLETE": "complete_bash", "COMP_WORDS": "recheck ", "COMP_CWORD": "1"}
    found = subprocess.run([script], capture_output=True, text=True, env={**os.environ, **asked}, check=False)
    assert {"screen", "audit", "rules"} <= set(found.stdout.split())


def test_audit_against_utilization_review_has_its_own_classes() -> None:
    data = json.loads(recheck("audit", "cases/imr-seeds", "--against", "ur", "--format", "json").stdout)
    assert data["against"] == "utilization_review"
    assert {row["outcome"] for row in data["requests"]} == {"denied", "modified"}
