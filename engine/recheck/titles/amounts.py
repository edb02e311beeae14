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
from recheck.titles.written_amounts import (
    AFTER_FILLS,
    BARE_STRENGTH,
    BEFORE_FILLS,
    COMBINED,
    COUNTED,
    GRAMS,
    IN_DISPUTE,
    MAGNET,
    NOT_COUNTED,
    OF_COUNTS,
    OF_DISPUTE,
    OF_FILLS,
    OF_GRAMS,
    OF_HOURS,
    OF_MAGNETS,
    OF_MARKS,
    OF_OUNCES,
    OF_PACKAGES,
    OF_PIECES,
    OF_STRENGTH,
    OF_TIME,
    OF_TIMES,
    OF_VISITS,
    OF_VOLUME,
    PACKAGE,
    PERCENT,
    PERIOD,
    SHARE,
    SIG,
    SIG_WORDS,
    STRENGTH,
    USUAL,
    VISITS,
    VOLUME,
    N,
    R,
    courses,
)

Range = tuple[float, float]


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
        self.words = frozenset(rows)
        self.title = title

    def take(self, match: re.Match[str]) -> None:
        """Blank what was found, and keep which tokens it was."""
        start, end = match.span()
        first, last = bisect_right(self.starts, start) - 1, bisect_right(self.starts, max(start, end - 1)) - 1
        self.used.update(self.places[max(first, 0) : last + 1])
        self.text = self.text[:start] + "_" * (end - start) + self.text[end:]

    def holds(self, needs: frozenset[str]) -> bool:
        """Whether any of these words stands in the title."""
        return not needs.isdisjoint(self.words)

    def found(self, pattern: str, needs: frozenset[str] | None = None) -> re.Match[str] | None:
        """The first place of a pattern, taken.

        Args:
            needs: words of which the pattern holds at least one; without any of them it is not looked for.
        """
        if needs is not None and needs.isdisjoint(self.words):
            return None
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
    percent = text.found(PERCENT.pattern, SHARE)
    if percent:
        found |= {"percent": True, "strength": _numbers(percent["amount"]) + "%"}
        while more := text.found(PERCENT.pattern):
            found["strength"] = f"{found['strength']}, {_numbers(more['amount'])}%"
    found["fills"] = _fills(text)
    left = text.found(rf"\b{R} (?:(?!and\b)[a-z]+ ){{0,3}}?(?:of {N} )?(?:[a-z]+ ){{0,2}}?{IN_DISPUTE}\b", OF_DISPUTE)
    left = left or text.found(rf"\bof which {R} remain\b", OF_DISPUTE)
    if left:
        return Amounts(**found, counted=_ends(left, 1), used=frozenset(text.used))  # type: ignore[arg-type]
    if not percent:
        found["strength"] = _strength(text, drug)
    found |= _hours(text)
    if not drug:
        text.found(MAGNET, OF_MAGNETS)
        found["course"] = _course(text)
    else:
        if not found.get("strength") and (bare := text.found(BARE_STRENGTH, SIG_WORDS[3])):
            found["strength"] = bare[1]
        for pattern, needs in zip(SIG, SIG_WORDS, strict=True):
            while text.found(pattern, needs):
                pass
    found |= _masses(text)
    found |= _supply(text)
    found |= _counts(text, drug, found.get("strength") is not None)
    return Amounts(used=frozenset(text.used), **found)  # type: ignore[arg-type]


def _numbers(text: str) -> str:
    return re.sub(r" (?:-|to|/) ", "/", text)


def _fills(text: _Text) -> int:
    """How often a supply is asked for."""
    if not text.holds(OF_FILLS):
        return 1
    after = text.found(AFTER_FILLS)
    if after:
        return int(float(after[1])) + 1
    before = text.found(BEFORE_FILLS)
    if before:
        refills = int(float(before[1]))
        return refills if before["of"] else refills + 1
    text.found(r"\b(?:with |plus )?(?:no|0|zero) refill\b")
    return 1


def _strength(text: _Text, drug: bool) -> str | None:
    match = text.found(STRENGTH.pattern, OF_STRENGTH)
    if match:
        unit = match["unit"]
        said = f"{_numbers(match['amount'])}{_numbers(match['two'] or '').replace(' ', '').replace('mg', '')} {unit}"
        if match["of"]:
            per = f"{match['per']} " if match["per"] and match["per"] != "1" else ""
            said += f"/{per}{'hr' if match['of'] in ('h', 'hour') else match['of']}"
        while drug and text.found(STRENGTH.pattern):
            pass
        return said
    if drug and (match := text.found(COMBINED.pattern)):
        return _numbers(match["amount"])
    return None


def _hours(text: _Text) -> dict[str, object]:
    """Hours in all, and hours a week."""
    if not text.holds(OF_HOURS):
        return {}
    weekly = text.found(rf"\b{R} (?:hour|hr) (?:a|per|/|each) (?:week|wk)\b")
    if weekly:
        text.found(rf"\b(?:for|x) {R} (?:week|wk|month)\b")
        return {"weekly_hours": _ends(weekly, 1)}
    daily = text.found(rf"\b{R} (?:hour|hr) ?(?:(?:a|per|/|each) day|daily)\b")
    if daily:
        days = text.found(rf"(?:x |for |, )?\b{R} (?:x |time |day )?(?:a|per|each|/) (?:week|wk)\b")
        whole = _ends(daily, 1)
        text.found(rf"\b(?:for|x) {R} (?:week|wk|month)\b")
        if days:
            many = _ends(days, 1)
            return {"weekly_hours": (whole[0] * many[0], whole[1] * many[1])}
        return {}
    total = text.found(rf"\b{R} ?-? ?(?:hour|hr)\b(?! (?:before|after|prior))")
    return {"hours": _ends(total, 1)} if total else {}


def _course(text: _Text) -> Range | None:
    """The product of visits a week and weeks."""
    for pattern, first, needs in courses():
        match = text.found(pattern, needs)
        if match:
            return _product(match, first)
    return None


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
    grams = text.found(rf"\b{R} ?-? ?{GRAMS}\b", OF_GRAMS)
    if grams:
        found["grams"] = _ends(grams, 1)
    volume = text.found(rf"\b{R} ?-? ?{VOLUME}\b", OF_VOLUME)
    if volume:
        found["volume"] = _ends(volume, 1)
    ounces = text.found(rf"\b{R} (?:oz|ounce)\b", OF_OUNCES)
    if ounces and "grams" not in found:
        found |= {"packages": _ends(ounces, 1), "package_word": "oz"}
    return found


def _supply(text: _Text) -> dict[str, object]:
    """How long a supply, a rental or a trial lasts; packages."""
    found: dict[str, object] = {}
    text.found(rf"\bday supply :? ?{N}\b", OF_TIME)
    length = text.found(
        rf"\b(?:(?:for|x|over|up to) )?{R} ?-? ?(?:additional |more )?(day|d|week|wk|month|mo|year|yr)\b"
        r"(?: (?:of|supply|worth of|worth|use))?",
        OF_TIME,
    )
    if length:
        units = {"d": "days", "w": "weeks", "m": "months", "y": "years"}
        found["duration"] = (_ends(length, 1), units[length[3][0]])
    packages = text.found(rf"(?:# ?)?\b{R} ?-? ?({PACKAGE})\b", OF_PACKAGES)
    if packages:
        found |= {"packages": _ends(packages, 1), "package_word": packages[3]}
    return found


def _counts(text: _Text, drug: bool, strength: bool) -> dict[str, object]:
    """Numbers that count what is asked for; of a drug without a strength, the last number may be that."""
    found: dict[str, object] = {}
    marked = text.found(
        rf"(?:\b(?:qty|quantity|number|count|dispense|disp|no|series of|set of)\b|#) ?(?:(?:of|:|=|#|-) )*{R}\b",
        OF_MARKS,
    )
    marked = marked or text.found(rf"\b{R} (?:count|ct)\b", OF_COUNTS)
    if marked:
        found["marked"] = _ends(marked, 1)
    counted = _compiled(rf"(?<![/.\d] )\b{R}(?! ?(?:mg|mcg|ml|%)\b) ?-? ?(?:[a-z]+ ){{0,3}}?({COUNTED})\b")
    for match in counted.finditer(text.text) if text.holds(OF_PIECES) else ():
        if match[3] not in NOT_COUNTED:
            found |= {"counted": _ends(match, 1), "counted_word": match[3]}
            number = _compiled(R).search(text.text, match.start())
            if number:
                text.take(number)
            break
    if "counted" not in found and (visits := text.found(VISITS, OF_VISITS)):
        found |= {"counted": _ends(visits, 1), "counted_word": "visit"}
    times = text.found(rf"\b(?:x|time) {R}\b(?! (?:{PERIOD}|a|per)\b)", OF_TIMES)
    times = times or text.found(rf"\b{R} (?:x|time)\b", OF_TIMES)
    if times:
        found["times"] = _ends(times, 1)
    opening = _compiled(rf"^{R} (?=[a-z])(?!(?:week|day|month|phase|view|level|year|point)\b)").match(text.text)
    opening = opening or _compiled(r"(?<=[a-z_-] )(\d{1,3})()$").search(text.text)
    if opening and drug and not strength and opening.start() and opening[1] in USUAL:
        found["strength"] = opening[1]  # 'Advil 200'
        text.take(opening)
    elif opening:
        found["leading"] = _ends(opening, 1)
        number = _compiled(N).search(text.text, opening.start())
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
