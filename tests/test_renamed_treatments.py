"""A treatment that was renamed: what holds its old name still loads, and means the treatment of today."""

from pathlib import Path

import pytest

from recheck.load.cases import read_case
from recheck.load.ruleset import load_rule_set
from recheck.model.problem import ProblemsFound
from recheck.model.rule import RuleSet
from recheck.tables.columns import columns_of
from recheck.tables.mapping import read_map
from recheck.titles import read_title
from tables_written import PLAIN_ROW, read, write_csv

TREATMENTS = """\
own_scan: {title: Scan of our own, category: diagnostics, unit: studies, wordings: [own scan], formerly: [old_scan]}
"""
GUIDELINE = """\
own-2026:
  title: Criteria of our own
  publisher: Us
  year: 2026
  rank: 3
  jurisdiction: California
  in_force: {from: {date: 2016-01-01, by: service}}
  source: our own
  basis: page
"""
RULE = """\
rule: own-2026/scan
title: Scan of our own
treatments: [old_scan]
approve_when: never
cite: {section: Scan}
basis: page
reading: quoted
"""
CASE = """\
case: renamed
requests:
  scan: {treatment: old_scan, requested_on: 2018-03-01}
treatments:
  old_scan: {lumbar: {same_study_before: false}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of one's own with a treatment that had another name."""
    own = tmp_path_factory.mktemp("own")
    (own / "treatments").mkdir()
    (own / "own-2026").mkdir()
    (own / "guidelines").mkdir()
    (own / "treatments" / "own.yaml").write_text(TREATMENTS, encoding="utf-8")
    (own / "guidelines" / "own.yaml").write_text(GUIDELINE, encoding="utf-8")
    (own / "own-2026" / "scan.yaml").write_text(RULE, encoding="utf-8")
    return own


@pytest.fixture(scope="module")
def own_rules(folder: Path) -> RuleSet:
    return load_rule_set(["shipped", str(folder)])


def test_an_old_case_is_a_case_of_the_treatment_today(own_rules: RuleSet) -> None:
    case, problems = read_case(CASE, "case.yaml", own_rules.vocabulary)
    assert problems == [] and case is not None
    assert case.requests["scan"].treatment == "own_scan"
    assert list(case.treatments) == ["own_scan"]


def test_an_old_mapping_and_old_cells_are_read(own_rules: RuleSet, tmp_path: Path) -> None:
    columns = columns_of(own_rules.vocabulary, None)
    found, problems = read_map("columns: {treatment: {from: CODE, values: {S1: old_scan}}}", "map.yaml", columns)
    assert found is not None and problems == []
    assert found.columns["treatment"].values == {"S1": "own_scan"}
    row = {**PLAIN_ROW, "treatment": "old_scan"}
    assert read(write_csv(tmp_path / "t.csv", [row]), own_rules, tmp_path)[0]["treatment"] == "own_scan"


def test_an_old_rule_of_an_overlay_speaks_of_it(own_rules: RuleSet) -> None:
    assert [each.id for each in own_rules.for_treatment("own_scan")] == ["own-2026/scan"]


def test_the_old_name_is_found(own_rules: RuleSet) -> None:
    assert read_title("old scan", own_rules.vocabulary).treatments == ("own_scan",)


def test_a_former_name_means_one_treatment(tmp_path: Path) -> None:
    (tmp_path / "treatments").mkdir()
    twice = TREATMENTS.replace("[old_scan]", "[mri_knee]")
    (tmp_path / "treatments" / "own.yaml").write_text(twice, encoding="utf-8")
    with pytest.raises(ProblemsFound) as refused:
        load_rule_set(["shipped", str(tmp_path)])
    assert [each.code for each in refused.value.problems] == ["duplicate-treatment"]
