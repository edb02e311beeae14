"""A table of any size on DuckDB: chunk after chunk through one query, so that memory does not grow with it.

Comes in: a rule set and a query for the table of requests. Goes out: results, one Arrow table a chunk,
with how many rows are done. The rows of one request stand together; a chunk ends with a request. Needs
the extra `audit`.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from recheck.evaluators.columns.combine import combined
from recheck.evaluators.columns.compile import Asked
from recheck.evaluators.columns.engines import Engine, Judging, plain_selects
from recheck.evaluators.columns.run import fresh
from recheck.model.rule import RuleSet

ArrowTable: TypeAlias = Any
"""A pyarrow.Table; the library states no types."""
Progress = Callable[[int], None]

ROWS = 250_000
"""Rows a chunk: four hundred columns of so many rows stay well under a gigabyte."""


class Chunks:
    """A rule set over chunks of one shape; the query is built once."""

    def __init__(self, rules: RuleSet, engine: Engine, asked: Asked, columns: list[str], lists: bool) -> None:
        self.engine = engine
        self.judging = Judging(rules, engine, asked, columns, lists=lists)
        self.queries: dict[bool, str] = {}
        self.source, self.found = fresh("recheck_chunk"), fresh("recheck_found")

    def query(self, contradictions: bool) -> str:
        """The query over the chunk that is there; for records that do not contradict themselves, or that could."""
        if contradictions not in self.queries:
            with plain_selects():
                table = self.engine.con.table(self.source)
                judged = self.judging.runner(contradictions).judged(table, ("part",))
                self.queries[contradictions] = str(self.engine.con.compile(judged))
        return self.queries[contradictions]

    def judged(self) -> ArrowTable:
        """The results of the chunk that is there, one row a component."""
        import pyarrow

        con = self.engine.con.con
        self.engine.store(self.found, self.query(False))
        suspects = con.execute(f"SELECT count(*) FROM {self.found} WHERE _suspect").fetchall()[0][0]
        sure = con.sql(f"SELECT * EXCLUDE (_suspect) FROM {self.found} WHERE NOT _suspect").to_arrow_table()
        if not suspects:
            return sure
        keys = [name for name in ("case", "request", "component", "part") if name in self.judging.columns]
        same = " AND ".join(f"s.{name} IS NOT DISTINCT FROM c.{name}" for name in keys)
        self.engine.run(
            f"CREATE OR REPLACE TEMPORARY TABLE {self.source} AS SELECT * FROM {self.source} c "
            f"WHERE EXISTS (SELECT 1 FROM {self.found} s WHERE s._suspect AND {same})"
        )
        self.engine.store(self.found, self.query(True))
        again = con.sql(f"SELECT * EXCLUDE (_suspect) FROM {self.found}").to_arrow_table()
        return pyarrow.concat_tables([sure, again])


def judge_chunks(
    rules: RuleSet,
    engine: Engine,
    source: Any,
    asked: Asked,
    *,
    chunk: int = ROWS,
    lists: bool = True,
    progress: Progress | None = None,
) -> Iterator[ArrowTable]:
    """The results of a table, chunk by chunk.

    Args:
        rules: the rule set.
        engine: a connection to DuckDB.
        source: a query for the table of requests (of files, or tables of the database), or a reader of Arrow batches.
        asked: what is asked.
        lists: whether deciding criteria, missing facts and the comparison are told too.
        chunk: rows that are judged at a time, about.
        progress: is told how many rows are done.
    """
    reader = engine.con.con.cursor().sql(source).to_arrow_reader(chunk) if isinstance(source, str) else source
    columns = list(reader.schema.names)
    chunks = Chunks(rules, engine, asked, columns, lists)
    done = 0
    for batch in whole_requests(reader):
        engine.con.con.register("recheck_batch", batch)
        engine.run(f"CREATE OR REPLACE TEMPORARY TABLE {chunks.source} AS SELECT * FROM recheck_batch")
        engine.con.con.unregister("recheck_batch")
        yield whole(chunks, chunks.judged())
        done += batch.num_rows
        if progress:
            progress(done)


def whole(chunks: Chunks, judged: ArrowTable) -> ArrowTable:
    """One row a request, where some have several components or depend on others."""
    import pyarrow.compute

    several = ("component", "part", "depends_on", "part_depends_on")
    held = [name for name in several if name in judged.column_names]
    plain = all(
        not pyarrow.compute.any(pyarrow.compute.greater(judged[name], 0)).as_py()
        if name == "component"
        else judged[name].null_count == judged.num_rows
        for name in held
    )
    if plain:
        kept = [name for name in judged.column_names if name not in several and "depends_on" not in name]
        return judged.select(kept)
    name = fresh("recheck_components")
    engine = chunks.engine
    engine.con.con.register(name, judged)
    try:
        with plain_selects():
            table = engine.con.table(name)
            return combined(table, chunks.judging.rounds(table), engine.materialise).to_pyarrow()
    finally:
        engine.con.con.unregister(name)


def whole_requests(batches: Any) -> Iterator[ArrowTable]:
    """The batches, cut where a case ends."""
    import pyarrow

    rest = None
    for batch in batches:
        table = pyarrow.Table.from_batches([batch])
        table = pyarrow.concat_tables([rest, table]) if rest is not None and rest.num_rows else table
        last = table["case"][table.num_rows - 1]
        end = table.num_rows
        while end and table["case"][end - 1] == last:
            end -= 1
        rest = table.slice(end)
        if end:
            yield table.slice(0, end)
    if rest is not None and rest.num_rows:
        yield rest
