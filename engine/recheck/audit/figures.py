"""All figures of one audit, as plain data: what the report shows, and what the JSON beside it holds.

Comes in: a results table. Goes out: nested plain values; each number that counts requests names the list that
holds the first of them.
"""

from collections.abc import Callable
from typing import Any

from recheck.audit.agreement import GROUPINGS, by_group, views
from recheck.audit.coefficients import ENOUGH, ENOUGH_OF_EACH, RESAMPLES
from recheck.audit.drift import drift
from recheck.audit.editions import before_and_after
from recheck.audit.groups import ENOUGH_LETTERS, ENOUGH_REQUESTS, departing_groups, departing_on_criteria
from recheck.audit.likes import like_cases
from recheck.audit.lists import SHOWN, Lists, Number
from recheck.audit.looks import looks
from recheck.audit.many import FALSE_ALARMS, LEVEL
from recheck.audit.near import near_cases
from recheck.audit.pairs import LOOKED_AT
from recheck.audit.panel import panel
from recheck.audit.query import Query
from recheck.audit.results import Results
from recheck.audit.weights import criteria_that_decide, facts_that_lack

Figures = dict[str, Any]
MOST = 20
"""Rows of a table whose numbers lead to their requests, and rows of a list of what departs."""
Step = Callable[[str], None]
"""What is told before each part of the work."""


def figures(results: Results, most: int = MOST, step: Step = lambda part: None) -> Figures:
    """Everything that is said of a results table.

    Args:
        results: the table.
        most: how many rows a part holds at most; how many there are is said beside it.
        step: is told the name of each part before it is counted.

    Raises:
        ProblemsFound: the extra `audit` is not installed, or the table has not its columns.
    """
    step("reading")
    with Query(results) as query:
        found: Figures = _rounded(_figures(query, most, step))
        return found


def _figures(query: Query, most: int, step: Step) -> Figures:
    lists = Lists(query)
    found: Figures = {"about": _about(query), "counts": _counts(query, lists)}
    parts: dict[str, Callable[[], Any]] = {
        "second_look": lambda: looks(query),
        "agreement": lambda: views(query, lists),
        "agreement_by": lambda: {name: by_group(query, lists, name, max(most, 24)) for name in GROUPINGS},
        "criteria": lambda: criteria_that_decide(query, lists, most),
        "undocumented": lambda: facts_that_lack(query, lists, most),
        "like_cases": lambda: like_cases(query, lists, most),
        "near_cases": lambda: near_cases(query, lists, most),
        "groups": lambda: departing_groups(query, lists, most),
        "groups_on_criteria": lambda: departing_on_criteria(query, lists, most),
        "drift": lambda: drift(query, lists, most),
        "editions": lambda: before_and_after(query, lists, most),
        "panel": lambda: panel(query, lists, most),
        "lists": lists.as_json,
    }
    for name, part in parts.items():
        step(name.replace("_", " "))
        found[name] = part()
    return found


def _about(query: Query) -> dict[str, Any]:
    sql = """SELECT count(*), count(DISTINCT "case"), count(*) FILTER (outcome IS NOT NULL),
        count(DISTINCT "case") FILTER (outcome IS NOT NULL), min(decided_on), max(decided_on),
        count(DISTINCT treatment), count(credentials), count(reviewer) FROM r"""
    requests, letters, compared, letters_compared, first, last, treatments, credentials, reviewers = query.row(sql)
    return {
        "requests": requests,
        "letters": letters,
        "compared": compared,
        "letters_compared": letters_compared,
        "decided_from": str(first) if first else None,
        "decided_to": str(last) if last else None,
        "treatments": treatments,
        "with_credentials": credentials,
        "with_reviewer": reviewers,
        "against": str(query.against),
        "for_word": query.for_word,
        "against_word": query.against_word,
        "rules_digest": query.results.rules_digest,
        "notes": list(query.results.notes),
        "enough": ENOUGH,
        "enough_of_each": ENOUGH_OF_EACH,
        "enough_in_group": ENOUGH_REQUESTS,
        "enough_letters_in_group": ENOUGH_LETTERS,
        "resamples": RESAMPLES,
        "false_alarms": FALSE_ALARMS,
        "level": LEVEL,
        "shown_in_a_list": SHOWN,
        "pairs_looked_at": LOOKED_AT,
    }


_COUNTS = {
    "compared": ("with a determination", "outcome IS NOT NULL"),
    "without_determination": ("without a determination", "outcome IS NULL"),
    "for": ("decided for the request", "for_request"),
    "agrees": ("rules and determination agree", "comparison = 'agrees'"),
    "agrees_in_part": ("they agree in part", "comparison = 'agrees_in_part'"),
    "differs": ("they differ", "comparison = 'differs'"),
    "pend": ("pending for facts", "comparison = 'pend'"),
    "not_covered": ("not covered by the rules", "comparison = 'not_covered'"),
    "documented": ("decided on documented facts", "scored AND rests_on = 'documented'"),
    "record": ("decided on what the record was asked", "scored AND rests_on = 'record'"),
    "silence": ("decided on silence", "scored AND rests_on = 'silence'"),
    "documented_agreeing": (
        "decided on documented facts, both alike",
        "scored AND rests_on = 'documented' AND approves = for_request",
    ),
}


def _counts(query: Query, lists: Lists) -> dict[str, Number]:
    return {name: lists.counted(title, where) for name, (title, where) in _COUNTS.items()}


def _rounded(value: Any) -> Any:
    """Numbers to ten digits: the last ones depend on the order in which a machine's cores added them up.

    >>> _rounded({"share": [0.1 + 0.2, 3]})
    {'share': [0.3, 3]}
    """
    match value:
        case float():
            return float(f"{value:.10g}")
        case dict():
            return {name: _rounded(each) for name, each in value.items()}
        case list():
            return [_rounded(each) for each in value]
        case _:
            return value
