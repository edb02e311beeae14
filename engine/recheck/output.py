"""Recommendations and audits as plain data for JSON; a key may be added, none is ever removed."""

import json
from collections.abc import Iterable

from recheck.audit.readings import readings_json
from recheck.audit.reviewed_json import review_json, second_look_json
from recheck.audit.run import Audit, AuditedRequest
from recheck.audit.summary import summary
from recheck.evaluators.paths import refused_paths
from recheck.evaluators.roles import role_of
from recheck.explain import rationale, share_ours
from recheck.model.problem import Problem
from recheck.model.recommendation import CriterionFinding, Exact, FactUsed, Recommendation, RuleFinding
from recheck.model.rule import Ground, RuleSet
from recheck.model.value import in_json
from recheck.output_shape import Output

Json = dict[str, object]


def recommendation_json(found: Recommendation, rules: RuleSet) -> Json:
    """One recommendation, with everything that is needed to sign, reverse or replay it."""
    return {
        "case": found.case,
        "request": found.request,
        "title": found.title,
        "treatment": found.treatment,
        "region": found.region,
        "recommendation": str(found.decision),
        "reason": str(found.reason) if found.reason else None,
        "reason_text": found.reason_text,
        "quantity": found.quantity,
        "disputed": found.disputed,
        "unit": found.unit,
        "changes": {name: in_json(value) for name, value in found.changes.items()},
        "possible": [str(each) for each in found.possible],
        "rests_on": found.rests_on,
        "needs_physician": found.needs_physician,
        "conflict": found.conflict,
        "rationale": rationale(found, rules),
        "rules": [_rule(found, finding, rules) for finding in found.rules],
        "also_considered": [_rule(found, finding, rules) for finding in found.also_considered],
        "not_at_hand": list(found.not_at_hand),
        "set_aside": list(found.set_aside),
        "missing": [
            {"fact": each.fact, "question": each.question, "region": each.region, "of_scope": each.of_scope}
            for each in found.missing
        ],
        "contradicted": list(found.contradicted),
        "unconfirmed": found.unconfirmed,
        "would_change": [
            {"facts": dict(each.facts), "undocumented_only": each.undocumented_only} for each in found.would_change
        ],
        "exact": _exact(found.exact) if found.exact else None,
        "share_ours": share_ours(found),
        "notes": list(found.notes),
        "components": [recommendation_json(each, rules) for each in found.components],
        "dates": {
            "requested_on": _day(found.dates.requested),
            "service_on": _day(found.dates.service),
            "reviewed_on": _day(found.dates.review),
        },
        "as_if": _day(found.as_if),
        "undocumented": found.undocumented,
        "profile": found.profile,
        "strictness": found.strictness,
        "standing": found.standing,
        "rules_digest": found.rules_digest,
        "engine": found.engine,
    }


def _exact(exact: Exact) -> Json:
    return {
        "possible": [str(each) for each in exact.possible],
        "ways": [
            {"recommendation": str(each.decision), "quantity": each.quantity, "facts": dict(each.facts)}
            for each in exact.ways
        ],
        "smallest": [
            {"facts": dict(each.facts), "undocumented_only": each.undocumented_only} for each in exact.smallest
        ],
        "fewest": exact.fewest,
        "fewest_undocumented": exact.fewest_undocumented,
        "method": exact.method,
        "undecided": exact.undecided,
    }


def _rule(found: Recommendation, finding: RuleFinding, rules: RuleSet) -> Json:
    guideline = rules.guidelines[finding.rule.guideline]
    return {
        "rule": finding.rule.id,
        "guideline": guideline.id,
        "edition": guideline.title,
        "rank": finding.rank,
        "applies": ("no", "not documented", "yes")[finding.applies],
        "recommendation": str(finding.decision),
        "quantity": finding.quantity,
        "position": str(finding.rule.position),
        "citations": [_ground(each) for each in finding.grounds],
        "criteria": {each.criterion.name: _criterion(found, finding, each) for each in finding.criteria},
        "deciding": [list(names) for names in finding.deciding],
        "paths": [
            {
                "criteria": list(each.criteria),
                "refuted_by": list(each.refuted_by),
                "not_mentioned": list(each.not_mentioned),
            }
            for each in refused_paths(finding)
        ],
        "on_not_approved": finding.rule.on_not_approved,
    }


def _ground(ground: Ground) -> Json:
    return {
        "guideline": ground.cite.guideline,
        "section": ground.cite.section,
        "page": ground.cite.page,
        "basis": str(ground.basis),
        "reading": str(ground.reading),
    }


def _criterion(found: Recommendation, finding: RuleFinding, each: CriterionFinding) -> Json:
    return {
        "says": each.criterion.says,
        "truth": each.truth.word,
        "counted_as": each.closed.word,
        "decides": each.decides,
        "role": role_of(finding.rule, each.criterion),
        "heard": each.heard,
        "mentioned": [
            {"says": it.says, "evidence": {it.evidence.kind: [it.evidence.first, it.evidence.last]}}
            if it.evidence
            else {"says": it.says, "evidence": None}
            for it in each.mentioned
        ],
        "facts": [_fact(fact) for fact in found.facts_of(finding, each)],
        **_ground(each.criterion.ground),
    }


def _fact(used: FactUsed) -> Json:
    evidence = used.evidence and {used.evidence.kind: [used.evidence.first, used.evidence.last]}
    return {
        "fact": used.name,
        "value": in_json(used.held),
        "evidence": evidence or None,
        "dated": _day(used.dated),
        "from": [_fact(each) for each in used.from_facts],
    }


def _day(day: object) -> str | None:
    return str(day) if day else None


def to_json(data: Json, shape: type[Output]) -> str:
    """JSON as it is printed, once it is seen to have its shape; keys keep their order.

    Raises:
        pydantic.ValidationError: the data does not have the shape; a fault of this program.
    """
    shape.model_validate(data)
    return json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False)


def audit_json(audited: Audit, problems: Iterable[Problem]) -> Json:
    """An audit in the shape of design section 11."""
    return {
        "requests": [_audited(each) for each in audited.requests],
        "summary": summary(audited),
        "against": str(audited.against),
        "problems": [problem.as_json() for problem in problems],
        "rules_digest": audited.rules_digest,
        "readings": readings_json(audited.readings, audited.outcomes),
        "second_look": [second_look_json(each) for each in audited.second_look],
    }


def _audited(each: AuditedRequest) -> Json:
    found = each.recommendation
    comparison = each.comparison
    row: Json = {
        "case": found.case,
        "request": found.request,
        "treatment": found.treatment,
        "recommendation": str(found.decision),
        "quantity": found.quantity,
        "reason": str(found.reason) if found.reason else None,
        "rests_on": found.rests_on,
        "unconfirmed": found.unconfirmed,
        "outcome": str(comparison.determination.outcome) if comparison else None,
        "comparison": str(comparison.verdict) if comparison else None,
        "attribution": str(comparison.attribution) if comparison and comparison.attribution else None,
        "attribution_text": comparison.attribution_text if comparison else None,
        "rules": [finding.rule.id for finding in found.rules],
        "citations": [_ground(ground) for finding in found.rules for ground in finding.grounds],
        "cited": [str(cite) for cite in comparison.determination.cites] if comparison else [],
        "criteria": _criteria(found),
        "missing": [question.fact for question in found.missing],
        "category": each.category,
        "without_facts": str(each.without_facts.decision),
        "as_cited": str(each.as_cited.decision) if each.as_cited else None,
        "rule_in_force": str(each.rule_in_force),
        "rule_in_scope": str(each.rule_in_scope),
        "review": review_json(each.review) if each.review else None,
    }
    if found.components:
        row["components"] = [
            {
                "request": part.request,
                "region": part.region,
                "recommendation": str(part.decision),
                "rules": [finding.rule.id for finding in part.rules],
                "criteria": _criteria(part),
            }
            for part in found.components
        ]
    return row


def _criteria(found: Recommendation) -> Json:
    return {
        f"{finding.rule.id}#{each.criterion.name}": each.truth.word
        for finding in found.rules
        for each in finding.criteria
    }
