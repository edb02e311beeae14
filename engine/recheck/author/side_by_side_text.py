"""The table of one treatment as text for a terminal: a mark where rules differ, letters for conditions.

Comes in: the table. Goes out: numbered columns in blocks that fit the width, with what the numbers, signs
and letters stand for around them.
"""

import textwrap
from collections.abc import Iterator
from itertools import zip_longest

from recheck.author.side_by_side import Asked, SideBySide

WIDTH = 110
LABEL = 40
CELL = 30
DIFFERS = "≠"
SILENT = "·"
LEGEND = (
    f"{DIFFERS} those that speak of it differ; {SILENT} does not speak of it; [ ] one of several ways; "
    "( ) advises only; a letter: under that condition; ? unverified, ¹ one source, ² another edition, † our reading."
)


def cell_text(cell: tuple[Asked, ...], table: SideBySide) -> str:
    """A cell as it is printed.

    >>> cell_text((Asked("visits", "≤ 6", "p. 60", one_way=True),), SideBySide("", (), (), (), ()))
    '[≤ 6]'
    """
    words = []
    for each in cell:
        letter = f" {_letter(table.conditions.index(each.condition))}" if each.condition else ""
        word = f"{each.text}{letter}"
        words.append(f"[{word}]" if each.one_way else f"({word})" if each.advises else word)
    return ", ".join(words) or SILENT


def _letter(index: int) -> str:
    return chr(ord("a") + index) if index < 26 else f"a{_letter(index - 26)}"


def lettered(table: SideBySide) -> list[tuple[str, str]]:
    """The conditions with their letters."""
    return [(_letter(index), each) for index, each in enumerate(table.conditions)]


def as_text(table: SideBySide) -> str:
    """The table for a terminal: numbered columns, and what the numbers stand for above them."""
    bodies = len({column.edition.publisher for column in table.columns})
    rows = [f"{table.title}: {len(table.columns)} rules of {bodies} bodies", ""]
    for number, column in enumerate(table.columns, 1):
        head = f"{number:>3}  {column.edition.title}: {column.rule.title}"
        rows += textwrap.wrap(head, WIDTH, subsequent_indent="     ")
        about = f"{column.edition.kind}, {column.edition.jurisdiction}, rank {column.edition.rank}"
        told = f"{about}, in force {column.in_force}; {column.decides}"
        rows += textwrap.wrap(told, WIDTH, initial_indent="     ", subsequent_indent="     ")
        if column.applies:
            rows += textwrap.wrap(f"for: {column.applies}", WIDTH, initial_indent="     ", subsequent_indent="     ")
        if column.rule.approve_when is None and column.rule.says:
            rows += textwrap.wrap(column.rule.says, WIDTH, initial_indent="     ", subsequent_indent="     ")
    for first, last in _blocks(table):
        rows += ["", *_block(table, first, last)]
    rows += ["", *textwrap.wrap(LEGEND, WIDTH)]
    for letter, words in lettered(table):
        rows += textwrap.wrap(f"{letter}: if {words}", WIDTH, subsequent_indent="   ")
    if table.not_at_hand:
        names = "; ".join(table.not_at_hand)
        rows += ["", *textwrap.wrap(f"In force too, but licensed and not at hand: {names}.", WIDTH)]
    return "\n".join(rows)


def _widths(table: SideBySide) -> list[int]:
    texts = [[cell_text(row.cells[index], table) for row in table.rows] for index in range(len(table.columns))]
    return [min(CELL, max([4, *map(len, column)])) for column in texts]


def _blocks(table: SideBySide) -> Iterator[tuple[int, int]]:
    """Columns from and to, so that a block fits the width."""
    widths, first, used = _widths(table), 0, 0
    for index, width in enumerate(widths):
        if index > first and used + width + 2 > WIDTH - LABEL - 4:
            yield first, index
            first, used = index, 0
        used += width + 2
    if widths:
        yield first, len(widths)


def _block(table: SideBySide, first: int, last: int) -> Iterator[str]:
    widths = _widths(table)[first:last]
    numbers = [str(number).ljust(width) for number, width in enumerate(widths, first + 1)]
    yield f"{'':<{LABEL + 3}}" + "  ".join(numbers).rstrip()
    for row in table.rows:
        if not any(row.cells[first:last]):
            continue
        label = textwrap.wrap(row.fact, LABEL)
        cells = [textwrap.wrap(cell_text(cell, table), CELL) for cell in row.cells[first:last]]
        for line, (head, *parts) in enumerate(zip_longest(label, *cells, fillvalue="")):
            mark = DIFFERS if row.differs and line == 0 else " "
            words = "  ".join(part.ljust(width) for part, width in zip(parts, widths, strict=True))
            yield f"{mark} {head:<{LABEL}} {words}".rstrip()
