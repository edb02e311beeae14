"""Files in a folder that are none of what a command reads: named, never skipped in silence."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from recheck.letters.read import is_letter
from recheck.load.cases import is_case_file
from recheck.load.files import is_folder
from recheck.model.problem import Place, Problem, Severity, Source

SHOWN = 3


def files_of(paths: Iterable[str]) -> list[str]:
    """The case files and letters among paths and in the folders among them."""
    found: list[str] = []
    for path in map(Path, paths):
        found += [str(each) for each in _files(path) if is_case_file(each) or is_letter(each)]
    return found


def passed_over(paths: Iterable[str], read: Iterable[str]) -> list[Problem]:
    """A warning for each folder with files that are not read: how many of which kind, and the first of them.

    Args:
        paths: what the user named.
        read: the files that are read.
    """
    known = {Path(each) for each in read}
    problems = []
    for path in paths:
        if "://" in path or not is_folder(Path(path)):
            continue
        over = [each for each in _files(Path(path)) if each not in known]
        if not over:
            continue
        kinds = Counter(each.suffix.lower() or "no ending" for each in over)
        told = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
        shown = ", ".join(str(each.relative_to(path)) for each in over[:SHOWN]) + (", …" if len(over) > SHOWN else "")
        message = f"{len(over)} file{'s' * (len(over) > 1)} here not read ({told}): {shown}"
        hint = "case files end in .yaml, letters in .txt or .pdf; name a table by itself"
        problems.append(Problem("passed-over", message, Place(Source(path)), hint, Severity.WARNING))
    return problems


def _files(path: Path) -> list[Path]:
    """The files of a folder and the folders in it, without hidden ones and the marks that Excel and Spark leave."""
    if not path.is_dir():
        return [path] if path.is_file() else []
    return sorted(each for each in path.rglob("*") if each.is_file() and not each.name.startswith((".", "~$", "_")))
