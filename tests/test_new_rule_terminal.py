"""`recheck rules new` as people run it: in a real pseudo-terminal, one question answered after the other."""

import fcntl
import os
import pty
import select
import subprocess
import sys
import termios
from pathlib import Path

from conftest import ROOT, run
from test_new_rule import QUESTIONS

NEW = "mtus-chronic-pain-2009/massage_third"
PATIENCE = 120.0
"""Seconds after which a question that does not come is given up."""


class Terminal:
    """A command in a pseudo-terminal of its own."""

    def __init__(self, *words: str) -> None:
        self.own, theirs = pty.openpty()
        environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
        command = [sys.executable, "-m", "recheck", *words]
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT, env=environment,
            start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509  # no threads here
        )  # fmt: skip
        os.close(theirs)
        self.shown = ""

    def read_on(self) -> bool:
        """Read what the command prints next; False once it has ended, or printed nothing for too long."""
        if not select.select([self.own], [], [], PATIENCE)[0]:
            return False
        try:
            text = os.read(self.own, 65536)
        except OSError:  # the other end is closed
            return False
        self.shown += text.decode("utf-8", "replace")
        return bool(text)

    def asked(self) -> bool:
        """Wait for a question, which ends in a colon and a space; False where the command ended instead."""
        seen = len(self.shown)
        while self.read_on():
            if self.shown[seen:].endswith(": ") and not select.select([self.own], [], [], 0.2)[0]:
                return True
        return False

    def type(self, line: str) -> None:
        os.write(self.own, (line + "\n").encode())

    def ended(self) -> int:
        while self.read_on():
            pass
        os.close(self.own)
        return self.process.wait(PATIENCE)


def test_a_rule_is_started_by_answers_typed_into_a_terminal(tmp_path: Path) -> None:
    own = tmp_path / "own"
    terminal = Terminal("rules", "new", "--out", str(own))
    for answer in QUESTIONS:
        assert terminal.asked(), terminal.shown
        terminal.type(answer)
    status = terminal.ended()
    assert status == 0, terminal.shown
    assert "Traceback" not in terminal.shown
    assert (own / f"{NEW}.yaml").is_file() and (own / f"{NEW}.test.yaml").is_file()
    status, out, errors = run("rules", "test", NEW, "--rules", "shipped", "--rules", str(own))
    assert status == 0, out + errors


def test_leaving_in_the_middle_writes_nothing_and_shows_no_traceback(tmp_path: Path) -> None:
    own = tmp_path / "own"
    terminal = Terminal("rules", "new", "--out", str(own))
    assert terminal.asked(), terminal.shown
    terminal.type("massage")
    assert terminal.asked(), terminal.shown
    os.write(terminal.own, b"\x03")  # Ctrl-C
    assert terminal.ended() == 1, terminal.shown
    assert "Aborted" in terminal.shown
    assert "Traceback" not in terminal.shown
    assert not own.exists()
