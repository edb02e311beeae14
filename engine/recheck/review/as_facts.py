"""Findings as facts of a case: alone with what the request itself states, or laid over the record.

Comes in: a case and a reviewer's findings. Goes out: a case to be judged. What the reviewer did not find is not so,
where it can be so or not; of several findings on one fact a value counts before a lack.
"""

from collections.abc import Mapping
from dataclasses import replace

from recheck.model.case import Case, Documented, FactReading, Finding, Request, TreatmentRecord
from recheck.model.rule import RuleSet
from recheck.model.value import Value
from recheck.model.vocabulary import FactType


def value_of(rules: RuleSet, finding: Finding) -> Value | None:
    """What a finding counts as: its value; what a reviewer did not find is not so, where it can be so or not."""
    if finding.value is not None:
        return finding.value
    fact = rules.vocabulary.facts[finding.fact]
    return False if fact.type is FactType.BOOLEAN else None


def _tables(rules: RuleSet, findings: tuple[Finding, ...]) -> dict[str, dict[str, Documented]]:
    """Findings as tables of facts by place; of several on one fact the last counts, a value before a lack."""
    found: dict[str, dict[str, Documented]] = {}
    for each in sorted((one for it in findings for one in it.each), key=lambda it: it.value is not None):
        value = value_of(rules, each)
        if value is not None:
            found.setdefault(each.place, {})[each.fact] = Documented((FactReading(value),))
    return found


def findings_only(rules: RuleSet, case: Case, request: Request, findings: tuple[Finding, ...]) -> Case:
    """The case with the findings for its record; what every request states itself (dates, injury, age) stays."""
    own = {name: each for name, each in case.claim.items() if name in ("date_of_injury", "age")}
    bare = replace(case, claim=own, regions={}, treatments={}, not_documented=())
    bare = replace(bare, requests={name: replace(each, facts={}) for name, each in case.requests.items()})
    return _with(bare, request, _tables(rules, findings))


def laid_over(rules: RuleSet, case: Case, request: Request, findings: tuple[Finding, ...]) -> Case:
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
