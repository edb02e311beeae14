"""Which requests a number counts: every number of the report leads to its list.

Comes in: a number with the condition that it was counted by. Goes out: the number with its list's name, and
the lists, each with its first rows and how many more there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from recheck.audit.query import Parameters, Query, Row

SHOWN = 20
"""Rows that a list shows; the number says how many there are."""
COLUMNS = (
    "case", "request", "treatment", "rule", "decision", "rests_on", "outcome", "decided_on", "credentials", "reviewer",
)  # fmt: skip

AT_ONCE = 25
"""Lists that one query fetches: each by itself costs more to plan than to fetch."""
Number = dict[str, Any]
"""{"count": 12, "list": "list-3"}; no list where nothing was counted."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One list: what is counted, the condition, and how many meet it."""

    name: str
    title: str
    where: str
    parameters: Parameters
    count: int


class Lists:
    """The lists that the numbers of one report lead to."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self.listed: list[Listed] = []

    def number(self, count: int, title: str, where: str, parameters: Parameters = ()) -> Number:
        """A number, with the name of its list.

        Args:
            count: the number.
            title: what it counts, for people.
            where: the condition over `r` that it was counted by.
            parameters: the values in the condition.
        """
        if not count:
            return {"count": 0, "list": None}
        name = f"list-{len(self.listed) + 1}"
        self.listed.append(Listed(name, title, where, tuple(parameters), int(count)))
        return {"count": int(count), "list": name}

    def counted(self, title: str, where: str, parameters: Parameters = ()) -> Number:
        """The same, counted here."""
        return self.number(
            self.query.row(f"SELECT count(*) FROM r WHERE {where}", parameters)[0], title, where, parameters
        )

    def as_json(self) -> list[dict[str, Any]]:
        """Each list with its first rows, in the order of the table."""
        found: dict[str, list[dict[str, Any]]] = {each.name: [] for each in self.listed}
        for first in range(0, len(self.listed), AT_ONCE):
            for name, *row in self._rows(self.listed[first : first + AT_ONCE]):
                found[name].append(dict(zip(COLUMNS, map(_plain, row), strict=True)))
        return [
            {
                "list": each.name,
                "title": each.title,
                "count": each.count,
                "more": each.count - len(found[each.name]),
                "requests": found[each.name],
            }
            for each in self.listed
        ]

    def _rows(self, listed: Sequence[Listed]) -> list[Row]:
        names = ", ".join(f'"{name}"' for name in COLUMNS)
        one = "(SELECT '{}', {} FROM r WHERE {} LIMIT {})"
        sql = " UNION ALL ".join(one.format(each.name, names, each.where, SHOWN) for each in listed)
        return self.query.rows(sql, [value for each in listed for value in each.parameters])


def _plain(cell: Any) -> Any:
    return cell if cell is None or isinstance(cell, str | int | float) else str(cell)
