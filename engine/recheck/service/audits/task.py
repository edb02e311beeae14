"""What an audit is told, and what it tells of itself."""

from dataclasses import dataclass
from pathlib import Path

from recheck.judge import Mode
from recheck.model.case import By
from recheck.model.rule import RuleSet

RESULT = "result.json"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an audit is: what it does, and how many of how many."""

    doing: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be audited: files of a folder, by which rules, against whose determinations."""

    folder: Path
    files: tuple[str, ...]
    rules: RuleSet
    rule_folders: tuple[str, ...]
    mode: Mode
    against: By
    memory: int
    seconds: int
    rows: int
    """Rows of tables at most."""
    mapping: str | None = None
    """The file among them that says how a table's columns and values read."""
