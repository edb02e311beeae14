"""A 'no' that is said of one side alone: it says nothing of the other.

'No symptoms in the right leg' beside pain that runs down the left one is no 'no' for the low back.
"""

import re
from collections.abc import Iterable, Sequence

from recheck.letters.facts.fact import FactRead
from recheck.letters.facts.regions import Body
from recheck.letters.facts.summary import Summary
from recheck.model.vocabulary import SIDES

_SIDE = re.compile(r"(?<![a-z])(left|right|bilateral\w*|both|equal\w*|symmetric\w*)(?![a-z-])(?! hand(?:ed)? dominant)")
_CLAUSE = re.compile(r"[,;]|\bbut\b|\band (?=(?:negative|positive|no|normal|absent)\b)")


def only_side(summary: Summary, start: int, end: int) -> str | None:
    """The one side that a finding's clause names; None where it names both or none."""
    sentence = summary.sentence_at(start)
    assert sentence
    low = max((each.end() for each in _CLAUSE.finditer(summary.lower, sentence.start, start)), default=sentence.start)
    after = _CLAUSE.search(summary.lower, end, sentence.end)
    high = after.start() if after else sentence.end
    found = {each[1] for each in _SIDE.finditer(summary.lower, low, high)}
    return found.pop() if len(found) == 1 and found <= set(SIDES) else None


def without_one_sided(facts: Iterable[FactRead], body: Body, summary: Summary) -> list[FactRead]:
    """The facts without a 'no' of one side, where the other side is spoken of and has no 'no' of its own."""
    known = list(facts)
    return [each for each in known if each.side is None or not _is_doubtful(each, known, body, summary)]


def _is_doubtful(fact: FactRead, facts: Sequence[FactRead], body: Body, summary: Summary) -> bool:
    other = SIDES[1 - SIDES.index(str(fact.side))]
    same = [each for each in facts if (each.name, each.region, each.value) == (fact.name, fact.region, False)]
    if any(each.side in (None, other) for each in same):
        return False
    return re.search(rf"\b{other}\b", summary.text[fact.sentence].lower()) is not None or any(
        fact.region in each.regions and each.side in (other, "bilateral") for each in (*body.nerves, *body.parts)
    )
