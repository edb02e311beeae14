"""A rule set over a table of requests on one engine: group after group of treatments, then request by request.

Comes in: a rule set, an engine, the name of a table or view of requests there. Goes out: a table of the
engine with one row a request. Nothing is computed row by row in Python, and no row leaves the engine. Needs the
extra `audit`.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

from recheck.evaluators.columns.combine import MOST_ROUNDS, combined
from recheck.evaluators.columns.compile import Asked, compile_rules
from recheck.evaluators.columns.engines import Engine
from recheck.evaluators.columns.groups import Group, groups, rows_of
from recheck.evaluators.columns.query import Query, fresh, query_for
from recheck.evaluators.columns.requests import CITED, ROW, request_schema
from recheck.evaluators.columns.shares import counting, counts_of, shares
from recheck.evaluators.columns.sql import Writer
from recheck.model.rule import RuleSet

Table: TypeAlias = Any
"""An Ibis table; its types are the library's own."""
Progress = Callable[[int, int], None]
"""Told how many of how many rows are done."""

DEPENDS = ("depends_on", "part_depends_on")
SEVERAL = ("component", "part", *DEPENDS)
"""Columns by which a request is more than one row, or waits for another."""

ORDERED = 4_000_000
"""Requests that are put in order at the end; to sort more, DuckDB needs more memory than it is given."""


def judged(
    rules: RuleSet, engine: Engine, asked: Asked, requests: str, progress: Progress | None = None, *, views: bool
) -> Table:
    """One row a request.

    Args:
        rules: the rule set.
        engine: where the table is.
        asked: what silence means, and what is changed.
        requests: the name of a table or view, which holds one row a component.
        progress: told after every share of a group.
        views: also decide without the facts, in the column `decision_without_facts`.
    """
    found = Judging(rules, engine, asked, requests).requests(progress)
    if not views:
        return found
    bare = Judging(rules, engine, replace(asked, without_facts=True), requests, lists=False).requests()
    return beside(found, bare.select(_case=bare.case, _request=bare.request, decision_without_facts=bare.decision))


def beside(found: Table, other: Table) -> Table:
    """Results with what another table says of the same request, by its `_case` and `_request`; null where nothing."""
    joined = found.left_join(other, [found.case == other._case, found.request == other._request])
    return joined.drop("_case", "_request")


def waiting(table: Table) -> list[str]:
    """The columns by which a request may wait for another, where some request does."""
    depends = [name for name in DEPENDS if name in table.columns]
    if not depends:
        return []
    some = table.aggregate(**{name: table[name].notnull().any() for name in depends}).to_pyarrow().to_pylist()[0]
    return depends if any(some.values()) else []


def in_order(found: Table) -> Table:
    """Results by case and request, or as they were judged where there are too many to sort."""
    rows = int(found.count().to_pyarrow().as_py())
    return found.order_by("case", "request") if rows <= ORDERED else found


class Judging:
    """A rule set over one table."""

    def __init__(self, rules: RuleSet, engine: Engine, asked: Asked, requests: str, *, lists: bool = True) -> None:
        """What is to be judged.

        Args:
            rules: the rule set.
            engine: where the table is.
            asked: what silence means, and what is changed.
            requests: the name of a table or view, which holds one row a component.
            lists: whether deciding criteria, missing facts and the comparison are told too.
        """
        self.rules = rules
        self.engine = engine
        self.asked = asked
        self.lists = lists
        self.name = requests
        self.table = engine.con.table(requests)
        known = request_schema(rules)
        self.columns = [name for name in self.table.columns if name in known or (asked.cited and name == CITED)]

    def requests(self, progress: Progress | None = None) -> Table:
        """One row a request."""
        import ibis

        parts = [self.engine.con.table(name) for name in self.components(progress)]
        found = ibis.union(*parts) if len(parts) > 1 else parts[0]
        held = [name for name in SEVERAL if name in found.columns]
        if not self._several(found, held):
            return found.drop(*(name for name in found.columns if name in held or "depends_on" in name))
        found = self.engine.materialise(found) if len(parts) > 1 else found
        return combined(found, self.rounds(found), self.engine.materialise)

    def _several(self, found: Table, held: list[str]) -> bool:
        """Whether some request has several rows, or waits for another."""
        if not held:
            return False
        marks = {name: (found[name] > 0).any() if name == "component" else found[name].notnull().any() for name in held}
        return any(found.aggregate(**marks).to_pyarrow().to_pylist()[0].values())

    def components(self, progress: Progress | None = None) -> list[str]:
        """Tables with one row a component: what the rules say of each."""
        write = Writer(self.engine.dialect)
        counts = counts_of(self.engine.rows(counting(self.name, write, numbered=ROW in self.table.columns)))
        present = {treatment: sum(blocks.values()) for treatment, blocks in counts.items()}
        total, done = sum(present.values()), 0
        known = list(groups(self.rules, present)) or [Group((), True, 0)]
        found = []
        for group in known:
            query, source = self.query(group)
            whole = [(rows_of(group, known, write), group.rows)]
            in_parts = shares(group, known, counts, write) if self.engine.dialect == "duckdb" else whole
            for condition, rows in in_parts:
                self.engine.view(source, self._part(condition))
                found.append(self._answer(query))
                done += rows
                if progress:
                    progress(done, total)
            for small in query.small:
                if self.engine.dialect != "pyspark":
                    self.engine.drop(small.name)
        return found

    def query(self, group: Group) -> tuple[Query, str]:
        """The query over the rows of a group, and the name of the view that holds them."""
        compiled = compile_rules(self.rules, self.asked, self.columns, treatments=group.treatments, lists=self.lists)
        source = fresh("recheck_part")
        query = query_for(compiled, self.engine.dialect, source, self.table.select(*self.columns).schema())
        for small in query.small:
            self.engine.small(small)
        return query, source

    def _part(self, condition: str) -> str:
        listed = ", ".join(self.engine.writes.name(each) for each in self.columns)
        return f"SELECT {listed} FROM {self.name} WHERE {condition}"

    def _answer(self, query: Query) -> str:
        for step in query.steps:
            self.engine.store(step.name, step.query)
        name = fresh("recheck_found")
        self.engine.store(name, query.answer)
        for step in query.steps:
            self.engine.drop(step.name)
        return name

    def rounds(self, found: Table) -> int:
        """How many requests depend on each other in a row, at most."""
        depends = waiting(found)
        return self._longest(found, depends) if depends else 0

    def _longest(self, found: Table, depends: list[str]) -> int:
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
