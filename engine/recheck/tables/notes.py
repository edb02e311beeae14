"""What a table does not tell: figures that are absent from its summary and report, and why.

Comes in: the checked requests. Goes out: sentences; an absent figure is never a zero.
"""

from collections.abc import Collection, Iterator

from recheck.model.rule import RuleSet
from recheck.tables.duck import Connection, literal, reading
from recheck.tables.panel import DETERMINATIONS
from recheck.tables.requests import REQUESTS, Requests

_BY = {
    "decided_on": "by month",
    "credentials": "by credentials",
    "licensed_in": "by licence",
}
SHOWN = 3


def notes_of(connection: Connection, rules: RuleSet, found: Requests) -> list[str]:
    """Sentences on what is absent, in the order of the summary.

    Args:
        connection: where the requests are.
        rules: the rule set.
        found: the requests.
    """
    return [*found.notes, *_views(found.columns), *groups_untold(found.columns), *_unknown(connection, rules, found)]


def _views(columns: Collection[str]) -> Iterator[str]:
    if "cited" not in columns:
        yield (
            "Nothing is said under the guideline that was cited: the column 'cited' would name it, by the rules' "
            "guidelines, several joined by ';'."
        )


def groups_untold(columns: Collection[str]) -> Iterator[str]:
    """By which groups agreement is not told, for want of a column."""
    absent = [name for name in _BY if name not in columns]
    if absent:
        names = " and no ".join(f"'{each}'" for each in absent)
        yield f"Nothing is said {', '.join(_BY[each] for each in absent)}: there is no column {names}."


def _unknown(connection: Connection, rules: RuleSet, found: Requests) -> Iterator[str]:
    """Guidelines that are cited and that no rule set of ours names."""
    if "cited" not in found.columns:
        return
    ours = ", ".join(literal(each) for each in rules.guidelines)
    where = DETERMINATIONS if found.is_panel else REQUESTS
    with reading(where):
        unknown = connection.execute(
            f"SELECT name, count(*), count(*) OVER () FROM (SELECT unnest(cited) AS name FROM {where}) "
            f"WHERE name NOT IN ({ours}) GROUP BY name ORDER BY 2 DESC, 1 LIMIT {SHOWN}"
        ).fetchall()
    if unknown:
        shown = ", ".join(f"'{name}' ({count:,})" for name, count, _ in unknown)
        more = ", …" if unknown[0][2] > len(unknown) else ""
        yield (
            f"Cited, and no guideline of these rules: {shown}{more}; a mapping (--map) says under 'values' of 'cited' "
            "which of ours is meant."
        )
