"""A rule set that was loaded before, from the user's cache: loading hundreds of files takes longer than
all the rest of `recheck screen`.

The cache is keyed by every rule file and every source file of the loader (path, size, inode, times of
change to the nanosecond), so what it holds is never out of date. It lies in the user's own cache folder,
and whatever is wrong with it, the files are read instead. Only rule sets without problems are kept.
"""

import contextlib
import os
import pickle
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import recheck
from recheck.files import replacing
from recheck.load.files import SHIPPED, RuleFile, rule_files
from recheck.model.rule import Rule, RuleSet

OFF, ELSEWHERE = "RECHECK_NO_CACHE", "RECHECK_CACHE"
"""The environment's variables: no cache at all, and the folder for it."""


class KeptRules(Mapping[str, Rule]):
    """Rules by id, each taken out of its bytes when it is first asked for."""

    def __init__(self, kept: dict[str, bytes]) -> None:
        self._kept = kept
        self._taken: dict[str, Rule] = {}

    def __getitem__(self, name: str) -> Rule:
        if name not in self._taken:
            self._taken[name] = pickle.loads(self._kept[name])
        return self._taken[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


def cached_rule_set(folders: Sequence[str | Path] = (SHIPPED,)) -> RuleSet:
    """The rule set of the folders, from the cache where it holds exactly these files.

    Raises:
        ProblemsFound: the files have errors; all of them are listed.
    """
    files = rule_files(folders)
    key = None if os.environ.get(OFF) else _key(files)
    known = _read(key) if key else None
    if known is not None:
        return known
    from recheck.load.ruleset import sound_rule_set

    rules, problems = sound_rule_set(files)
    if key and not problems:
        _write(key, rules)
    return rules


def _key(files: dict[str, RuleFile]) -> str | None:
    """What the rules were read from and by what; None where that cannot be told."""
    stamps = [recheck.__version__]
    try:
        for file in files.values():
            if not file.path.endswith(".test.yaml"):
                stamps.append(f"{file.name} {file.path} {_stamp(file.file.stat())}")
        for part in ("model", "conditions", "load"):
            with os.scandir(os.path.join(os.path.dirname(recheck.__file__), part)) as entries:
                sources = [entry for entry in entries if entry.name.endswith(".py")]
            stamps += sorted(f"{entry.name} {_stamp(entry.stat())}" for entry in sources)
    except OSError:
        return None
    return "\n".join(stamps)


def _stamp(found: os.stat_result) -> str:
    return f"{found.st_size} {found.st_ino} {found.st_mtime_ns} {found.st_ctime_ns}"


def cache_folder() -> Path:
    """Where everything lies that is kept from one command to the next."""
    named = os.environ.get(ELSEWHERE)
    root = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(named) if named else Path(root) / "imr-recheck"


def _place(key: str) -> Path:
    return cache_folder() / f"{zlib.crc32(key.encode()):08x}.rules"


def _read(key: str) -> RuleSet | None:
    place = _place(key)
    try:
        if place.stat().st_uid != os.getuid():
            return None
        data = place.read_bytes()
        written_for, found, rules = pickle.loads(data)
        if written_for != key or not isinstance(found, RuleSet):
            return None
        return replace(found, rules=KeptRules(rules))
    except Exception:  # whatever is wrong with a cache, the files are read instead
        return None


def _write(key: str, rules: RuleSet) -> None:
    """Whole or not at all; a cache that cannot be written is done without."""
    place = _place(key)
    kept = {name: pickle.dumps(rule, protocol=pickle.HIGHEST_PROTOCOL) for name, rule in rules.rules.items()}
    index: dict[str, tuple[str, ...]] = {}
    for rule in rules.rules.values():
        for treatment in rule.treatments:
            index[treatment] = (*index.get(treatment, ()), rule.id)
    without = replace(rules, rules={}, by_treatment=index)
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with replacing(place, mode=0o600) as part:
            part.write_bytes(pickle.dumps((key, without, kept), protocol=pickle.HIGHEST_PROTOCOL))
