"""An audit in figures: counts always, coefficients only where there are enough determinations.

Accuracy says nothing where nine in ten determinations uphold. What counts is how many overturned and
how many upheld requests the rules recognise (recall of both classes), and Cohen's kappa.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from recheck.audit.coefficients import ENOUGH, ENOUGH_OF_EACH, Pair, coefficients, counted, intervals
from recheck.audit.deciding import share_ours
from recheck.audit.grounds import EVIDENCE, GROUNDS
from recheck.audit.run import Audit, AuditedRequest, RuleAtHand
from recheck.compare import Verdict, verdict
from recheck.model.case import Outcome
from recheck.model.recommendation import Decision, Recommendation

__all__ = ["ENOUGH", "ENOUGH_OF_EACH", "coefficients", "summary"]

_FOR_THE_REQUEST = (Outcome.OVERTURNED, Outcome.APPROVED)

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
        "intervals": _intervals(by_letter),
        **{str(each): verdicts[each] for each in Verdict},
    }


def _intervals(by_letter: Mapping[str, Sequence[Pair]]) -> dict[str, object]:
    found = intervals(counted(pairs) for pairs in by_letter.values())
    return {name: each.as_json() for name, each in found.items()}


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
    documented = [each for each in compared if each.recommendation.rests_on == GROUNDS[0]]
    on_evidence = [each for each in compared if each.recommendation.rests_on in EVIDENCE]
    upheld = [(False, theirs) for _, theirs in pairs_of(compared)]
    attributed = Counter(
        str(each.comparison.attribution) for each in compared if each.comparison and each.comparison.attribution
    )
    weak = [share for each in certain if (share := share_ours(each, audited.advisory)) is not None]
    return {
        "requests": len(audited.requests),
        "read_facts": audited.read_facts,
        "unconfirmed": sum(each.recommendation.unconfirmed for each in audited.requests),
        "compared": len(compared),
        "scored": sum(scored),
        **{str(each): verdicts[each] for each in Verdict},
        "overturned_recall": found.overturned_recall,
        "upheld_recall": found.upheld_recall,
        "kappa": found.kappa,
        "ac1": found.ac1,
        "intervals": _intervals(pairs_by_letter(compared)),
        "always_upheld": coefficients(upheld).as_json(),
        "without_facts": _view(compared, without_facts),
        "as_cited": _view(compared, as_cited),
        "documented": coefficients(pairs_of(documented)).as_json(),
        "on_evidence": coefficients(pairs_of(on_evidence)).as_json(),
        "rests_on": {word: sum(each.rests_on == word for each in certain) for word in GROUNDS},
        "share_ours": sum(weak) / len(weak) if weak else None,
        "ours_alone": sum(each == 1 for each in weak),
        "rule_in_force": _counted(each.rule_in_force for each in compared),
        "rule_in_scope": _counted(each.rule_in_scope for each in compared),
        "attributions": dict(sorted(attributed.items())),
        "by_category": _by_category(compared),
    }
