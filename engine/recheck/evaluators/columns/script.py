"""The query of a rule set as a script of SQL that others run on their own engine.

Comes in: the rule set, the dialect, the columns and the name of the table of requests. Goes out: one
text: small tables, one temporary table a stage, and last the results. Nothing is connected to. Needs the
extra `audit`.
"""

from collections.abc import Iterable
from typing import Any

from recheck.evaluators.columns.compile import Asked, compile_rules
from recheck.evaluators.columns.emit import TYPES
from recheck.evaluators.columns.engines import plain_selects
from recheck.evaluators.columns.requests import request_schema
from recheck.evaluators.columns.run import Runner, SmallTable, create
from recheck.model.rule import RuleSet

DIALECTS = ("duckdb", "postgres", "pyspark")


def script(rules: RuleSet, dialect: str, asked: Asked, columns: Iterable[str] | None, requests: str) -> str:
    """The statements, each ended by a semicolon.

    Args:
        rules: the rule set.
        dialect: one of `DIALECTS`.
        asked: what is asked.
        columns: the columns of the table; None: every one that rules read.
        requests: the name of the table of requests.
    """
    import ibis

    schema = request_schema(rules)
    names = [name for name in schema if columns is None or name in set(columns)]
    compiled = compile_rules(rules, asked, names, contradictions=True)
    statements: list[str] = []

    def small(table: SmallTable) -> Any:
        statements.append(create(table, dialect, table.name))
        return ibis.table({name: TYPES[kind] for name, kind in table.columns.items()}, name=table.name)

    def stage(table: Any) -> Any:
        name = f"recheck_stage_{len(statements)}"
        query = _query(table, dialect)
        kept = f"CACHE TABLE {name} AS" if dialect == "pyspark" else f"CREATE TEMPORARY TABLE {name} AS"
        statements.append(f"{kept}\n{query}")
        return ibis.table(table.schema(), name=name)

    with plain_selects():
        table = ibis.table({name: TYPES[schema[name]] for name in names}, name=requests)
        found = Runner(compiled, None, small, stage).judged(table)
        statements.append(_query(found.drop("_suspect"), dialect))
    return ";\n\n".join(statements) + ";\n"


def _query(table: Any, dialect: str) -> str:
    """A query in a dialect, without a connection."""
    from ibis.backends.sql import compilers

    compiler = {
        "duckdb": compilers.DuckDBCompiler,
        "postgres": compilers.PostgresCompiler,
        "pyspark": compilers.PySparkCompiler,
    }[dialect]()
    return str(compiler.to_sqlglot(table.unbind()).sql(dialect=compiler.dialect))
