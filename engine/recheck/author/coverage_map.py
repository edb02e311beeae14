"""The map of coverage: of a treatment and a year, whose criteria are at hand, how well known, and what is licensed.

Comes in: a rule set, requests (a treatment, of a region where that matters) and a year. Goes out: a line for each, in
the order of search. A rule counts where its edition was in force on a day of the year and its scope does not exclude
the region; one for a special occasion is named as such.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from recheck.conditions.interpret import evaluate
from recheck.load.common_requests import CommonRequest
from recheck.model.guideline import Guideline
from recheck.model.rule import Basis, Rule, RuleSet, named_in
from recheck.model.truth import Truth

_KNOWN = {
    Basis.LETTER: "as determinations quote it",
    Basis.PAGE: "read on a page",
    Basis.ONE_SOURCE: "one source",
    Basis.OTHER_EDITION: "from another edition",
    Basis.UNVERIFIED: "not verified",
}
_WEAKEST = (Basis.UNVERIFIED, Basis.ONE_SOURCE, Basis.OTHER_EDITION, Basis.LETTER, Basis.PAGE)


@dataclass(frozen=True, slots=True)
class Speaker:
    """One rule that speaks of the request."""

    rule: str
    body: str
    """The short name of its edition."""
    kind: str
    rank: int
    says: str
    """approves on criteria, advises against, or takes no position."""
    known: str
    """How its weakest deciding criterion is known."""
    in_part: bool
    """Whether a part of what decides is known alone, on which no refusal rests."""
    special: bool
    """Whether it speaks of a special occasion, such as a repeat."""


@dataclass(frozen=True, slots=True)
class Line:
    """One request of one year."""

    treatment: str
    title: str
    region: str | None
    year: int
    speakers: tuple[Speaker, ...]
    licensed: tuple[str, ...]
    """Titles of licensed editions in force in that year that would speak first."""
    searched: str | None

    @property
    def is_covered(self) -> bool:
        """Whether a rule for the ordinary request can answer."""
        return any(each.says != POINTS and not each.special for each in self.speakers)


THIRD = 3
"""The rank of public criteria, which advise."""
POINTS = "takes no position"
AGAINST = "advises against"
APPROVES = "approves on criteria"


def coverage_map(rules: RuleSet, requests: Iterable[CommonRequest], year: int) -> tuple[Line, ...]:
    """A line for each request."""
    return tuple(_line(rules, each, year) for each in requests)


def every_treatment(rules: RuleSet) -> tuple[CommonRequest, ...]:
    """Each treatment of which a rule speaks, of any region."""
    spoken = dict.fromkeys(name for rule in rules.rules.values() for name in rule.treatments)
    return tuple(CommonRequest(name, None, (), None) for name in sorted(spoken))


def _line(rules: RuleSet, request: CommonRequest, year: int) -> Line:
    speaking = [rule for rule in rules.for_treatment(request.treatment) if _speaks(rule, rules, request, year)]
    speaking.sort(key=lambda rule: (rules.profile.places[rule.guideline], rule.id))
    licensed = [
        each
        for each in rules.guidelines.values()
        if each.licensed
        and _in_force(each, year)
        and (each.id in request.would_speak if request.would_speak else rules.profile.counts(each.id))
    ]
    return Line(
        request.treatment,
        rules.vocabulary.treatments[request.treatment].title,
        request.region,
        year,
        tuple(_speaker(rule, rules.guidelines[rule.guideline]) for rule in speaking),
        tuple(each.title for each in licensed),
        request.searched,
    )


def _in_force(edition: Guideline, year: int) -> bool:
    """Whether the edition was in force on any day of the year."""
    end = edition.in_force.end
    return edition.in_force.start.date <= date(year, 12, 31) and (end is None or end.date >= date(year, 1, 1))


def _speaks(rule: Rule, rules: RuleSet, request: CommonRequest, year: int) -> bool:
    if not rules.profile.counts(rule.guideline) or not _in_force(rules.guidelines[rule.guideline], year):
        return False
    held = {"treatment": request.treatment}
    if request.region is not None:
        held["body_region"] = request.region
    return evaluate(rule.applies_when, held) is not Truth.FALSE


def _speaker(rule: Rule, edition: Guideline) -> Speaker:
    deciding = [each for each in rule.criteria if rule.approve_when and each.name in named_in(rule.approve_when)]
    bases = {each.ground.basis for each in deciding} or {rule.ground.basis if rule.ground else Basis.UNVERIFIED}
    says = APPROVES if rule.approve_when else AGAINST
    return Speaker(
        rule.id,
        edition.short or edition.title,
        str(edition.kind),
        edition.rank,
        says if rule.is_conclusive else POINTS,
        _KNOWN[next(each for each in _WEAKEST if each in bases)],
        any(each.has_gaps for each in deciding),
        rule.outside_if_silent,
    )
