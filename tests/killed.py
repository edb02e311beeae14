"""The command, killed at a place in the program and not at a time: before or after a call, the first or a later one."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence

from conftest import ROOT

SCRIPT = """
import importlib, os, signal, sys
place, when, nth, *words = sys.argv[1:]
module, _, path = place.partition(":")
owner = importlib.import_module(module)
*between, last = path.split(".")
for each in between:
    owner = getattr(owner, each)
call, left = getattr(owner, last), [int(nth)]

def counted(*given, **named):
    left[0] -= 1
    if not left[0] and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    found = call(*given, **named)
    if not left[0] and when == "after":
        os.kill(os.getpid(), signal.SIGKILL)
    return found

setattr(owner, last, counted)
from recheck.cli.main import main
sys.argv = ["recheck", *words]
main()
"""


def killed(place: str, when: str, words: Sequence[str], nth: int = 1) -> None:
    """Run the command until it comes to the place, where it is killed; that it does come there is asserted."""
    script = [sys.executable, "-c", SCRIPT, place, when, str(nth), *words]
    ran = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, check=False, env=dict(os.environ))
    assert ran.returncode == -signal.SIGKILL, (place, ran.returncode, ran.stderr[-2000:])
