"""The fast path of one request: a program as generated Python, for records that contradict nothing.

Comes in: a program. Goes out: functions from held facts to truths. A truth is 0, 1 or 3 (false, unknown,
true), so that all is `&` and any is `|`. A leaf of a kind that is rare, or that meets a number known only
within bounds, asks the reference. Names in the generated text are numbered and constants stand in its
namespace: nothing that an author writes becomes code.
"""

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from recheck.engines.engine import Facts, HeldFacts, Scopes
from recheck.engines.values import VALUES, Values, reconciled, span_between
from recheck.model.rule import TimeUnit
from recheck.model.truth import Truth
from recheck.model.value import Bounds, Contradicted, Held
from recheck.program.analyse import reads
from recheck.program.fold import fold, fold_term
from recheck.program.ir import (
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
    Span,
    Sum,
    Term,
    Yes,
)
from recheck.program.truths import Applying, CriterionTruth

FALSE, UNKNOWN, TRUE = 0, 1, 3
TRUTHS = {FALSE: Truth.FALSE, UNKNOWN: Truth.UNKNOWN, TRUE: Truth.TRUE}
_OPPOSITE = (TRUE, UNKNOWN, None, FALSE)
_CODES = {False: FALSE, None: UNKNOWN, True: TRUE}
_FOUND = tuple(
    tuple(
        CriterionTruth(TRUTHS[found], TRUTHS[silent], False) if found in TRUTHS and silent in TRUTHS else None
        for silent in range(4)
    )
    for found in range(4)
)
_HEARD = {code: CriterionTruth(Truth.UNKNOWN, truth, False, True) for code, truth in TRUTHS.items()}
_WORDS = {Relation.EQUALS: "==", Relation.AT_MOST: "<=", Relation.AT_LEAST: ">="}
_WHOLE = (int, type(None))

Expression: TypeAlias = str


class Unclean(Exception):
    """A derived fact contradicts what is documented: the record is for the reference."""


class SourceEngine:
    """Generated Python where a record is clean, else the reference."""

    def derive(self, program: Program, documented: Facts) -> HeldFacts:
        if any(value.__class__ is Contradicted or value.__class__ is Bounds for value in documented.values()):
            return VALUES.derive(program, documented)
        held = dict(documented)
        try:
            _compiled(program).derive(held)
        except Unclean:
            return VALUES.derive(program, documented)
        return HeldFacts(held, True)

    def scopes(self, program: Program, held: HeldFacts) -> Scopes:
        if not held.is_clean:
            return VALUES.scopes(program, held)
        return _compiled(program).scopes(held.facts)

    def criteria(self, program: Program, number: int, held: HeldFacts) -> tuple[CriterionTruth, ...]:
        if not held.is_clean:
            return VALUES.criteria(program, number, held)
        return _compiled(program).criteria(number)(held.facts)

    def approve(self, program: Program, number: int, closed: Sequence[Truth]) -> Truth:
        return _compiled(program).approve(number)(closed)


SOURCE = SourceEngine()


class _Compiled:
    """A program's functions, each made when it is first asked for."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.derive = deriving(program.derived)
        self.scopes = applying(tuple((rule.scope, rule.applies) for rule in program.rules))
        self._criteria: dict[int, Callable[[Facts], tuple[CriterionTruth, ...]]] = {}
        self._approve: dict[int, Callable[[Sequence[Truth]], Truth]] = {}

    def criteria(self, number: int) -> Callable[[Facts], tuple[CriterionTruth, ...]]:
        if number not in self._criteria:
            self._criteria[number] = criteria_of(self.program.rules[number].criteria)
        return self._criteria[number]

    def approve(self, number: int) -> Callable[[Sequence[Truth]], Truth]:
        if number not in self._approve:
            self._approve[number] = approving(self.program.rules[number].approve)
        return self._approve[number]


@lru_cache(maxsize=4096)
def _compiled(program: Program) -> _Compiled:
    return _Compiled(program)


@lru_cache(maxsize=4096)
def deriving(derived: tuple[Derived, ...]) -> Callable[[dict[str, Held]], None]:
    """A function that adds derived facts to documented ones; it raises `Unclean` where they contradict."""
    text = _Text()
    for each in derived:
        value = text.define(fold_term(each.term, text))
        name = text.constant(each.fact)
        text.line(f"d = g({name})")
        begun = isinstance(each.term, Span)
        text.line(f"if d is not None: {value} = reconcile(d, {value}, {begun})")
        text.line(f"if {value} is not None: h[{name}] = {value}")
        text.facts[each.fact] = value
    made: Callable[[dict[str, Held]], None] = text.function("None")
    return made


@lru_cache(maxsize=4096)
def applying(rules: tuple[tuple[Node, Node], ...]) -> Callable[[Facts], Scopes]:
    """A function from held facts to the truths of several rules' scopes and of when they apply."""
    text = _Text()
    pairs = [f"A(T[{fold(scope, text)}], T[{fold(applies, text)}])" for scope, applies in rules]
    made: Callable[[Facts], Scopes] = text.function(f"({''.join(each + ', ' for each in pairs)})")
    return made


@lru_cache(maxsize=4096)
def criteria_of(criteria: tuple[Criterion, ...]) -> Callable[[Facts], tuple[CriterionTruth, ...]]:
    """A function from held facts to the truths of a rule's criteria."""
    text = _Text()
    found = []
    for each in criteria:
        when = text.define(fold(each.when, text))
        silent = when if each.silent is None else f"({fold(each.silent, text)} if {when} == 1 else {when})"
        truth = f"C[{when}][{silent}]"
        if each.heard is not None:
            truth = f"(H[{silent}] if {when} == 1 and {fold(each.heard, text)} == 3 else {truth})"
        found.append(truth)
    made: Callable[[Facts], tuple[CriterionTruth, ...]] = text.function(f"({''.join(each + ', ' for each in found)})")
    return made


@lru_cache(maxsize=4096)
def approving(approve: Node) -> Callable[[Sequence[Truth]], Truth]:
    """A function from the truths of a rule's criteria to whether it approves."""
    text = _Text()
    made: Callable[[Sequence[Truth]], Truth] = text.function(f"T[{fold(approve, text)}]")
    return made


class _Text:
    """The algebra of Python text: nodes and terms to expressions, with the lines that come before them."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.names: dict[str, Any] = {
            "T": TRUTHS,
            "N": _OPPOSITE,
            "A": Applying,
            "B": Bounds,
            "C": _FOUND,
            "H": _HEARD,
            "W": _WHOLE,
            "at_least": _at_least,
            "reconcile": _reconcile,
            "span": span_between,
        }
        self.facts: dict[str, Expression] = {}
        self.known: dict[Leaf, Expression] = {}
        self.numbered = 0

    # -- text -------------------------------------------------------------------------------------

    def line(self, text: str) -> None:
        self.lines.append(text)

    def name(self, letter: str) -> str:
        self.numbered += 1
        return f"{letter}{self.numbered}"

    def define(self, expression: Expression) -> Expression:
        """A variable of this value."""
        name = self.name("v")
        self.line(f"{name} = {expression}")
        return name

    def constant(self, value: object) -> Expression:
        """A name for a value in the function's namespace."""
        name = self.name("k")
        self.names[name] = value
        return name

    def function(self, result: Expression) -> Any:
        """The lines so far and a result, as a function of held facts (or of criterion truths)."""
        body = "".join(f"    {line}\n" for line in self.lines)
        text = f"def made(h):\n    g = getattr(h, 'get', None)\n{body}    return {result}\n"
        exec(compile(text, "<program>", "exec"), self.names)
        return self.names["made"]

    def reference(self, node: Leaf) -> Expression:
        """What the reference says of a leaf."""
        return f"{self.constant(lambda held: _CODES[_known(fold(node, Values(held)))])}(h)"

    def computed(self, term: Term) -> Expression:
        """What the reference says of a term."""
        return f"{self.constant(lambda held: fold_term(term, Values(held)))}(h)"

    # -- nodes ------------------------------------------------------------------------------------

    def leaf(self, node: Leaf, expression: Callable[[], Expression]) -> Expression:
        """A leaf, computed once however often it stands in a program."""
        if node not in self.known:
            self.known[node] = self.define(expression())
        return self.known[node]

    def compare(self, node: Compare, left: Expression, right: Expression) -> Expression:
        def text() -> Expression:
            if isinstance(node.left, Fact) and isinstance(node.right, Const | Fact):
                return self.against(node, left, right)
            if isinstance(node.left, Sum) and node.relation is Relation.AT_MOST:
                return self.total(node, node.left, right)
            return self.reference(node)

        return self.leaf(node, text)

    def against(self, node: Compare, left: Expression, right: Expression) -> Expression:
        """A fact against a constant or another fact; a number may be known within bounds where it is derived."""
        facts = [left, right] if isinstance(node.right, Fact) else [left]
        absent = " or ".join(f"{fact} is None" for fact in facts)
        plain = f"1 if {absent} else 3 if {left} {_WORDS[node.relation]} {right} else 0"
        if isinstance(node.right, Const) and node.right.kind not in (int, float):
            return plain
        exact = " and ".join(f"{fact}.__class__ is not B" for fact in facts)
        return f"({plain}) if {exact} else {self.reference(node)}"

    def total(self, node: Compare, total: Sum, cap: Expression) -> Expression:
        """A limit over whole numbers, of which those that may be absent count from 0; else by the reference.

        The cap may itself be known within bounds.
        """
        stated = [self.fact(each) for each in total.terms if isinstance(each, Fact)]
        loose = [each for each in total.terms if isinstance(each, Between) and (each.low, each.high) == (0, math.inf)]
        if len(stated) + len(loose) < len(total.terms):
            return self.reference(node)
        values = [*stated, *(self.fact(each.of) for each in loose)]
        least = self.define(f"{cap}.low if {cap}.__class__ is B else {cap}")
        most = self.define(f"{cap}.high if {cap}.__class__ is B else {cap}")
        whole = " and ".join(f"{value}.__class__ in W" for value in values)
        absent = " or ".join(f"{value} is None" for value in (*stated, cap))
        added = " + ".join(f"({value} or 0)" for value in values)
        waiting = "".join(f" or {self.fact(each.of)} is None" for each in loose if not each.closes)
        known = f"1 if {absent} else 0 if {added} > {most} else 1 if {added} > {least}{waiting} else 3"
        return f"({known}) if {whole} else {self.reference(node)}"

    def one_of(self, node: OneOf, of: Expression) -> Expression:
        if any(each.__class__ in (int, float) for each in node.values):
            return self.leaf(node, lambda: self.reference(node))
        values = self.constant(frozenset(node.values))
        return self.leaf(node, lambda: f"1 if {of} is None else 3 if {of} in {values} else 0")

    def includes(self, node: Includes, of: Expression) -> Expression:
        members = self.constant(node.members)
        test = f"{of} <= {members}" if node.within else f"not {members}.isdisjoint({of})"
        return self.leaf(node, lambda: f"1 if {of} is None else 3 if {test} else 0")

    def named(self, node: Named) -> Expression:
        return f"(0, 1, 3)[h[{node.number}]]"

    def opposite(self, node: Not, of: Expression) -> Expression:
        return f"N[{of}]"

    def at_least(self, node: AtLeast, parts: Sequence[Expression]) -> Expression:
        if node.count == 0:
            return "3"
        if node.count > len(parts):
            return "0"
        if node.count == len(parts):
            return f"({' & '.join(parts)})"
        if node.count == 1:
            return f"({' | '.join(parts)})"
        return f"at_least({node.count}, ({', '.join(parts)}))"

    # -- terms ------------------------------------------------------------------------------------

    def fact(self, term: Fact) -> Expression:
        if term.name not in self.facts:
            self.facts[term.name] = self.define(f"g({self.constant(term.name)})")
        return self.facts[term.name]

    def const(self, term: Const) -> Expression:
        return self.constant(term.value)

    def between(self, term: Between, of: Expression) -> Expression:
        return of

    def negative(self, term: Negative, of: Expression) -> Expression:
        return f"-{of}"

    def sum(self, term: Sum, terms: Sequence[Expression]) -> Expression:
        """Whole numbers added up here; numbers within bounds, fractions and what is absent by the reference."""
        facts = [self.fact(Fact(name)) for name in reads(_holding(term))]
        if not facts:
            return self.computed(term)
        whole = " and ".join(f"{value}.__class__ is int" for value in facts)
        if not _is_whole(term):
            return self.computed(term)
        return f"({' + '.join(terms)}) if {whole} else {self.computed(term)}"

    def product(self, term: Product, terms: Sequence[Expression]) -> Expression:
        return self.computed(term)

    def drop(self, term: Drop, start: Expression, end: Expression) -> Expression:
        return self.computed(term)

    def span(self, term: Span, start: Expression, end: Expression) -> Expression:
        passed = f"({end} - {start}).days"
        if term.unit is not TimeUnit.DAYS:
            passed = f"span({self.constant(term.unit)}, {start}, {end})"
        return f"{passed} if {start} is not None and {end} is not None else None"

    def yes(self, term: Yes, of: Expression) -> Expression:
        return f"(False, None, None, True)[{of}]"

    def pick(self, term: Pick, branches: Sequence[Expression]) -> Expression:
        """The first TRUE; where one before it is UNKNOWN, the reference says what can still be."""
        text, unknown = self.constant(term.otherwise), self.computed(term)
        for (value, _), when in reversed(list(zip(term.branches, branches, strict=True))):
            found = self.define(when)
            text = f"({self.constant(value)} if {found} == 3 else {unknown} if {found} == 1 else {text})"
        return text


def _is_whole(term: Sum) -> bool:
    """Whether a sum is of facts and whole numbers alone, turned or not."""
    inner = [each.of if isinstance(each, Negative) else each for each in term.terms]
    return all(isinstance(each, Between | Fact) or (isinstance(each, Const) and each.kind is int) for each in inner)


def _holding(term: Term) -> Node:
    """A node that reads what a term reads."""
    return Compare(Relation.EQUALS, term, term)


def _at_least(count: int, parts: tuple[int, ...]) -> int:
    if parts.count(TRUE) >= count:
        return TRUE
    return FALSE if len(parts) - parts.count(FALSE) < count else UNKNOWN


def _known(found: bool | Contradicted | None) -> bool | None:
    return None if isinstance(found, Contradicted) else found


def _reconcile(documented: Held, derived: Held | None, begun: bool) -> Held | None:
    found = reconciled(documented, derived, begun=begun)
    if found.__class__ is Contradicted:
        raise Unclean
    return found
