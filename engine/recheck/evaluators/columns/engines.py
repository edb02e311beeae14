"""What each engine needs around the same expressions: DuckDB here, Spark, PostgreSQL where the data stays.

Comes in: a connection. Goes out: tables and views that are made there. Needs the extra `audit`; Spark the
extra `spark`.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

from recheck.evaluators.columns.query import fresh, kept
from recheck.evaluators.columns.small import SmallTable, create
from recheck.evaluators.columns.sql import DIALECTS, Dialect

Table: TypeAlias = Any
Connection: TypeAlias = Any
"""Ibis tables and connections; their types are the library's own."""

NEEDED = ("unused_columns", "filter_pushdown")
"""The optimizers of DuckDB that these queries gain from."""

SPARK = {
    "spark.driver.memory": "2g",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.subexpressionElimination.enabled": "false",
}
"""A step has more expressions than a method of Java may have code, and compiling them takes longer than it saves."""


@dataclass(frozen=True)
class Engine:
    """A connection, and how things are made there."""

    con: Connection
    dialect: str

    @property
    def writes(self) -> Dialect:
        """How it writes SQL."""
        return DIALECTS[self.dialect]

    def small(self, table: SmallTable) -> None:
        """A small table of rules or cells, under its name."""
        for statement in create(table, self.dialect, table.name):
            self.run(statement)

    def run(self, statement: str) -> None:
        """A statement without an answer."""
        if self.dialect == "duckdb":
            self.con.con.execute(statement).fetchall()
            return
        found = self.con.raw_sql(statement)
        if self.dialect == "postgres":
            found.close()
            self.con.con.commit()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The answer to a query that has few rows."""
        if self.dialect == "duckdb":
            return list(self.con.con.execute(query).fetchall())
        found = self.con.raw_sql(query)
        if self.dialect == "pyspark":
            return [tuple(row) for row in found.collect()]
        with found:
            return list(found.fetchall())

    def view(self, name: str, query: str) -> None:
        """A query under a name, in the place of another of that name."""
        self.run(f"CREATE OR REPLACE TEMPORARY VIEW {name} AS {query}")

    def store(self, name: str, query: str) -> None:
        """The answer to a query under a name.

        DuckDB takes long over the common parts of wide switches, and gains nothing: seven eighths of all time.
        Spark forgets how a step came about: a cached view carries the plans of all before it, and fills the heap.
        """
        if self.dialect == "pyspark":
            self.con.raw_sql(query).localCheckpoint().createOrReplaceTempView(name)
            return
        if self.dialect == "postgres":
            for statement in kept(name, query, self.dialect):
                self.run(statement)
            return
        before = self.con.con.execute("SELECT current_setting('disabled_optimizers')").fetchall()[0][0]
        known = [row[0] for row in self.con.con.execute("SELECT name FROM duckdb_optimizers()").fetchall()]
        self.run(f"SET disabled_optimizers = '{','.join(each for each in known if each not in NEEDED)}'")
        try:
            for statement in kept(name, query, self.dialect):
                self.run(statement)
        finally:
            self.run(f"SET disabled_optimizers = '{before}'")

    def drop(self, name: str) -> None:
        """What was stored, no more."""
        if self.dialect == "pyspark":
            self.run(f"DROP VIEW {name}")
        else:
            self.run(f"DROP TABLE {name}")

    def materialise(self, table: Table) -> Table:
        """A table of its own of an Ibis expression."""
        name = fresh("recheck_stage")
        self.store(name, str(self.con.compile(table)))
        return self.con.table(name)


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
        builder = builder.master("local[*]" if address == "spark" else address)
        for setting, value in SPARK.items():
            builder = builder.config(setting, value)
        return Engine(ibis.pyspark.connect(builder.getOrCreate()), "pyspark")
    found = ibis.connect(address)
    return Engine(found, {"postgres": "postgres", "duckdb": "duckdb", "pyspark": "pyspark"}[found.name])
