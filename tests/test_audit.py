"""Comparison with determinations, attribution of differences, and the figures of an audit."""

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from conftest import ROOT
from recheck.audit.run import audit
from recheck.audit.summary import ENOUGH, coefficients, summary
from recheck.cli.main import app
from recheck.compare import Attribution, Verdict, compare, verdict
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.model.case import By, Case, Determination, Outcome
from recheck.model.recommendation import Decision, Recommendation
from recheck.model.rule import RuleSet
from recheck.screen import screen

NOT_ESTABLISHED = Mode(Undocumented.NOT_ESTABLISHED)


def recommendation(decision: Decision, quantity: int | None = None) -> Recommendation:
    return Recommendation("c", "r", "t", "massage_therapy", None, decision, quantity=quantity)


@pytest.mark.parametrize(
    ("decision", "outcome", "expected"),
    [
        (Decision.APPROVE, Outcome.OVERTURNED, Verdict.AGREES),
        (Decision.APPROVE, Outcome.UPHELD, Verdict.DIFFERS),
        (Decision.DENY, Outcome.UPHELD, Verdict.AGREES),
        (Decision.DENY, Outcome.OVERTURNED, Verdict.DIFFERS),
        (Decision.MODIFY, Outcome.UPHELD, Verdict.AGREES_IN_PART),
        (Decision.MODIFY, Outcome.OVERTURNED, Verdict.DIFFERS),
        (Decision.PEND, Outcome.UPHELD, Verdict.PEND),
        (Decision.NOT_COVERED, Outcome.OVERTURNED, Verdict.NOT_COVERED),
    ],
)
def test_each_pair_with_imr_has_its_verdict(decision: Decision, outcome: Outcome, expected: Verdict) -> None:
    assert verdict(recommendation(decision), Determination(By.IMR, outcome)) is expected


@pytest.mark.parametrize(
    ("decision", "quantity", "outcome", "theirs", "expected"),
    [
        (Decision.APPROVE, None, Outcome.APPROVED, None, Verdict.AGREES),
        (Decision.MODIFY, 6, Outcome.MODIFIED, 6, Verdict.AGREES),
        (Decision.MODIFY, 6, Outcome.MODIFIED, 4, Verdict.AGREES_IN_PART),
        (Decision.MODIFY, 6, Outcome.DENIED, None, Verdict.DIFFERS),
        (Decision.DENY, None, Outcome.APPROVED, None, Verdict.DIFFERS),
    ],
)
def test_each_pair_with_utilization_review_has_its_verdict(
    decision: Decision, quantity: int | None, outcome: Outcome, theirs: int | None, expected: Verdict
) -> None:
    determination = Determination(By.UTILIZATION_REVIEW, outcome, quantity=theirs)
    assert verdict(recommendation(decision, quantity), determination) is expected


def test_differences_of_the_seeds_are_owed_to_silence_and_scope(seeds: dict[str, Case], rules: RuleSet) -> None:
    audited = audit(rules, seeds.values(), NOT_ESTABLISHED)
    differing = {
        (each.recommendation.case, each.recommendation.request): each.comparison.attribution
        for each in audited.requests
        if each.comparison and each.comparison.verdict is Verdict.DIFFERS
    }
    assert differing == {
        ("imr-seed-001", "physical_therapy"): Attribution.SCOPE,
        ("imr-seed-002", "massage"): Attribution.SILENCE,
        ("imr-seed-004", "psychiatry"): Attribution.SILENCE,
    }


def test_a_difference_that_no_change_ends_is_judgement(seeds: dict[str, Case], rules: RuleSet) -> None:
    case = seeds["imr-seed-000"]
    found = screen(rules, case, "decompression", NOT_ESTABLISHED)
    overturned = Determination(By.IMR, Outcome.OVERTURNED)
    assert compare(rules, case, found, overturned, NOT_ESTABLISHED).attribution is Attribution.JUDGEMENT


def test_an_engine_that_knows_nothing_denies_and_is_shown_beside(seeds: dict[str, Case], rules: RuleSet) -> None:
    figures = summary(audit(rules, seeds.values(), NOT_ESTABLISHED))
    assert figures["without_facts"]["agrees"] == 10  # type: ignore[index]  # a mapping in this shape
    assert figures["rests_on"] == {"documented": 3, "record": 0, "silence": 10}


def test_no_coefficient_under_fifty_or_under_ten_in_a_class() -> None:
    assert coefficients([(True, True)] * 5 + [(False, False)] * 44).kappa is None
    assert coefficients([(True, True)] * 9 + [(False, False)] * 60).kappa is None
    assert coefficients([(True, True)] * 10 + [(False, False)] * 40).kappa == 1


PAIRS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=ENOUGH, max_size=120)


@given(PAIRS)
def test_coefficients_lie_where_they_must(pairs: list[tuple[bool, bool]]) -> None:
    found = coefficients(pairs)
    assert found.scored == len(pairs)
    for share in (found.overturned_recall, found.upheld_recall):
        assert share is None or 0 <= share <= 1
    for coefficient in (found.kappa, found.ac1):
        assert coefficient is None or -1 <= coefficient <= 1


def test_kappa_is_the_textbooks() -> None:
    """Cohen 1960: agreement 0.7 over shares 0.5 and 0.6 has chance agreement 0.5, so kappa 0.4."""
    pairs = [(True, True)] * 40 + [(True, False)] * 10 + [(False, True)] * 20 + [(False, False)] * 30
    found = coefficients(pairs)
    assert found.kappa is not None
    assert abs(found.kappa - 0.4) < 1e-12
    assert found.ac1 is not None
    assert abs(found.ac1 - (0.7 - 0.495) / (1 - 0.495)) < 1e-12


def test_cases_are_audited_alike_whether_or_not_their_rows_are_written(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    folder, out = str(ROOT / "docs" / "examples" / "determinations"), tmp_path / "rows.csv"
    printed = [
        CliRunner().invoke(app, ["audit", folder, *more, "--format", kind])
        for kind in ("text", "json")
        for more in ([], ["--out", str(out)])
    ]
    assert [each.exit_code for each in printed] == [0, 0, 0, 0]
    bare, written, plain, with_rows = (each.stdout for each in printed)
    assert written == f"{bare}\n3 requests written to {out}\n"
    assert plain == with_rows
    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    told = [(row["case"], row["request"], row["decision"], row["comparison"]) for row in rows]
    assert told == [
        (each["case"], each["request"], each["recommendation"], each["comparison"])
        for each in json.loads(plain)["requests"]
    ]
