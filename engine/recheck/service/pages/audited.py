"""An audit's result as numbers that lead to their requests.

Comes in: the JSON of an audit, in the shape of `recheck audit --format json`. Goes out: tables of numbers, each
with the requests that it counts; a number and its list are made by one test, so that they cannot disagree.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
Counts = Callable[[Row], bool]

COMPARISONS = ("agrees", "agrees_in_part", "differs", "pend", "not_covered")
WORDS = {
    "agrees": "agrees with the determination",
    "agrees_in_part": "agrees in part",
    "differs": "differs",
    "pend": "pends: facts that decide are not documented",
    "not_covered": "not covered by a rule at hand",
}


@dataclass(frozen=True, slots=True)
class Number:
    """How many requests there are of a kind, and which."""

    label: str
    rows: tuple[Row, ...]

    @property
    def count(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers under a title; one line each."""

    title: str
    columns: tuple[str, ...]
    lines: tuple[tuple[str, tuple[Number, ...]], ...]


def tables(result: Mapping[str, Any]) -> list[Table]:
    """The tables of an audit.

    >>> row = {"comparison": "agrees", "rests_on": "silence", "recommendation": "deny", "outcome": "upheld",
    ...        "attribution": None, "category": "rehabilitation", "missing": []}
    >>> [line[1][0].count for line in tables({"requests": [row]})[0].lines]
    [1, 1, 1, 0, 0, 0, 0]
    """
    rows = result["requests"]
    compared = [each for each in rows if each["comparison"]]
    found = [
        Table("All requests", ("Requests",), tuple(_lines(rows, _overall(compared)))),
        _crossed(
            "Recommended and decided",
            compared,
            "recommendation",
            "outcome",
            ("approve", "modify", "deny", "pend", "not_covered"),
        ),
        _crossed(
            "What the recommendation rests on", compared, "rests_on", "comparison", ("documented", "record", "silence")
        ),
    ]
    owed = sorted({each["attribution"] for each in compared if each["attribution"]})
    if owed:
        found.append(_crossed("What differences are owed to", compared, "attribution", "outcome", owed))
    categories = sorted({each["category"] for each in compared if each["category"]})
    found.append(_crossed("By category", compared, "category", "comparison", categories))
    found.append(_missing(rows))
    return [each for each in found if each.lines]


def _overall(compared: Sequence[Row]) -> Iterator[tuple[str, Counts]]:
    yield "requests", lambda row: True
    yield "with a determination", lambda row: bool(row["comparison"])
    for name in COMPARISONS:
        yield WORDS[name], lambda row, name=name: row["comparison"] == name  # type: ignore[misc]  # a default binds the loop's name


def _lines(rows: Sequence[Row], kinds: Iterable[tuple[str, Counts]]) -> Iterator[tuple[str, tuple[Number, ...]]]:
    for label, counts in kinds:
        yield label, (Number(label, tuple(row for row in rows if counts(row))),)


def _crossed(title: str, rows: Sequence[Row], down: str, across: str, names: Sequence[str]) -> Table:
    """Counts of one key by another; only what occurs."""
    columns = list(dict.fromkeys(str(each[across]) for each in rows if each[down] in names))
    lines = []
    for name in names:
        mine = [each for each in rows if each[down] == name]
        if mine:
            of = tuple(
                Number(f"{_word(name)}, {_word(column)}", tuple(each for each in mine if str(each[across]) == column))
                for column in columns
            )
            lines.append((_word(name), (*of, Number(_word(name), tuple(mine)))))
    return Table(title, (*map(_word, columns), "all"), tuple(lines))


def _missing(rows: Sequence[Row]) -> Table:
    """The facts that decide and are not documented, the most frequent first."""
    by_fact: dict[str, list[Row]] = {}
    for row in rows:
        for fact in dict.fromkeys(row["missing"] or ()):
            by_fact.setdefault(fact, []).append(row)
    often = sorted(by_fact.items(), key=lambda each: (-len(each[1]), each[0]))[:20]
    lines = tuple((_word(fact), (Number(f"not documented: {_word(fact)}", tuple(mine)),)) for fact, mine in often)
    return Table("Not documented, and could decide", ("Requests",), lines)


def coefficients(summary: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Recalls and kappa with their intervals; nothing where there are too few determinations for any."""
    found = []
    for name, words in (
        ("overturned_recall", "Of the overturned, the rules approve"),
        ("upheld_recall", "Of the upheld, the rules do not approve"),
        ("kappa", "Cohen's kappa"),
    ):
        value = summary[name]
        if value is None:
            continue
        ends = summary.get("intervals", {}).get(name) or [None, None]
        between = f" (95 % between {ends[0]:.2f} and {ends[1]:.2f})" if None not in ends else ""
        found.append((words, f"{value:.2f}{between}"))
    return found


def _word(name: str) -> str:
    return name.replace("_", " ")
