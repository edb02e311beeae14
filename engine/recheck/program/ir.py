"""The intermediate form: what every engine evaluates.

Comes in nothing; this is the whole vocabulary. A *node* has a truth, a *term* has a value; a derived fact is
a term under a name. What authors write beyond it (limits, `if`, `unless`, `not`, `less_than`, named
approvals) is lowered away by `recheck.program.lower`, so that a new word of the rule language needs no engine.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

from recheck.model.rule import TimeUnit
from recheck.model.value import Number, Value


class Relation(StrEnum):
    """How two terms are compared; the other three relations are the negations of these."""

    EQUALS = "equals"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"


# -- terms ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fact:
    """What is held of a fact."""

    name: str


@dataclass(frozen=True, slots=True)
class Const:
    """A value that a rule states; `kind` keeps True, 1 and 1.0 apart."""

    value: Value
    kind: type


@dataclass(frozen=True, slots=True)
class Between:
    """A number that counts as any from `low` to `high` where it is not documented.

    With `closes` it counts at the lower end of what is held. With `spoils` a contradiction spoils what it is
    part of; without, a contradicted number counts as one that is not documented. Nobody is asked for one
    that is not `asked`: the request states it.
    """

    of: Fact
    low: Number
    high: Number
    closes: bool = False
    spoils: bool = False
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Negative:
    """A term with its sign turned."""

    of: "Term"


@dataclass(frozen=True, slots=True)
class Sum:
    """Terms added up, without the noise of binary fractions."""

    terms: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Product:
    """Terms multiplied."""

    terms: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Drop:
    """How far a number fell, in percent of where it started."""

    start: Fact
    end: Fact


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days, weeks or months from one date to another."""

    unit: TimeUnit
    start: Fact
    end: Fact


@dataclass(frozen=True, slots=True)
class Yes:
    """The truth of a node, as a boolean value."""

    of: "Node"


@dataclass(frozen=True, slots=True)
class Pick:
    """The value of the first branch that is TRUE."""

    branches: tuple[tuple[Value, "Node"], ...]
    otherwise: Value


Term: TypeAlias = Fact | Const | Between | Negative | Sum | Product | Drop | Span | Yes | Pick


# -- nodes ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compare:
    """One term against another."""

    relation: Relation
    left: Term
    right: Term


@dataclass(frozen=True, slots=True)
class OneOf:
    """A fact's value is one of several."""

    of: Fact
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Includes:
    """A set has any of the members; with `within`, no member but these."""

    of: Fact
    members: frozenset[str]
    within: bool


@dataclass(frozen=True, slots=True)
class Named:
    """The truth of a rule's criterion, by its number: what approvals are made of."""

    number: int


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    of: "Node"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` of the parts: all are `count == len(parts)`, any is 1; TRUE at 0."""

    count: int
    parts: tuple["Node", ...]


Leaf: TypeAlias = Compare | OneOf | Includes | Named
Node: TypeAlias = Leaf | Not | AtLeast

ALWAYS = AtLeast(0, ())
NEVER = AtLeast(1, ())


# -- programs -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Derived:
    """A fact with the term that derives it."""

    fact: str
    term: Term


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion; the same where silence closes a limit's `already`; and where its answer would stand."""

    when: Node
    silent: Node | None = None
    heard: Node | None = None

    @property
    def deciding(self) -> tuple[Node, ...]:
        """What its truth rests on: where silence is heard changes no decision, nor what a quantity moves."""
        return (self.when,) if self.silent is None else (self.when, self.silent)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Everything that is evaluated of it."""
        return tuple(node for node in (self.when, self.silent, self.heard) if node is not None)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `approve` stands over the numbers of its criteria."""

    scope: Node
    applies: Node
    criteria: tuple[Criterion, ...]
    approve: Node


@dataclass(frozen=True, eq=False)
class Program:
    """Rules that share their derived facts, each derived fact after those that it rests on."""

    derived: tuple[Derived, ...]
    rules: tuple[Rule, ...]

    @cached_property
    def terms(self) -> dict[str, Term]:
        """What derives each derived fact."""
        return {each.fact: each.term for each in self.derived}
