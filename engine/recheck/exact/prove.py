"""The proof of what is exactly possible: the request's rules as formulas over every completion of its record.

Comes in: a situation. Goes out: the decisions that some completion leads to, and the smallest sets of
facts that approve, with the solver's word that there are no others and no smaller ones. Every example is
judged by the interpreter before it is believed. Needs the extra `prove`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from recheck.evaluators.truths import Undocumented
from recheck.exact.situation import SHOWN, Answer, OutOfReach, Situation, Smallest, Values, answer_of, is_open
from recheck.model.recommendation import Decision
from recheck.model.value import Bounds, Contradicted, Value

if TYPE_CHECKING:
    from recheck.evaluators.formulas import Facts
    from recheck.evaluators.logic import Formula, Kleene
    from recheck.evaluators.symbols import Symbol

NAME = "proof"
SECONDS = 20.0
"""How long the solver may take over one question."""
INSTALL = "pip install 'imr-recheck[prove]'"
AMOUNTS = 40
"""Quantities of a modification that are listed."""


def answers(situation: Situation, seconds: float = SECONDS) -> dict[Answer, Values]:
    """Each decision (with its quantity) that a completion leads to, with a completion that leads to it.

    Raises:
        OutOfReach: the record contradicts itself on what the rules read, or the solver gave up.
    """
    model = _Model(situation, Undocumented.ASK, complete=True, seconds=seconds)
    found: dict[Answer, Values] = {}
    decisions: list[Formula] = []
    for example in model.examples(lambda: [model.logic.no(each) for each in decisions]):
        values = {name: value for name, value in example.items() if name in situation.open}
        answer = answer_of(situation.resolved({**situation.held, **values}))
        if not model.is_believed(answer[0]) or not situation.is_consistent({**situation.held, **values}):
            raise OutOfReach("the interpreter does not confirm an example of the proof")
        found.setdefault(answer, values)
        decisions.append(model.has(answer))
        if len(found) > AMOUNTS:
            decisions.append(model.has((answer[0], None)))
    return found


def smallest(situation: Situation, *, undocumented_only: bool, seconds: float = SECONDS) -> Smallest:
    """The fewest facts that approve, and at most `SHOWN` sets of so many, each with one example of values.

    Raises:
        OutOfReach: as above.
    """
    model = _Model(
        situation, situation.judgement.mode.undocumented, undocumented_only=undocumented_only, seconds=seconds
    )
    return model.fewest()


class _Model:
    """The formulas of a situation: open facts as variables, documented ones as they are or as changed."""

    def __init__(
        self,
        situation: Situation,
        undocumented: Undocumented,
        *,
        complete: bool = False,
        undocumented_only: bool = True,
        seconds: float = SECONDS,
    ) -> None:
        try:
            import z3

            from recheck.evaluators import formulas, logic, proof, symbols
        except ModuleNotFoundError as missing:
            raise OutOfReach(f"the proof needs the extra 'prove' ({missing.name}): {INSTALL}") from missing
        self.z3, self.formulas, self.proof = z3, formulas, proof
        self.logic, self.symbols = logic, symbols
        self.situation = situation
        judgement = situation.judgement
        if judgement.mode.ignore_scope:
            raise OutOfReach("the proof does not leave scopes out")
        if situation.contradicted:
            raise OutOfReach(f"the record contradicts itself on {', '.join(sorted(situation.contradicted))}")
        self.facts = self._facts(complete, undocumented_only)
        try:
            self.rules = proof.Proof(
                judgement.rules,
                judgement.plan.treatment,
                judgement.plan.editions,
                self.facts,
                unit=judgement.unit if judgement.disputed is not None else None,
                undocumented=undocumented,
            )
            self._sharpen(complete, seconds)
            self.answer = self.rules.answer
        except proof.TooManyOpen as many:
            raise OutOfReach(str(many)) from many
        if self.rules.unrolled and (judgement.disputed or 0) > proof.UNROLLED:
            raise OutOfReach(f"more than {proof.UNROLLED} {judgement.unit} are looked at one by one")
        lost = [name for name in self.facts.absent if not is_open(situation.held.get(name))]
        if lost:
            raise OutOfReach(f"'{lost[0]}' is documented, and rests on what is requested")
        self.solver = proof.solver(self._constraints(complete), seconds)

    def _facts(self, complete: bool, undocumented_only: bool) -> "Facts":
        """The record as the proof sees it: what is given, what is never documented, and what is free."""
        situation = self.situation
        free = set(situation.open if complete else situation.changeable)
        if not complete and undocumented_only:
            free &= set(situation.open)
        given = {
            name: held
            for name, held in situation.held.items()
            if name not in free and not isinstance(held, Contradicted | Bounds)
        }
        names = {*situation.reads, *situation.derived}
        return self.formulas.Facts(
            situation.judgement.rules.vocabulary, "", given, {name for name in names if name not in free | set(given)}
        )

    def _constraints(self, complete: bool) -> "Iterator[Formula]":
        yield from self.rules.constraints
        for name, held in self.situation.held.items():
            if name in self.facts.known and not isinstance(held, Contradicted | Bounds):
                yield self.facts[name].known
        if complete:
            yield from self._all_known()

    def _sharpen(self, complete: bool, seconds: float) -> None:
        """Say of each rule what holds of this record: that it applies or not, where that cannot be open.

        The search tries rules that may apply both ways; each that is settled here halves its cases.
        """
        solver = self.proof.solver(self._constraints(complete), seconds)
        false = self.logic.FALSE
        for index, each in enumerate(self.rules.judged):
            open_, never = (
                solver.check(formula) == self.z3.unsat for formula in (each.applies.unknown, each.applies.yes)
            )
            if never and open_:
                settled = self.logic.Kleene(false, self.logic.TRUE)
            elif open_:
                settled = _settled(each.applies.yes)
            else:
                continue
            self.rules.judged[index] = replace(each, applies=settled)

    def _all_known(self) -> Iterator["Formula"]:
        for name in self.situation.open:
            yield self.facts[name].known

    def has(self, answer: Answer) -> "Formula":
        """That the answer is this one; with None for a quantity, whatever the quantity."""
        decision, quantity = answer
        exactly = [] if quantity is None else [self.answer.quantity == quantity]
        return self.logic.both(self.answer.is_(decision), *exactly)

    def is_believed(self, decision: Decision) -> bool:
        """Whether the example at hand has this decision in the model too."""
        return bool(self.z3.is_true(self.model.eval(self.answer.is_(decision), model_completion=True)))

    def examples(self, without: Any) -> Iterator[dict[str, Value]]:
        """One record after another for which none of the excluded formulas holds, until there is no more."""
        while self._check(without()):
            yield self.proof.values_of(self.facts, self.model)

    def _check(self, assumed: "Iterable[Formula]") -> bool:
        """Whether there is a record; kept in `model`."""
        self.solver.push()
        self.solver.add(*assumed)
        found = self.solver.check()
        if found == self.z3.sat:
            self.model = self.solver.model()
        self.solver.pop()
        if found == self.z3.unknown:
            raise OutOfReach("no proof was found in the time given")
        return bool(found == self.z3.sat)

    # -- the fewest facts -------------------------------------------------------------------------

    def fewest(self) -> Smallest:
        """The smallest number of touched facts that approves; then the sets of that size."""
        touched = dict(self._touched())
        approved = [self.answer.is_(Decision.APPROVE)]
        if not self._check(approved):
            return Smallest(None, ())
        size = 0
        while not self._check([*approved, *self._at_most(size, touched.values())]):
            size += 1
        sets: list[Values] = []
        while len(sets) < SHOWN and size:
            others = [self.logic.no(self.logic.both(*(touched[name] for name in each))) for each in sets]
            if not self._check([*approved, *others, *self._at_most(size, touched.values())]):
                break
            values = self.proof.values_of(self.facts, self.model)
            held = self.situation.held
            way = {name: values[name] for name in touched if name in values and values[name] != held.get(name)}
            if len(way) != size or not self.situation.approves(way):
                raise OutOfReach("the interpreter does not confirm an example of the proof")
            sets.append(way)
        return Smallest(size, tuple(sets))

    def _touched(self) -> "Iterator[tuple[str, Formula]]":
        """For every free fact, that it is documented now, or not as it was."""
        for name in self.situation.changeable:
            if name in self.facts.absent or name in self.facts.given or name not in self.facts.known:
                continue
            symbol, held = self.facts[name], self.situation.held.get(name)
            if held is None or isinstance(held, Contradicted | Bounds):
                yield name, symbol.known
            else:
                yield name, self.logic.no(self._is(name, symbol, held))

    def _is(self, name: str, symbol: "Symbol", held: Value) -> "Formula":
        """That a fact has the value that the record has."""
        was = self.facts.constant(self.situation.vocabulary[name], held)
        match symbol, was:
            case self.symbols.Members(_, has), self.symbols.Members(_, had):
                return self.logic.both(*(each == had[word] for word, each in has.items()))
            case self.symbols.Range(_, low), self.symbols.Range(_, least):
                return low == least
            case self.symbols.Single(_, value), self.symbols.Single(_, same):
                return value == same
        raise TypeError("a fact and its value are of one kind")

    def _at_most(self, size: int, touched: "Iterable[Formula]") -> "list[Formula]":
        given = list(touched)
        return [self.z3.AtMost(*given, size)] if given else []


def _settled(applies: "Formula") -> "Kleene":
    """The truth of what is never UNKNOWN."""
    from recheck.evaluators.logic import FALSE, Kleene, no

    class Settled(Kleene):
        @property
        def unknown(self) -> "Formula":
            return FALSE

    return Settled(applies, no(applies))
