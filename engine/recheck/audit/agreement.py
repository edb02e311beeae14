"""Agreement of the rules with determinations, from a results table: overall, and group by group.

Comes in: the table, in SQL. Goes out: for everything and for each group its counts, and its coefficients where
there are enough. What rests on documented facts stands first; AC1 stands only beside its baselines.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from recheck.audit.coefficients import Counts, coefficients_of, intervals_of_kinds
from recheck.audit.lists import Lists
from recheck.audit.query import Parameters, Query, Rows

GROUPINGS = {
    "treatment": "treatment",
    "category": "category",
    "edition": "edition",
    "month": "month",
    "year": "year(decided_on)",
    "credentials": "unnest(each_credential)",
    "licensed_in": "unnest(each_license)",
}
"""By what the requests are grouped. Letters name no reviewer: credentials and licences are groups."""
IN_GROUP = {
    "treatment": "treatment = ?",
    "category": "category = ?",
    "edition": "edition = ?",
    "month": "month = CAST(? AS DATE)",
    "year": "year(decided_on) = CAST(? AS INT)",
    "credentials": "list_contains(each_credential, ?)",
    "licensed_in": "list_contains(each_license, ?)",
    "reviewer": "reviewer = ?",
}
_KINDS = """
WITH judged AS (SELECT {group} AS grouped, "case" AS letter, {decision} = 'approve' AS ours, for_request AS theirs
    FROM r WHERE outcome IS NOT NULL AND {decision} IN ('approve', 'modify', 'deny') AND {where}),
letters AS (SELECT grouped, letter, count(*) FILTER (ours AND theirs) AS agreed_for,
    count(*) FILTER (ours AND NOT theirs) AS ours_alone,
    count(*) FILTER (NOT ours AND theirs) AS theirs_alone,
    count(*) FILTER (NOT ours AND NOT theirs) AS agreed_against FROM judged GROUP BY grouped, letter)
SELECT CAST(grouped AS VARCHAR), agreed_for, ours_alone, theirs_alone, agreed_against, count(*)
FROM letters GROUP BY ALL ORDER BY ALL
"""
Kinds = dict[Counts, int]


def kinds_by(
    query: Rows, group: str = "''", decision: str = "decision", where: str = "TRUE", parameters: Parameters = ()
) -> dict[str, Kinds]:
    """How many letters of each group have which counts."""
    found: dict[str, Kinds] = {}
    for grouped, *counts, many in query.rows(_KINDS.format(group=group, decision=decision, where=where), parameters):
        if grouped is not None:
            found.setdefault(grouped, {})[tuple(counts)] = many
    return found


def figures_of(kinds: Mapping[Counts, int]) -> dict[str, Any]:
    """Counts and coefficients, with intervals."""
    total = _total(kinds)
    found = coefficients_of(total)
    both, ours, theirs, neither = total
    return {
        **found.as_json(),
        "overturned": both + theirs,
        "upheld": ours + neither,
        "rules_approve_alone": ours,
        "determination_for_alone": theirs,
        "letters": sum(kinds.values()),
        "intervals": {name: each.as_json() for name, each in intervals_of_kinds(kinds).items()},
    }


def _total(kinds: Mapping[Counts, int]) -> Counts:
    both, ours, theirs, neither = (sum(kind[at] * many for kind, many in kinds.items()) for at in range(4))
    return both, ours, theirs, neither


def always_against(kinds: Mapping[Counts, int]) -> Kinds:
    """The same determinations beside rules that never approve."""
    found: Kinds = {}
    for (both, ours, theirs, neither), many in kinds.items():
        kind = (0, 0, both + theirs, ours + neither)
        found[kind] = found.get(kind, 0) + many
    return found


def views(query: Query, lists: Lists) -> dict[str, Any]:
    """Agreement over everything: where documented first, then all, then beside what knows less."""
    everything = kinds_by(query).get("", {})
    documented = kinds_by(query, where="rests_on = 'documented'").get("", {})
    return {
        "documented": _listed(figures_of(documented), lists, "rest on documented facts", "rests_on = 'documented'"),
        "recommended": _listed(figures_of(everything), lists, "all that are scored", "TRUE"),
        "as_cited": _other_view(query, lists, "decision_as_cited", "under the guideline that was cited"),
        "without_facts": _other_view(query, lists, "decision_without_facts", "without the facts"),
        "always_against": _refusing(lists, everything, "TRUE"),
        "always_against_documented": _refusing(lists, documented, "rests_on = 'documented'"),
        "always_for": _approving(lists, everything),
        "share_ours": query.row("SELECT avg(share_ours) FROM r WHERE scored")[0],
        "ours_alone": lists.counted("decided by our reading alone", "scored AND share_ours = 1"),
    }


def _other_view(query: Query, lists: Lists, decision: str, title: str) -> dict[str, Any]:
    """Agreement of another decision about the same requests."""
    where = f"outcome IS NOT NULL AND {decision} IN ('approve', 'modify', 'deny')"
    judged = query.row(f"SELECT count({decision}) FROM r WHERE outcome IS NOT NULL")[0]
    row = {"judged": judged, **figures_of(kinds_by(query, decision=decision).get("", {}))}
    return _led(row, lists, title, where, f"({decision} = 'approve') = for_request")


def _refusing(lists: Lists, kinds: Kinds, where: str) -> dict[str, Any]:
    """Agreement of whoever always refuses."""
    return _led(figures_of(always_against(kinds)), lists, "always refuse", f"scored AND {where}", "NOT for_request")


def _approving(lists: Lists, kinds: Kinds) -> dict[str, Any]:
    """The same of whoever always approves: what flatters where most are approved."""
    found: Kinds = {}
    for (both, ours, theirs, neither), many in kinds.items():
        kind = (both + theirs, ours + neither, 0, 0)
        found[kind] = found.get(kind, 0) + many
    return _led(figures_of(found), lists, "always approve", "scored", "for_request")


def _led(row: dict[str, Any], lists: Lists, title: str, where: str, alike: str) -> dict[str, Any]:
    scored = lists.number(row["scored"], f"{title}: decided by the rules and by reviewers", where)
    agreeing = lists.number(row["agreeing"], f"{title}: both alike", f"{where} AND {alike}")
    return {**row, "lists": {"scored": scored["list"], "agreeing": agreeing["list"]}}


def groups_by(query: Rows, group: str, most: int | None = None) -> tuple[list[dict[str, Any]], int]:
    """Agreement of each group, the largest first, times in their order; and how many groups there are.

    Args:
        query: what answers queries over `r`.
        group: the group of a request, in SQL; null is none.
        most: how many groups are told, the largest.
    """
    documented = kinds_by(query, group, where="rests_on = 'documented'")
    asked = f"SELECT CAST({group} AS VARCHAR) AS grouped, count(*) FROM r WHERE outcome IS NOT NULL GROUP BY grouped"
    compared: dict[str, int] = dict(query.rows(asked))
    found = kinds_by(query, group)
    largest = sorted(found, key=lambda each: (-sum(_total(found[each])), each))[:most]
    in_time = group in (GROUPINGS["month"], GROUPINGS["year"])
    rows = []
    for grouped in sorted(largest) if in_time else largest:
        kinds = found[grouped]
        known = _total(documented.get(grouped, {}))
        row = {
            "group": grouped,
            "compared": compared[grouped],
            **figures_of(kinds),
            "documented": sum(known),
            "documented_agreeing": known[0] + known[3],
        }
        rows.append(row)
    return rows, len(found)


def by_group(query: Query, lists: Lists, name: str, most: int) -> list[dict[str, Any]]:
    """Agreement of each group of one kind; the first `most` lead to their requests."""
    rows, _ = groups_by(query, GROUPINGS[name])
    listed = [_listed(row, lists, row["group"], IN_GROUP[name], (row["group"],)) for row in rows[:most]]
    return [*listed, *({**row, "lists": {}} for row in rows[most:])]


def _listed(
    row: dict[str, Any], lists: Lists, title: str, where: str, parameters: Sequence[object] = ()
) -> dict[str, Any]:
    """A row whose numbers lead to their lists."""
    scored = f"scored AND {where}"
    word, other = lists.query.for_word, lists.query.against_word
    asked = {
        "scored": ("decided by the rules and by reviewers", scored),
        "agreeing": ("both alike", f"{scored} AND approves = for_request"),
        "rules_approve_alone": (f"the rules approve, {other}", f"{scored} AND approves AND NOT for_request"),
        "determination_for_alone": (f"the rules do not approve, {word}", f"{scored} AND NOT approves AND for_request"),
    }
    if "documented" in row:
        known = f"{scored} AND rests_on = 'documented'"
        asked["documented"] = ("decided on documented facts", known)
        asked["documented_agreeing"] = ("on documented facts, both alike", f"{known} AND approves = for_request")
    numbers = {
        key: lists.number(row[key], f"{title}: {text}", condition, parameters)
        for key, (text, condition) in asked.items()
    }
    return {**row, "lists": {key: number["list"] for key, number in numbers.items()}}
