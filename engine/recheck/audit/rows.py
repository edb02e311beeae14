"""Audited cases to the results table, so that they are counted and reported as tables are.

Comes in: an audit of cases, judged by the interpreter. Goes out: one row a request. Where several regions or
parts were judged, rule, truths and criteria are those of the one that decides.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from recheck.audit.deciding import deciding_criteria, deciding_rule, share_ours
from recheck.audit.results import Key, Results, criteria_table, pyarrow, results_schema, titles_of
from recheck.audit.reviewed_json import second_look_json
from recheck.audit.run import Audit, AuditedRequest
from recheck.model.case import Determination
from recheck.model.recommendation import CriterionFinding, FactUsed, Recommendation, RuleFinding
from recheck.model.rule import RuleSet
from recheck.model.truth import Truth
from recheck.model.value import Bounds, written

if TYPE_CHECKING:
    import pyarrow as pa

_CODE = {Truth.UNKNOWN: 0, Truth.FALSE: 1, Truth.TRUE: 2}


def results_of(audited: Audit, rules: RuleSet) -> Results:
    """The results table of an audit.

    Raises:
        ProblemsFound: the extra `audit` is not installed, or a rule has more criteria than a table can hold.
    """
    advisory = rules.profile.advisory
    rows = [_row(each, advisory) for each in audited.requests]
    named = {row["rule"] for row in rows}
    table: pa.Table = pyarrow().Table.from_pylist(rows, schema=results_schema())
    criteria = criteria_table([rule for rule in rules.under_ceilings() if rule.id in named])
    looks = [second_look_json(each) for each in audited.second_look] if _has_rationales(audited) else None
    return Results(
        table,
        criteria,
        audited.against,
        audited.rules_digest,
        _Facts(audited, advisory),
        titles_of(rules),
        second_look=looks,
    )


def _has_rationales(audited: Audit) -> bool:
    """Whether a finding of any reviewer was read: without, a list of grounds would be of guidelines alone."""
    return any(each.review and each.review.findings for each in audited.requests)


def _row(each: AuditedRequest, advisory: frozenset[str]) -> dict[str, object]:
    determination = each.comparison.determination if each.comparison else None
    return {
        **recommended(each.recommendation, advisory),
        **determined(determination),
        "category": each.category,
        "credentials": _texts(determination.credentials) if determination else None,
        "licensed_in": _texts(determination.licensed_in) if determination else None,
        "reviewer": None,
        "comparison": str(each.comparison.verdict) if each.comparison else None,
        "decision_as_cited": str(each.as_cited.decision) if each.as_cited else None,
        "decision_without_facts": str(each.without_facts.decision),
    }


def determined(determination: Determination | None) -> dict[str, object]:
    """What a row tells of a determination."""
    return {
        "decided_on": determination.dated if determination else None,
        "outcome": str(determination.outcome) if determination else None,
    }


def recommended(found: Recommendation, advisory: frozenset[str]) -> dict[str, object]:
    """What a row tells of a recommendation.

    Args:
        found: the recommendation, judged one by one.
        advisory: guidelines whose rules only advise.
    """
    part, finding = deciding_rule(found, advisory)
    deciding = deciding_criteria(finding, part.decision) if finding else ()
    return {
        "case": found.case,
        "request": found.request,
        "treatment": found.treatment or part.treatment,
        "requested_on": found.dates.requested,
        "decision": str(found.decision),
        "reason": str(found.reason) if found.reason and not found.decision.is_certain else None,
        "quantity": found.quantity,
        "disputed": found.disputed,
        "rests_on": found.rests_on,
        "rule": finding.rule.id if finding else None,
        "edition": finding.rule.guideline if finding else None,
        "truths": packed_truths(finding) if finding else None,
        "deciding": [f"{finding.rule.id}#{one.criterion.name}" for one in deciding] if finding else [],
        "missing": _missing(part, finding, deciding) if finding else [],
        "share_ours": share_ours(found, advisory),
    }


def _texts(texts: Sequence[str]) -> str | None:
    return ", ".join(sorted(texts)) or None


def packed_truths(finding: RuleFinding) -> int:
    """Two bits a criterion, the first in the lowest."""
    truths = {each.criterion.name: each.truth for each in finding.criteria}
    return sum(_CODE[truths[each.name]] << (2 * bit) for bit, each in enumerate(finding.rule.criteria))


def _missing(part: Recommendation, finding: RuleFinding, deciding: Sequence[CriterionFinding]) -> list[str]:
    """The undocumented facts of those deciding criteria that are not documented.

    Of a derived fact that is not known, or only within bounds, those that it is derived from.
    """
    silent = [each for each in deciding if each.truth is Truth.UNKNOWN]
    return list(dict.fromkeys(name for each in silent for name in _undocumented(part.facts_of(finding, each))))


def _undocumented(facts: Sequence[FactUsed]) -> list[str]:
    return [
        name
        for each in facts
        if each.held is None or isinstance(each.held, Bounds)
        for name in (_undocumented(each.from_facts) if each.from_facts else [each.name])
    ]


class _Facts:
    """What the record documents of each request's deciding rule, as text, when somebody asks."""

    def __init__(self, audited: Audit, advisory: frozenset[str]) -> None:
        self.advisory = advisory
        self.found = {(each.recommendation.case, each.recommendation.request): each for each in audited.requests}

    def __call__(self, keys: Sequence[Key]) -> Mapping[Key, Mapping[str, str]]:
        return {key: self._of(self.found[key].recommendation) for key in keys if key in self.found}

    def _of(self, found: Recommendation) -> dict[str, str]:
        part, finding = deciding_rule(found, self.advisory)
        if finding is None:
            return {}
        used = [fact for each in finding.criteria for fact in part.facts_of(finding, each)]
        return {fact.name: written(fact.held) for one in used for fact in one.with_sources() if fact.held is not None}
