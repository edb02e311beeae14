"""Outputs are whole under their final name, or not there; what a killed run leaves goes with the next one."""

import csv
import json
import resource
import signal
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recheck.model.problem import ProblemsFound
from recheck.tables.duck import connect_file
from recheck.tables.outputs import check_target, output_to
from recheck.tables.work import Workplace, sweep

NAMES = [("guide/rule", 0, "first"), ("guide/rule", 2, "second"), ("guide/other", 0, "only")]
TEXT = st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), min_size=1, max_size=10)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "case": TEXT.filter(bool),
            "request": TEXT.filter(bool),
            "requested_on": st.none() | st.dates(date(1950, 1, 1), date(2100, 1, 1)),
            "decision": st.sampled_from(["approve", "deny", "pend"]),
            "quantity": st.none() | st.floats(0, 1e6, allow_nan=False),
            "rule": st.sampled_from(["guide/rule", "guide/other", None]),
            "truths": st.none() | st.integers(0, 10),
            "deciding": st.none() | st.lists(st.sampled_from(["guide/rule#first", "guide/rule#second"])),
        }
    ),
    min_size=1,
    max_size=5,
)


def table(rows: list[dict[str, Any]]) -> Any:
    import pyarrow as pa

    kinds = {"requested_on": pa.date32(), "quantity": pa.float64(), "truths": pa.int64()}
    schema = [(name, kinds.get(name, pa.string())) for name in rows[0] if name != "deciding"]
    return pa.Table.from_pylist(rows, schema=pa.schema([*schema, ("deciding", pa.list_(pa.string()))]))


def write(target: str, chunks: list[list[dict[str, Any]]], folder: Path) -> None:
    with Workplace(folder) as work, closing(output_to(target, work, NAMES, {"engine": "0"})) as output:
        for rows in chunks:
            output.write(table(rows))
        output.finish()


@settings(max_examples=25)
@given(chunks=st.lists(ROWS, min_size=1, max_size=3))
def test_parquet_reads_back_as_it_was_computed(
    chunks: list[list[dict[str, Any]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    from pyarrow import parquet

    folder = tmp_path_factory.mktemp("out")
    write(str(folder / "out.parquet"), chunks, folder)
    assert parquet.read_table(folder / "out.parquet").to_pylist() == [row for rows in chunks for row in rows]
    told = json.loads(parquet.read_schema(folder / "out.parquet").metadata[b"recheck"])
    assert told["criteria"] == {"guide/rule": ["first", "second"], "guide/other": ["only"]}
    assert [file.name for file in folder.iterdir()] == ["out.parquet"]


@settings(max_examples=25)
@given(chunks=st.lists(ROWS, min_size=1, max_size=3))
def test_csv_spells_out_what_parquet_packs(
    chunks: list[list[dict[str, Any]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("out")
    write(str(folder / "out.csv"), chunks, folder)
    with (folder / "out.csv").open(newline="", encoding="utf-8") as opened:
        found = list(csv.DictReader(opened))
    words = ("not documented", "not met", "met", "not documented")
    for row, back in zip([row for rows in chunks for row in rows], found, strict=True):
        assert back["case"] == row["case"]
        assert back["deciding"] == ";".join(row["deciding"] or [])
        names = {"guide/rule": ["first", "second"], "guide/other": ["only"]}.get(row["rule"], [])
        if row["truths"] is not None:
            spelled = [f"{name}: {words[(row['truths'] >> (2 * place)) & 3]}" for place, name in enumerate(names)]
            assert back["criteria"] == ";".join(spelled)


@settings(max_examples=10)
@given(chunks=st.lists(ROWS, min_size=1, max_size=3))
def test_a_duckdb_table_reads_back(
    chunks: list[list[dict[str, Any]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("out")
    for name in ("first", "second"):
        write(f"duckdb://{folder}/out.duckdb#{name}", chunks, folder)
        connection = connect_file(folder / "out.duckdb")
        assert connection.sql(f"FROM {name}").to_arrow_table().to_pylist() == [row for rows in chunks for row in rows]
        assert connection.execute(f"FROM {name}_rules").fetchall() == NAMES
        connection.close()
    assert [file.name for file in folder.iterdir()] == ["out.duckdb"]


ROW: dict[str, Any] = {
    "case": "1",
    "request": "a",
    "requested_on": None,
    "decision": "deny",
    "quantity": None,
    "rule": None,
    "truths": None,
    "deciding": None,
}


def test_a_table_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    address = f"duckdb://{tmp_path}/out.duckdb#results"
    write(address, [[ROW]], tmp_path)
    with pytest.raises(ProblemsFound) as found:
        write(address, [[ROW, ROW]], tmp_path)
    assert [each.code for each in found.value.problems] == ["table-exists"]
    connection = connect_file(tmp_path / "out.duckdb")
    assert connection.execute("SELECT count(*) FROM results").fetchone() == (1,)


REFUSED = [
    ("out.docx", "unknown-format", "out.csv"),
    ("out", "unknown-format", "out.parquet"),
    ("no/out.csv", "no-such-folder", "out.CSV"),
    ("folder.csv", "cannot-write", "there.csv"),
    ("source.csv", "same-file", "target.csv"),
    ("duckdb://x.duckdb", "no-table", "duckdb://x.duckdb#results"),
    ("duckdb://no/x.duckdb#results", "no-such-folder", "duckdb://folder.csv/x.duckdb#results"),
]


@pytest.mark.parametrize(("target", "code", "good"), REFUSED)
def test_an_output_that_cannot_be_is_refused_before_the_work(
    target: str, code: str, good: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder.csv").mkdir()
    Path("source.csv").write_text("x")
    Path("there.csv").write_text("x")
    with pytest.raises(ProblemsFound) as found:
        check_target(target, ["source.csv"])
    assert [each.code for each in found.value.problems] == [code]
    check_target(good, ["source.csv"])


# -- faults ---------------------------------------------------------------------------------------

WRITER = """
import sys
from contextlib import closing
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_tables_written import NAMES, ROW, table
from recheck.tables.outputs import output_to
from recheck.tables.work import Workplace
target = {target!r}
chunk = table([dict(ROW, case=f"case {{n * 7919}}") for n in range(20_000)])
with Workplace(Path({folder!r})) as work, closing(output_to(target, work, NAMES, {{}})) as output:
    print("begun", flush=True)
    for _ in range({chunks}):
        output.write(chunk)
    if {waits}:
        print("written", flush=True)
        sys.stdin.read()
    output.finish()
print("done", flush=True)
"""


def writer(target: str, folder: Path, chunks: int = 40, waits: bool = False) -> list[str]:
    """The command that writes a table; one that waits has written its rows and never ends by itself."""
    settings = {"target": target, "folder": str(folder), "chunks": chunks, "waits": waits}
    return [sys.executable, "-c", WRITER.format(tests=str(Path(__file__).parent), **settings)]


def rows_in(target: str) -> int:
    import pyarrow.csv
    from pyarrow import parquet

    if target.endswith(".parquet"):
        return int(parquet.read_metadata(target).num_rows)
    if target.endswith(".csv"):
        return int(pyarrow.csv.read_csv(target).num_rows)
    connection = connect_file(Path(target.removeprefix("duckdb://").partition("#")[0]))
    found = connection.execute("SELECT count(*) FROM results").fetchone()
    connection.close()
    return int(found[0]) if found else -1


@pytest.mark.parametrize("name", ["out.parquet", "out.csv", "duckdb://out.duckdb#results"])
@pytest.mark.parametrize("chunks", [0, 1, 8])
def test_a_run_that_is_killed_leaves_nothing_under_the_final_name(name: str, chunks: int, tmp_path: Path) -> None:
    """Killed after so many chunks, while the writer waits: at no time, so that no machine is too fast or too slow."""
    address = name.replace("duckdb://", f"duckdb://{tmp_path}/") if "://" in name else str(tmp_path / name)
    file = Path(address.removeprefix("duckdb://").partition("#")[0])
    words = writer(address, tmp_path, chunks, waits=True)
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert [process.stdout.readline() for _ in range(2)] == ["begun\n", "written\n"]
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert not file.exists()
    assert [each for each in tmp_path.iterdir() if each.name.endswith(".work")]
    subprocess.run(writer(address, tmp_path, 1), capture_output=True, text=True, check=True)
    assert rows_in(address) == 20_000
    assert {each.name for each in tmp_path.iterdir()} == {file.name}


def test_a_run_that_is_killed_leaves_the_other_tables_of_a_database(tmp_path: Path) -> None:
    address = f"duckdb://{tmp_path}/out.duckdb#"
    write(f"{address}first", [[ROW]], tmp_path)
    words = writer(f"{address}results", tmp_path, 3, waits=True)
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert [process.stdout.readline() for _ in range(2)] == ["begun\n", "written\n"]
    process.kill()
    process.communicate()
    connection = connect_file(tmp_path / "out.duckdb")
    assert sorted(row[0] for row in connection.execute("SHOW TABLES").fetchall()) == ["first", "first_rules"]
    connection.close()
    subprocess.run(writer(f"{address}results", tmp_path, 1), capture_output=True, text=True, check=True)
    assert rows_in(f"{address}results") == 20_000


def test_a_run_that_is_alive_is_left_alone(tmp_path: Path) -> None:
    with Workplace(tmp_path) as one, Workplace(tmp_path) as other:
        sweep(tmp_path)
        assert one.folder.is_dir()
        assert other.folder.is_dir()
    assert not list(tmp_path.iterdir())


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


@pytest.mark.parametrize("name", ["out.parquet", "out.csv", "duckdb://out.duckdb#results"])
def test_a_disk_that_is_full_is_said_and_leaves_what_was_there(name: str, tmp_path: Path) -> None:
    address = name.replace("duckdb://", f"duckdb://{tmp_path}/") if "://" in name else str(tmp_path / name)
    file = Path(address.removeprefix("duckdb://").partition("#")[0])
    before = b""
    if "://" not in name:
        file.write_bytes(b"as it was")
        before = file.read_bytes()
    found = subprocess.run(writer(address, tmp_path), capture_output=True, text=True, check=False, preexec_fn=limited)
    assert found.returncode == 1
    assert "ProblemsFound" in found.stderr
    assert "disk-full" in found.stderr, found.stderr[-2000:]
    assert (file.read_bytes() if file.exists() else b"") == before
    assert [each.name for each in tmp_path.iterdir() if each != file] == []
