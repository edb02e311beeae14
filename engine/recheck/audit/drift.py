"""Drift: from which month on were like cases decided otherwise than before?

Comes in: each request's determination less what its like got over all the time, so that another mix of cases is
no drift. Goes out: series whose running sum strays further than chance lets it (the sum's bridge against
Kolmogorov's distribution, with the letters' own spread), and the month from which it does.
"""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from recheck.audit.lists import Lists
from recheck.audit.many import LEVEL, corrected
from recheck.audit.query import Query, Row
from recheck.audit.results import extra_missing

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[Any]]

ENOUGH_MONTHS = 6
ENOUGH_LETTERS = 100
MOST_CHANGES = 3
AGAIN = 0.001
"""A further change inside a part of a series that already has one must be this sure."""
_MONTHS = """
WITH likes_of AS (SELECT *, {expected} AS p, {alike} AS n_alike FROM r
    WHERE outcome IS NOT NULL AND like_id IS NOT NULL),
alike AS (SELECT {series} AS series, half_documented AS documented, "case" AS letter, month, for_request, p
    FROM likes_of WHERE month IS NOT NULL AND n_alike > 1),
letters AS (SELECT series, documented, letter, month, count(*) AS n, count(*) FILTER (for_request) AS k, sum(p) AS e
    FROM alike GROUP BY ALL)
SELECT series, documented, month, sum(n)::BIGINT, sum(k)::BIGINT, sum(e), sum((k - e) * (k - e)), count(*)
FROM letters GROUP BY ALL ORDER BY series, documented DESC, month
"""
_STRATUM = "PARTITION BY treatment, decision, half_documented"
BESIDE = {
    "like cases": ("likes_for / likes_n", "likes_n"),
    "requests that the rules decide alike": (f"avg(for_request::INT) OVER ({_STRATUM})", "2"),
}
"""What a request is held beside: what was to be expected of it, and of how many alike at least.

The first knows its edition alone; the second, wider, sees across editions.
"""
Name = tuple[str, str | None, bool]
"""What is held beside, a treatment or None for all, and whether documented."""


def drift(query: Query, lists: Lists, most: int) -> dict[str, Any]:
    """Every series that changed, with its months; the whole and each treatment, where documented and where silent."""
    series = {
        name: months
        for beside in BESIDE
        for by in ("NULL", "treatment")
        for name, months in _series(query, beside, by).items()
    }
    asked = {name: months for name, months in series.items() if _is_enough(months)}
    tested = {name: _strays(months, 0, len(months)) for name, months in asked.items()}
    import numpy as np

    adjusted = dict(zip(tested, corrected(np.array([p for p, _ in tested.values()])), strict=True))
    changed = sorted((name for name in asked if adjusted[name] <= LEVEL), key=lambda name: (adjusted[name], str(name)))
    whole = [name for name in asked if name[1] is None and name[0] != "like cases"]
    return {
        "tested": len(asked),
        "reported": len(changed),
        "level": LEVEL,
        "rows": [_row(lists, name, asked[name], float(adjusted[name])) for name in changed[:most]],
        "whole": [_row(lists, name, asked[name], float(adjusted[name])) for name in whole],
    }


def _series(query: Query, beside: str, by: str) -> dict[Name, list[Row]]:
    expected, alike = BESIDE[beside]
    found: dict[Name, list[Row]] = {}
    for name, documented, *month in query.rows(_MONTHS.format(series=by, expected=expected, alike=alike)):
        if name is not None or by == "NULL":
            found.setdefault((beside, name, documented), []).append(tuple(month))
    return found


def _is_enough(months: list[Row]) -> bool:
    letters, spread = sum(month[5] for month in months), sum(month[4] for month in months)
    return len(months) >= ENOUGH_MONTHS and letters >= ENOUGH_LETTERS and spread >= 5


def _strays(months: list[Row], first: int, end: int) -> tuple[float, int]:
    """How often chance lets the sum over these months stray so far, and the month from which it turns."""
    import numpy as np

    try:
        from scipy.special import kolmogorov
    except ImportError as error:
        raise extra_missing() from error
    part = months[first:end]
    excess = np.array([month[2] - month[3] for month in part], dtype=float)
    spread = np.array([month[4] for month in part], dtype=float)
    total = spread.sum()
    if len(part) < 2 or total <= 0:
        return 1.0, first
    running, clock = excess.cumsum(), spread.cumsum() / total
    bridge = np.abs(running - clock * running[-1])[:-1]
    return float(kolmogorov(bridge.max() / np.sqrt(total))), first + int(bridge.argmax()) + 1


def _changes(months: list[Row]) -> list[int]:
    """Where a series changes: the surest place first, then inside its parts while they stray far."""
    found = [_strays(months, 0, len(months))[1]]
    while len(found) < MOST_CHANGES:
        ends = [0, *sorted(found), len(months)]
        parts = [_strays(months, first, end) for first, end in pairwise(ends)]
        surest = min(parts)
        if surest[0] > AGAIN:
            break
        found.append(surest[1])
    return sorted(found)


def _row(lists: Lists, name: Name, months: list[Row], adjusted: float) -> dict[str, Any]:
    beside, treatment, documented = name
    changes = _changes(months) if adjusted <= LEVEL else []
    ends = [0, *changes, len(months)]
    where = ("" if documented else "NOT ") + "half_documented AND month >= ? AND month <= ?"
    if beside == "like cases":
        where += " AND likes_n > 1"
    values: list[object] = []
    if treatment is not None:
        where, values = f"{where} AND treatment = ?", [treatment]
    title = f"{treatment or 'all treatments'}, {beside}, {'documented' if documented else 'silent'}"
    return {
        "beside": beside,
        "treatment": treatment,
        "documented": documented,
        "adjusted_p": adjusted,
        "changed_in": [str(months[at][0]) for at in changes],
        "parts": [_part(lists, months[first:end], title, where, values) for first, end in pairwise(ends)],
        "months": [
            {"month": str(month), "requests": n, "for": k, "expected": float(expected)}
            for month, n, k, expected, _, _ in months
        ],
    }


def _part(lists: Lists, months: list[Row], title: str, where: str, values: list[object]) -> dict[str, Any]:
    requests, granted = sum(month[1] for month in months), sum(month[2] for month in months)
    first, last = months[0][0], months[-1][0]
    title, values = f"{title}, {first:%Y-%m} to {last:%Y-%m}", [first, last, *values]
    return {
        "from": str(first),
        "to": str(last),
        "requests": lists.number(requests, title, where, values),
        "for": lists.number(granted, f"{title}, {lists.query.for_word}", f"{where} AND for_request", values),
        "in_hundred": 100 * granted / requests,
        "expected_in_hundred": 100 * float(sum(month[3] for month in months)) / requests,
    }
