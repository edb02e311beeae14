"""Components to requests: regions and sides, parts, and requests that depend on others (design, section 7).

Comes in: one row a component. Goes out: one row a request. What `screen` says of a whole is said here
of a table, by windows over the rows of a request and joins of the table with itself.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from recheck.evaluators.columns.findings import compared
from recheck.evaluators.steps import Step
from recheck.model.recommendation import Decision, Reason

Table: TypeAlias = Any
"""An Ibis table; its types are the library's own."""

OVER_REGIONS = (Decision.DENY, Decision.PEND, Decision.NOT_COVERED, Decision.MODIFY, Decision.APPROVE)
OVER_PARTS = (Decision.PEND, Decision.NOT_COVERED, Decision.DENY, Decision.MODIFY, Decision.APPROVE)
"""Which decision carries a whole, and leads where several do."""
ANSWER = (
    "decision",
    "reason",
    "quantity",
    "rests_on",
    "rule",
    "edition",
    "truths",
    "deciding",
    "missing",
    "share_ours",
)
KEY = ("case", "request")
MOST_ROUNDS = 20
"""How many requests may depend on each other in a row."""


def rank(table: Table, order: tuple[Decision, ...]) -> Any:
    """The place of a row's decision in an order."""
    return table.decision.cases(*((str(each), at) for at, each in enumerate(order)), else_=len(order))


def weakness(table: Table) -> Any:
    """How far down the steps a row's decision rests; 0 where it rests on none."""
    return table.rests_on.cases(*((str(step), at) for at, step in enumerate(Step)), else_=0)


def step_of(place: Any) -> Any:
    """The step at a place."""
    return place.cases(*((at, str(step)) for at, step in enumerate(Step)), else_=str(Step.DOCUMENTED))


def regions(table: Table) -> Table:
    """One row a part: the worst of its regions; a denial that rests on the record carries it alone."""
    import ibis

    keys = [*KEY, "part"]
    silent = weakness(table)
    ordered = ibis.window(
        group_by=keys,
        order_by=[
            rank(table, OVER_REGIONS),
            table.quantity.isnull().ifelse(1, 0),
            table.quantity.fill_null(0),
            silent,
            table.component,
        ],
    )
    table = table.mutate(_place=ibis.row_number().over(ordered), _silent=silent.max().over(ibis.window(group_by=keys)))
    table = table.filter(table._place == 0)
    silence = ibis.cases(
        (table.decision == str(Decision.DENY), table.rests_on),
        (table.rests_on.isnull(), table.rests_on),
        else_=step_of(table._silent),
    )
    return table.mutate(rests_on=silence).drop("_place", "_silent")


def parts(table: Table) -> Table:
    """One row a request, with the treatment of its first part beside it.

    Pend first, then not covered; all approve, all deny, else modify to those approved.
    """
    import ibis

    whole = ibis.window(group_by=list(KEY))
    ordered = ibis.window(group_by=list(KEY), order_by=[rank(table, OVER_PARTS), table.component])
    silent = weakness(table)
    place = rank(table, OVER_PARTS)
    table = table.mutate(
        _place=ibis.row_number().over(ordered),
        _silent=silent.max().over(whole),
        _first=place.min().over(whole),
        _last=place.max().over(whole),
        _leads=table.treatment.first().over(ibis.window(group_by=list(KEY), order_by=[table.component])),
    )
    table = table.filter(table._place == 0)
    several = table.part.notnull()
    mixed = several & (table._first != table._last) & (table._first >= OVER_PARTS.index(Decision.DENY))
    decision = ibis.cases((mixed, str(Decision.MODIFY)), else_=table.decision)
    approved = decision == str(Decision.APPROVE)
    reason = ibis.cases(
        (several & ~approved, str(Reason.PART)), (several & approved, ibis.null("string")), else_=table.reason
    )
    certain = table._first >= OVER_PARTS.index(Decision.DENY)
    rests = ibis.cases(
        (several & ~certain, ibis.null("string")),
        (several, step_of(table._silent)),
        else_=table.rests_on,
    )
    none = ibis.null("int64")
    table = table.mutate(
        decision=decision,
        reason=reason,
        rests_on=rests,
        quantity=several.ifelse(none, table.quantity),
        disputed=several.ifelse(none, table.disputed),
        _leads=several.ifelse(table._leads, table.treatment),
    )
    return table.drop("_place", "_silent", "_first", "_last")


def held_back(table: Table, others: Table, on: str) -> Table:
    """Rows that depend on another request: denied with it, or waiting for it."""
    import ibis

    other = others.select(_case=others.case, _request=others.request, _decision=others.decision, _rests=others.rests_on)
    joined = table.left_join(other, [table.case == other._case, table[on] == other._request])
    approve = str(Decision.APPROVE)
    wanted = ibis.coalesce(joined[f"{on}_decision"], approve)
    goes_on = joined[on].isnull() | (joined._decision == wanted)
    goes_on |= (wanted == approve) & (joined._decision == str(Decision.MODIFY))
    goes_on = ibis.coalesce(goes_on, False)
    denied = ibis.coalesce(joined._decision == str(Decision.DENY), False)
    changed = {
        "decision": ibis.cases((denied, str(Decision.DENY)), else_=str(Decision.PEND)),
        "reason": ibis.literal(str(Reason.DEPENDENCY)),
        "rests_on": ibis.cases((denied, joined._rests), else_=ibis.null("string")),
    }
    columns = {}
    for name in table.columns:
        value = joined[name]
        if name in ANSWER:
            value = ibis.cases((goes_on, value), else_=changed.get(name, ibis.null(value.type())))
        if name == "treatment" and "_leads" in table.columns:
            value = goes_on.ifelse(value, joined._leads)
        columns[name] = value
    return joined.select(**columns)


def combined(table: Table, rounds: int, materialise: Callable[[Table], Table] = lambda each: each) -> Table:
    """One row a request.

    Args:
        table: one row a component; columns that are missing are null.
        rounds: how many requests depend on each other in a row, at most.
        materialise: makes a table of its own of one that is read several times.
    """
    import ibis

    absent = {"component": "int64", "part": "string", "depends_on": "string", "depends_on_decision": "string"}
    absent |= {"part_depends_on": "string", "part_depends_on_decision": "string", "disputed": "int64"}
    table = table.mutate(**{name: ibis.null(kind) for name, kind in absent.items() if name not in table.columns})
    by_part = materialise(regions(table))
    whole = parts(by_part)
    for _ in range(rounds):
        whole = materialise(whole)
        again = parts(held_back(by_part, whole, "part_depends_on"))
        whole = held_back(again, whole, "depends_on")
    whole = whole.drop("component", "part", "_leads", *(name for name in absent if "depends_on" in name))
    certain = whole.decision.isin([str(each) for each in Decision if each.is_certain])
    whole = whole.mutate(reason=certain.ifelse(ibis.null("string"), whole.reason))
    return compared(whole) if "comparison" in whole.columns else whole
