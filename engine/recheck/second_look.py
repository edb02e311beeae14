"""Which determinations deserve a second look, and why: ordered by ground, each with what it rests on.

Comes in: reviews of determinations. Goes out: a short list, each entry with the criterion, its citation, and what would
follow if the finding were put right. Precision counts more than length: a list of which half is wrong is not read
twice. A finding is a ground only where a criterion of the rules that speak rests on it, or where the reviewer approves
on it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from recheck.model.case import Determination, Outcome
from recheck.model.recommendation import Decision, Recommendation
from recheck.model.rule import Criterion, RuleSet
from recheck.phrases import listed
from recheck.review.answers import BorneOut, Follows, Review, ReviewedFinding


class Ground(StrEnum):
    """Why a determination deserves a second look, the weightiest first."""

    FINDING_CONTRADICTED = "finding_contradicted"
    DOES_NOT_FOLLOW = "does_not_follow"
    GUIDELINE = "guideline"
    NOT_ADDRESSED = "not_addressed"

    @property
    def words(self) -> str:
        """What it is called."""
        return _WORDS[self]


_WORDS = {
    Ground.FINDING_CONTRADICTED: "a finding that the record contradicts",
    Ground.DOES_NOT_FOLLOW: "a conclusion that does not follow from the findings",
    Ground.GUIDELINE: "a guideline that is not in force or not in scope",
    Ground.NOT_ADDRESSED: "a criterion that decides and that nobody addressed",
}
_WOULD = {
    Decision.APPROVE: "approve",
    Decision.MODIFY: "approve a part",
    Decision.DENY: "not approve",
    Decision.PEND: "wait for facts",
    Decision.NOT_COVERED: "say nothing",
}


@dataclass(frozen=True, slots=True)
class SecondLook:
    """One determination and one ground to look at it again."""

    case: str
    request: str
    title: str
    treatment: str | None
    outcome: Outcome
    ground: Ground
    why: str
    would: str
    """What would follow if it were put right."""
    turns: bool
    """Whether the criteria would then come to another outcome than the determination."""
    criterion: str | None = None
    says: str | None = None
    """What the criterion asks."""
    citation: str | None = None
    edition: str | None = None
    """The guideline that governs."""
    credentials: tuple[str, ...] = ()
    month: str | None = None
    """Of the determination, as 2017-01."""
    finding: ReviewedFinding | None = None


def second_looks(
    rules: RuleSet, reviewed: Iterable[tuple[Recommendation, Determination, Review]]
) -> tuple[SecondLook, ...]:
    """The list: by ground, those first that would turn the outcome, then in the order of the cases.

    Args:
        rules: the rule set, whose titles and criteria are named.
        reviewed: each recommendation with its determination and the review of it.
    """
    found = [each for one in reviewed for each in _Looked(rules, *one).grounds()]
    order = list(Ground)
    return tuple(sorted(found, key=lambda each: (order.index(each.ground), not each.turns)))


@dataclass(frozen=True, slots=True)
class _Looked:
    rules: RuleSet
    found: Recommendation
    determination: Determination
    review: Review

    def grounds(self) -> Iterator[SecondLook]:
        """The grounds of one determination."""
        review = self.review
        contradicted = [
            it
            for it in review.findings
            if it.borne_out is BorneOut.CONTRADICTED
            and (it.criterion or (it.finding.is_there and not self._is_refused))
        ]
        for each in contradicted[:1]:
            where = f" (line {each.record.first})" if each.record else ""
            why = f"the reviewer finds {self._finding(each)}; the record says otherwise{where}"
            right = review.put_right or self.found
            would = f"With the record's word for it the criteria would {_WOULD[right.decision]}"
            yield self._entry(Ground.FINDING_CONTRADICTED, why, would, right, each.criterion, each)
        if review.follows is Follows.DOES_NOT_FOLLOW and review.on_findings is not None:
            on = review.on_findings
            deciding = next((f"{it.rule.id}#{name}" for it in on.rules for s in it.deciding for name in s), None)
            said = next((it for it in review.findings if it.criterion == deciding), None)
            why = f"the request was {self._decided}; on the reviewer's own findings the criteria say otherwise"
            would = f"On the findings the criteria would {_WOULD[on.decision]}"
            yield self._entry(Ground.DOES_NOT_FOLLOW, why, would, on, deciding, said)
        wrong = [each for each in review.cited if not each.in_force or each.in_scope is False]
        governs = review.governs
        if review.cited and len(wrong) == len(review.cited) and governs not in (None, *(each.id for each in wrong)):
            named = listed([self._title(each.id) for each in wrong])
            how = "not in force on its date" if not wrong[0].in_force else "out of scope on its facts and dates"
            verb = "is" if len(wrong) == 1 else "are"
            why = f"{named}, which was cited, {verb} {how}; {self._title(governs or '')} governs"
            would = f"Under it the criteria would {_WOULD[self.found.decision]} on the record"
            yield self._entry(Ground.GUIDELINE, why, would, self.found)
        if review.unaddressed and review.on_findings is not None:
            why = "neither the record nor the reviewer speaks of the one criterion that decides"
            met = "approve" if self._is_refused else "bear the approval out"
            would = f"If it were documented, the criteria would {met}"
            yield self._entry(Ground.NOT_ADDRESSED, why, would, None, review.unaddressed)

    def _entry(
        self,
        ground: Ground,
        why: str,
        would: str,
        right: Recommendation | None,
        criterion: str | None = None,
        finding: ReviewedFinding | None = None,
    ) -> SecondLook:
        asked = self._criterion(criterion)
        decided = self.determination.dated
        for_it = not self._is_refused
        turns = right is not None and right.decision.is_certain and (right.decision is Decision.APPROVE) is not for_it
        if right is not None and right.decision is not Decision.NOT_COVERED:
            would += f"; it was {self._decided}"
        return SecondLook(
            self.found.case,
            self.found.request,
            self.found.title,
            self.found.treatment,
            self.determination.outcome,
            ground,
            why,
            would + ".",
            turns,
            criterion,
            asked.says if asked else None,
            str(asked.ground.cite) if asked else None,
            self.review.governs,
            self.determination.credentials,
            f"{decided:%Y-%m}" if decided else None,
            finding,
        )

    @property
    def _is_refused(self) -> bool:
        return self.determination.outcome not in (Outcome.OVERTURNED, Outcome.APPROVED)

    @property
    def _decided(self) -> str:
        """What became of the request, in words: the outcome speaks of utilization review's denial."""
        match self.determination.outcome:
            case Outcome.UPHELD:
                return "denied (upheld)"
            case Outcome.OVERTURNED:
                return "approved (overturned)"
            case other:
                return str(other)

    def _criterion(self, name: str | None) -> Criterion | None:
        rule, _, criterion = (name or "").partition("#")
        known = self.rules.rules.get(rule)
        return next((each for each in known.criteria if each.name == criterion), None) if known else None

    def _finding(self, each: ReviewedFinding) -> str:
        facts = [self._fact(it.fact) for it in each.finding.each][:3]
        value = each.finding.value
        if value is None:
            return f"no documentation of {listed(facts, 'or')}"
        if value is False:
            return f"that there is no {listed(facts, 'or')}"
        return listed(facts[:1]) if value is True else f"{facts[0]} ({str(value).replace('_', ' ')})"

    def _fact(self, name: str) -> str:
        known = self.rules.vocabulary.facts.get(name)
        return (known.says or name.replace("_", " ")).removeprefix("a ").removeprefix("an ") if known else name

    def _title(self, name: str) -> str:
        known = self.rules.guidelines.get(name)
        return known.title if known else name
