"""Requests that the guideline cannot tell apart, yet decided differently.

Two requests are alike where treatment, edition, rule and the truth of every criterion are the same. They are
counted where at least half of the criteria are documented; where the record is equally silent they are counted
apart, since silence may hide what tells them apart. These are counts and no tests: each is a fact to look at.
"""

from typing import Any

from recheck.audit.lists import Lists
from recheck.audit.pairs import closest_pair
from recheck.audit.query import Query, Row

EXCEPTION = 0.1
"""A like case decided as at most one in ten were is an exception; what is more even, the criteria do not settle."""
ENOUGH_FOR_EXCEPTION = 10
_KINDS = {
    "exceptions": f"n >= {ENOUGH_FOR_EXCEPTION} AND n_rare <= {EXCEPTION} * n",
    "unsettled": f"NOT (n >= {ENOUGH_FOR_EXCEPTION} AND n_rare <= {EXCEPTION} * n)",
}
_ORDER = {"exceptions": "n DESC, n_rare", "unsettled": "n_rare DESC, n DESC"}
_COUNTS = """
SELECT count(*), coalesce(sum(n), 0), count(*) FILTER (n_rare > 0), coalesce(sum(n) FILTER (n_rare > 0), 0),
    coalesce(sum(n_rare), 0), coalesce(sum(n * (n - 1) // 2), 0),
    coalesce(sum(n_for * n_part + n_for * n_against + n_part * n_against), 0)
FROM likes WHERE n > 1 AND half_documented = ?
"""
_SPLIT = """
SELECT like_id, treatment, edition, rule, truths, rules_decide, n, n_for, n_part, n_against
FROM likes WHERE n > 1 AND n_rare > 0 AND half_documented = ? AND {kind} ORDER BY {order}, like_id LIMIT ?
"""
WORDS = ("not documented", "not met", "met")


def like_cases(query: Query, lists: Lists, most: int) -> dict[str, Any]:
    """Like cases: how many, how many decided differently, and the groups of them side by side."""
    return {
        "documented": _stratum(query, lists, True, most),
        "silent": _stratum(query, lists, False, most),
    }


def _stratum(query: Query, lists: Lists, documented: bool, most: int) -> dict[str, Any]:
    groups, requests, split, in_split, rare, pairs, apart = query.row(_COUNTS, [documented])
    where = "half_documented" if documented else "NOT half_documented"
    title = "like cases" if documented else "equally silent cases"
    seldom = f"like_id IN (SELECT like_id FROM likes WHERE {where} AND n > 1 AND n_rare > 0)"
    return {
        "groups": groups,
        "requests": lists.number(requests, title, f"{where} AND likes_n > 1"),
        "split_groups": split,
        "in_split_groups": lists.number(in_split, f"{title}, of groups decided differently", seldom),
        "rarer_decision": lists.number(rare, f"{title}, decided as fewer of their like were", _rarer(where)),
        "pairs": int(pairs),
        "pairs_apart": int(apart),
        **{
            kind: [
                _group(query, lists, row)
                for row in query.rows(_SPLIT.format(kind=asked, order=_ORDER[kind]), [documented, most])
            ]
            for kind, asked in _KINDS.items()
        },
        **{
            f"{kind}_in_all": query.row(
                f"SELECT count(*) FROM likes WHERE n > 1 AND n_rare > 0 AND half_documented = ? AND {asked}",
                [documented],
            )[0]
            for kind, asked in _KINDS.items()
        },
    }


def _rarer(where: str) -> str:
    """Those whose outcome is not their group's commonest; of a tie, those decided for the request."""
    common = (
        "CASE WHEN n_against >= n_for AND n_against >= n_part THEN 'against' "
        "WHEN n_for >= n_part THEN 'for' ELSE 'part' END"
    )
    own = "CASE WHEN for_request THEN 'for' WHEN outcome = 'modified' THEN 'part' ELSE 'against' END"
    return f"{where} AND likes_n > 1 AND {own} <> (SELECT {common} FROM likes WHERE likes.like_id = r.like_id)"


def _group(query: Query, lists: Lists, row: Row) -> dict[str, Any]:
    like_id, treatment, edition, rule, truths, decision, n, n_for, n_part, n_against = row
    title = f"alike, {treatment} under {edition}"
    outcomes = {
        query.for_word: (n_for, "for_request"),
        "modified": (n_part, "outcome = 'modified'"),
        query.against_word: (n_against, "NOT for_request AND outcome <> 'modified'"),
    }
    if not n_part:
        del outcomes["modified"]
    return {
        "treatment": treatment,
        "edition": edition,
        "rule": rule,
        "rules_decide": decision,
        "truths": truth_words(query, rule, truths),
        "requests": lists.number(n, title, "like_id = ?", [like_id]),
        "outcomes": {
            word: lists.number(count, f"{title}, {word}", f"like_id = ? AND {where}", [like_id])
            for word, (count, where) in outcomes.items()
        },
        "pair": closest_pair(query, like_id, like_id),
    }


def truth_words(query: Query, rule: str, truths: int) -> dict[str, str]:
    """Each criterion of a rule with its truth.

    The inverse of the packing: two bits a criterion, which begin at its `bit`.
    """
    names = query.rows("SELECT bit, criterion FROM criteria WHERE rule = ? ORDER BY bit", [rule])
    return {name: WORDS[(truths >> bit) & 3] for bit, name in names}
