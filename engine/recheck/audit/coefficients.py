"""Agreement of two raters with two classes: coefficients, and their intervals by bootstrap over letters.

Comes in: how often both, one, or neither was for the request, by letter. Goes out: recall of both classes,
Cohen's kappa, Gwet's AC1. Accuracy is not among them: where nine in ten determinations uphold it says nothing.
Each figure is one fraction of whole numbers, so that the same line counts one audit and a thousand resamples.
"""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ENOUGH = 50
ENOUGH_OF_EACH = 10
NAMES = ("overturned_recall", "upheld_recall", "kappa", "ac1")

Counts = tuple[int, int, int, int]
"""Requests by (rules approve, determination was for the request): both, rules alone, determination alone, neither."""
Pair = tuple[bool, bool]
"""Whether the rules approve, and whether the determination was for the request."""


@dataclass(frozen=True, slots=True)
class Coefficients:
    """Agreement over scored requests; every figure None where there are too few."""

    scored: int
    agreeing: int
    overturned_recall: float | None
    upheld_recall: float | None
    kappa: float | None
    ac1: float | None

    def as_json(self) -> dict[str, object]:
        return {
            "scored": self.scored,
            "agreeing": self.agreeing,
            "overturned_recall": self.overturned_recall,
            "upheld_recall": self.upheld_recall,
            "kappa": self.kappa,
            "ac1": self.ac1,
        }


def counted(pairs: Iterable[Pair]) -> Counts:
    """Pairs, counted.

    >>> counted([(True, True), (False, True), (False, False)])
    (1, 0, 1, 1)
    """
    found = Counter(pairs)
    return found[True, True], found[True, False], found[False, True], found[False, False]


def coefficients(pairs: Iterable[Pair]) -> Coefficients:
    """The coefficients of pairs; see `coefficients_of`."""
    return coefficients_of(counted(pairs))


def coefficients_of(counts: Counts) -> Coefficients:
    """Recall of both classes, Cohen's kappa, and Gwet's AC1 of two raters with two classes.

    Null under 50 requests or under 10 of a class.

    >>> coefficients_of((40, 10, 20, 30)).kappa
    0.4
    """
    both, ours, theirs, neither = counts
    overturned, upheld = both + theirs, neither + ours
    scored, agreeing = sum(counts), both + neither
    if scored < ENOUGH or min(overturned, upheld) < ENOUGH_OF_EACH:
        return Coefficients(scored, agreeing, None, None, None, None)
    values = [above / below if below else None for above, below in _fractions(*counts)]
    return Coefficients(scored, agreeing, *values)


def _fractions(both: Any, ours: Any, theirs: Any, neither: Any) -> tuple[tuple[Any, Any], ...]:
    """Each figure's numerator and denominator, of numbers or of arrays of them.

    kappa = (p - e) / (1 - e) with e from both raters' shares (Cohen 1960); AC1 the same with
    e = 2 q (1 - q), q the mean share of one class (Gwet 2008); both multiplied out.
    """
    total = both + ours + theirs + neither
    agreeing = both + neither
    by_us, by_them = both + ours, both + theirs
    chance = by_us * by_them + (total - by_us) * (total - by_them)
    share = by_us + by_them
    chance_ac1 = share * (2 * total - share)
    return (
        (both, both + theirs),
        (neither, neither + ours),
        (agreeing * total - chance, total * total - chance),
        (2 * agreeing * total - chance_ac1, 2 * total * total - chance_ac1),
    )


RESAMPLES = 1000
SEED = 20161201
FEW_LETTERS = 100
"""Up to so many letters are drawn one by one, without the library that draws a million at once."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The middle 95 in 100 of a coefficient over resampled letters; None where it has no value."""

    low: float | None
    high: float | None

    def as_json(self) -> list[float | None]:
        return [self.low, self.high]


def intervals(letters: Iterable[Counts]) -> dict[str, Interval]:
    """Percentile bootstrap over letters: the items of one letter hang together (Efron 1979).

    Args:
        letters: the counts of each letter; or see `intervals_of_kinds`, where letters alike are counted already.
    """
    return intervals_of_kinds(Counter(letters))


def intervals_of_kinds(kinds: Mapping[Counts, int]) -> dict[str, Interval]:
    """The same, of how many letters have each counts.

    Resampled with a fixed seed, so that one audit gives one answer.
    """
    first, second, third, fourth = (sum(kind[at] * many for kind, many in kinds.items()) for at in range(4))
    total: Counts = (first, second, third, fourth)
    if coefficients_of(total).kappa is None:
        return dict.fromkeys(NAMES, Interval(None, None))
    ordered = sorted(kinds)
    drawn = _drawn(ordered, [kinds[kind] for kind in ordered])
    by_name = zip(*(_values(each) for each in drawn), strict=True)
    return dict(zip(NAMES, (_middle([one for one in values if one is not None]) for values in by_name), strict=True))


def _values(counts: Sequence[int]) -> list[float | None]:
    return [above / below if below else None for above, below in _fractions(*counts)]


def _drawn(kinds: Sequence[Counts], many: Sequence[int]) -> Iterable[Sequence[int]]:
    """The counts of each resample."""
    letters = sum(many)
    if letters > FEW_LETTERS:
        try:
            import numpy as np
        except ImportError:
            pass
        else:
            shares = np.array(many) / letters
            found: list[list[int]] = (
                np.random.default_rng(SEED).multinomial(letters, shares, RESAMPLES) @ np.array(kinds)
            ).tolist()
            return found
    chance = random.Random(SEED)
    weights = [float(each) for each in many]
    return [
        [sum(each) for each in zip(*chance.choices(kinds, weights, k=letters), strict=True)] for _ in range(RESAMPLES)
    ]


def _middle(values: list[float]) -> Interval:
    if not values:
        return Interval(None, None)
    ordered = sorted(values)
    cut = len(ordered) // 40
    return Interval(ordered[cut], ordered[-1 - cut])
