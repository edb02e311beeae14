"""Results as people and spreadsheets read them: lists joined, bits spelled out.

Comes in: a chunk of the results table and the names of each rule's criteria. Goes out: the same rows as plain cells.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from recheck.tables.duck import named, scratch

if TYPE_CHECKING:
    import pyarrow as pa


def spelled_out(chunk: "pa.Table", criteria: Mapping[str, Sequence[str]]) -> "pa.Table":
    """Results without lists and bits: texts that people and spreadsheets read."""
    cells = [_as_text(field.name, str(field.type)) for field in chunk.schema]
    source = "SELECT row_number() OVER () AS place, * FROM chunk"
    with scratch() as connection:
        connection.register("chunk", chunk)
        if "truths" in chunk.column_names:
            connection.register(
                "rules", _table([{"rule": rule, "names": list(each)} for rule, each in criteria.items()])
            )
            source = f"SELECT * FROM ({source}) LEFT JOIN rules USING (rule)"
            cells.append(_SPELLED)
        return connection.sql(f"SELECT {', '.join(cells)} FROM ({source}) ORDER BY place").to_arrow_table()


_TRUTH = "CASE (truths >> (2 * (i - 1))) & 3 WHEN 1 THEN 'not met' WHEN 2 THEN 'met' ELSE 'not documented' END"
_SPELLED = f"array_to_string(list_transform(names, lambda each, i: each || ': ' || {_TRUTH}), ';') AS criteria"


def _table(rows: Sequence[Mapping[str, object]]) -> "pa.Table":
    import pyarrow as pa

    return pa.Table.from_pylist(list(rows), schema=pa.schema([("rule", pa.string()), ("names", pa.list_(pa.string()))]))


def _as_text(name: str, kind: str) -> str:
    """A cell of a CSV file; a list as its members, joined."""
    if not kind.startswith(("list", "large_list")):
        return named(name)
    return f"array_to_string({named(name)}, ';') AS {named(name)}"
