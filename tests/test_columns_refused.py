"""What the columns cannot do, and what is no table of requests: said by name, never silently wrong."""

from dataclasses import replace
from pathlib import Path

import pytest

from conftest import run
from recheck.audit.requests import rows_of
from recheck.evaluators.columns.compile import Asked, compile_rules
from recheck.load.cases import read_case
from recheck.model.problem import ProblemsFound
from recheck.model.rule import AtLeast, Named, RuleSet

MASSAGE = "mtus-chronic-pain-2009/massage_therapy"
NESTED = """
case: generated
claim: {date_of_injury: 2012-10-13}
requests:
  outer:
    requested_on: 2015-03-02
    parts:
      one: {treatment: massage_therapy, body_region: lumbar}
      two: {parts: {three: {treatment: emg, body_region: lumbar}, four: {treatment: ncs, body_region: lumbar}}}
"""


def test_a_rule_with_more_criteria_than_a_number_has_bits_is_refused_by_name(rules: RuleSet) -> None:
    rule = rules.rules[MASSAGE]
    criteria = tuple(replace(rule.criteria[0], name=f"k{index}") for index in range(40))
    long = replace(
        rule, criteria=criteria, approve_when=AtLeast(40, tuple(Named(criterion.name) for criterion in criteria))
    )
    with pytest.raises(ProblemsFound) as found:
        compile_rules(replace(rules, rules={**rules.rules, MASSAGE: long}), Asked(), ["case", "request", "treatment"])
    (problem,) = found.value.problems
    assert problem.code == "unsupported-by-columns"
    assert MASSAGE in problem.message
    assert problem.place == rule.place


def test_the_shipped_rules_are_within_what_columns_can_do(rules: RuleSet) -> None:
    compile_rules(rules, Asked(), ["case", "request", "treatment"])


def test_parts_of_parts_are_no_rows(rules: RuleSet) -> None:
    case, problems = read_case(NESTED, "nested.yaml", rules.vocabulary)
    assert case, problems
    with pytest.raises(ProblemsFound) as found:
        rows_of(rules, case)
    assert [each.code for each in found.value.problems] == ["parts-of-parts"]


def test_a_mapping_is_drafted_for_one_table(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("case,request,treatment\n1,1,massage_therapy\n", encoding="utf-8")
    status, out, errors = run("audit", str(tmp_path / "a.csv"), str(tmp_path / "b.csv"), "--draft-map")
    assert (status, out) == (1, "")
    assert "error several-tables" in errors
    assert run("audit", str(tmp_path / "a.csv"), "--draft-map")[0] == 0
