"""The second-look list as text: the item, the ground, and the sentence of the rationale."""

import textwrap
from collections.abc import Iterator

from recheck.audit.run import Audit

_TITLES = {
    "finding_contradicted": "a finding that the record contradicts",
    "does_not_follow": "a conclusion that does not follow from the findings",
    "guideline": "a guideline out of force or scope",
}
WIDTH = 100


def second_look_rows(audited: Audit) -> Iterator[str]:
    """The rows; none where nothing deserves a second look."""
    if not audited.second_look:
        return
    yield f"For a second look: {len(audited.second_look)}"
    for each in audited.second_look:
        yield f"  {each.case}, {each.title}"
        yield from textwrap.wrap(
            f"{_TITLES[each.ground]}: {each.why}", WIDTH, initial_indent="    ", subsequent_indent="      "
        )
        if each.finding:
            quote = f"rationale, line {each.finding.finding.lines[0]}: {each.finding.finding.quote}"
            yield from textwrap.wrap(quote, WIDTH, initial_indent="    ", subsequent_indent="      ")
        if each.criterion:
            yield f"    criterion: {each.criterion}"
    yield ""
