"""Inference decides, and the values confirm: durable's answer, or none where the two differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from recheck.engines.durable import DURABLE
from recheck.engines.engine import Engine, Facts, HeldFacts, Scopes
from recheck.engines.rulesets import InferenceFault
from recheck.engines.source import SOURCE
from recheck.model.truth import Truth
from recheck.program.ir import Program
from recheck.program.truths import CriterionTruth

Found = TypeVar("Found")


class Disagreement(Exception):
    """Inference failed, or found something else than the values say; perhaps of one rule, by its number."""

    def __init__(self, message: str, rule: int | None = None) -> None:
        super().__init__(message)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class BothEngines:
    """An engine that answers what one engine finds where another confirms it."""

    decides: Engine = DURABLE
    confirms: Engine = SOURCE

    def derive(self, program: Program, documented: Facts) -> HeldFacts:
        try:
            found = self.decides.derive(program, documented)
        except InferenceFault as fault:
            raise _failed(fault) from fault
        confirmed = self.confirms.derive(program, documented)
        if found.facts != confirmed.facts:
            names = dict.fromkeys(name for name, _ in found.facts.items() ^ confirmed.facts.items())
            raise Disagreement(f"inference and interpreter derive otherwise: {', '.join(names)}")
        return confirmed

    def scopes(self, program: Program, held: HeldFacts) -> Scopes:
        try:
            found = self.decides.scopes(program, held)
        except InferenceFault as fault:
            raise _failed(fault) from fault
        return _confirmed(found, self.confirms.scopes(program, held), "on which rules apply")

    def criteria(self, program: Program, number: int, held: HeldFacts) -> tuple[CriterionTruth, ...]:
        try:
            found = self.decides.criteria(program, number, held)
        except InferenceFault as fault:
            raise _failed(fault) from fault
        return _confirmed(found, self.confirms.criteria(program, number, held), "on criteria", number)

    def approve(self, program: Program, number: int, closed: Sequence[Truth]) -> Truth:
        try:
            found = self.decides.approve(program, number, closed)
        except InferenceFault as fault:
            raise _failed(fault) from fault
        return _confirmed(found, self.confirms.approve(program, number, closed), "on approval", number)


BOTH = BothEngines()


def _failed(fault: InferenceFault) -> Disagreement:
    return Disagreement(f"inference failed: {fault}")


def _confirmed(found: Found, confirmed: Found, what: str, rule: int | None = None) -> Found:
    """What was found, where it is confirmed."""
    if found != confirmed:
        raise Disagreement(f"inference and interpreter differ {what}", rule)
    return found
