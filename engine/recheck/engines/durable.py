"""Forward chaining on durable_rules: facts -> derived facts -> criteria -> approval.

Each root (a condition to be known) becomes *rails*: the pattern under which it is known true, and the one
under which it is known false; where neither fires it is UNKNOWN. What stands inside a root and is no leaf
is a group of its own, fired before it, so that each *stratum* is one flat fact, asserted and retracted.
`recheck.engines.rulesets` confines the library and its measured limits.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from itertools import groupby
from typing import TypeAlias

from recheck.engines.engine import Facts, HeldFacts, Scopes
from recheck.engines.rulesets import (
    ANY_MESSAGE,
    MAX_FIRING,
    MAX_RULES,
    START,
    InferenceFault,
    Pattern,
    decimal,
    fire,
    rule_set,
)
from recheck.engines.values import Values, as_truth, derive, reconciled
from recheck.model.truth import Truth
from recheck.model.value import CONTRADICTED, Bounds, Contradicted, Held, Value
from recheck.program.analyse import term_reads
from recheck.program.fold import fold, fold_term
from recheck.program.ir import (
    ALWAYS,
    NEVER,
    AtLeast,
    Between,
    Compare,
    Const,
    Derived,
    Fact,
    Includes,
    Leaf,
    Named,
    Node,
    Not,
    OneOf,
    Pick,
    Program,
    Relation,
    Sum,
    Term,
    Yes,
)
from recheck.program.truths import Applying, CriterionTruth

WIDTH = 8
"""Parts of one group at most; wider ones are split into groups of groups."""
APPROVED = 20_000
"""Approvals remembered for a program."""

Read: TypeAlias = Callable[[Values, Sequence[Truth]], Held | None]
"""What is asserted of a field, from held facts and the truths of groups that fired before."""

_CONSTANT = {ALWAYS: Truth.TRUE, NEVER: Truth.FALSE}
_CODE = {Truth.FALSE: 2, Truth.TRUE: 1}


@dataclass(frozen=True, slots=True)
class Field:
    """A number to be asserted; where it is known within bounds, its two ends are two fields."""

    key: tuple[str, object]
    read: Read = field(compare=False)


@dataclass(frozen=True, slots=True)
class Test:
    """A field, or the upper end of one, against a number."""

    of: Field
    word: str
    number: int
    upper: bool = False


@dataclass(frozen=True, slots=True)
class Rails:
    """When a node is known true and known false, and after which stratum that can be asked.

    A rail is tests of which all or any have to pass; `is_leaf` where it is one.
    """

    true: tuple[str, tuple[Test, ...]]
    false: tuple[str, tuple[Test, ...]]
    after: int
    is_leaf: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Rails that are fired under a number."""

    number: int
    rails: Rails

    @property
    def stratum(self) -> int:
        return self.rails.after + 1


class Network:
    """The algebra of rails; groups are gathered as it goes."""

    def __init__(self) -> None:
        self.groups: list[Group] = []
        self.settled: dict[Rails, Rails] = {}
        self.codes: dict[str, int] = {}
        """Numbers for the words that conditions name: the library compares text by rules of its own."""

    def root(self, node: Node) -> int:
        """The number of the group whose truth is a node's."""
        return self.group(fold(node, self))

    def group(self, rails: Rails) -> int:
        self.groups.append(Group(len(self.groups), rails))
        return self.groups[-1].number

    def as_leaf(self, rails: Rails) -> Rails:
        """Rails that are one test each: those of a leaf, or of a group that is fired before."""
        if rails.is_leaf:
            return rails
        if rails not in self.settled:
            number = self.group(rails)
            self.settled[rails] = _truth(("group", number), partial(_group, number), rails.after + 1)
        return self.settled[rails]

    # -- nodes ------------------------------------------------------------------------------------

    def compare(self, node: Compare, left: Term, right: Term) -> Rails:
        """Tests of the library where it compares whole numbers; everything else is computed before."""
        if not isinstance(right, Const) or right.kind not in (int, bool, str, date):
            return self.helper(node)
        if node.relation is Relation.EQUALS:
            return self.helper(node) if right.kind is int else self.equal(left, right.value)
        number = right.value.toordinal() if isinstance(right.value, date) else int(str(right.value))
        if not _is_added(left):
            return self.helper(node)
        of = Field(("range", left), _reader(left))
        if node.relation is Relation.AT_MOST:
            return _leaf(Test(of, "$lte", number, upper=True), Test(of, "$gt", number))
        return _leaf(Test(of, "$gte", number), Test(of, "$lt", number, upper=True))

    def equal(self, left: Term, value: Value) -> Rails:
        """A truth, word or date by its number."""
        if isinstance(value, str):
            self.codes.setdefault(value, len(self.codes))
        of = Field(("coded", left), partial(_coded, _reader(left), self.codes))
        number = _code(value, self.codes)
        return _leaf(Test(of, "", number), Test(of, "$neq", number))

    def one_of(self, node: OneOf, of: Term) -> Rails:
        return self.helper(node)

    def includes(self, node: Includes, of: Term) -> Rails:
        return self.helper(node)

    def named(self, node: Named) -> Rails:
        return _truth(("named", node.number), partial(_closed, str(node.number)), 0)

    def helper(self, leaf: Leaf) -> Rails:
        return _truth(("helper", leaf), partial(_computed, leaf), 0)

    def opposite(self, node: Not, of: Rails) -> Rails:
        return Rails(of.false, of.true, of.after, of.is_leaf)

    def at_least(self, node: AtLeast, parts: Sequence[Rails]) -> Rails:
        if node.count in (1, len(parts)) or node.count > len(parts):
            return self.joined([self.as_leaf(each) for each in parts], all_of=node.count == len(parts))
        return self.counted(node.count, parts)

    def joined(self, parts: Sequence[Rails], *, all_of: bool) -> Rails:
        while len(parts) > WIDTH:
            portions = [parts[start : start + WIDTH] for start in range(0, len(parts), WIDTH)]
            parts = [self.as_leaf(self.joined(each, all_of=all_of)) for each in portions]
        true = tuple(test for part in parts for test in part.true[1])
        false = tuple(test for part in parts for test in part.false[1])
        words = ("$and", "$or") if all_of else ("$or", "$and")
        return Rails((words[0], true), (words[1], false), max((part.after for part in parts), default=0), False)

    def counted(self, count: int, parts: Sequence[Rails]) -> Rails:
        """How many parts are known true, and known false, is counted once they have fired."""
        numbers = tuple(self.group(part) for part in parts)
        known = (Truth.TRUE, Truth.FALSE)
        fields = [Field(("count", (numbers, each)), partial(_count, numbers, each)) for each in known]
        after = max(self.groups[number].stratum for number in numbers)
        tests = (Test(fields[0], "$gte", count), Test(fields[1], "$gte", len(parts) - count + 1))
        return Rails(("$and", tests[:1]), ("$and", tests[1:]), after, True)

    # -- terms ------------------------------------------------------------------------------------

    def fact(self, term: Fact) -> Term:
        return term

    def const(self, term: Const) -> Term:
        return term

    def between(self, term: Term, of: Term) -> Term:
        return term

    def sum(self, term: Sum, terms: Sequence[Term]) -> Term:
        return term

    def other(self, term: Term, *_: object) -> Term:
        raise TypeError(f"no condition holds this: {term}")

    negative = product = drop = span = yes = pick = other


def _leaf(true: Test, false: Test, after: int = 0) -> Rails:
    return Rails(("$and", (true,)), ("$and", (false,)), after, True)


def _truth(key: tuple[str, object], read: Read, after: int) -> Rails:
    of = Field(key, read)
    return _leaf(Test(of, "", 1), Test(of, "", 2), after)


def _is_added(term: Term) -> bool:
    """Whether a term is a fact, or facts added up: what a rule compares with a number."""
    parts = term.terms if isinstance(term, Sum) else (term,)
    return all(isinstance(each, Fact | Between) for each in parts)


def _reader(term: Term) -> Read:
    """What is held of a fact, or what a sum comes to."""
    if isinstance(term, Fact):
        name = term.name
        return lambda values, _: values.held.get(name)
    return partial(_total, term, term_reads(term))


def _total(term: Term, names: Sequence[str], values: Values, _: Sequence[Truth]) -> Held | None:
    """A sum of facts: of whole numbers at once, else as the values add them."""
    total = 0
    for name in names:
        held = values.held.get(name)
        if held.__class__ is not int:
            return fold_term(term, values)
        total += held
    return total


def _coded(read: Read, codes: Mapping[str, int], values: Values, truths: Sequence[Truth]) -> Held | None:
    held = read(values, truths)
    return None if held is None or isinstance(held, Contradicted) else _code(held, codes)


def _code(value: Held, codes: Mapping[str, int]) -> int:
    if value.__class__ is bool:
        return 1 if value else 0
    if isinstance(value, str):
        return codes.get(value, -1)
    return value.toordinal() if isinstance(value, date) else int(str(int(value)))  # type: ignore[arg-type]  # a truth


def _computed(leaf: Leaf, values: Values, _: Sequence[Truth]) -> Held | None:
    return _CODE.get(as_truth(fold(leaf, values)))


def _closed(number: str, values: Values, _: Sequence[Truth]) -> Held | None:
    closed = values.held[number]
    assert isinstance(closed, Truth)
    return _CODE.get(closed)


def _group(number: int, _: Values, truths: Sequence[Truth]) -> Held | None:
    return _CODE.get(truths[number])


def _count(numbers: tuple[int, ...], wanted: Truth, _: Values, truths: Sequence[Truth]) -> Held | None:
    return sum(truths[number] is wanted for number in numbers)


# -- rails as rule sets ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Chunk:
    """Groups of one stratum as one rule set of the library, with short field names of its own."""

    handle: object
    plain: tuple[tuple[str, Read], ...]
    ranges: tuple[tuple[str, str, Read], ...]

    def fire(self, values: Values, truths: list[Truth]) -> None:
        """Assert what is held, note which groups are known true or false, and retract."""
        message = [START]
        for prefix, read in self.plain:
            value = read(values, truths)
            if value is not None:
                message.append(f"{prefix}{value}")
        for low, high, read in self.ranges:
            message += _both_ends(low, high, read(values, truths))
        message.append("}")
        for name in fire(self.handle, "".join(message)):
            group, found = int(name[1:]), Truth.TRUE if name[0] == "t" else Truth.FALSE
            if truths[group] not in (Truth.UNKNOWN, found):
                raise InferenceFault(f"group {group} is known true and known false at once")
            truths[group] = found


class Block:
    """Conditions whose truths are known together: one firing for each stratum, and portion of it."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        network = Network()
        roots = {node: network.root(node) for node in dict.fromkeys(nodes) if node not in _CONSTANT}
        self.answers = [_CONSTANT[node] if node in _CONSTANT else roots[node] for node in nodes]
        """For each condition the number of its group, or its truth whatever is held."""
        self.groups = len(network.groups)
        ordered = sorted(network.groups, key=lambda each: each.stratum)
        self.chunks = [
            _chunk(portion)
            for _, groups in groupby(ordered, key=lambda each: each.stratum)
            for portion in _portions(list(groups))
        ]

    def truths(self, values: Values) -> list[Truth]:
        """The truths of the conditions, in their order."""
        found = [Truth.UNKNOWN] * self.groups
        for chunk in self.chunks:
            chunk.fire(values, found)
        return [each if isinstance(each, Truth) else found[each] for each in self.answers]


def _portions(groups: list[Group]) -> Iterator[list[Group]]:
    """The groups in portions that no limit of the library can be reached with."""
    portion: list[Group] = []
    firing = 0
    for group in groups:
        most = max(len(group.rails.true[1]), len(group.rails.false[1]), 1)
        if portion and (firing + most > MAX_FIRING or len(portion) * 2 >= MAX_RULES):
            yield portion
            portion, firing = [], 0
        portion.append(group)
        firing += most
    if portion:
        yield portion


def _chunk(groups: list[Group]) -> Chunk:
    names: dict[tuple[str, object], tuple[str, Field]] = {}

    def pattern(test: Test) -> Pattern:
        name = names.setdefault(test.of.key, (f"f{len(names)}", test.of))[0]
        name = f"{name}h" if test.upper else name
        return {test.word: {name: test.number}} if test.word else {name: test.number}

    rules: dict[str, Pattern] = {}
    for group in groups:
        for letter, (word, tests) in (("t", group.rails.true), ("f", group.rails.false)):
            if tests:
                patterns = [pattern(test) for test in dict.fromkeys(tests)]
                rules[f"{letter}{group.number}"] = patterns[0] if len(patterns) == 1 else {word: patterns}
            elif word == "$and":
                rules[f"{letter}{group.number}"] = ANY_MESSAGE
    ranged = [(name, of.read) for name, of in names.values() if of.key[0] == "range"]
    return Chunk(
        rule_set(rules),
        tuple((f',"{name}":', of.read) for name, of in names.values() if of.key[0] != "range"),
        tuple((f',"{name}":', f',"{name}h":', read) for name, read in ranged),
    )


def _both_ends(low: str, high: str, held: Held | None) -> tuple[str, ...]:
    """The fields of both ends of what is held of a number or date; an end that is open is left out.

    >>> _both_ends(',"a":', ',"b":', 7), _both_ends(',"a":', ',"b":', Bounds(2, math.inf))
    ((',"a":7', ',"b":7'), (',"a":2',))
    """
    match held:
        case Bounds(least, most):
            ends = ((low, least), (high, most))
            return tuple(prefix + decimal(end) for prefix, end in ends if not math.isinf(end))
        case date():
            text = str(held.toordinal())
        case int() | float():
            text = decimal(held)
        case _:
            return ()
    return (low + text, high + text)


# -- whole programs -------------------------------------------------------------------------------


class DurableEngine:
    """Evaluates programs by forward chaining."""

    def derive(self, program: Program, documented: Facts) -> HeldFacts:
        held = dict(documented)
        values = Values(held)
        for stage in _compiled(program).stages:
            truths = iter(stage.block.truths(values)) if stage.block else iter(())
            for each in stage.derived:
                if isinstance(each.term, Yes | Pick):
                    value = reconciled(held.get(each.fact), _chosen(each.term, truths, values))
                    if value is not None:
                        held[each.fact] = value
                else:
                    derive(each, held, values)
        is_clean = not any(isinstance(value, Contradicted | Bounds) for value in held.values())
        return HeldFacts(held, is_clean)

    def scopes(self, program: Program, held: HeldFacts) -> Scopes:
        values = Values(held.facts)
        truths = iter(_compiled(program).scopes.truths(values))
        found = []
        for rule in program.rules:
            pair = [(node, next(truths)) for node in (rule.scope, rule.applies)]
            why = any(truth is Truth.UNKNOWN and _is_contradicted(node, held, values) for node, truth in pair)
            found.append(Applying(pair[0][1], pair[1][1], why))
        return tuple(found)

    def criteria(self, program: Program, number: int, held: HeldFacts) -> tuple[CriterionTruth, ...]:
        values = Values(held.facts)
        truths = iter(_compiled(program).criteria(number).truths(values))
        found = []
        for each in program.rules[number].criteria:
            when = next(truths)
            silent = when if each.silent is None else next(truths)
            heard = each.heard is not None and next(truths) is Truth.TRUE
            if when is not Truth.UNKNOWN:
                found.append(CriterionTruth(when, when, False))
            else:
                found.append(CriterionTruth(when, silent, _is_contradicted(each.when, held, values), heard))
        return tuple(found)

    def approve(self, program: Program, number: int, closed: Sequence[Truth]) -> Truth:
        compiled = _compiled(program)
        key = (number, tuple(closed))
        known = compiled.approved.get(key)
        if known is None:
            held = {str(index): each for index, each in enumerate(closed)}
            known = compiled.approval(number).truths(Values(held))[0]
            if len(compiled.approved) >= APPROVED:
                compiled.approved.clear()
            compiled.approved[key] = known
        return known


DURABLE = DurableEngine()


def _chosen(term: Yes | Pick, truths: Iterator[Truth], values: Values) -> Held | None:
    """The value of a term over conditions, by their truths as they fired."""
    conditions = [term.of] if isinstance(term, Yes) else [when for _, when in term.branches]
    known = []
    for node in conditions:
        found = next(truths)
        open_for = CONTRADICTED if found is Truth.UNKNOWN and isinstance(fold(node, values), Contradicted) else None
        known.append({Truth.TRUE: True, Truth.FALSE: False}.get(found, open_for))
    return values.yes(term, known[0]) if isinstance(term, Yes) else values.pick(term, known)


def _is_contradicted(node: Node, held: HeldFacts, values: Values) -> bool:
    """Whether a contradicted fact is among what keeps an UNKNOWN node unknown: the reference traces it."""
    return not held.is_clean and isinstance(fold(node, values), Contradicted)


@dataclass(frozen=True, slots=True)
class Stage:
    """Derived facts whose conditions can be fired together, and those that are computed after."""

    block: Block | None
    derived: tuple[Derived, ...]


class _Compiled:
    """A program's blocks, each made when it is first asked for."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.stages = tuple(_stages(program.derived))
        self.scopes = Block([node for rule in program.rules for node in (rule.scope, rule.applies)])
        self.approved: dict[tuple[int, tuple[Truth, ...]], Truth] = {}
        self._criteria: dict[int, Block] = {}
        self._approvals: dict[int, Block] = {}

    def criteria(self, number: int) -> Block:
        if number not in self._criteria:
            criteria = self.program.rules[number].criteria
            self._criteria[number] = Block([node for each in criteria for node in each.nodes])
        return self._criteria[number]

    def approval(self, number: int) -> Block:
        if number not in self._approvals:
            self._approvals[number] = Block([self.program.rules[number].approve])
        return self._approvals[number]


@lru_cache(maxsize=4096)
def _compiled(program: Program) -> _Compiled:
    return _Compiled(program)


def _stages(derived: Sequence[Derived]) -> Iterator[Stage]:
    """The derived facts by how many firings their conditions have to wait for."""
    after: dict[str, int] = {}
    for each in derived:
        waits = max((after.get(name, 0) for name in term_reads(each.term)), default=0)
        after[each.fact] = waits + isinstance(each.term, Yes | Pick)
    for level in range(max(after.values(), default=-1) + 1):
        ours = tuple(each for each in derived if after[each.fact] == level)
        nodes = [node for each in ours for node in _conditions(each.term)]
        yield Stage(Block(nodes) if nodes else None, ours)


def _conditions(term: Term) -> list[Node]:
    match term:
        case Yes(of):
            return [of]
        case Pick(branches):
            return [when for _, when in branches]
        case _:
            return []
