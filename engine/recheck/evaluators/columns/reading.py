"""Conditions and definitions over the columns of one request: what the interpreter says, as expressions.

Comes in: the definitions of a rule, and where its facts stand. Goes out: for each condition a truth
that is null where UNKNOWN. Derived facts become columns of their own stage where nothing that an
attempt changes moves them.
"""

from collections.abc import Callable, Mapping
from functools import reduce

from recheck.evaluators.columns.expr import (
    FALSE,
    TRUE,
    UNKNOWN,
    Const,
    DatePart,
    Days,
    Expr,
    Floor,
    Has,
    IsNull,
    Kind,
    Null,
    Operator,
    Relation,
    Size,
    arithmetic,
    at_least,
    both,
    case,
    coalesce,
    compare,
    constant,
    either,
    is_unknown,
    minus,
    no,
    number,
    one_of,
    plus,
    times,
    total,
    whole,
)
from recheck.evaluators.columns.problems import Unsupported
from recheck.evaluators.columns.symbols import (
    LARGEST,
    Kleene,
    Members,
    Range,
    Single,
    Symbol,
    added,
    bounded,
    contradicted,
    exact,
    joined,
    known,
    multiplied,
    number_among,
    rounded,
    settled,
    subtracted,
)
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
    parts_of,
)
from recheck.model.rule import BEGUN, Arithmetic, Choose, Definition, Holds, PercentDrop, Span, TimeUnit, Total
from recheck.model.value import Number
from recheck.model.vocabulary import Fact

DEEPEST = 30
"""How deep conditions may stand in each other; a query that is deeper is refused by engines."""

Place = Callable[["Reading", Definition, Symbol, Expr | None], Symbol]
"""Makes a derived fact a column; first as it is derived (None), then with whether what is documented differs."""


class Reading:
    """The facts of a request as one rule reads them."""

    def __init__(
        self,
        vocabulary: Mapping[str, Fact],
        documented: Callable[[str], Symbol],
        definitions: Mapping[str, Definition],
        place: Place,
        instead: Mapping[str, Symbol] | None = None,
        moved: frozenset[str] = frozenset(),
    ) -> None:
        """A reading of a record.

        Args:
            vocabulary: every fact.
            documented: what is documented of a fact.
            definitions: the definitions by which the rule reads derived facts.
            place: makes a derived fact a column of its own.
            instead: what stands in the place of documented facts in an attempt.
            moved: the derived facts that rest on it.
        """
        self.vocabulary = vocabulary
        self.documented = documented
        self.definitions = definitions
        self.place = place
        self.instead = dict(instead or {})
        self.moved = moved
        self.held: dict[str, Symbol] = {}
        self.truths: dict[int, tuple[Condition, Kleene]] = {}

    def __getitem__(self, name: str) -> Symbol:
        if name not in self.held:
            definition = self.definitions.get(name)
            documented = self.instead[name] if name in self.instead else self.documented(name)
            self.held[name] = documented if definition is None else self._settled(definition, documented)
        return self.held[name]

    def number(self, name: str) -> Range:
        """A numeric fact."""
        found = self[name]
        assert isinstance(found, Range)
        return found

    def truth(self, condition: Condition) -> Kleene:
        """The truth of a condition."""
        found = self.truths.get(id(condition))
        if found is None:
            if _depth(condition) > DEEPEST:
                raise Unsupported(f"a condition more than {DEEPEST} deep")
            found = self.truths[id(condition)] = (condition, self._truth(condition))
        return found[1]

    def _truth(self, condition: Condition) -> Kleene:
        if isinstance(condition, Comparison | Limit):
            return self._leaf(condition)
        parts = tuple(self.truth(part) for part in parts_of(condition))
        values = [each.value for each in parts]
        match condition:
            case AllOf():
                return joined(both(*values), parts)
            case AnyOf():
                return joined(either(*values), parts)
            case NotOf():
                return joined(no(values[0]), parts)
            case IfThen():
                return joined(either(no(values[0]), values[1]), parts)
            case CountOf(count):
                return joined(at_least(count, values), parts)

    # -- leaves -----------------------------------------------------------------------------------

    def _leaf(self, leaf: Leaf) -> Kleene:
        if isinstance(leaf, Limit):
            return self._within(leaf)
        left, operand = self[leaf.fact], leaf.operand
        if isinstance(operand, FactRef):
            right = self[operand.name]
            return contradicted(self._two(leaf.op, left, right), left, right, is_strict=True)
        match left:
            case Range() if isinstance(operand, tuple):
                return contradicted(number_among(left, operand), left, is_strict=True)  # type: ignore[arg-type]  # numbers
            case Range():
                right = self._constant(operand)
                return contradicted(bounded(leaf.op, left, right), left, is_strict=True)
            case Members():
                return contradicted(self._set(leaf.op, left, operand), left, is_strict=True)
            case Single():
                return contradicted(_single(leaf.op, left, operand), left, is_strict=True)

    def _two(self, op: Op, left: Symbol, right: Symbol) -> Expr:
        match left, right:
            case Range(), Range():
                return bounded(op, left, right)
            case Single(), Single():
                return compare(_HOW[op], left.value, right.value)
        raise Unsupported("a comparison of two sets")

    def _constant(self, operand: object) -> Range:
        assert isinstance(operand, int | float)
        value = constant(operand)
        return Range(value, value)

    def _set(self, op: Op, left: Members, operand: object) -> Expr:
        words = sorted({str(each) for each in (operand if isinstance(operand, tuple | frozenset) else (operand,))})
        if isinstance(left.value, Null):
            return UNKNOWN
        has = [Has(left.value, word) for word in words]
        if op in (Op.INCLUDES, Op.INCLUDES_ANY):
            return either(*has)
        held = total([case([(each, whole(1))], whole(0)) for each in has])
        within = compare(Relation.EQ, Size(left.value), held)
        if op is Op.WITHIN:
            return within
        same = both(within, compare(Relation.EQ, Size(left.value), whole(len(words))))
        return same if op is Op.EQUALS else no(same)

    def _within(self, limit: Limit) -> Kleene:
        summed, cap, read = self.ends(limit)
        return contradicted(bounded(Op.AT_MOST, summed, cap), *read)

    def ends(self, limit: Limit) -> tuple[Range, Range, list[Symbol]]:
        """What a limit counts, its cap, and the facts that it reads. An unknown fact leaves the count unknown."""
        of = self.number(limit.of)
        summed = Range(of.low, of.high, held=of.held)
        read: list[Symbol] = [of]
        for name in (limit.authorized, limit.already):
            if name is None:
                continue
            held = self.number(name)
            read.append(held)
            summed = added(summed, _from_nothing(held, name == limit.already and limit.closes_already))
        if isinstance(limit.at_most, FactRef):
            cap = self.number(limit.at_most.name)
            return summed, cap, [*read, cap]
        return summed, self._constant(limit.at_most), read

    # -- definitions ------------------------------------------------------------------------------

    def _settled(self, definition: Definition, documented: Symbol) -> Symbol:
        derived = self.derive(definition)
        begun = isinstance(definition.formula, Span) and definition.formula.can_begin
        if definition.fact in self.moved:
            found, differs = settled(documented, derived, begun)
            return _with_contradictions(found, documented, differs)
        derived = self.place(self, definition, derived, None)
        found, differs = settled(documented, derived, begun)
        if found is derived and documented.contra is FALSE:
            return derived
        return self.place(self, definition, _with_contradictions(found, documented, differs), differs)

    def derive(self, definition: Definition) -> Symbol:
        """What a definition's formula yields."""
        fact = self.vocabulary[definition.fact]
        match definition.formula:
            case Total(how, terms):
                return self._total(how, [self._term(term) for term in terms])
            case Span(unit, start, end):
                return self._span(unit, start, end)
            case PercentDrop(start, end):
                return self._drop(start, end)
            case Holds(when):
                truth = self.truth(when)
                return Single(truth.value, truth.contra)
            case Choose(branches, otherwise):
                whens = [self.truth(branch.when) for branch in branches]
                return _chosen(whens, [known(fact, branch.value) for branch in branches], known(fact, otherwise))

    def _total(self, how: Arithmetic, terms: list[Range]) -> Range:
        contra = either(*(each.contra for each in terms))
        if how is Arithmetic.PRODUCT and any(not _never_negative(each) for each in terms):
            raise Unsupported("a product of numbers that can be negative")
        found = rounded(reduce(_COMBINED[how], terms))
        low = found.low if contra is FALSE else case([(contra, Null(found.low.kind))], found.low)
        high = low if found.is_exact else found.high
        if contra is not FALSE and not found.is_exact:
            high = case([(contra, Null(high.kind))], high)
        return Range(low, high, contra, True)

    def _term(self, term: str | Number) -> Range:
        """A number or a fact; one that is not known is anything within its bounds."""
        if not isinstance(term, str):
            return _at_least_nothing(self._constant(term), term >= 0)
        fact = self.vocabulary[term]
        found = self.number(term)
        bounds = fact.bounds
        wide = not (-LARGEST <= bounds.low <= bounds.high <= LARGEST)
        low, high = (number(end) if wide else end for end in (found.low, found.high))
        if not found.held:
            least = constant(bounds.low) if bounds.low >= -LARGEST else Null(low.kind)
            most = constant(bounds.high) if bounds.high <= LARGEST else Null(high.kind)
            low, high = coalesce(low, least), coalesce(high, most)
        elif found.is_exact:
            high = low
        return _at_least_nothing(Range(low, high, found.contra), bounds.low >= 0)

    def _span(self, unit: TimeUnit, start: str, end: str) -> Range:
        first, last = self[start], self[end]
        assert isinstance(first, Single) and isinstance(last, Single)
        contra = either(first.contra, last.contra)
        if isinstance(first.value, Null) or isinstance(last.value, Null):
            nothing = Null(Kind.INTEGER if unit is TimeUnit.DAYS else Kind.NUMBER)
            return Range(nothing, nothing, contra)
        days: Expr = Days(first.value, last.value)
        if unit is TimeUnit.WEEKS:
            forward = Floor(arithmetic(Operator.DIVIDE, number(days), Const(7.0, Kind.NUMBER)))
            back = Floor(arithmetic(Operator.DIVIDE, number(minus(whole(0), days)), Const(7.0, Kind.NUMBER)))
            complete = either(
                compare(Relation.EQ, times(forward, whole(7)), days),
                compare(Relation.EQ, times(back, whole(7)), minus(whole(0), days)),
            )
            begun = case([(complete, Const(0.0, Kind.NUMBER))], Const(BEGUN, Kind.NUMBER))
            days = case(
                [
                    (compare(Relation.GE, days, whole(0)), plus(number(forward), begun)),
                    (compare(Relation.LT, days, whole(0)), minus(number(whole(0)), plus(number(back), begun))),
                ],
                Null(Kind.NUMBER),
            )
        elif unit is TimeUnit.MONTHS:
            days = _months(first.value, last.value)
        return Range(days, days, contra)

    def _drop(self, start: str, end: str) -> Range:
        first, last = self.number(start), self.number(end)
        before, after = number(exact(first)), number(exact(last))
        nothing = Const(0.0, Kind.NUMBER)
        share = times(minus(before, after), Const(100.0, Kind.NUMBER))
        guarded = case([(compare(Relation.NE, before, nothing), before)], Null(Kind.NUMBER))
        drop = Range(quotient := arithmetic(Operator.DIVIDE, share, guarded), quotient)
        return Range((one := rounded(drop).low), one, either(first.contra, last.contra))


_HOW = {
    Op.EQUALS: Relation.EQ,
    Op.NOT: Relation.NE,
    Op.AT_LEAST: Relation.GE,
    Op.AT_MOST: Relation.LE,
    Op.MORE_THAN: Relation.GT,
    Op.LESS_THAN: Relation.LT,
}
_COMBINED = {Arithmetic.SUM: added, Arithmetic.DIFFERENCE: subtracted, Arithmetic.PRODUCT: multiplied}


class _NotNegative(Range):
    """A range of which it is known that it is not below nothing."""


def _at_least_nothing(found: Range, is_so: bool) -> Range:
    return _NotNegative(found.low, found.high, found.contra, found.held) if is_so else found


def _never_negative(found: Range) -> bool:
    return isinstance(found, _NotNegative)


def _value(symbol: Symbol) -> Expr:
    return symbol.low if isinstance(symbol, Range) else symbol.value


def _depth(condition: Condition) -> int:
    return 1 + max((_depth(part) for part in parts_of(condition)), default=0)


def _single(op: Op, left: Single, operand: object) -> Expr:
    if isinstance(operand, tuple):
        return one_of(left.value, operand)
    return compare(_HOW[op], left.value, constant(operand))  # type: ignore[arg-type]  # a plain value


def _from_nothing(held: Range, closes: bool) -> Range:
    """What a running total counts: from nothing on where it is not known, and nothing where silence closes it."""
    if held.held:
        low, high = held.low, held.high
        if held.contra is not FALSE:
            low = case([(held.contra, number(whole(0)) if low.kind is Kind.NUMBER else whole(0))], low)
    else:
        low, high = coalesce(held.low, whole(0)), held.high
    if closes:
        high = low if held.contra is FALSE else case([(held.contra, Null(low.kind))], low)
    return Range(low, high)


def _with_contradictions(found: Symbol, documented: Symbol, differs: Expr) -> Symbol:
    """A derived fact in a table where records may contradict themselves.

    Contradicted where it is documented so, or where what is documented disagrees with the derivation; but what is
    documented stands where only the derivation is contradicted.
    """
    value = _value(documented)
    given = FALSE if isinstance(value, Null) else no(IsNull(value))
    contra = either(documented.contra, differs, both(no(given), found.contra))
    match found:
        case Range(low, high, _, held):
            low = case([(contra, Null(low.kind))], low)
            return Range(low, low if found.is_exact else case([(contra, Null(high.kind))], high), contra, held)
        case Single(single):
            return Single(case([(contra, Null(single.kind))], single), contra)
        case Members():
            return found


def _chosen(whens: list[Kleene], values: list[Symbol], otherwise: Symbol) -> Symbol:
    """The value of the first condition that is TRUE; where one before it is UNKNOWN, a number between all that can
    still be, or nothing."""
    plain = [_value(each) for each in values]
    low = high = _value(otherwise)
    contra: Expr = FALSE
    for when, value in reversed(list(zip(whens, plain, strict=True))):
        unknown = is_unknown(when.value)
        if isinstance(otherwise, Range):
            least = case([(compare(Relation.LT, value, low), value)], low)
            most = case([(compare(Relation.GT, value, high), value)], high)
            low, high = (
                case([(when.value, value), (unknown, least)], low),
                case([(when.value, value), (unknown, most)], high),
            )
        else:
            same = case([(compare(Relation.EQ, value, low), value)], Null(low.kind))
            low = case([(when.value, value), (unknown, same)], low)
        contra = either(when.contra, both(_denied(when), contra))
    if not isinstance(otherwise, Range):
        return Single(_unless(contra, low), contra)
    return Range(_unless(contra, low), _unless(contra, high), contra)


def _unless(contra: Expr, value: Expr) -> Expr:
    """A value where it is not contradicted."""
    return value if contra is FALSE else case([(contra, Null(value.kind))], value)


def _denied(when: Kleene) -> Expr:
    return case([(no(when.value), TRUE)], FALSE)


def _months(start: Expr, end: Expr) -> Expr:
    """Calendar months from one date to another, negative backwards (`values.span_between`)."""

    def part(of: Expr, name: str) -> Expr:
        return DatePart(of, name)

    years = times(minus(part(end, "year"), part(start, "year")), whole(12))
    months = plus(years, minus(part(end, "month"), part(start, "month")))
    short = case([(compare(Relation.LT, part(end, "day"), part(start, "day")), whole(1))], whole(0))
    over = case([(compare(Relation.LT, part(start, "day"), part(end, "day")), whole(1))], whole(0))
    same = compare(Relation.EQ, part(start, "day"), part(end, "day"))
    begun = case([(same, Const(0.0, Kind.NUMBER))], Const(BEGUN, Kind.NUMBER))
    return case(
        [
            (compare(Relation.LT, end, start), minus(number(plus(months, over)), begun)),
            (compare(Relation.GE, end, start), plus(number(minus(months, short)), begun)),
        ],
        Null(Kind.NUMBER),
    )
