"""What each engine needs around the same expressions: DuckDB here, Spark, PostgreSQL where the data stays.

Comes in: a connection. Goes out: how small tables are made there, and whether a stage is materialised.
Needs the extra `audit`; Spark the extra `spark`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from recheck.evaluators.columns.combine import MOST_ROUNDS, combined
from recheck.evaluators.columns.compile import Asked, compile_rules
from recheck.evaluators.columns.requests import request_schema
from recheck.evaluators.columns.run import Runner, SmallTable, create, fresh
from recheck.model.rule import RuleSet

Table: TypeAlias = Any
Connection: TypeAlias = Any
"""Ibis tables and connections; their types are the library's own."""


NEEDED = ("unused_columns", "filter_pushdown")
"""The optimizers of DuckDB that these queries gain from."""


@dataclass(frozen=True)
class Engine:
    """A connection, and how it takes the stages of a query."""

    con: Connection
    dialect: str

    @property
    def is_staged(self) -> bool:
        """Whether each stage is materialised: PostgreSQL would compute nested columns again for each use, and
        Spark writes code for a whole query, which has a limit."""
        return self.dialect != "duckdb"

    def small(self, table: SmallTable) -> Table:
        """A small table of rules or cells as a temporary table."""
        name = fresh(table.name)
        for statement in create(table, self.dialect, name).split(";\n"):
            self.run(statement)
        return self.con.table(name)

    def run(self, statement: str) -> None:
        """A statement without an answer."""
        if self.dialect == "duckdb":
            self.con.con.execute(statement).fetchall()
            return
        found = self.con.raw_sql(statement)
        if self.dialect == "postgres":
            found.close()
            self.con.con.commit()

    def materialise(self, table: Table) -> Table:
        """A stage as a table of its own."""
        if self.dialect == "pyspark":
            return table.cache()
        name = fresh("recheck_stage")
        self.store(name, self.con.compile(table))
        return self.con.table(name)

    def store(self, name: str, query: str) -> None:
        """The answer to a query as a temporary table.

        DuckDB takes long over the common parts of wide switches, and gains nothing: seven eighths of all time.
        """
        if self.dialect != "duckdb":
            self.run(f"CREATE TEMPORARY TABLE {name} AS {query}")
            return
        before = self.con.con.execute("SELECT current_setting('disabled_optimizers')").fetchall()[0][0]
        known = [row[0] for row in self.con.con.execute("SELECT name FROM duckdb_optimizers()").fetchall()]
        self.run(f"SET disabled_optimizers = '{','.join(each for each in known if each not in NEEDED)}'")
        try:
            self.run(f"CREATE OR REPLACE TEMPORARY TABLE {name} AS {query}")
        finally:
            self.run(f"SET disabled_optimizers = '{before}'")


def connect(address: str) -> Engine:
    """An engine by its address: `duckdb`, `spark`, `spark://host:7077` or `postgres://...`.

    >>> connect("duckdb").dialect
    'duckdb'
    """
    import ibis

    if address == "duckdb":
        return Engine(ibis.duckdb.connect(), "duckdb")
    if address.split(":", maxsplit=1)[0] == "spark":
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.appName("recheck").config("spark.ui.enabled", "false")
        master = "local[*]" if address == "spark" else address
        return Engine(ibis.pyspark.connect(builder.master(master).getOrCreate()), "pyspark")
    found = ibis.connect(address)
    return Engine(found, {"postgres": "postgres", "duckdb": "duckdb", "pyspark": "pyspark"}[found.name])


@contextmanager
def plain_selects() -> Iterator[None]:
    """Stages as selects in selects; merging them takes the library long, and engines do it themselves."""
    import ibis

    before = ibis.options.sql.fuse_selects
    ibis.options.sql.fuse_selects = False
    try:
        yield
    finally:
        ibis.options.sql.fuse_selects = before


class Judging:
    """A rule set over a table of requests on one engine."""

    def __init__(self, rules: RuleSet, engine: Engine, asked: Asked, columns: list[str], *, lists: bool = True) -> None:
        self.lists = lists
        self.rules = rules
        self.engine = engine
        self.asked = asked
        self.columns = [name for name in columns if name in request_schema(rules)]
        self.runners: dict[bool, Runner] = {}

    def runner(self, contradictions: bool) -> Runner:
        """The rules for records that do not contradict themselves, or for those that could."""
        if contradictions not in self.runners:
            compiled = compile_rules(
                self.rules, self.asked, self.columns, contradictions=contradictions, lists=self.lists
            )
            materialise = self.engine.materialise if self.engine.is_staged else _itself
            arrange = _itself if self.engine.is_staged else _by_cell
            self.runners[contradictions] = Runner(compiled, self.engine.con, self.engine.small, materialise, arrange)
        return self.runners[contradictions]

    def components(self, requests: Table) -> Table:
        """One row a component: what the rules say of each.

        Reads the table twice where some record could contradict itself.
        """
        with plain_selects():
            quick = self.engine.materialise(self.runner(False).judged(requests, ("part",)))
            suspects = quick.filter(quick._suspect)
            if not suspects.count().execute():
                return quick.drop("_suspect")
            keys = [name for name in ("case", "request", "component", "part") if name in requests.columns]
            key = suspects.select(*keys)
            same = [requests[name].identical_to(key[name]) for name in keys]
            again = self.runner(True).judged(requests.semi_join(key, same), ("part",))
            sure = quick.filter(~quick._suspect).drop("_suspect")
            again = self.engine.materialise(again).drop("_suspect")
            return sure.union(again.select(*sure.columns))

    def requests(self, requests: Table) -> Table:
        """One row a request."""
        found = self.components(requests)
        with plain_selects():
            found = self.engine.materialise(found)
            return combined(found, self.rounds(found), self.engine.materialise)

    def rounds(self, found: Table) -> int:
        """How many requests depend on each other in a row, at most."""
        depends = [name for name in ("depends_on", "part_depends_on") if name in found.columns]
        if not depends:
            return 0
        some = found.aggregate(**{name: found[name].notnull().any() for name in depends}).to_pyarrow().to_pylist()[0]
        return self.longest(found, depends) if any(some.values()) else 0

    def longest(self, found: Table, depends: list[str]) -> int:
        """How many requests depend on each other in a row: rounds until no further one is reached."""
        import ibis

        edges = [found.filter(found[name].notnull()).select("case", "request", on=found[name]) for name in depends]
        edge = self.engine.materialise(ibis.union(*edges).distinct() if len(edges) > 1 else edges[0].distinct())
        reached, rounds = edge, 1
        while True:
            step = edge.rename(_case="case", _request="request", _on="on")
            joined = reached.join(step, [reached.case == step._case, reached["on"] == step._request])
            further = joined.select(case=joined.case, request=joined.request, on=joined._on)
            reached = self.engine.materialise(further.distinct())
            if rounds >= MOST_ROUNDS or not reached.count().execute():
                return rounds
            rounds += 1


def _by_cell(table: Table) -> Table:
    """DuckDB works on two thousand rows at a time: of one cell, few branches of a switch are taken."""
    return table.order_by(table._cell)


def _itself(table: Table) -> Table:
    return table
