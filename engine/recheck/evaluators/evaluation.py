"""A view's rules over one record, as one engine reads them: as disputed, and as it could be modified."""

from collections.abc import Collection
from functools import lru_cache

from recheck.engines.engine import Engine, Facts, HeldFacts, Scopes
from recheck.engines.source import SOURCE
from recheck.evaluators.decide import Attempt, Moves, Seen, deciding_sets
from recheck.evaluators.hearing import silences
from recheck.evaluators.plan import View, moved_by
from recheck.program.truths import CriterionTruth


def facts_in(view: View, documented: Facts) -> Facts:
    """The documented facts, and those that a view derives from them."""
    return SOURCE.derive(view.program, documented).facts


@lru_cache(maxsize=20_000)
def forcing(view: View, number: int, seen: Seen) -> tuple[tuple[str, ...], ...]:
    """The smallest sets of a rule's criteria that force its decision; the values look for them."""
    program = view.program
    return deciding_sets(view.rules[number], seen, lambda closed: SOURCE.approve(program, number, closed))


class Evaluation:
    """What an engine finds of a view's rules in one record; nothing is asked of it twice."""

    def __init__(
        self, engine: Engine, view: View, documented: Facts, unit: str | None, unread: Collection[str] = ()
    ) -> None:
        self.engine = engine
        self.view = view
        self.documented = {**documented, **silences(view.asked, documented, unread, view.facts)}
        self.quantity = f"{unit}_requested" if unit else None
        self.held = engine.derive(view.program, self.documented)
        self.scopes: Scopes = engine.scopes(view.program, self.held)
        self.moved = moved_by(view, self.quantity)
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

    def moves(self, number: int) -> Moves:
        """How one rule's criteria move with the disputed quantity.

        They rise as it falls only in a record that contradicts nothing, and that documents nothing which the
        quantity would derive otherwise.
        """
        is_clean = self.held.is_clean and self.moved.derived.isdisjoint(self.documented)
        return Moves(self.moved.criteria[number], is_clean and self.moved.falls[number])

    def attempted(self, attempt: Attempt) -> HeldFacts:
        """The facts as they would be with an attempt's quantity and kind."""
        found = self._attempted.get(attempt)
        if found is None:
            found = self._attempted[attempt] = self._changed(attempt)
        return found

    def _changed(self, attempt: Attempt) -> HeldFacts:
        changed = dict(attempt.changes)
        quantity = attempt.quantity
        if self.quantity and quantity is not None and quantity != self.documented.get(self.quantity):
            changed[self.quantity] = quantity
        if not changed:
            return self.held
        if not attempt.changes and not self.moved.derived:
            return HeldFacts({**self.held.facts, **changed}, self.held.is_clean)
        return self.engine.derive(self.view.program, {**self.documented, **changed})
