"""Groups whose determinations depart from others' on like cases.

A mixed model in two steps. Like cases are its strata, with treatment, edition and criteria in them: within each
the others say how many of a group's requests were to be expected (Mantel and Haenszel 1959), which gives each
group's log odds against its like with variance (Yusuf and Peto 1985), widened where items of one letter hang
together. Groups are a random effect: what little a group shows is shrunk towards none (Paule and Mandel 1982).
"""

import hashlib
import json
from typing import TYPE_CHECKING, Any

from recheck.audit.agreement import IN_GROUP
from recheck.audit.lists import Lists
from recheck.audit.many import LEVEL, corrected
from recheck.audit.query import Query
from recheck.audit.results import extra_missing

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[Any]]

ENOUGH_REQUESTS = 30
ENOUGH_LETTERS = 10
ENOUGH_VARIANCE = 1.0
"""Of the expected count: below it, hardly anything that was decided would show."""
NORMAL_FROM = 10.0
"""Below this variance the normal approximation is not trusted alone: the Poisson's tail is taken where it is wider."""
GROUPS = {"credentials": "unnest(each_credential)", "licensed_in": "unnest(each_license)", "reviewer": "reviewer"}
MOST_SET_ASIDE = 8
"""Groups that are set aside at most, one after the other, so that one that departs does not make others seem to."""
_SCORES = """
WITH alike AS (SELECT {group} AS grouped, {criterion} AS named, "case" AS letter, like_id, for_request, {aside} AS aside
    FROM r WHERE half_documented AND likes_n > 1 AND {where}),
own AS (SELECT * FROM alike WHERE grouped IS NOT NULL AND named IS NOT NULL),
others AS (SELECT like_id, count(*) AS n, count(*) FILTER (for_request) AS k FROM r
    WHERE half_documented AND likes_n > 1 AND NOT {aside} GROUP BY like_id),
cells AS (SELECT grouped, named, like_id, count(*) AS m, count(*) FILTER (for_request) AS observed,
    coalesce(any_value(o.n), 0) + count(*) FILTER (aside) AS n,
    coalesce(any_value(o.k), 0) + count(*) FILTER (aside AND for_request) AS k
    FROM own LEFT JOIN others o USING (like_id) GROUP BY grouped, named, like_id),
letters AS (SELECT grouped, named, letter, sum(for_request::INT - k / n) AS u
    FROM own JOIN cells USING (grouped, named, like_id) WHERE n > m GROUP BY grouped, named, letter),
spread AS (SELECT grouped, named, count(*) AS letters, sum(u * u) AS squares FROM letters GROUP BY grouped, named)
SELECT grouped, named, sum(m)::BIGINT AS requests, letters, sum(observed)::BIGINT AS observed,
    sum(m * k / n) AS expected, sum(m * k * (n - k) * (n - m) / (n * n * (n - 1.0))) AS variance,
    sum(m * k * (n - k) / (n * (n - 1.0))) AS alone, any_value(squares) AS squares
FROM cells JOIN spread USING (grouped, named) WHERE n > m GROUP BY grouped, named, letters
HAVING sum(m) >= {requests} AND letters >= {letters} ORDER BY grouped, named
"""
"""A group that is set aside is compared with those that are not; the others without it."""
_IS_IN = {
    "credentials": "coalesce(list_has_any(each_credential, {names}), FALSE)",
    "licensed_in": "coalesce(list_has_any(each_license, {names}), FALSE)",
    "reviewer": "coalesce(list_contains({names}, reviewer), FALSE)",
}
_COMPARED = """CREATE TEMP TABLE IF NOT EXISTS "{name}" AS SELECT DISTINCT like_id FROM r
WHERE half_documented AND likes_n > 1 AND NOT {in_group} AND NOT {aside}"""
"""The like cases of a group that somebody else decided too, kept for the lists of all its numbers."""


def departing_groups(query: Query, lists: Lists, most: int) -> dict[str, Any]:
    """Groups by credentials, licence and reviewer that decide like cases otherwise than others, the surest first."""
    rows: list[dict[str, Any]] = []
    for kind in GROUPS:
        rows += _one_after_the_other(query, kind, "''", "TRUE")
    return _reported(lists, rows, most)


def departing_on_criteria(query: Query, lists: Lists, most: int) -> dict[str, Any]:
    """The same where one criterion decides against a request: who does not go by it?"""
    rows: list[dict[str, Any]] = []
    for kind in GROUPS:
        rows += _one_after_the_other(query, kind, "unnest(deciding)", "decision IN ('modify', 'deny')")
    return _reported(lists, rows, most)


def _one_after_the_other(query: Query, kind: str, criterion: str, where: str) -> list[dict[str, Any]]:
    """The scores, once the groups that depart most were set aside one by one from what the rest are compared with."""
    aside: list[str] = []
    while True:
        rows = _scored(query, kind, criterion, where, aside)
        _adjust(rows)
        left = [row for row in rows if row["group"] not in aside and row["adjusted_p"] <= LEVEL]
        if not left or len(aside) == MOST_SET_ASIDE:
            return rows
        aside.append(min(left, key=lambda row: (row["p"], row["group"]))["group"])


def _adjust(rows: list[dict[str, Any]]) -> None:
    import numpy as np

    for row, p_value in zip(rows, corrected(np.array([row["p"] for row in rows])), strict=True):
        row["adjusted_p"] = float(p_value)


def _scored(query: Query, kind: str, criterion: str, where: str, aside: list[str]) -> list[dict[str, Any]]:
    sql = _SCORES.format(
        group=GROUPS[kind],
        criterion=criterion,
        where=where,
        aside=_is_in(kind, aside),
        requests=ENOUGH_REQUESTS,
        letters=ENOUGH_LETTERS,
    )
    found = query.columns(sql)
    keep = found["variance"].astype(float) >= ENOUGH_VARIANCE
    found = {name: values[keep] for name, values in found.items()}
    if not len(found["grouped"]):
        return []
    widened = _widened(found)
    p_values = _p_values(found, widened)
    kept, between = _kept(found, widened)
    return [
        {
            "kind": kind,
            "group": str(found["grouped"][at]),
            "criterion": str(found["named"][at]) or None,
            "requests": int(found["requests"][at]),
            "letters": int(found["letters"][at]),
            "observed": int(found["observed"][at]),
            "expected": float(found["expected"][at]),
            "p": float(p_values[at]),
            "kept": float(kept[at]),
            "between_groups": between,
            "set_aside": aside,
        }
        for at in range(len(p_values))
    ]


def _compared(query: Query, row: dict[str, Any]) -> str:
    """The like cases in which a group is compared, as a query."""
    key = json.dumps([row["kind"], row["group"], row["set_aside"]])
    name = f"compared {hashlib.sha256(key.encode()).hexdigest()}"
    in_group, aside = (_is_in(row["kind"], names) for names in ([row["group"]], row["set_aside"]))
    query.rows(_COMPARED.format(name=name, in_group=in_group, aside=aside))
    return f'SELECT like_id FROM "{name}"'


def _is_in(kind: str, names: list[str]) -> str:
    """Whether a request was decided by one of these groups, as SQL."""
    quoted = ", ".join("'" + name.replace("'", "''") + "'" for name in names)
    return _IS_IN[kind].format(names=f"[{quoted}]") if names else "FALSE"


def _widened(found: "dict[str, Numbers]") -> "Numbers":
    """How much wider the score's variance is than of independent requests; never narrower."""
    import numpy as np

    alone = found["alone"].astype(float)
    factor: Numbers = np.maximum(1.0, found["squares"].astype(float) / np.where(alone > 0, alone, 1.0))
    return factor


def _p_values(found: "dict[str, Numbers]", widened: "Numbers") -> "Numbers":
    """Two-sided, of observed against expected."""
    import numpy as np

    try:
        from scipy.stats import poisson, t
    except ImportError as error:
        raise extra_missing() from error
    observed, expected = found["observed"].astype(float), found["expected"].astype(float)
    variance = found["variance"].astype(float) * widened
    score = (observed - expected) / np.sqrt(variance)
    by_score = 2 * t.sf(np.abs(score), found["letters"].astype(float) - 1)
    total = found["requests"].astype(float)
    rarer = expected <= total / 2
    count, mean = np.where(rarer, observed, total - observed), np.where(rarer, expected, total - expected)
    by_count = np.minimum(1.0, 2 * np.minimum(poisson.cdf(count, mean), poisson.sf(count - 1, mean)))
    p_values: Numbers = np.where(variance < NORMAL_FROM, np.maximum(by_score, by_count), by_score)
    return p_values


def _kept(found: "dict[str, Numbers]", widened: "Numbers") -> "tuple[Numbers, float]":
    """How much of each group's departure is kept, 0 to 1, by how much it shows; and the variance between groups."""
    from statsmodels.stats.meta_analysis import combine_effects

    variance = found["variance"].astype(float)
    effect = (found["observed"].astype(float) - found["expected"].astype(float)) / variance
    spread = widened / variance
    between = max(0.0, float(combine_effects(effect, spread, method_re="iterated").tau2)) if len(effect) > 1 else 0.0
    kept: Numbers = between / (between + spread)
    return kept, between


def _reported(lists: Lists, rows: list[dict[str, Any]], most: int) -> dict[str, Any]:
    _adjust(rows)
    found = sorted((row for row in rows if row["adjusted_p"] <= LEVEL), key=lambda row: (row["adjusted_p"], row["p"]))
    return {
        "tested": len(rows),
        "reported": len(found),
        "level": LEVEL,
        "rows": [_row(lists, row) for row in found[:most]],
        "all": sorted(rows, key=lambda row: (row["kind"], -row["requests"], row["group"]))[: 4 * most],
    }


def _row(lists: Lists, row: dict[str, Any]) -> dict[str, Any]:
    """A group with its rate, its like's, and the shrunk one, in hundred."""
    requests, observed, expected = row["requests"], row["observed"], row["expected"]
    kind, values = row["kind"], [row["group"]]
    where = f"half_documented AND likes_n > 1 AND {IN_GROUP[kind]} AND like_id IN ({_compared(lists.query, row)})"
    if row["criterion"]:
        where += " AND decision IN ('modify', 'deny') AND list_contains(deciding, ?)"
        values.append(row["criterion"])
    title = f"{row['group']}, like cases" + (f" where {row['criterion']} decides" if row["criterion"] else "")
    word = lists.query.for_word
    return {
        **row,
        "says": lists.query.says(*row["criterion"].split("#", 1)) if row["criterion"] else None,
        "requests": lists.number(requests, title, where, values),
        "observed": lists.number(observed, f"{title}, {word}", f"{where} AND for_request", values),
        "in_hundred": 100 * observed / requests,
        "expected_in_hundred": 100 * expected / requests,
        "shrunk_in_hundred": 100 * (expected + row["kept"] * (observed - expected)) / requests,
    }
