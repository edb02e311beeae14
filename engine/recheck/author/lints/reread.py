"""Numbers that a second reader compared with the page: changed since, or found to be another."""

from collections.abc import Iterator

from recheck.author.lints.base import RuleBase
from recheck.author.lints.kind import Found, lint
from recheck.author.numbers import numbers_of
from recheck.load.second_readings import FoundBySecond


@lint("number-changed-since-read", needs_all=True)
def number_changed_since_read(base: RuleBase) -> Iterator[Found]:
    now = {(row.of, row.name): row for row in numbers_of(base.rules)}
    for (of, name), read in base.read_again.items():
        row = now.get((of, name))
        if row is not None and row.numbers == read.numbers:
            continue
        stands = "; ".join(row.numbers) if row else "no number"
        message = f"the number of '{name}' changed since it was read a second time on {read.on}"
        hint = f"read: {'; '.join(read.numbers)}; now: {stands}. Compare it with the page, and write the reading down"
        yield Found(message, (row.place if row else None) or read.place, hint)


@lint("number-read-differently", needs_all=True)
def number_read_differently(base: RuleBase) -> Iterator[Found]:
    for row in numbers_of(base.rules):
        known = base.read_again.get((row.of, row.name))
        if known and known.found is FoundBySecond.DIFFERS and known.numbers == row.numbers:
            yield Found(f"a second reader found another number than that of '{row.name}'", row.place, known.note)
