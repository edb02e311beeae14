"""What is exactly possible of a recommendation: of each part and region by itself, then of the whole.

Comes in: a recommendation of `screen`. Goes out: the same with its `exact`, proved by Z3 where the extra
`prove` is installed and the proof reaches, else by trying everything where that is little; what neither
settles is named.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product
from types import ModuleType
from typing import TypeVar

from recheck.exact import enumerate as trial
from recheck.exact import prove
from recheck.exact.nearest import nearest
from recheck.exact.situation import Answer, OutOfReach, Situation, Smallest, Values, is_open
from recheck.judge import judged_again
from recheck.model.recommendation import Change, Decision, Exact, Recommendation, Way
from recheck.model.rule import RuleSet
from recheck.model.value import Value, written
from recheck.whole_answer import over_parts, over_regions

METHODS = (prove, trial)
"""Both answer the same two questions; the first that can is believed."""
MAX_WHOLES = 50_000
"""Combinations of components that are put together at most."""

Found = TypeVar("Found")


def with_exact(found: Recommendation, rules: RuleSet) -> Recommendation:
    """The recommendation and each of its components, with what is exactly possible of it.

    Where nothing was judged (a gate, no date, another request to wait for) there is nothing to complete, and
    `exact` stays None.
    """
    if found.components:
        components = tuple(with_exact(each, rules) for each in found.components)
        return replace(found, components=components, exact=_together(found, components))
    judgement = judged_again(rules, found)
    return replace(found, exact=exactly(Situation(judgement))) if judgement else found


def exactly(situation: Situation, methods: Sequence[ModuleType] = METHODS) -> Exact:
    """What is exactly possible of one treatment for one region."""
    reached = _Reached(methods)
    answers: dict[Answer, Values] = reached.first(lambda method: method.answers(situation), {})
    nothing = Smallest(None)
    documenting: Smallest = reached.first(lambda each: each.smallest(situation, undocumented_only=True), nothing)
    changing = documenting
    if documenting.size is None or documenting.size > 1:
        changing = reached.first(lambda each: each.smallest(situation, undocumented_only=False), nothing)
    sets = list(documenting.sets)
    if changing.size is not None and (documenting.size is None or changing.size < documenting.size):
        sets += changing.sets
    ordered = sorted(answers, key=lambda each: (list(Decision).index(each[0]), -(each[1] or 0)))
    return Exact(
        tuple(dict.fromkeys(decision for decision, _ in ordered)),
        tuple(Way(*answer, _shown(situation, answers[answer])) for answer in ordered),
        tuple(_set_of(situation, each) for each in sets),
        changing.size,
        documenting.size,
        " and ".join(dict.fromkeys(reached.by)),
        "; ".join(dict.fromkeys(reached.problems)) or None,
    )


class _Reached:
    """Which methods settled something, and why others did not where none did."""

    def __init__(self, methods: Sequence[ModuleType]) -> None:
        self.methods = methods
        self.by: list[str] = []
        self.problems: list[str] = []

    def first(self, ask: Callable[[ModuleType], Found], otherwise: Found) -> Found:
        """The first method's answer that is within reach."""
        why = []
        for method in self.methods:
            try:
                found = ask(method)
            except OutOfReach as beyond:
                why.append(str(beyond))
                continue
            self.by.append(method.NAME)
            return found
        self.problems += why
        return otherwise


def _set_of(situation: Situation, values: Values) -> Change:
    near = nearest(situation, values)
    return Change(_shown(situation, near), all(is_open(situation.held.get(name)) for name in near))


def _shown(situation: Situation, values: Values) -> tuple[tuple[str, str], ...]:
    return tuple((name, _written(situation, name, values[name])) for name in sorted(values))


def _written(situation: Situation, name: str, value: Value) -> str:
    unit = situation.vocabulary[name].unit
    has_unit = unit and isinstance(value, int | float) and not isinstance(value, bool)
    return f"{written(value)} {unit}" if has_unit else written(value)


def _together(whole: Recommendation, components: Sequence[Recommendation]) -> Exact | None:
    """Every combination of what the components can be; facts that they share are not matched, so it may be
    more than is possible, and is never less."""
    each = [component.exact for component in components]
    possible = [
        (component.decision,) if exact is None else exact.possible
        for component, exact in zip(components, each, strict=True)
    ]
    undecided = [exact.undecided for exact in each if exact and exact.undecided]
    if not any(each):
        return None
    size = 1
    for one in possible:
        size *= len(one)
    if size > MAX_WHOLES:
        undecided.append(f"{len(components)} components can be decided in {size} ways")
        combined: set[Decision] = set()
    else:
        are_parts = any(component.request != whole.request for component in components)
        combine = over_parts if are_parts else over_regions
        combined = {combine(chosen) for chosen in product(*possible)}
    ordered = tuple(decision for decision in Decision if decision in combined)
    method = " and ".join(dict.fromkeys(exact.method for exact in each if exact))
    return Exact(ordered, method=method, undecided="; ".join(dict.fromkeys(undecided)) or None)
