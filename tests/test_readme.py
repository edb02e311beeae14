"""Every output in README.md is what its command prints today.

RECHECK_WRITE_EXPECTED=1 writes the outputs anew; the change is then reviewed as a diff.
"""

import os
import re
import shlex
import subprocess
import sys

import pytest

from conftest import ROOT

README = ROOT / "README.md"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


def printed(command: str) -> str:
    words = shlex.split(command)
    assert words[0] == "recheck"
    found = subprocess.run(
        [sys.executable, "-m", "recheck", *words[1:]], capture_output=True, text=True, cwd=ROOT, check=False
    )
    return (found.stdout + found.stderr).rstrip("\n")


def anew(block: str) -> str:
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    return "\n".join(f"$ {command}\n{printed(command)}" for command in commands) + "\n"


@pytest.mark.parametrize("number", range(len(BLOCK.findall(README.read_text(encoding="utf-8")))))
def test_what_the_readme_prints_is_real(number: int) -> None:
    text = README.read_text(encoding="utf-8")
    block = BLOCK.findall(text)[number]
    now = anew(block)
    if os.environ.get("RECHECK_WRITE_EXPECTED"):
        README.write_text(text.replace(block, now), encoding="utf-8")
        return
    assert block == now


def test_no_chapter_stands_twice() -> None:
    headings = re.findall(r"^#+ .*", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(headings) == len({each.lstrip("#") for each in headings})


def test_the_rule_in_the_readme_is_the_shipped_one() -> None:
    text = README.read_text(encoding="utf-8")
    rule = (ROOT / "rules" / "mtus-chronic-pain-2009" / "massage_therapy.yaml").read_text(encoding="utf-8")
    shown = re.search(r"```yaml\n(rule: .*?)```", text, re.DOTALL)
    assert shown
    for line in shown[1].splitlines():
        assert line.split("  #")[0].strip() in rule
