"""An audit in figures: counts always, coefficients only where there are enough determinations.

Accuracy says nothing where nine in ten determinations uphold. What counts is how many overturned and
how many upheld requests the rules recognise (recall of both classes), and Cohen's kappa.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from recheck.audit.run import Audit, AuditedRequest, RuleAtHand
from recheck.compare import Verdict, verdict
from recheck.explain import share_ours
from recheck.model.case import Outcome
from recheck.model.recommendation import Decision, Recommendation

ENOUGH = 50
ENOUGH_OF_EACH = 10
_FOR_THE_REQUEST = (Outcome.OVERTURNED, Outcome.APPROVED)


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


Pair = tuple[bool, bool]
"""Whether the rules approve, and whether the determination was for the request."""


def coefficients(pairs: Iterable[Pair]) -> Coefficients:
    """Recall of both classes, Cohen's kappa, and Gwet's AC1 of two raters with two classes.

    kappa = (p - e) / (1 - e) with e from both raters' shares (Cohen 1960); AC1 the same with
    e = 2 q (1 - q), q the mean share of one class (Gwet 2008). Null under 50 pairs or under 10 of a class.
    """
    counted = Counter(pairs)
    overturned = counted[True, True] + counted[False, True]
    upheld = counted[False, False] + counted[True, False]
    if overturned + upheld < ENOUGH or min(overturned, upheld) < ENOUGH_OF_EACH:
        agreeing = counted[True, True] + counted[False, False]
        return Coefficients(overturned + upheld, agreeing, None, None, None, None)
    return _figures(counted)


def _figures(counted: Mapping[Pair, int]) -> Coefficients:
    """The coefficients of counted pairs, however few."""
    both, neither = counted[True, True], counted[False, False]
    overturned = both + counted[False, True]
    upheld = neither + counted[True, False]
    total = overturned + upheld
    agreement = (both + neither) / total
    ours, theirs = (both + counted[True, False]) / total, overturned / total
    by_chance = ours * theirs + (1 - ours) * (1 - theirs)
    share = (ours + theirs) / 2
    by_chance_ac1 = 2 * share * (1 - share)
    return Coefficients(
        total,
        both + neither,
        both / overturned if overturned else None,
        neither / upheld if upheld else None,
        None if by_chance == 1 else (agreement - by_chance) / (1 - by_chance),
        None if by_chance_ac1 == 1 else (agreement - by_chance_ac1) / (1 - by_chance_ac1),
    )


RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Interval:
    """The middle 95 in 100 of a coefficient over resampled letters; None where it has no value."""

    low: float | None
    high: float | None

    def as_json(self) -> list[float | None]:
        return [self.low, self.high]


def intervals(by_letter: Mapping[str, Sequence[Pair]]) -> dict[str, Interval]:
    """Percentile bootstrap over letters: the items of one letter hang together (Efron 1979).

    Resampled with a fixed seed, so that one audit gives one answer.
    """
    letters = sorted(by_letter)
    chance = random.Random(20161201)
    names = ("overturned_recall", "upheld_recall", "kappa", "ac1")
    found: dict[str, list[float]] = {name: [] for name in names}
    enough = coefficients([pair for letter in letters for pair in by_letter[letter]]).kappa is not None
    for _ in range(RESAMPLES if enough else 0):
        drawn = chance.choices(letters, k=len(letters))
        each = _figures(Counter(pair for letter in drawn for pair in by_letter[letter]))
        for name in names:
            value = getattr(each, name)
            if value is not None:
                found[name].append(value)
    return {name: _middle(values) for name, values in found.items()}


def _middle(values: list[float]) -> Interval:
    if not values:
        return Interval(None, None)
    ordered = sorted(values)
    cut = len(ordered) // 40
    return Interval(ordered[cut], ordered[-1 - cut])


View = Callable[[AuditedRequest], Recommendation | None]


def as_recommended(each: AuditedRequest) -> Recommendation | None:
    """The recommendation itself."""
    return each.recommendation


def as_cited(each: AuditedRequest) -> Recommendation | None:
    """The view under the guideline that the determination cites."""
    return each.as_cited


def without_facts(each: AuditedRequest) -> Recommendation | None:
    """The view of the same rules with the facts removed."""
    return each.without_facts


def pairs_by_letter(requests: Iterable[AuditedRequest], view: View = as_recommended) -> dict[str, list[Pair]]:
    """The scored requests of each case as pairs; a modification counts as upholding."""
    found: dict[str, list[Pair]] = {}
    for each in requests:
        judged = view(each)
        if each.comparison is None or judged is None or not judged.decision.is_certain:
            continue
        theirs = each.comparison.determination.outcome in _FOR_THE_REQUEST
        found.setdefault(judged.case, []).append((judged.decision is Decision.APPROVE, theirs))
    return found


def pairs_of(requests: Iterable[AuditedRequest], view: View = as_recommended) -> list[Pair]:
    """The scored requests as pairs."""
    return [pair for pairs in pairs_by_letter(requests, view).values() for pair in pairs]


def _view(requests: Sequence[AuditedRequest], view: View) -> dict[str, object]:
    """A view's coefficients with intervals, and its verdicts."""
    by_letter = pairs_by_letter(requests, view)
    verdicts = Counter(
        verdict(judged, each.comparison.determination)
        for each in requests
        if each.comparison and (judged := view(each)) is not None
    )
    return {
        **coefficients(pair for pairs in by_letter.values() for pair in pairs).as_json(),
        "intervals": {name: each.as_json() for name, each in intervals(by_letter).items()},
        **{str(each): verdicts[each] for each in Verdict},
    }


def _counted(found: Iterable[RuleAtHand]) -> dict[str, int]:
    counts = Counter(found)
    return {str(each): counts[each] for each in RuleAtHand}


def _by_category(requests: Sequence[AuditedRequest]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for each in sorted(requests, key=lambda one: one.category):
        row = found.setdefault(each.category, {"requests": 0, "overturned": 0, **{str(v): 0 for v in Verdict}})
        assert each.comparison
        row["requests"] += 1
        row["overturned"] += each.comparison.determination.outcome in _FOR_THE_REQUEST
        row[str(each.comparison.verdict)] += 1
    return found


def summary(audited: Audit) -> dict[str, object]:
    """The summary of design section 11."""
    compared = [each for each in audited.requests if each.comparison]
    verdicts = Counter(each.comparison.verdict for each in compared if each.comparison)
    found = coefficients(pairs_of(compared))
    scored = [verdicts[each] for each in (Verdict.AGREES, Verdict.AGREES_IN_PART, Verdict.DIFFERS)]
    certain = [each.recommendation for each in compared if each.recommendation.decision.is_certain]
    documented = [each for each in compared if each.recommendation.rests_on == "documented"]
    upheld = [(False, theirs) for _, theirs in pairs_of(compared)]
    attributed = Counter(
        str(each.comparison.attribution) for each in compared if each.comparison and each.comparison.attribution
    )
    weak = [share for each in certain if (share := share_ours(each)) is not None]
    return {
        "requests": len(audited.requests),
        "compared": len(compared),
        "scored": sum(scored),
        **{str(each): verdicts[each] for each in Verdict},
        "overturned_recall": found.overturned_recall,
        "upheld_recall": found.upheld_recall,
        "kappa": found.kappa,
        "ac1": found.ac1,
        "intervals": {name: each.as_json() for name, each in intervals(pairs_by_letter(compared)).items()},
        "always_upheld": coefficients(upheld).as_json(),
        "without_facts": _view(compared, without_facts),
        "as_cited": _view(compared, as_cited),
        "documented": coefficients(pairs_of(documented)).as_json(),
        "rests_on": {word: sum(each.rests_on == word for each in certain) for word in ("documented", "silence")},
        "share_ours": sum(weak) / len(weak) if weak else None,
        "rule_in_force": _counted(each.rule_in_force for each in compared),
        "rule_in_scope": _counted(each.rule_in_scope for each in compared),
        "attributions": dict(sorted(attributed.items())),
        "by_category": _by_category(compared),
    }
