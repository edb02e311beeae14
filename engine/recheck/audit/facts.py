"""What the record documents of some requests, out of a table with one column a fact.

Comes in: the table that requests were judged from, in memory or where it lies. Goes out: for the few requests
that are shown side by side, each documented fact as text; nothing else is ever taken out of the table.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recheck.audit.results import FactsOf, Key, pyarrow

if TYPE_CHECKING:
    import pyarrow as pa


_BESIDE = " / "
"""Between what is documented of several regions or parts of one request."""


def facts_in(table: "pa.Table | Path", facts: Sequence[str]) -> FactsOf:
    """Where to look up documented facts of requests.

    Args:
        table: columns `case` and `request`, and one a fact; or the Parquet file that has them.
        facts: the columns that are facts; those that the table has not are no facts of it.
    """

    def facts_of(keys: Sequence[Key]) -> Mapping[Key, Mapping[str, str]]:
        found: dict[Key, dict[str, str]] = {}
        for row in _rows(table, facts, keys):
            key = (row.pop("case"), row.pop("request"))
            known = found.setdefault(key, {})
            for name, value in row.items():
                if value is not None and _text(value) not in known.get(name, "").split(_BESIDE):
                    known[name] = known[name] + _BESIDE + _text(value) if name in known else _text(value)
        return found

    return facts_of


def _rows(table: "pa.Table | Path", facts: Sequence[str], keys: Sequence[Key]) -> list[dict[str, Any]]:
    pyarrow()
    from pyarrow import dataset

    source = dataset.dataset(table)
    columns = ["case", "request", *(name for name in facts if name in source.schema.names)]
    cases = dataset.field("case").isin(sorted({case for case, _ in keys}))
    wanted = set(keys)
    rows: list[dict[str, Any]] = source.to_table(columns=columns, filter=cases).to_pylist()
    return [row for row in rows if (row["case"], row["request"]) in wanted]


def _text(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:g}"
        case list():
            return ", ".join(sorted(map(str, value))) or "none"
        case _:
            return str(value)
