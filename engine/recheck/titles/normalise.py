"""Text as it is typed to text as it is matched, and to tokens: in one place, for titles and letters' bodies.

Full-width letters, typographic dashes, quotes and slashes, letters of other alphabets that look like ours, marks
such as a registered trademark's: none of them makes another word.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_SAME = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\u00ad", "-"),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc`\u00b4", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2215\u2044\u29f8\\", "/"),
    **dict.fromkeys("\u00d7\u2715\u2716", "x"),
    **dict.fromkeys("\u2122\u00ae\u00a9\u200b\u200c\u200d\ufeff", " "),
    **dict.fromkeys("\u2022\u00b7\u25cf", ";"),
    **dict(zip("аеорсухікмтнв", "aeopcyxikmthb", strict=True)),
    **dict(zip("АЕОРСУХІКМТНВ", "AEOPCYXIKMTHB", strict=True)),
}
_TABLE = str.maketrans(_SAME)
_TOKEN = re.compile(
    r"(?P<date>\d{1,2}/\d{1,2}/\d{2,4}(?!\d)|\d{4}-\d\d-\d\d(?!\d)|\d{1,2}-\d{1,2}-\d{4}(?!\d))"
    r"|(?<![a-z0-9])(?P<level>[ctls]-?\d{1,2}(?:\s?[-/&]\s?[ctls]?-?\d{1,2}(?![\d.]))*)(?![a-z0-9])"
    r"|(?<![a-z0-9])(?P<code>[a-z]\d{4})(?![a-z0-9])"
    r"|(?P<ordinal>\d+(?:st|nd|rd|th))(?![a-z0-9])"
    r"|(?P<number>\d[\d,]*\.\d+|\d{1,3}(?:,\d{3})+(?!\d)|\d+|\.\d+)"
    r"|(?P<word>[a-z]+(?:'(?=s\b))?)"
    r"|(?P<sign>[^\s\w]|_)"
)
_INITIALS = re.compile(r"\b(?:[a-z]\.){2,}(?![a-z])")
_NUMBERS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
]  # fmt: skip
NUMBERS = {word: number for number, word in enumerate(_NUMBERS)} | {
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "once": 1, "twice": 2, "thrice": 3,
}  # fmt: skip
_SHORT = {
    "wks": "wk", "hrs": "hr", "yrs": "yr", "mos": "mo", "txs": "tx", "ces": "ces", "inj": "injection",
    "injs": "injection", "injxn": "injection", "mgs": "mg", "mls": "ml", "jt": "joint", "jts": "joint",
    "eval": "evaluation",
    "evals": "evaluation", "mgmt": "management", "mgt": "management", "mngmt": "management", "rehab": "rehabilitation",
    "consult": "consultation", "consults": "consultation",
}  # fmt: skip
"""Words that are clipped in writing, and what is meant: of wordings as of titles."""
_NO_PLURAL = frozenset({"tens", "nmes", "biceps", "triceps", "series", "pes", "ptsd", "uds", "gas", "yes"})


class Token(NamedTuple):
    """One word, number or sign: as it is matched, and where it stands in the normalised text."""

    word: str
    kind: str
    """`word`, `number`, `level`, `code`, `date` or `sign`."""
    start: int
    end: int


def normalised(text: str) -> str:
    """Lower case, plain signs, single spaces.

    >>> normalised("\uff2d\uff32\uff29  of the L\u2013Spine"), normalised("H\u2011Wave\u00ae P.T.")
    ('mri of the l-spine', 'h-wave pt')
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text.translate(_TABLE)).translate(_TABLE)
    plain = " ".join(plain.replace("\\", "/").lower().split())
    return _INITIALS.sub(lambda match: match[0].replace(".", ""), plain) if "." in plain else plain


@lru_cache(maxsize=65536)
def singular(word: str) -> str:
    """A word without the ending of its plural.

    >>> [singular(each) for each in ("injections", "studies", "branches", "tens", "pelvis", "boss")]
    ['injection', 'study', 'branch', 'tens', 'pelvis', 'boss']
    """
    whole = _SHORT.get(word)
    if whole is not None:
        return whole
    if len(word) < 4 or not word.endswith("s") or word in _NO_PLURAL or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1]


def tokens(text: str) -> list[Token]:
    """The tokens of a normalised text; words in the singular, number words as numbers.

    >>> [(each.word, each.kind) for each in tokens("two 10mg tabs l4-5")]
    [('2', 'number'), ('10', 'number'), ('mg', 'word'), ('tab', 'word'), ('l4-5', 'level')]
    """
    found = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "sign"
        word = match[0]
        if kind == "word":
            if word in NUMBERS:
                kind, word = "number", str(NUMBERS[word])
            else:
                word = singular(word.rstrip("'"))
        elif kind == "ordinal":
            kind = "word"
        elif kind == "number":
            word = word.replace(",", "")
        elif kind == "level":
            word = word.replace(" ", "")
        found.append(Token(word, kind, match.start(), match.end()))
    return found
