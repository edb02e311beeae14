"""Several reviewers on the same requests: agreement with each other, and with the rules.

Comes in: a results table in which a request stands once for each reviewer who decided it. Goes out: chance-
corrected agreement among them (Fleiss, Gwet, Krippendorff), each reviewer beside the rules and beside the
others, and the requests on which they split most evenly.
"""

from typing import Any

from recheck.audit.agreement import figures_of, kinds_by
from recheck.audit.coefficients import ENOUGH
from recheck.audit.lists import Lists
from recheck.audit.query import Query
from recheck.audit.results import extra_missing

_BY_SEVERAL = """reviewer IS NOT NULL AND outcome IS NOT NULL AND ("case", request) IN (
    SELECT ("case", request) FROM r WHERE reviewer IS NOT NULL AND outcome IS NOT NULL
    GROUP BY "case", request HAVING count(DISTINCT reviewer) > 1)"""
_RATED = f"""
SELECT "case" || chr(31) || request AS rated, reviewer, any_value(outcome) AS outcome FROM r
WHERE {_BY_SEVERAL}
GROUP BY rated, reviewer ORDER BY rated, reviewer
"""
_SPLIT = """
SELECT "case", request, any_value(treatment), any_value(decision), count(*), count(*) FILTER (for_request)
FROM r WHERE reviewer IS NOT NULL AND outcome IS NOT NULL GROUP BY "case", request
HAVING count(DISTINCT reviewer) > 1 AND count(DISTINCT outcome) > 1
ORDER BY abs(count(*) FILTER (for_request) / count(*) - 0.5), count(*) DESC, "case", request LIMIT ?
"""
_VOTES = """
SELECT "case", request, count(*) AS n, count(*) FILTER (for_request) AS k FROM r
WHERE reviewer IS NOT NULL AND outcome IS NOT NULL GROUP BY "case", request HAVING count(DISTINCT reviewer) > 1"""
_WITH_MAJORITY = f"""id IN (SELECT one.id FROM r one JOIN ({_VOTES}) votes USING ("case", request)
    WHERE one.reviewer = ? AND one.outcome IS NOT NULL AND 2 * (k - one.for_request::INT) <> n - 1{{more}})"""
_AS_MAJORITY = " AND one.for_request = (2 * (k - one.for_request::INT) > n - 1)"
_ONCE = f"""id IN (SELECT min(id) FROM r WHERE {_BY_SEVERAL} GROUP BY "case", request {{having}})"""
"""One row of each request, so that a list holds as many as are counted."""
_BESIDE_OTHERS = f"""
WITH votes AS ({_VOTES})
SELECT r.reviewer, count(*), count(*) FILTER (r.for_request), count(*) FILTER (2 * (k - r.for_request::INT) <> n - 1),
    count(*) FILTER (2 * (k - r.for_request::INT) <> n - 1 AND r.for_request = (2 * (k - r.for_request::INT) > n - 1))
FROM r JOIN votes USING ("case", request) WHERE r.outcome IS NOT NULL AND r.reviewer IS NOT NULL
GROUP BY r.reviewer ORDER BY count(*) DESC, r.reviewer
"""


def panel(query: Query, lists: Lists, most: int) -> dict[str, Any] | None:
    """The panel's figures; None where no request was decided by several reviewers."""
    if not query.is_panel:
        return None
    import pandas as pd

    rated = pd.DataFrame(query.rows(_RATED), columns=["rated", "reviewer", "outcome"])
    table = rated.pivot(index="rated", columns="reviewer", values="outcome")
    beside_rules = kinds_by(query, "reviewer")
    split = query.rows(_SPLIT, [most])
    return {
        "requests": lists.number(len(table), "decided by several reviewers", _ONCE.format(having="")),
        "reviewers": len(table.columns),
        "determinations": lists.number(int(table.count().sum()), "determinations of a panel", _BY_SEVERAL),
        "unanimous": lists.number(
            int((table.nunique(axis=1) == 1).sum()),
            "decided alike by all of several reviewers",
            _ONCE.format(having="HAVING count(DISTINCT outcome) = 1"),
        ),
        "among_reviewers": _coefficients(table) if len(table) >= ENOUGH else None,
        "each": [
            {
                "reviewer": reviewer,
                "requests": lists.number(n, f"decided by {reviewer}", f"{_BY_SEVERAL} AND reviewer = ?", [reviewer]),
                "for": lists.number(
                    granted,
                    f"{reviewer}, {query.for_word}",
                    f"{_BY_SEVERAL} AND reviewer = ? AND for_request",
                    [reviewer],
                ),
                "with_a_majority": lists.number(
                    judged, f"{reviewer}, where the others have a majority", _WITH_MAJORITY.format(more=""), [reviewer]
                ),
                "as_the_majority": lists.number(
                    alike, f"{reviewer}, as most others", _WITH_MAJORITY.format(more=_AS_MAJORITY), [reviewer]
                ),
                "beside_rules": _beside_rules(figures_of(beside_rules.get(reviewer, {})), lists, reviewer),
            }
            for reviewer, n, granted, judged, alike in query.rows(_BESIDE_OTHERS)[:most]
        ],
        "split": [
            {
                "case": case,
                "request": request,
                "treatment": treatment,
                "rules_decide": decision,
                "reviewers": lists.number(
                    n, f"{case} {request}", f'{_BY_SEVERAL} AND "case" = ? AND request = ?', [case, request]
                ),
                "for": lists.number(
                    granted,
                    f"{case} {request}, {query.for_word}",
                    f'{_BY_SEVERAL} AND "case" = ? AND request = ? AND for_request',
                    [case, request],
                ),
            }
            for case, request, treatment, decision, n, granted in split
        ],
    }


def _beside_rules(figures: dict[str, Any], lists: Lists, reviewer: str) -> dict[str, Any]:
    """A reviewer's agreement with the rules, its counts with their lists."""
    scored, alike = "scored AND reviewer = ?", "scored AND reviewer = ? AND approves = for_request"
    numbers = {
        "scored": lists.number(figures["scored"], f"{reviewer}, decided by the rules too", scored, [reviewer]),
        "agreeing": lists.number(figures["agreeing"], f"{reviewer}, as the rules", alike, [reviewer]),
    }
    return {**figures, "lists": {name: each["list"] for name, each in numbers.items()}}


def _coefficients(table: Any) -> dict[str, float | None]:
    """Agreement among reviewers, each of whom need not have decided everything."""
    try:
        from irrCAC.raw import CAC
    except ImportError as error:
        raise extra_missing() from error
    if table.stack().nunique() < 2:
        return {"fleiss_kappa": None, "gwet_ac1": None, "krippendorff_alpha": None}
    raters = CAC(table)
    return {
        "fleiss_kappa": float(raters.fleiss()["est"]["coefficient_value"]),
        "gwet_ac1": float(raters.gwet()["est"]["coefficient_value"]),
        "krippendorff_alpha": float(raters.krippendorff()["est"]["coefficient_value"]),
    }
