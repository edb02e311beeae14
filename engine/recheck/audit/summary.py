"""An audit in figures: counts always, coefficients only where there are enough determinations.

Accuracy says nothing where nine in ten determinations uphold. What counts is how many overturned and
how many upheld requests the rules recognise (recall of both classes), and Cohen's kappa.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from recheck.audit.run import Audit, AuditedRequest
from recheck.compare import Verdict, verdict
from recheck.model.case import Outcome
from recheck.model.recommendation import Decision

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
    total = sum(counted.values())
    both, neither = counted[True, True], counted[False, False]
    overturned = both + counted[False, True]
    upheld = neither + counted[True, False]
    if total < ENOUGH or min(overturned, upheld) < ENOUGH_OF_EACH:
        return Coefficients(total, both + neither, None, None, None, None)
    agreement = (both + neither) / total
    ours, theirs = (both + counted[True, False]) / total, overturned / total
    by_chance = ours * theirs + (1 - ours) * (1 - theirs)
    share = (ours + theirs) / 2
    by_chance_ac1 = 2 * share * (1 - share)
    return Coefficients(
        total,
        both + neither,
        both / overturned,
        neither / upheld,
        None if by_chance == 1 else (agreement - by_chance) / (1 - by_chance),
        (agreement - by_chance_ac1) / (1 - by_chance_ac1),
    )


def pairs_of(requests: Iterable[AuditedRequest], *, without_facts: bool = False) -> list[Pair]:
    """The scored requests as pairs; a modification counts as upholding."""
    found = []
    for each in requests:
        if each.comparison is None:
            continue
        judged = each.without_facts if without_facts else each.recommendation
        if judged.decision.is_certain:
            theirs = each.comparison.determination.outcome in _FOR_THE_REQUEST
            found.append((judged.decision is Decision.APPROVE, theirs))
    return found


def summary(audited: Audit) -> dict[str, object]:
    """The summary of design section 11."""
    compared = [each for each in audited.requests if each.comparison]
    verdicts = Counter(each.comparison.verdict for each in compared if each.comparison)
    found = coefficients(pairs_of(compared))
    scored = [verdicts[each] for each in (Verdict.AGREES, Verdict.AGREES_IN_PART, Verdict.DIFFERS)]
    certain = [each.recommendation for each in compared if each.recommendation.decision.is_certain]
    upheld = [(False, theirs) for _, theirs in pairs_of(compared)]
    bare = Counter(verdict(each.without_facts, each.comparison.determination) for each in compared if each.comparison)
    attributed = Counter(
        str(each.comparison.attribution) for each in compared if each.comparison and each.comparison.attribution
    )
    return {
        "requests": len(audited.requests),
        "compared": len(compared),
        "scored": sum(scored),
        **{str(each): verdicts[each] for each in Verdict},
        "overturned_recall": found.overturned_recall,
        "upheld_recall": found.upheld_recall,
        "kappa": found.kappa,
        "ac1": found.ac1,
        "always_upheld": coefficients(upheld).as_json(),
        "without_facts": {
            **coefficients(pairs_of(compared, without_facts=True)).as_json(),
            **{str(each): bare[each] for each in Verdict},
        },
        "rests_on": {word: sum(each.rests_on == word for each in certain) for word in ("documented", "silence")},
        "attributions": dict(sorted(attributed.items())),
    }
