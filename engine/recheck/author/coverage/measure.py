"""Coverage: of every rule, which goals its tests reach, which they could, and with what facts.

Rules and their tests come in; goes out one `RuleCoverage` a rule. A goal that no test reaches is searched
for: found, it is *missing* and has a test that would reach it; when the search ends with nothing it
*cannot be* reached in the small domains and does not count; when the search gave up it is *not found* and
counts as missing. Only what a run of the rule confirms is found.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from recheck.author.coverage.domains import Domains, Row
from recheck.author.coverage.goals import Goal, Kind, goals_of, modifiable
from recheck.author.coverage.observe import reached_by
from recheck.author.coverage.reach import Reach, Step, approval_tree, paths_to
from recheck.author.rule_tests import judged
from recheck.evaluators.plan import View, editions_in_force, plan_for
from recheck.load.rule_tests import Expectation, RuleTest
from recheck.model.guideline import Dates
from recheck.model.problem import Place, Source
from recheck.model.recommendation import Decision
from recheck.model.rule import Criterion, Rule, RuleSet
from recheck.model.truth import Truth
from recheck.model.value import Held

MAX_RUNS = 40
"""Proposals of one search that are run at most."""


class State(StrEnum):
    """Whether a goal is reached, and if not, whether it can be."""

    REACHED = "reached"
    MISSING = "missing"
    NOT_FOUND = "not_found"
    CANNOT = "cannot"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A goal with its state; of a missing one, the number of the test that would reach it."""

    goal: Goal
    state: State
    would: int | None = None


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """The goals of one rule with their states, and the tests that would reach the missing ones."""

    rule: Rule
    outcomes: tuple[Outcome, ...]
    missing_tests: tuple[RuleTest, ...]
    tests: int
    domains: Domains

    def count(self, *states: State) -> int:
        """How many goals are in one of these states."""
        return sum(each.state in states for each in self.outcomes)

    @property
    def percent(self) -> int:
        """The share of reachable goals that the tests reach, rounded down."""
        return percent(self.count(State.REACHED), self.reachable)

    @property
    def reachable(self) -> int:
        """The goals that count: all but those that cannot be reached."""
        return len(self.outcomes) - self.count(State.CANNOT)


def percent(reached: int, reachable: int) -> int:
    """A share in whole percent, rounded down, so that 100 means all.

    >>> percent(199, 200), percent(0, 0)
    (99, 100)
    """
    return 100 * reached // reachable if reachable else 100


def cover(rules: RuleSet, tests: Iterable[RuleTest], names: Sequence[str] = ()) -> Iterator[RuleCoverage]:
    """The coverage of every rule, or of those whose id holds one of the names, in file order."""
    by_rule: dict[str, list[RuleTest]] = {}
    for test in tests:
        by_rule.setdefault(test.rule, []).append(test)
    for rule in rules.rules.values():
        if not names or any(name in rule.id for name in names):
            yield cover_rule(rules, rule, by_rule.get(rule.id, []))


def cover_rule(rules: RuleSet, rule: Rule, tests: Sequence[RuleTest]) -> RuleCoverage:
    """One rule's coverage by its tests."""
    day, view = _ground(rules, rule, tests)
    goals = goals_of(rule, view)
    reached: set[Goal] = set()
    for test in tests:
        reached |= reached_by(test, rules)
    search = _Search(rules, rule, Domains(rule, view, day))
    wanting = [goal for goal in goals if goal not in reached]
    states = dict.fromkeys(wanting, State.CANNOT)
    would: dict[Goal, int] = {}
    found: list[RuleTest] = []
    for goal in wanting:
        if goal in would:
            continue
        missing, states[goal] = search.test_for(goal)
        if missing is not None:
            for each in reached_by(missing, rules) & set(wanting) - set(would):
                would[each], states[each] = len(found), State.MISSING
            found.append(missing)
    outcomes = tuple(Outcome(goal, states.get(goal, State.REACHED), would.get(goal)) for goal in goals)
    return RuleCoverage(rule, outcomes, tuple(found), len(tests), search.domains)


def _ground(rules: RuleSet, rule: Rule, tests: Sequence[RuleTest]) -> tuple[date, View]:
    """A date on which the rule's guideline is in force (a test's, if there is one), and the rule's view then."""
    start = rules.guidelines[rule.guideline].in_force.start.date
    for day in dict.fromkeys([*(test.date for test in tests), start]):
        test = RuleTest(rule.id, "", day, {}, Expectation(), "ask", Place(Source("")))
        views = judged(test, rules).plan.views
        if views:
            return day, views[0]
    alone = replace(rules, rules={rule.id: rule}, gates=(), chosen=None)
    editions = (rule.guideline, *editions_in_force(alone, Dates(start)))
    return start, plan_for(alone, rule.treatments[0], editions).views[0]


class _Search:
    """Tests for the goals of one rule."""

    def __init__(self, rules: RuleSet, rule: Rule, domains: Domains) -> None:
        self.rules = rules
        self.rule = rule
        self.domains = domains
        self.tree = approval_tree(rule)
        self.criteria = {criterion.name: criterion for criterion in rule.criteria}

    def test_for(self, goal: Goal) -> tuple[RuleTest | None, State]:
        """A test that reaches the goal, with MISSING; or none, and why."""
        gave_up = False
        for ways in (self._telling(goal), self._plain(goal)):
            gave_up = False
            for way in ways:
                reach = Reach(self.domains)
                steps = way(reach)
                for number, row in enumerate(reach.every([*steps, *self._applying(reach)], {})):
                    test = self._test(row)
                    if goal in reached_by(test, self.rules):
                        return test, State.MISSING
                    if number == MAX_RUNS:
                        gave_up = True
                        break
                gave_up = gave_up or reach.gave_up
        return None, State.NOT_FOUND if gave_up or self.domains.cut else State.CANNOT

    def _applying(self, reach: Reach) -> list[Step]:
        scope = self.domains.view.scopes[0]
        return [reach.truth(scope, Truth.TRUE), reach.truth(self.rule.applies_when, Truth.TRUE)]

    def _telling(self, goal: Goal) -> list[Callable[[Reach], list[Step]]]:
        """Ways to the goal in which the criterion also decides the rule: the tests that tell the most."""
        criterion = self.criteria.get(goal.criterion or "")
        if criterion is None or not isinstance(goal.wanted, Truth) or goal.kind is Kind.CARRIES:
            return []
        wholes = [goal.wanted] if goal.kind is Kind.SEEN and not goal.path else [Truth.TRUE, Truth.FALSE, Truth.UNKNOWN]
        return [
            lambda reach, whole=whole: [  # type: ignore[misc]  # a default binds the loop's value
                *self._of(criterion, goal, reach),
                *self._carried(criterion, whole, reach),
            ]
            for whole in wholes
        ]

    def _carried(self, criterion: Criterion, truth: Truth, reach: Reach) -> list[Step]:
        if self.rule.approve_when is None or self.tree is None:
            return []
        paths = list(paths_to(self.rule.approve_when, criterion.name))
        return [reach.decides(self.tree, path, truth) for path in paths[:1]]

    def _plain(self, goal: Goal) -> list[Callable[[Reach], list[Step]]]:
        """All ways to the goal: what none of them reaches cannot be reached."""
        tree = self.tree
        criterion = self.criteria.get(goal.criterion or "")
        if criterion is not None and goal.kind is Kind.CARRIES:
            return [lambda reach: self._carried(criterion, goal.truth, reach)]
        if criterion is not None:
            return [lambda reach: self._of(criterion, goal, reach)]
        if tree is None:
            return [lambda reach: []]
        if goal.wanted is Decision.MODIFY:
            changing = modifiable(self.rule, self.domains.view)
            return [lambda reach, each=each: self._carried(each, Truth.FALSE, reach) for each in changing] + [
                lambda reach: [reach.truth(tree, Truth.FALSE)]
            ]
        wanted = {Decision.APPROVE: Truth.TRUE, Decision.DENY: Truth.FALSE}.get(goal.decision, Truth.UNKNOWN)
        return [lambda reach: [reach.truth(tree, wanted)]]

    def _of(self, criterion: Criterion, goal: Goal, reach: Reach) -> list[Step]:
        if goal.kind is Kind.DECIDES:
            return [reach.decides(criterion.when, goal.path, goal.truth)]
        return [reach.at(criterion.when, goal.path, goal.truth)]

    def _test(self, row: Row) -> RuleTest:
        facts: dict[str, Held] = self.domains.held(row)
        day = facts.pop("requested_on", self.domains.base["requested_on"])
        assert isinstance(day, date)
        if facts.get("treatment") == self.rule.treatments[0]:
            del facts["treatment"]
        return RuleTest(self.rule.id, "", day, facts, Expectation(), "ask", self.rule.place or Place(Source("")))
