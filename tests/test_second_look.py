"""A determination is reviewed by four questions that are never mixed, and the list says which to read again."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import run
from recheck.audit.run import audit
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.model.case import By, Case, Determination, Documented, Finding, Outcome
from recheck.model.rule import RuleSet
from recheck.review.answers import BorneOut, Follows
from recheck.second_look import Ground

MODE = Mode(Undocumented.NOT_ESTABLISHED)


def massage(case: Case, outcome: Outcome, *findings: Finding) -> Case:
    """A case of massage with this outcome and these findings."""
    request = next(each for each in case.requests.values() if each.treatment == "massage_therapy")
    decided = Determination(By.IMR, outcome, findings=findings)
    return replace(case, requests={request.id: replace(request, determinations=(decided,), depends_on=None)})


def finding(fact: str, value: object, place: str = "claim") -> Finding:
    return Finding(fact, place, value, "The reviewer says so.", (12, 12))  # type: ignore[arg-type]


@pytest.fixture
def case(seeds: dict[str, Case]) -> Case:
    return seeds["imr-seed-002"]


def test_findings_are_never_facts_of_the_record(rules: RuleSet, case: Case) -> None:
    without = audit(rules, [massage(case, Outcome.UPHELD)], MODE).requests[0]
    with_them = audit(rules, [massage(case, Outcome.UPHELD, finding("exercise_program", True))], MODE).requests[0]
    assert without.recommendation.decision is with_them.recommendation.decision
    assert without.recommendation.rests_on == with_them.recommendation.rests_on


def test_a_conclusion_follows_or_not_from_the_findings_alone(rules: RuleSet, case: Case) -> None:
    lacking = finding("exercise_program", False), finding("active_therapy", False)
    for outcome, follows in ((Outcome.UPHELD, Follows.FOLLOWS), (Outcome.OVERTURNED, Follows.DOES_NOT_FOLLOW)):
        found = audit(rules, [massage(case, outcome, *lacking)], MODE)
        review = found.requests[0].review
        assert review is not None and review.follows is follows
        grounds = {each.ground for each in found.second_look}
        assert (Ground.DOES_NOT_FOLLOW in grounds) is (follows is Follows.DOES_NOT_FOLLOW)


def test_does_not_follow_never_rests_on_silence(rules: RuleSet, case: Case) -> None:
    for outcome in (Outcome.UPHELD, Outcome.OVERTURNED):
        review = audit(rules, [massage(case, outcome, finding("age", 44))], MODE).requests[0].review
        assert review is not None and review.follows is not Follows.DOES_NOT_FOLLOW


def test_without_findings_nothing_is_reached(rules: RuleSet, case: Case) -> None:
    review = audit(rules, [massage(case, Outcome.OVERTURNED)], MODE).requests[0].review
    assert review is not None and review.follows is Follows.NOT_REACHED and review.findings == ()


@pytest.mark.parametrize(
    ("record", "found", "borne_out"),
    [
        (True, True, BorneOut.BORNE_OUT),
        (True, False, BorneOut.CONTRADICTED),
        (True, None, BorneOut.CONTRADICTED),
        (False, None, BorneOut.BORNE_OUT),
        (None, True, BorneOut.SILENT),
        (None, None, BorneOut.SILENT),
    ],
)
def test_a_finding_stands_beside_the_record(
    record: bool | None, found: bool | None, borne_out: BorneOut, rules: RuleSet, case: Case
) -> None:
    from recheck.model.case import FactReading

    claim = {name: each for name, each in case.claim.items() if name != "exercise_program"}
    if record is not None:
        claim["exercise_program"] = Documented((FactReading(record),))
    given = massage(replace(case, claim=claim), Outcome.UPHELD, finding("exercise_program", found))
    reviewed = audit(rules, [given], MODE)
    review = reviewed.requests[0].review
    assert review is not None and review.findings[0].borne_out is borne_out
    contradicted = Ground.FINDING_CONTRADICTED in {each.ground for each in reviewed.second_look}
    assert contradicted is (borne_out is BorneOut.CONTRADICTED)


def test_a_qualified_denial_contradicts_nothing(rules: RuleSet, case: Case) -> None:
    from recheck.model.case import FactReading

    claim = {**case.claim, "exercise_program": Documented((FactReading(True),))}
    said = replace(finding("exercise_program", None), quote="There is no specific exercise program.")
    review = audit(rules, [massage(replace(case, claim=claim), Outcome.UPHELD, said)], MODE).requests[0].review
    assert review is not None and review.findings[0].borne_out is BorneOut.SILENT


def test_a_guideline_out_of_force_is_said(rules: RuleSet, case: Case) -> None:
    from recheck.model.case import Cited

    given = massage(case, Outcome.UPHELD)
    request = next(iter(given.requests.values()))
    decided = replace(request.determinations[0], cites=(Cited("mtus-opioids-2016"),))
    given = replace(given, requests={request.id: replace(request, determinations=(decided,))})
    found = audit(rules, [given], MODE)
    review = found.requests[0].review
    assert review is not None and not review.cited[0].in_force
    assert [each.ground for each in found.second_look] == [Ground.GUIDELINE]


def test_the_json_holds_the_review_and_the_list(shared: Path) -> None:
    code, out, _ = run("audit", str(shared / "letters" / "dev2" / "CM17-0007151.txt"), "--format", "json")
    assert code == 0
    found = json.loads(out)
    review = found["requests"][0]["review"]
    assert set(review) == {"follows", "follows_as_cited", "on_findings", "guideline", "findings"}
    for each in review["findings"]:
        assert {"fact", "place", "quote", "lines", "borne_out", "record_lines", "criterion"} <= set(each)
        assert ("value" in each) != bool(each.get("not_found"))
    assert isinstance(found["second_look"], list)
