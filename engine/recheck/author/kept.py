"""Findings that were proved before, in the user's own cache folder, by the digest of what they rest on."""

import contextlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from recheck.files import write_whole
from recheck.load.cache import OFF, cache_folder

MAX_KEPT = 5_000
"""Files kept; the oldest go first."""


def _folder() -> Path:
    return cache_folder() / "proofs"


def take(key: str) -> list[dict[str, Any]] | None:
    """The findings kept under a key; None where there are none, or none that can be read."""
    if os.environ.get(OFF):
        return None
    place = _folder() / f"{key}.json"
    try:
        if place.stat().st_uid != os.getuid():
            return None
        rows = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return rows if isinstance(rows, list) and all(isinstance(row, dict) for row in rows) else None


def keep(key: str, rows: Sequence[dict[str, Any]]) -> None:
    """Keep findings, whole or not at all; a cache that cannot be written is done without."""
    if os.environ.get(OFF):
        return
    folder = _folder()
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(folder / f"{key}.json", json.dumps(rows), mode=0o600)
        known = sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime)
        for file in known[:-MAX_KEPT]:
            file.unlink(missing_ok=True)
