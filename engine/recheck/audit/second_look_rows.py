"""The second-look list as text: the item, the ground, both sentences, the criterion, and what would follow."""

import textwrap
from collections.abc import Iterator

from recheck.audit.run import Audit
from recheck.second_look import SecondLook

WIDTH = 100
SHOWN = 20
"""Entries that are printed; the report and JSON hold all."""


def second_look_rows(audited: Audit) -> Iterator[str]:
    """The rows; none where nothing deserves a second look."""
    looks = audited.second_look
    if not looks:
        return
    letters = len({each.case for each in looks})
    yield f"For a second look: {len(looks)} {'reason' if len(looks) == 1 else 'reasons'} in {letters} " + (
        "letter" if letters == 1 else "letters"
    )
    for each in looks[:SHOWN]:
        yield from _entry(each)
    if len(looks) > SHOWN:
        yield f"  {len(looks) - SHOWN} more: --html FILE or --format json holds them all"
    yield ""


def _entry(each: SecondLook) -> Iterator[str]:
    yield f"  {each.case}, {each.title} ({each.outcome})"
    yield from _wrapped(f"{each.ground.words}: {each.why}.")
    if each.finding:
        yield from _wrapped(f"rationale, line {each.finding.finding.lines[0]}: {each.finding.finding.quote}")
        if each.finding.record_quote and each.finding.record:
            yield from _wrapped(f"record, line {each.finding.record.first}: {each.finding.record_quote}")
    if each.criterion:
        yield from _wrapped(f"criterion: {each.says or each.criterion} ({each.citation or each.criterion})")
    yield from _wrapped(each.would)


def _wrapped(text: str) -> Iterator[str]:
    yield from textwrap.wrap(text, WIDTH, initial_indent="    ", subsequent_indent="      ")
