"""A compiled rule set as a query over a table of requests: the small tables it needs, steps, and an answer.

Comes in: a compiled rule set, a dialect, the name of the table with the types of its columns. Goes out: SQL
text; nothing is connected to. Each step makes a table of its own. On DuckDB all stages stand in each other
as one step; PostgreSQL would compute nested columns again for each use, and Spark writes code for a whole
query, which has a limit, so that each stage is a step there. Needs the extra `audit`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, TypeAlias

from recheck.evaluators.columns.compile import Compiled
from recheck.evaluators.columns.expr import (
    Case,
    Column,
    Expr,
    Kind,
    Null,
    Relation,
    Switch,
    coalesce,
    compare,
    constant,
)
from recheck.evaluators.columns.findings import compared, resting, with_findings
from recheck.evaluators.columns.requests import CITED, request_schema
from recheck.evaluators.columns.small import SmallTable, cells_table, treatments_table, variants_table
from recheck.evaluators.columns.sql import Writer
from recheck.evaluators.columns.words import words_of
from recheck.model.guideline import DateOf

Table: TypeAlias = Any
"""An Ibis table; its types are the library's own."""
Types: TypeAlias = Mapping[str, Any]
"""Ibis types of columns."""

TYPES = {
    Kind.BOOLEAN: "boolean",
    Kind.INTEGER: "int64",
    Kind.NUMBER: "float64",
    Kind.DATE: "date",
    Kind.TEXT: "string",
    Kind.TEXTS: "array<string>",
}
"""What Ibis calls the kinds."""
KEEP = (
    *("case", "request", "component", "part", "treatment", "requested_on", "decided_on", "disputed"),
    *("outcome", "outcome_quantity", "credentials", "licensed_in", "reviewer"),
    *("depends_on", "depends_on_decision", "part_depends_on", "part_depends_on_decision"),
)
"""Columns of the requests that the results need."""
_LOWER = sum(1 << 2 * at for at in range(31))
"""The lower bit of every truth code."""


@dataclass(frozen=True)
class Step:
    """A query whose answer becomes a table."""

    name: str
    query: str


@dataclass(frozen=True)
class Query:
    """What is made, in order, and the query that then gives one row a component."""

    small: tuple[SmallTable, ...]
    steps: tuple[Step, ...]
    answer: str
    types: Mapping[str, str]
    """The columns of the answer, with their Ibis types."""


def query_for(compiled: Compiled, dialect: str, requests: str, types: Types) -> Query:
    """The query over a table.

    Args:
        compiled: the rule set, compiled for the table's columns.
        dialect: one of `sql.DIALECTS`.
        requests: the table's name.
        types: its columns; those that are no columns of requests are left out.
    """
    return _Builder(compiled, dialect).query(requests, types)


class _Builder:
    def __init__(self, compiled: Compiled, dialect: str) -> None:
        import ibis

        self.ibis = ibis
        self.compiled = compiled
        self.dialect = dialect
        self.write = Writer(dialect)
        self.small: list[SmallTable] = []
        self.steps: list[Step] = []

    def query(self, requests: str, types: Types) -> Query:
        table = self.named(self.judged(*self.located(requests, types)))
        types = {name: str(kind) for name, kind in table.schema().items()}
        return Query(tuple(self.small), tuple(self.steps), self.text(table), types)

    def text(self, table: Table) -> str:
        """An Ibis expression as a query."""
        return text_of(table, self.dialect)

    def table(self, small: SmallTable) -> Table:
        """A small table under a name of its own."""
        made = replace(small, name=fresh(small.name))
        self.small.append(made)
        return self.ibis.table(_types(small.columns), name=made.name)

    def step(self, query: str) -> str:
        """A step; its table's name."""
        self.steps.append(Step(fresh("recheck_step"), query))
        return self.steps[-1].name

    def located(self, requests: str, types: Types) -> tuple[str, dict[str, Kind]]:
        """The requests with their cells, and the kinds of the columns; a request without a rule has no cell."""
        kinds = {name: kind for name, kind in request_schema(self.compiled.rules).items() if name in types}
        if self.compiled.asked.cited:
            kinds[CITED] = Kind.TEXT
        write = self.write
        given = ", ".join(
            name if str(types[each]).lstrip("!") == TYPES[kind] else f"{write.cast(name, kind)} AS {name}"
            for each, kind in kinds.items()
            for name in (write.dialect.name(each),)
        )
        small = cells_table(self.compiled)
        cells = self.table(small).get_name()
        conditions = [compare(Relation.EQ, Column("treatment", Kind.TEXT), Column("_treatment", Kind.TEXT))]
        if self.compiled.asked.cited:
            conditions.append(compare(Relation.EQ, Column(CITED, Kind.TEXT), Column("_cited", Kind.TEXT)))
        for kind, day in self.days(kinds).items():
            start, end = (Column(f"_{kind}_{each}", Kind.DATE) for each in ("from", "to"))
            conditions += [compare(Relation.GE, day, start), compare(Relation.LE, day, end)]
        kinds |= {name: kind for name, kind in small.columns.items() if name in ("_cell", "_shape") or name[:2] == "_v"}
        joined = (
            f"(SELECT {given} FROM {requests}) AS given LEFT JOIN {cells} ON {' AND '.join(map(write, conditions))}"
        )
        return write.select({}, list(kinds), joined), kinds

    def days(self, kinds: Mapping[str, Kind]) -> dict[DateOf, Expr]:
        """The day by which editions are chosen that go by each date of a request."""
        as_if = self.compiled.asked.as_if
        if as_if is not None:
            return dict.fromkeys(DateOf, constant(as_if))
        requested, service, review = (
            Column(name, Kind.DATE) if name in kinds else Null(Kind.DATE)
            for name in ("requested_on", "service_on", "reviewed_on")
        )
        return {
            DateOf.REQUEST: coalesce(requested, service),
            DateOf.SERVICE: coalesce(service, requested),
            DateOf.REVIEW: coalesce(review, requested, service),
        }

    def judged(self, located: str, kinds: dict[str, Kind]) -> Table:
        """One row a component: what its rules say, with the columns of the requests that are kept."""
        stages = [dict(stage.columns) for stage in self.compiled.stages] + words_of(self.compiled)
        kept = kinds.keys() & {*KEEP}
        kept |= {"_variant", "_truths", "_null", "_met", "decision", "reason", "quantity", "rests_on"}
        order = f" ORDER BY {self.write.dialect.name('_cell')}" if self.dialect == "duckdb" else ""
        source = self.placed(located + order)
        read = [columns_read(each.values()) for each in stages]
        for at, columns in enumerate(stages):
            later = kept.union(*read[at + 1 :])
            values = {name: each for name, each in columns.items() if name in later}
            old = [name for name in kinds if name in later and name not in values]
            query = self.write.select(values, old, source)
            kinds = {name: kinds[name] for name in old} | {name: each.kind for name, each in values.items()}
            source = self.step(query) if at == len(stages) - 1 else self.placed(query)
        return self.ibis.table(_types(kinds), name=source)

    def placed(self, query: str) -> str:
        """A query as the source of the next: in itself, or by a table."""
        return f"({query}) AS located" if self.dialect == "duckdb" else self.step(query)

    def named(self, table: Table) -> Table:
        """The results with the names of rules, criteria and treatments."""
        rules = self.table(variants_table(self.compiled))
        found = resting(table.left_join(rules, [table._variant == rules._variant]))
        columns = {name: found[name] for name in table.columns if name not in ("_variant", "_truths")}
        truths = found._truths & found._bits
        contradicted = truths & (truths >> 1) & _LOWER
        columns |= {"rule": found.rule, "edition": found.edition, "truths": truths - 3 * contradicted}
        if not self.compiled.lists:
            return found.select(**columns)
        masks = ("_named", "_ours", "_gaps", "_closing")
        more = ("_truths", "_bits", "_criteria", *masks, "_own", "_facts", "_readers")
        found = found.select(**columns, **{name: found[name] for name in more})
        found = self.ibis.table(found.schema(), name=self.step(self.text(found)))
        found = compared(with_findings(found, self.compiled.asked.undocumented))
        treatments = self.table(treatments_table(self.compiled))
        joined = found.left_join(treatments, [found.treatment == treatments.treatment])
        own = {name: joined[name] for name in found.columns if not name.startswith("_")}
        return joined.select(**own, category=joined.category)


def text_of(table: Table, dialect: str) -> str:
    """An Ibis expression over named tables as text, without a connection."""
    import ibis
    from ibis.backends.sql import compilers
    from ibis.config import Config

    if dialect == "pyspark" and ibis.options.pyspark is None:  # the compiler asks for what a connection would set

        class Options(Config):  # type: ignore[misc]  # Ibis says nothing of its types
            treat_nan_as_null: bool = False

        ibis.options.pyspark = Options()
    compiler = {
        "duckdb": compilers.DuckDBCompiler,
        "postgres": compilers.PostgresCompiler,
        "pyspark": compilers.PySparkCompiler,
    }[dialect]()
    return str(compiler.to_sqlglot(table.unbind()).sql(dialect=compiler.dialect))


def _types(kinds: Mapping[str, Kind]) -> dict[str, str]:
    return {name: TYPES[kind] for name, kind in kinds.items()}


def columns_read(parts: Iterable[Expr]) -> set[str]:
    """The columns that expressions read."""
    found: set[str] = set()
    seen: set[int] = set()
    waiting = list(parts)
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
        for name in ("of", "left", "right", "start", "end", "otherwise"):
            each = getattr(part, name, None)
            if each is not None:
                yield each
        yield from getattr(part, "parts", ())


def kept(name: str, query: str, dialect: str) -> list[str]:
    """The statements that keep the answer to a query as a table of DuckDB or PostgreSQL, until the connection ends.

    >>> kept("found", "SELECT 1 AS one", "duckdb")
    ['CREATE TEMPORARY TABLE found AS\\nSELECT 1 AS one']
    """
    made = f"CREATE TEMPORARY TABLE {name} AS\n{query}"
    return [made, f"ANALYZE {name}"] if dialect == "postgres" else [made]


_NUMBERS = count(1)


def fresh(prefix: str) -> str:
    """A name that no other table of this process has."""
    return f"{prefix}_{next(_NUMBERS)}"
