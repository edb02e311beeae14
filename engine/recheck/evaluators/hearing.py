"""Where silence is the record's own answer: each fact says in which parts of a record it would stand.

Comes in: a rule, the definitions that its criteria rest on, the vocabulary. Goes out: the rule whose criteria say
when what they leave open was asked of the record. A part of a record that was read, and in which nothing is said
of a fact, is silent about it; a criterion is heard where facts of which it is silent settle it, by themselves or
with what is documented. One fact's place bounds every criterion that asks for it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

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
    facts_read,
)
from recheck.model.rule import Choose, Criterion, Definition, Holds, Rule, inputs_of
from recheck.model.value import Held
from recheck.model.vocabulary import SILENCE_ON, Fact, FactType

LONG_AGO = date(1900, 1, 1)
Definitions = Mapping[str, Definition]
Facts = Mapping[str, Fact]


def hearing(rule: Rule, definitions: Definitions, facts: Facts) -> Rule:
    """The rule with the places where the answers of its criteria would stand; the same where there are none."""
    criteria = tuple(_hearing(each, definitions, facts) for each in rule.criteria)
    return rule if criteria == rule.criteria else replace(rule, criteria=criteria)


def _hearing(criterion: Criterion, definitions: Definitions, facts: Facts) -> Criterion:
    heard = heard_when(criterion, definitions, facts)
    return criterion if heard == criterion.heard_in else replace(criterion, heard_in=heard)


def heard_when(criterion: Criterion, definitions: Definitions, facts: Facts) -> Condition | None:
    """When silence about a criterion is the record's answer; None: never.

    What its author says in `heard_in` has to hold besides.
    """
    found = _Places(definitions, facts).settled(criterion.when, to=criterion.closes_met)
    if not any(each.startswith(SILENCE_ON) for each in facts_read(found)):
        return None
    return found if criterion.heard_in is None else AllOf((criterion.heard_in, found))


def places_of(criterion: Criterion, definitions: Definitions, facts: Facts) -> frozenset[str]:
    """The parts of a record in which answers to a criterion would stand."""
    found = _Places(definitions, facts).settled(criterion.when, to=criterion.closes_met)
    silent = (each.removeprefix(SILENCE_ON) for each in facts_read(found) if each.startswith(SILENCE_ON))
    return frozenset(place for name in silent for place in facts[name].stands_in)


def asked_of(rules: Iterable[Rule]) -> tuple[str, ...]:
    """The facts of which rules ask whether a record is silent, once each."""
    heard = (criterion.heard_in for rule in rules for criterion in rule.criteria if criterion.heard_in is not None)
    names = (name for each in heard for name in facts_read(each) if name.startswith(SILENCE_ON))
    return tuple(dict.fromkeys(name.removeprefix(SILENCE_ON) for name in names))


def silences(
    names: Iterable[str], documented: Mapping[str, Held], unread: Collection[str], facts: Facts
) -> dict[str, Held]:
    """The facts of which a record is silent: not documented, not mentioned, though a part that would tell was read.

    >>> from recheck.model.vocabulary import BelongsTo
    >>> drop = Fact("foot_drop", FactType.BOOLEAN, BelongsTo.REGION, stands_in=("examination_recorded",))
    >>> silences(["foot_drop"], {"examination_recorded": True}, (), {"foot_drop": drop})
    {'silence_on_foot_drop': True}
    >>> silences(["foot_drop"], {"examination_recorded": True}, {"foot_drop"}, {"foot_drop": drop})
    {}
    """
    return {
        SILENCE_ON + name: True
        for name in names
        if name not in documented
        and name not in unread
        and any(documented.get(place) is True for place in facts[name].stands_in)
    }


class _Places:
    """Conditions under which a condition counts as settled, one way, by what is documented or was asked."""

    def __init__(self, definitions: Definitions, facts: Facts) -> None:
        self.definitions = definitions
        self.facts = facts

    def settled(self, condition: Condition, *, to: bool) -> Condition:
        match condition:
            case Comparison():
                return self._comparison(condition, to=to)
            case Limit():
                return self._limit(condition)
            case NotOf(part):
                return self.settled(part, to=not to)
            case IfThen(when, then):
                return self._some(1 if to else 2, ((when, not to), (then, to)))
            case AllOf(parts):
                return self._some(len(parts) if to else 1, [(each, to) for each in parts])
            case AnyOf(parts):
                return self._some(1 if to else len(parts), [(each, to) for each in parts])
            case CountOf(count, parts):
                return self._some(count if to else len(parts) - count + 1, [(each, to) for each in parts])

    def _some(self, count: int, parts: Iterable[tuple[Condition, bool]]) -> Condition:
        return joined(count, [self.settled(each, to=to) for each, to in parts])

    def _comparison(self, leaf: Comparison, *, to: bool) -> Condition:
        known: Condition = leaf if to else NotOf(leaf)
        found = [known]
        definition = self.definitions.get(leaf.fact)
        if isinstance(leaf.operand, FactRef):
            return known
        if definition is None:
            if self.facts[leaf.fact].stands_in and _when_absent(leaf) is to:
                found.append(silent(leaf.fact))
        elif isinstance(definition.formula, Holds) and leaf.op in (Op.EQUALS, Op.NOT):
            same = (leaf.operand is True) is (leaf.op is Op.EQUALS)
            found.append(self.settled(definition.formula.when, to=to if same else not to))
        elif _when_absent(leaf) is to:
            found.append(self._told(leaf.fact))
        return joined(1, found)

    def _limit(self, limit: Limit) -> Condition:
        """A limit is settled by what was had before, where the record is silent of that."""
        cap = [limit.at_most.name] if isinstance(limit.at_most, FactRef) else []
        names = [limit.of, *([limit.already] if limit.already else []), *cap]
        return joined(len(names), [self._told(each) for each in names])

    def _told(self, name: str) -> Condition:
        """Of a value: that it is documented, or that the record is silent of all that it rests on."""
        definition = self.definitions.get(name)
        if definition is None:
            found = self._known(name)
            return joined(1, [*found, silent(name)] if self.facts[name].stands_in else found)
        if isinstance(definition.formula, Choose | Holds):
            return joined(1, self._known(name))
        inputs = [self._told(each) for each in inputs_of(definition.formula)]
        return joined(len(inputs), inputs)

    def _known(self, name: str) -> list[Condition]:
        fact = self.facts[name]
        if fact.type.is_numeric:
            leaf = Comparison(name, Op.AT_LEAST, 0)
        elif fact.type is FactType.DATE:
            leaf = Comparison(name, Op.AT_LEAST, LONG_AGO)
        elif fact.type is FactType.BOOLEAN:
            leaf = Comparison(name, Op.EQUALS, True)
        else:
            return []
        return [leaf, NotOf(leaf)]


NOTHING = AnyOf(())
HOLDS_OF_NOTHING = (Op.AT_MOST, Op.LESS_THAN, Op.NOT, Op.WITHIN)
"""What holds of a number that is nothing, and of a word or a list that is not there."""


def _when_absent(leaf: Comparison) -> bool:
    """What a comparison says of something that is not there.

    >>> _when_absent(Comparison("foot_drop", Op.EQUALS, True)), _when_absent(Comparison("weeks", Op.AT_MOST, 3))
    (False, True)
    """
    return (leaf.op in HOLDS_OF_NOTHING) is not (leaf.operand is False)


def silent(name: str) -> Comparison:
    """That the record is silent of a fact where it would tell of it."""
    return Comparison(SILENCE_ON + name, Op.EQUALS, True)


def joined(count: int, parts: Iterable[Condition]) -> Condition:
    """At least so many of some conditions, in the plainest form."""
    kept = list(parts)
    if count == len(kept) == 1:
        return kept[0]
    if count == 1:
        flat = [each for part in kept for each in (part.parts if isinstance(part, AnyOf) else (part,))]
        return AnyOf(tuple(dict.fromkeys(flat)))
    if count == len(kept):
        return AllOf(tuple(kept))
    return CountOf(count, tuple(kept)) if count < len(kept) else NOTHING
