"""Requests that two rule sets decide differently: the smallest of every kind of change, or that there is none.

Comes in: two rule sets, a treatment, the editions of each that are in force between two days, and what
silence means. Goes out: for each pair of decisions the request with the fewest documented facts, and of
these the one with the smallest numbers. Two records share their variables, one read by each rule set, so
a request of the model is one that both can read. Needs the extra `prove`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import z3

from recheck.evaluators.formulas import FIRST_DAY, Facts
from recheck.evaluators.logic import Formula, both, either, no, pick
from recheck.evaluators.proof import Answer, Proof, TooManyOpen, requests_for, values_of
from recheck.evaluators.symbols import Range, Single
from recheck.evaluators.truths import Undocumented
from recheck.model.recommendation import Decision
from recheck.model.rule import RuleSet
from recheck.model.value import Value
from recheck.model.vocabulary import FactType

__all__ = ["Apart", "Pair", "Search", "Side", "TooManyOpen", "Undecided"]

STATED = ("treatment", "requested_on")
"""Facts that every request has: they do not count."""
FACT = 64
"""What a documented fact weighs; one that could be derived from others a little more."""
FLOOR = -40
"""Numbers without a lower bound are not looked for below."""


@dataclass(frozen=True, slots=True)
class Pair:
    """From which decision to which; of two modifications, whether more or less is left."""

    old: Decision
    new: Decision
    less: bool = False


@dataclass(frozen=True, slots=True)
class Apart:
    """The smallest request of one kind of change."""

    pair: Pair
    values: Mapping[str, Value]
    documented: int


@dataclass(frozen=True, slots=True)
class Side:
    """One rule set with the editions that are in force."""

    rules: RuleSet
    editions: tuple[str, ...]


class Undecided(Exception):
    """The solver gave no answer in its time, or the model does not hold the request."""


class Search:
    """All requests for a treatment that two sides decide differently."""

    def __init__(
        self,
        old: Side,
        new: Side,
        treatment: str,
        *,
        unit: str | None,
        between: tuple[date, date],
        undocumented: Undocumented,
        seconds: float,
        clock: Callable[[], float],
    ) -> None:
        self.seconds, self.clock = seconds, clock
        absent: set[str] = set()
        while True:
            tables = [requests_for(side.rules, treatment, unit=unit, between=between) for side in (old, new)]
            tables[1].words = tables[0].words
            tables[0].absent = tables[1].absent = tables[0].absent | tables[1].absent | absent
            proofs = [
                Proof(side.rules, treatment, side.editions, table, unit=unit, undocumented=undocumented)
                for side, table in zip((old, new), tables, strict=True)
            ]
            answers = [proof.answer for proof in proofs]
            late = {name for name in tables[0].absent if any(_can_be_known(table, name) for table in tables)}
            if not late:
                break
            absent |= late  # one side's rules change what the other had read before: read it anew
        self.unrolled = any(proof.unrolled for proof in proofs)
        self.tables = tables
        constraints = [each for proof in proofs for each in proof.constraints]  # which reads more facts
        self.known = {name: symbol.known for table in tables for name, symbol in table.known.items()}
        self.solver = z3.SimpleSolver()
        self.solver.add(*constraints, *(each for table in tables for each in table.constraints), *self._in_order())
        before, after = answers
        self.solver.add(no(before.same(after)))
        self.pairs = {pair: _is(pair, before, after) for pair in _pairs()}
        derived = {each.fact for proof in proofs for view in proof.plan.views for each in view.definitions}
        self.size = z3.Sum(*(self._weight(name, name in derived) for name in self.known), z3.IntVal(0))

    def _weight(self, name: str, derived: bool) -> Formula:
        """What a fact adds to the size of a request where it is documented; nothing authorized is no fact."""
        if name in STATED:
            return z3.IntVal(0)
        counts = self.known[name]
        if name.endswith("_authorized"):
            counts = both(counts, *(table[name].low > 0 for table in self.tables if name in table.known))  # type: ignore[union-attr]
        return pick(counts, z3.IntVal(FACT + derived), z3.IntVal(0))

    def differs(self) -> bool:
        """Whether there is any such request.

        Raises:
            Undecided: the solver gave up.
        """
        return self._model() is not None

    def smallest(self, smaller_than: Mapping[Pair, int]) -> Iterator[Apart]:
        """The smallest request of each kind of change, where it is smaller than one that is known already.

        Raises:
            Undecided: the solver gave up.
        """
        for pair, documented in smaller_than.items():
            self.solver.add(either(no(self.pairs[pair]), self.size < documented * FACT))
        while (model := self._model()) is not None:
            pair = next(each for each, holds in self.pairs.items() if z3.is_true(model.eval(holds, True)))
            found = self._smallest(pair, model)
            yield found
            self.solver.add(no(self.pairs[pair]))

    def _smallest(self, pair: Pair, model: z3.ModelRef) -> Apart:
        self.solver.push()
        self.solver.add(self.pairs[pair])
        size = self._least(self.size, model, 0)
        model = self._known_model(self.size == size)
        self.solver.add(*(known if z3.is_true(model.eval(known, True)) else no(known) for known in self.known.values()))
        for formula, floor in self._numbers(model):
            least = self._least(formula, model, floor)
            model = self._known_model(formula == least)
        values: dict[str, Value] = {}
        for table in self.tables:
            values |= values_of(table, model)
        self.solver.pop()
        return Apart(pair, values, size // FACT)

    def _least(self, formula: Formula, model: z3.ModelRef, floor: int) -> int:
        """The least whole number, not below the floor, that a formula can be; the model's own where that is lower."""
        high = _whole(model, formula)
        low = min(floor, high)
        while low < high:
            middle = (low + high) // 2
            found = self._model(formula <= middle)
            if found is None:
                low = middle + 1
            else:
                high = max(low, _whole(found, formula))
        return low

    def _numbers(self, model: z3.ModelRef) -> Iterator[tuple[Formula, int]]:
        """What is to be small, and how small it can be: whole numbers, the disputed quantity last.

        Then the day of the request, and how long before it other days lie.
        """
        named = {name: (table, symbol) for table in self.tables for name, symbol in table.known.items()}
        today = named["requested_on"][1].value if "requested_on" in named else None  # type: ignore[union-attr]
        order = [name for name in sorted(named, key=_turn) if z3.is_true(model.eval(self.known[name], True))]
        for name in order:
            table, symbol = named[name]
            fact = table.vocabulary.facts[name]
            if isinstance(symbol, Range) and fact.type is FactType.INTEGER and not z3.is_int_value(symbol.low):
                yield symbol.low, FLOOR if fact.at_least is None else int(fact.at_least)
            elif isinstance(symbol, Single) and fact.type is FactType.DATE and name == "requested_on":
                yield symbol.value, FIRST_DAY.toordinal()
            elif isinstance(symbol, Single) and fact.type is FactType.DATE and today is not None:
                yield z3.If(today >= symbol.value, today - symbol.value, symbol.value - today), 0

    def _in_order(self) -> Iterator[Formula]:
        """What a case file asks of dates: nobody is injured after the request."""
        for table in self.tables:
            if "date_of_injury" in table.known and "requested_on" in table.known:
                injured, requested = table["date_of_injury"], table["requested_on"]
                yield either(no(injured.known), injured.value <= requested.value)  # type: ignore[union-attr]

    def _known_model(self, *more: Formula) -> z3.ModelRef:
        self.solver.add(*more)
        found = self._model()
        assert found is not None, "what was found before is found again"
        return found

    def _model(self, *more: Formula) -> z3.ModelRef | None:
        """A request that differs, None where there is none."""
        if self.seconds <= 0:
            raise Undecided("not settled in the time given")
        self.solver.set("timeout", max(1, int(self.seconds * 1000)))
        begun = self.clock()
        found = self.solver.check(*more)
        self.seconds -= self.clock() - begun
        if found == z3.unknown:
            raise Undecided("not settled in the time given")
        return self.solver.model() if found == z3.sat else None


def _pairs() -> Iterator[Pair]:
    for old in Decision:
        for new in Decision:
            if old is not new:
                yield Pair(old, new)
    yield Pair(Decision.MODIFY, Decision.MODIFY)
    yield Pair(Decision.MODIFY, Decision.MODIFY, less=True)


def _is(pair: Pair, old: Answer, new: Answer) -> Formula:
    both_are = both(old.is_(pair.old), new.is_(pair.new))
    if pair.old is not pair.new:
        return both_are
    less = new.quantity < old.quantity
    return both(both_are, less if pair.less else no(less))


def _turn(name: str) -> tuple[bool, bool, str]:
    return (name == "requested_on", name.endswith("_requested"), name)


def _can_be_known(table: Facts, name: str) -> bool:
    return name in table.known and not z3.is_false(table.known[name].known)


def _whole(model: z3.ModelRef, formula: Formula) -> int:
    return int(model.eval(formula, model_completion=True).as_long())
