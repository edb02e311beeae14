"""Everything tried: what each completion of a record leads to, one value at a time.

Comes in: a situation. Goes out: the decisions that some completion leads to, and the smallest sets of
facts that approve; by the interpreter alone. It shares nothing with the proof but the meaning, so tests
hold the two equal; and it answers where the extra `prove` is not installed and the facts are few.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product

from recheck.engines.waits import waits_for
from recheck.evaluators.evaluation import facts_in
from recheck.evaluators.search import Resolved
from recheck.exact.domains import Domains
from recheck.exact.situation import SHOWN, Answer, Facts, OutOfReach, Situation, Smallest, Values, answer_of
from recheck.model.recommendation import Decision
from recheck.model.truth import Truth
from recheck.model.value import Value
from recheck.program.ir import Node

NAME = "enumeration"
TRIED = 800
"""Records judged at most, before it is said to be too much to try."""


class _Budget:
    """How many records may still be judged."""

    def __init__(self, tries: int) -> None:
        self.left = tries

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise OutOfReach("there are too many ways to complete the record")


def answers(situation: Situation, tries: int = TRIED) -> dict[Answer, Values]:
    """Each decision (with its quantity) that a completion leads to, with facts that lead to it.

    Branches on what the decision still waits for, and stops where it is certain: more facts that contradict
    nothing would not change it (design, section 4).

    Raises:
        OutOfReach: it would take more than `tries` judgements, or a fact has no small list of values.
    """
    domains, budget = Domains(situation), _Budget(tries)
    found: dict[Answer, Values] = {}

    def visit(chosen: dict[str, Value]) -> None:
        held = {**situation.held, **chosen}
        budget.spend()
        if not situation.is_consistent(held):
            return
        resolved = situation.resolved(held)
        name = _next(situation, resolved, held, chosen)
        if name is None:
            found.setdefault(answer_of(resolved), chosen)
            return
        values = domains.of(name)
        if values is None:
            raise OutOfReach(f"'{name}' has too many values to try them all")
        for value in values:
            visit({**chosen, name: value})

    visit({})
    return found


def _next(situation: Situation, resolved: Resolved, held: Facts, chosen: Values) -> str | None:
    """The fact to document next; None where the decision stands whatever is documented further."""
    if situation.checked:
        inputs = situation.unsettled_inputs(held)
        wanted = next((name for name in inputs if name not in chosen), None)
        if wanted is not None:
            return wanted
    if resolved.decision is not Decision.PEND:
        return None
    waiting = [name for name in _waits_for(situation, resolved, held) if name in situation.open]
    return next((name for name in (*waiting, *situation.open) if name not in chosen), None)


def _waits_for(situation: Situation, resolved: Resolved, held: Facts) -> Iterator[str]:
    """The facts that could settle what is open, as the interpreter traces them."""
    for voice in (*resolved.waits_for_scope, *resolved.deciding):
        view = situation.judgement.view_of(voice.rule)
        quantity = {f"{situation.judgement.unit}_requested": voice.decision.waits_at}
        known = {**held, **{name: value for name, value in quantity.items() if value is not None}}
        lowered = view.program.rules[view.rules.index(voice.rule)]
        nodes: Iterable[Node] = (lowered.scope, lowered.applies)
        if voice.applies is Truth.TRUE:
            nodes = (criterion.when for criterion in lowered.criteria)
        facts = facts_in(view, known)
        for node in nodes:
            yield from waits_for(view.program, node, facts)


def smallest(situation: Situation, *, undocumented_only: bool, tries: int = TRIED) -> Smallest:
    """The fewest facts that approve, and at most `SHOWN` sets of so many, each with one example of values.

    Raises:
        OutOfReach: it would take more than `tries` judgements, or a fact has no small list of values.
    """
    domains, budget = Domains(situation), _Budget(tries)
    names = [name for name in situation.changeable if name in situation.open or not undocumented_only]
    for size in range(len(names) + 1):
        found = [
            way
            for chosen in combinations(names, size)
            if (way := _approving(situation, domains, chosen, budget)) is not None
        ]
        if found:
            return Smallest(size, tuple(found[:SHOWN]) if size else ())
    return Smallest(None)


def _approving(situation: Situation, domains: Domains, names: Sequence[str], budget: _Budget) -> Values | None:
    """Values of exactly these facts under which the request is approved."""
    lists = []
    for name in names:
        values = domains.of(name)
        if values is None:
            raise OutOfReach(f"'{name}' has too many values to try them all")
        lists.append([value for value in values if value != situation.held.get(name)])
    for values in product(*lists):
        budget.spend()
        way = dict(zip(names, values, strict=True))
        if situation.approves(way) and situation.is_consistent({**situation.held, **way}):
            return way
    return None
