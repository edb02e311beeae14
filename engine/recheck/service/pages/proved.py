"""Which decisions are still possible of a sheet, and the fewest facts that approve, in words.

Comes in: a sheet and the rules. Goes out: for the whole, and for each part or region, a heading and lines with
their depth, as `recheck screen --exact` has them.
"""

from collections.abc import Iterator
from dataclasses import replace

from recheck.model.recommendation import Recommendation
from recheck.model.rule import RuleSet
from recheck.page import exact_words
from recheck.service.pages.sheet import Sheet
from recheck.service.pages.shown import label_of
from recheck.service.screening import screen_asked

Lines = tuple[tuple[int, str], ...]


def proved(sheet: Sheet, rules: RuleSet) -> tuple[tuple[str, Lines], ...]:
    """What is proved of a sheet; nothing where nothing was judged (a gate, no date, another request to wait for).

    Raises:
        ProblemsFound: what was put in has errors.
    """
    asked = replace(sheet.asked(needs_physician=True), exact=True)
    return tuple(_each(screen_asked(asked, rules).found[0], rules))


def _each(found: Recommendation, rules: RuleSet) -> Iterator[tuple[str, Lines]]:
    for part, label in ((found, ""), *((each, label_of(each, found, rules)) for each in found.components)):
        if part.exact is None:
            continue
        (_, heading), *rows = exact_words(part.exact, rules)
        yield f"{label}: {heading[:1].lower()}{heading[1:]}" if label else heading, tuple(rows)
