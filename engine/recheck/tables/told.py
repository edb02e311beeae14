"""The summary of a table in words, for a terminal: what rests on documented facts first.

Comes in: the summary (audit/counted.py). Goes out: lines of text, with intervals, views and groups where they are.
"""

from collections.abc import Iterator, Sequence

from recheck.audit.told import Summary, told, within
from recheck.model.case import By

SHOWN = 8
"""Groups of one kind on a terminal."""
_GROUPS = {
    "treatment": "treatment",
    "edition": "edition that decides",
    "year": "year",
    "month": "month",
    "credentials": "credentials (groups of reviewers)",
    "licensed_in": "licence (groups of reviewers)",
    "reviewer": "reviewer",
}


def summary_rows(summary: Summary, notes: Sequence[str] = (), against: By = By.IMR) -> Iterator[str]:
    """The figures in words.

    Args:
        summary: the figures.
        notes: what the table does not tell.
        against: whose determinations they stand beside.
    """
    yield from told(summary, against)
    for name, title in _GROUPS.items():
        yield from _group(name, title, summary)
    if notes:
        yield ""
        yield from notes


def _group(name: str, title: str, summary: Summary) -> Iterator[str]:
    """Agreement by one kind of group; nothing where there is but one, which the whole tells already."""
    found = summary["by"][name]
    if found["groups"] < 2 or (name == "month" and summary["by"]["year"]["groups"] > 1):
        return
    rows = found["rows"][:SHOWN] if name not in ("month", "year") else found["rows"][-12:]
    yield ""
    yield f"{title:<36}{'scored':>12}{'alike':>12}{'documented':>12}{'alike':>12}{'kappa':>22}"
    for row in rows:
        cells = "".join(f"{row[each]:>12,}" for each in ("scored", "agreeing", "documented", "documented_agreeing"))
        group = row["group"] if name != "month" else row["group"][:7]
        yield f"{_short(group):<36}{cells}{within(row, 'kappa'):>22}"
    if found["groups"] > len(rows):
        yield f"… and {found['groups'] - len(rows):,} more: --format json, --html"


def _short(text: str) -> str:
    """A name that leaves its column room.

    >>> _short("occupational medicine and physical medicine")
    'occupational medicine and physical…'
    """
    return text if len(text) <= 35 else text[:34].rstrip() + "…"
