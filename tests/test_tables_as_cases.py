"""Cases taken apart into rows and put together again are judged as the cases are."""

from pathlib import Path
from typing import Any

import pytest

from columns_compared import as_in_a_table
from recheck.audit.requests import requests_table
from recheck.audit.run import audit
from recheck.compare import verdict
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.load.cases import read_case
from recheck.model.case import By, Case
from recheck.model.problem import ProblemsFound
from recheck.model.rule import RuleSet
from recheck.tables.columns import columns_of
from recheck.tables.deciding import decide
from recheck.tables.duck import connect
from recheck.tables.requests import open_requests


def by_rows(
    rules: RuleSet, cases: list[Case], mode: Mode, by: By, folder: Path
) -> dict[tuple[str, str], dict[str, Any]]:
    connection = connect(folder)
    table = requests_table(rules, cases, by)
    open_requests(connection, [], columns_of(rules.vocabulary, by), rules.vocabulary, cases=table)
    chunks = decide(connection, rules, mode, interpreter=True).chunks
    return {(row["case"], row["request"]): row for chunk in chunks for row in chunk.to_pylist()}


@pytest.mark.parametrize("by", list(By))
@pytest.mark.parametrize("undocumented", list(Undocumented))
def test_shipped_cases_are_decided_as_rows_as_they_are_as_cases(
    by: By, undocumented: Undocumented, rules: RuleSet, cases: list[Case], tmp_path: Path
) -> None:
    mode = Mode(undocumented)
    found = by_rows(rules, cases, mode, by, tmp_path)
    audited = audit(rules, [as_in_a_table(case, by) for case in cases], mode, by).requests
    assert len(found) == len(audited)
    for each in audited:
        judged = each.recommendation
        row = found[judged.case, judged.request]
        compared = str(verdict(judged, each.comparison.determination)) if each.comparison else None
        assert (row["decision"], row["quantity"], row["rests_on"], row["comparison"], row["category"]) == (
            str(judged.decision),
            judged.quantity,
            judged.rests_on,
            compared,
            each.category,
        ), (judged.case, judged.request)


REGIONS = """
case: generated
claim: {date_of_injury: 2012-10-13, exercise_program: true}
treatments:
  massage_therapy:
    knee_left: {visits_completed: 0}
    knee_right: {visits_completed: 6}
    lumbar: {visits_completed: 3}
requests:
  knees:
    treatment: massage_therapy
    body_region: knee
    side: bilateral
    requested_on: 2015-03-02
    quantity: {disputed: 4, unit: visits}
  back:
    treatment: massage_therapy
    body_region: lumbar
    requested_on: 2015-03-02
    quantity: {disputed: 4, unit: visits}
  later:
    treatment: massage_therapy
    body_region: lumbar
    requested_on: 2015-03-02
    quantity: {disputed: 2, unit: visits}
    depends_on: {request: back}
"""


def test_regions_and_dependencies_survive(rules: RuleSet, tmp_path: Path) -> None:
    case, problems = read_case(REGIONS, "generated.yaml", rules.vocabulary)
    assert case is not None, problems
    mode = Mode(Undocumented.NOT_ESTABLISHED)
    found = by_rows(rules, [case], mode, By.IMR, tmp_path)
    judged = [each.recommendation for each in audit(rules, [case], mode).requests]
    assert {name: (row["decision"], row["quantity"]) for (_, name), row in found.items()} == {
        each.request: (str(each.decision), each.quantity) for each in judged
    }
    assert {each.request: str(each.decision) for each in judged} == {
        "knees": "deny",
        "back": "modify",
        "later": "approve",
    }


def test_what_a_table_cannot_say_apart_is_refused(rules: RuleSet, tmp_path: Path) -> None:
    knees = REGIONS.split("requests:", maxsplit=1)[0].replace("regions:\n  knee_left: {swelling: true}\n", "") + (
        "requests:\n"
        "  knees: {treatment: massage_therapy, body_region: knee, side: bilateral, requested_on: 2015-03-02, "
        "depends_on: {request: one}}\n"
        "  one: {treatment: massage_therapy, body_region: knee, side: left, requested_on: 2015-03-02}\n"
    )
    case, problems = read_case(knees, "generated.yaml", rules.vocabulary)
    assert case is not None, problems
    with pytest.raises(ProblemsFound) as found:
        by_rows(rules, [case], Mode(), By.IMR, tmp_path)
    assert [each.code for each in found.value.problems] == ["unsupported-by-interpreter"]
