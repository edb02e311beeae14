"""What several tests share: the shipped rules and cases, loaded once."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from pages_served import browser, opened, served  # noqa: F401  # fixtures: known to every test, made for those that ask
from recheck.load.cases import load_cases
from recheck.load.ruleset import load_rule_set
from recheck.model.case import Case
from recheck.model.rule import RuleSet

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

settings.register_profile("recheck", deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
settings.load_profile("recheck")
if "PYTEST_XDIST_WORKER" not in os.environ:
    _cache = tempfile.TemporaryDirectory(prefix="recheck-tests-")  # of all workers: what one loads, others find
    os.environ["RECHECK_CACHE"] = _cache.name


def run(*words: str) -> tuple[int, str, str]:
    """A command as people run it: exit status, standard output, standard error; never a traceback."""
    found = subprocess.run(
        [sys.executable, "-m", "recheck", *words], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert "Traceback" not in found.stdout + found.stderr
    return found.returncode, found.stdout, found.stderr


@pytest.fixture(scope="session")
def rules() -> RuleSet:
    return load_rule_set()


@pytest.fixture(scope="session")
def cases(rules: RuleSet) -> list[Case]:
    """The shipped cases, but for those of which some items alone were read by hand (test_adjudicated.py)."""
    folders = sorted(each for each in (ROOT / "cases").iterdir() if each.is_dir() and each.name != "adjudicated")
    found, problems = load_cases(folders, rules.vocabulary)
    assert not problems
    return found


@pytest.fixture(scope="session")
def seeds(cases: list[Case]) -> dict[str, Case]:
    return {case.id: case for case in cases if case.id.startswith("imr-seed")}


@pytest.fixture
def shared() -> Path:
    """The folder of real letters, which lies beside the project where it is at hand."""
    if not SHARED.is_dir():
        pytest.skip("the shared folder with the letters is not beside the project")
    return SHARED
