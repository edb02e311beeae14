"""Near cases decided differently: groups of like cases that differ in one criterion, while the rules decide both alike.

If determinations follow the criteria, a criterion that changes nothing for the rules changes nothing for them
either. Each two neighbours are compared by Fisher's exact test, one request a letter; two that could not differ
significantly whatever was decided are not asked (Tarone 1990); the rest are corrected for many comparisons.
"""

from typing import TYPE_CHECKING, Any

from recheck.audit.likes import WORDS
from recheck.audit.lists import Lists
from recheck.audit.many import LEVEL, corrected
from recheck.audit.pairs import closest_pair
from recheck.audit.query import Query
from recheck.audit.results import extra_missing

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[Any]]

_NEIGHBOURS = """
WITH once AS (SELECT like_id, "case", arg_min(for_request, id) AS granted FROM r
    WHERE half_documented GROUP BY like_id, "case"),
cells AS (SELECT l.*, o.m, o.k FROM likes l JOIN (
    SELECT like_id, count(*) AS m, count(*) FILTER (granted) AS k FROM once GROUP BY like_id) o USING (like_id)),
apart AS (SELECT cells.*, c.bit, c.criterion, (truths >> c.bit) & 3 AS code,
    truths - (((truths >> c.bit) & 3) << c.bit) AS others
    FROM cells JOIN criteria c USING (rule))
SELECT a.like_id AS one, b.like_id AS other, a.treatment AS treatment, a.edition AS edition, a.rule AS rule,
    a.rules_decide AS rules_decide, a.criterion AS criterion, a.code AS code_one, b.code AS code_other,
    a.m AS n_one, a.k AS k_one, b.m AS n_other, b.k AS k_other
FROM apart a JOIN apart b ON a.rule = b.rule AND a.bit = b.bit AND a.others = b.others
    AND a.rules_decide = b.rules_decide AND a.code < b.code
    AND a.treatment IS NOT DISTINCT FROM b.treatment AND a.edition IS NOT DISTINCT FROM b.edition
ORDER BY one, other
"""
_ORDER = (1, 0, 2)
"""Not documented stands between not met and met."""


def near_cases(query: Query, lists: Lists, most: int) -> dict[str, Any]:
    """Near cases that were decided differently more often than chance says, the surest first."""
    found = query.columns(_NEIGHBOURS)
    compared = len(found["one"])
    asked = _could_differ(found)
    found = {name: values[asked] for name, values in found.items()}
    adjusted = corrected(_two_sided(found))
    surest: list[int] = adjusted.argsort(kind="stable").tolist()
    reported = [at for at in surest if adjusted[at] <= LEVEL]
    rows = [
        _row(query, lists, {name: values[at] for name, values in found.items()}, float(adjusted[at]))
        for at in reported[:most]
    ]
    return {"neighbours": compared, "tested": int(asked.sum()), "reported": len(reported), "level": LEVEL, "rows": rows}


def _margins(found: "dict[str, Numbers]") -> "tuple[Numbers, Numbers, Numbers]":
    """Of each two: all requests, all granted, and the first's requests."""
    return found["n_one"] + found["n_other"], found["k_one"] + found["k_other"], found["n_one"]


def _could_differ(found: "dict[str, Numbers]") -> "Numbers":
    """Whether the most extreme table with these margins, which say nothing of the difference, is significant."""
    import numpy as np

    hypergeom = _hypergeom()
    total, granted, first = _margins(found)
    lowest, highest = np.maximum(0, first + granted - total), np.minimum(first, granted)
    rarest = np.minimum(hypergeom.pmf(lowest, total, granted, first), hypergeom.pmf(highest, total, granted, first))
    could: Numbers = 2 * rarest <= LEVEL
    return could


def _two_sided(found: "dict[str, Numbers]") -> "Numbers":
    """Fisher's exact test, twice the smaller tail."""
    import numpy as np

    hypergeom = _hypergeom()
    total, granted, first = _margins(found)
    low = hypergeom.cdf(found["k_one"], total, granted, first)
    high = hypergeom.sf(found["k_one"] - 1, total, granted, first)
    p_values: Numbers = np.minimum(1.0, 2 * np.minimum(low, high))
    return p_values


def _hypergeom() -> Any:
    try:
        from scipy.stats import hypergeom
    except ImportError as error:
        raise extra_missing() from error
    return hypergeom


def _row(query: Query, lists: Lists, each: dict[str, Any], adjusted: float) -> dict[str, Any]:
    rates = [each["k_one"] / each["n_one"], each["k_other"] / each["n_other"]]
    stronger = 0 if _ORDER[each["code_one"]] > _ORDER[each["code_other"]] else 1
    granted = "one" if rates[0] > rates[1] else "other"
    refused = "other" if granted == "one" else "one"
    return {
        **{name: each[name] for name in ("treatment", "edition", "rule", "rules_decide", "criterion")},
        "says": query.says(each["rule"], each["criterion"]),
        "sides": [
            {
                "truth": WORDS[each[f"code_{side}"]],
                "letters": int(each[f"n_{side}"]),
                "for": int(each[f"k_{side}"]),
                "requests": lists.counted(
                    f"{each['treatment']}: {each['criterion']} {WORDS[each[f'code_{side}']]}",
                    "like_id = ?",
                    [int(each[side])],
                ),
            }
            for side in ("one", "other")
        ],
        "stronger_fared_worse": bool(rates[stronger] < rates[1 - stronger]),
        "adjusted_p": adjusted,
        "pair": closest_pair(query, int(each[granted]), int(each[refused])),
    }
