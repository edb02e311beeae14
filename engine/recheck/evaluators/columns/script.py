"""The queries of a rule set as a script of SQL that others run on their own engine.

Comes in: the rule set, the dialect, the columns and the name of the table of requests. Goes out: one
text: for each group of treatments its small tables, one table a step, and its components; last a query with
one row a request. Nothing is connected to. Needs the extra `audit`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from recheck import __version__
from recheck.evaluators.columns.combine import MOST_ROUNDS, combined
from recheck.evaluators.columns.compile import Asked, compile_rules
from recheck.evaluators.columns.expr import Kind
from recheck.evaluators.columns.groups import Group, groups, rows_of
from recheck.evaluators.columns.query import TYPES, fresh, kept, query_for, text_of
from recheck.evaluators.columns.requests import request_schema
from recheck.evaluators.columns.small import create
from recheck.evaluators.columns.sql import Writer
from recheck.model.rule import RuleSet

FOUND, RESULTS = "recheck_found", "recheck_results"
"""The table of components (those of the groups are numbered), and that of requests."""
HEAD = """\
What the rules say of each request of the table {requests}; {dialect}.
Rules {digest}, engine {engine}, profile {profile}; what is not documented: {undocumented}{as_if}.

The table holds one row a request, or one a component of it: a part, a region, a side, numbered 0, 1, 2 in
'component'; a limb of both sides is two rows. 'disputed' and 'authorized' are filled in. Null: not documented.
Nothing is checked here: `recheck audit` says what is wrong with a table. Its columns and their types:
{columns}

The last query gives one row a request: components are put together{rounds}.
`truths` holds two bits for each of a rule's criteria, in the order of its file, the lowest first: 0 not documented,
1 not met, 2 met. {leaves}
Only a physician may deny or modify a request (California Labor Code 4610).{only}"""
LEAVES = {"pyspark": "They stay in recheck_results, a real table: drop it in the end."}


def script(
    rules: RuleSet,
    dialect: str,
    asked: Asked,
    columns: Iterable[str] | None,
    requests: str,
    treatments: Sequence[str] | None = None,
) -> str:
    """The statements, each ended by a semicolon; the last is a query with one row a request.

    Args:
        rules: the rule set.
        dialect: one of `DIALECTS`.
        asked: what is asked.
        columns: the columns of the table; None: every one that rules read.
        requests: the name of the table of requests.
        treatments: only requests for these; None: every row.
    """
    schema = request_schema(rules)
    given = None if columns is None else set(columns)
    kinds = {name: kind for name, kind in schema.items() if given is None or name in given}
    return _Script(rules, dialect, asked, kinds, requests).text(treatments)


class _Script:
    def __init__(self, rules: RuleSet, dialect: str, asked: Asked, kinds: dict[str, Kind], requests: str) -> None:
        self.rules = rules
        self.dialect = dialect
        self.asked = asked
        self.kinds = kinds
        self.requests = requests
        self.write = Writer(dialect)
        self.statements: list[str] = []
        self.types: dict[str, str] = {}

    def text(self, treatments: Sequence[str] | None) -> str:
        speaking = dict.fromkeys(name for rule in self.rules.rules.values() for name in rule.treatments)
        present = speaking if treatments is None else dict.fromkeys(treatments)
        found = list(groups(self.rules, dict.fromkeys(present, 1))) or [Group((), True, 0)]
        if treatments is not None:
            found = [replace(each, others=False) for each in found]
        answers = [
            self.components(group, number, rows_of(group, found, self.write))
            for number, group in enumerate(found, start=1)
        ]
        self.keep(FOUND, "\nUNION ALL ".join(f"SELECT * FROM {each}" for each in answers))
        self.drop(answers)
        self.requests_of(FOUND)
        self.statements.append(f"SELECT * FROM {RESULTS}")
        head = "\n".join(f"-- {line}".rstrip() for line in self.head(treatments).splitlines())
        return head + "\n\n" + ";\n\n".join(self.statements) + ";\n"

    def head(self, treatments: Sequence[str] | None) -> str:
        """What whoever runs the script must know."""
        types, profile, as_if = self.write.dialect.types, self.rules.profile.name, self.asked.as_if
        return HEAD.format(
            requests=self.requests,
            dialect={"duckdb": "DuckDB", "postgres": "PostgreSQL", "pyspark": "Spark"}[self.dialect],
            digest=f"sha256:{self.rules.digest.removeprefix('sha256:')[:12]}",
            engine=__version__,
            profile=profile,
            undocumented=self.asked.undocumented,
            as_if=f"; as if on {as_if}, hypothetical" if as_if else "",
            columns="\n".join(f"  {name} {types[kind]}" for name, kind in self.kinds.items()),
            rounds=f", and those that depend on others, at most {MOST_ROUNDS} in a row" if self.rounds else "",
            leaves=LEAVES.get(self.dialect, "They stay in the temporary table recheck_results."),
            only=f"\nOnly these treatments, other rows are left out: {', '.join(treatments)}." if treatments else "",
        )

    def components(self, group: Group, number: int, condition: str) -> str:
        """The statements of a group; the table with one row a component of its requests."""
        compiled = compile_rules(self.rules, self.asked, self.kinds, treatments=group.treatments, lists=True)
        source, answer = f"recheck_part_{number}", f"{FOUND}_{number}"
        query = query_for(compiled, self.dialect, source, {name: TYPES[kind] for name, kind in self.kinds.items()})
        listed = ", ".join(map(self.write.dialect.name, self.kinds))
        rows = f"SELECT {listed} FROM {self.requests} WHERE {condition}"
        self.statements.append(f"CREATE OR REPLACE TEMPORARY VIEW {source} AS {rows}")
        for small in query.small:
            self.statements += create(small, self.dialect, small.name)
        for step in query.steps:
            self.keep(step.name, step.query)
        self.keep(answer, query.answer)
        self.drop([step.name for step in query.steps])
        self.types = dict(query.types)
        return answer

    @property
    def rounds(self) -> int:
        """How many requests may depend on each other in a row."""
        return MOST_ROUNDS if {"depends_on", "part_depends_on"} & set(self.kinds) else 0

    def requests_of(self, components: str) -> None:
        """The statements that put components together."""
        import ibis

        made: list[str] = []

        def kept(table: Any) -> Any:
            made.append(fresh("recheck_step"))
            self.keep(made[-1], text_of(table, self.dialect))
            return ibis.table(table.schema(), name=made[-1])

        found = combined(ibis.table(self.types, name=components), self.rounds, kept)
        self.keep(RESULTS, text_of(found, self.dialect))
        self.drop([components, *made])

    def keep(self, name: str, query: str) -> None:
        """A table of its own; Spark's are real ones, since a cached view carries the plans of all before it."""
        if self.dialect == "pyspark":
            self.drop([name])
            self.statements.append(f"CREATE TABLE {name} USING PARQUET AS\n{query}")
            return
        self.statements += kept(name, query, self.dialect)

    def drop(self, names: Iterable[str]) -> None:
        """Tables that nothing reads any more."""
        self.statements += [f"DROP TABLE IF EXISTS {name}" for name in names]
