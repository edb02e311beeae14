"""Stricter and looser readings of vague words: where they err, what they change, and that they say so."""

import json
from pathlib import Path

import pytest

from conftest import run
from recheck.audit.run import audit
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.load.cases import read_case
from recheck.load.files import RuleFile, rule_files
from recheck.load.ruleset import read_rule_set
from recheck.model.case import Case
from recheck.model.recommendation import Decision
from recheck.model.rule import Reading, RuleSet, Strictness
from recheck.readings import read_otherwise, under_reading
from recheck.screen import screen
from test_rules_check import checked, shipped

MASSAGE = "mtus-chronic-pain-2009/massage_therapy"
NOT_ESTABLISHED = Mode(Undocumented.NOT_ESTABLISHED)
BETTER = (Decision.DENY, Decision.MODIFY, Decision.APPROVE)
SIX_VISITS = """
case: six-visits
claim: {date_of_injury: 2013-01-10, exercise_program: true}
requests:
  massage:
    title: 6 sessions of massage therapy
    treatment: massage_therapy
    body_region: cervical
    requested_on: 2015-03-02
    quantity: {requested: 6, authorized: 0, disputed: 6, unit: visits}
"""


def six_visits(rules: RuleSet) -> Case:
    case, problems = read_case(SIX_VISITS, "six.yaml", rules.vocabulary)
    assert case is not None, problems
    return case


def test_the_shipped_rules_state_readings_where_words_are_vague(rules: RuleSet) -> None:
    stated = {each: read_otherwise(rules, each) for each in Strictness}
    assert len(stated[Strictness.STRICTER]) >= 15
    assert len(stated[Strictness.LOOSER]) >= 5
    for rule, name in (each for names in stated.values() for each in names):
        criterion = next(each for each in rules.rules[rule].criteria if each.name == name)
        assert criterion.ground.reading is Reading.OURS


def test_another_reading_decides_and_says_so_and_leaves_the_rules_as_they_are(rules: RuleSet) -> None:
    case = six_visits(rules)
    own = screen(rules, case, "massage", NOT_ESTABLISHED)
    strict = screen(under_reading(rules, Strictness.STRICTER), case, "massage", NOT_ESTABLISHED)
    assert own.decision is Decision.APPROVE
    assert own.strictness is None
    assert (strict.decision, strict.quantity) == (Decision.MODIFY, 4)
    assert strict.strictness == "stricter"
    assert strict.rules_digest == f"{rules.digest}+stricter"
    assert screen(rules, case, "massage", NOT_ESTABLISHED).decision is Decision.APPROVE


def test_only_the_named_criteria_are_read_otherwise(rules: RuleSet) -> None:
    case = six_visits(rules)
    read = under_reading(rules, Strictness.STRICTER, [("mtus-acupuncture-2007/acupuncture", "within_first_course")])
    assert screen(read, case, "massage", NOT_ESTABLISHED).decision is Decision.APPROVE
    read = under_reading(rules, Strictness.STRICTER, [(MASSAGE, "within_visit_limit")])
    assert screen(read, case, "massage", NOT_ESTABLISHED).decision is Decision.MODIFY


@pytest.mark.parametrize("undocumented", list(Undocumented))
def test_on_every_shipped_case_strict_is_never_better_and_loose_never_worse(
    rules: RuleSet, cases: list[Case], undocumented: Undocumented
) -> None:
    mode = Mode(undocumented)
    for strictness in Strictness:
        read = under_reading(rules, strictness)
        for case in cases:
            for request in case.requests:
                own, other = screen(rules, case, request, mode), screen(read, case, request, mode)
                if own.decision in BETTER and other.decision in BETTER:
                    before, after = ((BETTER.index(each.decision), each.quantity or 0) for each in (own, other))
                    assert after <= before if strictness is Strictness.STRICTER else after >= before


def test_audit_finds_every_request_that_flips_and_names_what_it_is_owed_to(rules: RuleSet, cases: list[Case]) -> None:
    everything = [*cases, six_visits(rules)]
    audited = audit(rules, everything, NOT_ESTABLISHED, readings=True)
    for each in audited.readings:
        read = under_reading(rules, each.strictness)
        flipping = {
            (case.id, request)
            for case in everything
            for request in case.requests
            if screen(read, case, request, NOT_ESTABLISHED).answer
            != screen(rules, case, request, NOT_ESTABLISHED).answer
        }
        assert {(flip.before.case, flip.before.request) for flip in each.flips} == flipping
    strict = next(each for each in audited.readings if each.strictness is Strictness.STRICTER)
    owed = {flip.before.case: flip.owed_to for flip in strict.flips}
    assert owed["six-visits"] == ((MASSAGE, "within_visit_limit"),)


def test_the_command_line_reads_strictly_and_audit_tells_what_flips(tmp_path: Path) -> None:
    file = tmp_path / "six.yaml"
    file.write_text(SIX_VISITS, encoding="utf-8")
    words = ("screen", str(file), "--undocumented", "not-established", "--format", "json")
    for more, expected in (
        ((), "approve"),
        (("--reading", "stricter"), "modify"),
        (("--reading", "looser"), "approve"),
    ):
        code, out, _ = run(*words, *more)
        found = json.loads(out)["recommendations"][0]
        assert code == 0
        assert found["recommendation"] == expected
        assert found["strictness"] == (more[1] if more else None)
    code, out, _ = run("audit", str(file), "--format", "json")
    (flip,) = json.loads(out)["readings"]["stricter"]["flips"]
    assert flip["from"] == {"recommendation": "approve", "quantity": None}
    assert flip["to"] == {"recommendation": "modify", "quantity": 4}
    _, text, _ = run("audit", str(file))
    assert "six-visits  massage  approve -> modify to 4" in text
    _, text, _ = run("screen", str(file), "--reading", "stricter")
    assert "vague words are read stricter than the rules do" in " ".join(text.split())
    assert run("screen", str(file), "--reading", "strict")[0] == 2


def test_a_looser_reading_that_is_harder_is_refused(tmp_path: Path) -> None:
    text = shipped(f"{MASSAGE}.yaml").replace("    stricter:", "    looser:")
    tests = shipped(f"{MASSAGE}.test.yaml").replace("reading: stricter", "reading: looser")
    found = checked({f"{MASSAGE}.yaml": text, f"{MASSAGE}.test.yaml": tests}, tmp_path)
    wrong, _ = sorted(found, key=lambda problem: problem.code, reverse=True)
    assert {problem.code for problem in found} == {"reading-on-the-wrong-side", "number-changed-since-read"}
    assert "'within_visit_limit' is harder" in wrong.message
    assert wrong.place is not None
    assert wrong.place.line == text.splitlines().index("    looser:") + 2


def test_a_reading_that_no_test_tells_apart_is_refused(tmp_path: Path) -> None:
    text = shipped(f"{MASSAGE}.yaml").replace("limit: {at_most: 4}", "limit: {at_most: 6}")
    tests = shipped(f"{MASSAGE}.test.yaml").replace(
        "expect: {decision: modify, quantity: 4}", "expect: {decision: approve}"
    )
    found = checked({f"{MASSAGE}.yaml": text, f"{MASSAGE}.test.yaml": tests}, tmp_path)
    assert {problem.code for problem in found} == {"untested-reading", "number-changed-since-read"}


def test_a_changed_reading_changes_the_digest(tmp_path: Path) -> None:
    path = f"{MASSAGE}.yaml"
    file = tmp_path / "input.yaml"
    file.write_text(shipped(path).replace("limit: {at_most: 4}", "limit: {at_most: 5}"), encoding="utf-8")
    changed, problems = read_rule_set(rule_files() | {path: RuleFile(path, file, path)})
    assert not problems
    assert changed.digest != read_rule_set(rule_files())[0].digest
