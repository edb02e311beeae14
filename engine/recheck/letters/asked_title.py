"""A whole title to what it disputes: of a partial approval, the part that was not granted.

What the disputed words leave out (the treatment, its region, its side), those of the original request say.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from recheck.letters.disputes import Dispute, read_dispute
from recheck.letters.words import LetterWords
from recheck.model.vocabulary import Vocabulary
from recheck.titles import TitleReading, read_title

_MAY_BE_PARTIAL = re.compile(r"\b(?:request|authoriz|approv|certif|modif|granted)", re.IGNORECASE)


def read_whole_title(title: str, vocabulary: Vocabulary, words: Callable[[], LetterWords]) -> TitleReading:
    """What a title asks for and disputes.

    Args:
        words: how letters are written; asked for only where the title may tell of a partial approval.
    """
    if not _MAY_BE_PARTIAL.search(title):
        return read_title(title, vocabulary)
    return reading_of(read_dispute(title, words()), vocabulary)


def reading_of(dispute: Dispute, vocabulary: Vocabulary) -> TitleReading:
    """What is disputed, in the original's words where it does not say."""
    found = read_title(dispute.disputed, vocabulary)
    if not dispute.original:
        return found
    whole = read_title(dispute.original, vocabulary)
    if not found.asked:
        amount, unit = found.amount, found.unit
        if amount is not None and whole.asked and unit in (None, "units"):
            unit = whole.asked[0].unit
        asked = tuple(replace(each, quantity=amount, unit=unit or each.unit) for each in whole.asked)
        return replace(whole, asked=asked, amount=amount, unit=unit or whole.unit, quantity=found.quantity,
                       at_least=found.at_least, not_understood=found.not_understood)  # fmt: skip
    if found.regions or not whole.regions:
        return found
    spots = {each.treatment: each for each in whole.asked}
    asked = tuple(
        replace(each, regions=spots[each.treatment].regions, side=spots[each.treatment].side)
        if each.treatment in spots and not each.regions
        else each
        for each in found.asked
    )
    return replace(found, asked=asked, body_regions=whole.body_regions, side=whole.side)
