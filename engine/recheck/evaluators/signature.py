"""What a view's truths depend on, as one hashable value: leaf truths, and the few values beside them.

Two records with the same signature have the same truths in every rule of the view, so an explanation
made for one serves the other. Leaves over documented facts give their truth; a leaf that reads a fact
chosen by other leaves (a cap that depends on the diagnosis) gives the values that it reads beside it.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import lru_cache

from recheck.conditions.interpret import leaf_truth
from recheck.evaluators.derive import derived
from recheck.evaluators.plan import View
from recheck.model.condition import Comparison, Condition, Leaf, Limit, Op, facts_of, leaves
from recheck.model.rule import Choose, Definition, Holds, condition_of, inputs_of
from recheck.model.truth import Truth
from recheck.model.value import Bounds, Contradicted, Held

Part = Callable[[Mapping[str, Held]], Hashable]
CONTRADICTED_CODE = 3


class Signature:
    """The signature of a view, in two parts: without the disputed quantity, and at one quantity."""

    def __init__(self, view: View, quantity: str | None) -> None:
        self.view = view
        self.quantity = quantity
        numeric = [each for each in view.definitions if not isinstance(each.formula, Holds | Choose)]
        self.fixed_numbers = tuple(each for each in numeric if not self._moves(each.fact))
        self.moving_numbers = tuple(each for each in numeric if self._moves(each.fact))
        fixed: dict[object, Part] = {}
        moving: dict[object, Part] = {}
        self.documented_parts = tuple(_value_of(definition.fact) for definition in view.definitions)
        for leaf in _all_leaves(view):
            self._add(leaf, moving if self._leaf_moves(leaf) else fixed)
        for name in self._inputs():
            fixed[("state", name)] = _state_of(name)
        self.fixed_parts = tuple(fixed.values())
        self.moving_parts = tuple(moving.values())
        moved = {name: None for leaf in _all_leaves(view) if self._leaf_moves(leaf) for name in facts_of(leaf)}
        self.moving_values = tuple(_value_of(name) for name in self._documented(moved))

    def _inputs(self) -> tuple[str, ...]:
        """Facts whose absence shows in no leaf's truth alone: those of arithmetic, and of leaves over several."""
        names: dict[str, None] = {}
        for definition in (*self.fixed_numbers, *self.moving_numbers):
            names.update(dict.fromkeys(inputs_of(definition.formula)))
        for leaf in _all_leaves(self.view):
            if len(facts_of(leaf)) > 1:
                names.update(dict.fromkeys(facts_of(leaf)))
        return tuple(names)

    def fixed(self, held: dict[str, Held]) -> tuple[Hashable, ...]:
        """What does not depend on the disputed quantity; adds numbers that are derived to `held`."""
        documented = [part(held) for part in self.documented_parts]
        for definition in self.fixed_numbers:
            self._derive(definition, held)
        return (*documented, *[part(held) for part in self.fixed_parts])

    def values(self, held: Mapping[str, Held]) -> tuple[Hashable, ...]:
        """The documented values that decide what depends on the disputed quantity, at every quantity."""
        return tuple([part(held) for part in self.moving_values])

    def moving(self, held: dict[str, Held], quantity: int | None) -> tuple[Hashable, ...]:
        """What depends on the disputed quantity, at one quantity."""
        if not self.moving_parts:
            return ()
        if self.moving_numbers:
            held = dict(held)
        if self.quantity is not None and quantity is not None:
            held[self.quantity] = quantity
        for definition in self.moving_numbers:
            self._derive(definition, held)
        return tuple([part(held) for part in self.moving_parts])

    def _derive(self, definition: Definition, held: dict[str, Held]) -> None:
        value = derived(definition, held, self.view.facts, _no_condition, _never)
        if value is not None:
            held[definition.fact] = value

    def _add(self, leaf: Leaf, into: dict[object, Part]) -> None:
        names = facts_of(leaf)
        chosen = [name for name in names if self._is_chosen(name)]
        if not chosen:
            into[leaf] = _truth_of(leaf)
            return
        for name in names:
            self._add_values(name, into)

    def _add_values(self, name: str, into: dict[object, Part]) -> None:
        definition = self.view.derives(name)
        if definition is None or not self._is_chosen(name):
            into[("value", name)] = _value_of(name)
        elif not isinstance(definition.formula, Holds | Choose):
            for each in inputs_of(definition.formula):
                self._add_values(each, into)

    def _leaf_moves(self, leaf: Leaf) -> bool:
        return any(self._moves(name) for name in facts_of(leaf))

    def _documented(self, names: Iterable[str]) -> tuple[str, ...]:
        """Facts with those that derive them by arithmetic in their place; what conditions choose is left out."""
        found: dict[str, None] = {}
        for name in names:
            definition = self.view.derives(name)
            found[name] = None
            if definition is not None and not isinstance(definition.formula, Holds | Choose):
                found.update(dict.fromkeys(self._documented(inputs_of(definition.formula))))
        return tuple(found)

    def _is_chosen(self, name: str) -> bool:
        """Whether a fact's value rests on conditions."""
        definition = self.view.derives(name)
        if definition is None:
            return False
        if isinstance(definition.formula, Holds | Choose):
            return True
        return any(self._is_chosen(each) for each in inputs_of(definition.formula))

    def _moves(self, name: str) -> bool:
        """Whether a fact's value rests on the disputed quantity, by arithmetic."""
        if name == self.quantity:
            return True
        definition = self.view.derives(name)
        if definition is None or isinstance(definition.formula, Holds | Choose):
            return False
        return any(self._moves(each) for each in inputs_of(definition.formula))


@lru_cache(maxsize=8192)
def signature_of(view: View, quantity: str | None) -> Signature:
    """The signature of a view for requests that dispute this quantity."""
    return Signature(view, quantity)


def _all_leaves(view: View) -> list[Leaf]:
    conditions: list[Condition] = [*view.scopes]
    for rule in view.rules:
        conditions.append(rule.applies_when)
        for criterion in rule.criteria:
            conditions.append(criterion.when)
            if criterion.when_silent is not None:
                conditions.append(criterion.when_silent)
            if criterion.heard_in is not None:
                conditions.append(criterion.heard_in)
    conditions += [condition_of(definition.formula) for definition in view.definitions]
    return list(dict.fromkeys(leaf for condition in conditions for leaf in leaves(condition)))


def _no_condition(_: Condition) -> Truth:
    raise AssertionError("arithmetic asks for no condition")


def _never(_: Condition) -> bool:
    return False


def _value_of(name: str) -> Part:
    return lambda held: _hashable(held.get(name))


def _state_of(name: str) -> Part:
    """Whether a fact is known, bounded, contradicted, or absent."""

    def state(held: Mapping[str, Held]) -> Hashable:
        value = held.get(name)
        if value is None:
            return "absent"
        return value.__class__.__name__ if isinstance(value, Bounds | Contradicted) else "known"

    return state


def _hashable(value: Held | None) -> Hashable:
    """The value with its kind: True, 1 and 1.0 are one key to Python, and three to us."""
    return (value.__class__, value)


def _truth_of(leaf: Leaf) -> Part:
    """A function that gives a leaf's truth, quickly where it compares one fact with one constant."""
    if isinstance(leaf, Comparison):
        name, operand = leaf.fact, leaf.operand
        if isinstance(operand, bool | str) and leaf.op in (Op.EQUALS, Op.NOT):
            hit, miss = (Truth.TRUE, Truth.FALSE) if leaf.op is Op.EQUALS else (Truth.FALSE, Truth.TRUE)

            def equal(held: Mapping[str, Held]) -> Hashable:
                value = held.get(name)
                if value is None:
                    return Truth.UNKNOWN
                if value.__class__ is Contradicted:
                    return CONTRADICTED_CODE
                return hit if value == operand else miss

            return equal
    names = facts_of(leaf)

    def general(held: Mapping[str, Held]) -> Hashable:
        found = leaf_truth(leaf, held)
        if found is Truth.UNKNOWN and any(held.get(name).__class__ is Contradicted for name in names):
            return CONTRADICTED_CODE
        return found

    if isinstance(leaf, Limit) and isinstance(leaf.at_most, int):
        return _total_within(leaf, leaf.at_most, general)
    return general


def _total_within(limit: Limit, cap: int, general: Part) -> Part:
    """A limit over whole numbers, quickly; anything else is left to the general way."""

    def within(held: Mapping[str, Held]) -> Hashable:
        of, authorized = held.get(limit.of), held.get(limit.authorized)
        already = held.get(limit.already) if limit.already else 0
        if of.__class__ is not int or authorized.__class__ is not int:
            return general(held)
        total = of + authorized
        if already.__class__ is int:
            return Truth.TRUE if total + already <= cap else Truth.FALSE
        if already is not None:
            return general(held)
        if total > cap:
            return Truth.FALSE
        return Truth.TRUE if limit.closes_already else Truth.UNKNOWN

    return within
