"""A group's rows in shares, each few enough to be put in order in memory, however large the table is.

Comes in: how many rows each treatment has in each block of the table. Goes out: conditions that take the rows of
a group apart. Where the table numbers its rows, a share is a range of them, so that DuckDB reads no more of a
file than it judges; where it does not, requests are dealt out by their case.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from recheck.evaluators.columns.groups import Group, rows_of
from recheck.evaluators.columns.requests import ROW
from recheck.evaluators.columns.sql import Writer

AT_ONCE = 1_000_000
"""Rows that DuckDB sorts at a time, about."""
BLOCK = 1 << 16
"""Rows that are counted together."""
Counts = Mapping[str | None, Mapping[int | None, int]]
"""Rows by treatment and block; the block of a table that does not number its rows is None."""


def counting(requests: str, write: Writer, *, numbered: bool) -> str:
    """The query for treatment, block and rows of a table, which `counts_of` reads."""
    treatment = write.dialect.name("treatment")
    block = f"{write.dialect.name(ROW)} // {BLOCK}" if numbered else "NULL"
    return f"SELECT {treatment}, {block}, count(*) FROM {requests} GROUP BY {treatment}{f', {block}' * numbered}"


def counts_of(rows: Sequence[tuple[str | None, int | None, int]]) -> Counts:
    """The answer to that query.

    >>> counts_of([("massage_therapy", 0, 5), ("massage_therapy", 1, 2)])
    {'massage_therapy': {0: 5, 1: 2}}
    """
    found: dict[str | None, dict[int | None, int]] = {}
    for treatment, block, count in rows:
        found.setdefault(treatment, {})[block] = count
    return found


def shares(group: Group, known: Sequence[Group], counts: Counts, write: Writer) -> Iterator[tuple[str, int]]:
    """Conditions that take the rows of a group apart, with how many rows each takes, about.

    Args:
        group: the group.
        known: all groups of the table.
        counts: the rows of the table.
        write: how DuckDB writes a condition.
    """
    condition = rows_of(group, known, write)
    blocks = _blocks(group, known, counts)
    parts = -(-group.rows // AT_ONCE)
    if parts <= 1:
        yield condition, group.rows
    elif None in blocks:
        for part in range(parts):
            yield f'{condition} AND hash("case") % {parts} = {part}', group.rows // parts
    else:
        row = write.dialect.name(ROW)
        for first, last, rows in ranges({block: count for block, count in blocks.items() if block is not None}, parts):
            yield f"{condition} AND {row} >= {first * BLOCK} AND {row} < {(last + 1) * BLOCK}", rows


def _blocks(group: Group, known: Sequence[Group], counts: Counts) -> Mapping[int | None, int]:
    """The rows of a group by block."""
    elsewhere = {name for each in known if each is not group for name in each.treatments}
    found: Counter[int | None] = Counter()
    for treatment, blocks in counts.items():
        if treatment in group.treatments or (group.others and treatment not in elsewhere):
            found.update(blocks)
    return found


def ranges(blocks: Mapping[int, int], parts: int) -> Iterator[tuple[int, int, int]]:
    """First block, last block and rows of each share; at most so many, none larger than an even one and a block.

    >>> list(ranges({0: 3, 1: 3, 5: 3, 7: 1}, 2))
    [(0, 1, 6), (5, 7, 4)]
    """
    even = sum(blocks.values()) / parts
    first, rows = None, 0
    for block in sorted(blocks):
        first = block if first is None else first
        rows += blocks[block]
        if rows >= even:
            yield first, block, rows
            first, rows = None, 0
    if first is not None:
        yield first, max(blocks), rows
