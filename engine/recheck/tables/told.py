"""The summary of a table in words, for a terminal: what rests on documented facts first.

Comes in: the summary (audit/counted.py). Goes out: lines of text, with intervals, views and groups where they are.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from recheck.audit.grounds import resting

VERDICTS = ("agrees", "agrees_in_part", "differs", "pend", "not_covered")
SHOWN = 8
"""Groups of one kind on a terminal."""
_VIEWS = (
    ("where it rests on documented facts", "documented"),
    ("all that the rules decide", None),
    ("under the guideline that was cited", "as_cited"),
    ("the same rules without the facts", "without_facts"),
    ("always refuse", "always_upheld"),
)
_GROUPS = {
    "treatment": "treatment",
    "edition": "edition that decides",
    "year": "year",
    "month": "month",
    "credentials": "credentials (groups of reviewers)",
    "licensed_in": "licence (groups of reviewers)",
    "reviewer": "reviewer",
}
Summary = Mapping[str, Any]


def summary_rows(summary: Summary, notes: Sequence[str] = (), for_word: str = "overturned") -> Iterator[str]:
    """The figures in words.

    Args:
        summary: the figures.
        notes: what the table does not tell.
        for_word: how a determination for the request is called: overturned, or approved.
    """
    counts = ", ".join(f"{summary[each]:,} {each.replace('_', ' ')}" for each in VERDICTS)
    panel = summary["panel"]
    compared = f"{summary['compared']:,} determinations compared" if panel else f"{summary['compared']:,} compared"
    yield f"{summary['requests']:,} requests, {compared}: {counts}."
    if panel:
        yield (
            f"{panel['reviewers']:,} reviewers decided requests that others decided too, in "
            f"{panel['determinations']:,} determinations; --html and --format markdown tell how far they agree."
        )
    yield from _grounds(summary)
    if summary["compared"]:
        yield from _coefficients(summary, for_word)
    yield from _categories(summary)
    for name, title in _GROUPS.items():
        yield from _group(name, title, summary)
    if notes:
        yield ""
        yield from notes


def _grounds(summary: Summary) -> Iterator[str]:
    """What the decisions rest on."""
    rests, documented = summary["rests_on"], summary["documented"]
    yield f"Of those decided, {resting(rests)}."
    if documented["scored"]:
        yield (
            f"Where they rest on documented facts, {documented['agreeing']:,} of {documented['scored']:,} "
            "agree with the determination."
        )
    if summary["share_ours"] is not None:
        yield (
            f"{100 * summary['share_ours']:.0f} % of deciding criteria rest on our interpretation or an unverified "
            f"source; {summary['ours_alone']:,} requests rest on nothing else."
        )


def _coefficients(summary: Summary, for_word: str) -> Iterator[str]:
    """The coefficients of each view, with the middle 95 in 100 over resampled letters."""
    if summary["kappa"] is None:
        yield (
            "No coefficient: fewer than 50 scored requests, or fewer than 10 in a class. "
            "Counts of a few letters say nothing about agreement."
        )
        return
    other = "upheld" if for_word == "overturned" else "not approved"
    heads = (f"recall {for_word}", f"recall {other}", "kappa")
    yield ""
    yield f"{'':<36}{'scored':>12}" + "".join(f"{each:>22}" for each in heads) + f"{'AC1':>8}"
    for title, key in _VIEWS:
        view = summary if key is None else summary[key]
        if view:
            cells = [_within(view, name) for name in ("overturned_recall", "upheld_recall", "kappa")]
            yield (
                f"{title:<36}{view['scored']:>12,}"
                + "".join(f"{each:>22}" for each in cells)
                + f"{_two(view['ac1']):>8}"
            )


def _categories(summary: Summary) -> Iterator[str]:
    yield ""
    yield f"{'category':<28}{'requests':>12}" + "".join(f"{each.replace('_', ' '):>15}" for each in VERDICTS)
    for category, row in summary["by_category"].items():
        yield f"{category:<28}{row['requests']:>12,}" + "".join(f"{row[each]:>15,}" for each in VERDICTS)


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
        yield f"{_short(group):<36}{cells}{_within(row, 'kappa'):>22}"
    if found["groups"] > len(rows):
        yield f"… and {found['groups'] - len(rows):,} more: --format json, --html"


def _short(text: str) -> str:
    """A name that leaves its column room.

    >>> _short("occupational medicine and physical medicine")
    'occupational medicine and physical…'
    """
    return text if len(text) <= 35 else text[:34].rstrip() + "…"


def _within(view: Summary, name: str) -> str:
    """A figure with its interval, where it has one.

    >>> _within({"kappa": 0.123, "intervals": {"kappa": [0.1, 0.15]}}, "kappa")
    '0.12 (0.10 to 0.15)'
    """
    low, high = view["intervals"][name]
    return _two(view[name]) + ("" if low is None or high is None else f" ({_two(low)} to {_two(high)})")


def _two(value: float | None) -> str:
    """Two decimals, and nothing below zero that is nothing."""
    return "-" if value is None else f"{round(value, 2) + 0.0:.2f}"
