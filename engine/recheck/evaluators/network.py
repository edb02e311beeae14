"""A view's conditions as strata of flat groups: the form that a rule engine without unknowns can take.

Each condition becomes groups (all, any or count over literals); a literal is a leaf or a deeper group,
negated or not. A group fires 'known true' or 'known false', or neither: then it is UNKNOWN. Groups of
one stratum rest only on facts and on groups of earlier strata, so each stratum is one flat fact. Wide
groups are split, so that no limit of the engine can be reached from rule files (durable_rules.md).
"""

from dataclasses import dataclass, field
from typing import TypeAlias

from recheck.evaluators.plan import View
from recheck.model.condition import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    CountOf,
    FactRef,
    IfThen,
    Leaf,
    Limit,
    NotOf,
    Op,
    facts_of,
)
from recheck.model.rule import Approval, AtLeast, Choose, Holds, Named, Rule, inputs_of
from recheck.model.vocabulary import FactType

WIDTH = 8
"""Literals in one group at most; wider groups are split into groups of groups."""


@dataclass(frozen=True, slots=True)
class GroupRef:
    """A group, by its number."""

    number: int


@dataclass(frozen=True, slots=True)
class Literal:
    """A leaf or a group, or its opposite."""

    of: Leaf | GroupRef
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """All, any, or at least some of its literals; `stratum` counts from 1."""

    number: int
    kind: str
    literals: tuple[Literal, ...]
    at_least: int
    stratum: int


Step: TypeAlias = int | str
"""A stratum to fire, or a derived fact to compute."""


@dataclass(slots=True)
class Network:
    """A view's groups, and which group answers for which condition."""

    groups: list[Group] = field(default_factory=list)
    answers: dict[int, int] = field(default_factory=dict)
    """id() of a condition object of the view -> number of its group."""
    steps: tuple[Step, ...] = ()

    def answer(self, condition: Condition) -> int:
        """The number of the group whose truth is the condition's."""
        return self.answers[id(condition)]


def network_of(view: View) -> Network:
    """The network of a view: its definitions' conditions, scopes, applicability and criteria."""
    builder = _Builder()
    for definition in view.definitions:
        conditions: list[Condition] = []
        match definition.formula:
            case Holds(when):
                conditions = [when]
            case Choose(branches):
                conditions = [branch.when for branch in branches]
            case _:
                pass
        for condition in conditions:
            builder.root(condition)
        builder.derive(definition.fact, conditions, inputs_of(definition.formula))
    for rule, scope in zip(view.rules, view.scopes, strict=True):
        builder.root(scope)
        builder.root(rule.applies_when)
        for criterion in rule.criteria:
            builder.root(criterion.when)
            if criterion.when_silent is not None:
                builder.root(criterion.when_silent)
            if criterion.heard_in is not None:
                builder.root(criterion.heard_in)
    return builder.finish()


def approval_condition(rule: Rule) -> Condition | None:
    """A rule's `approve_when` as a condition over facts named as its criteria; None for `never`."""

    def lowered(approval: Approval) -> Condition:
        match approval:
            case Named(name):
                return Comparison(name, Op.EQUALS, True)
            case AtLeast(count, parts):
                return CountOf(count, tuple(lowered(part) for part in parts))

    return lowered(rule.approve_when) if rule.approve_when else None


def network_of_condition(condition: Condition) -> Network:
    """The network of one condition over documented facts."""
    builder = _Builder()
    builder.root(condition)
    return builder.finish()


class _Builder:
    def __init__(self) -> None:
        self.network = Network()
        self.available: dict[str, int] = {}
        self.order: list[tuple[int, str]] = []

    def root(self, condition: Condition) -> None:
        """Make a group answer for a condition."""
        if id(condition) in self.network.answers:
            return
        literal = self.literal(condition)
        if not isinstance(literal.of, GroupRef) or literal.negated:
            literal = self.group("all", (literal,))
        assert isinstance(literal.of, GroupRef)
        self.network.answers[id(condition)] = literal.of.number

    def derive(self, fact: str, conditions: list[Condition], inputs: tuple[str, ...]) -> None:
        """Note after which stratum a derived fact can be computed."""
        groups = [self.network.groups[self.network.answer(each)].stratum for each in conditions]
        self.available[fact] = max([*groups, *(self.available.get(name, 0) for name in inputs)], default=0)
        self.order.append((self.available[fact], fact))

    def finish(self) -> Network:
        """The network with its steps in the order in which they can be taken."""
        strata = sorted({group.stratum for group in self.network.groups})
        steps: list[Step] = []
        for stratum in [0, *strata]:
            if stratum:
                steps.append(stratum)
            steps += [fact for after, fact in self.order if after == stratum]
        self.network.steps = tuple(steps)
        return self.network

    def literal(self, condition: Condition, negated: bool = False) -> Literal:
        match condition:
            case Comparison() | Limit():
                return Literal(condition, negated)
            case NotOf(part):
                return self.literal(part, not negated)
            case AllOf(parts):
                return self.of(self.group("all", tuple(self.literal(each) for each in parts)), negated)
            case AnyOf(parts):
                return self.of(self.group("any", tuple(self.literal(each) for each in parts)), negated)
            case IfThen(when, then):
                both = (self.literal(when, True), self.literal(then))
                return self.of(self.group("any", both), negated)
            case CountOf(count, parts):
                literals = tuple(self.literal(each) for each in parts)
                if count == len(parts):
                    return self.of(self.group("all", literals), negated)
                if count == 1:
                    return self.of(self.group("any", literals), negated)
                counted = tuple(self.group("all", (each,)) for each in literals)
                return self.of(self.group("count", counted, count), negated)

    @staticmethod
    def of(literal: Literal, negated: bool) -> Literal:
        return Literal(literal.of, literal.negated != negated)

    def group(self, kind: str, literals: tuple[Literal, ...], at_least: int = 0) -> Literal:
        if kind != "count":
            while len(literals) > WIDTH:
                literals = tuple(
                    self.group(kind, literals[start : start + WIDTH]) for start in range(0, len(literals), WIDTH)
                )
        stratum = 1 + max((self.stratum(literal) for literal in literals), default=0)
        group = Group(len(self.network.groups), kind, literals, at_least, stratum)
        self.network.groups.append(group)
        return Literal(GroupRef(group.number))

    def stratum(self, literal: Literal) -> int:
        """The stratum after which a literal's truth is available."""
        if isinstance(literal.of, GroupRef):
            return self.network.groups[literal.of.number].stratum
        return max((self.available.get(fact, 0) for fact in facts_of(literal.of)), default=0)


def needs_helper(leaf: Leaf, kind: FactType | None) -> bool:
    """Whether a leaf is computed before it is asserted, as a truth of its own.

    Comparisons of two facts, lists and sets, and equality of numbers: the engine compares numbers and
    text by rules of its own there (durable_rules.md). So do constants that are not whole: its reading of
    decimals is not ours.
    """
    if isinstance(leaf, Limit):
        return isinstance(leaf.at_most, FactRef) or not _is_whole(leaf.at_most)
    if isinstance(leaf.operand, FactRef | tuple) or leaf.op.needs_set:
        return True
    if kind is not None and kind.is_numeric:
        return not leaf.op.is_ordering or not _is_whole(leaf.operand)
    return False


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
