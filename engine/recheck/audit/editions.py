"""Before and after an edition: did determinations move when the criteria did, and as the criteria did?

Comes in: each treatment's requests under two editions that followed each other. Goes out: what the rules and
the determinations approve of a hundred, a year before and a year after. Whoever goes by the rules overturns as
much of what they deny, and of what they approve, after as before; where that changed, the edition was not
followed, or other cases came: a question to ask and no fault shown.
"""

from typing import Any

from recheck.audit.lists import Lists
from recheck.audit.many import LEVEL, corrected
from recheck.audit.query import Query
from recheck.audit.results import extra_missing

ENOUGH_REQUESTS = 50
ENOUGH_LETTERS = 30
_YEAR = "INTERVAL 1 YEAR"
_FOLLOWED = f"""
WITH dated AS (SELECT *, coalesce(requested_on, decided_on) AS on_day FROM r
    WHERE scored AND edition IS NOT NULL AND coalesce(requested_on, decided_on) IS NOT NULL),
begun AS (SELECT treatment, edition, min(on_day) AS first_day FROM dated GROUP BY ALL),
followed AS (SELECT treatment, edition, first_day,
    lag(edition) OVER (PARTITION BY treatment ORDER BY first_day, edition) AS before FROM begun),
near AS (SELECT f.treatment, f.before, f.edition, f.first_day, d.edition = f.edition AS after, d."case" AS letter,
    d.for_request::INT AS granted, d.approves::INT AS approved
    FROM followed f JOIN dated d ON d.treatment = f.treatment AND f.before IS NOT NULL AND (
        d.edition = f.edition AND d.on_day < f.first_day + {_YEAR}
        OR d.edition = f.before AND d.on_day < f.first_day AND d.on_day >= f.first_day - {_YEAR})),
held AS (SELECT *, avg(granted) OVER (PARTITION BY treatment, before, edition, approved) AS p FROM near),
letters AS (SELECT treatment, before, edition, first_day, after, letter, count(*) AS n, sum(granted) AS k,
    sum(approved) AS a, sum(p) AS e FROM held GROUP BY ALL)
SELECT treatment, before, edition, first_day, after, sum(n)::BIGINT, sum(k)::BIGINT, sum(a)::BIGINT, count(*),
    sum(e), sum((k - e) * (k - e)) FROM letters GROUP BY ALL ORDER BY treatment, first_day, after
"""
"""Expected: what requests that the rules decide alike got on both sides together; the spread is by letter."""


def before_and_after(query: Query, lists: Lists, most: int) -> dict[str, Any]:
    """Each change of edition with enough requests on both sides, first those that were not followed."""
    sides: dict[tuple[Any, ...], dict[bool, tuple[Any, ...]]] = {}
    for treatment, before, edition, day, after, *counts in query.rows(_FOLLOWED):
        sides.setdefault((treatment, before, edition, day), {})[after] = tuple(counts)
    enough = {name: each for name, each in sides.items() if len(each) == 2 and all(map(_is_enough, each.values()))}
    import numpy as np

    adjusted = corrected(np.array([_p_value(each) for each in enough.values()]))
    rows = [
        _row(lists, name, each, float(p_value))
        for (name, each), p_value in sorted(zip(enough.items(), adjusted, strict=True), key=lambda one: one[1])[:most]
    ]
    return {"tested": len(enough), "reported": int((adjusted <= LEVEL).sum()), "level": LEVEL, "rows": rows}


def _is_enough(side: tuple[Any, ...]) -> bool:
    return bool(side[0] >= ENOUGH_REQUESTS and side[3] >= ENOUGH_LETTERS)


def _p_value(sides: dict[bool, tuple[Any, ...]]) -> float:
    """Of requests that the rules decide alike getting the same on both sides; two-sided, spread by letter."""
    try:
        from scipy.stats import norm
    except ImportError as error:
        raise extra_missing() from error
    variance = sum(squares / n**2 for n, _, _, _, _, squares in sides.values())
    if not variance:
        return 1.0
    before, after = ((k - expected) / n for n, k, _, _, expected, _ in (sides[False], sides[True]))
    return float(2 * norm.sf(abs(after - before) / variance**0.5))


def _row(lists: Lists, name: tuple[Any, ...], sides: dict[bool, tuple[Any, ...]], adjusted: float) -> dict[str, Any]:
    treatment, before, edition, day = name
    return {
        "treatment": treatment,
        "edition_before": before,
        "edition": edition,
        "first_request": str(day),
        "adjusted_p": adjusted,
        "moved_otherwise": adjusted <= LEVEL,
        **{
            word: _side(lists, treatment, before if word == "before" else edition, day, word, sides[word == "after"])
            for word in ("before", "after")
        },
    }


def _side(lists: Lists, treatment: str, edition: str, day: Any, word: str, side: tuple[Any, ...]) -> dict[str, Any]:
    requests, granted, approved, _, expected, _ = side
    on_day = "coalesce(requested_on, decided_on)"
    when = (
        f"{on_day} < CAST(? AS DATE) AND {on_day} >= CAST(? AS DATE) - {_YEAR}"
        if word == "before"
        else f"{on_day} < CAST(? AS DATE) + {_YEAR} AND {on_day} >= CAST(? AS DATE)"
    )
    where, values = f"scored AND treatment = ? AND edition = ? AND {when}", [treatment, edition, day, day]
    title = f"{treatment} under {edition}, within a year"
    return {
        "requests": lists.number(requests, title, where, values),
        "for": lists.number(granted, f"{title}, {lists.query.for_word}", f"{where} AND for_request", values),
        "rules_approve": lists.number(approved, f"{title}, the rules approve", f"{where} AND approves", values),
        "in_hundred": 100 * granted / requests,
        "expected_in_hundred": 100 * expected / requests,
        "rules_in_hundred": 100 * approved / requests,
    }
