"""On which other item of its letter an item depends: 'postoperative', 'following injection', 'if surgery is approved'.

Which words say so is data (rules/letters/titles.yaml), and so are the wordings of what they name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from recheck.letters.words import LetterWords, Titles, either
from recheck.model.vocabulary import Vocabulary
from recheck.titles import read_title


@dataclass(frozen=True, slots=True)
class Asked:
    """What of an item counts here: its title, its treatments, and whether its title calls it ancillary."""

    title: str
    treatments: tuple[str, ...]
    is_ancillary: bool


def dependencies(items: Sequence[Asked], words: LetterWords, vocabulary: Vocabulary) -> list[int | None]:
    """For each item, the place of the one on which it depends; None where it stands alone or that is not clear.

    An ancillary item depends on the letter's first surgery. Any other depends on what its title says it follows,
    where just one item is that and stands alone itself.
    """
    categories = [{vocabulary.treatments[each].category for each in item.treatments} for item in items]
    titles = words.titles
    surgery = next(
        (at for at, item in enumerate(items) if titles.of_category in categories[at] and not item.is_ancillary), None
    )
    found: list[int | None] = [
        surgery if item.is_ancillary and at != surgery else None for at, item in enumerate(items)
    ]
    named = [_named(item, titles, vocabulary) for item in items]
    for at, (treatments, kinds) in enumerate(named):
        if found[at] is not None:
            continue
        others = [other for other in range(len(items)) if other != at and found[other] is None]
        others = [other for other in others if not any(named[other])]
        exact = [other for other in others if treatments & set(items[other].treatments)]
        of_kind = [other for other in others if kinds & categories[other]]
        chosen = exact or of_kind
        found[at] = chosen[0] if len(chosen) == 1 else None
    return found


def _named(item: Asked, titles: Titles, vocabulary: Vocabulary) -> tuple[set[str], set[str]]:
    """The treatments and the categories that stand after words such as 'following' in a title."""
    if not titles.depends_after:
        return set(), set()
    after = re.search(rf"(?<![a-z]){either(titles.depends_after)}(?![a-z])(?P<rest>.*)", item.title, re.I | re.S)
    if not after:
        return set(), set()
    rest = after["rest"]
    kinds = {
        category
        for category, many in titles.depends_on.items()
        if re.search(rf"(?<![a-z]){either(many)}(?![a-z])", rest, re.I)
    }
    return set(read_title(rest, vocabulary).treatments) - set(item.treatments), kinds
