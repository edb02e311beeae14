"""A view's rules over one record, as one engine reads them: as disputed, and as it could be modified."""

from collections.abc import Sequence

from recheck.engines.engine import Engine, Facts, HeldFacts, Scopes
from recheck.engines.source import SOURCE
from recheck.evaluators.decide import Attempt
from recheck.evaluators.plan import View
from recheck.model.truth import Truth
from recheck.program.truths import CriterionTruth


def facts_in(view: View, documented: Facts) -> Facts:
    """The documented facts, and those that a view derives from them."""
    return SOURCE.derive(view.program, documented).facts


class Evaluation:
    """What an engine finds of a view's rules in one record; nothing is asked of it twice."""

    def __init__(self, engine: Engine, view: View, documented: Facts, unit: str | None) -> None:
        self.engine = engine
        self.view = view
        self.documented = documented
        self.quantity = f"{unit}_requested" if unit else None
        self.held = engine.derive(view.program, documented)
        self.scopes: Scopes = engine.scopes(view.program, self.held)
        self._attempted: dict[Attempt, HeldFacts] = {}
        self._criteria: dict[tuple[int, Attempt], tuple[CriterionTruth, ...]] = {}

    def criteria(self, number: int, attempt: Attempt) -> tuple[CriterionTruth, ...]:
        """The truths of one rule's criteria at an attempt."""
        key = (number, attempt)
        found = self._criteria.get(key)
        if found is None:
            found = self.engine.criteria(self.view.program, number, self.attempted(attempt))
            self._criteria[key] = found
        return found

    def approve(self, number: int, closed: Sequence[Truth]) -> Truth:
        """Whether one rule approves, over the truths of its criteria that count."""
        return self.engine.approve(self.view.program, number, closed)

    def attempted(self, attempt: Attempt) -> HeldFacts:
        """The facts as they would be with an attempt's quantity and kind."""
        found = self._attempted.get(attempt)
        if found is None:
            documented = self.at(attempt)
            is_same = documented is self.documented
            found = self.held if is_same else self.engine.derive(self.view.program, documented)
            self._attempted[attempt] = found
        return found

    def at(self, attempt: Attempt) -> Facts:
        """The record as it would be with an attempt's quantity and kind."""
        changed = dict(attempt.changes)
        if self.quantity and attempt.quantity is not None and self.documented.get(self.quantity) != attempt.quantity:
            changed[self.quantity] = attempt.quantity
        return {**self.documented, **changed} if changed else self.documented
