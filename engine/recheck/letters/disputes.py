"""What of a title is in dispute: the whole, or what a partial approval left over.

The wordings of partial approvals are data (rules/letters/titles.yaml); quantities are read elsewhere.
"""

import re
from dataclasses import dataclass

from recheck.letters.words import LetterWords, spaced

_NAMES = ("original", "authorized", "disputed")


@dataclass(frozen=True, slots=True)
class Dispute:
    """A title told apart: what was asked for, what was granted of it, what is disputed."""

    disputed: str
    original: str | None = None
    authorized: str | None = None

    @property
    def is_partial(self) -> bool:
        """Whether something was granted."""
        return self.authorized is not None


def read_dispute(title: str, words: LetterWords) -> Dispute:
    """What of a title is in dispute.

    >>> from recheck.letters.words import load_letter_words
    >>> words = load_letter_words()
    >>> read_dispute("Six visits was the original request. Two visits was authorized by the Claims Administrator. "
    ...     "The remaining IMR eligible portion of the original request, four visits is", words)
    Dispute(disputed='four visits', original='Six visits', authorized='Two visits')
    >>> read_dispute("Six visits", words)
    Dispute(disputed='Six visits', original=None, authorized=None)
    """
    flat = " ".join(title.split()).rstrip(" :.;,")
    for pattern in _patterns(words):
        match = pattern.fullmatch(flat)
        if match:
            found = {name: value.strip(" ,;.:") for name, value in match.groupdict().items() if value}
            return Dispute(found.get("disputed") or found["original"], found.get("original"), found.get("authorized"))
    return Dispute(flat)


def _patterns(words: LetterWords) -> list[re.Pattern[str]]:
    kept = words.kept.get("disputes")
    if isinstance(kept, list):
        return kept
    made = []
    for wording in words.titles.partial_approvals:
        pattern = spaced(wording)
        for name in _NAMES:
            pattern = pattern.replace(re.escape(f"{{{name}}}"), rf"(?P<{name}>.+?)")
        made.append(re.compile(rf"{pattern}(?:\s+is)?\s*:?", re.IGNORECASE))
    words.kept["disputes"] = made
    return made
