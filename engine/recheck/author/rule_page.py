"""A rule as a guideline page: what it asks, its editions side by side, its tests, and the cases it decides."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from recheck.author.criteria_tree import Limb, criteria_tree
from recheck.author.show import in_words
from recheck.author.side_by_side import SideBySide, side_by_side
from recheck.evaluators.truths import Undocumented
from recheck.judge import Mode
from recheck.load.rule_tests import RuleTest
from recheck.model.case import Case
from recheck.model.guideline import Guideline
from recheck.model.recommendation import Recommendation
from recheck.model.rule import Rule, RuleSet
from recheck.readings import treatments_of
from recheck.screen import screen

MODE = Mode(Undocumented.NOT_ESTABLISHED)
"""How the cases are judged: as an audit does."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A request that the rule decides, and what was determined of it."""

    recommendation: Recommendation
    determinations: tuple[str, ...]

    @property
    def words(self) -> str:
        quantity = self.recommendation.quantity
        return f"{self.recommendation.decision}{f' to {quantity}' if quantity is not None else ''}"


@dataclass(frozen=True, slots=True)
class RulePage:
    """All that a page of one rule shows."""

    rule: Rule
    edition: Guideline
    treatments: tuple[str, ...]
    applies: tuple[str, ...]
    """The guideline's scope and when the rule itself applies; nothing of what always holds."""
    tree: tuple[Limb, ...]
    tables: tuple[SideBySide, ...]
    tests: tuple[RuleTest, ...]
    decided: tuple[Decided, ...]

    @property
    def in_force(self) -> str:
        end = self.edition.in_force.end
        start = self.edition.in_force.start
        until = f"to {end.date} (by {end.by})" if end else "until now"
        return f"in force from {start.date} (by {start.by}) {until}"


def rule_page(rules: RuleSet, rule: Rule, tests: Iterable[RuleTest], cases: Iterable[Case]) -> RulePage:
    """The page of a rule.

    Args:
        rules: the rule set that holds it.
        rule: the rule.
        tests: tests of any rules; the page shows this one's.
        cases: the cases among which those that it decides are looked for.
    """
    edition = rules.guidelines[rule.guideline]
    scopes = (in_words(each, rules.vocabulary) for each in (edition.scope, rule.applies_when))
    return RulePage(
        rule,
        edition,
        tuple(rules.vocabulary.treatments[name].title for name in rule.treatments),
        tuple(each for each in scopes if each != "always"),
        criteria_tree(rule, rules),
        tuple(_tables(rules, rule)),
        tuple(test for test in tests if test.rule == rule.id),
        tuple(_decided(rules, rule, cases)),
    )


def _tables(rules: RuleSet, rule: Rule) -> Iterator[SideBySide]:
    """One table for treatments of which the same rules speak; none where no other rule does."""
    seen = set()
    for treatment in rule.treatments:
        speaking = frozenset(each.id for each in rules.for_treatment(treatment))
        if speaking not in seen and len(speaking) > 1:
            yield side_by_side(rules, treatment)
        seen.add(speaking)


def _decided(rules: RuleSet, rule: Rule, cases: Iterable[Case]) -> Iterator[Decided]:
    for case in cases:
        for request in case.requests.values():
            if treatments_of(request, case).isdisjoint(rule.treatments):
                continue
            found = screen(rules, case, request.id, MODE)
            if _decides(rule, found):
                said = (f"{each.outcome} ({str(each.by).replace('_', ' ')})" for each in request.determinations)
                yield Decided(found, tuple(said))


def _decides(rule: Rule, found: Recommendation) -> bool:
    here = any(finding.rule.id == rule.id for finding in found.rules)
    return here or any(_decides(rule, each) for each in found.components)
