"""A determination reviewed: do its findings bear it out, does it follow from them, and by which guideline?

Comes in: a case, the recommendation on its record, and the determination with the reviewer's findings. Goes out: four
answers that are never mixed: what the criteria say on the record stays the recommendation; whether the conclusion
follows from the findings alone; whether the record bears each finding out; whether what was cited was in force and in
scope (design, evidence 6). 'Does not follow' never rests on silence: a criterion closes where a finding speaks of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from recheck.collect import collect
from recheck.compare import cited_editions
from recheck.engines.source import SOURCE
from recheck.evaluators.plan import plan_for
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.model.case import (
    Case,
    Determination,
    Documented,
    Evidence,
    FactReading,
    FactTable,
    Finding,
    Outcome,
    Request,
    TreatmentRecord,
)
from recheck.model.guideline import Dates
from recheck.model.problem import ProblemsFound
from recheck.model.recommendation import Decision, Recommendation
from recheck.model.rule import RuleSet
from recheck.model.truth import Truth
from recheck.model.value import Value
from recheck.model.vocabulary import FactType
from recheck.screen import screen


class Follows(StrEnum):
    """Whether a conclusion follows from the reviewer's own findings."""

    FOLLOWS = "follows"
    DOES_NOT_FOLLOW = "does_not_follow"
    NOT_REACHED = "not_reached"


class BorneOut(StrEnum):
    """Whether the record bears a finding out."""

    BORNE_OUT = "borne_out"
    SILENT = "silent"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class ReviewedFinding:
    """A finding beside the record, and the criterion on which it bears, where it bears on one."""

    finding: Finding
    borne_out: BorneOut
    record: Evidence | None
    criterion: str | None


@dataclass(frozen=True, slots=True)
class CitedGuideline:
    """A guideline that was cited: whether it was in force, and in scope as far as the record tells."""

    id: str
    in_force: bool
    in_scope: bool | None


@dataclass(frozen=True, slots=True)
class Review:
    """The four answers on one determination; what the criteria say on the record is the recommendation beside it."""

    follows: Follows
    follows_as_cited: Follows | None
    on_findings: Recommendation | None
    on_findings_rests_on: str | None
    cited: tuple[CitedGuideline, ...]
    governs: str | None
    findings: tuple[ReviewedFinding, ...]


def review(
    rules: RuleSet, case: Case, request: str, found: Recommendation, determination: Determination, mode: Mode
) -> Review:
    """The four answers.

    Args:
        rules: the rule set.
        case: the case with the facts of its record.
        request: the request by its name.
        found: the recommendation on the record.
        determination: what was decided, with its findings.
        mode: how the record was judged.
    """
    asked = case.requests[request]
    findings = determination.findings
    governs = next((each.rule.guideline for each in (*found.rules, *found.also_considered)), None)
    criteria = _criteria(rules, found)
    reviewed = tuple(
        ReviewedFinding(each, *_beside_the_record(rules, case, each), criteria.get(each.fact)) for each in findings
    )
    dates = Dates(mode.as_if) if mode.as_if else found.dates
    cited = cited_editions(rules, determination, dates)
    only = _findings_only(rules, case, asked, findings)
    over = _laid_over(rules, case, asked, findings)
    on_findings = _screened(rules, over, request, mode) if findings else None
    bears = any(each.criterion for each in reviewed)
    under = replace(mode, editions=cited, ignore_scope=True)
    return Review(
        _follows(rules, only, over, request, mode, determination, bears),
        _follows(rules, only, over, request, under, determination, bears) if cited else None,
        on_findings,
        _rests_on(rules, over, request, mode, found, on_findings),
        tuple(_cited(rules, case, asked, determination, dates)),
        governs,
        reviewed,
    )


# -- follows --------------------------------------------------------------------------------------


def _follows(
    rules: RuleSet, only: Case, over: Case, request: str, mode: Mode, determination: Determination, bears: bool
) -> Follows:
    """Deny or modify goes with upheld, approve with overturned; a pend and a modification of it reach nothing.

    On the findings alone, with nothing closed, the answer counts either way. Where they leave it open, a conclusion
    follows if the criteria come to it once what no finding shows is closed, and some finding bears on a criterion; that
    it does not follow is never said there.
    """
    if not determination.findings:
        return Follows.NOT_REACHED
    for_it = determination.outcome in (Outcome.OVERTURNED, Outcome.APPROVED)
    strict = _screened(rules, only, request, replace(mode, undocumented=Undocumented.ASK))
    if strict is not None and strict.decision.is_certain:
        return _goes_with(strict.decision, for_it)
    closed = _screened(rules, over if for_it else only, request, mode)
    if bears and closed is not None and closed.decision.is_certain:
        return Follows.FOLLOWS if _goes_with(closed.decision, for_it) is Follows.FOLLOWS else Follows.NOT_REACHED
    return Follows.NOT_REACHED


def _goes_with(decision: Decision, for_it: bool) -> Follows:
    if decision is Decision.MODIFY:
        return Follows.NOT_REACHED if for_it else Follows.FOLLOWS
    return Follows.FOLLOWS if (decision is Decision.APPROVE) == for_it else Follows.DOES_NOT_FOLLOW


def _screened(rules: RuleSet, case: Case, request: str, mode: Mode) -> Recommendation | None:
    try:
        return screen(rules, case, request, replace(mode, ignore_dependencies=True))
    except ProblemsFound:
        return None


def _rests_on(
    rules: RuleSet, over: Case, request: str, mode: Mode, found: Recommendation, on: Recommendation | None
) -> str | None:
    """The step at which the recommendation on findings is certain: the record's own, the findings, or silence."""
    if on is None or not on.decision.is_certain:
        return None
    if found.rests_on in ("documented", "record") and (found.decision, found.quantity) == (on.decision, on.quantity):
        return found.rests_on
    asked = _screened(rules, over, request, replace(mode, undocumented=Undocumented.ASK))
    if asked is not None and (asked.decision, asked.quantity) == (on.decision, on.quantity):
        return "finding"
    return "finding" if on.rests_on in ("documented", "record") else "silence"


# -- findings as facts ----------------------------------------------------------------------------


def _value_of(rules: RuleSet, finding: Finding) -> Value | None:
    """What a finding counts as: its value; what a reviewer did not find is not so, where it can be so or not."""
    if finding.value is not None:
        return finding.value
    fact = rules.vocabulary.facts[finding.fact]
    return False if fact.type is FactType.BOOLEAN else None


def _tables(rules: RuleSet, findings: tuple[Finding, ...]) -> dict[str, dict[str, Documented]]:
    """Findings as tables of facts by place; of several on one fact the last counts, a value before a lack."""
    found: dict[str, dict[str, Documented]] = {}
    for each in sorted(findings, key=lambda it: it.value is not None):
        value = _value_of(rules, each)
        if value is not None:
            found.setdefault(each.place, {})[each.fact] = Documented((FactReading(value),))
    return found


def _findings_only(rules: RuleSet, case: Case, request: Request, findings: tuple[Finding, ...]) -> Case:
    """The case with the findings for its record; what every request states itself (dates, injury, age) stays."""
    own = {name: each for name, each in case.claim.items() if name in ("date_of_injury", "age")}
    bare = replace(case, claim=own, regions={}, treatments={}, not_documented=())
    bare = replace(bare, requests={name: replace(each, facts={}) for name, each in case.requests.items()})
    return _with(bare, request, _tables(rules, findings))


def _laid_over(rules: RuleSet, case: Case, request: Request, findings: tuple[Finding, ...]) -> Case:
    """The record with the findings laid over it: where they differ, the finding counts."""
    return _with(case, request, _tables(rules, findings))


def _with(case: Case, request: Request, tables: Mapping[str, Mapping[str, Documented]]) -> Case:
    regions = {name: dict(each) for name, each in case.regions.items()}
    treatments = {
        name: (dict(each.facts), {k: dict(v) for k, v in each.regions.items()})
        for name, each in case.treatments.items()
    }
    claim, own = dict(case.claim), dict(request.facts)
    for place, facts in tables.items():
        treatment, _, region = place.partition("/")
        if place == "claim":
            claim |= facts
        elif place == "request":
            own |= facts
        elif region or treatment in (request.treatment, *case.treatments):
            of_treatment = treatments.setdefault(treatment, ({}, {}))
            (of_treatment[1].setdefault(region, {}) if region else of_treatment[0]).update(facts)
        else:
            regions.setdefault(place, {}).update(facts)
    return replace(
        case,
        claim=claim,
        regions=regions,
        treatments={name: TreatmentRecord(facts, places) for name, (facts, places) in treatments.items()},
        requests={**case.requests, request.id: replace(request, facts=own)},
    )


# -- borne out ------------------------------------------------------------------------------------

QUALIFIED = ("objective", "significant", "sufficient", "adequate", "clear", "specific", "acute", "severe")
"""Words by which a reviewer denies less than the fact: 'no significant relief' contradicts no relief."""


def _beside_the_record(rules: RuleSet, case: Case, finding: Finding) -> tuple[BorneOut, Evidence | None]:
    """Whether the record bears a finding out; 'contradicted' is said of stated yes-or-no facts of the same place."""
    if finding.fact.endswith("_requested"):
        return BorneOut.BORNE_OUT, None
    readings = list(_readings(case, finding))
    if not readings:
        return BorneOut.SILENT, None
    fact = rules.vocabulary.facts[finding.fact]
    latest = readings[-1]
    same = [each for each in readings if each.value == finding.value]
    if finding.value is not None and same:
        return BorneOut.BORNE_OUT, same[-1].evidence
    if fact.type is not FactType.BOOLEAN or latest.inferred:
        return BorneOut.SILENT, None
    if finding.value is None and latest.value is False:
        return BorneOut.BORNE_OUT, latest.evidence
    if any(word in finding.quote.lower().split() for word in QUALIFIED):
        return BorneOut.SILENT, latest.evidence
    if finding.value is None or len({each.value for each in readings}) == 1:
        return BorneOut.CONTRADICTED, latest.evidence
    return BorneOut.SILENT, None


def _readings(case: Case, finding: Finding) -> Iterator[FactReading]:
    """What the record holds of the finding's fact at its place."""
    for table in _tables_at(case, finding.place):
        documented = table.get(finding.fact)
        if documented:
            yield from documented.readings


def _tables_at(case: Case, place: str) -> Iterator[FactTable]:
    treatment, _, region = place.partition("/")
    if place == "claim":
        yield case.claim
    elif region:
        yield case.treatments[treatment].regions.get(region, {}) if treatment in case.treatments else {}
    elif place in case.treatments:
        yield case.treatments[place].facts
    elif place != "request":
        yield case.regions.get(place, {})


# -- criteria and guidelines ----------------------------------------------------------------------


def _criteria(rules: RuleSet, found: Recommendation) -> dict[str, str]:
    """By fact, the criterion of the rules that speak which rests on it, through definitions; the first that does."""
    named: dict[str, str] = {}
    for each in (found, *found.components):
        editions = tuple(dict.fromkeys(it.rule.guideline for it in (*each.rules, *each.also_considered)))
        plan = plan_for(rules, each.treatment or "", editions)
        for view in plan.views:
            for rule in view.rules:
                for criterion in rule.criteria:
                    for fact in view.reads(criterion.when):
                        named.setdefault(fact, f"{rule.id}#{criterion.name}")
    return named


def _cited(
    rules: RuleSet, case: Case, request: Request, determination: Determination, dates: Dates
) -> Iterator[CitedGuideline]:
    """Each cited guideline of ours: in force on the request's dates, in scope of its own condition."""
    record = collect(case, request, next(iter(request.region_keys), None))
    for name in dict.fromkeys(each.guideline for each in determination.cites):
        known = rules.guidelines.get(name)
        if known is None:
            continue
        plan = plan_for(rules, request.treatment or "", (name,))
        read = [SOURCE.scopes(view.program, SOURCE.derive(view.program, record.held)) for view in plan.views]
        truths = [each.scope for scopes in read for each in scopes]
        in_scope = None if not truths or Truth.UNKNOWN in truths else Truth.TRUE in truths
        yield CitedGuideline(name, known.in_force.covers(dates), in_scope)
