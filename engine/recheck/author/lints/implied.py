"""What follows from what by syntax alone: sound, and far from complete (`recheck rules prove` is complete)."""

from recheck.model.condition import AllOf, AnyOf, Comparison, Condition, FactRef, Limit, NotOf, Op
from recheck.model.value import Number
from recheck.model.vocabulary import Fact, FactType


def conjuncts(condition: Condition) -> list[Condition]:
    """The parts that must all hold.

    >>> exercise = Comparison("exercise", Op.EQUALS, True)
    >>> len(conjuncts(AllOf((exercise, AllOf((exercise, exercise))))))
    3
    """
    if isinstance(condition, AllOf):
        return [each for part in condition.parts for each in conjuncts(part)]
    return [condition]


def implies(strong: Condition, weak: Condition) -> bool:
    """Whether the second holds (is TRUE) wherever the first is TRUE, as far as syntax shows.

    >>> implies(Comparison("weeks", Op.AT_LEAST, 6), Comparison("weeks", Op.AT_LEAST, 4))
    True
    >>> implies(Comparison("weeks", Op.AT_LEAST, 4), Comparison("weeks", Op.AT_LEAST, 6))
    False
    """
    given = conjuncts(strong)
    return bool(given) and all(any(_one_implies(each, part) for each in given) for part in conjuncts(weak))


def _one_implies(strong: Condition, weak: Condition) -> bool:
    if strong == weak:
        return True
    if isinstance(weak, AnyOf):
        return any(implies(strong, part) for part in weak.parts)
    if isinstance(strong, AnyOf):
        return bool(strong.parts) and all(implies(part, weak) for part in strong.parts)
    if isinstance(strong, NotOf) and isinstance(weak, NotOf):
        return implies(weak.part, strong.part)
    if isinstance(strong, Limit) and isinstance(weak, Limit):
        same = (strong.of, strong.already) == (weak.of, weak.already)
        return same and _is_number(strong.at_most, weak.at_most) and strong.at_most <= weak.at_most  # type: ignore[operator]  # numbers
    if isinstance(strong, Comparison) and isinstance(weak, Comparison) and strong.fact == weak.fact:
        return _range_implies(strong, weak) or _values_imply(strong, weak)
    return False


def _is_number(*values: object) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def _range_implies(strong: Comparison, weak: Comparison) -> bool:
    if not _is_number(strong.operand, weak.operand):
        return False
    held, asked = strong.operand, weak.operand
    assert isinstance(held, int | float) and isinstance(asked, int | float)
    match strong.op, weak.op:
        case (Op.AT_LEAST | Op.EQUALS, Op.AT_LEAST) | (Op.MORE_THAN, Op.MORE_THAN | Op.AT_LEAST):
            return held >= asked
        case (Op.AT_LEAST | Op.EQUALS, Op.MORE_THAN):
            return held > asked
        case (Op.AT_MOST | Op.EQUALS, Op.AT_MOST) | (Op.LESS_THAN, Op.LESS_THAN | Op.AT_MOST):
            return held <= asked
        case (Op.AT_MOST | Op.EQUALS, Op.LESS_THAN):
            return held < asked
        case _:
            return False


def _values_imply(strong: Comparison, weak: Comparison) -> bool:
    held, asked = _values(strong), _values(weak)
    if held is None:
        return False
    if asked is not None:
        return held <= asked
    return weak.op is Op.NOT and weak.operand not in held and not isinstance(weak.operand, FactRef)


def _values(leaf: Comparison) -> frozenset[object] | None:
    """The values that an equality or a list allows."""
    if leaf.op is Op.EQUALS and not isinstance(leaf.operand, FactRef):
        return frozenset([leaf.operand])
    return frozenset(leaf.operand) if leaf.op is Op.ONE_OF and isinstance(leaf.operand, tuple) else None


def clash(left: Condition, right: Condition) -> bool:
    """Whether two conditions can never hold together, as far as syntax shows.

    >>> clash(Comparison("weeks", Op.AT_LEAST, 8), Comparison("weeks", Op.AT_MOST, 6))
    True
    """
    if not (isinstance(left, Comparison) and isinstance(right, Comparison) and left.fact == right.fact):
        return False
    held, asked = _values(left), _values(right)
    if held is not None and asked is not None:
        return not held & asked
    if _is_number(left.operand, right.operand):
        low, high = _range(left), _range(right)
        return max(low[0], high[0]) > min(low[1], high[1])
    one, other = (left, right) if right.op is Op.NOT else (right, left)
    return other.op is Op.NOT and _values(one) == frozenset([other.operand])


def _range(leaf: Comparison) -> tuple[Number, Number]:
    bound = leaf.operand
    assert isinstance(bound, int | float)
    match leaf.op:
        case Op.AT_LEAST:
            return bound, float("inf")
        case Op.MORE_THAN:
            return bound + 1e-9, float("inf")
        case Op.AT_MOST:
            return float("-inf"), bound
        case Op.LESS_THAN:
            return float("-inf"), bound - 1e-9
        case Op.EQUALS:
            return bound, bound
        case _:
            return float("-inf"), float("inf")


def always_or_never(leaf: Comparison, fact: Fact) -> str | None:
    """'always' or 'never' where every value that the fact can take makes the comparison hold, or fail."""
    operand, bounds = leaf.operand, fact.bounds
    if fact.type is FactType.CHOICE and leaf.op is Op.ONE_OF and isinstance(operand, tuple):
        return "always" if fact.values and set(fact.values) <= set(operand) else None
    if not isinstance(operand, int | float) or isinstance(operand, bool):
        return None
    match leaf.op:
        case Op.AT_LEAST:
            return "always" if operand <= bounds.low else None
        case Op.AT_MOST:
            return "always" if operand >= bounds.high else None
        case Op.MORE_THAN:
            return "never" if operand >= bounds.high else None
        case Op.LESS_THAN:
            return "never" if operand <= bounds.low else None
        case _:
            return None
