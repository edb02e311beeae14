"""Two requests side by side: alike or nearly so, decided differently, with the facts in which they differ.

Comes in: two groups of requests. Goes out: of those decided differently (of a large group, of its first) the two
that differ least, so that what is left to tell them apart can be read at a glance.
"""

from collections.abc import Mapping
from typing import Any

from recheck.audit.query import Query

LOOKED_AT = 30
"""Requests of each outcome that are compared with each other to find the closest two."""
_COLUMNS = (
    "case", "request", "outcome", "decision", "quantity", "disputed", "rests_on", "decided_on", "credentials",
    "licensed_in", "reviewer", "missing",
)  # fmt: skip
_SAME = ("disputed", "quantity")


def closest_pair(query: Query, one: int, other: int) -> dict[str, Any] | None:
    """The two that differ least: one of group `one`, decided for the request, and one of `other`, decided against it.

    Args:
        query: the results table.
        one: the group of like cases from which the one decided for the request comes.
        other: the group of the other; the same where the guideline cannot tell them apart at all.
    """
    firsts, seconds = _some(query, one, "for_request"), _some(query, other, "NOT for_request")
    if not firsts or not seconds:
        firsts, seconds = _some(query, one, "outcome = 'modified'"), _some(query, other, "outcome = 'denied'")
    if not firsts or not seconds:
        return None
    keys = [(each["case"], each["request"]) for each in (*firsts, *seconds)]
    facts = query.results.facts_of(keys) if query.results.facts_of else {}
    pairs = [(_differ(first, second, facts), first, second) for first in firsts for second in seconds]
    differ, first, second = min(pairs, key=lambda pair: (len(pair[0]), _days(pair[1], pair[2])))
    return {
        "first": _shown(first),
        "second": _shown(second),
        "differ": {name: list(values) for name, values in differ.items()},
        "facts_at_hand": query.results.facts_of is not None,
    }


def _some(query: Query, like_id: int, where: str) -> list[dict[str, Any]]:
    names = ", ".join(f'"{name}"' for name in _COLUMNS)
    rows = query.rows(f"SELECT {names} FROM r WHERE like_id = ? AND {where} LIMIT {LOOKED_AT}", [like_id])
    return [dict(zip(_COLUMNS, row, strict=True)) for row in rows]


def _differ(
    first: Mapping[str, Any], second: Mapping[str, Any], facts: Mapping[tuple[str, str], Mapping[str, str]]
) -> dict[str, tuple[str, str]]:
    """In what two requests differ: what is disputed, which facts are documented, and their values."""
    found = {name: (_text(first[name]), _text(second[name])) for name in _SAME if first[name] != second[name]}
    ours, theirs = (facts.get((each["case"], each["request"]), {}) for each in (first, second))
    silent = "not documented"
    for name in sorted({*ours, *theirs}):
        if ours.get(name) != theirs.get(name):
            found[name] = (ours.get(name, silent), theirs.get(name, silent))
    lacking = [set(each["missing"] or ()) for each in (first, second)]
    for name in sorted(lacking[0] ^ lacking[1]):
        found.setdefault(name, (silent, "documented") if name in lacking[0] else ("documented", silent))
    return found


def _days(first: Mapping[str, Any], second: Mapping[str, Any]) -> int:
    if first["decided_on"] is None or second["decided_on"] is None:
        return 100_000
    return abs(int((first["decided_on"] - second["decided_on"]).days))


def _shown(each: Mapping[str, Any]) -> dict[str, Any]:
    left_out = ("missing",)
    return {
        name: value if isinstance(value, str | int | float | None) else str(value)
        for name, value in each.items()
        if name not in left_out
    }


def _text(value: object) -> str:
    return "not documented" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
