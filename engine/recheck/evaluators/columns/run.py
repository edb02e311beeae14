"""Compiled rules over a table of any engine that Ibis speaks: one row of results a request.

Comes in: compiled rules, a connection, the table of requests. Goes out: a table of the same engine. The
stages stand in each other as queries; where an engine would take them apart again, or writes code for a
whole query at once (PostgreSQL, Spark), each is materialised. Needs the extra `audit`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any, TypeAlias

from recheck.evaluators.columns import keys
from recheck.evaluators.columns.compile import GATE, GATE_CONTRADICTED, NO_DATE, Compiled
from recheck.evaluators.columns.emit import TYPES, Emitter
from recheck.evaluators.columns.expr import (
    Case,
    Column,
    Expr,
    Kind,
    Null,
    Relation,
    Switch,
    bits,
    both,
    case,
    compare,
    constant,
    either,
    minus,
    switch,
    whole,
)
from recheck.evaluators.columns.findings import compared, facts_asked, named, with_findings
from recheck.evaluators.columns.requests import request_schema
from recheck.model.guideline import DateOf
from recheck.model.recommendation import Decision, Reason
from recheck.model.rule import RuleSet

Table: TypeAlias = Any
"""An Ibis table; its types are the library's own."""
Connection: TypeAlias = Any

KEEP = (
    *("case", "request", "component", "part", "treatment", "requested_on", "decided_on", "disputed"),
    *("outcome", "outcome_quantity", "credentials", "licensed_in", "reviewer"),
    *("depends_on", "depends_on_decision", "part_depends_on", "part_depends_on_decision"),
)
"""Columns of the requests that the results need."""


@dataclass(frozen=True)
class SmallTable:
    """Rows that go with a query."""

    name: str
    columns: Mapping[str, Kind]
    rows: Sequence[tuple[object, ...]]


def names(rules: RuleSet) -> list[tuple[str, int, str]]:
    """What the bits of `truths` stand for: rule, first of two bits, criterion."""
    return [(rule.id, 2 * at, each.name) for rule in rules.rules.values() for at, each in enumerate(rule.criteria)]


def cells_table(compiled: Compiled, name: str) -> SmallTable:
    """The table of cells."""
    kinds = (DateOf.REQUEST, DateOf.SERVICE, DateOf.REVIEW)
    columns = {"treatment": Kind.TEXT}
    for kind in kinds:
        columns |= {f"_{kind}_from": Kind.DATE, f"_{kind}_to": Kind.DATE}
    columns |= {"_cell": Kind.INTEGER, "_shape": Kind.INTEGER}
    columns |= {f"_v{place}": Kind.INTEGER for place in range(1, compiled.places + 1)}
    rows = []
    for cell in compiled.cells:
        days = [day for kind in kinds for day in cell.days[kind]]
        seats = [*cell.places, *[None] * (compiled.places - len(cell.places))]
        rows.append((cell.treatment, *days, cell.number, cell.shape, *seats))
    return SmallTable(name, columns, rows)


def variants_table(compiled: Compiled, name: str) -> SmallTable:
    """The rules by the numbers that stand for them, with what their bits stand for."""
    columns = {"_variant": Kind.INTEGER, "rule": Kind.TEXT, "edition": Kind.TEXT, "_bits": Kind.INTEGER}
    columns |= {"_criteria": Kind.TEXT, "_named": Kind.INTEGER, "_ours": Kind.INTEGER, "_gaps": Kind.INTEGER}
    columns |= {"_closing": Kind.INTEGER, "_facts": Kind.TEXT, "_readers": Kind.TEXT}
    rows = []
    for each in compiled.variants:
        rule = each.rule
        known = named(rule, facts_asked(each), each.definitions)
        bits_of = (1 << 2 * len(rule.criteria)) - 1
        masks = (known.named, known.ours, known.gaps, known.closing)
        rows.append((each.number, rule.id, rule.guideline, bits_of, known.criteria, *masks, known.facts, known.readers))
    return SmallTable(name, columns, rows)


def treatments_table(compiled: Compiled, name: str) -> SmallTable:
    """The treatments with their categories."""
    columns = {"treatment": Kind.TEXT, "category": Kind.TEXT}
    treatments = compiled.rules.vocabulary.treatments
    return SmallTable(name, columns, [(each.name, each.category) for each in treatments.values()])


def results(compiled: Compiled) -> list[dict[str, Expr]]:
    """The last stages: the answer taken apart, and said in words."""
    stop = Column("_stop", Kind.INTEGER)
    found = Column("_found", Kind.INTEGER)
    stopped = compare(Relation.GT, stop, whole(0))
    key = case([(stopped, whole(0))], found)
    one = {"_key": key, "_why": bits(stop, 0, 4)}
    k = Column("_key", Kind.INTEGER)
    place = Column("_place", Kind.INTEGER)
    two: dict[str, Expr] = {"_place": _place(compiled, k), **_words(k), "rests_on": _rests_on(compiled, k)}

    def of_rule(letter: str) -> Expr:
        columns = {each: Column(f"_{letter}{each}", Kind.INTEGER) for each in range(1, compiled.places + 1)}
        return switch(place, columns, Null(Kind.INTEGER))

    three = {"_variant": of_rule("v"), "_truths": of_rule("t")}
    if compiled.lists:
        three["_null"] = of_rule("n")
    return [one, two, three]


def _words(key: Expr) -> dict[str, Expr]:
    why = Column("_why", Kind.INTEGER)
    by_scope = compare(Relation.EQ, keys.part(key, keys.BY_SCOPE), whole(1))
    contradicted = compare(Relation.EQ, keys.part(key, keys.CONTRADICTED), whole(1))
    waits = compare(Relation.EQ, keys.part(key, keys.WAITS), whole(1))

    def word(value: str) -> Expr:
        return constant(str(value))

    def is_(severity: int) -> Expr:
        return keys.is_severity(key, severity)

    pended = either(by_scope, is_(keys.PEND), is_(keys.ADVISE), compare(Relation.GT, why, whole(0)))
    decision = case(
        [
            (pended, word(Decision.PEND)),
            (is_(keys.DENY), word(Decision.DENY)),
            (is_(keys.MODIFY), word(Decision.MODIFY)),
            (is_(keys.APPROVE), word(Decision.APPROVE)),
        ],
        word(Decision.NOT_COVERED),
    )
    inconclusive = compare(Relation.EQ, keys.part(key, keys.INCONCLUSIVE), whole(1))
    reason = case(
        [
            (compare(Relation.EQ, why, whole(NO_DATE)), word(Reason.NO_DATE)),
            (compare(Relation.EQ, why, whole(GATE_CONTRADICTED)), word(Reason.CONTRADICTED)),
            (compare(Relation.EQ, why, whole(GATE)), word(Reason.GATE)),
            (both(pended, contradicted), word(Reason.CONTRADICTED)),
            (by_scope, word(Reason.SCOPE_NOT_DOCUMENTED)),
            (is_(keys.ADVISE), word(Reason.ADVISORY)),
            (both(is_(keys.PEND), waits), word(Reason.UNDOCUMENTED)),
            (is_(keys.PEND), word(Reason.GAPS)),
            (compare(Relation.GT, keys.part(key, keys.SEVERITY), whole(0)), Null(Kind.TEXT)),
            (inconclusive, word(Reason.INCONCLUSIVE)),
        ],
        word(Reason.NO_RULE),
    )
    amount = keys.part(key, keys.AMOUNT)
    modified = both(
        is_(keys.MODIFY),
        compare(Relation.GT, amount, whole(0)),
        compare(Relation.EQ, keys.part(key, keys.BY_SCOPE), whole(0)),
    )
    quantity = case([(modified, minus(whole(keys.LEAST), amount))], Null(Kind.INTEGER))
    return {"decision": decision, "reason": reason, "quantity": quantity}


def _place(compiled: Compiled, key: Expr) -> Expr:
    """The place of the rule that decides; 0: none does."""
    branches = []
    for place in range(1, compiled.places + 1):
        answer = Column(f"_a{place}", Kind.INTEGER)
        here = both(
            compare(Relation.EQ, keys.part(answer, keys.ORDER), keys.part(key, keys.ORDER)),
            compare(Relation.GT, keys.part(answer, keys.SEVERITY), whole(0)),
        )
        branches.append((here, whole(place)))
    answered = compare(Relation.GT, keys.part(key, keys.SEVERITY), whole(0))
    return case([(answered, case(branches, whole(0)))], whole(0))


def _rests_on(compiled: Compiled, key: Expr) -> Expr:
    severity = keys.part(key, keys.SEVERITY)
    by_scope = keys.part(key, keys.BY_SCOPE)
    certain = both(
        either(*(compare(Relation.EQ, severity, whole(each)) for each in (keys.APPROVE, keys.MODIFY, keys.DENY))),
        compare(Relation.EQ, by_scope, whole(0)),
    )
    documented: Expr = constant("documented")
    if {name for stage in compiled.stages for name in stage.columns if name == "_asked"}:
        asked = Column("_asked", Kind.INTEGER)
        advisory = True
        same = both(
            compare(Relation.EQ, keys.answer(asked, advisory), keys.answer(key, advisory)),
            compare(Relation.EQ, keys.part(asked, keys.BY_SCOPE), whole(0)),
        )
        documented = case([(same, documented)], constant("silence"))
    return case([(certain, documented)], Null(Kind.TEXT))


# -- on an engine ---------------------------------------------------------------------------------


@dataclass
class Runner:
    """One compiled rule set on one connection."""

    compiled: Compiled
    con: Connection
    small: Callable[[SmallTable], Table]
    """Makes a small table of the connection."""
    materialise: Callable[[Table], Table] = lambda table: table
    """Makes a stage a table of its own, where the engine needs it."""
    arrange: Callable[[Table], Table] = lambda table: table
    """Puts the rows into an order that suits the engine."""
    tables: dict[str, Table] = field(default_factory=dict)

    def judged(self, requests: Table, keep: Iterable[str] = ()) -> Table:
        """One row a component: what its rules say, with the columns of the requests that are kept."""
        table = self.arrange(self.located(typed(requests, self.compiled.rules)))
        stages = [dict(stage.columns) for stage in self.compiled.stages] + results(self.compiled)
        kept = {name for name in (*KEEP, *keep) if name in table.columns}
        last = ("_variant", "_truths", "_null", "decision", "reason", "quantity", "rests_on", "_suspect")
        for at, columns in enumerate(stages):
            later = needed(stages[at + 1 :]) | kept | set(last)
            values = Emitter(table).columns(columns)
            old = {name: table[name] for name in table.columns if name in later and name not in values}
            table = table.select(**old, **{name: each for name, each in values.items() if name in later})
            if at < len(stages) - 1:
                table = self.materialise(table)
        return self.named(table)

    def located(self, table: Table) -> Table:
        """The requests with their cells; one without a rule has none."""
        import ibis

        requested, service, review = (_day(table, name) for name in ("requested_on", "service_on", "reviewed_on"))
        as_if = self.compiled.asked.as_if
        if as_if is not None:
            requested = service = review = ibis.literal(as_if, "date")
        table = table.mutate(
            _request_day=ibis.coalesce(requested, service),
            _service_day=ibis.coalesce(service, requested),
            _review_day=ibis.coalesce(review, requested, service),
        )
        days = [f"_{kind}_day" for kind in DateOf]
        cells = self.table(cells_table(self.compiled, "recheck_cells"))
        joins = [table.treatment == cells.treatment]
        for kind in DateOf:
            joins += [table[f"_{kind}_day"] >= cells[f"_{kind}_from"], table[f"_{kind}_day"] <= cells[f"_{kind}_to"]]
        joined = table.left_join(cells, joins)
        own = {name: joined[name] for name in table.columns if name not in days}
        return joined.select(
            **own, **{name: joined[name] for name in cells.columns if name in _PLACED or name[:2] == "_v"}
        )

    def named(self, table: Table) -> Table:
        """The results with the names of rules, criteria and treatments."""
        rules = self.table(variants_table(self.compiled, "recheck_rules"))
        found = table.left_join(rules, [table._variant == rules._variant])
        columns = {name: found[name] for name in table.columns if name not in ("_variant", "_truths")}
        truths = found._truths & found._bits
        if self.compiled.contradictions:
            truths = truths - 3 * (truths & (truths >> 1) & _LOWER)
        columns |= {"rule": found.rule, "edition": found.edition, "truths": truths}
        if not self.compiled.lists:
            return found.select(**columns)
        more = ("_criteria", "_named", "_ours", "_gaps", "_closing", "_facts", "_readers")
        table = found.select(**columns, **{name: found[name] for name in more})
        table = compared(with_findings(self.materialise(table), self.compiled.asked.undocumented))
        treatments = self.table(treatments_table(self.compiled, "recheck_treatments"))
        joined = table.left_join(treatments, [table.treatment == treatments.treatment])
        own = {name: joined[name] for name in table.columns if name[0] != "_" or name == "_suspect"}
        return joined.select(**own, category=joined.category)

    def table(self, small: SmallTable) -> Table:
        """A small table, made once."""
        if small.name not in self.tables:
            self.tables[small.name] = self.small(small)
        return self.tables[small.name]


_LOWER = sum(1 << 2 * at for at in range(31))
"""The lower bit of every truth code."""
_PLACED = ("_cell", "_shape")


def _day(table: Table, name: str) -> Any:
    import ibis

    return table[name] if name in table.columns else ibis.null("date")


def typed(requests: Table, rules: RuleSet) -> Table:
    """The requests with every column in its kind; other columns are left out."""
    schema = request_schema(rules)
    wanted = {}
    for name, kind in schema.items():
        if name in requests.columns:
            column = requests[name]
            wanted[name] = column if str(column.type()).lstrip("!") == TYPES[kind] else column.cast(TYPES[kind])
    return requests.select(**wanted)


def needed(stages: Sequence[Mapping[str, Expr]]) -> set[str]:
    """The columns that stages read."""
    found: set[str] = set()
    seen: set[int] = set()
    waiting: list[Expr] = [each for stage in stages for each in stage.values()]
    while waiting:
        part = waiting.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, Column):
            found.add(part.name)
        waiting += parts_of(part)
    return found


def parts_of(part: Expr) -> Iterator[Expr]:
    """The expressions directly under one."""
    if isinstance(part, Case):
        for condition, value in part.branches:
            yield condition
            yield value
        yield part.otherwise
    elif isinstance(part, Switch):
        yield part.of
        yield from (value for _, value in part.values)
        yield part.otherwise
    else:
        for name in ("of", "left", "right", "start", "end"):
            each = getattr(part, name, None)
            if each is not None:
                yield each
        yield from getattr(part, "parts", ())


def create(small: SmallTable, dialect: str, name: str) -> str:
    """The statement that makes a small table in a dialect: duckdb, postgres or pyspark."""
    columns = ", ".join(f'"{column}" {_SQL_TYPES[dialect][kind]}' for column, kind in small.columns.items())
    rows = ",\n".join(f"({', '.join(_literal(each) for each in row)})" for row in small.rows)
    if dialect == "pyspark":
        listed = ", ".join(
            f"CAST(`{column}` AS {_SQL_TYPES[dialect][kind]}) AS `{column}`" for column, kind in small.columns.items()
        )
        plain = ", ".join(f"`{column}`" for column in small.columns)
        return f"CREATE OR REPLACE TEMPORARY VIEW {name} AS SELECT {listed} FROM VALUES\n{rows}\nAS t({plain})"
    return f"CREATE TEMPORARY TABLE {name} ({columns});\nINSERT INTO {name} VALUES\n{rows}"


_SQL_TYPES = {
    "duckdb": {Kind.TEXT: "VARCHAR", Kind.DATE: "DATE", Kind.INTEGER: "BIGINT"},
    "postgres": {Kind.TEXT: "TEXT", Kind.DATE: "DATE", Kind.INTEGER: "BIGINT"},
    "pyspark": {Kind.TEXT: "STRING", Kind.DATE: "DATE", Kind.INTEGER: "BIGINT"},
}


def _literal(value: object) -> str:
    match value:
        case None:
            return "NULL"
        case int():
            return str(value)
        case date():
            return f"DATE '{value}'"
        case _:
            return "'" + str(value).replace("'", "''") + "'"


_NUMBERS = count(1)


def fresh(prefix: str) -> str:
    """A name that no other table of this process has."""
    return f"{prefix}_{next(_NUMBERS)}"
