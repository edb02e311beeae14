"""The results table in PostgreSQL: one transaction, filled by COPY, never over a table that is there.

Comes in: chunks of the results table. Goes out: the table, and TABLE_rules with the names of the criteria;
whoever looks before the end sees neither.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from recheck.model.problem import Place, Problem, ProblemsFound, Source
from recheck.tables.database import named_table, table_is_there, without_password
from recheck.tables.duck import extra_missing, full_disk, named, said, scratch

if TYPE_CHECKING:
    import pyarrow as pa

AT_ONCE = 50_000
"""Rows that are spelled out at a time."""
_TYPES = {"string": "text", "large_string": "text", "int64": "bigint", "int32": "integer", "double": "double precision"}


class PostgresOutput:
    """A table of a PostgreSQL database."""

    def __init__(self, address: str, names: Sequence[tuple[str, int, str]]) -> None:
        database, self.table = named_table(address)
        self.address, self.names = without_password(address), names
        try:
            import psycopg
        except ModuleNotFoundError as error:
            raise extra_missing("psycopg", "postgres") from error
        with self._writing():
            self.connection: Any = psycopg.connect(database.replace("postgres://", "postgresql://", 1))
            taken = self.connection.execute(
                "SELECT 1 WHERE to_regclass(%s) IS NOT NULL OR to_regclass(%s) IS NOT NULL",
                [self._named(self.table), self._named(f"{self.table}_rules")],
            ).fetchone()
        if taken:
            self.connection.close()
            raise table_is_there(address, self.table)
        self.is_begun = False

    def write(self, chunk: "pa.Table") -> None:
        """Add one chunk."""
        table = self._named(self.table)
        with self._writing():
            if not self.is_begun:
                columns = ", ".join(f"{named(each.name)} {_type(str(each.type))}" for each in chunk.schema)
                self.connection.execute(f"CREATE TABLE {table} ({columns})")
                self.is_begun = True
            listed = ", ".join(named(name) for name in chunk.column_names)
            copied = f"COPY {table} ({listed}) FROM STDIN (FORMAT csv)"
            with self.connection.cursor().copy(copied) as copy:
                for first in range(0, chunk.num_rows, AT_ONCE):
                    copy.write(as_csv(chunk.slice(first, AT_ONCE)))

    def finish(self) -> None:
        """All chunks are written: let others see them."""
        rules = self._named(f"{self.table}_rules")
        with self._writing():
            self.connection.execute(f"CREATE TABLE {rules} (rule text, bit integer, criterion text)")
            with self.connection.cursor().copy(f"COPY {rules} FROM STDIN") as copy:
                for row in self.names:
                    copy.write_row(row)
            self.connection.commit()

    def close(self) -> None:
        """Nothing more comes; what is not finished is gone."""
        self.connection.close()

    @staticmethod
    def _named(table: str) -> str:
        """A table's name, with its schema where it has one."""
        return ".".join(named(each) for each in table.split("."))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """What the server says, as a problem; nothing of the transaction is kept."""
        import psycopg

        try:
            yield
        except (psycopg.Error, OSError) as error:
            place = Place(Source(self.address))
            problem = full_disk(error, place) or Problem("cannot-write", f"cannot be written: {said(error)}", place)
            raise ProblemsFound([problem]) from error


def as_csv(chunk: "pa.Table") -> bytes:
    """A chunk as PostgreSQL's COPY reads CSV: texts in quotes, null as nothing at all, lists as array literals.

    >>> import pyarrow as pa
    >>> as_csv(pa.table({"a": ["x", None, ""], "b": [['c"d'], [], None]}))
    b'"x","{""c\\\\""d""}"\\n,"{}"\\n"",\\n'
    """
    import pyarrow as pa
    from pyarrow import csv

    lists = [each.name for each in chunk.schema if str(each.type).startswith(("list", "large_list"))]
    if lists:
        cells = ", ".join(f"{_ARRAY.format(named(each))} AS {named(each)}" for each in lists)
        with scratch() as connection:
            connection.register("chunk", chunk)
            ordered = f"SELECT * REPLACE ({cells}) FROM (SELECT row_number() OVER () AS copied_row, * FROM chunk)"
            source = f"SELECT * EXCLUDE (copied_row) FROM ({ordered}) ORDER BY copied_row"
            chunk = connection.sql(source).to_arrow_table()
    told = pa.BufferOutputStream()
    csv.write_csv(chunk, told, csv.WriteOptions(include_header=False))
    return bytes(told.getvalue())


_QUOTED = """'"' || replace(replace(one, '\\', '\\\\'), '"', '\\"') || '"'"""
_ARRAY = f"'{{{{' || array_to_string(list_transform({{0}}, lambda one: {_QUOTED}), ',') || '}}}}'"


def _type(kind: str) -> str:
    """PostgreSQL's type of an Arrow type."""
    if kind.startswith(("list", "large_list")):
        return "text[]"
    return "date" if kind.startswith("date") else _TYPES.get(kind, "text")
