"""The JSON output has the shape that it promises, and nothing else can be printed."""

import pytest
from pydantic import ValidationError

from recheck.audit.run import audit
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.model.case import By, Case
from recheck.model.rule import RuleSet
from recheck.output import audit_json, recommendation_json, to_json
from recheck.output_shape import AuditOutput, RecommendationOutput
from recheck.screen import screen

PROMISED = {
    "case", "request", "treatment", "recommendation", "rests_on", "outcome", "comparison", "attribution", "rules",
    "criteria", "missing",
}  # fmt: skip


@pytest.mark.parametrize("undocumented", list(Undocumented))
def test_every_recommendation_of_the_shipped_cases_has_its_shape(
    cases: list[Case], rules: RuleSet, undocumented: Undocumented
) -> None:
    for case in cases:
        for request in case.requests:
            found = screen(rules, case, request, Mode(undocumented), advise=True)
            assert to_json(recommendation_json(found, rules), RecommendationOutput)


@pytest.mark.parametrize("against", list(By))
def test_every_audit_has_its_shape(cases: list[Case], rules: RuleSet, against: By) -> None:
    data = audit_json(audit(rules, cases, Mode(Undocumented.NOT_ESTABLISHED), against), [])
    text = to_json(data, AuditOutput)
    read = AuditOutput.model_validate_json(text)
    assert sum(each.outcome is not None for each in read.requests) == 115
    assert set(AuditOutput.model_fields["requests"].annotation.__args__[0].model_fields) >= PROMISED  # type: ignore[union-attr]  # a list of models


def test_what_is_not_declared_is_not_printed() -> None:
    with pytest.raises(ValidationError):
        to_json({"requests": [], "surprise": 1}, AuditOutput)
