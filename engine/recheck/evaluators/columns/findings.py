"""What each result rests on: deciding criteria, missing facts, the share that is our reading; and the comparison.

Comes in: results with `truths`, and which of the deciding rule's facts are not documented, as bits. Goes
out: the same with lists of names. In bulk the deciding criteria are all whose counted truth supports the
decision; the smallest sets that force it are for single requests (`decide.deciding_sets`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from recheck.evaluators.columns.approvals import TRUE_CODE
from recheck.evaluators.columns.attempts import Variant
from recheck.evaluators.columns.expr import TRUE, Expr, IsNull, Null, any_bit, both, case, no, total, whole
from recheck.evaluators.columns.symbols import Range, Symbol, exact
from recheck.evaluators.rests import shows
from recheck.evaluators.steps import Step
from recheck.evaluators.truths import Undocumented
from recheck.model.condition import facts_read
from recheck.model.recommendation import Decision
from recheck.model.rule import Basis, Criterion, Ground, Reading, inputs_of, named_in

Table: TypeAlias = Any
"""An Ibis table; its types are the library's own."""
MOST_FACTS = 60
"""Facts of a rule that are told apart as missing, the first in its file."""
BETWEEN = ";"


@dataclass(frozen=True)
class Wanted:
    """A fact that criteria rest on, through derived facts that are not known themselves."""

    fact: str
    through: tuple[str, ...]


def facts_asked(variant: Variant) -> dict[Wanted, list[int]]:
    """The facts that a rule's criteria rest on, with the criteria, in the order in which they are read."""
    found: dict[Wanted, list[int]] = {}
    for index, criterion in enumerate(variant.rule.criteria):
        for name in facts_read(criterion.when):
            for each in _wanted(variant, name, ()):
                found.setdefault(each, []).append(index)
    return dict(list(found.items())[:MOST_FACTS])


def _wanted(variant: Variant, name: str, through: tuple[str, ...]) -> Iterator[Wanted]:
    definition = variant.definitions.get(name)
    if definition is None:
        yield Wanted(name, through)
        return
    for each in inputs_of(definition.formula):
        yield from _wanted(variant, each, (*through, name))


def undocumented(variant: Variant) -> Expr:
    """Bits of the facts that are not documented."""
    parts: list[Expr] = []
    for index, each in enumerate(facts_asked(variant)):
        absent = both(*(_is_open(variant.plain[name]) for name in (each.fact, *each.through)))
        parts.append(case([(absent, whole(1 << index))], whole(0)))
    return total(parts)


def _is_open(symbol: Symbol) -> Expr:
    """Whether a fact is not known, or only within bounds, and not for a contradiction."""
    value = exact(symbol) if isinstance(symbol, Range) else symbol.value
    return both(TRUE if isinstance(value, Null) else IsNull(value), no(symbol.contra))


def limits_met(variant: Variant, codes: Expr) -> Expr:
    """Lower bits of the limits that are met once silence is closed."""
    met = [
        case([(any_bit(codes, TRUE_CODE << 2 * at), whole(1 << 2 * index))], whole(0))
        for index, at in variant.silent.items()
    ]
    return total(met)


@dataclass(frozen=True)
class Named:
    """What the bits of one rule stand for, as rows of a small table."""

    criteria: str
    named: int
    ours: int
    gaps: int
    closing: int
    shows: int
    """Masks over the lower bit of each criterion: named by `approve_when`, our reading, with gaps, met in silence,
    a reason to approve."""
    own: float | None
    """Whether the rule itself is our reading, where it states its ground."""
    facts: str
    readers: str
    """For each fact, the criteria that rest on it, as a mask."""


def named(variant: Variant) -> Named:
    """The names and masks of a rule."""
    rule = variant.rule
    known = set(named_in(rule.approve_when)) if rule.approve_when else set()

    def mask(wanted: Sequence[bool]) -> int:
        return sum(1 << 2 * at for at, each in enumerate(wanted) if each)

    facts = facts_asked(variant)
    places = range(len(rule.criteria))
    return Named(
        BETWEEN.join(f"{rule.id}#{each.name}" for each in rule.criteria),
        mask([each.name in known for each in rule.criteria]),
        mask([is_ours(each.ground) for each in rule.criteria]),
        mask([each.never_refuses for each in rule.criteria]),
        mask([_silence_meets(each) for each in rule.criteria]),
        mask([shows(rule, each) for each in rule.criteria]),
        float(is_ours(rule.ground)) if rule.ground else None,
        BETWEEN.join(each.fact for each in facts),
        BETWEEN.join(str(mask([at in readers for at in places])) for readers in facts.values()),
    )


def _silence_meets(criterion: Criterion) -> bool:
    """Whether a criterion that is no limit counts as met where silence closes it."""
    if criterion.is_stated:
        return True
    return criterion.if_silent_met and criterion.when_silent is None and not criterion.has_gaps


def is_ours(ground: Ground) -> bool:
    """Whether words are our reading of vague ones, or not verified."""
    return ground.reading is Reading.OURS or ground.basis is Basis.UNVERIFIED


def with_findings(table: Table, mode: Undocumented) -> Table:
    """The lists, over a table that holds the columns of `Named`, `_truths`, `_bits`, `_null` and `_met`.

    A criterion supports an approval where it counts as met, a denial where it counts as not met, a pend where it is
    open; a modification rests on all that are not open.
    """
    import ibis

    lower = sum(1 << 2 * at for at in range(31))
    truths = table._truths & table._bits
    low, high = truths & lower, (truths >> 1) & lower
    met, never = high & (lower - low), low & (lower - high)
    unknown = lower - (low | high)
    refuses = lower - table._gaps
    if mode is Undocumented.ASK:
        counted_met, counted_never = met, never & refuses
    else:
        closed = (table._closing | (table._met & refuses)) & unknown
        counted_met = met | closed
        counted_never = (never | (unknown & (lower - closed))) & refuses
    still = lower - (counted_met | counted_never)
    supports = table.decision.cases(
        (str(Decision.APPROVE), counted_met),
        (str(Decision.DENY), counted_never),
        (str(Decision.MODIFY), counted_met | counted_never),
        (str(Decision.PEND), still),
        else_=ibis.literal(0, "int64"),
    )
    table = table.mutate(_supports=ibis.coalesce(supports & table._named, 0))
    table = table.mutate(_open=table._supports & (lower - (met | never)))
    criteria = table._criteria.split(BETWEEN)
    deciding = criteria.filter(lambda _, at: _bit(table._supports, at * 2))
    ours = criteria.filter(lambda _, at: _bit(table._supports & table._ours, at * 2))
    facts = table._facts.split(BETWEEN)
    readers = table._readers.split(BETWEEN)
    missing = facts.filter(
        lambda _, at: _bit(table._null, at) & ((readers[at].try_cast("int64").fill_null(0) & table._open) != 0)
    )
    count = deciding.length()
    share = ibis.cases((count > 0, ours.length() / count), else_=table._own)
    return table.mutate(deciding=deciding, missing=missing.unique(), share_ours=share)


def resting(table: Table) -> Table:
    """The results with approvals that nothing but exclusions carries resting on silence (`rests.rests_on`)."""
    import ibis

    lower = sum(1 << 2 * at for at in range(31))
    truths = table._truths & table._bits
    low, high = truths & lower, (truths >> 1) & lower
    met, never = high & (lower - low), low & (lower - high)
    enough = ibis.cases((table.decision == str(Decision.APPROVE), met), else_=met | never) & table._shows
    between = table.rests_on.isin([str(step) for step in Step if step.is_between])
    alone = between & (table.decision != str(Decision.DENY)) & (ibis.coalesce(enough, 0) == 0)
    return table.mutate(rests_on=alone.ifelse(str(Step.SILENCE), table.rests_on))


def _bit(of: Any, at: Any) -> Any:
    return ((of >> at.cast("int32")) & 1) == 1


def compared(table: Table) -> Table:
    """How each recommendation stands beside what was decided (`compare.verdict`); null where nothing was."""
    import ibis

    if "outcome" not in table.columns:
        return table.mutate(comparison=ibis.null("string"))
    decision, outcome = table.decision, table.outcome
    quantity = table.outcome_quantity if "outcome_quantity" in table.columns else ibis.null("int64")
    pairs = (
        ("approve", "overturned", "agrees"),
        ("approve", "upheld", "differs"),
        ("deny", "upheld", "agrees"),
        ("deny", "overturned", "differs"),
        ("modify", "upheld", "agrees_in_part"),
        ("modify", "overturned", "differs"),
        ("approve", "approved", "agrees"),
        ("deny", "denied", "agrees"),
    )
    both_modify = (decision == "modify") & (outcome == "modified")
    same = table.quantity.identical_to(quantity)
    verdict = ibis.cases(
        (outcome.isnull(), ibis.null("string")),
        (decision.isin(["pend", "not_covered"]), decision),
        *(((decision == one) & (outcome == other), word) for one, other, word in pairs),
        (both_modify & same, "agrees"),
        (both_modify, "agrees_in_part"),
        else_="differs",
    )
    return table.mutate(comparison=verdict)
