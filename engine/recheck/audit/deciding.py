"""Which rule, and which of its criteria, a results row of a request stands for.

Comes in: a recommendation. Goes out: the component and the rule that carry it, and the criteria whose truth speaks
for what was decided; the one meaning of `rule`, `truths`, `deciding` and `missing`, whoever fills a row, and the
same as the columns give (evaluators/columns/findings.py and combine.py).
"""

from recheck.model.recommendation import CriterionFinding, Decision, Recommendation, RuleFinding
from recheck.model.rule import Basis, Ground, Reading, named_in
from recheck.model.truth import Truth

SUPPORTS = {
    Decision.APPROVE: (Truth.TRUE,),
    Decision.MODIFY: (Truth.TRUE, Truth.FALSE),
    Decision.DENY: (Truth.FALSE,),
    Decision.PEND: (Truth.UNKNOWN,),
    Decision.NOT_COVERED: (),
}
"""Which closed truths of criteria speak for a decision: a modification rests on all that are settled, those met (for
some of it) and those not (for no more); what pends waits for what is open."""
_FIRST = (Decision.PEND, Decision.NOT_COVERED, Decision.DENY, Decision.MODIFY, Decision.APPROVE)
"""Which part stands for the whole, the first that there is: what keeps it from approval most (design, section 7)."""


def deciding_rule(
    found: Recommendation, advisory: frozenset[str] = frozenset()
) -> tuple[Recommendation, RuleFinding | None]:
    """The component that a recommendation rests on, or itself, and the rule that decides it; none where no rule does.

    Of parts, the one that keeps the whole most from approval. Of several rules that deny, the first that may.

    Args:
        found: the recommendation.
        advisory: the guidelines that may only advise, and so never deny.
    """
    if found.rules:
        binding = [each for each in found.rules if each.rule.guideline not in advisory]
        denies = found.rules[0].decision is Decision.DENY
        return found, (binding if denies and binding else list(found.rules))[0]
    for each in sorted(found.components, key=lambda each: _FIRST.index(each.decision))[:1]:
        return deciding_rule(each, advisory)
    return found, None


def deciding_criteria(finding: RuleFinding, decision: Decision) -> tuple[CriterionFinding, ...]:
    """All criteria of the approval whose closed truth speaks for the component's decision, in file order.

    These are all that speak for it; the smallest sets that force it are `finding.deciding`.
    """
    named = named_in(finding.rule.approve_when) if finding.rule.approve_when else ()
    wanted = SUPPORTS[decision]
    return tuple(each for each in finding.criteria if each.criterion.name in named and each.closed in wanted)


def share_ours(found: Recommendation, advisory: frozenset[str] = frozenset()) -> float | None:
    """The share of the deciding criteria, or of a rule that has none, that is our reading or unverified."""
    part, finding = deciding_rule(found, advisory)
    if finding is None:
        return None
    grounds: list[Ground] = [each.criterion.ground for each in deciding_criteria(finding, part.decision)]
    grounds = grounds or ([finding.rule.ground] if finding.rule.ground else [])
    if not grounds:
        return None
    return sum(each.reading is Reading.OURS or each.basis is Basis.UNVERIFIED for each in grounds) / len(grounds)
