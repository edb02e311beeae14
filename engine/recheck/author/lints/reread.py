"""Numbers that a second reader compared with the page: changed since, or found to be another."""

from collections.abc import Iterator

from recheck.author.lints.base import RuleBase
from recheck.author.lints.kind import Found, lint
from recheck.author.numbers import numbers_of
from recheck.load.second_readings import FoundBySecond, second_readings


@lint("number-changed-since-read", needs_all=True)
def number_changed_since_read(base: RuleBase) -> Iterator[Found]:
    """A number stands as a second reader compared it with the page.

    A number decides who is treated. Once a second person has compared it with the guideline, any change of it is
    compared anew: `recheck rules numbers --unread` prints what to read, `--format yaml` what to write down.

    Bad:
        # file: own-2026/example.yaml
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        criteria:
          days:
            says: At least eight days of care came before  # <- here
            when: {days_of_care: {at_least: 8}}
            cite: {section: Massage}
            basis: page
            reading: quoted
        approve_when: {all: [days]}
        # file: second_readings/2026.yaml
        on: 2026-03-01
        by: a colleague
        readings:
          - {of: own-2026/example, name: days, numbers: [days_of_care at_least 6 days], found: same}
    Good:
        # file: own-2026/example.yaml
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        criteria:
          days:
            says: At least six days of care came before
            when: {days_of_care: {at_least: 6}}
            cite: {section: Massage}
            basis: page
            reading: quoted
        approve_when: {all: [days]}
        # file: second_readings/2026.yaml
        on: 2026-03-01
        by: a colleague
        readings:
          - {of: own-2026/example, name: days, numbers: [days_of_care at_least 6 days], found: same}
    """
    now = {(row.of, row.name): row for row in numbers_of(base.rules)}
    for (of, name), read in second_readings(base.files, []).items():
        row = now.get((of, name))
        if row is not None and row.numbers == read.numbers:
            continue
        stands = "; ".join(row.numbers) if row else "no number"
        message = f"the number of '{name}' changed since it was read a second time on {read.on}"
        hint = f"read: {'; '.join(read.numbers)}; now: {stands}. Compare it with the page, and write the reading down"
        yield Found(message, (row.place if row else None) or read.place, hint)


@lint("number-read-differently", needs_all=True)
def number_read_differently(base: RuleBase) -> Iterator[Found]:
    """Where a second reader found another number on the page than the rule has, one of the two is mended.

    Two people who read one page differently are a question that is settled, not a number that stands.

    Bad:
        # file: own-2026/example.yaml
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        criteria:
          days:
            says: At least eight days of care came before  # <- here
            when: {days_of_care: {at_least: 8}}
            cite: {section: Massage}
            basis: page
            reading: quoted
        approve_when: {all: [days]}
        # file: second_readings/2026.yaml
        on: 2026-03-01
        by: a colleague
        readings:
          - {of: own-2026/example, name: days, numbers: [days_of_care at_least 8 days], found: differs, note: six days}
    Good:
        # file: own-2026/example.yaml
        rule: own-2026/example
        title: Massage therapy
        treatments: [massage_therapy]
        criteria:
          days:
            says: At least six days of care came before
            when: {days_of_care: {at_least: 6}}
            cite: {section: Massage}
            basis: page
            reading: quoted
        approve_when: {all: [days]}
        # file: second_readings/2026.yaml
        on: 2026-03-01
        by: a colleague
        readings:
          - {of: own-2026/example, name: days, numbers: [days_of_care at_least 6 days], found: same}
    """
    read = second_readings(base.files, [])
    for row in numbers_of(base.rules):
        known = read.get((row.of, row.name))
        if known and known.found is FoundBySecond.DIFFERS and known.numbers == row.numbers:
            yield Found(f"a second reader found another number than that of '{row.name}'", row.place, known.note)
