"""A recommendation beside what was actually decided, and what the difference is owed to.

Comes in: a recommendation and a determination. Goes out: agrees, agrees in part, differs, pend or not
covered. Each difference is attributed by judging the request again with one thing changed at a time;
the first change that ends the difference names it. What none ends is judgement: a person must read it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from recheck.evaluators.plan import editions_in_force
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.model.case import By, Case, Determination, Outcome
from recheck.model.guideline import Dates, Kind
from recheck.model.problem import ProblemsFound
from recheck.model.recommendation import Decision, Recommendation
from recheck.model.rule import RuleSet
from recheck.screen import screen


class Verdict(StrEnum):
    """How a recommendation stands beside a determination."""

    AGREES = "agrees"
    AGREES_IN_PART = "agrees_in_part"
    DIFFERS = "differs"
    PEND = "pend"
    NOT_COVERED = "not_covered"


class Attribution(StrEnum):
    """What a difference is owed to, in the order in which it is sought (design, section 8)."""

    SCOPE = "scope"
    CITED_GUIDELINE = "cited_guideline"
    EDITION = "edition"
    SILENCE = "silence"
    PARTS = "parts"
    DEPENDENCY = "dependency"
    JUDGEMENT = "judgement"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A recommendation beside a determination."""

    recommendation: Recommendation
    determination: Determination
    verdict: Verdict
    attribution: Attribution | None = None
    attribution_text: str | None = None


def verdict(found: Recommendation, determination: Determination) -> Verdict:
    """How the two stand, without asking why."""
    if found.decision is Decision.PEND:
        return Verdict.PEND
    if found.decision is Decision.NOT_COVERED:
        return Verdict.NOT_COVERED
    if determination.by is By.IMR:
        return _IMR[found.decision, determination.outcome]
    if found.decision is Decision.MODIFY and determination.outcome is Outcome.MODIFIED:
        return Verdict.AGREES if found.quantity == determination.quantity else Verdict.AGREES_IN_PART
    return Verdict.AGREES if _UR[found.decision] is determination.outcome else Verdict.DIFFERS


_IMR = {
    (Decision.APPROVE, Outcome.OVERTURNED): Verdict.AGREES,
    (Decision.APPROVE, Outcome.UPHELD): Verdict.DIFFERS,
    (Decision.DENY, Outcome.UPHELD): Verdict.AGREES,
    (Decision.DENY, Outcome.OVERTURNED): Verdict.DIFFERS,
    (Decision.MODIFY, Outcome.UPHELD): Verdict.AGREES_IN_PART,
    (Decision.MODIFY, Outcome.OVERTURNED): Verdict.DIFFERS,
}
_UR = {
    Decision.APPROVE: Outcome.APPROVED,
    Decision.MODIFY: Outcome.MODIFIED,
    Decision.DENY: Outcome.DENIED,
}


def compare(rules: RuleSet, case: Case, found: Recommendation, determination: Determination, mode: Mode) -> Comparison:
    """The comparison; a difference with what it is owed to."""
    stands = verdict(found, determination)
    if stands is not Verdict.DIFFERS:
        return Comparison(found, determination, stands)
    for attribution, text, changed in _changes(rules, determination, mode, found):
        try:
            again = screen(rules, case, found.request, changed)
        except ProblemsFound:
            continue
        if verdict(again, determination) is not Verdict.DIFFERS and _may_flip(attribution, again):
            return Comparison(found, determination, stands, attribution, f"{text}: {again.decision}")
    agreeing = [
        each.request
        for each in found.components
        if verdict(each, determination) in (Verdict.AGREES, Verdict.AGREES_IN_PART)
    ]
    if agreeing and found.treatment is None:
        text = f"judged alone, {', '.join(agreeing)} would agree"
        return Comparison(found, determination, stands, Attribution.PARTS, text)
    if case.requests[found.request].depends_on:
        again = screen(rules, case, found.request, replace(mode, ignore_dependencies=True))
        if verdict(again, determination) is not Verdict.DIFFERS:
            text = f"judged without the request it depends on: {again.decision}"
            return Comparison(found, determination, stands, Attribution.DEPENDENCY, text)
    text = "no single change of scope, guideline, edition or silence ends it; a person must read it"
    return Comparison(found, determination, stands, Attribution.JUDGEMENT, text)


def _may_flip(attribution: Attribution, again: Recommendation) -> bool:
    """Only asking for what is missing may end a difference by leaving the decision open."""
    return attribution is Attribution.SILENCE or again.decision.is_certain


def _changes(
    rules: RuleSet, determination: Determination, mode: Mode, found: Recommendation
) -> Iterator[tuple[Attribution, str, Mode]]:
    yield Attribution.SCOPE, "with guidelines applied outside their scope", replace(mode, ignore_scope=True)
    cited = frozenset(each.guideline for each in determination.cites if each.guideline in rules.guidelines)
    if cited:
        definitions = frozenset(name for name, each in rules.guidelines.items() if not each.holds_criteria)
        names = ", ".join(sorted(cited))
        yield Attribution.CITED_GUIDELINE, f"under {names}, which was cited", replace(mode, only=cited | definitions)
    for editions, name in _other_editions(rules, found):
        yield Attribution.EDITION, f"with {name} in force", replace(mode, editions=editions)
    if mode.undocumented is not Undocumented.ASK:
        yield (
            Attribution.SILENCE,
            "with the missing facts asked for",
            replace(mode, undocumented=Undocumented.ASK),
        )


def cited_editions(rules: RuleSet, determination: Determination, dates: Dates) -> tuple[str, ...]:
    """The editions that a determination cites and that are ours, with the definitions in force; none, none."""
    return editions_cited(rules, [each.guideline for each in determination.cites], dates)


def editions_cited(rules: RuleSet, names: Iterable[str], dates: Dates) -> tuple[str, ...]:
    """Of the editions that are named, ours, with the definitions in force; none, none."""
    cited = {each for each in names if each in rules.guidelines}
    if not cited:
        return ()
    in_force = editions_in_force(rules, dates)
    return tuple(
        name
        for name, each in rules.guidelines.items()
        if name in cited or (name in in_force and each.kind is Kind.DEFINITIONS)
    )


def _other_editions(rules: RuleSet, found: Recommendation) -> Iterator[tuple[tuple[str, ...], str]]:
    """The editions in force on each date on which another edition of a deciding guideline's rank begins.

    What may only advise is no edition of another guideline, and counts only where it decides.
    """
    advisory = rules.profile.advisory - {finding.rule.guideline for finding in found.rules}
    ranks = {finding.rank for finding in found.rules}
    now = editions_in_force(rules, Dates(found.as_if) if found.as_if else found.dates)
    seen = {now}
    for guideline in sorted(rules.guidelines.values(), key=lambda each: each.in_force.start.date):
        then = editions_in_force(rules, Dates(guideline.in_force.start.date))
        editions = tuple(each for each in then if each not in advisory)
        if editions not in seen and guideline.holds_criteria and guideline.rank in ranks:
            seen.add(editions)
            yield editions, guideline.title
