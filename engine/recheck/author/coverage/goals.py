"""What the tests of a rule are to reach: its goals.

A rule comes in; goes out every truth of its criteria and of their leaves, every way in which one of them
decides alone (MC/DC), and every decision. Whether a goal can be reached at all is for `reach` to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from recheck.evaluators.plan import View
from recheck.model.condition import Comparison, Condition, Leaf, Limit, parts_of
from recheck.model.recommendation import Decision
from recheck.model.rule import Criterion, Rule, named_in
from recheck.model.truth import Truth

Path = tuple[int, ...]
"""Where a leaf hangs in its tree: the number of the part to take at each node."""


class Kind(StrEnum):
    """What a goal asks for."""

    SEEN = "seen"
    """a criterion or a leaf has this truth"""
    DECIDES = "decides"
    """a leaf has this truth and alone decides its criterion"""
    CARRIES = "carries"
    """a criterion counts as this truth and alone decides `approve_when`"""
    DECISION = "decision"
    """the rule decides so"""


@dataclass(frozen=True, slots=True)
class Goal:
    """One thing to reach: a truth of a criterion or of one of its leaves, or a decision of the rule.

    Three-valued MC/DC. In a test, a leaf *decides alone* when its criterion, all other leaves as they are,
    would be TRUE with the leaf at one of TRUE and FALSE, and FALSE with it at the other. An UNKNOWN leaf
    that decides alone leaves its criterion UNKNOWN, for Kleene's logic is monotone in what is known. A leaf
    is covered when it decides alone in a test where it is TRUE, in one where it is FALSE and in one where
    it is UNKNOWN: three tests with three different outcomes. Likewise each criterion in `approve_when`,
    by the truths that count after silence has closed.

    This is the masking form: between these tests the other leaves may differ, as long as they do not mask
    this one. Unique cause (all others equal) is not asked, since leaves of one criterion often read one
    fact (`at_least: 30`, `at_most: 90`), and then no two tests can differ in one leaf only.
    """

    kind: Kind
    wanted: Truth | Decision
    criterion: str | None = None
    path: Path = ()

    @property
    def truth(self) -> Truth:
        """The wanted truth, of a goal that is about a criterion."""
        assert isinstance(self.wanted, Truth)
        return self.wanted

    @property
    def decision(self) -> Decision:
        """The wanted decision, of a goal that is about the rule."""
        assert isinstance(self.wanted, Decision)
        return self.wanted


TRUTHS = (Truth.TRUE, Truth.FALSE, Truth.UNKNOWN)


def goals_of(rule: Rule, view: View) -> tuple[Goal, ...]:
    """Every goal of a rule, decisions first, then in file order."""
    if not rule.is_conclusive:
        return ()
    found = [Goal(Kind.DECISION, decision) for decision in decisions_of(rule, view)]
    named = named_in(rule.approve_when) if rule.approve_when else ()
    for criterion in rule.criteria:
        if len(named) > 1 and criterion.name in named:
            counts = [each for each in TRUTHS if each is not Truth.FALSE or not criterion.never_refuses]
            found += [Goal(Kind.CARRIES, each, criterion.name) for each in counts]
        found += [Goal(Kind.SEEN, each, criterion.name) for each in TRUTHS]
        paths = [path for path, _ in leaves_at(criterion.when) if path]
        for kind in (Kind.SEEN, Kind.DECIDES):
            several = len(paths) > 1 or kind is Kind.SEEN
            found += [Goal(kind, each, criterion.name, path) for path in paths if several for each in TRUTHS]
    return tuple(found)


def decisions_of(rule: Rule, view: View) -> Iterator[Decision]:
    """The decisions that a rule's form allows; modify only where a quantity or a kind can be changed."""
    if rule.approve_when is None:
        yield Decision.DENY
        return
    yield Decision.APPROVE
    if modifiable(rule, view):
        yield Decision.MODIFY
    yield Decision.DENY
    yield Decision.PEND


def modifiable(rule: Rule, view: View) -> tuple[Criterion, ...]:
    """The criteria that name a modification: they read a requested quantity, or a fact of `modify_to`."""
    named = named_in(rule.approve_when) if rule.approve_when else ()

    def changes(fact: str) -> bool:
        return fact.endswith("_requested") or fact in rule.modify_to

    return tuple(each for each in rule.criteria if each.name in named and any(map(changes, view.reads(each.when))))


def leaves_at(condition: Condition, path: Path = ()) -> Iterator[tuple[Path, Leaf]]:
    """The leaves of a tree, each with where it hangs, in file order."""
    if isinstance(condition, Comparison | Limit):
        yield path, condition
    for number, part in enumerate(parts_of(condition)):
        yield from leaves_at(part, (*path, number))
