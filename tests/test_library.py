"""The library's lines in docs/library.md run, and what is wrong is raised with all problems."""

import re
import subprocess
import sys

import pytest

import recheck
from conftest import ROOT
from recheck.model.problem import ProblemsFound

PAGE = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
GIVEN = {"case": "a", "requests": {"m": {"treatment": "massage_therapy", "requested_on": "2015-03-02"}}}


def test_the_page_runs_as_it_stands() -> None:
    pytest.importorskip("duckdb")
    pytest.importorskip("pandas")
    code = "\n".join(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "a 2"


def test_importing_the_library_loads_nothing_heavy() -> None:
    code = "import sys, recheck; print(sorted({'yaml', 'duckdb', 'pandas', 'typer', 'z3'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("kind", ["pandas", "polars", "arrow"])
def test_frames_of_each_kind_give_the_same(kind: str) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    rows = {
        "case": ["a", "b"],
        "request": ["1", "1"],
        "treatment": ["massage_therapy", "acupuncture"],
        "body_region": ["lumbar", "cervical"],
        "requested_on": ["2015-03-02", "2015-03-02"],
    }
    frame = pyarrow.table(rows)
    if kind == "pandas":
        frame = pytest.importorskip("pandas").DataFrame(rows)
    elif kind == "polars":
        frame = pytest.importorskip("polars").DataFrame(rows)
    rules = recheck.load_rules()
    assert recheck.audit_table(rules, frame).equals(recheck.audit_table(rules, pyarrow.table(rows)))


def test_all_problems_of_a_frame_are_raised_at_once() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    frame = pyarrow.table({"case": ["a"], "request": ["1"], "treatment": ["masage"], "requested_on": ["soon"]})
    with pytest.raises(ProblemsFound) as found:
        recheck.audit_table(recheck.load_rules(), frame)
    assert {each.code for each in found.value.problems} == {"unknown-value", "wrong-type"}
    with pytest.raises(ProblemsFound, match="is no table"):
        recheck.audit_table(recheck.load_rules(), object())


def test_a_case_with_several_requests_needs_a_name() -> None:
    rules = recheck.load_rules()
    two = {**GIVEN, "requests": {"m": GIVEN["requests"]["m"], "n": GIVEN["requests"]["m"]}}
    with pytest.raises(ProblemsFound, match="name the request"):
        recheck.screen_case(rules, two)
    assert recheck.screen_case(rules, two, "n").request == "n"


def test_a_case_with_faults_raises_them_all() -> None:
    request = {"treatment": "masage_therapy", "requested_on": "2015-03-02"}
    wrong = {"case": "a", "claim": {"exercise_programme": True}, "requests": {"m": request}}
    with pytest.raises(ProblemsFound) as found:
        recheck.read_case(recheck.load_rules(), wrong)
    assert len(found.value.problems) == 2
