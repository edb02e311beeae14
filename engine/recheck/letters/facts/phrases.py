"""The phrases of rules/letters/patterns/ to regular expressions over plain text.

    muscle spasm*              words as written, whatever their case; * is any ending
    [reduced|decreased] grip   one of several
    [the|a]? knee              may be left out
    x-rays ~6 normal           up to six words between, none of which ends a clause or turns it ('but', 'positive')
    {number} {score} {duration} {date}         the value: 12 or twelve, 7/10, 6 weeks, 10-13-16; not a range of two
    {treatment} {drug}         any wording of the vocabulary, also as one of several: [medication|{drug}]

Comes in: a phrase. Goes out: a regular expression with named groups for its slots.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

_WORDS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty"""
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
WORDS_OF_NUMBERS = {word: number for number, word in enumerate(_WORDS.split())} | {
    word: 10 * number for number, word in enumerate(_TENS, start=2)
}
_AGAIN = r"(?: \([a-z ]{2,30}\))?"  # 'physical therapy (PT)'
_ABOUT = "(?:(?:about|approximately|approx.|roughly|around|nearly|almost|an? total of) )?"
_SCALE = "(?: (?:on|by|per) (?:an? |the )?(?:vas|nrs|numeric[a-z ]* scale|visual analog(?:ue)? scale|pain scale))?"
CLOSED = "(?:relief|benefit|improvement|help|success|change|changes|effect|avail|gain|progress|date|far|yet|today|time)"
"""Words after which a comma ends what a 'no' or 'without' speaks of."""
_NEGATES = re.compile(r"\[?(?:no|not|never|without|denies|denied|negative|w/o)\b")
_TURNS = "(?:positive|negative|but|however|although|except|whereas)"
_NUMBER = rf"(?:\d+(?:\.\d+)?|{'|'.join(WORDS_OF_NUMBERS)})(?!\d|[-/]\d)"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAYS = r"\d{1,2}-\d{1,2}-\d{2,4}|\d{1,2}/\d{1,2}/\d{2,4}"
DATE = rf"(?:{_DAYS}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
_SLOTS = {
    "number": rf"{_ABOUT}\(?(?<![\d/.-])(?P<number>{_NUMBER})\)?",
    "score": rf"(?<![\d/.-])(?P<score>\d+(?:\.\d+)?)(?: ?/ ?10| out of (?:10|ten))(?!\d|[/-]\d){_SCALE}",
    "duration": rf"{_ABOUT}(?<![\d/.-])(?P<duration>{_NUMBER}[ -](?:days?|weeks?|wks?|months?|mos?|years?|yrs?))",
    "date": rf"\(?(?P<date>{DATE})",
}
DRUGS = "\0drugs\0"
"""Stands in a phrase for the drugs that a text names."""
_TOKEN = re.compile(r"(?:\[[^\]]*\]\??|[^\s\[])+")
_PIECE = re.compile(r"\[([^\]]*)\]|\{(\w+)\}|([^\s\[\]{}]+)")
_BETWEEN = "[,:]? "


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase, its pattern, and words of which a text must hold one for it to match at all."""

    words: str
    written: str
    """The regular expression, compiled when a text first holds a word of it: most letters need few of them."""
    anchors: tuple[str, ...]

    @property
    def pattern(self) -> re.Pattern[str]:
        return compiled(self.written)

    def pattern_for(self, drugs: str) -> re.Pattern[str]:
        """The pattern where a text names these drugs alone: all that there are would take long to compile."""
        return compiled(self.written.replace(DRUGS, drugs)) if DRUGS in self.written else self.pattern


@cache
def compiled(written: str) -> re.Pattern[str]:
    """A regular expression, made once."""
    return re.compile(written)


def phrase(words: str, slots: Mapping[str, str] | None = None) -> Phrase:
    """The pattern of a phrase; `slots` gives those that the vocabulary fills.

    >>> phrase("{number} [visits|sessions] of pt").pattern.search("had twelve visits of pt")["number"]
    'twelve'
    >>> phrase("x-rays ~3 normal").pattern.search("x-rays of the knee were normal") is None
    True
    >>> phrase("on [medication*|{drug}]", {"drug": "norco"}).pattern.search("works on norco")["drug"]
    'norco'
    """
    return _phrase(words, tuple(sorted((slots or {}).items())))


@lru_cache(maxsize=4096)
def _phrase(words: str, slots: tuple[tuple[str, str], ...]) -> Phrase:
    known = {**_SLOTS, **{name: rf"(?P<{name}>{pattern}){_AGAIN}" for name, pattern in slots}}
    pattern = ""
    anchors: list[tuple[str, ...]] = []
    leads = ""
    over = rf"(?!{CLOSED},)" if _NEGATES.match(words.lower()) else ""
    for token in _TOKEN.findall(words.lower()):
        gap = re.fullmatch(r"~(\d+)", token)
        if gap:
            pattern += leads + rf"(?:(?!{_TURNS}\b){over}[^\s;]+ ){{0,{gap[1]}}}?"
            leads = ""
        elif token.endswith("]?") and token.startswith("["):
            inner = _choice(token[1:-2], known)
            pattern += rf"(?:{leads}{inner})?" if leads else rf"(?:{inner} )?"
        else:
            pattern += leads + "".join(_piece(each, known, anchors) for each in _PIECE.finditer(token))
            leads = _BETWEEN
    best = max(anchors, key=lambda each: min(map(len, each)), default=())
    return Phrase(words, rf"(?<![a-z0-9])(?:{pattern})(?![a-z0-9])", best)


def _piece(piece: re.Match[str], known: Mapping[str, str], anchors: list[tuple[str, ...]]) -> str:
    group, slot, word = piece.groups()
    if slot:
        return known[slot]
    choices = (word,) if word else group.split("|")
    ways = tuple(max(re.findall(r"[a-z0-9]+", each) or [""], key=len) for each in choices)
    if all(ways) and "{" not in (group or ""):
        anchors.append(ways)
    return _word(word) if word else _choice(group, known)


def _choice(group: str, known: Mapping[str, str]) -> str:
    longest_first = sorted(group.split("|"), key=lambda each: (-len(each), each))
    ways = (
        _BETWEEN.join(known[word[1:-1]] if word[0] == "{" else _word(word) for word in each.split())
        for each in longest_first
    )
    return "(?:" + "|".join(ways) + ")"


def _word(word: str) -> str:
    """One word; a hyphen may be a space, an apostrophe may be left out."""
    found = re.escape(word.removesuffix("*")).replace(r"\-", "[- ]?").replace("'", "'?")
    return found + "[a-z']*" if word.endswith("*") else found


def number_of(words: str) -> float:
    """The number that a text writes.

    >>> number_of("twelve"), number_of("2.5")
    (12, 2.5)
    """
    return WORDS_OF_NUMBERS[words] if words in WORDS_OF_NUMBERS else float(words)
