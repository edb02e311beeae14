"""Which way a condition's truth moves as the disputed quantity grows.

Where it never moves up, a rule's attempts at smaller quantities are in order: once TRUE, always TRUE
below. The proof then needs two quantities in place of all of them.
"""

from recheck.evaluators.plan import View
from recheck.model.condition import Comparison, Condition, FactRef, IfThen, Leaf, Limit, NotOf, Op, facts_of, parts_of
from recheck.model.rule import Arithmetic, Formula, Holds, Total, inputs_of

Way = frozenset[int]
"""The ways in which something can move: 1 up, -1 down, both, or neither."""

STILL: Way = frozenset()
UP: Way = frozenset({1})
EITHER: Way = frozenset({1, -1})


def falls(view: View, condition: Condition, quantity: str) -> bool:
    """Whether a condition's truth never moves up as the quantity grows."""
    return 1 not in way_of(view, condition, quantity)


def way_of(view: View, condition: Condition, quantity: str) -> Way:
    """How a condition's truth moves as the quantity grows."""
    match condition:
        case Comparison() | Limit():
            return _leaf(view, condition, quantity)
        case NotOf(part):
            return _turned(way_of(view, part, quantity))
        case IfThen(when, then):
            return _turned(way_of(view, when, quantity)) | way_of(view, then, quantity)
        case _:
            return STILL.union(*(way_of(view, part, quantity) for part in parts_of(condition)))


def _leaf(view: View, leaf: Leaf, quantity: str) -> Way:
    ways = {name: _fact(view, name, quantity) for name in facts_of(leaf)}
    if not any(ways.values()):
        return STILL
    if isinstance(leaf, Limit):
        cap = ways[leaf.at_most.name] if isinstance(leaf.at_most, FactRef) else STILL
        counted = [
            way for name, way in ways.items() if not isinstance(leaf.at_most, FactRef) or name != leaf.at_most.name
        ]
        return _turned(STILL.union(*counted)) | cap
    left = ways[leaf.fact]
    right = ways[leaf.operand.name] if isinstance(leaf.operand, FactRef) else STILL
    match leaf.op:
        case Op.AT_MOST | Op.LESS_THAN:
            return _turned(left) | right
        case Op.AT_LEAST | Op.MORE_THAN:
            return left | _turned(right)
        case Op.EQUALS | Op.NOT if isinstance(leaf.operand, bool):
            return left if leaf.operand is (leaf.op is Op.EQUALS) else _turned(left)
        case _:
            return EITHER


def _fact(view: View, name: str, quantity: str) -> Way:
    if name == quantity:
        return UP
    definition = view.derives(name)
    return STILL if definition is None else _formula(view, definition.formula, quantity)


def _formula(view: View, formula: Formula, quantity: str) -> Way:
    match formula:
        case Total(Arithmetic.SUM, terms):
            return STILL.union(*(_term(view, each, quantity) for each in terms))
        case Total(Arithmetic.DIFFERENCE, (first, *others)):
            return _term(view, first, quantity).union(*(_turned(_term(view, each, quantity)) for each in others))
        case Holds(when):
            return way_of(view, when, quantity)
        case _:
            return EITHER if any(_fact(view, name, quantity) for name in inputs_of(formula)) else STILL


def _term(view: View, term: str | int | float, quantity: str) -> Way:
    return _fact(view, term, quantity) if isinstance(term, str) else STILL


def _turned(way: Way) -> Way:
    return frozenset(-each for each in way)
