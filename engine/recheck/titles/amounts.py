"""How much a title asks for: numbers with what they count, strengths of drugs, refills, durations.

Comes in: the tokens of a title. Goes out: every amount that it states, by what it counts, and which tokens say so.
Which of them is the quantity depends on the treatment's unit and is chosen by `chosen`.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from recheck.titles.normalise import Token, normalised, tokens

Range = tuple[float, float]

_N = r"(\d+(?:\.\d+)?|\.\d+)"
_NUM = r"(?:\d+(?:\.\d+)?|\.\d+)"
_R = rf"{_N}(?: (?:-|to|or) {_N})?"
_PERIOD = r"(?:week|wk|month|mo)"
_TIMES = r"(?:x|time|visit|session|treatment|tx|day)"
_WEEKLY = (
    rf"(?:{_R} (?:{_TIMES} )?(?:a|per|each|every|/) {_PERIOD}|{_R} (?:{_TIMES} )(?:a |per |/ )?{_PERIOD}"
    rf"|{_R} (?:xwk|xweek|xmonth)|{_R} (?:{_TIMES} )?(?:weekly|wkly))\b"
)
_FOR = r"(?:(?:for|x|time|over|during|@) )?(?:the next |next |a total of |total of |up to )?"
_TABLET = r"(?:tablet|tab|capsule|cap|caplet|pill)"
_COUNTED = (
    rf"(?:visit|session|treatment|tx|injection|block|{_TABLET}|unit|patch|suppository|syringe|vial|pen|lozenge|film"
    r"|application|pair|study|level|dose|strip|appointment)"
)
_NOT_COUNTED = {"level", "dose", "study"}
_USUAL = frozenset({"200", "220", "250", "325", "350", "400", "500", "550", "600", "650", "750", "800", "850"})
"""Numbers that are strengths, where a drug's name is followed by nothing else."""
_MAGNET = r"(?<!x )\b(?:1\.5|3|3\.0) (?:tesla|t)\b(?! (?:/|and|&|spine))"
_VISITS = r"(?<![/.\d] )\b(\d{1,2})() v\b"
"""Visits by their first letter, of what is no drug and no film: '12v'."""
_PACKAGE = r"(?:box|bottle|tube|container|kit|pack|package|jar|canister)"
_GRAMS = r"(?:gram|gm|g|gr|grm|gms)"
_VOLUME = r"(?:ml|cc|milliliter)"
_STRENGTH = re.compile(
    rf"(?<![#\d] )(?P<amount>{_NUM}(?: (?:/|-|to) {_NUM})*) (?P<unit>mg|mcg|ug|meq|iu|mm|%)"
    rf"(?P<two>(?: / {_NUM} (?:mg|mcg))+)?"
    rf"(?: (?:/|per) (?:(?P<per>{_NUM}) )?(?P<of>ml|cc|hr|hour|h|day|actuation|spray|gm|g))?\b"
)
_PERCENT = re.compile(rf"(?P<amount>{_NUM}(?: (?:/|-|to) {_NUM})*) %")
_COMBINED = re.compile(
    rf"(?<![#/] )\b(?P<amount>{_NUM} [/-] {_NUM}(?: [/-] {_NUM})?)(?! (?:mg|mcg|ml|hour|hr|tab|time|x|week|day|/))\b"
)
_DAILY = r"(?:po|by mouth|orally|oral|topically|sublingually|daily|nightly|bid|tid|qid|qd|qhs|prn|qam|qpm)\b"
_SIG = (
    r"\bcodeine (?:phosphate )?(?:tab )?# ?[1-4]\b",
    rf"\b(?:take|apply|place|use|inhale|instill|insert)\b(?: {_R})?(?: (?:{_TABLET}|patch|{_GRAMS}|spray|puff|drop))?",
    rf"\b{_R} (?:{_TABLET}|patch|puff|spray|drop)?s? ?(?:{_DAILY}"
    rf"|(?:at|every|per|a|each|/) (?:night|bedtime|day|morning|evening|h|{_R} h)|q (?:{_R}|day|hs))",
    rf"\b{_R} (?:x|time)s? ?(?:(?:a|per|each|/) )?(?:day|daily|night)\b",
    rf"\b(?:every|q) {_R} ?(?:-|to)? ?(?:{_N} )?(?:h|hr|hour|day)\b",
    rf"\b(?:{_N} / )?{_N} (?:h|hr|hour|min|minute) (?:before|after|prior)\b",
)
_IN_DISPUTE = r"(?:disputed|still in dispute|in dispute|remain|remaining in dispute)"
_BEFORE_FILLS = rf"(?:(?:with|w /|plus|and|x|time|\+) )?(?:a )?{_N} (?:refill|rf|additional fill)\b(?P<of> of\b)?"
_AFTER_FILLS = rf"\b(?:refill|rf) (?:(?:x|time|:|=|#|of|-) )*{_N}\b(?! ?-? ?(?:day|week|month|mg|tab|cap|[xa]\b))"


@dataclass(frozen=True, slots=True)
class Amounts:
    """Every amount that a title states; each is its lower and upper end."""

    course: Range | None = None
    """So many times a week for so many weeks, or `2x4`."""
    marked: Range | None = None
    """After #, 'quantity' or the like."""
    counted: Range | None = None
    """With a word for what is counted: visits, tablets, injections."""
    counted_word: str | None = None
    times: Range | None = None
    """After 'x' or 'times' alone."""
    leading: Range | None = None
    """A number that opens the title, or ends it after a comma."""
    bracketed: Range | None = None
    packages: Range | None = None
    package_word: str | None = None
    grams: Range | None = None
    volume: Range | None = None
    hours: Range | None = None
    weekly_hours: Range | None = None
    duration: tuple[Range, str] | None = None
    """How long: the number, and `days`, `weeks`, `months`, `years`."""
    strength: str | None = None
    percent: bool = False
    fills: int = 1
    used: frozenset[int] = field(default_factory=frozenset)
    """Places of the tokens that state all this."""

    @property
    def is_course(self) -> bool:
        """Whether the title tells of several visits."""
        return self.course is not None or self.counted_word in ("visit", "session", "treatment", "tx")


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


class _Text:
    """Tokens as one text in which patterns are looked for; what was found is blanked."""

    def __init__(self, title: Sequence[Token], names: frozenset[int]) -> None:
        self.starts: list[int] = []
        self.places: list[int] = []
        self.used: set[int] = set()
        rows, at = [], 0
        repeated = _repeated(title)
        for place, token in enumerate(title):
            if token.word in "()[],;.\"'" or place in repeated:
                continue
            word = token.word if token.kind in ("word", "number", "sign") else token.kind
            if place in names:
                word = "name"
            self.starts.append(at)
            self.places.append(place)
            rows.append(word)
            at += len(word) + 1
        self.used |= repeated
        self.text = " ".join(rows)
        self.title = title

    def take(self, match: re.Match[str]) -> None:
        """Blank what was found, and keep which tokens it was."""
        start, end = match.span()
        first, last = bisect_right(self.starts, start) - 1, bisect_right(self.starts, max(start, end - 1)) - 1
        self.used.update(self.places[max(first, 0) : last + 1])
        self.text = self.text[:start] + "_" * (end - start) + self.text[end:]

    def found(self, pattern: str) -> re.Match[str] | None:
        """The first place of a pattern, taken."""
        match = _compiled(pattern).search(self.text)
        if match:
            self.take(match)
        return match


def _repeated(title: Sequence[Token]) -> set[int]:
    """Places of numbers in brackets that only repeat the number before: 'two (2)'."""
    found: set[int] = set()
    for place in range(len(title) - 3):
        one, opened, two, closed = title[place : place + 4]
        if one.kind == two.kind == "number" and opened.word == "(" and closed.word == ")" and one.word == two.word:
            found |= {place + 1, place + 2, place + 3}
    return found


def read_amounts(title: Sequence[Token], *, drug: bool, names: frozenset[int] = frozenset()) -> Amounts:
    """Every amount of a title.

    Args:
        drug: whether it asks for a drug, of which strength and directions are told.
        names: places of tokens that belong to a name, whose numbers count nothing: Tylenol #3.
    """
    if not any(token.kind == "number" or token.word in ("weekly", "refill") for token in title):
        return Amounts()
    text = _Text(title, names)
    found: dict[str, object] = {}
    percent = text.found(_PERCENT.pattern)
    if percent:
        found |= {"percent": True, "strength": _numbers(percent["amount"]) + "%"}
        while more := text.found(_PERCENT.pattern):
            found["strength"] = f"{found['strength']}, {_numbers(more['amount'])}%"
    found["fills"] = _fills(text)
    left = text.found(rf"\b{_R} (?:(?!and\b)[a-z]+ ){{0,3}}?(?:of {_N} )?(?:[a-z]+ ){{0,2}}?{_IN_DISPUTE}\b")
    left = left or text.found(rf"\bof which {_R} remain\b")
    if left:
        return Amounts(**found, counted=_ends(left, 1), used=frozenset(text.used))  # type: ignore[arg-type]
    if not percent:
        found["strength"] = _strength(text, drug)
    found |= _hours(text)
    if not drug:
        text.found(_MAGNET)
        found["course"] = _course(text)
    else:
        for pattern in _SIG:
            while text.found(pattern):
                pass
    found |= _masses(text)
    found |= _supply(text)
    found |= _counts(text, drug, found.get("strength") is not None)
    return Amounts(used=frozenset(text.used), **found)  # type: ignore[arg-type]


def _numbers(text: str) -> str:
    return re.sub(r" (?:-|to|/) ", "/", text)


def _fills(text: _Text) -> int:
    """How often a supply is asked for."""
    after = text.found(_AFTER_FILLS)
    if after:
        return int(float(after[1])) + 1
    before = text.found(_BEFORE_FILLS)
    if before:
        refills = int(float(before[1]))
        return refills if before["of"] else refills + 1
    text.found(r"\b(?:with |plus )?(?:no|0|zero) refill\b")
    return 1


def _strength(text: _Text, drug: bool) -> str | None:
    match = text.found(_STRENGTH.pattern)
    if match:
        unit = match["unit"]
        said = f"{_numbers(match['amount'])}{_numbers(match['two'] or '').replace(' ', '').replace('mg', '')} {unit}"
        if match["of"]:
            per = f"{match['per']} " if match["per"] and match["per"] != "1" else ""
            said += f"/{per}{'hr' if match['of'] in ('h', 'hour') else match['of']}"
        while drug and text.found(_STRENGTH.pattern):
            pass
        return said
    if drug and (match := text.found(_COMBINED.pattern)):
        return _numbers(match["amount"])
    return None


def _hours(text: _Text) -> dict[str, object]:
    """Hours in all, and hours a week."""
    weekly = text.found(rf"\b{_R} (?:hour|hr) (?:a|per|/|each) (?:week|wk)\b")
    if weekly:
        text.found(rf"\b(?:for|x) {_R} (?:week|wk|month)\b")
        return {"weekly_hours": _ends(weekly, 1)}
    daily = text.found(rf"\b{_R} (?:hour|hr) ?(?:(?:a|per|/|each) day|daily)\b")
    if daily:
        days = text.found(rf"(?:x |for |, )?\b{_R} (?:x |time |day )?(?:a|per|each|/) (?:week|wk)\b")
        whole = _ends(daily, 1)
        text.found(rf"\b(?:for|x) {_R} (?:week|wk|month)\b")
        if days:
            many = _ends(days, 1)
            return {"weekly_hours": (whole[0] * many[0], whole[1] * many[1])}
        return {}
    total = text.found(rf"\b{_R} ?-? ?(?:hour|hr)\b(?! (?:before|after|prior))")
    return {"hours": _ends(total, 1)} if total else {}


def _course(text: _Text) -> Range | None:
    """The product of visits a week and weeks."""
    for pattern, first in _courses():
        match = text.found(pattern)
        if match:
            return _product(match, first)
    return None


@lru_cache(maxsize=1)
def _courses() -> tuple[tuple[str, int], ...]:
    """The ways to tell of a course, and how many groups of each belong to its first factor; below 0, all but these."""
    return (
        (rf"\b{_WEEKLY} (?:and )?{_FOR}{_R}\b(?: (?:more |additional |consecutive )?{_PERIOD}\b)?", -2),
        (rf"\b{_R} {_PERIOD} (?:at |of |x )?(?:[a-z]+ ){{0,3}}?{_WEEKLY}", 2),
        (rf"\b{_R} (?:w|wk) {_R}\b(?! {_PERIOD}\b)", 2),
        (rf"\b{_R} (?:x|time) {_R}\b(?! ?mg)(?: {_PERIOD}\b)?", 2),
        (rf"\b(?:freq|frequency) (?:: |of )?{_R} .{{0,20}}?(?:dur|duration) (?:: |of )?{_R}\b", 2),
        (rf"\b(?:weekly|per week|a week|every week) (?:for|x|time) {_R}\b(?: {_PERIOD}\b)?", 0),
    )


def _product(match: re.Match[str], first: int) -> Range:
    """Two factors, each a number or a range."""
    groups = match.groups()
    factors = [[float(each) for each in part if _is_number(each)] for part in (groups[:first], groups[first:])]
    low = high = 1.0
    for numbers in factors:
        low *= min(numbers, default=1.0)
        high *= max(numbers, default=1.0)
    return low, high


def _is_number(group: str | None) -> bool:
    return bool(group) and str(group)[0] in "0123456789."


def _ends(match: re.Match[str], first: int) -> Range:
    """The two ends of the range whose groups begin at a number."""
    found = [float(group) for group in match.groups()[first - 1 : first + 1] if _is_number(group)]
    return min(found), max(found)


def _masses(text: _Text) -> dict[str, object]:
    """Grams and millilitres."""
    found: dict[str, object] = {}
    grams = text.found(rf"\b{_R} ?-? ?{_GRAMS}\b")
    if grams:
        found["grams"] = _ends(grams, 1)
    volume = text.found(rf"\b{_R} ?-? ?{_VOLUME}\b")
    if volume:
        found["volume"] = _ends(volume, 1)
    ounces = text.found(rf"\b{_R} (?:oz|ounce)\b")
    if ounces and "grams" not in found:
        found |= {"packages": _ends(ounces, 1), "package_word": "oz"}
    return found


def _supply(text: _Text) -> dict[str, object]:
    """How long a supply, a rental or a trial lasts; packages."""
    found: dict[str, object] = {}
    text.found(rf"\bday supply :? ?{_N}\b")
    length = text.found(
        rf"\b(?:(?:for|x|over|up to) )?{_R} ?-? ?(?:additional |more )?(day|week|wk|month|mo|year|yr)\b"
        r"(?: (?:of|supply|worth of|worth|use))?"
    )
    if length:
        units = {"d": "days", "w": "weeks", "m": "months", "y": "years"}
        found["duration"] = (_ends(length, 1), units[length[3][0]])
    packages = text.found(rf"(?:# ?)?\b{_R} ?-? ?({_PACKAGE})\b")
    if packages:
        found |= {"packages": _ends(packages, 1), "package_word": packages[3]}
    return found


def _counts(text: _Text, drug: bool, strength: bool) -> dict[str, object]:
    """Numbers that count what is asked for; of a drug without a strength, the last number may be that."""
    found: dict[str, object] = {}
    marked = text.found(
        rf"(?:\b(?:qty|quantity|number|count|dispense|disp|no|series of|set of)\b|#) ?(?:(?:of|:|=|#|-) )*{_R}\b"
    )
    marked = marked or text.found(rf"\b{_R} (?:count|ct)\b")
    if marked:
        found["marked"] = _ends(marked, 1)
    for match in _compiled(
        rf"(?<![/.\d] )\b{_R}(?! ?(?:mg|mcg|ml|%)\b) ?-? ?(?:[a-z]+ ){{0,3}}?({_COUNTED})\b"
    ).finditer(text.text):
        if match[3] not in _NOT_COUNTED:
            found |= {"counted": _ends(match, 1), "counted_word": match[3]}
            number = _compiled(_R).search(text.text, match.start())
            if number:
                text.take(number)
            break
    if "counted" not in found and (visits := text.found(_VISITS)):
        found |= {"counted": _ends(visits, 1), "counted_word": "visit"}
    times = text.found(rf"\b(?:x|time) {_R}\b(?! (?:{_PERIOD}|a|per)\b)") or text.found(rf"\b{_R} (?:x|time)\b")
    if times:
        found["times"] = _ends(times, 1)
    opening = _compiled(rf"^{_R} (?=[a-z])(?!(?:week|day|month|phase|view|level|year|point)\b)").match(text.text)
    opening = opening or _compiled(r"(?<=[a-z_-] )(\d{1,3})()$").search(text.text)
    if opening and drug and not strength and opening.start() and opening[1] in _USUAL:
        found["strength"] = opening[1]  # 'Advil 200'
        text.take(opening)
    elif opening:
        found["leading"] = _ends(opening, 1)
        number = _compiled(_N).search(text.text, opening.start())
        if number:
            text.take(number)
    return found


def amount(words: str) -> tuple[int | None, int | None]:
    """The number that words ask for, its lower and upper end: one number, or a product of two; refills count.

    >>> amount("4-6 injections"), amount("2-3 times a week for 4 weeks"), amount("two (2) times weekly x 6 weeks")
    ((4, 6), (8, 12), (12, 12))
    >>> amount("quantity: 90, refills: 2"), amount("#30 x 3 refills"), amount("L4-5 epidural injection")
    ((270, 270), (120, 120), (None, None))
    """
    said = read_amounts(tokens(normalised(words)), drug=False)
    found = said.course or said.marked or said.counted or said.times
    if found is None:
        return None, None
    low, high = (end * said.fills for end in found)
    return (int(low), int(high)) if low == int(low) and high == int(high) else (None, None)
