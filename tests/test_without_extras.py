"""Without Z3 (the extra `prove`), commands that prove say which extra to install, and the others do their work."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

WITHOUT = """
import sys
sys.modules["z3"] = None
sys.argv = ["recheck", *sys.argv[1:]]
from recheck.cli.main import main
main()
"""
"""The command where importing Z3 fails, as if it were not installed."""


def run_without_z3(*words: str) -> tuple[int, str, str]:
    found = subprocess.run(
        [sys.executable, "-c", WITHOUT, *words], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert "Traceback" not in found.stdout + found.stderr
    return found.returncode, found.stdout, found.stderr


@pytest.mark.parametrize("more", [[], ["--format", "json"], ["massage"]])
def test_prove_names_the_extra(more: list[str]) -> None:
    status, out, errors = run_without_z3("rules", "prove", *more)
    assert status == 1
    assert "error extra-missing" in out + errors
    assert "pip install 'imr-recheck[prove]'" in out + errors


@pytest.fixture
def edited(tmp_path: Path) -> str:
    """A copy of the shipped rules with one number edited."""
    copy = Path(shutil.copytree(ROOT / "rules", tmp_path / "rules"))
    rule = copy / "mtus-chronic-pain-2009" / "massage_therapy.yaml"
    text = rule.read_text(encoding="utf-8")
    assert "at_most: 6}" in text
    rule.write_text(text.replace("at_most: 6}", "at_most: 8}"), encoding="utf-8")
    return str(copy)


def test_diff_names_the_extra_and_the_way_without_it(edited: str) -> None:
    status, out, errors = run_without_z3("rules", "diff", "rules", edited, "--cases", "cases/imr-seeds")
    assert (status, out) == (1, "")
    assert "error extra-missing" in errors and "pip install 'imr-recheck[prove]', or say --no-proof" in errors
    status, out, errors = run_without_z3("rules", "diff", "rules", edited, "--cases", "cases/imr-seeds", "--no-proof")
    assert status == 0, errors
    assert "massage_therapy" in out


def test_what_proves_nothing_needs_no_extra() -> None:
    for words in (["rules", "check"], ["screen", "cases/imr-seeds/seed-003.yaml", "-r", "home_traction"]):
        status, out, errors = run_without_z3(*words)
        assert status == 0, errors
        assert out


def test_exact_tries_everything_where_that_is_little() -> None:
    words = ("screen", "cases/imr-seeds/seed-000.yaml", "-r", "mri", "--exact", "--format", "json")
    status, out, errors = run_without_z3(*words)
    assert status == 0, errors
    exact = json.loads(out)["exact"]
    assert (exact["method"], exact["possible"], exact["fewest"]) == ("enumeration", ["approve", "deny"], 1)
