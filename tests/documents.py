"""README and docs: their files, console blocks, and what is printed today; `...` leaves out lines, or part of one.

The command line's own page is made here too, from `--help`.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from conftest import ROOT

DOCS = ROOT / "docs"
CLI = DOCS / "cli.md"
MAP = DOCS / "coverage-map.md"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
LEFT_OUT = "..."


def documents() -> list[Path]:
    """Every page that users read."""
    return [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]


def blocks() -> list[tuple[Path, str]]:
    """Every console block, with its page."""
    return [(page, block) for page in documents() for block in BLOCK.findall(page.read_text(encoding="utf-8"))]


@cache
def surroundings() -> dict[str, str]:
    """An environment in which `recheck` is a command, as after an install, on a terminal 100 columns wide."""
    folder = Path(mkdtemp(prefix="recheck-docs-"))
    command = folder / "recheck"
    command.write_text(f"#!{sys.executable}\nfrom recheck.cli.main import main\n\nmain()\n")
    command.chmod(0o755)
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BASH_FUNC_")}
    return {**inherited, "PATH": path, "PYTHONPATH": str(ROOT / "engine"), "COLUMNS": "100"}


def printed(command: str) -> str:
    """What a command prints today, messages last."""
    found = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, env=surroundings(), check=False
    )
    return (found.stdout + found.stderr).rstrip("\n")


def anew(block: str) -> str:
    """A console block with what its commands print today, and nothing left out."""
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    return "\n".join(f"$ {command}\n{printed(command)}" for command in commands) + "\n"


def is_true(block: str, now: str) -> bool:
    """Whether a block says what is printed now, but for what it leaves out.

    >>> is_true("$ a\\none ... three\\n...\\nlast\\n", "$ a\\none two three\\nfour\\nfive\\nlast\\n")
    True
    >>> is_true("$ a\\none\\nlast\\n", "$ a\\none\\ntwo\\nlast\\n")
    False
    """
    parts = [
        r"(?:.*\n)*?" if line.strip() == LEFT_OUT else ".*?".join(map(re.escape, line.split(LEFT_OUT))) + r"\n"
        for line in block.splitlines()
    ]
    return re.fullmatch("".join(parts), now) is not None


def cli_page() -> str:
    """Every command with its help, as `recheck ... --help` prints it."""
    parts = ["# Every command and option\n\nMade from `--help` by `make docs`.\n"]
    parts += [f"## {path}\n\n```text\n{printed(f'{path} --help')}\n```\n" for path in commands()]
    return "\n".join(parts)


def commands() -> Iterator[str]:
    """The command line's commands, a group before its own."""
    from typer.main import get_command

    from recheck.cli.main import app

    waiting = [("recheck", get_command(app))]
    while waiting:
        path, command = waiting.pop(0)
        yield path
        under = getattr(command, "commands", {})
        waiting = [(f"{path} {name}", each) for name, each in under.items()] + waiting


def map_page() -> str:
    """The map of coverage of the requests that are made most, as the command prints it."""
    command = "recheck rules coverage-map --year 2026 --format markdown"
    return f"{MAP_OPENING}\n{printed(command)}\n"


MAP_OPENING = """# Whose criteria are at hand

For what is requested most: which bodies speak, how well their criteria are known, and which licensed documents would
speak first. Made by `recheck rules coverage-map` (`make docs` writes it anew). `--all` prints every treatment, words
one treatment, `--year` another year, and `--rules` adds [an organization's own criteria](own-criteria.md).
"""
