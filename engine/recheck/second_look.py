"""Which determinations deserve a second look, and why: ordered by ground, each with what it rests on.

Comes in: reviews of determinations. Goes out: a short list. Precision counts more than length: a list of which half is
wrong is not read twice. A finding is a ground only where a criterion of the rules that speak rests on it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from recheck.model.case import Determination
from recheck.model.recommendation import Recommendation
from recheck.review.answers import BorneOut, Follows, Review, ReviewedFinding


class Ground(StrEnum):
    """Why a determination deserves a second look, the weightiest first."""

    FINDING_CONTRADICTED = "finding_contradicted"
    DOES_NOT_FOLLOW = "does_not_follow"
    GUIDELINE = "guideline"


@dataclass(frozen=True, slots=True)
class SecondLook:
    """One determination and one ground to look at it again."""

    case: str
    request: str
    title: str
    ground: Ground
    why: str
    criterion: str | None = None
    finding: ReviewedFinding | None = None


def second_looks(
    reviewed: Iterable[tuple[Recommendation, Determination, Review]], titles: Mapping[str, str]
) -> tuple[SecondLook, ...]:
    """The list, by ground and then in the order of the cases.

    Args:
        reviewed: each recommendation with its determination and the review of it.
        titles: how guidelines and facts are called, by their ids.
    """
    found = [each for one in reviewed for each in _grounds(*one, titles)]
    order = list(Ground)
    return tuple(sorted(found, key=lambda each: order.index(each.ground)))


def _grounds(
    found: Recommendation, determination: Determination, review: Review, titles: Mapping[str, str]
) -> Iterator[SecondLook]:
    """The grounds of one determination."""
    for each in review.findings:
        if each.borne_out is BorneOut.CONTRADICTED and each.criterion:
            said = "is not documented" if each.finding.value is None else f"is {_said(each.finding.value)}"
            fact = titles.get(each.finding.fact, each.finding.fact.replace("_", " "))
            where = f" (line {each.record.first})" if each.record else ""
            why = f"the reviewer finds that '{fact}' {said}; the record says otherwise{where}"
            yield SecondLook(
                found.case, found.request, found.title, Ground.FINDING_CONTRADICTED, why, each.criterion, each
            )
            break
    if review.follows is Follows.DOES_NOT_FOLLOW and review.on_findings is not None:
        deciding = next(
            (f"{it.rule.id}#{name}" for it in review.on_findings.rules for s in it.deciding for name in s), None
        )
        why = (
            f"on the reviewer's own findings the criteria would {review.on_findings.decision}; "
            f"it was {determination.outcome}"
        )
        yield SecondLook(found.case, found.request, found.title, Ground.DOES_NOT_FOLLOW, why, deciding)
    wrong = [each for each in review.cited if not each.in_force or each.in_scope is False]
    if review.cited and len(wrong) == len(review.cited) and review.governs not in (None, *(each.id for each in wrong)):
        named = ", ".join(titles.get(each.id, each.id) for each in wrong)
        how = "not in force on the date" if not wrong[0].in_force else "outside its scope"
        assert review.governs is not None
        why = f"{named} was cited, {how}; {titles.get(review.governs, review.governs)} speaks"
        yield SecondLook(found.case, found.request, found.title, Ground.GUIDELINE, why)


def _said(value: object) -> str:
    """A value in words.

    >>> _said(True), _said("off_work"), _said(6)
    ('so', 'off work', '6')
    """
    if isinstance(value, bool):
        return "so" if value else "not so"
    return str(value).replace("_", " ")
