"""Folders of rule files: which files there are, and how the user knows them.

A rule set may be laid over another: a file of the later folder takes the place of the earlier
folder's file of the same path, whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from recheck.model.problem import Place, Problem, ProblemsFound, Source

SHIPPED = "shipped"


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One file of a rule folder: its path inside the folder, where it lies, its name for the user."""

    path: str
    file: Path
    name: str


def shipped_rules() -> Path:
    """The folder of the rules that travel with the package."""
    package = Path(__file__).resolve().parents[1]
    packaged = package / "rules"
    return packaged if packaged.is_dir() else package.parents[1] / "rules"


def rule_files(folders: Sequence[str | Path] = (SHIPPED,)) -> dict[str, RuleFile]:
    """All files of the folders by their path inside them, later folders over earlier ones.

    Raises:
        ProblemsFound: a folder is not there.
    """
    found: dict[str, RuleFile] = {}
    for folder in folders:
        root = shipped_rules() if str(folder) == SHIPPED else Path(folder)
        if not root.is_dir():
            where = Place(Source(str(folder)))
            suggestion = f"name a folder of rules, or '{SHIPPED}'"
            raise ProblemsFound([Problem("no-such-folder", "there is no folder of rules here", where, suggestion)])
        for file in sorted(root.rglob("*.yaml")):
            inside = file.relative_to(root)
            if any(part.startswith(".") for part in inside.parts):
                continue
            name = f"rules/{inside.as_posix()}" if str(folder) == SHIPPED else str(file)
            found[inside.as_posix()] = RuleFile(inside.as_posix(), file, name)
    return dict(sorted(found.items()))
