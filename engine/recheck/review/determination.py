"""A determination reviewed: do its findings bear it out, does it follow from them, and by which guideline?

Comes in: a case, the recommendation on its record, and the determination with the reviewer's findings. Goes out: four
answers that are never mixed: what the criteria say on the record stays the recommendation; whether the conclusion
follows from the findings alone; whether the record bears each finding out; whether what was cited was in force and in
scope (design, evidence 6).
"""

from dataclasses import replace

from recheck.compare import cited_editions
from recheck.evaluators.roles import role_of
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.model.case import Case, Determination
from recheck.model.guideline import Dates
from recheck.model.recommendation import Decision, Recommendation
from recheck.model.rule import RuleSet
from recheck.review.answers import BorneOut, Review
from recheck.review.as_facts import findings_only, laid_over
from recheck.review.borne_out import Held, reviewed
from recheck.review.criteria import cited_guidelines, criteria_by_fact
from recheck.review.follows import Asked, follows, screened


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
    criteria = criteria_by_fact(rules, found)
    held = Held(rules, case, asked, found)
    dates = Dates(mode.as_if) if mode.as_if else found.dates
    cited = cited_editions(rules, determination, dates)
    over = laid_over(rules, case, asked, findings)
    under = Asked(rules, findings_only(rules, case, asked, findings), over, request, determination, criteria)
    governing = replace(mode, editions=(governs,), ignore_scope=True) if governs else mode
    as_cited = replace(mode, editions=cited, ignore_scope=True)
    on_findings = screened(rules, over, request, mode) if findings else None
    beside = tuple(reviewed(held, each, criteria) for each in findings)
    right = tuple(each.finding for each in beside if each.borne_out is not BorneOut.CONTRADICTED)
    put_right = None
    if len(right) < len(beside):
        put_right = screened(rules, laid_over(rules, case, asked, right), request, mode)
    rests_on = _rests_on(rules, over, request, mode, found, on_findings)
    return Review(
        follows(under, governing),
        follows(under, as_cited) if cited else None,
        on_findings,
        rests_on,
        tuple(cited_guidelines(rules, case, asked, determination, dates)),
        governs,
        beside,
        put_right,
        _unaddressed(under, mode) if rests_on == "silence" else None,
    )


def _unaddressed(asked: Asked, mode: Mode) -> str | None:
    """The one criterion on which no finding bears and that, documented, would approve what silence denies."""
    found = screened(asked.rules, asked.over, asked.request, mode, advise=True)
    if found is None or found.decision is not Decision.DENY:
        return None
    touched = {name for each in asked.said for name in asked.criteria.get(each.fact, ())}
    for change in found.would_change:
        if change.undocumented_only and len(change.facts) == 1:
            names = asked.criteria.get(change.facts[0][0], ())
            needed = {
                f"{rule.rule.id}#{it.criterion.name}"
                for rule in found.rules
                for it in rule.criteria
                if role_of(rule.rule, it.criterion) == "necessary"
            }
            return next((name for name in names if name in needed and name not in touched), None)
    return None


def _rests_on(
    rules: RuleSet, over: Case, request: str, mode: Mode, found: Recommendation, on: Recommendation | None
) -> str | None:
    """The step at which the recommendation on findings is certain: the record's own, the findings, or silence."""
    if on is None or not on.decision.is_certain:
        return None
    if found.rests_on in ("documented", "record") and (found.decision, found.quantity) == (on.decision, on.quantity):
        return found.rests_on
    asked = screened(rules, over, request, replace(mode, undocumented=Undocumented.ASK))
    if asked is not None and (asked.decision, asked.quantity) == (on.decision, on.quantity):
        return "finding"
    return "finding" if on.rests_on in ("documented", "record") else "silence"
