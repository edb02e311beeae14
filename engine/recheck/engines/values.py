"""The reference: what a program means over held values. Every other engine is held to it.

A node's truth is kept as the value of a boolean fact: True, False, None where it is UNKNOWN, and
CONTRADICTED where it is UNKNOWN because the record disagrees with itself. A fact that is absent or
contradicted leaves its comparison UNKNOWN; bounds on a number decide a comparison where they can.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import reduce
from typing import TypeAlias

from recheck.engines.engine import Facts, HeldFacts, Scopes
from recheck.model.rule import BEGUN, TimeUnit
from recheck.model.truth import Truth
from recheck.model.value import CONTRADICTED, Bounds, Contradicted, Held, Number, Value, plain, written
from recheck.program.analyse import reads
from recheck.program.fold import fold, fold_term
from recheck.program.ir import (
    AtLeast,
    Between,
    Compare,
    Const,
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
    Yes,
)
from recheck.program.truths import Applying, CriterionTruth

Known: TypeAlias = bool | Contradicted | None
"""A truth as the value of a boolean fact."""


class Values:
    """The algebra of values over one record."""

    def __init__(self, held: Facts) -> None:
        self.held = held

    # -- terms ------------------------------------------------------------------------------------

    def fact(self, term: Fact) -> Held | None:
        return self.held.get(term.name)

    def const(self, term: Const) -> Held | None:
        return term.value

    def between(self, term: Between, of: Held | None) -> Held | None:
        if isinstance(of, Contradicted):
            return of if term.spoils else Bounds(term.low, term.high)
        if of is None:
            return term.low if term.closes else Bounds(term.low, term.high)
        return of.low if term.closes and isinstance(of, Bounds) else of

    def negative(self, term: Negative, of: Held | None) -> Held | None:
        if of is None or isinstance(of, Contradicted):
            return of
        low, high = _ends(of)
        return _number(-high, -low)

    def sum(self, term: Sum, terms: Sequence[Held | None]) -> Held | None:
        return _total(terms, _added)

    def product(self, term: Product, terms: Sequence[Held | None]) -> Held | None:
        return _total(terms, _times)

    def drop(self, term: Drop, start: Held | None, end: Held | None) -> Held | None:
        if isinstance(start, Contradicted) or isinstance(end, Contradicted):
            return CONTRADICTED
        if not isinstance(start, int | float) or not isinstance(end, int | float) or start == 0:
            return None
        return plain((start - end) * 100 / start)

    def span(self, term: Span, start: Held | None, end: Held | None) -> Held | None:
        if isinstance(start, Contradicted) or isinstance(end, Contradicted):
            return CONTRADICTED
        if not isinstance(start, date) or not isinstance(end, date):
            return None
        return span_between(term.unit, start, end)

    def yes(self, term: Yes, of: Known) -> Held | None:
        return of

    def pick(self, term: Pick, branches: Sequence[Known]) -> Held | None:
        """The first that is TRUE; a number between all that can still be, where one before it is UNKNOWN."""
        reached: list[Value] = []
        for (value, _), found in zip(term.branches, branches, strict=True):
            if isinstance(found, Contradicted) and not reached:
                return found
            if found is not False:
                reached.append(value)
            if found is True:
                break
        else:
            reached.append(term.otherwise)
        return _one_of(reached)

    # -- nodes ------------------------------------------------------------------------------------

    def compare(self, node: Compare, left: Held | None, right: Held | None) -> Known:
        if _is_open(left) or _is_open(right):
            return self.open(node)
        if isinstance(left, Bounds) or isinstance(right, Bounds):
            found = compare_ranges(node.relation, _ends(left), _ends(right))
            return self.open(node) if found is None else found
        if node.relation is Relation.EQUALS:
            return left == right
        assert left is not None and right is not None
        return _in_order(node.relation, left, right)

    def one_of(self, node: OneOf, of: Held | None) -> Known:
        if _is_open(of):
            return self.open(node)
        if isinstance(of, Bounds):
            found = [compare_ranges(Relation.EQUALS, _ends(of), _ends(each)) for each in node.values]
            return self.at_least(_ANY, found)
        return of in node.values

    def includes(self, node: Includes, of: Held | None) -> Known:
        if _is_open(of):
            return self.open(node)
        assert isinstance(of, frozenset)
        return of <= node.members if node.within else bool(of & node.members)

    def named(self, node: Named) -> Known:
        raise TypeError("criteria are named in approvals alone")

    def opposite(self, node: Not, of: Known) -> Known:
        return not of if isinstance(of, bool) else of

    def at_least(self, node: AtLeast, parts: Sequence[Known]) -> Known:
        known = sum(part is True for part in parts)
        if known >= node.count:
            return True
        if len(parts) - sum(part is False for part in parts) < node.count:
            return False
        return next((part for part in parts if isinstance(part, Contradicted)), None)

    def open(self, leaf: Leaf) -> Known:
        """UNKNOWN, and why."""
        contradicted = any(isinstance(self.held.get(name), Contradicted) for name in reads(leaf))
        return CONTRADICTED if contradicted else None


_ANY = AtLeast(1, ())


class Approving(Values):
    """The same over the truths of criteria."""

    def __init__(self, truths: Sequence[Truth]) -> None:
        super().__init__({})
        self.truths = truths

    def named(self, node: Named) -> Known:
        return (False, None, True)[self.truths[node.number]]


# -- whole programs -------------------------------------------------------------------------------


class ValuesEngine:
    """The reference as an engine."""

    def derive(self, program: Program, documented: Facts) -> HeldFacts:
        held = dict(documented)
        algebra = Values(held)
        for each in program.derived:
            derive(each, held, algebra)
        return HeldFacts(held, False)

    def scopes(self, program: Program, held: HeldFacts) -> Scopes:
        algebra = Values(held.facts)
        found = []
        for rule in program.rules:
            scope, applies = fold(rule.scope, algebra), fold(rule.applies, algebra)
            contradicted = isinstance(scope, Contradicted) or isinstance(applies, Contradicted)
            found.append(Applying(as_truth(scope), as_truth(applies), contradicted))
        return tuple(found)

    def criteria(self, program: Program, number: int, held: HeldFacts) -> tuple[CriterionTruth, ...]:
        algebra = Values(held.facts)
        found = []
        for each in program.rules[number].criteria:
            when = fold(each.when, algebra)
            if isinstance(when, bool):
                found.append(CriterionTruth(as_truth(when), as_truth(when), False))
                continue
            silent = when if each.silent is None else fold(each.silent, algebra)
            heard = each.heard is not None and fold(each.heard, algebra) is True
            found.append(CriterionTruth(Truth.UNKNOWN, as_truth(silent), isinstance(when, Contradicted), heard))
        return tuple(found)

    def approve(self, program: Program, number: int, closed: Sequence[Truth]) -> Truth:
        return as_truth(fold(program.rules[number].approve, Approving(closed)))


VALUES = ValuesEngine()


def truth_of(node: Node, held: Facts) -> Truth:
    """The truth of a node."""
    return as_truth(fold(node, Values(held)))


def as_truth(known: Known) -> Truth:
    """A known value as a truth."""
    return Truth.TRUE if known is True else Truth.FALSE if known is False else Truth.UNKNOWN


def derive(each: Derived, held: dict[str, Held], algebra: Values) -> None:
    """Add one derived fact to what is held."""
    value = reconciled(held.get(each.fact), fold_term(each.term, algebra), begun=isinstance(each.term, Span))
    if value is not None:
        held[each.fact] = value


def reconciled(documented: Held | None, derived: Held | None, *, begun: bool = False) -> Held | None:
    """What is held of a fact that is derived and perhaps documented too: both, or their contradiction.

    With `begun` they are weeks or months: a whole number of them agrees with dates that make it a begun one more or
    less, and the dates say it exactly.
    """
    if isinstance(documented, Contradicted):
        return documented
    if documented is None or isinstance(documented, Bounds):
        return derived
    if derived is None or isinstance(derived, Contradicted):
        return documented
    if begun and _is_near(documented, derived):
        return derived
    if isinstance(derived, Bounds):
        assert isinstance(documented, int | float)
        agree = derived.low <= documented <= derived.high
    else:
        agree = documented == derived
    if agree:
        return documented
    return Contradicted((f"documented {written(documented)}", f"derived {written(derived)}"))


def _is_near(one: Held, other: Held) -> bool:
    """Whether two numbers are at most half a week or month apart."""
    numbers = isinstance(one, int | float) and isinstance(other, int | float)
    return numbers and -BEGUN <= one - other <= BEGUN  # type: ignore[operator]  # both are numbers


def _one_of(values: Sequence[Value]) -> Held | None:
    """What is held of a value that is known to be one of several; of words, nothing."""
    if len(set(values)) == 1:
        return values[0]
    numbers = [each for each in values if isinstance(each, int | float) and not isinstance(each, bool)]
    return Bounds(min(numbers), max(numbers)) if len(numbers) == len(values) else None


# -- arithmetic -----------------------------------------------------------------------------------

Range: TypeAlias = tuple[Number, Number]


def _is_open(held: Held | None) -> bool:
    return held is None or isinstance(held, Contradicted)


def _ends(held: Held | None) -> Range:
    if isinstance(held, Bounds):
        return held.low, held.high
    assert isinstance(held, int | float)
    return held, held


def _number(low: Number, high: Number) -> Held:
    low, high = plain(low), plain(high)
    return low if low == high else Bounds(low, high)


def _total(terms: Sequence[Held | None], combine: Callable[[Range, Range], Range]) -> Held | None:
    ranges: list[Range] = []
    for term in terms:
        if term.__class__ is int:
            ranges.append((term, term))
        elif isinstance(term, Contradicted):
            return CONTRADICTED
        elif term is not None:
            ranges.append(_ends(term))
    if len(ranges) < len(terms):
        return CONTRADICTED if any(isinstance(term, Contradicted) for term in terms) else None
    low, high = reduce(combine, ranges)
    return _number(low, high)


def _added(one: Range, other: Range) -> Range:
    return one[0] + other[0], one[1] + other[1]


def _times(one: Range, other: Range) -> Range:
    """The corners of a product in which nothing times without bound is nothing."""
    corners = [0 if 0 in (a, b) else a * b for a in one for b in other]
    return min(corners), max(corners)


def compare_ranges(relation: Relation, left: Range, right: Range) -> bool | None:
    """What two ranges of numbers say of a comparison between them; None where they leave it open."""
    if relation is Relation.AT_MOST:
        return True if left[1] <= right[0] else False if left[0] > right[1] else None
    if relation is Relation.AT_LEAST:
        return True if left[0] >= right[1] else False if left[1] < right[0] else None
    if left[1] < right[0] or left[0] > right[1]:
        return False
    return True if left[0] == left[1] == right[0] == right[1] else None


def _in_order(relation: Relation, left: Value | Bounds | Contradicted, right: object) -> bool:
    """Numbers with numbers, dates with dates."""
    if isinstance(left, date) and isinstance(right, date):
        left, right = left.toordinal(), right.toordinal()
    assert isinstance(left, int | float) and isinstance(right, int | float)
    return left <= right if relation is Relation.AT_MOST else left >= right


def span_between(unit: TimeUnit, start: date, end: date) -> Number:
    """Days, weeks or months from one date to another, negative backwards; a begun one counts `BEGUN`.

    So that 'within three months' compares by date: three months and thirty days are more than three.

    >>> span_between(TimeUnit.MONTHS, date(2025, 12, 31), date(2026, 4, 30))
    3.5
    >>> span_between(TimeUnit.MONTHS, date(2026, 1, 30), date(2026, 4, 30))
    3
    """
    if unit is TimeUnit.DAYS:
        return (end - start).days
    if end < start:
        return -span_between(unit, end, start)
    weeks, days = divmod((end - start).days, 7)
    if unit is TimeUnit.WEEKS:
        return weeks + BEGUN if days else weeks
    months = months_between(start, end)
    return months if end.day == start.day else months + BEGUN


def months_between(start: date, end: date) -> int:
    """Complete calendar months from one date to another, negative backwards.

    >>> months_between(date(2016, 1, 31), date(2016, 2, 29)), months_between(date(2016, 1, 15), date(2016, 4, 15))
    (0, 3)
    """
    if end < start:
        return -months_between(end, start)
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
