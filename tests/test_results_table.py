"""Audited cases as a results table, and tables that others bring."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from generated_results import generated
from recheck.audit.facts import facts_in
from recheck.audit.figures import figures
from recheck.audit.query import Query
from recheck.audit.results import Results, as_results_table, criteria_table, results_for, results_schema
from recheck.audit.rows import results_of
from recheck.audit.run import Audit, audit
from recheck.audit.summary import summary
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.model.case import Case
from recheck.model.problem import ProblemsFound
from recheck.model.rule import RuleSet
from recheck.tables.deciding import names

NOT_ESTABLISHED = Mode(Undocumented.NOT_ESTABLISHED)


@pytest.fixture(scope="module")
def audited(rules: RuleSet, cases: list[Case]) -> Audit:
    return audit(rules, cases, NOT_ESTABLISHED)


@pytest.fixture(scope="module")
def results(audited: Audit, rules: RuleSet) -> Results:
    return results_of(audited, rules)


def test_the_table_says_what_the_audit_says(audited: Audit, results: Results) -> None:
    rows = results.table.to_pylist()
    assert len(rows) == len(audited.requests)
    for row, each in zip(rows, audited.requests, strict=True):
        found = each.recommendation
        assert (row["case"], row["request"], row["decision"]) == (found.case, found.request, str(found.decision))
        assert row["rests_on"] == found.rests_on
        assert row["comparison"] == (str(each.comparison.verdict) if each.comparison else None)
        assert (row["reason"] is None) == found.decision.is_certain or found.reason is None


def test_truths_are_two_bits_a_criterion_in_file_order(audited: Audit, results: Results, rules: RuleSet) -> None:
    words = {"not_documented": 0, "not_met": 1, "met": 2}
    compared = 0
    for row, each in zip(results.table.to_pylist(), audited.requests, strict=True):
        for finding in each.recommendation.rules:
            if finding.rule.id == row["rule"]:
                for bit, one in enumerate(finding.criteria):
                    assert finding.criteria[bit].criterion == finding.rule.criteria[bit]
                    assert (row["truths"] >> (2 * bit)) & 3 == words[one.truth.word]
                    compared += 1
                break
    assert compared > 100


def test_what_is_missing_is_undocumented_and_what_decides_is_of_the_rule(audited: Audit, results: Results) -> None:
    counted = {
        (each.recommendation.case, each.recommendation.request)
        for each in audited.requests
        if any("counted as none" in note for note in each.recommendation.notes)
    }
    for row in results.table.to_pylist():
        assert all(name.startswith(f"{row['rule']}#") for name in row["deciding"])
        if row["decision"] == "approve":
            assert row["missing"] == [] or row["rests_on"] == "silence"
    silent = [row for row in results.table.to_pylist() if row["rests_on"] == "silence" and row["rule"]]
    told = [row for row in silent if row["missing"] or (row["case"], row["request"]) in counted]
    assert silent and all(row in told for row in silent if row["deciding"])


def test_figures_of_the_table_are_those_of_the_cases(audited: Audit, results: Results) -> None:
    from_cases, from_table = summary(audited), figures(results)
    overall = from_table["agreement"]["recommended"]
    for name in ("scored", "overturned_recall", "upheld_recall", "kappa", "ac1"):
        assert overall[name] == pytest.approx(from_cases[name])
    assert overall["intervals"] == {
        name: pytest.approx(ends)
        for name, ends in from_cases["intervals"].items()  # type: ignore[attr-defined]
    }
    for name in ("agrees", "agrees_in_part", "differs", "pend", "not_covered"):
        assert from_table["counts"][name]["count"] == from_cases[name]
    for view, key in (
        ("without_facts", "without_facts"),
        ("as_cited", "as_cited"),
        ("always_against", "always_upheld"),
    ):
        assert from_table["agreement"][view]["kappa"] == pytest.approx(from_cases[key]["kappa"])  # type: ignore[index]
        assert from_table["agreement"][view]["scored"] == from_cases[key]["scored"]  # type: ignore[index]


def test_facts_are_looked_up_for_the_requests_that_are_asked_for(results: Results) -> None:
    assert results.facts_of is not None
    found = results.facts_of([("imr-seed-000", "mri"), ("no-such", "case")])
    assert found == {
        ("imr-seed-000", "mri"): {
            "motor_deficit": "false",
            "sensory_deficit": "false",
            "reflex_deficit": "false",
            "days_since_injury": "535",
            "date_of_injury": "2012-10-13",
            "requested_on": "2014-04-01",
        }
    }


def test_facts_of_a_table_are_looked_up_in_memory_and_in_its_file(tmp_path: Path) -> None:
    table = pa.table(
        {
            "case": ["a", "a", "b", "c"],
            "request": ["r", "r", "r", "r"],
            "visits": [3, 4, None, 9],
            "exercise": [True, True, False, True],
            "drugs": [["x", "w"], None, [], ["y"]],
        }
    )
    parquet.write_table(table, tmp_path / "requests.parquet")
    for source in (table, tmp_path / "requests.parquet"):
        found = facts_in(source, ["visits", "exercise", "drugs", "no_such_column"])([("a", "r"), ("b", "r")])
        assert found == {
            ("a", "r"): {"visits": "3 / 4", "exercise": "true", "drugs": "w, x"},
            ("b", "r"): {"exercise": "false", "drugs": "none"},
        }


def test_a_parquet_file_gives_the_figures_of_the_table_in_memory(tmp_path: Path) -> None:
    made = generated(3, 3000).results
    parquet.write_table(made.table, tmp_path / "results.parquet")
    assert figures(replace(made, table=tmp_path / "results.parquet")) == figures(made)


def test_a_criterion_is_numbered_by_the_first_of_its_two_bits(rules: RuleSet) -> None:
    every = rules.under_ceilings()
    named = {(row["rule"], row["bit"]): row["criterion"] for row in criteria_table(every).to_pylist()}
    assert named == {(rule, bit): criterion for rule, bit, criterion in names(rules)}, "reports and tables alike"
    assert all(named[rule.id, 2 * at] == each.name for rule in every for at, each in enumerate(rule.criteria))


def test_criteria_that_are_numbered_one_by_one_are_refused() -> None:
    made = generated(3, 2000).results
    figures(replace(made, criteria=made.criteria.drop_columns(["says"])))
    halved = made.criteria.set_column(1, "bit", pa.array([each // 2 for each in made.criteria["bit"].to_pylist()]))
    with pytest.raises(ProblemsFound) as found:
        figures(replace(made, criteria=halved))
    assert {each.code for each in found.value.problems} == {"wrong-value"}
    assert "'guide-0/treatment_0'" in found.value.problems[0].message


def test_columns_that_are_not_there_are_null_and_others_are_named() -> None:
    made = generated(3, 50).results.table
    narrow = made.select(["case", "request", "treatment", "decision", "outcome"])
    assert as_results_table(narrow)["truths"].null_count == 50
    with pytest.raises(ProblemsFound) as found:
        as_results_table(made.drop_columns(["case", "decision"]).append_column("x", made["case"]))
    assert [each.code for each in found.value.problems] == ["unknown-column", "unknown-column"]
    assert "'case'" in str(found.value.problems[0].message)
    at = made.column_names.index("decided_on")
    with pytest.raises(ProblemsFound) as found:
        as_results_table(made.set_column(at, "decided_on", pa.array(["soon"] * 50)))
    assert [each.code for each in found.value.problems] == ["wrong-type"]


def test_truths_of_a_rule_that_the_names_do_not_know_are_refused() -> None:
    made = generated(3, 200, treatments=2).results
    keep = pa.array([each != "guide-0/treatment_1" for each in made.criteria["rule"].to_pylist()])
    figures(made)
    with pytest.raises(ProblemsFound) as found:
        figures(replace(made, criteria=made.criteria.filter(keep)))
    assert [each.code for each in found.value.problems] == ["unknown-rule"]
    assert "'guide-0/treatment_1'" in found.value.problems[0].message


def test_a_rule_with_more_criteria_than_bits_is_refused_by_name(rules: RuleSet) -> None:
    rule = next(rule for rule in rules.rules.values() if len(rule.criteria) > 1)
    assert criteria_table([rule]).num_rows == len(rule.criteria)
    names = [replace(rule.criteria[0], name=f"criterion_{at}") for at in range(32)]
    assert criteria_table([replace(rule, criteria=tuple(names[:31]))]).num_rows == 31
    with pytest.raises(ProblemsFound) as found:
        criteria_table([replace(rule, criteria=tuple(names))])
    assert (found.value.problems[0].code, rule.id in found.value.problems[0].message) == ("too-large", True)


def test_a_table_without_rows_or_determinations_has_figures() -> None:
    made = generated(3, 60).results
    for table in (
        made.table.slice(0, 0),
        made.table.drop_columns(["outcome"]),
        made.table.select(["case", "request", "treatment", "decision", "outcome"]),
    ):
        found = figures(replace(made, table=table))
        assert found["agreement"]["documented"]["kappa"] is None
        assert found["groups"]["tested"] == found["drift"]["tested"] == 0


def test_the_database_of_an_audit_leaves_nothing_behind() -> None:
    with Query(generated(1, 30).results) as query:
        folder = Path(query.folder.name)
        assert folder.is_dir()
    assert not folder.exists()


def test_a_table_that_another_evaluator_made_has_the_names_of_its_rules(results: Results, rules: RuleSet) -> None:
    brought = results_for(results.table, rules, facts_of=results.facts_of)
    assert figures(brought) == figures(results)
    assert brought.titles["massage_therapy"] == "Massage therapy"


def test_every_column_of_the_contract_is_there() -> None:
    assert results_schema().names[:4] == ["case", "request", "treatment", "category"]
    assert str(results_schema().field("truths").type) == "int64"
