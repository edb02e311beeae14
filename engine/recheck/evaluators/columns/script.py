"""The queries of a rule set as a script of SQL that others run on their own engine.

Comes in: the rule set, the dialect, the columns and the name of the table of requests. Goes out: one
text: for each group of treatments its small tables, one temporary table a step, and the answer; last the
answers of all. Nothing is connected to. Needs the extra `audit`.
"""

from collections.abc import Iterable

from recheck.evaluators.columns.compile import Asked, compile_rules
from recheck.evaluators.columns.groups import groups
from recheck.evaluators.columns.query import TYPES, query_for
from recheck.evaluators.columns.requests import request_schema
from recheck.evaluators.columns.small import create
from recheck.evaluators.columns.sql import DIALECTS, Writer
from recheck.model.rule import RuleSet


def script(rules: RuleSet, dialect: str, asked: Asked, columns: Iterable[str] | None, requests: str) -> str:
    """The statements, each ended by a semicolon; the last is a query with one row a component.

    Args:
        rules: the rule set.
        dialect: one of `DIALECTS`.
        asked: what is asked.
        columns: the columns of the table; None: every one that rules read.
        requests: the name of the table of requests.
    """
    schema = request_schema(rules)
    names = [name for name in schema if columns is None or name in set(columns)]
    write = Writer(dialect)
    quoted = DIALECTS[dialect].name
    speaking = dict.fromkeys(name for rule in rules.rules.values() for name in rule.treatments)
    statements: list[str] = []
    answers: list[str] = []
    apart: list[str] = []
    for number, group in enumerate(groups(rules, dict.fromkeys(speaking, 1)), start=1):
        compiled = compile_rules(rules, asked, names, treatments=group.treatments, lists=True)
        source, answer = f"recheck_part_{number}", f"recheck_found_{number}"
        query = query_for(compiled, dialect, source, {name: TYPES[schema[name]] for name in names})
        listed = ", ".join(map(write.plain, apart if group.others else group.treatments))
        condition = f"{quoted('treatment')} IN ({listed})"
        if group.others:
            condition = f"{quoted('treatment')} IS NULL OR NOT {condition}" if apart else "TRUE"
        apart += group.treatments
        statements.append(f"CREATE TEMPORARY VIEW {source} AS SELECT * FROM {requests} WHERE {condition}")
        for small in query.small:
            statements += create(small, dialect, small.name)
        statements += [_kept(step.name, step.query, dialect) for step in query.steps]
        statements.append(_kept(answer, query.answer, dialect))
        answers.append(f"SELECT * FROM {answer}")
    statements.append("\nUNION ALL ".join(answers))
    return ";\n\n".join(statements) + ";\n"


def _kept(name: str, query: str, dialect: str) -> str:
    made = f"CACHE TABLE {name} AS" if dialect == "pyspark" else f"CREATE TEMPORARY TABLE {name} AS"
    return f"{made}\n{query}"
