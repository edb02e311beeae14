"""Folders of rule files: which files there are, and how the user knows them.

A rule set may be laid over another: a file of the later folder takes the place of the earlier
folder's file of the same path, whole.
"""

import os
from collections.abc import Iterator, Sequence
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
        if not is_folder(root):
            where = Place(Source(str(folder)))
            suggestion = f"name a folder of rules, or '{SHIPPED}'"
            raise ProblemsFound([Problem("no-such-folder", "there is no folder of rules here", where, suggestion)])
        for inside in _yaml_files(str(root)):
            file = root / inside
            name = f"rules/{inside}" if str(folder) == SHIPPED else str(file)
            found[inside] = RuleFile(inside, file, name)
    return dict(sorted(found.items()))


def is_folder(path: Path) -> bool:
    """Whether a path is a folder; one that the system cannot even look at is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def is_there(path: Path) -> bool:
    """Whether a path names something; one that the system cannot even look at names nothing."""
    try:
        return path.exists()
    except OSError:
        return False


def _yaml_files(folder: str, inside: str = "") -> Iterator[str]:
    """The paths of all YAML files below a folder, hidden ones apart."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _yaml_files(entry.path, f"{inside}{entry.name}/")
            elif entry.name.endswith(".yaml"):
                yield inside + entry.name
