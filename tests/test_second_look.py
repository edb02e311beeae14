"""A determination is reviewed by four questions that are never mixed, and the list says which to read again."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import run
from recheck.audit.run import audit
from recheck.author.rule_tests import rule_alone, run_rule_test
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.load.files import rule_files
from recheck.load.rule_tests import RuleTest, load_rule_tests
from recheck.model.case import (
    By,
    Case,
    Determination,
    Documented,
    Evidence,
    FactReading,
    Finding,
    Outcome,
    Request,
)
from recheck.model.guideline import Dates
from recheck.model.recommendation import Decision
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


def test_what_the_report_holds_first(rules: RuleSet, case: Case, tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    from recheck.audit.figures import figures
    from recheck.audit.looks_table import write_looks
    from recheck.audit.report.page import as_html, as_markdown
    from recheck.audit.rows import results_of

    claim = {**case.claim, "exercise_program": Documented((FactReading(True, Evidence("lines", 3, 3)),))}
    quotes = {("exercise_program", 3, 3): "She <walks> daily at home."}
    said = replace(finding("exercise_program", None), quote="There is no exercise program & none planned.")
    given = massage(replace(case, claim=claim, quotes=quotes), Outcome.UPHELD, said)
    audited = audit(rules, [given], MODE)
    (look,) = audited.second_look
    assert look.citation and look.says and look.would.endswith(".")
    results = results_of(audited, rules)
    found = figures(results)
    assert found["second_look"]["requests"] == 1 and found["second_look"]["first"][0]["case"] == case.id
    page = as_html(found, results.titles)
    assert page.index("Which determinations to read again") < page.index("Do past determinations follow")
    assert "She &lt;walks&gt; daily at home." in page and "none planned" in page and look.says in page
    assert "<script" not in page
    assert "She <walks> daily at home." in as_markdown(found, results.titles)
    for name in ("looks.parquet", "looks.csv"):
        write_looks(audited.second_look, str(tmp_path / name))
        assert (tmp_path / name).stat().st_size


def test_a_list_is_written_as_a_table_or_not_at_all(tmp_path: Path) -> None:
    code, _, err = run("audit", "cases", "--second-look", str(tmp_path / "looks.txt"))
    assert code == 1 and ".parquet or .csv" in err and not list(tmp_path.iterdir())


def concluding(test: RuleTest, rules: RuleSet, outcome: Outcome, turned: str | None = None) -> Case:
    """A rule's test as a determination: its facts are what the reviewer finds, one of them turned round."""
    treatment = rules.rules[test.rule].treatments[0]
    found = tuple(
        finding(name, not value if name == turned else value, "request") for name, value in test.facts.items()
    )
    decided = Determination(By.IMR, outcome, findings=found)
    request = Request("r", "a request", treatment, dates=Dates(test.date), determinations=(decided,))
    return Case("a", {"r": request})


def test_one_decisive_finding_turned_round_breaks_the_conclusion(rules: RuleSet) -> None:
    """Of twenty rules: what decides them as findings, so that the conclusion follows; with one turned it does not."""
    answers = {Decision.APPROVE: Outcome.OVERTURNED, Decision.DENY: Outcome.UPHELD}
    files = {name: each for name, each in rule_files().items() if "acoem-2004/" in name and name.endswith("test.yaml")}
    broken: dict[str, tuple[Follows, Follows]] = {}
    for test in load_rule_tests(files.values(), rules, []):
        first = run_rule_test(test, rules).recommendation.decision
        if test.rule in broken or first not in answers or test.undocumented != "ask":
            continue
        for name in (name for name, value in test.facts.items() if isinstance(value, bool)):
            other = replace(test, facts={**test.facts, name: not test.facts[name]})
            if run_rule_test(other, rules).recommendation.decision in set(answers) - {first}:
                alone = rule_alone(rules, test.rule)
                cases = [concluding(test, rules, answers[first], turned) for turned in (None, name)]
                broken[test.rule] = (_follows(alone, cases[0]), _follows(alone, cases[1]))
                break
        if len(broken) == 20:
            break
    assert len(broken) == 20
    assert sum(each == (Follows.FOLLOWS, Follows.DOES_NOT_FOLLOW) for each in broken.values()) >= 18, broken


def _follows(rules: RuleSet, case: Case) -> Follows:
    review = audit(rules, [case], MODE).requests[0].review
    assert review is not None
    return review.follows
