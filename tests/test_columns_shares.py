"""A large table is judged share by share: every row once, whatever shares it falls into."""

from pathlib import Path

import duckdb
import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from columns_compared import judged
from recheck.evaluators.columns import shares
from recheck.evaluators.columns.engines import Engine
from recheck.evaluators.columns.requests import ROW
from recheck.evaluators.truths import Undocumented
from recheck.model.rule import RuleSet
from recheck.tables.columns import columns_of
from recheck.tables.duck import connect
from recheck.tables.mapping import TableMap
from recheck.tables.requests import open_requests
from request_tables import Generator


@given(st.dictionaries(st.integers(0, 400), st.integers(1, 70_000), min_size=1), st.integers(1, 9))
def test_ranges_hold_every_block_once_and_are_alike_in_size(blocks: dict[int, int], parts: int) -> None:
    found = list(shares.ranges(blocks, parts))
    assert len(found) <= parts
    assert [each for first, last, _ in found for each in sorted(blocks) if first <= each <= last] == sorted(blocks)
    for first, last, rows in found:
        assert rows == sum(count for block, count in blocks.items() if first <= block <= last)
        assert rows <= sum(blocks.values()) / parts + max(blocks.values())


@pytest.mark.parametrize("numbered", [True, False])
def test_a_table_in_shares_is_judged_as_it_is_at_once(
    rules: RuleSet, monkeypatch: pytest.MonkeyPatch, *, numbered: bool
) -> None:
    table = Generator(rules, 3, missing=0.3).table(600)
    treatments = ["massage_therapy", "acupuncture", "mri_lumbar", None, "of_no_rule"]
    named = pa.array([treatments[row % len(treatments)] for row in range(len(table))])
    table = table.set_column(table.column_names.index("treatment"), "treatment", named)
    table = table.append_column(ROW, pa.array(range(len(table)))) if numbered else table
    engine = Engine(ibis.duckdb.connect(), "duckdb")
    whole = judged(rules, engine, table, Undocumented.ASK)
    asked: list[str] = []
    monkeypatch.setattr(shares, "AT_ONCE", 100)
    monkeypatch.setattr(shares, "BLOCK", 64)
    monkeypatch.setattr(Engine, "view", lambda self, name, query: asked.append(query) or _view(self, name, query))
    in_shares = judged(rules, engine, table, Undocumented.ASK)
    by = [("case", "ascending"), ("request", "ascending")]
    assert in_shares.sort_by(by).equals(whole.sort_by(by))
    assert sum((f'"{ROW}" >=' if numbered else 'hash("case") %') in each for each in asked) > 3


_view = Engine.view
OURS = "case,request,treatment,requested_on,requested,unit"
ROWS = ("1,a,massage_therapy,2015-03-02,6,visits", "2,a,massage_therapy,2015-03-02,8,visits")


@pytest.mark.parametrize("of", ["csv", "parquet", "table", "view", "own rowid", "csv and view"])
def test_rows_are_numbered_where_their_numbers_last(rules: RuleSet, tmp_path: Path, of: str) -> None:
    """A view may give its rows in another order each time it is read: ranges of them would lose some."""
    csv, parquet, file = (tmp_path / f"requests.{each}" for each in ("csv", "parquet", "duckdb"))
    csv.write_text("\n".join([OURS, *ROWS]) + "\n")
    with duckdb.connect(str(file)) as own:
        own.execute(f"CREATE TABLE given AS SELECT * REPLACE (\"case\" || '_t' AS \"case\") FROM '{csv}'")
        own.execute("CREATE VIEW shown AS FROM given")
        own.execute('CREATE TABLE own_rowid AS SELECT *, 7 AS "RowId" FROM given')
        own.execute(f"COPY given TO '{parquet}' (FORMAT parquet)")
    paths = {
        "csv": [str(csv)],
        "parquet": [str(parquet)],
        "table": [f"duckdb://{file}#given"],
        "view": [f"duckdb://{file}#shown"],
        "own rowid": [f"duckdb://{file}#own_rowid"],
        "csv and view": [str(csv), f"duckdb://{file}#shown"],
    }[of]
    work = tmp_path / "work"
    work.mkdir()
    connection = connect(work)
    how = TableMap(ignored=("RowId",))
    found = open_requests(connection, paths, columns_of(rules.vocabulary, None), rules.vocabulary, how)
    assert found.rows == 2 * len(paths)
    names = [row[0] for row in connection.execute("DESCRIBE requests").fetchall()]
    assert (ROW in names) == (of in ("csv", "parquet", "table"))
    assert connection.execute("SELECT count(*) FROM requests").fetchall() == [(2 * len(paths),)]
