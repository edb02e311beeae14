"""What of a title is in dispute: the whole, or what a partial approval left over.

The wordings of partial approvals are data (rules/letters/titles.yaml); quantities are read elsewhere.
"""

import re
from dataclasses import dataclass

from recheck.letters.words import LetterWords, either, spaced

_NAMES = ("original", "authorized", "disputed")


@dataclass(frozen=True, slots=True)
class Dispute:
    """A title told apart: what was asked for, what was granted of it, what is disputed."""

    disputed: str
    original: str | None = None
    authorized: str | None = None
    is_unclear: bool = False
    """Whether it tells of a partial approval in words that are not known."""

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
    Dispute(disputed='four visits', original='Six visits', authorized='Two visits', is_unclear=False)
    >>> read_dispute("Six visits", words).original, read_dispute("Six visits (two certified)", words).is_unclear
    (None, True)
    """
    flat = " ".join(title.split()).rstrip(" :.;,")
    for pattern in _patterns(words):
        match = pattern.fullmatch(flat)
        if match:
            found = {name: value.strip(" ,;.:") for name, value in match.groupdict().items() if value}
            return Dispute(found.get("disputed") or found["original"], found.get("original"), found.get("authorized"))
    tells = words.titles.tells_of_a_partial_approval
    return Dispute(flat, is_unclear=bool(tells and re.search(either(tells), flat, re.IGNORECASE)))


_TOKEN = re.compile(r"(?P<choice>\[[^\]]*\])(?P<left_out>\?)?|\{(?P<slot>\w+)\}|(?P<words>[^\[\]{}]+)")


def _pattern(wording: str) -> str:
    """A wording as a pattern; white space around what may be missing may be missing too.

    >>> bool(re.fullmatch(_pattern("{original} [was|were] asked [for]? ; ends"), "Six visits were asked; ends"))
    True
    """
    made = ""
    for token in _TOKEN.finditer(wording):
        if token["slot"]:
            made += rf"(?P<{token['slot']}>.+?)" if token["slot"] in _NAMES else "(?!)"
        elif token["choice"]:
            choice = "|".join(spaced(each) for each in token["choice"][1:-1].split("|"))
            made += rf"(?:{choice})" + ("?" if token["left_out"] else "")
        else:
            said = token["words"]
            made += r"\s*" * (said[:1] == " ") + spaced(said) + r"\s*" * (said[-1:] == " " and bool(said.strip()))
    return made


def _patterns(words: LetterWords) -> list[re.Pattern[str]]:
    kept = words.kept.get("disputes")
    if isinstance(kept, list):
        return kept
    made = []
    for wording in words.titles.partial_approvals:
        made.append(re.compile(rf"{_pattern(wording)}(?:\s+(?:is|are))?\s*:?", re.IGNORECASE))
    words.kept["disputes"] = made
    return made
