"""Derived facts: what a definition's formula yields from what is held of its inputs.

Arithmetic is the same for every evaluator and stands here once; the truth of the conditions inside a
formula is the evaluator's own, and is handed in.
"""

from collections.abc import Callable
from datetime import date

from recheck.conditions.interpret import Facts
from recheck.model.condition import Condition
from recheck.model.rule import Arithmetic, Choose, Definition, Formula, Holds, PercentDrop, Span, TimeUnit, Total
from recheck.model.truth import Truth
from recheck.model.value import CONTRADICTED, Bounds, Contradicted, Held, Number, Value, plain, written
from recheck.model.vocabulary import Fact

TruthOf = Callable[[Condition], Truth]
IsContradicted = Callable[[Condition], bool]


def derived(
    definition: Definition,
    facts: Facts,
    vocabulary: dict[str, Fact],
    truth_of: TruthOf,
    contradicted: IsContradicted,
) -> Held | None:
    """What is held of a defined fact: its derivation, the documented value, or their contradiction.

    Args:
        definition: what defines the fact.
        facts: what is held of every fact that the definition reads, and perhaps of the fact itself.
        vocabulary: bounds of numeric facts.
        truth_of: the evaluator's truth of a condition over these facts.
        contradicted: whether a condition is UNKNOWN because of a contradicted fact.
    """
    documented = facts.get(definition.fact)
    if isinstance(documented, Contradicted):
        return documented
    value = _value(definition.formula, facts, vocabulary, truth_of, contradicted)
    if documented is None or isinstance(documented, Bounds):
        return value
    if value is None or isinstance(value, Contradicted):
        return documented
    if isinstance(value, Bounds):
        assert isinstance(documented, int | float)
        inside = value.low <= documented <= value.high
        return documented if inside else _conflict(documented, value)
    return documented if documented == value else _conflict(documented, value)


def _conflict(documented: Value, value: Held) -> Contradicted:
    return Contradicted((f"documented {written(documented)}", f"derived {written(value)}"))


def _value(
    formula: Formula,
    facts: Facts,
    vocabulary: dict[str, Fact],
    truth_of: TruthOf,
    contradicted: IsContradicted,
) -> Held | None:
    match formula:
        case Total(how, terms):
            return _total(how, [_term(term, facts, vocabulary) for term in terms])
        case Span(unit, start, end):
            return _span(unit, facts.get(start), facts.get(end))
        case PercentDrop(start, end):
            return _percent_drop(facts.get(start), facts.get(end))
        case Holds(when):
            found = truth_of(when)
            if found is Truth.UNKNOWN:
                return CONTRADICTED if contradicted(when) else None
            return found is Truth.TRUE
        case Choose(branches, otherwise):
            for branch in branches:
                found = truth_of(branch.when)
                if found is Truth.TRUE:
                    return branch.value
                if found is Truth.UNKNOWN:
                    return CONTRADICTED if contradicted(branch.when) else None
            return otherwise


def _term(term: str | Number, facts: Facts, vocabulary: dict[str, Fact]) -> Bounds | Contradicted:
    if not isinstance(term, str):
        return Bounds(term, term)
    held = facts.get(term)
    if isinstance(held, Contradicted | Bounds):
        return held
    if held is None:
        return vocabulary[term].bounds
    assert isinstance(held, int | float)
    return Bounds(held, held)


def _total(how: Arithmetic, terms: list[Bounds | Contradicted]) -> Held | None:
    if any(isinstance(term, Contradicted) for term in terms):
        return CONTRADICTED
    ranges = [term for term in terms if isinstance(term, Bounds)]
    low, high = ranges[0].low, ranges[0].high
    for term in ranges[1:]:
        if how is Arithmetic.SUM:
            low, high = low + term.low, high + term.high
        elif how is Arithmetic.DIFFERENCE:
            low, high = low - term.high, high - term.low
        else:
            corners = [_times(a, b) for a in (low, high) for b in (term.low, term.high)]
            low, high = min(corners), max(corners)
    low, high = plain(low), plain(high)
    return low if low == high else Bounds(low, high)


def _times(left: Number, right: Number) -> Number:
    """A product in which nothing times without bound is nothing."""
    return 0 if 0 in (left, right) else left * right


def _span(unit: TimeUnit, start: Held | None, end: Held | None) -> Held | None:
    if isinstance(start, Contradicted) or isinstance(end, Contradicted):
        return CONTRADICTED
    if not isinstance(start, date) or not isinstance(end, date):
        return None
    days = (end - start).days
    match unit:
        case TimeUnit.DAYS:
            return days
        case TimeUnit.WEEKS:
            return days // 7 if days >= 0 else -(-days // 7)
        case TimeUnit.MONTHS:
            return months_between(start, end)


def months_between(start: date, end: date) -> int:
    """Complete calendar months from one date to another, negative backwards.

    >>> months_between(date(2016, 1, 31), date(2016, 2, 29)), months_between(date(2016, 1, 15), date(2016, 4, 15))
    (0, 3)
    """
    if end < start:
        return -months_between(end, start)
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def _percent_drop(start: Held | None, end: Held | None) -> Held | None:
    if isinstance(start, Contradicted) or isinstance(end, Contradicted):
        return CONTRADICTED
    if not isinstance(start, int | float) or not isinstance(end, int | float) or start == 0:
        return None
    return plain((start - end) * 100 / start)
