"""Run the tests that lie beside the rules: each rule alone, with its guideline's scope."""

from dataclasses import dataclass, replace
from functools import lru_cache

from recheck.collect import Record
from recheck.evaluators.plan import editions_in_force, plan_for
from recheck.evaluators.truths import Undocumented
from recheck.judge import Judgement, Mode
from recheck.load.rule_tests import RuleTest
from recheck.model.guideline import Dates
from recheck.model.recommendation import Decision, Recommendation
from recheck.model.rule import RuleSet, Strictness
from recheck.readings import rule_under_reading


@dataclass(frozen=True, slots=True)
class TestResult:
    """A test with what came out, and how that differs from what was expected."""

    test: RuleTest
    recommendation: Recommendation
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.differences


def run_rule_test(test: RuleTest, rules: RuleSet) -> TestResult:
    """One test's result."""
    judgement = judged(test, rules)
    treatment = rules.rules[test.rule].treatments[0]
    blank = Recommendation("test", test.name, test.name, treatment, None, Decision.PEND, unit=judgement.unit)
    found = judgement.recommend(blank, [])
    return TestResult(test, found, tuple(_differences(test, found)))


def judged(test: RuleTest, rules: RuleSet) -> Judgement:
    """A test's rule alone over its facts, to be decided."""
    rule = rules.rules[test.rule]
    alone = rule_alone(rules, test.rule, test.reading)
    held = {"treatment": rule.treatments[0], "requested_on": test.date, **test.facts}
    unit = next((name.removesuffix("_requested") for name in test.facts if name.endswith("_requested")), None)
    plan = plan_for(alone, str(held["treatment"]), editions_in_force(alone, Dates(test.date)))
    mode = Mode(undocumented=Undocumented(test.undocumented))
    return Judgement(alone, plan, mode, Record(held, {}), unit)


@lru_cache(maxsize=4096)
def rule_alone(rules: RuleSet, rule: str, reading: Strictness | None = None) -> RuleSet:
    """The rule set with one rule, under no profile; kept, so that its tests share one plan."""
    found = rules.rules[rule] if reading is None else rule_under_reading(rules.rules[rule], reading)
    found = replace(found, is_cap=False)  # its ceilings then are what decides
    return replace(rules, rules={rule: found}, by_treatment=None, gates=(), chosen=None)


def forget_rules() -> None:
    """Let go of what was kept for rules that have been read anew."""
    for kept in (rule_alone, plan_for, editions_in_force):
        kept.cache_clear()


def _differences(test: RuleTest, found: Recommendation) -> list[str]:
    expect = test.expect
    differences = []
    if expect.decision and found.decision is not expect.decision:
        differences.append(f"decision is {found.decision}, expected {expect.decision}")
    if expect.quantity is not None and found.quantity != expect.quantity:
        differences.append(f"quantity is {found.quantity}, expected {expect.quantity}")
    deciding = found.rules[0].deciding if found.rules else ()
    if expect.deciding is not None and set(map(frozenset, deciding)) != set(map(frozenset, expect.deciding)):
        differences.append(f"deciding criteria are {_sets(deciding)}, expected {_sets(expect.deciding)}")
    missing = tuple(question.fact for question in found.missing)
    if expect.missing is not None and set(missing) != set(expect.missing):
        differences.append(f"missing facts are {list(missing)}, expected {list(expect.missing)}")
    return differences


def _sets(sets: tuple[tuple[str, ...], ...]) -> str:
    return " or ".join(" + ".join(each) for each in sets) or "none"
