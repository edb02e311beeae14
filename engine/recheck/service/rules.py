"""The rules that the service goes by: loaded once, and exchanged as a whole.

A reload reads all files anew. Where they have no errors, they take the place of those before from the next
request on; where they have, the old ones stay, and the caller learns every problem.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from recheck.load.cache import cached_rule_set
from recheck.load.files import SHIPPED, rule_files
from recheck.load.profiles import under
from recheck.load.ruleset import read_rule_set
from recheck.model.problem import Problem, ProblemsFound, errors
from recheck.model.rule import RuleSet, Strictness
from recheck.readings import under_reading
from recheck.service.journal.store import Clock, now

KEPT = 32
"""Profiles and choices of guidelines that are kept made up."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which of the rules count, and how their vague words are read."""

    profile: str | None = None
    guidelines: tuple[str, ...] = ()
    reading: str | None = None


USUAL = Chosen()


@dataclass(frozen=True, slots=True)
class InForce:
    """A rule set and since when the service goes by it."""

    rules: RuleSet
    since: datetime
    problems: tuple[Problem, ...] = ()
    """Warnings of its files."""


class Rules:
    """The rule set of a service."""

    def __init__(self, folders: Sequence[str] = (SHIPPED,), clock: Clock = now) -> None:
        self.folders = tuple(folders)
        self.clock = clock
        self._loading = threading.Lock()
        self._in_force = InForce(cached_rule_set(self.folders), clock())
        self._choose = Chooser(self._in_force.rules)

    @property
    def in_force(self) -> InForce:
        """The rule set in force, and since when."""
        return self._in_force

    def chosen(self, choice: Chosen = USUAL) -> RuleSet:
        """The rule set under a profile, guidelines of one's own, or a reading.

        Raises:
            ProblemsFound: there is no such profile or guideline.
        """
        return self._choose(choice)

    def reload(self) -> InForce:
        """Read all files anew; they count from now on.

        Raises:
            ProblemsFound: the files have errors, and the rule set before stays.
        """
        with self._loading:
            rules, problems = read_rule_set(rule_files(self.folders))
            if errors(problems):
                raise ProblemsFound(problems)
            self._choose = Chooser(rules)
            self._in_force = InForce(rules, self.clock(), tuple(problems))
            return self._in_force


class Chooser:
    """The choices of one rule set, each made up once."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self._made = lru_cache(maxsize=KEPT)(self._make)

    def __call__(self, choice: Chosen) -> RuleSet:
        return self.rules if choice == USUAL else self._made(choice)

    def _make(self, choice: Chosen) -> RuleSet:
        rules = self.rules
        if choice.profile is not None or choice.guidelines:
            rules = under(rules, choice.profile, list(choice.guidelines))
        return under_reading(rules, Strictness(choice.reading)) if choice.reading else rules
