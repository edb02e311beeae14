"""Which requests a number counts: every number of the report leads to its list.

Comes in: a number with the condition that it was counted by. Goes out: the number with its list's name, and
the lists, each with its first rows and how many more there are.
"""

from dataclasses import dataclass
from typing import Any

from recheck.audit.query import Parameters, Query

SHOWN = 20
"""Rows that a list shows; the number says how many there are."""
COLUMNS = (
    "case", "request", "treatment", "rule", "decision", "rests_on", "outcome", "decided_on", "credentials", "reviewer",
)  # fmt: skip

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
        return [self._of(each) for each in self.listed]

    def _of(self, listed: Listed) -> dict[str, Any]:
        names = ", ".join(f'"{name}"' for name in COLUMNS)
        rows = self.query.rows(f"SELECT {names} FROM r WHERE {listed.where} LIMIT {SHOWN}", listed.parameters)
        shown = [dict(zip(COLUMNS, (_plain(cell) for cell in row), strict=True)) for row in rows]
        return {
            "list": listed.name,
            "title": listed.title,
            "count": listed.count,
            "more": listed.count - len(shown),
            "requests": shown,
        }


def _plain(cell: Any) -> Any:
    return cell if cell is None or isinstance(cell, str | int | float) else str(cell)
