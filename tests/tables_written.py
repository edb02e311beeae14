"""What the tests of tables share: a connection, a table in any format, and what is found wrong with it."""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from recheck.model.case import By
from recheck.model.problem import Problem, ProblemsFound
from recheck.model.rule import RuleSet
from recheck.tables.columns import columns_of
from recheck.tables.duck import connect
from recheck.tables.mapping import PLAIN, TableMap, read_map
from recheck.tables.requests import open_requests

Row = Mapping[str, Any]
PLAIN_ROW: dict[str, Any] = {
    "case": "1",
    "request": "a",
    "treatment": "massage_therapy",
    "requested_on": "2015-03-02",
}


def write_csv(path: Path, rows: Sequence[Row], **options: Any) -> Path:
    """Rows as CSV; None is an empty cell, lists are joined."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened, **options)
        writer.writerow(names)
        for row in rows:
            cells = [row.get(name) for name in names]
            writer.writerow(
                ["" if each is None else ";".join(each) if isinstance(each, list) else _plain(each) for each in cells]
            )
    return path


def _plain(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def write_jsonl(path: Path, rows: Sequence[Row]) -> Path:
    """Rows as JSON lines."""
    path.write_text("".join(json.dumps(dict(row), default=str) + "\n" for row in rows), encoding="utf-8")
    return path


def write_parquet(path: Path, rows: Sequence[Row]) -> Path:
    """Rows as Parquet, with the types of their values."""
    import pyarrow as pa
    from pyarrow import parquet

    names = list(dict.fromkeys(name for row in rows for name in row))
    parquet.write_table(pa.table({name: [row.get(name) for row in rows] for name in names}), path)
    return path


def mapping(text: str, rules: RuleSet, by: By = By.IMR) -> TableMap:
    """A mapping that is right."""
    found, problems = read_map(text, "map.yaml", columns_of(rules.vocabulary, by))
    assert found is not None
    assert not problems, problems
    return found


def read(path: Path | str, rules: RuleSet, tmp_path: Path, how: TableMap = PLAIN, by: By = By.IMR) -> list[Row]:
    """The requests of a table, as the columns read them.

    Raises:
        ProblemsFound: something is wrong with it.
    """
    folder = tmp_path / f"work{len(list(tmp_path.glob('work*')))}"
    folder.mkdir()
    connection = connect(folder)
    try:
        open_requests(connection, [str(path)], columns_of(rules.vocabulary, by), rules.vocabulary, how)
        return connection.sql("SELECT * FROM requests").to_arrow_table().to_pylist()
    finally:
        connection.close()


def wrong(path: Path | str, rules: RuleSet, tmp_path: Path, how: TableMap = PLAIN, by: By = By.IMR) -> list[Problem]:
    """What is wrong with a table; nothing, none."""
    try:
        read(path, rules, tmp_path, how, by)
    except ProblemsFound as found:
        return list(found.problems)
    return []
