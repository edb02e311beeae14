"""What decides most: criteria, and facts that the record does not document."""

from typing import Any

from recheck.audit.lists import Lists
from recheck.audit.query import Query

_CRITERIA = """
WITH each AS (SELECT unnest(deciding) AS named, * FROM r WHERE decision IN ('approve', 'modify', 'deny'))
SELECT named, any_value(rule), count(*), count(*) FILTER (decision <> 'approve'),
    count(*) FILTER (rests_on = 'silence'),
    count(*) FILTER (scored AND NOT approves), count(*) FILTER (scored AND NOT approves AND for_request)
FROM each GROUP BY named ORDER BY count(*) DESC, named LIMIT ?
"""
_FACTS = """
WITH each AS (SELECT unnest(missing) AS fact, * FROM r WHERE decision IN ('approve', 'modify', 'deny', 'pend'))
SELECT fact, count(*), count(*) FILTER (rests_on = 'silence'), count(*) FILTER (decision = 'pend'),
    count(*) FILTER (scored), count(*) FILTER (scored AND for_request), count(DISTINCT treatment)
FROM each GROUP BY fact ORDER BY count(*) DESC, fact LIMIT ?
"""


def criteria_that_decide(query: Query, lists: Lists, most: int) -> list[dict[str, Any]]:
    """The criteria that decide most requests, and how determinations went where they decide against."""
    says = {f"{rule}#{name}": text for rule, name, text in query.rows("SELECT rule, criterion, says FROM criteria")}
    rows = []
    for named, rule, decides, against, silent, refused, granted in query.rows(_CRITERIA, [most]):
        title = f"{named} decides"
        here, known = "list_contains(deciding, ?)", "decision IN ('approve', 'modify', 'deny')"
        rows.append(
            {
                "criterion": named,
                "rule": rule,
                "says": says.get(named),
                "decides": lists.number(decides, title, f"{known} AND {here}", [named]),
                "against": lists.number(
                    against, f"{title} against", f"{known} AND decision <> 'approve' AND {here}", [named]
                ),
                "in_silence": lists.number(
                    silent, f"{title}, on silence", f"{known} AND rests_on = 'silence' AND {here}", [named]
                ),
                "refused": refused,
                "granted_all_the_same": lists.number(
                    granted,
                    f"{title} against, {query.for_word}",
                    f"scored AND NOT approves AND for_request AND {here}",
                    [named],
                ),
            }
        )
    return rows


def facts_that_lack(query: Query, lists: Lists, most: int) -> list[dict[str, Any]]:
    """The undocumented facts that decide most requests."""
    rows = []
    for fact, lacking, silent, pending, scored, granted, treatments in query.rows(_FACTS, [most]):
        here = "list_contains(missing, ?)"
        known = "decision IN ('approve', 'modify', 'deny', 'pend')"
        rows.append(
            {
                "fact": fact,
                "treatments": treatments,
                "lacking": lists.number(lacking, f"'{fact}' is not documented", f"{known} AND {here}", [fact]),
                "decides_in_silence": lists.number(
                    silent,
                    f"'{fact}' is not documented, and silence decides",
                    f"{known} AND rests_on = 'silence' AND {here}",
                    [fact],
                ),
                "pending": lists.number(
                    pending,
                    f"'{fact}' is not documented, and the request pends",
                    f"decision = 'pend' AND {here}",
                    [fact],
                ),
                "scored": scored,
                "granted": lists.number(
                    granted,
                    f"'{fact}' is not documented, {query.for_word}",
                    f"scored AND for_request AND {here}",
                    [fact],
                ),
            }
        )
    return rows
