"""What a criterion is for: exclusions, advice, duties to state something, ceilings, scopes that silence closes."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given

from examples import BASE, checked
from generated import GROUND as CITED
from generated import approvals
from laws import law
from recheck.author.fixes import mended_text
from recheck.author.lints.kind import Edit
from recheck.evaluators.roles import role_of, smallest_sets
from recheck.evaluators.truths import Undocumented, approval_truth
from recheck.judge import Mode
from recheck.load.cases import read_case
from recheck.load.files import RuleFile
from recheck.load.ruleset import read_rule_set
from recheck.model.condition import ALWAYS
from recheck.model.problem import errors
from recheck.model.recommendation import Decision, Recommendation
from recheck.model.rule import Approval, AtLeast, Criterion, Named, Role, Rule, RuleSet
from recheck.model.truth import Truth, truth
from recheck.screen import screen

ASK, SILENCE = Mode(), Mode(Undocumented.NOT_ESTABLISHED)
GROUND = "cite: {section: Massage}, basis: page, reading: quoted"
RULE = f"""
rule: own-2026/massage
title: Massage therapy
treatments: [massage_therapy]
criteria:
  active: {{says: The worker exercises, when: {{exercise_program: true}}, {GROUND}}}
  no_injection: {{says: No injection before, when: {{previous_injection: false}}, role: exclusion, {GROUND}}}
  adult: {{says: Adults gain more, when: {{adult: true}}, role: supporting, {GROUND}}}
states:
  weeks: {{says: How many weeks are planned, when: {{weeks_planned: {{at_least: 1}}}}, {GROUND}}}
approve_when: {{all: [active, no_injection]}}
"""
CAP = f"""
rule: words-2026/most
title: At most 24 visits
treatments: [massage_therapy, physical_therapy]
applies_when: {{adult: true}}
caps:
  most:
    says: At most 24 visits
    limit: {{of: visits_requested, already: visits_completed, at_most: 24}}
    if_silent: met
    {GROUND.replace(", ", chr(10) + "    ")}
"""
CASE = """
case: mine
claim: {{{claim}}}
treatments: {{massage_therapy: {{lumbar: {{{had}}}}}, physical_therapy: {{lumbar: {{{had}}}}}}}
requests:
  it:
    title: Massage
    treatment: {treatment}
    body_region: lumbar
    requested_on: 2026-03-02
    quantity: {{disputed: {visits}, unit: visits}}
"""


@pytest.fixture
def read(tmp_path: Path):  # type: ignore[no-untyped-def]  # a factory
    def rule_set(**files: str) -> RuleSet:
        found = {}
        for path, text in (BASE | {f"{name.replace('__', '/')}.yaml": each for name, each in files.items()}).items():
            path = path.replace("own_2026", "own-2026").replace("words_2026", "words-2026")
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            found[path] = RuleFile(path, file, path)
        rules, problems = read_rule_set(found)
        assert not errors(problems), [str(each) for each in problems]
        return rules

    return rule_set


def asked(
    rules: RuleSet, claim: str, mode: Mode, *, visits: int = 8, had: str = "", treatment: str = "massage_therapy"
) -> Recommendation:
    text = CASE.format(claim=claim, visits=visits, had=had, treatment=treatment)
    case, problems = read_case(text, "case.yaml", rules.vocabulary)
    assert case and not errors(problems), [str(each) for each in problems]
    return screen(rules, case, "it", mode)


STATED = "exercise_program: true, previous_injection: false, weeks_planned: 2"


def test_an_exclusion_that_nobody_mentions_counts_as_met_where_silence_closes(read) -> None:  # type: ignore[no-untyped-def]
    rules = read(own_2026__massage=RULE)
    silent = "exercise_program: true, weeks_planned: 2"
    assert asked(rules, silent, ASK).decision is Decision.PEND
    assert [each.fact for each in asked(rules, silent, ASK).missing] == ["previous_injection"]
    assert asked(rules, silent, SILENCE).decision is Decision.APPROVE
    assert asked(rules, f"{silent}, previous_injection: true", SILENCE).decision is Decision.DENY


def test_advice_decides_nothing(read) -> None:  # type: ignore[no-untyped-def]
    rules = read(own_2026__massage=RULE)
    for mode in (ASK, SILENCE):
        for adult in ("", ", adult: true", ", adult: false"):
            assert asked(rules, STATED + adult, mode).decision is Decision.APPROVE


def test_what_is_to_be_stated_denies_nobody(read) -> None:  # type: ignore[no-untyped-def]
    rules = read(own_2026__massage=RULE)
    silent = "exercise_program: true, previous_injection: false"
    assert asked(rules, silent, ASK).decision is Decision.PEND
    assert asked(rules, silent, SILENCE).decision is Decision.APPROVE
    for mode in (ASK, SILENCE):
        otherwise = asked(rules, f"{silent}, weeks_planned: 0", mode)
        assert otherwise.decision is Decision.PEND
        assert asked(rules, STATED.replace("true", "false"), mode).decision is Decision.DENY
        assert asked(rules, "exercise_program: false, weeks_planned: 0", mode).decision is Decision.DENY


def test_a_ceiling_reduces_and_refuses_beside_whichever_guideline_decides(read) -> None:  # type: ignore[no-untyped-def]
    rules = read(own_2026__massage=RULE, words_2026__most=CAP)
    facts = f"{STATED}, adult: true"
    for mode in (ASK, SILENCE):
        few = asked(rules, facts, mode, had="visits_completed: 10")
        assert few.decision is Decision.APPROVE
        some = asked(rules, facts, mode, had="visits_completed: 20")
        assert (some.decision, some.quantity) == (Decision.MODIFY, 4)
        assert asked(rules, facts, mode, had="visits_completed: 24").decision is Decision.DENY
        minor = asked(rules, facts.replace("adult: true", "adult: false"), mode, had="visits_completed: 24")
        assert minor.decision is Decision.APPROVE
    assert asked(rules, facts, ASK).decision is Decision.PEND
    assert asked(rules, facts, SILENCE).decision is Decision.APPROVE


def test_a_ceiling_never_approves_and_covers_nothing(read) -> None:  # type: ignore[no-untyped-def]
    rules = read(own_2026__massage=RULE, words_2026__most=CAP)
    for mode in (ASK, SILENCE):
        refused = asked(rules, STATED.replace("true", "false") + ", adult: true", mode, had="visits_completed: 0")
        assert refused.decision is Decision.DENY
    alone = read(words_2026__most=CAP.replace("physical_therapy]", "codeine]"), own_2026__massage=RULE)
    assert alone.for_treatment("codeine") == ()


SPECIAL = """
rule: own-2026/repeat
title: Massage again
treatments: [massage_therapy]
applies_when: {previous_injection: true}
scope_if_silent: outside
approve_when: never
cite: {section: Massage}
basis: page
reading: quoted
"""


def test_a_rule_for_a_special_occasion_does_not_hold_up_the_ordinary_request(read) -> None:  # type: ignore[no-untyped-def]
    rules = read(own_2026__massage=RULE, own_2026__repeat=SPECIAL)
    silent = "exercise_program: true, weeks_planned: 2"
    assert asked(rules, silent, ASK).decision is Decision.PEND
    assert asked(rules, silent, SILENCE).decision is Decision.APPROVE
    assert asked(rules, f"{silent}, previous_injection: true", SILENCE).decision is Decision.DENY
    held_up = read(own_2026__massage=RULE, own_2026__repeat=SPECIAL.replace("scope_if_silent: outside\n", ""))
    assert asked(held_up, silent, SILENCE).decision is Decision.PEND


def test_what_contradicts_itself_is_no_silence(read) -> None:  # type: ignore[no-untyped-def]
    rules = read(own_2026__massage=RULE, own_2026__repeat=SPECIAL)
    both = "previous_injection: {values: [{value: true}, {value: false}]}"
    assert asked(rules, f"exercise_program: true, weeks_planned: 2, {both}", SILENCE).decision is Decision.PEND


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (RULE.replace("all: [active", "all: [adult, active"), "supporting-decides"),
        (RULE.replace("role: supporting", "role: supportive"), "unknown-value"),
        (RULE.replace("  weeks: {says", "  active: {says"), "duplicate-key"),
        (RULE.replace("weeks_planned: {at_least: 1}", "weeks_planed: 2"), "unknown-fact"),
        (SPECIAL.replace("massage", "massage").replace("outside", "inside"), "unknown-value"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(tmp_path: Path, rule: str, code: str) -> None:
    path = rule.split("rule: ", 1)[1].split("\n", 1)[0] + ".yaml"
    assert code in [each.code for each in checked({path: rule}, tmp_path)]


def test_what_is_set_aside_is_said(read) -> None:  # type: ignore[no-untyped-def]
    rules = read(own_2026__massage=RULE, own_2026__repeat=SPECIAL)
    silent = "exercise_program: true, weeks_planned: 2"
    found = asked(rules, silent, SILENCE)
    assert found.set_aside == ("own-2026/repeat",)
    assert any("does not mention its occasion" in note for note in found.notes)
    assert asked(rules, f"{silent}, previous_injection: true", SILENCE).set_aside == ()


def test_a_denial_rests_on_a_rule_that_applies_for_certain(read) -> None:  # type: ignore[no-untyped-def]
    """Whether the other rule applies is not known; both refuse, and what applies is cited."""
    maybe = SPECIAL.replace("scope_if_silent: outside\n", "").replace("own-2026/repeat", "own-2026/again")
    certain = RULE.replace("own-2026/massage", "low-2026/massage")
    rules = read(own_2026__again=maybe, **{"low-2026/massage": certain})
    for mode in (ASK, SILENCE):
        found = asked(rules, "exercise_program: false", mode)
        assert found.decision is Decision.DENY
        assert [each.rule.id for each in found.rules] == ["low-2026/massage"]


def test_what_a_criterion_is_for_follows_from_the_approval() -> None:
    either = AtLeast(1, (Named("a"), AtLeast(2, (Named("b"), Named("c")))))
    approval = AtLeast(2, (Named("d"), either))
    criteria = tuple(Criterion(name, "says", ALWAYS, CITED) for name in "abcd")
    rule = Rule("g/r", "title", "g", ("t",), criteria, approval)
    assert [role_of(rule, each) for each in criteria] == ["contributing", "contributing", "contributing", "necessary"]
    alone = replace(rule, approve_when=either)
    assert [role_of(alone, each) for each in criteria] == ["sufficient", "contributing", "contributing", None]
    assert role_of(rule, replace(criteria[0], role=Role.EXCLUSION)) == "exclusion"


@given(approvals(tuple("abcd")))
@law(100, many=2_000)
def test_the_smallest_sets_say_all_of_an_approval(approval: Approval) -> None:
    sets = smallest_sets(approval)
    assert sets is not None
    for size in range(5):
        for met in combinations("abcd", size):
            truths = {name: truth(name in met) for name in "abcd"}
            assert (approval_truth(approval, truths) is Truth.TRUE) == any(each <= set(met) for each in sets)


def test_a_condition_that_silence_meets_becomes_an_exclusion(tmp_path: Path) -> None:
    text = RULE.replace("role: exclusion", "if_silent: met")
    edit = Edit("r.yaml", ("criteria", "no_injection", "if_silent"), "exclusion", key="role")
    assert mended_text(text, edit) == RULE
