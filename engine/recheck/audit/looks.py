"""The second-look list counted: which grounds, and by treatment, guideline, credentials and month of the determination.

Comes in: the entries beside the results table. Goes out: the entries, and for each group how many of its requests have
an entry, with the middle 95 in 100 by Wilson, and whether that departs from all others by chance (Fisher, corrected for
the many groups that are looked at).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from recheck.audit.many import corrected
from recheck.audit.query import Query
from recheck.audit.results import extra_missing
from recheck.second_look import Ground

GROUPS = {"treatment": "treatment", "edition": "guideline", "credentials": "credentials", "month": "month"}
LETTERS = 10
"""How many letters are named at the head of the report."""
_REQUESTS = """SELECT "case", request, treatment, edition, credentials, strftime(decided_on, '%Y-%m') FROM r
WHERE outcome IS NOT NULL"""


def looks(query: Query) -> dict[str, Any] | None:
    """The entries and their counts; None where no rationale was read.

    Raises:
        ProblemsFound: the extra `audit` is not installed.
    """
    entries = query.results.second_look
    if entries is None:
        return None
    requests = {(row[0], row[1]): dict(zip(GROUPS, row[2:], strict=True)) for row in query.rows(_REQUESTS)}
    picked = {(str(each["case"]), str(each["request"])) for each in entries}
    grounds = Counter(str(each["ground"]) for each in entries)
    return {
        "entries": list(entries),
        "first": _first(entries),
        "letters": len({each["case"] for each in entries}),
        "requests": len(picked),
        "of": len(requests),
        "grounds": [
            {"ground": str(each), "words": each.words, "count": grounds[str(each)]}
            for each in Ground
            if grounds[str(each)]
        ],
        "by": {name: _by(name, requests, entries) for name in GROUPS},
    }


def _first(entries: Sequence[Mapping[str, object]]) -> list[dict[str, Any]]:
    """The letters to read first, each with its entries by number, as the entries are ordered."""
    letters: dict[str, list[int]] = {}
    for number, each in enumerate(entries):
        letters.setdefault(str(each["case"]), []).append(number)
    return [{"case": case, "entries": numbers} for case, numbers in list(letters.items())[:LETTERS]]


def _by(
    name: str, requests: Mapping[tuple[str, str], Mapping[str, Any]], entries: Sequence[Mapping[str, object]]
) -> list[dict[str, Any]]:
    """Each group of one kind, those with most entries first."""
    seen: dict[str, Counter[str]] = {}
    picked: dict[str, set[tuple[str, str]]] = {}
    for each in entries:
        key = (str(each["case"]), str(each["request"]))
        group = requests.get(key, {}).get(name)
        if group:
            seen.setdefault(group, Counter())[str(each["ground"])] += 1
            picked.setdefault(group, set()).add(key)
    sizes = Counter(each[name] for each in requests.values() if each[name])
    rows = [
        {
            "group": group,
            "of": sizes[group],
            "looks": len(picked[group]),
            "interval": wilson(len(picked[group]), sizes[group]),
            "grounds": dict(counts),
            "chance": _chance(len(picked[group]), sizes[group], sum(map(len, picked.values())), sum(sizes.values())),
        }
        for group, counts in seen.items()
    ]
    _adjust(rows)
    return sorted(rows, key=lambda row: (-row["looks"], row["group"]))


def wilson(count: int, of: int) -> tuple[float, float]:
    """The middle 95 in 100 of a share (Wilson's interval).

    >>> [round(each, 2) for each in wilson(3, 10)]
    [0.11, 0.6]
    """
    z = 1.959964
    share = count / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * (share * (1 - share) / of + z * z / (4 * of * of)) ** 0.5 / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def _chance(count: int, of: int, all_counted: int, all_of: int) -> float:
    """How often chance alone would part a group so from the others (Fisher's exact test)."""
    try:
        from scipy.stats import fisher_exact
    except ImportError as error:
        raise extra_missing() from error
    rest, rest_of = all_counted - count, all_of - of
    if rest_of <= 0:
        return 1.0
    return float(fisher_exact([[count, of - count], [rest, rest_of - rest]])[1])


def _adjust(rows: list[dict[str, Any]]) -> None:
    """Chances after correction."""
    import numpy as np

    adjusted = corrected(np.array([row["chance"] for row in rows], dtype=float))
    for row, chance in zip(rows, adjusted, strict=True):
        row["adjusted"] = float(chance)
