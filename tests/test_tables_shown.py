"""What a terminal sees of long work, and what is said where a library is missing."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT
from tables_written import PLAIN_ROW, write_csv

AUDIT = [sys.executable, "-m", "recheck", "audit"]


def test_a_terminal_is_shown_how_far_the_work_is(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", [{**PLAIN_ROW, "case": str(each)} for each in range(800)])
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [*AUDIT, str(path), "--interpreter"], stdout=subprocess.PIPE, stderr=follower, cwd=ROOT, text=True
    )
    out = process.communicate()[0]
    os.close(follower)
    shown = b""
    try:
        while chunk := os.read(leader, 65_536):
            shown += chunk
    except OSError:
        pass  # the end of a terminal that nobody writes to
    os.close(leader)
    assert process.returncode == 0
    assert "800 requests" in out
    assert "deciding" in shown.decode()
    assert shown.decode().endswith("\r\x1b[K")


@pytest.mark.parametrize("package", ["duckdb", "pyarrow"])
def test_a_library_that_is_missing_is_named_with_its_extra(package: str, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", [PLAIN_ROW])
    code = f"import sys; sys.modules[{package!r}] = None; from recheck.cli.main import main; main()"
    found = subprocess.run(
        [sys.executable, "-c", code, "audit", str(path)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert found.returncode == 1
    assert "error extra-missing" in found.stderr, found.stderr
    assert "pip install 'imr-recheck[audit]'" in found.stderr


def test_cases_need_no_library_of_tables() -> None:
    code = (
        "import sys; sys.modules['duckdb'] = sys.modules['pyarrow'] = sys.modules['ibis'] = None; "
        "from recheck.cli.main import main; main()"
    )
    words = [sys.executable, "-c", code, "audit", "cases/imr-seeds"]
    found = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (found.returncode, found.stderr) == (0, "")
