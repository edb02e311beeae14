"""What utilization review decided of one item, where the summary tells that it granted part of something.

Each verb of decision governs the words after it ('non-certified the MRI'), or, after 'was' or 'were', those
before it ('the MRI was denied'). Only an item that is named there, and under verbs that agree, is decided.
"""

import re
from collections.abc import Collection

from recheck.letters.record import RecordDates
from recheck.letters.words import LetterWords
from recheck.model.case import Outcome
from recheck.model.vocabulary import Vocabulary
from recheck.titles import read_title

_PASSIVE = re.compile(r"\b(?:was|were|been|is|are)\s+(?:\w+ly\s+)?$", re.IGNORECASE)


def reviewed_as(
    treatments: Collection[str], record: RecordDates, vocabulary: Vocabulary, words: LetterWords
) -> Outcome | None:
    """What was decided of an item of these treatments; None where the summary does not tell, or not clearly."""
    found = set()
    for said in record.said_by_review:
        for governed, outcome in governed_by(said, words):
            if set(read_title(governed, vocabulary).treatments) & set(treatments):
                found.add(outcome)
    return found.pop() if len(found) == 1 else None


def governed_by(said: str, words: LetterWords) -> list[tuple[str, Outcome]]:
    """The stretches of a sentence with what was decided of them.

    >>> from recheck.letters.words import load_letter_words
    >>> governed_by("UR modified Norco to #60 and non-certified the MRI.", load_letter_words())
    [(' Norco to #60 and ', <Outcome.MODIFIED: 'modified'>), (' the MRI.', <Outcome.DENIED: 'denied'>)]
    """
    layout = words.layout
    verbs = [(match.start(), match.end(), Outcome.DENIED) for match in layout.refused.finditer(said)]
    verbs += [
        (match.start(), match.end(), Outcome.MODIFIED)
        for match in layout.granted_in_part.finditer(said)
        if not any(start < match.end() and match.start() < end for start, end, _ in verbs)
    ]
    verbs.sort()
    found = []
    for place, (start, end, outcome) in enumerate(verbs):
        before = verbs[place - 1][1] if place else 0
        after = verbs[place + 1][0] if place + 1 < len(verbs) else len(said)
        is_passive = said[start:end].lower().startswith(("was", "were")) or _PASSIVE.search(said[:start])
        found.append((said[before:start] if is_passive else said[end:after], outcome))
    return found
