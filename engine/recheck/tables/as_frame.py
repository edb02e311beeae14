"""A frame in memory (pandas, Polars, Arrow) audited as a file would be.

Comes in: rules, a frame or a path, a mapping. Goes out: the results table, whole, as Arrow.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from recheck.evaluators.columns.requests import ROW
from recheck.judge import Mode
from recheck.model.case import By
from recheck.model.rule import RuleSet
from recheck.tables.columns import columns_of
from recheck.tables.deciding import decide
from recheck.tables.duck import Connection, connect, named, register
from recheck.tables.faults import TEXT, Given
from recheck.tables.mapping import PLAIN, load_map
from recheck.tables.requests import open_requests
from recheck.tables.sources import Table
from recheck.tables.work import Workplace

if TYPE_CHECKING:
    import pyarrow as pa


def audited_frame(rules: RuleSet, table: Any, mapping: str | None, by: By, mode: Mode) -> "pa.Table":
    """What the rules say of every row.

    Raises:
        ProblemsFound: the table is not what it says, or is none.
    """
    import pyarrow as pa

    columns = columns_of(rules.vocabulary, by)
    how = load_map(mapping, columns) if mapping else PLAIN
    with Workplace() as work:
        connection = connect(work.folder)
        try:
            given = str(table) if isinstance(table, str | Path) else _opened(connection, table)
            found = open_requests(connection, [given], columns, rules.vocabulary, how)
            decided = decide(connection, rules, mode, views=True, panel=found.is_panel)
            return pa.concat_tables(list(decided.chunks), promote_options="default")
        finally:
            connection.close()


def _opened(connection: Connection, frame: Any) -> Table:
    """A frame as DuckDB sees it.

    Raises:
        ProblemsFound: it is none that DuckDB reads.
    """
    described = register(connection, "frame_given", frame)
    connection.execute(f"CREATE TABLE frame_taken AS SELECT *, row_number() OVER () AS {named(ROW)} FROM frame_given")
    connection.unregister("frame_given")
    # texts are read as a CSV file's: frames often hold dates as text
    columns = tuple(Given(row[0], TEXT if row[1] == "VARCHAR" else row[1]) for row in described)
    return Table("the table", columns, "frame_taken")
