"""Tables that are judged where they lie: in PostgreSQL, or by Spark; nothing is computed here.

Comes in: an engine's name, and a table there (an address with a table's name; for Spark a file or folder of
Parquet). Goes out: the checked view, and the results: in chunks, or as a table beside the one that was read.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from recheck.evaluators.columns.combine import MOST_ROUNDS
from recheck.evaluators.columns.compile import Asked
from recheck.evaluators.columns.engines import Engine, connect
from recheck.evaluators.columns.judging import Judging, judged
from recheck.judge import Mode
from recheck.model.problem import Place, Problem, ProblemsFound, Source
from recheck.model.recommendation import Decision
from recheck.model.rule import RuleSet
from recheck.tables.by_columns import CHUNK
from recheck.tables.columns import Column
from recheck.tables.database import named_table, no_table, table_is_there, without_password
from recheck.tables.deciding import Progress
from recheck.tables.duck import extra_missing, named, said
from recheck.tables.shaped import COLUMNS, shaped
from recheck.tables.there import There, open_there

if TYPE_CHECKING:
    import pyarrow as pa

POSTGRES = ("postgres", "postgresql")
COUNTED = tuple(
    name for name in COLUMNS if name not in ("requested_on", "reason", "quantity", "truths", "deciding", "missing")
)
"""The columns of the results that a summary is counted from, and what tells requests apart."""
Results = Any
"""An Ibis expression with one row a request."""


def is_spark(on: str) -> bool:
    """Whether an engine is Spark, here or a cluster's.

    >>> is_spark("spark"), is_spark("spark://host:7077"), is_spark("postgres")
    (True, True, False)
    """
    return on.split(":", maxsplit=1)[0] == "spark"


@contextmanager
def asking(place: Place) -> Iterator[None]:
    """What an engine says while it is asked, as a problem.

    Raises:
        ProblemsFound: it cannot be reached, or will not answer.
    """
    try:
        yield
    except (ProblemsFound, KeyboardInterrupt):
        raise
    except ModuleNotFoundError as error:
        raise extra_missing(str(error.name), "spark" if error.name == "pyspark" else "postgres") from error
    except Exception as error:  # each engine's client has errors of its own
        raise ProblemsFound([Problem("unreadable", f"the engine failed: {said(error)}", place)]) from error


def open_on(on: str, path: str, rules: RuleSet, columns: Mapping[str, Column]) -> There:
    """The table as a checked view in its engine.

    Raises:
        ProblemsFound: there is no such table, or what is wrong with it.
    """
    place = Place(Source(without_password(path)))
    with asking(place):
        if is_spark(on):
            engine = connect(on)
            return open_there(engine, f"parquet.`{path}`", columns, rules.vocabulary, place)
        database, table = named_table(path)
        schema, _, name = table.rpartition(".")
        engine = connect(database)
        names = sorted(engine.con.list_tables(database=schema or None))
        if name not in names:
            raise ProblemsFound([no_table(path, table, [f"{schema}.{each}" if schema else each for each in names])])
        return open_there(engine, quoted(table), columns, rules.vocabulary, place)


def quoted(table: str) -> str:
    """A table's name, with its schema where it has one.

    >>> quoted("ur.requests")
    '"ur"."requests"'
    """
    return ".".join(map(named, table.split(".")))


def judge_there(there: There, rules: RuleSet, mode: Mode, place: Place, progress: Progress | None = None) -> Results:
    """What the rules say of every request, and without its facts: an expression over tables of the engine.

    Raises:
        ProblemsFound: requests depend on each other in a circle; or the columns cannot evaluate a rule.
    """
    with asking(place):
        asked = Asked(mode.undocumented, mode.as_if)
        judging = Judging(rules, there.engine, asked, there.view)
        if judging.rounds(judging.table) >= MOST_ROUNDS:
            message = f"requests depend on each other in a circle, or more than {MOST_ROUNDS} in a row"
            raise ProblemsFound([Problem("cycle", message, place, "one of them must stand alone")])
        return judged(rules, there.engine, asked, there.view, progress, views=True)


def chunks_of(results: Results, rules: RuleSet, place: Place) -> "Iterator[pa.Table]":
    """The results table, brought over by case and request."""
    import pyarrow as pa

    with asking(place):
        for batch in results.order_by("case", "request").to_pyarrow_batches(chunk_size=CHUNK):
            yield shaped(pa.Table.from_batches([batch]), rules)


class TableThere:
    """The results as a table of the same PostgreSQL database, and `TABLE_rules`: both, or neither."""

    def __init__(self, engine: Engine, target: str, place: Place) -> None:
        self.engine, self.target, self.place = engine, target, place
        self.table = named_table(target)[1]
        self.rules_table = f"{self.table}_rules"

    def check(self) -> None:
        """Before anything is judged: whether the names are free.

        Raises:
            ProblemsFound: one is taken.
        """
        with asking(self.place):
            for name in (self.table, self.rules_table):
                if self.engine.rows(f"SELECT 1 WHERE to_regclass('{quoted(name)}') IS NOT NULL"):
                    raise table_is_there(self.target, name)

    def write(self, results: Results, names: tuple[tuple[str, int, str], ...]) -> None:
        """Write both, and let others see them."""
        con = self.engine.con.con
        compiled = str(self.engine.con.compile(results))
        with asking(self.place):
            try:
                cells = ", ".join(_cells(set(results.columns)))
                rows = f'SELECT {cells} FROM ({compiled}) AS f ORDER BY "case", request'
                con.execute(f"CREATE TABLE {quoted(self.table)} AS {rows}")
                con.execute(f"CREATE TABLE {quoted(self.rules_table)} (rule text, bit integer, criterion text)")
                with con.cursor() as cursor:
                    cursor.executemany(f"INSERT INTO {quoted(self.rules_table)} VALUES (%s, %s, %s)", names)
                con.commit()
            except BaseException:
                con.rollback()
                raise

    def chunks(self) -> "Iterator[pa.Table]":
        """What a summary is counted from, brought over: a few short columns."""
        import pyarrow as pa

        schema, _, name = self.table.rpartition(".")
        table = self.engine.con.table(name, database=schema or None).select(*COUNTED)
        with asking(self.place):
            for batch in table.to_pyarrow_batches(chunk_size=CHUNK):
                yield pa.Table.from_batches([batch])


_TYPES = {"VARCHAR": "TEXT", "DOUBLE": "DOUBLE PRECISION", "VARCHAR[]": "TEXT[]"}


def _cells(given: set[str]) -> Iterator[str]:
    """The results table's columns in PostgreSQL, as `shaped` gives them of a chunk."""
    open_ones = f"('{Decision.PEND}', '{Decision.NOT_COVERED}')"
    said_so = {"reason": f"CASE WHEN decision IN {open_ones} THEN reason END"}
    said_so |= {name: f"COALESCE({name}, CAST('{{}}' AS TEXT[]))" for name in ("deciding", "missing")}
    for name, kind in COLUMNS.items():
        value = said_so.get(name, named(name)) if name in given else "NULL"
        yield f"CAST({value} AS {_TYPES.get(kind, kind)}) AS {named(name)}"
