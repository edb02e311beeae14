"""What each result rests on: deciding criteria, missing facts, the share that is our reading; and the comparison.

Comes in: results with `truths`, and which of the deciding rule's facts are not documented, as bits. Goes
out: the same with lists of names. In bulk the deciding criteria are all whose counted truth supports the
decision; the smallest sets that force it are for single requests (`decide.deciding_sets`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from recheck.evaluators.columns.attempts import Variant, reads
from recheck.evaluators.columns.expr import Expr, IsNull, Null, case, total, whole
from recheck.evaluators.columns.requests import is_stated
from recheck.evaluators.columns.symbols import Range
from recheck.evaluators.truths import Undocumented
from recheck.model.recommendation import Decision
from recheck.model.rule import Basis, Criterion, Reading, Rule, named_in

Table: TypeAlias = Any
"""An Ibis table; its types are the library's own."""
MOST_FACTS = 60
"""Facts of a rule that are told apart as missing, the first in its file."""
BETWEEN = ";"


def facts_asked(variant: Variant) -> list[str]:
    """The facts that a rule's criteria rest on and that a record can document, in file order."""
    found: dict[str, None] = {}
    for criterion in variant.rule.criteria:
        for name in sorted(reads(criterion.when, variant.definitions)):
            if name not in variant.definitions and not is_stated(name):
                found[name] = None
    return list(found)[:MOST_FACTS]


def undocumented(variant: Variant) -> Expr:
    """Bits of the facts that are not documented."""
    parts: list[Expr] = []
    for index, name in enumerate(facts_asked(variant)):
        symbol = variant.plain[name]
        value = symbol.low if isinstance(symbol, Range) else symbol.value
        absent = whole(1 << index)
        parts.append(absent if isinstance(value, Null) else case([(IsNull(value), absent)], whole(0)))
    return total(parts)


@dataclass(frozen=True)
class Named:
    """What the bits of one rule stand for, as rows of a small table."""

    criteria: str
    named: int
    ours: int
    gaps: int
    closing: int
    """Masks over the lower bit of each criterion: named by `approve_when`, our reading, with gaps, met in silence."""
    facts: str
    readers: str
    """For each fact, the criteria that rest on it, as a mask."""


def named(rule: Rule, facts: Sequence[str], definitions: Mapping[str, Any]) -> Named:
    """The names and masks of a rule."""
    known = set(named_in(rule.approve_when)) if rule.approve_when else set()

    def mask(wanted: Sequence[bool]) -> int:
        return sum(1 << 2 * at for at, each in enumerate(wanted) if each)

    readers = [mask([name in reads(each.when, definitions) for each in rule.criteria]) for name in facts]
    return Named(
        BETWEEN.join(f"{rule.id}#{each.name}" for each in rule.criteria),
        mask([each.name in known for each in rule.criteria]),
        mask([is_ours(each) for each in rule.criteria]),
        mask([each.has_gaps for each in rule.criteria]),
        mask([each.if_silent_met for each in rule.criteria]),
        BETWEEN.join(facts),
        BETWEEN.join(str(each) for each in readers),
    )


def is_ours(criterion: Criterion) -> bool:
    """Whether a criterion is our reading of vague words, or not verified."""
    return criterion.ground.reading is Reading.OURS or criterion.ground.basis is Basis.UNVERIFIED


def with_findings(table: Table, mode: Undocumented) -> Table:
    """The lists, over a table that holds the columns of `Named`, `truths` and `_null`.

    A criterion supports an approval where it counts as met, a denial where it counts as not met, a pend where it is
    open; a modification rests on all that are not open.
    """
    import ibis

    lower = sum(1 << 2 * at for at in range(31))
    met = (table.truths >> 1) & lower
    never = table.truths & lower
    unknown = lower - (met | never)
    closing = table._closing & unknown
    if mode is Undocumented.ASK:
        counted_met, counted_never = met, never & (lower - table._gaps)
    else:
        counted_met = met | (closing & (lower - table._gaps))
        counted_never = (never | (unknown & (lower - table._closing))) & (lower - table._gaps)
    still = lower - (counted_met | counted_never)
    supports = table.decision.cases(
        (str(Decision.APPROVE), counted_met),
        (str(Decision.DENY), counted_never),
        (str(Decision.MODIFY), counted_met | counted_never),
        (str(Decision.PEND), still),
        else_=ibis.literal(0, "int64"),
    )
    table = table.mutate(_supports=ibis.coalesce(supports & table._named, 0))
    table = table.mutate(_open=table._supports & (lower - ((table.truths & lower) | ((table.truths >> 1) & lower))))
    criteria = table._criteria.split(BETWEEN)
    deciding = criteria.filter(lambda _, at: _bit(table._supports, at * 2))
    ours = criteria.filter(lambda _, at: _bit(table._supports & table._ours, at * 2))
    facts = table._facts.split(BETWEEN)
    readers = table._readers.split(BETWEEN)
    missing = facts.filter(
        lambda _, at: _bit(table._null, at) & ((readers[at].try_cast("int64").fill_null(0) & table._open) != 0)
    )
    count = deciding.length()
    share = ibis.cases((count > 0, ours.length() / count), else_=ibis.null("float64"))
    return table.mutate(deciding=deciding, missing=missing, share_ours=share)


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
