"""Conditions, limits, definitions and approvals as authors write them, to the intermediate form."""

import math
from collections.abc import Mapping, Sequence

from recheck.model.condition import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    CountOf,
    FactRef,
    IfThen,
    Limit,
    NotOf,
    Op,
)
from recheck.model.rule import (
    Approval,
    Arithmetic,
    Choose,
    Definition,
    Formula,
    Holds,
    PercentDrop,
    Total,
)
from recheck.model.rule import AtLeast as AtLeastApproved
from recheck.model.rule import Criterion as AuthoredCriterion
from recheck.model.rule import Named as NamedApproved
from recheck.model.rule import Rule as AuthoredRule
from recheck.model.rule import Span as AuthoredSpan
from recheck.model.value import Number, Value
from recheck.model.vocabulary import Fact as KnownFact
from recheck.program.ir import (
    NEVER,
    AtLeast,
    Between,
    Compare,
    Const,
    Criterion,
    Derived,
    Drop,
    Fact,
    Includes,
    Leaf,
    Named,
    Negative,
    Node,
    Not,
    OneOf,
    Pick,
    Product,
    Program,
    Relation,
    Rule,
    Span,
    Sum,
    Term,
    Yes,
)

_PLAIN = {Op.EQUALS: Relation.EQUALS, Op.AT_MOST: Relation.AT_MOST, Op.AT_LEAST: Relation.AT_LEAST}
_OPPOSITE = {Op.NOT: Relation.EQUALS, Op.MORE_THAN: Relation.AT_MOST, Op.LESS_THAN: Relation.AT_LEAST}


def program_of(
    rules: Sequence[AuthoredRule],
    scopes: Sequence[Condition],
    definitions: Sequence[Definition],
    facts: Mapping[str, KnownFact],
) -> Program:
    """Rules with the scopes of their guidelines, and the definitions that they share."""
    return Program(
        tuple(Derived(each.fact, term_of(each.formula, facts)) for each in definitions),
        tuple(_rule(rule, scope) for rule, scope in zip(rules, scopes, strict=True)),
    )


def _rule(rule: AuthoredRule, scope: Condition) -> Rule:
    names = [criterion.name for criterion in rule.criteria]
    criteria = tuple(_criterion(each) for each in rule.criteria)
    return Rule(lower(scope), lower(rule.applies_when), criteria, lower_approval(rule.approve_when, names))


def _criterion(criterion: AuthoredCriterion) -> Criterion:
    silent = None if criterion.when_silent is None else lower(criterion.when_silent)
    heard = None if criterion.heard_in is None else lower(criterion.heard_in)
    return Criterion(lower(criterion.when), silent, heard)


def lower(condition: Condition) -> Node:
    """A condition as a node.

    >>> from recheck.model.condition import Comparison, Op
    >>> lower(Comparison("visits", Op.MORE_THAN, 6))  # doctest: +ELLIPSIS
    Not(of=Compare(relation=<Relation.AT_MOST: 'at_most'>, left=Fact(name='visits'), right=Const(value=6, ...
    """
    match condition:
        case Comparison():
            return _comparison(condition)
        case Limit():
            return _limit(condition)
        case NotOf(part):
            return Not(lower(part))
        case IfThen(when, then):
            return AtLeast(1, (Not(lower(when)), lower(then)))
        case AllOf(parts):
            return _at_least(len(parts), parts)
        case AnyOf(parts):
            return _at_least(1, parts)
        case CountOf(count, parts):
            return _at_least(count, parts)


def _at_least(count: int, parts: Sequence[Condition]) -> Node:
    if count == len(parts) == 1:
        return lower(parts[0])
    return AtLeast(count, tuple(lower(part) for part in parts))


def _comparison(leaf: Comparison) -> Node:
    fact, operand = Fact(leaf.fact), leaf.operand
    if isinstance(operand, tuple):
        return _listed(fact, leaf.op, operand)
    if leaf.op is Op.INCLUDES:
        return Includes(fact, frozenset({str(operand)}), within=False)
    right = Fact(operand.name) if isinstance(operand, FactRef) else const(operand)
    if leaf.op in _OPPOSITE:
        return Not(Compare(_OPPOSITE[leaf.op], fact, right))
    return Compare(_PLAIN[leaf.op], fact, right)


def _listed(fact: Fact, op: Op, values: tuple[Value, ...]) -> Leaf:
    if op is Op.ONE_OF:
        return OneOf(fact, values)
    return Includes(fact, frozenset(str(value) for value in values), within=op is Op.WITHIN)


def _limit(limit: Limit) -> Node:
    """What is requested, was authorized and was had before, together at most the cap."""
    terms: list[Term] = [Fact(limit.of), Between(Fact(limit.authorized), 0, math.inf, asked=False)]
    if limit.already is not None:
        terms.append(Between(Fact(limit.already), 0, math.inf, closes=limit.closes_already))
    cap = limit.at_most
    return Compare(Relation.AT_MOST, Sum(tuple(terms)), Fact(cap.name) if isinstance(cap, FactRef) else const(cap))


def const(value: Value) -> Const:
    """A value as a term."""
    return Const(value, value.__class__)


def term_of(formula: Formula, facts: Mapping[str, KnownFact]) -> Term:
    """A definition's formula as a term.

    Args:
        formula: what derives the fact.
        facts: the vocabulary, for where a number lies that is not documented.
    """
    match formula:
        case Holds(when):
            return Yes(lower(when))
        case Choose(branches, otherwise):
            return Pick(tuple((branch.value, lower(branch.when)) for branch in branches), otherwise)
        case AuthoredSpan(unit, start, end):
            return Span(unit, Fact(start), Fact(end))
        case PercentDrop(start, end):
            return Drop(Fact(start), Fact(end))
        case Total(how, terms):
            parts = [_number(each, facts) for each in terms]
            if how is Arithmetic.PRODUCT:
                return Product(tuple(parts))
            if how is Arithmetic.DIFFERENCE:
                parts[1:] = [Negative(each) for each in parts[1:]]
            return Sum(tuple(parts))


def _number(term: str | Number, facts: Mapping[str, KnownFact]) -> Term:
    if not isinstance(term, str):
        return const(term)
    bounds = facts[term].bounds
    return Between(Fact(term), bounds.low, bounds.high, spoils=True)


def lower_approval(approval: Approval | None, names: Sequence[str]) -> Node:
    """A rule's `approve_when` over the numbers of its criteria; NEVER where it is `never`."""
    match approval:
        case None:
            return NEVER
        case NamedApproved(name):
            return Named(names.index(name))
        case AtLeastApproved(count, parts):
            return AtLeast(count, tuple(lower_approval(part, names) for part in parts))
