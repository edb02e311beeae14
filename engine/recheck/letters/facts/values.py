"""A phrase where it stands to the value that it documents: what it says, a number, a date, or the contrary."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from recheck.letters.facts.patterns import ReadPattern
from recheck.letters.facts.phrases import WORDS_OF_NUMBERS, number_of
from recheck.letters.facts.summary import Sentence
from recheck.letters.header import day_of
from recheck.model.value import Value, plain
from recheck.model.vocabulary import Fact, FactType

_LENGTHS = {"day": 1, "week": 7, "month": 30.4375, "year": 365.25}
_DAYS = _LENGTHS | {short: _LENGTHS[unit] for short, unit in (("wk", "week"), ("mo", "month"), ("yr", "year"))}
_RANGE_BEFORE = re.compile(rf"(?:\d|\b(?:{'|'.join(WORDS_OF_NUMBERS)}))%? ?(?:to|or|-|up to) ?\(?$")
_RANGE_AFTER = re.compile(rf"\)?(?:/10)? ?(?:to|or|->?|→) ?(?:\d|(?:{'|'.join(WORDS_OF_NUMBERS)})\b)")
_AT_MOST = re.compile(
    r"(?:\b(?:less|fewer|lower) than|\bunder|\bbelow|\bat most|\bno more than|<) ?(?:an? |about )?\(?$"
)
"""What stands before a number that is a bound: the value is below it, and not known."""
_FALL = re.compile(r"(?<!range )(?<!ranges )(?<!ranged )(?<!ranging )(?<!varies )\bfrom \d+(?:\.\d+)?(?:/10)? to $")
_UNIT_DAYS = {f"{unit}s": days for unit, days in _LENGTHS.items()}


@dataclass(frozen=True, slots=True)
class Found:
    """Where a pattern's phrase stands."""

    fact: Fact
    pattern: ReadPattern
    order: int
    match: re.Match[str]
    sentence: Sentence


def value_of(found: Found, is_negated: bool) -> Value | None:
    """The value that a phrase documents; None where it documents none."""
    kind, pattern = found.fact.type, found.pattern
    if kind is FactType.SET:
        words = found.match.string[found.match.start() : found.sentence.end]
        return None if is_negated else _named(words, found.fact.values)
    if is_negated and pattern.value != "false":
        said = pattern.negated
        if said is None:
            return None
        said = pattern.value if said == "value" else said
    else:
        said = pattern.value
    if kind is FactType.BOOLEAN:
        return (said or "true") == "true"
    if kind is FactType.CHOICE:
        return said
    groups = found.match.groupdict()
    if kind is FactType.DATE:
        return day_of(groups["date"]) if groups.get("date") else None
    if not kind.is_numeric:
        return None
    if not said and _is_range(found.match):
        return None
    number = float(said) if said else _number(groups, found.fact)
    if number is None or not found.fact.bounds.low <= number <= found.fact.bounds.high:
        return None
    rounded = plain(round(number, 2))
    return rounded if kind is FactType.NUMBER or isinstance(rounded, int) else None


def _named(said: str, values: Iterable[str]) -> frozenset[str] | None:
    """Those of a set's values that words name.

    >>> sorted(_named("cream of menthol 4% and methyl salicylate", ("menthol", "methyl_salicylate", "other")) or ())
    ['menthol', 'methyl_salicylate']
    """
    return frozenset(each for each in values if re.search(rf"\b{each.replace('_', ' ')}\b", said)) or None


def _is_range(match: re.Match[str]) -> bool:
    """Whether the number is an end of a range, or what a value stays below: no one value.

    >>> said = ("2 to 3 weeks", "for 3 weeks", "less than 3 weeks")
    >>> [_is_range(re.search("(?P<number>3) weeks", each)) for each in said]
    [True, False, True]
    >>> [_is_range(re.search("(?P<score>3)/10", said)) for said in ("fell from 7/10 to 3/10", "ranges from 2 to 3/10")]
    [False, True]
    """
    for slot in ("number", "score", "duration"):
        if match.groupdict().get(slot):
            start, end = match.span(slot)
            first = re.match(r"[a-z0-9.]+", match.string[start:end])
            after = start + (first.end() if first else 0)
            before = match.string[max(0, start - 32) : start]
            if _FALL.search(before):
                return False
            if _AT_MOST.search(before):
                return True
            return bool(_RANGE_BEFORE.search(before) or _RANGE_AFTER.match(match.string, after))
    return False


def _number(groups: Mapping[str, str | None], fact: Fact) -> float | None:
    if groups.get("number"):
        return number_of(str(groups["number"]))
    if groups.get("score"):
        return float(str(groups["score"]))
    if groups.get("duration"):
        amount, unit = re.split(r"[ -]", str(groups["duration"]), maxsplit=1)
        days = number_of(amount) * _DAYS[unit.rstrip("s")]
        return days / _UNIT_DAYS.get(fact.unit or "days", 1)
    return None
