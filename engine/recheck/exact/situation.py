"""A request whose record is completed or changed, and judged anew by the interpreter.

Comes in: a judgement. Goes out: the facts its rules rest on and which of them are open, and the decision
for any completion. Every answer of this package is confirmed here, whoever found it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from recheck.collect import Record
from recheck.evaluators.evaluation import facts_in
from recheck.evaluators.plan import View
from recheck.evaluators.search import Resolved
from recheck.evaluators.truths import Undocumented
from recheck.judge import Judgement
from recheck.model.recommendation import Decision
from recheck.model.value import Bounds, Contradicted, Held, Value
from recheck.model.vocabulary import Fact

Facts = Mapping[str, Held]
Values = Mapping[str, Value]
Answer = tuple[Decision, int | None]
"""A decision, with its quantity where it modifies."""


class OutOfReach(Exception):
    """What is asked was not settled; says why."""


@dataclass(frozen=True, slots=True)
class Smallest:
    """How many facts the smallest sets that approve have (None: no set does), and some of those sets."""

    size: int | None
    sets: tuple[Values, ...] = ()


SHOWN = 5
"""Sets of one size that are listed."""


@dataclass(frozen=True, eq=False)
class Situation:
    """One treatment for one region: its judgement, seen as a function of the record."""

    judgement: Judgement

    @property
    def held(self) -> Facts:
        return self.judgement.record.held

    @property
    def vocabulary(self) -> Mapping[str, Fact]:
        return self.judgement.rules.vocabulary.facts

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """Every fact that the rules rest on and some of them take from the record, in order of names."""
        return tuple(sorted({name for view in self.judgement.plan.views for name in view.documented}))

    @cached_property
    def open(self) -> tuple[str, ...]:
        """The facts that a completion documents: those that are absent, or known within bounds only."""
        return tuple(name for name in self.reads if is_open(self.held.get(name)))

    @cached_property
    def changeable(self) -> tuple[str, ...]:
        """The facts that advice may touch: none that is fixed; a derived one only where the record has it."""
        documented = [name for name in self.derived if not is_open(self.held.get(name))]
        return tuple(name for name in (*self.reads, *documented) if not self.vocabulary[name].fixed)

    @cached_property
    def derived(self) -> tuple[str, ...]:
        """The facts that every view derives."""
        defined = dict.fromkeys(each.fact for view in self.judgement.plan.views for each in view.definitions)
        return tuple(name for name in defined if name not in self.reads)

    @cached_property
    def checked(self) -> tuple[str, ...]:
        """Documented facts that some view derives too: a completion must agree with them."""
        defined = dict.fromkeys(each.fact for view in self.judgement.plan.views for each in view.definitions)
        return tuple(name for name in defined if not is_open(self.held.get(name)))

    @cached_property
    def contradicted(self) -> frozenset[str]:
        """The facts on which the record as it is contradicts itself."""
        return self.contradictions(self.held)

    def contradictions(self, held: Facts) -> frozenset[str]:
        """The facts that a record contradicts itself on, derived ones included."""
        found: set[str] = set()
        for view in self.judgement.plan.views:
            facts = facts_in(view, held)
            found |= {name for name, value in facts.items() if isinstance(value, Contradicted)}
        return frozenset(found)

    def is_consistent(self, held: Facts) -> bool:
        """Whether a record contradicts itself on nothing that it did not contradict itself on before."""
        return self.contradictions(held) <= self.contradicted

    def unsettled_inputs(self, held: Facts) -> tuple[str, ...]:
        """The open facts beneath documented facts whose derivation is not known yet."""
        found: dict[str, None] = {}
        for view in self.judgement.plan.views:
            for name in self.checked:
                definition = view.derives(name)
                if definition is None or isinstance(held.get(name), Contradicted):
                    continue
                without = {other: value for other, value in held.items() if other != name}
                derived = facts_in(view, without).get(name)
                if is_open(derived):
                    found.update(dict.fromkeys(each for each in beneath(view, name) if is_open(held.get(each))))
        return tuple(found)

    def resolved(self, held: Facts, undocumented: Undocumented = Undocumented.ASK) -> Resolved:
        """What all rules say together of another record, by the interpreter alone."""
        ours = self.judgement
        mode = replace(ours.mode, infer=False)
        again = Judgement(ours.rules, ours.plan, mode, Record(dict(held), {}), ours.unit)
        return again.resolve(again.voices(undocumented.step))

    def approves(self, changed: Values) -> bool:
        """Whether the request is approved with these facts documented or changed, the rest as it is."""
        held = {**self.held, **changed}
        return self.resolved(held, self.judgement.mode.undocumented).decision is Decision.APPROVE


def beneath(view: View, fact: str) -> tuple[str, ...]:
    """The facts that a derived fact rests on in a view and that are not derived themselves."""
    if fact not in view.inputs:
        return (fact,)
    return tuple(dict.fromkeys(name for part in view.inputs[fact] for name in beneath(view, part)))


def is_open(held: Held | None) -> bool:
    """Whether a fact is absent or known within bounds only."""
    return held is None or isinstance(held, Bounds)


def answer_of(resolved: Resolved) -> Answer:
    """A resolved decision without what carries it."""
    return resolved.decision, resolved.quantity if resolved.decision is Decision.MODIFY else None
