"""Tables of databases, by their Ibis address: duckdb://FILE#TABLE, postgres://USER@HOST/DATABASE#TABLE.

What is read comes over in batches; a DuckDB file is read where it lies. What is written is one transaction:
another reader sees the whole table or none, and a table that is there is never replaced.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from recheck.evaluators.columns.requests import ROW
from recheck.files import put
from recheck.model.problem import Place, Problem, ProblemsFound, Source, did_you_mean
from recheck.tables.duck import Connection, connect_file, extra_missing, literal, named, reading, said, writing
from recheck.tables.faults import Given
from recheck.tables.sources import Table, row_number
from recheck.tables.work import Workplace

if TYPE_CHECKING:
    import pyarrow as pa

BATCH = 100_000


def named_table(address: str) -> tuple[str, str]:
    """An address apart: the database, and its table.

    >>> named_table("postgres://ana@db/ur#claims.requests")
    ('postgres://ana@db/ur', 'claims.requests')
    """
    database, _, table = address.partition("#")
    return database, table


def without_password(address: str) -> str:
    """An address as it may be shown.

    >>> without_password("postgres://ana:secret@db/ur#requests")
    'postgres://ana@db/ur#requests'
    """
    parts = urlsplit(address)
    password = f":{parts.password}@" if parts.password else None
    return address.replace(password, "@", 1) if password else address


def _place(address: str) -> Place:
    return Place(Source(without_password(address)))


def check_address(address: str) -> None:
    """An address that names a table.

    Raises:
        ProblemsFound: it does not.
    """
    database, table = named_table(address)
    if not table:
        hint = f"name the table after '#': {without_password(database)}#requests"
        raise ProblemsFound([Problem("no-table", "the address names no table", _place(address), hint)])
    if database.startswith("duckdb://") and not Path(database.removeprefix("duckdb://")).absolute().parent.is_dir():
        message = "there is no folder to write it into"
        raise ProblemsFound([Problem("no-such-folder", message, _place(address))])


def open_database(connection: Connection, address: str, number: int) -> Table:
    """A table of a database.

    Raises:
        ProblemsFound: there is no such database or table, or it cannot be read.
    """
    database, _ = named_table(address)
    if database.startswith("duckdb://"):
        return _of_file(connection, address, number)
    shown = without_password(address)
    try:
        import ibis
    except ModuleNotFoundError as error:
        raise extra_missing("ibis-framework") from error
    try:
        source = ibis.connect(database)
    except ModuleNotFoundError as error:
        raise extra_missing(str(error.name), "postgres") from error
    except Exception as error:  # each database's client has errors of its own
        raise ProblemsFound([Problem("unreadable", f"cannot be reached: {said(error)}", _place(address))]) from error
    try:
        _take_over(connection, source, address, f"taken_{number}")
    except ProblemsFound:
        raise
    except Exception as error:  # as above
        raise ProblemsFound([Problem("unreadable", f"cannot be read: {said(error)}", _place(address))]) from error
    finally:
        source.disconnect()
    return _described(connection, shown, f"taken_{number}", is_table=True)


def _take_over(connection: Connection, source: Any, address: str, into: str) -> None:
    """A table of another database, batch by batch."""
    table = named_table(address)[1]
    schema, _, name = table.rpartition(".")
    names = sorted(source.list_tables(database=schema or None))
    if not table or name not in names:
        raise ProblemsFound([no_table(address, table, [f"{schema}.{each}" if schema else each for each in names])])
    batches = source.table(name, database=schema or None).to_pyarrow_batches(chunk_size=BATCH)
    connection.register("batches", batches)
    with reading(without_password(address)):
        connection.execute(f"CREATE OR REPLACE TABLE {into} AS SELECT * FROM batches")
    connection.unregister("batches")


def no_table(address: str, table: str, names: Sequence[str]) -> Problem:
    known = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    if not table:
        message = "the address names no table"
        return Problem("no-table", message, _place(address), f"write one after '#': {known or 'there is none'}")
    hint = did_you_mean(table, names) or (f"its tables: {known}" if known else "it has no tables")
    return Problem("no-table", f"there is no table '{table}'", _place(address), hint)


def _described(connection: Connection, shown: str, relation: str, *, is_table: bool) -> Table:
    with reading(shown):
        columns = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    given = tuple(Given(row[0], row[1]) for row in columns)
    row, lasts = row_number(given, "rowid" if is_table else None)
    return Table(shown, given, f"(SELECT *, {row} AS {named(ROW)} FROM {relation})", lasts)


def _of_file(connection: Connection, address: str, number: int) -> Table:
    """A table of a DuckDB file, read where it lies."""
    database, table = named_table(address)
    path = database.removeprefix("duckdb://")
    if not Path(path).is_file():
        raise ProblemsFound([Problem("no-such-file", "there is no such database", _place(address))])
    with reading(address):
        connection.execute(f"ATTACH {literal(path)} AS given_{number} (READ_ONLY)")
        found = connection.execute(
            "SELECT schema_name, table_name, true FROM duckdb_tables() "
            f"WHERE database_name = 'given_{number}' UNION ALL "
            "SELECT schema_name, view_name, false FROM duckdb_views() "
            f"WHERE database_name = 'given_{number}' AND NOT internal"
        ).fetchall()
    names = {name if schema == "main" else f"{schema}.{name}": (schema, name, kept) for schema, name, kept in found}
    if table not in names:
        raise ProblemsFound([no_table(address, table, sorted(names))])
    schema, name, is_table = names[table]
    relation = f"given_{number}.{named(schema)}.{named(name)}"
    return _described(connection, address, relation, is_table=is_table)


# -- output ---------------------------------------------------------------------------------------


def table_is_there(address: str, table: str) -> ProblemsFound:
    """The problem of an output whose name is taken."""
    message = f"there is a table '{table}' already"
    return ProblemsFound([Problem("table-exists", message, _place(address), "name another, or drop it first")])


class DuckOutput:
    """A table of a DuckDB file: written in one transaction, or in a file of its own where there was none."""

    def __init__(self, address: str, work: Workplace, names: Sequence[tuple[str, int, str]]) -> None:
        database, self.table = named_table(address)
        self.address, self.work, self.names = address, work, names
        self.file = Path(database.removeprefix("duckdb://"))
        self.is_new = not self.file.exists()
        with writing(address):
            self.connection: Any = connect_file(work.folder / "out.duckdb" if self.is_new else self.file)
            self.connection.execute("BEGIN")
            taken = self.connection.execute(
                "SELECT 1 FROM information_schema.tables WHERE table_schema = 'main' AND table_name IN (?, ?)",
                [self.table, f"{self.table}_rules"],
            ).fetchall()
        if taken:
            self.connection.close()
            raise table_is_there(address, self.table)
        self.is_begun = False

    def write(self, chunk: "pa.Table") -> None:
        verb = f"INSERT INTO {named(self.table)} BY NAME" if self.is_begun else f"CREATE TABLE {named(self.table)} AS"
        with writing(self.address):
            self.connection.register("chunk", chunk)
            self.connection.execute(f"{verb} SELECT * FROM chunk")
            self.connection.unregister("chunk")
        self.is_begun = True

    def finish(self) -> None:
        rules = named(f"{self.table}_rules")
        with writing(self.address):
            self.connection.execute(f"CREATE TABLE {rules} (rule VARCHAR, bit INTEGER, criterion VARCHAR)")
            columns = [list(each) for each in zip(*self.names, strict=True)] or [[], [], []]
            self.connection.execute(f"INSERT INTO {rules} SELECT unnest(?), unnest(?), unnest(?)", columns)
            self.connection.execute("COMMIT")
            if self.is_new:
                self.connection.execute("CHECKPOINT")
                self.connection.close()
                put(self.work.folder / "out.duckdb", self.file)
            else:
                self.connection.close()

    def close(self) -> None:
        """Nothing more comes; what is not finished is gone."""
        self.connection.close()
