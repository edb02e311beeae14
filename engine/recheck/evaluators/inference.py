"""Forward chaining on durable_rules: facts -> derived facts -> criteria -> approval.

Comes in: a view and documented facts. Goes out: the same truths that the interpreter yields, found by
another road. Each stratum of the network is one flat fact, asserted and retracted; each group is two
rules, 'known true' and 'known false'; neither fires where it is UNKNOWN. This file alone knows that
the library exists; its measured limits are in design/durable_rules.md, and tests hold each of them.
"""

import contextlib
import json
import math
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import durable_rules_engine as durable

from recheck.conditions.interpret import Facts, leaf_truth, total_of
from recheck.evaluators.derive import derived
from recheck.evaluators.network import (
    Group,
    GroupRef,
    Literal,
    Network,
    approval_condition,
    needs_helper,
    network_of,
    network_of_condition,
)
from recheck.evaluators.plan import View
from recheck.evaluators.truths import CriterionTruth, RuleTruths, ViewTruths
from recheck.model.condition import Comparison, Condition, FactRef, Leaf, Limit, Op, facts_of
from recheck.model.rule import Criterion, Rule
from recheck.model.truth import Truth
from recheck.model.value import Bounds, Contradicted, Held
from recheck.model.vocabulary import Fact

MAX_FIRING = 48
"""Rules of one stratum that could fire at once, in one rule set; the library fails beyond 64."""
MAX_RULES = 200
"""Rules in one rule set; the library hangs with 513 that test one field."""

_CODE = {Truth.FALSE: 2, Truth.UNKNOWN: 0, Truth.TRUE: 1}
_FLIPPED = {"$lte": "$gt", "$gt": "$lte", "$gte": "$lt", "$lt": "$gte"}
_ORDERING = {Op.AT_MOST: "$lte", Op.AT_LEAST: "$gte", Op.MORE_THAN: "$gt", Op.LESS_THAN: "$lt"}
_UPPER_DECIDES = (Op.AT_MOST, Op.LESS_THAN)


class InferenceFault(Exception):
    """The library did not behave; what it said is not used."""


Read = Callable[[Mapping[str, Held], Sequence[Truth]], int | float | None]
"""The number to assert for a field, from held facts and group truths; None leaves the field out."""

HeldOf = Callable[[Mapping[str, Held]], Held | None]
"""What is held of a number or date, stated or added up."""

_lock = threading.Lock()
_rule_sets: dict[str, object] = {}
"""By content: rule sets cannot be freed or replaced, and their names are global to the process."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Some groups of one stratum, as one rule set of the library."""

    handle: object
    reads: tuple[tuple[str, Read], ...]
    ranges: tuple[tuple[str, str, HeldOf], ...]
    """The fields of both ends of what is held of a number or date."""

    def fire(self, held: Mapping[str, Held], truths: list[Truth]) -> None:
        """Assert what is held, note which groups are known true or false, and retract."""
        message = ['{"id":1,"sid":"0","k":1']
        for prefix, read in self.reads:
            value = read(held, truths)
            if value is not None:
                message.append(prefix + (str(value) if value.__class__ is int else _decimal(value)))
        for low, high, held_of in self.ranges:
            of = held_of(held)
            if of is not None:
                message += _both_ends(low, high, of)
        message.append("}")
        for name in _fire(self.handle, "".join(message)):
            if name == "z":
                continue
            group, found = int(name[1:]), Truth.TRUE if name[0] == "t" else Truth.FALSE
            if truths[group] not in (Truth.UNKNOWN, found):
                raise InferenceFault(f"group {group} is known true and known false at once")
            truths[group] = found


def _fire(handle: object, message: str) -> set[str]:
    """The rules of a rule set that a message fires."""
    fired = set()
    with _lock:
        try:
            code, state = durable.assert_fact(handle, message)
            result = durable.start_action_for_state(handle, state) if code == 0 else None
            while result:
                text = result[1] if isinstance(result, tuple) else result
                fired.add(text[2 : text.index('"', 2)])
                result = durable.complete_and_start_action(handle, state)
            durable.retract_fact(handle, message)
        except Exception as error:
            with contextlib.suppress(Exception):  # a fact that was never taken cannot be retracted either
                durable.retract_fact(handle, message)
            raise InferenceFault(f"durable_rules failed: {error}") from error
    if code != 0:
        raise InferenceFault(f"durable_rules took the fact with code {code}")
    if "z" not in fired:
        raise InferenceFault("durable_rules lost the catch-all rule")
    return fired


def _decimal(number: int | float) -> str:
    """A number in plain decimals: the library cannot read an exponent.

    >>> _decimal(1e-05), _decimal(2.5), _decimal(7)
    ('0.00001', '2.5', '7')
    """
    if isinstance(number, int):
        return str(number)
    return f"{number:.9f}".rstrip("0").rstrip(".")


class Inference:
    """Evaluates a view by forward chaining."""

    def read(self, view: View, facts: Facts) -> ViewTruths:
        """The truths of a view's rules over documented facts."""
        compiled = _compiled(view)
        network = compiled.network
        truths = [Truth.UNKNOWN] * len(network.groups)
        held: dict[str, Held] = dict(facts)
        definitions = {definition.fact: definition for definition in view.definitions}
        unresolved = _Unresolved(network, truths, held)
        for step in network.steps:
            if isinstance(step, int):
                for chunk in compiled.strata[step]:
                    chunk.fire(held, truths)
                continue
            value = derived(
                definitions[step],
                held,
                view.facts,
                lambda condition: truths[network.answer(condition)],
                unresolved.contradicted,
            )
            if value is not None:
                held[step] = value
                unresolved.is_contradicted |= isinstance(value, Contradicted)
        rules = tuple(
            RuleTruths(
                truths[network.answer(scope)],
                truths[network.answer(rule.applies_when)],
                tuple(_criterion(each, network, truths, unresolved) for each in rule.criteria),
                unresolved.contradicted(scope) or unresolved.contradicted(rule.applies_when),
            )
            for rule, scope in zip(view.rules, view.scopes, strict=True)
        )
        return ViewTruths(rules, held)

    def approve(self, view: View, rule: Rule, closed: Sequence[Truth]) -> Truth:
        """The truth of a rule's `approve_when`; inferred once for each combination of criterion truths."""
        compiled = _compiled_approval(rule)
        if compiled is None:
            return Truth.FALSE
        key = tuple(closed)
        known = compiled.approved.get(key)
        if known is None:
            known = compiled.approved[key] = _approve(compiled, rule, key)
        return known


def _approve(compiled: "_Compiled", rule: Rule, closed: tuple[Truth, ...]) -> Truth:
    held: dict[str, Held] = {
        criterion.name: each is Truth.TRUE
        for criterion, each in zip(rule.criteria, closed, strict=True)
        if each is not Truth.UNKNOWN
    }
    truths = [Truth.UNKNOWN] * len(compiled.network.groups)
    for stratum in sorted(compiled.strata):
        for chunk in compiled.strata[stratum]:
            chunk.fire(held, truths)
    return truths[compiled.answer]


def infer(condition: Condition, facts: Facts, vocabulary: Mapping[str, Fact]) -> Truth:
    """The truth of one condition by inference; for tests that compare it with the interpreter's."""
    network = network_of_condition(condition)
    strata = _strata(network, vocabulary)
    truths = [Truth.UNKNOWN] * len(network.groups)
    for stratum in sorted(strata):
        for chunk in strata[stratum]:
            chunk.fire(facts, truths)
    return truths[network.answer(condition)]


def _criterion(
    criterion: Criterion, network: Network, truths: list[Truth], unresolved: "_Unresolved"
) -> CriterionTruth:
    found = truths[network.answer(criterion.when)]
    if found is not Truth.UNKNOWN:
        return CriterionTruth(found, found, False)
    silent = found if criterion.when_silent is None else truths[network.answer(criterion.when_silent)]
    heard = criterion.heard_in is not None and truths[network.answer(criterion.heard_in)] is Truth.TRUE
    return CriterionTruth(found, silent, unresolved.contradicted(criterion.when), heard)


class _Unresolved:
    """Why groups stayed UNKNOWN."""

    def __init__(self, network: Network, truths: list[Truth], held: dict[str, Held]) -> None:
        self.network = network
        self.truths = truths
        self.held = held
        self.is_contradicted = any(isinstance(value, Contradicted) for value in held.values())
        """Whether any fact is; it seldom is, and every criterion asks."""

    def contradicted(self, condition: Condition) -> bool:
        """Whether a contradicted fact is among what keeps a condition UNKNOWN."""
        if not self.is_contradicted:
            return False
        return any(
            isinstance(self.held.get(fact), Contradicted)
            for leaf in self._leaves(self.network.answer(condition))
            for fact in facts_of(leaf)
        )

    def _leaves(self, number: int) -> Iterator[Leaf]:
        if self.truths[number] is not Truth.UNKNOWN:
            return
        for literal in self.network.groups[number].literals:
            if isinstance(literal.of, GroupRef):
                yield from self._leaves(literal.of.number)
            elif leaf_truth(literal.of, self.held) is Truth.UNKNOWN:
                yield literal.of


# -- compiling a network to rule sets -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Compiled:
    network: Network
    strata: dict[int, tuple[_Chunk, ...]]
    answer: int = 0
    approved: dict[tuple[Truth, ...], Truth] = field(default_factory=dict)


@lru_cache(maxsize=4096)
def _compiled(view: View) -> _Compiled:
    network = network_of(view)
    return _Compiled(network, _strata(network, view.facts))


_approvals: dict[int, tuple[Rule, _Compiled | None]] = {}


def _compiled_approval(rule: Rule) -> _Compiled | None:
    known = _approvals.get(id(rule))
    if known is not None and known[0] is rule:
        return known[1]
    condition = approval_condition(rule)
    compiled = None
    if condition is not None:
        network = network_of_condition(condition)
        compiled = _Compiled(network, _strata(network, {}), network.answer(condition))
    _approvals[id(rule)] = (rule, compiled)
    return compiled


def _strata(network: Network, vocabulary: Mapping[str, Fact]) -> dict[int, tuple[_Chunk, ...]]:
    by_stratum: dict[int, list[Group]] = {}
    for group in network.groups:
        by_stratum.setdefault(group.stratum, []).append(group)
    return {
        stratum: tuple(_ChunkBuilder(vocabulary).build(part) for part in _portions(groups))
        for stratum, groups in by_stratum.items()
    }


def _portions(groups: list[Group]) -> Iterator[list[Group]]:
    """The groups in portions that no limit of the library can be reached with."""
    portion: list[Group] = []
    firing = 0
    for group in groups:
        most = 1 if group.kind == "count" else max(1, len(group.literals))
        if portion and (firing + most > MAX_FIRING or len(portion) * 2 >= MAX_RULES):
            yield portion
            portion, firing = [], 0
        portion.append(group)
        firing += most
    if portion:
        yield portion


Pattern = dict[str, Any]
_ANY_MESSAGE: Pattern = {"k": 1}


class _ChunkBuilder:
    """Groups of one stratum to one rule set, with short field names of its own."""

    def __init__(self, vocabulary: Mapping[str, Fact]) -> None:
        self.vocabulary = vocabulary
        self.fields: dict[tuple[str, object], str] = {}
        self.reads: list[tuple[str, Read]] = []
        self.ranges: list[tuple[str, str, HeldOf]] = []

    def build(self, groups: list[Group]) -> _Chunk:
        rules: dict[str, Pattern] = {"z": _ANY_MESSAGE}
        for group in groups:
            known_true, known_false = self.rails(group)
            if known_true is not None:
                rules[f"t{group.number}"] = known_true
            if known_false is not None:
                rules[f"f{group.number}"] = known_false
        text = json.dumps({name: {"all": [{"m": pattern}]} for name, pattern in rules.items()})
        return _Chunk(_rule_set(text), tuple(self.reads), tuple(self.ranges))

    def rails(self, group: Group) -> tuple[Pattern | None, Pattern | None]:
        """The patterns under which a group is known true, and known false; None for never."""
        if group.kind == "count":
            true = self.field("count-true", group, lambda _, truths: _count(group, truths, Truth.TRUE))
            false = self.field("count-false", group, lambda _, truths: _count(group, truths, Truth.FALSE))
            out_of_reach = len(group.literals) - group.at_least + 1
            return {"$gte": {true: group.at_least}}, {"$gte": {false: out_of_reach}}
        trues = [self.literal(each, True) for each in group.literals]
        falses = [self.literal(each, False) for each in group.literals]
        if group.kind == "all":
            return _every(trues), _some(falses)
        return _some(trues), _every(falses)

    def literal(self, literal: Literal, wanted: bool) -> Pattern:
        holds = wanted != literal.negated
        if isinstance(literal.of, GroupRef):
            number = literal.of.number
            name = self.field("group", number, lambda _, truths: _CODE[truths[number]])
            return {name: 1 if holds else 2}
        return self.leaf(literal.of, holds)

    def leaf(self, leaf: Leaf, holds: bool) -> Pattern:
        fact = None if isinstance(leaf, Limit) else self.vocabulary.get(leaf.fact)
        if needs_helper(leaf, fact.type if fact else None):
            name = self.field("helper", leaf, lambda held, _: _helper(leaf, held))
            return {name: 1 if holds else 2}
        if isinstance(leaf, Limit):
            low, high = self.range_fields("total", leaf, lambda held: total_of(leaf, held))
            return self.ordering(Op.AT_MOST, low, high, leaf.at_most, holds)
        if leaf.op.is_ordering:
            name = leaf.fact
            low, high = self.range_fields("fact", name, lambda held: held.get(name))
            return self.ordering(leaf.op, low, high, _number(leaf.operand), holds)
        return self.equality(leaf, fact, holds)

    def ordering(self, op: Op, low: str, high: str, bound: object, holds: bool) -> Pattern:
        """True by the end of the range that decides it, false by the other."""
        word = _ORDERING[op] if holds else _FLIPPED[_ORDERING[op]]
        end = high if (op in _UPPER_DECIDES) == holds else low
        return {word: {end: bound}}

    def equality(self, leaf: Comparison, fact: Fact | None, holds: bool) -> Pattern:
        values = fact.values if fact else ()
        name = self.field("value", leaf.fact, lambda held, _: _coded(held.get(leaf.fact), values))
        code = _coded(leaf.operand, values)
        return {name: code} if (leaf.op is Op.EQUALS) == holds else {"$neq": {name: code}}

    def range_fields(self, kind: str, key: object, held_of: HeldOf) -> tuple[str, str]:
        """The short names of both ends of a range."""
        known = (kind, key) in self.fields
        low, high = self.named(kind, key), self.named(f"{kind}-high", key)
        if not known:
            self.ranges.append((_prefix(low), _prefix(high), held_of))
        return low, high

    def field(self, kind: str, key: object, read: Read) -> str:
        """The short name of a field that is read by itself."""
        known = (kind, key) in self.fields
        name = self.named(kind, key)
        if not known:
            self.reads.append((_prefix(name), read))
        return name

    def named(self, kind: str, key: object) -> str:
        """The short name of a field; the library compares long names by hash."""
        return self.fields.setdefault((kind, key), f"f{len(self.fields)}")


def _prefix(name: str) -> str:
    return f',"{name}":'


def _every(patterns: list[Pattern]) -> Pattern | None:
    if not patterns:
        return _ANY_MESSAGE
    return patterns[0] if len(patterns) == 1 else {"$and": patterns}


def _some(patterns: list[Pattern]) -> Pattern | None:
    if not patterns:
        return None
    return patterns[0] if len(patterns) == 1 else {"$or": patterns}


def _count(group: Group, truths: Sequence[Truth], wanted: Truth) -> int:
    found = 0
    for literal in group.literals:
        assert isinstance(literal.of, GroupRef)
        truth = truths[literal.of.number]
        found += (~truth if literal.negated else truth) is wanted
    return found


def _helper(leaf: Leaf, held: Mapping[str, Held]) -> int | None:
    return _CODE[leaf_truth(leaf, held)] or None


def _coded(value: object, values: tuple[str, ...]) -> int | None:
    """A truth, date or choice as a whole number; the library compares text by rules of its own."""
    match value:
        case bool():
            return int(value)
        case date():
            return value.toordinal()
        case str():
            return values.index(value) if value in values else None
        case _:
            return None


def _number(operand: object) -> int | float:
    if isinstance(operand, date):
        return operand.toordinal()
    assert isinstance(operand, int | float) and not isinstance(operand, FactRef)
    return operand


def _both_ends(low: str, high: str, held: Held) -> tuple[str, ...]:
    """The fields of both ends of what is held of a number or date; an end that is open is left out.

    >>> _both_ends(',"a":', ',"b":', 7), _both_ends(',"a":', ',"b":', Bounds(2, math.inf))
    ((',"a":7', ',"b":7'), (',"a":2',))
    """
    match held:
        case Bounds(least, most):
            ends = ((low, least), (high, most))
            return tuple(prefix + _decimal(end) for prefix, end in ends if not math.isinf(end))
        case date():
            text = str(held.toordinal())
        case int() | float():
            text = _decimal(held)
        case _:
            return ()
    return (low + text, high + text)


def _rule_set(text: str) -> object:
    """The rule set of a definition: made once for each content, and warmed up with one message."""
    with _lock:
        handle = _rule_sets.get(text)
        if handle is not None:
            return handle
        try:
            handle = durable.create_ruleset(f"recheck-{len(_rule_sets)}", text)
        except Exception as error:
            raise InferenceFault(f"durable_rules cannot take a rule set: {error}") from error
        _rule_sets[text] = handle
    _fire(handle, '{"id":1,"sid":"0","k":1}')
    return handle
