"""How much a title asks for, in the unit of its treatment; and dose, frequency and duration in its own words."""

import re

from recheck.letters.words import Titles, either
from recheck.titles.amounts import amount

Range = tuple[int, int]

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBER = rf"(?:\d+(?:\.\d+)?|{'|'.join(_WORDS)}|once|twice)"
_RANGE = rf"({_NUMBER})(?:\s*(?:-|to|or)\s*({_NUMBER}))?"
_DAYS = {"day": 1, "week": 7, "month": 30}
_DOSE = re.compile(
    r"\b\d+(?:[.,]\d+)?(?:\s?[/-]\s?\d+(?:[.,]\d+)?)*\s?(?:mg|mcg|ml|g|gm|grams?|units?|%)(?:\s?/\s?\d*\s?(?:mg|mcg|ml|hr|hour))?(?![a-z])"
    r"|\b\d+(?:\.\d+)?/\d+(?:\.\d+)?(?!\s?\d*/)(?=\s|$|,)",
    re.I,
)
_FREQUENCY = re.compile(
    rf"\b{_NUMBER}(?:\s*(?:-|to)\s*{_NUMBER})?\s*(?:x|times?|visits?|sessions?|treatments?|hours?)?\s*(?:a|per|each|every|/)\s*(?:day|week|wk|month|year)\b"
    r"|\b(?:once|twice|daily|weekly|bid|tid|qid|qhs|prn)\b(?:\s+(?:daily|weekly))?|\bevery\s+\w+(?:-\w+)?\s+(?:hours?|days?|weeks?)\b",
    re.I,
)
_DURATION = re.compile(
    rf"\b(?:for|x|times|over)\s+({_NUMBER}(?:\s*(?:-|to)\s*{_NUMBER})?\s*(?:days?|weeks?|wks?|months?|years?))\b"
    rf"|\b({_NUMBER}\s*(?:days?|weeks?|months?))\s+(?:trial|rental|supply)\b",
    re.I,
)


def amount_of(words: str, unit: str | None, titles: Titles) -> Range | None:
    """The lower and upper end of what is asked for, in a treatment's unit; None where the title does not say.

    >>> from recheck.letters.words import load_letter_words
    >>> titles = load_letter_words().titles
    >>> amount_of("Two to three week trial", "days", titles), amount_of("#1 box with 1 refill", "patches", titles)
    ((14, 21), None)
    >>> amount_of("Aide 6 hours per day, 5 times a week for 4 weeks", "hours_per_week", titles)
    (30, 30)
    """
    plain = " ".join(words.lower().split())
    if unit is None:
        return None
    if unit == "hours_per_week":
        return _hours_per_week(plain)
    if unit == "days":
        return _days(plain)
    if re.search(rf"(?:#\s*)?\b{_NUMBER}\b[\s-]*{either(titles.packages)}(?![a-z])", plain):
        plain = re.sub(rf"(?:#\s*)?\b{_NUMBER}\b[\s-]*{either(titles.packages)}(?![a-z])", " ", plain)
        counted = re.search(r"#\s*\d|\b(?:qty|quantity)\b", plain)
        if not counted:
            return None
    low, high = amount(plain)
    if high is None and unit in ("units", "studies", "procedures", "injections", "visits"):
        low, high = _bare(plain, unit)
    if low is None or high is None or not 1 <= low <= high <= 10_000:
        return None
    return low, high


def _bare(plain: str, unit: str) -> tuple[int | None, int | None]:
    """A number that leads the title, or ends it after a comma: '2 leg wraps', 'one bone scan'."""
    match = re.match(rf"{_RANGE}\s+(?!(?:weeks?|days?|months?|phase|view|level|year)s?\b)[a-z]", plain)
    match = match or re.search(r",\s*(\d{1,2})()$", plain)
    if not match:
        return None, None
    found = sorted(int(_number(each)) for each in match.groups() if each)
    return found[0], found[-1]


def _hours_per_week(plain: str) -> Range | None:
    weekly = re.search(rf"\b{_RANGE}\s*hours?\s*(?:a|per|/)\s*week\b", plain)
    if weekly:
        return _ends(weekly)
    daily = re.search(rf"\b{_RANGE}\s*(?:hours?|hrs?)\s*(?:a|per|/|each)\s*day\b", plain)
    days = re.search(rf"\b{_RANGE}\s*(?:x|times|days?)\s*(?:a|per|each|/)\s*week\b", plain)
    if not daily or not days:
        return None
    hours, times = _ends(daily), _ends(days)
    return hours[0] * times[0], hours[1] * times[1]


def _days(plain: str) -> Range | None:
    match = re.search(rf"\b{_RANGE}[\s-]*(day|week|month)s?\b", plain)
    if not match:
        return None
    low, high = _ends(match)
    each = _DAYS[match[3]]
    return low * each, high * each


def _ends(match: re.Match[str]) -> Range:
    found = sorted(int(_number(each)) for each in match.groups()[:2] if each)
    return found[0], found[-1]


def _number(word: str) -> float:
    if word in _WORDS:
        return _WORDS.index(word)
    return {"once": 1.0, "twice": 2.0}.get(word) or float(word[:9])


def said_of_use(words: str) -> str | None:
    """Dose, frequency and duration as the title has them, for whoever reads the case.

    >>> said_of_use("Norco 10/325mg one tablet twice a day for 2 weeks #60")
    'dose 10/325mg; twice a day; for 2 weeks'
    >>> said_of_use("MRI of the knee")
    """
    dose, often, long = _DOSE.search(words), _FREQUENCY.search(words), _DURATION.search(words)
    found = [f"dose {dose[0].strip()}"] if dose else []
    found += [" ".join(often[0].split())] if often else []
    found += [f"for {' '.join((long[1] or long[2]).split())}"] if long else []
    return "; ".join(found) or None
