"""The numbers that stand for steps of the search, rules and changes of kind in keys.

Comes in: the rule set. Goes out: its numbers, or what is too much for the bits of a key (`keys`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from recheck.evaluators.columns.keys import MOST_QUANTITY, ORDER, STEP
from recheck.evaluators.columns.problems import Unsupported
from recheck.evaluators.plan import LAST
from recheck.model.problem import ProblemsFound
from recheck.model.rule import RuleSet


@dataclass(frozen=True)
class Ranks:
    """The numbers that stand for steps, rules and changes of kind in keys."""

    steps: Mapping[int, int]
    rules: Mapping[str, int]
    changes: Mapping[tuple[tuple[str, object], ...], int]

    def base(self, step: int, rule: str) -> int:
        """The part of a key that is the same for every answer of a rule."""
        early = (1 << STEP[1]) - 1 - self.steps[step]
        first = (1 << ORDER[1]) - 1 - self.rules[rule]
        return (early << STEP[0]) | (first << ORDER[0])


def ranks_of(rules: RuleSet) -> Ranks:
    """Numbers for steps, rules and changes of kind.

    Raises:
        ProblemsFound: there are more than fit.
    """
    steps = {step: index for index, step in enumerate(sorted({*rules.profile.places.values(), LAST}))}
    numbers = {name: index for index, name in enumerate(sorted(rules.rules))}
    changes: dict[tuple[tuple[str, object], ...], int] = {
        each: index
        for index, each in enumerate(
            dict.fromkeys(
                tuple(sorted(rule.modify_to.items(), key=str)) for rule in rules.rules.values() if rule.modify_to
            ),
            start=1,
        )
    }
    large = [
        name
        for name, fact in rules.vocabulary.facts.items()
        if name.endswith("_requested") and not fact.bounds.high <= MOST_QUANTITY
    ]
    problems = []
    for what, so in (
        ("an order of search with more than 63 steps", len(steps) > 63),
        ("a rule set of more than 16,383 rules", len(numbers) > 16383),
        ("a rule set with more than 15 different 'modify_to'", len(changes) > 15),
        (f"a quantity without a bound ({', '.join(large)})", bool(large)),
    ):
        if so:
            problems.append(Unsupported(what).problem("the rule set", None))
    if problems:
        raise ProblemsFound(problems)
    return Ranks(steps, numbers, changes)
