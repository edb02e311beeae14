"""What an engine is: a way to evaluate programs. All must agree with the values engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from recheck.model.truth import Truth
from recheck.model.value import Held
from recheck.program.ir import Program
from recheck.program.truths import Applying, CriterionTruth

Facts: TypeAlias = Mapping[str, Held]
Scopes: TypeAlias = tuple[Applying, ...]
"""For each rule of a program, whether it applies."""


@dataclass(frozen=True, slots=True)
class HeldFacts:
    """What is held of every fact, derived ones included."""

    facts: Facts
    is_clean: bool
    """Whether nothing is contradicted, and every number documented exactly."""


class Engine(Protocol):
    """A way to evaluate programs."""

    def derive(self, program: Program, documented: Facts) -> HeldFacts:
        """The documented facts, and those that the program derives from them."""

    def scopes(self, program: Program, held: HeldFacts) -> Scopes:
        """Whether each rule applies."""

    def criteria(self, program: Program, number: int, held: HeldFacts) -> tuple[CriterionTruth, ...]:
        """The truths of the criteria of one rule."""

    def approve(self, program: Program, number: int, closed: Sequence[Truth]) -> Truth:
        """The truth of a rule's `approve_when` over the truths of its criteria that count."""
