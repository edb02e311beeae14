"""What a results row of a request stands for is one thing, whoever fills the row."""

from dataclasses import replace
from pathlib import Path

import pytest

from columns_compared import carried
from recheck.audit.deciding import SUPPORTS, deciding_criteria, deciding_rule
from recheck.audit.requests import requests_table
from recheck.audit.rows import packed_truths, results_of
from recheck.audit.run import audit
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.model.case import Case
from recheck.model.recommendation import Decision, Recommendation
from recheck.model.rule import RuleSet, named_in
from recheck.model.truth import Truth
from recheck.screen import screen
from recheck.tables.columns import columns_of
from recheck.tables.deciding import decide
from recheck.tables.duck import connect
from recheck.tables.requests import open_requests

NOT_ESTABLISHED = Mode(Undocumented.NOT_ESTABLISHED, infer=False)
ALIKE = (
    "treatment", "category", "outcome", "decision", "reason", "quantity", "rests_on", "rule", "edition", "truths",
    "deciding", "share_ours", "comparison",
)  # fmt: skip


@pytest.mark.parametrize("mode", [NOT_ESTABLISHED, Mode(Undocumented.ASK, infer=False)], ids=["closed", "ask"])
def test_the_rule_is_the_one_that_the_columns_name(rules: RuleSet, cases: list[Case], mode: Mode) -> None:
    seen = set()
    for case in cases:
        for name in case.requests:
            found = screen(rules, case, name, mode)
            _, finding = deciding_rule(found, rules.profile.advisory)
            named = (finding.rule.id, packed_truths(finding)) if finding else (None, None)
            assert named == carried(rules, found), (case.id, name)
            seen.add((found.decision, bool(found.components)))
    assert {(Decision.DENY, True), (Decision.DENY, False), (Decision.APPROVE, False)} <= seen


def test_cases_and_tables_fill_their_rows_alike(rules: RuleSet, cases: list[Case], tmp_path: Path) -> None:
    """The report of cases and the table of the same cases name the same rule, truths and criteria."""
    some = [each for each in cases if each.id.startswith(("imr-seed", "CM16"))][:40]
    by_case = {(row["case"], row["request"]): row for row in _rows(rules, some)}
    connection = connect(tmp_path)
    columns = columns_of(rules.vocabulary, None)
    open_requests(connection, [], columns, rules.vocabulary, cases=requests_table(rules, some))
    compared = 0
    for chunk in decide(connection, rules, NOT_ESTABLISHED, interpreter=True).chunks:
        for row in chunk.to_pylist():
            other = by_case[row["case"], row["request"]]
            assert {name: row[name] for name in ALIKE} == {name: other[name] for name in ALIKE}
            compared += 1
    connection.close()
    assert compared == len(by_case) > 50


def _rows(rules: RuleSet, cases: list[Case]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = results_of(audit(rules, cases, NOT_ESTABLISHED), rules).table.to_pylist()
    return rows


def test_a_modification_rests_on_the_criteria_that_are_settled(rules: RuleSet, cases: list[Case]) -> None:
    for case in cases:
        for name in case.requests:
            found = screen(rules, case, name, NOT_ESTABLISHED)
            part, finding = deciding_rule(found, rules.profile.advisory)
            if part.decision is not Decision.MODIFY or finding is None or finding.rule.approve_when is None:
                continue
            truths = {each.criterion.name: each.closed for each in finding.criteria}
            settled = {each for each in named_in(finding.rule.approve_when) if truths[each] is not Truth.UNKNOWN}
            assert {each.criterion.name for each in deciding_criteria(finding, part.decision)} == settled
            return
    pytest.fail("no request is modified")


def test_every_decision_says_which_truths_speak_for_it() -> None:
    assert set(SUPPORTS) == set(Decision)
    assert SUPPORTS[Decision.NOT_COVERED] == ()


def test_of_parts_the_one_that_keeps_the_whole_from_approval_is_told(rules: RuleSet, seeds: dict[str, Case]) -> None:
    denied = screen(rules, seeds["imr-seed-003"], "home_traction", NOT_ESTABLISHED)
    assert denied.decision is Decision.DENY
    approved = _as(denied, "first", Decision.APPROVE)
    part, finding = deciding_rule(_whole(denied, Decision.MODIFY, approved, _as(denied, "second", Decision.DENY)))
    assert (part.request, finding is denied.rules[0]) == ("second", True)
    part, finding = deciding_rule(_whole(denied, Decision.APPROVE, approved))
    assert (part.request, finding is not None) == ("first", True)
    nothing = replace(denied, request="third", decision=Decision.NOT_COVERED, rules=())
    part, finding = deciding_rule(_whole(denied, Decision.NOT_COVERED, approved, nothing))
    assert (part.request, finding) == ("third", None)


def test_a_denial_is_told_by_a_rule_that_may_deny(rules: RuleSet, seeds: dict[str, Case]) -> None:
    denied = screen(rules, seeds["imr-seed-003"], "home_traction", NOT_ESTABLISHED)
    first = denied.rules[0]
    other = replace(first, rule=replace(first.rule, guideline="another", id="another/rule"))
    both = replace(denied, rules=(other, first))
    assert deciding_rule(both)[1] is other
    assert deciding_rule(both, frozenset({"another"}))[1] is first


def _as(found: Recommendation, request: str, decision: Decision) -> Recommendation:
    return replace(found, request=request, decision=decision)


def _whole(found: Recommendation, decision: Decision, *parts: Recommendation) -> Recommendation:
    return replace(found, decision=decision, treatment=None, rules=(), components=parts)
