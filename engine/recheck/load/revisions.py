"""A git revision of a folder of rules to rule files, read through `git` itself.

Nothing is checked out: the folder's tree is written to a temporary folder, which is gone when the
files have been read. Problems name the files as git does, `HEAD:rules/...`.
"""

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from recheck.load.files import SHIPPED, RuleFile, is_folder, rule_files, shipped_rules
from recheck.model.problem import Place, Problem, ProblemsFound, Source, did_you_mean

SECONDS = 60
"""git answers in less, or something is wrong with it."""


@contextmanager
def side_files(word: str, folders: Sequence[str]) -> Iterator[dict[str, RuleFile]]:
    """The rule files of one side of a difference, as long as the context is open.

    Args:
        word: a folder of rules, 'shipped', or a git revision of the last of the folders.
        folders: the folders of rules that are gone by; the side takes the place of the last.

    Raises:
        ProblemsFound: the word is neither, or git cannot read the revision.
    """
    below = list(folders[:-1])
    if word == SHIPPED or is_folder(Path(word)):
        yield rule_files([*below, word])
        return
    root = shipped_rules() if folders[-1] == SHIPPED else Path(folders[-1])
    with tempfile.TemporaryDirectory(prefix="recheck-") as place:
        inside = _unpacked(word, root, Path(place))
        files = rule_files([place])
        named = {path: replace(file, name=f"{word}:{inside}{path}") for path, file in files.items()}
        yield (rule_files(below) if below else {}) | named


def _unpacked(revision: str, root: Path, into: Path) -> str:
    """The folder as it was in a revision, unpacked; its path inside the repository."""
    where = Place(Source(revision))
    if not is_folder(root):
        there = "name a folder of rules, or a git revision and its folder with --rules"
        raise ProblemsFound([Problem("no-such-folder", f"there is no folder of rules at '{root}'", where, there)])
    found = _git(root, "rev-parse", "--show-cdup", "--show-prefix")
    if found.returncode:
        message = f"'{revision}' is no folder, and '{root}' lies in no git repository whose revision it could be"
        raise ProblemsFound([Problem("no-repository", message, where, "name two folders of rules")])
    up, inside = found.stdout.decode(errors="replace").splitlines()
    if revision.startswith("-") or _git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").returncode:
        known = _git(root, "for-each-ref", "--format=%(refname:short)").stdout.decode(errors="replace").split()
        hint = did_you_mean(revision, known) or "name a folder, or a revision such as HEAD, HEAD~1, a branch or a tag"
        message = f"'{revision}' is neither a folder nor a git revision"
        raise ProblemsFound([Problem("unknown-revision", message, where, hint)])
    archive = _git(root / up, "archive", "--format=tar", f"{revision}:{inside}")
    if archive.returncode:
        message = f"the revision '{revision}' has no folder '{inside.rstrip('/')}'"
        raise ProblemsFound([Problem("no-rules-in-revision", message, where, "name a later revision")])
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as packed:
        packed.extractall(into, filter="data")
    return inside


def _git(root: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *words], cwd=root, capture_output=True, check=False, timeout=SECONDS)
    except FileNotFoundError as error:
        hint = "install git, or name two folders of rules"
        raise ProblemsFound(
            [Problem("no-git", "git is not installed, so no revision can be read", None, hint)]
        ) from error
    except subprocess.TimeoutExpired as error:
        message = f"git did not answer within {SECONDS} seconds"
        raise ProblemsFound([Problem("no-git", message, None, "name two folders of rules")]) from error
