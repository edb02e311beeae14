"""`recheck rules coverage`: what is reached, what is missing and why, and that the suggestions reach it."""

import json
import random
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import run
from generated import FACTS
from recheck.author.coverage.domains import Domains
from recheck.author.coverage.goals import Goal, Kind, leaves_at
from recheck.author.coverage.measure import RuleCoverage, State, cover
from recheck.author.coverage.observe import deciding, reached_by, seen
from recheck.author.coverage.reach import Reach
from recheck.author.coverage.suggest import CONFIRM, suggested
from recheck.author.rule_tests import run_rule_test
from recheck.conditions.interpret import trace
from recheck.evaluators.plan import View
from recheck.load.files import RuleFile, rule_files
from recheck.load.rule_tests import Expectation, RuleTest, load_rule_tests
from recheck.model.condition import AllOf, AnyOf, Comparison, Condition, CountOf, IfThen, NotOf, Op
from recheck.model.problem import Place, Problem, Source
from recheck.model.recommendation import Decision
from recheck.model.rule import Named, Rule, RuleSet
from recheck.model.truth import Truth
from recheck.model.value import Held

MASSAGE = "mtus-chronic-pain-2009/massage_therapy"
T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


@pytest.fixture(scope="session")
def tests(rules: RuleSet) -> list[RuleTest]:
    return load_rule_tests(rule_files().values(), rules, [])


@pytest.fixture(scope="session")
def covered(rules: RuleSet, tests: list[RuleTest]) -> dict[str, RuleCoverage]:
    return {each.rule.id: each for each in cover(rules, tests)}


def is_(name: str) -> Comparison:
    return Comparison(name, Op.EQUALS, True)


def alone(condition: Condition, **facts: Held) -> set[tuple[tuple[int, ...], Truth]]:
    return set(deciding(trace(condition, facts)))


# -- what decides alone ---------------------------------------------------------------------------


def test_a_part_of_all_decides_alone_where_the_others_are_true() -> None:
    both = AllOf((is_("a"), is_("b")))
    assert alone(both, a=True, b=False) == {((1,), F)}
    assert alone(both, a=True, b=True) == {((0,), T), ((1,), T)}
    assert alone(both, a=True) == {((1,), U)}
    assert alone(both, b=False) == set()
    assert alone(both) == set()


def test_a_part_of_any_decides_alone_where_the_others_are_false() -> None:
    either = AnyOf((is_("a"), is_("b")))
    assert alone(either, a=True, b=False) == {((0,), T)}
    assert alone(either, a=False) == {((1,), U)}


def test_a_part_of_count_decides_alone_where_one_is_wanting() -> None:
    two = CountOf(2, (is_("a"), is_("b"), is_("c")))
    assert alone(two, a=True, b=False, c=False) == {((1,), F), ((2,), F)}
    assert alone(two, a=True, b=True, c=True) == set()


def test_negation_and_condition_let_their_parts_decide() -> None:
    assert alone(NotOf(is_("a")), a=True) == {((0,), T)}
    assert alone(IfThen(is_("a"), is_("b")), a=True, b=False) == {((0,), T), ((1,), F)}
    assert alone(IfThen(is_("a"), is_("b")), a=False) == set()


def trees() -> st.SearchStrategy[Condition]:
    """Trees over four facts, which therefore often stand in several leaves of one tree."""
    leaf = st.builds(Comparison, st.sampled_from(["b0", "b1", "b2", "b3"]), st.just(Op.EQUALS), st.booleans())

    def wider(children: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(children, min_size=1, max_size=3).map(tuple)
        return st.one_of(
            st.builds(AllOf, several),
            st.builds(AnyOf, several),
            st.builds(NotOf, children),
            st.builds(IfThen, children, children),
            several.flatmap(lambda parts: st.builds(CountOf, st.integers(1, len(parts)), st.just(parts))),
        )

    return st.recursive(leaf, wider, max_leaves=6)


@given(trees())
@settings(max_examples=150)
def test_the_search_finds_what_trying_everything_finds_and_no_more(condition: Condition) -> None:
    names = ["b0", "b1", "b2", "b3"]
    everything = set()
    for values in product((True, False, None), repeat=len(names)):
        traced = trace(condition, {name: value for name, value in zip(names, values, strict=True) if value is not None})
        everything |= {(Kind.SEEN, *each) for each in seen(traced)}
        everything |= {(Kind.DECIDES, *each) for each in deciding(traced)}
    rule = Rule("g/r", "title", "g", ("t",), (), Named("k"))
    domains = Domains(rule, View((rule,), (condition,), (), FACTS), date(2016, 1, 1))
    found = set()
    for path, truth in product([(), *(path for path, _ in leaves_at(condition))], Truth):
        reach = Reach(domains, budget=100_000)
        if any(True for _ in reach.at(condition, path, truth)({})):
            found.add((Kind.SEEN, path, truth))
        if any(True for _ in reach.decides(condition, path, truth)({})):
            found.add((Kind.DECIDES, path, truth))
        assert not reach.gave_up
    leaf_paths = {path for path, _ in leaves_at(condition)}
    found = {each for each in found if each[0] is Kind.SEEN or each[1] in leaf_paths}
    assert found == everything


# -- the shipped rules ----------------------------------------------------------------------------


def test_a_rule_is_covered_by_the_truths_that_its_recommendation_reports(rules: RuleSet, tests: list[RuleTest]) -> None:
    for test in tests[::7]:
        reached = reached_by(test, rules)
        found = run_rule_test(test, rules).recommendation
        for finding in found.rules:
            if finding.applies is T and finding.rule.is_conclusive:
                assert Goal(Kind.DECISION, finding.decision) in reached
                for each in finding.criteria:
                    assert Goal(Kind.SEEN, each.truth, each.criterion.name) in reached


def test_a_test_of_which_the_rule_does_not_apply_reaches_nothing(rules: RuleSet) -> None:
    place = Place(Source("t"))
    facts: dict[str, Held] = {"exercise_program": True, "visits_requested": 6, "visits_authorized": 0}
    for phase, day in (("acute", date(2015, 3, 2)), ("chronic", date(2020, 1, 1))):
        test = RuleTest(MASSAGE, "t", day, {**facts, "phase": phase}, Expectation(), "ask", place)
        assert reached_by(test, rules) == frozenset()


def test_without_tests_nothing_is_reached_and_nearly_everything_is_suggested(rules: RuleSet) -> None:
    found = next(cover(rules, [], [MASSAGE]))
    assert (found.count(State.REACHED), found.count(State.NOT_FOUND, State.CANNOT)) == (0, 0)
    assert {each.goal.wanted for each in found.outcomes if each.goal.kind is Kind.DECISION} == set(Decision) - {
        Decision.NOT_COVERED
    }
    assert all(each.state is State.MISSING for each in found.outcomes)


def test_a_test_taken_away_is_missed(rules: RuleSet, tests: list[RuleTest]) -> None:
    kept = [test for test in tests if test.rule == MASSAGE and "modify" not in str(test.expect.decision)]
    found = next(cover(rules, kept, [MASSAGE]))
    assert Goal(Kind.DECISION, Decision.MODIFY) in [each.goal for each in found.outcomes if each.state is State.MISSING]


def test_every_suggestion_is_a_test_that_passes_and_together_they_reach_all_that_was_missing(
    rules: RuleSet, tests: list[RuleTest], covered: dict[str, RuleCoverage], tmp_path: Path
) -> None:
    for name, before in list(covered.items())[::5]:
        if not before.missing_tests:
            continue
        text = suggested(before, rules)
        assert text.count(CONFIRM) == len(before.missing_tests)
        file = tmp_path / "new.test.yaml"
        file.write_text(text, encoding="utf-8")
        problems: list[Problem] = []
        new = load_rule_tests([RuleFile(f"{name}.test.yaml", file, "new.test.yaml")], rules, problems)
        assert (problems, len(new)) == ([], len(before.missing_tests))
        assert [run_rule_test(test, rules).differences for test in new] == [()] * len(new)
        after = next(each for each in cover(rules, [*tests, *new], [name]) if each.rule.id == name)
        assert after.count(State.MISSING) == 0
        assert after.count(State.REACHED) == before.count(State.REACHED, State.MISSING)
        assert after.percent > before.percent


WRONGLY_CALLED_IMPOSSIBLE = {"wi-dwd-81/acupuncture_low_back", "wi-dwd-81/crps_blocks"}
"""Rules of which coverage calls a goal impossible that a record reaches: a known fault, to be mended, not to grow."""


def test_what_cannot_be_reached_no_random_record_reaches(rules: RuleSet, covered: dict[str, RuleCoverage]) -> None:
    chance = random.Random(5)
    checked = 0
    wrong: set[str] = set()
    for found in covered.values():
        never = {each.goal for each in found.outcomes if each.state is State.CANNOT}
        if not never:
            continue
        domains, place = found.domains, Place(Source("t"))
        day = domains.base["requested_on"]
        assert isinstance(day, date)
        names = {
            name
            for condition in domains.conditions
            for _, leaf in leaves_at(condition)
            for read in domains.view.reads(leaf)
            for name in (read, *domains.variables(leaf))
            if not name.endswith("_authorized") and name not in ("requested_on", "treatment")
        }
        for _ in range(150):
            facts: dict[str, Held] = {}
            for name in sorted(names):
                fact = domains.view.facts[name]
                known = [each for each in domains.values(name) if each is not None]
                derived = domains.view.derives(name) is not None
                if chance.random() < (0.8 if derived else 0.2):
                    continue
                if fact.type == "integer":
                    low = max(int(fact.bounds.low), 0) if fact.at_least is not None else 0
                    facts[name] = min(chance.randint(low, low + 40), int(min(fact.bounds.high, 10**6)))
                elif known:
                    facts[name] = chance.choice(known)
            facts = domains.held(dict(facts))
            test = RuleTest(found.rule.id, "t", day, facts, Expectation(), "ask", place)
            if reached_by(test, rules) & never:
                wrong.add(found.rule.id)
            checked += 1
    assert checked > 1_000
    assert wrong <= WRONGLY_CALLED_IMPOSSIBLE


def test_the_whole_rule_base_has_no_rule_that_its_tests_leave_out(covered: dict[str, RuleCoverage]) -> None:
    for name, found in covered.items():
        assert not found.outcomes or found.count(State.REACHED) > 0, name


# -- the command ----------------------------------------------------------------------------------


def test_the_command_says_what_no_test_does_and_where() -> None:
    code, said, _ = run("rules", "coverage", MASSAGE)
    assert code == 0
    assert "massage_therapy.yaml:13:5: no test in which 'within_visit_limit' alone decides the rule" in said
    assert said.splitlines()[0].startswith(f"{MASSAGE}: ")


def test_the_command_says_why_something_cannot_be() -> None:
    _, said, _ = run("rules", "coverage", "mtus-opioids-2016/pain_management_referral")
    assert "'the worker takes opioids' cannot be false while the rule applies" in said
    _, said, _ = run("rules", "coverage", "cdc-opioids-2022/naloxone")
    assert "no request is denied" in said and "has gaps" in said


def test_too_little_coverage_fails_where_a_least_is_named() -> None:
    assert run("rules", "coverage", MASSAGE, "--fail-under", "50")[0] == 0
    code, _, said = run("rules", "coverage", MASSAGE, "--fail-under", "100")
    assert (code, "under 100 %" in said) == (3, True)


def test_suggestions_are_yaml_alone_on_standard_output() -> None:
    code, said, told = run("rules", "coverage", MASSAGE, "--suggest")
    assert (code, told) == (0, "")
    assert said.startswith(f"# append to {MASSAGE}.test.yaml\n- name: ")


def test_coverage_as_json() -> None:
    code, said, _ = run("rules", "coverage", MASSAGE, "--format", "json", "--suggest")
    found = json.loads(said)
    assert (code, list(found)) == (0, ["rules", "percent"])
    assert found["rules"][0]["reached"] <= found["rules"][0]["reachable"] == len(found["rules"][0]["goals"])
    assert CONFIRM in found["rules"][0]["suggested"]


def test_a_rule_that_is_not_there_is_said() -> None:
    code, _, said = run("rules", "coverage", "massage_theraphy")
    assert (code, "unknown-rule" in said) == (1, True)
