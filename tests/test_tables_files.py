"""Files that are no tables are refused with the line; tables in every usual dress are read."""

import gzip
import json
from pathlib import Path

import pytest

from recheck.model.rule import RuleSet
from tables_written import PLAIN_ROW, mapping, read, write_csv, wrong

HEAD = b"case,request,treatment,requested_on,reviewer\n"
ROW = b"1,a,massage_therapy,2015-03-02,"

BAD: list[tuple[str, bytes, str, int]] = [
    ("short.csv", HEAD + b"1,a\n" + ROW + b"x\n", "wrong-row", 2),
    ("long.csv", HEAD + ROW + b"x\n" + ROW + b"x,y\n", "wrong-row", 3),
    ("quote.csv", HEAD + ROW + b'"x" y\n', "wrong-row", 2),
    ("open.csv", HEAD + ROW + b'"x\n', "wrong-row", 2),
    ("huge.csv", HEAD + ROW + b"x" * 3_000_000 + b"\n", "wrong-row", 2),
    ("latin.csv", HEAD + ROW + "José\n".encode("latin-1"), "not-utf8", 2),
    ("late.csv", HEAD + (ROW.replace(b"1,a", b"%d,a") + b"x\n") % 1 * 80_000 + ROW + b"\xe9\n", "not-utf8", 80_002),
    ("wide.csv", HEAD.decode().encode("utf-16"), "not-utf8", 1),
    ("twice.csv", b"case,Case\n1,2\n", "duplicate-column", 1),
    ("unnamed.csv", b"case,,request\n1,2,3\n", "wrong-header", 1),
    ("empty.csv", b"", "empty-file", 1),
    ("blank.csv", b"\n\n", "wrong-header", 1),
    ("binary.csv", b"\x00\x01\x02", "unreadable", 1),
    ("headed.csv", HEAD, "no-requests", 1),
    ("not.parquet", b"PAR1" + b"x" * 100, "unreadable", 1),
    ("no.jsonl", b'{"case": "1"}\nnothing\n', "wrong-row", 2),
    ("list.jsonl", b'[{"case": "1"}]\n', "wrong-row", 1),
    ("twice.jsonl", b'{"case": "1", "case": "2"}\n', "wrong-row", 1),
    ("capital.jsonl", b'{"case": "1", "Case": "2"}\n', "duplicate-column", 1),
    ("latin.jsonl", b'{"case": "\xe9"}\n', "not-utf8", 1),
    ("huge.jsonl", b'{"case": "' + b"x" * 3_000_000 + b'"}\n', "wrong-row", 1),
    ("blank.jsonl", b"\n\n", "wrong-header", 1),
    ("not.csv.gz", b"no gzip", "unreadable", 1),
]


@pytest.mark.parametrize(("name", "content", "code", "line"), BAD, ids=[each[0] for each in BAD])
def test_a_file_that_is_no_table_is_refused(
    name: str, content: bytes, code: str, line: int, rules: RuleSet, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    found = wrong(path, rules, tmp_path)
    assert [each.code for each in found] == [code], found
    assert found[0].place is not None
    assert found[0].place.line == line
    assert "Traceback" not in found[0].message


def test_a_file_that_is_cut_off_is_refused(rules: RuleSet, tmp_path: Path) -> None:
    from tables_written import write_parquet

    whole = write_parquet(tmp_path / "t.parquet", [{**PLAIN_ROW, "case": str(each)} for each in range(1000)])
    for part in (4, whole.stat().st_size // 2, whole.stat().st_size - 1):
        cut = tmp_path / f"cut{part}.parquet"
        cut.write_bytes(whole.read_bytes()[:part])
        assert [each.code for each in wrong(cut, rules, tmp_path)] == ["unreadable"]


def test_a_parquet_file_that_is_damaged_inside_is_refused(rules: RuleSet, tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    rows = 20_000
    columns = {name: [value] * rows for name, value in PLAIN_ROW.items() if name != "case"}
    table = pa.table({"case": [f"case {each * 7919}" for each in range(rows)], **columns})
    parquet.write_table(table, tmp_path / "t.parquet", compression="zstd")
    content = bytearray((tmp_path / "t.parquet").read_bytes())
    content[1000:3000] = b"\xff" * 2000
    (tmp_path / "t.parquet").write_bytes(content)
    assert {each.code for each in wrong(tmp_path / "t.parquet", rules, tmp_path)} >= {"unreadable"}


def test_a_path_that_is_not_there_names_the_nearest(rules: RuleSet, tmp_path: Path) -> None:
    write_csv(tmp_path / "requests.csv", [PLAIN_ROW])
    found = wrong(tmp_path / "request.csv", rules, tmp_path)
    assert [(each.code, each.suggestion) for each in found] == [("no-such-file", "did you mean 'requests.csv'?")]


GOOD = HEAD + ROW + "José\n".encode()
DRESSES = [
    ("plain.csv", GOOD, ""),
    ("bom.csv", b"\xef\xbb\xbf" + GOOD, ""),
    ("windows.csv", GOOD.replace(b"\n", b"\r\n"), ""),
    ("semicolons.csv", GOOD.replace(b",", b";"), ""),
    ("tabs.tsv", GOOD.replace(b",", b"\t"), ""),
    ("bars.csv", GOOD.replace(b",", b"|"), ""),
    ("tildes.csv", GOOD.replace(b",", b"~"), "columns: {}\ntable: {delimiter: '~'}"),
    ("latin.csv", GOOD.decode().encode("latin-1"), "columns: {}\ntable: {encoding: latin-1}"),
    ("wide.csv", GOOD.decode().encode("utf-16"), "columns: {}\ntable: {encoding: utf-16}"),
    ("quoted.csv", GOOD.replace("José".encode(), '"José"'.encode()), ""),
    ("packed.csv.gz", gzip.compress(GOOD), ""),
    ("no_end.csv", GOOD.removesuffix(b"\n"), ""),
    ("odd [1] *?.csv", GOOD, ""),
    ("lines.jsonl", json.dumps({**PLAIN_ROW, "reviewer": "José"}, ensure_ascii=False).encode() + b"\n\n", ""),
]


@pytest.mark.parametrize(("name", "content", "how"), DRESSES, ids=[each[0] for each in DRESSES])
def test_a_table_is_read_in_every_usual_dress(
    name: str, content: bytes, how: str, rules: RuleSet, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    from recheck.tables.mapping import PLAIN

    found = read(path, rules, tmp_path, mapping(how, rules) if how else PLAIN)
    assert [(row["case"], row["request"], row["reviewer"]) for row in found] == [("1", "a", "José")]


def test_a_table_of_a_duckdb_file(rules: RuleSet, tmp_path: Path) -> None:
    from recheck.tables.duck import connect_file

    connection = connect_file(tmp_path / "ur.duckdb")
    connection.execute(
        "CREATE TABLE requests AS SELECT '1' AS \"case\", 'a' AS request, 'massage_therapy' AS treatment, "
        "DATE '2015-03-02' AS requested_on, true AS exercise_program"
    )
    connection.execute("CREATE VIEW seen AS FROM requests")
    connection.close()
    address = f"duckdb://{tmp_path}/ur.duckdb"
    for table in ("requests", "seen"):
        assert read(f"{address}#{table}", rules, tmp_path)[0]["exercise_program"] is True
    found = wrong(f"{address}#request", rules, tmp_path)
    assert [(each.code, each.suggestion) for each in found] == [("no-table", "did you mean 'requests'?")]
    assert [each.code for each in wrong(address, rules, tmp_path)] == ["no-table"]
    assert [each.code for each in wrong(f"duckdb://{tmp_path}/no.duckdb#x", rules, tmp_path)] == ["no-such-file"]


def test_an_address_that_cannot_be_reached_hides_its_password(rules: RuleSet, tmp_path: Path) -> None:
    found = wrong("postgres://ana:secret@127.0.0.1:1/ur#requests", rules, tmp_path)
    assert [each.code for each in found] in (["unreadable"], ["extra-missing"])
    assert "secret" not in str(found)
