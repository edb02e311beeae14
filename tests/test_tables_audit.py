"""`recheck audit` on tables and `rules diff --on`, as people run them."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, run
from killed import killed
from laws import among
from recheck.load.files import shipped_rules
from tables_written import PLAIN_ROW, write_csv

MASSAGE: dict[str, Any] = {
    **PLAIN_ROW,
    "body_region": "lumbar",
    "date_of_injury": "2012-10-13",
    "requested_on": "2015-03-02",
    "disputed": 6,
    "unit": "visits",
}
ROWS = [
    {**MASSAGE, "case": "1", "exercise_program": "true", "visits_completed": 0, "outcome": "overturned"},
    {**MASSAGE, "case": "2", "exercise_program": "false", "active_therapy": "false", "outcome": "upheld"},
    {**MASSAGE, "case": "3", "outcome": "overturned"},
    {**MASSAGE, "case": "4", "exercise_program": "true", "visits_completed": 2, "outcome": "upheld"},
    {**MASSAGE, "case": "5", "exercise_program": "true", "visits_completed": 0},
]
EXPECTED = {"1": "approve", "2": "deny", "3": "deny", "4": "modify", "5": "approve"}
HOW = ["--interpreter"]


@pytest.fixture
def requests(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "requests.csv", ROWS)


def test_a_table_is_audited_as_json(requests: Path) -> None:
    status, out, err = run("audit", str(requests), "--format", "json", *HOW)
    assert (status, err) == (0, "")
    found = json.loads(out)
    assert {row["case"]: row["recommendation"] for row in found["requests"]} == EXPECTED
    first = found["requests"][0]
    rule = "mtus-chronic-pain-2009/massage_therapy"
    assert first["rules"] == [rule]
    assert first["criteria"] == {f"{rule}#adjunct_to_active_care": "met", f"{rule}#within_visit_limit": "met"}
    summary = found["summary"]
    assert (summary["requests"], summary["compared"], summary["scored"]) == (5, 4, 4)
    assert (summary["agrees"], summary["differs"], summary["agrees_in_part"]) == (2, 1, 1)
    assert summary["scored"] == summary["agrees"] + summary["agrees_in_part"] + summary["differs"]
    assert summary["kappa"] is None
    assert found["rules_digest"].startswith("sha256:")


def test_a_table_is_audited_as_text(requests: Path) -> None:
    status, out, err = run("audit", str(requests), *HOW)
    assert (status, err) == (0, "")
    assert "5 requests, 4 compared: 2 agrees, 1 agrees in part, 1 differs, 0 pend, 0 not covered." in out
    assert "Only a physician may deny or modify" in out


@pytest.mark.parametrize("name", ["out.parquet", "out.csv", "duckdb://{}/out.duckdb#results"])
def test_results_are_written_where_they_are_wanted(name: str, requests: Path, tmp_path: Path) -> None:
    from recheck.tables.duck import connect_file, scratch

    target = name.format(tmp_path) if "://" in name else str(tmp_path / name)
    status, out, _ = run("audit", str(requests), "--out", target, *HOW)
    assert status == 0
    assert f"5 requests written to {target}" in out
    if "://" in target:
        connection = connect_file(tmp_path / "out.duckdb")
        rows = connection.execute('SELECT "case", decision FROM results').fetchall()
    else:
        rows = scratch().execute(f"SELECT \"case\"::VARCHAR, decision FROM '{target}'").fetchall()
    assert dict(rows) == EXPECTED
    assert not list(tmp_path.glob(".recheck*"))


def test_problems_of_a_table_are_all_listed_and_nothing_is_written(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "bad.csv", [{**ROWS[0], "age": "old", "colour": "x"}])
    status, out, err = run("audit", str(path), "--out", str(tmp_path / "out.csv"), "--format", "json", *HOW)
    assert status == 1
    assert sorted(each["code"] for each in json.loads(out)["problems"]) == ["unknown-column", "wrong-type"]
    assert "2 problems." in err
    assert not (tmp_path / "out.csv").exists()


def test_ur_and_imr_are_told_apart(tmp_path: Path) -> None:
    words = {"upheld": "denied", "overturned": "approved", None: None}
    rows = [{**row, "outcome": words[row.get("outcome")]} for row in ROWS]
    rows[3] = {**rows[3], "outcome": "modified", "outcome_quantity": 4}
    path = write_csv(tmp_path / "ur.csv", rows)
    status, _, err = run("audit", str(path), *HOW)
    assert status == 1
    assert "'approved': decided by the other body, see --against" in err
    status, out, _ = run("audit", str(path), "--against", "ur", "--format", "json", *HOW)
    assert status == 0
    found = {row["case"]: (row["recommendation"], row["comparison"]) for row in json.loads(out)["requests"]}
    assert found == {
        "1": ("approve", "agrees"),
        "2": ("deny", "agrees"),
        "3": ("deny", "differs"),
        "4": ("modify", "agrees"),
        "5": ("approve", None),
    }


def test_a_mapping_is_drafted_corrected_and_used(tmp_path: Path) -> None:
    path = tmp_path / "ur.csv"
    path.write_text(
        "ClaimNumber,Line,Treatment,Body Part,RFA Date,DOI,Qty,Units,ExerciseProgram,Decision,Notes\n"
        "1,a,Massage Therapy,Lumbar,03/02/2015,10/13/2012,6,visits,Y,Approved,x\n"
        "2,a,Massage Therapy,Lumbar,03/12/2015,10/13/2012,6,visits,N,Denied,y\n"
    )
    status, draft, err = run("audit", str(path), "--against", "ur", "--draft-map")
    assert (status, err) == (0, "")
    assert 'request: {from: "Line"}  # confirm' in draft
    assert '  - "Notes"' in draft
    assert 'exercise_program: {from: "ExerciseProgram", values: {"N": false, "Y": true}}  # confirm' in draft
    mapping = tmp_path / "map.yaml"
    mapping.write_text(draft)
    status, out, err = run("audit", str(path), "--against", "ur", "--map", str(mapping), "--format", "json", *HOW)
    assert (status, err) == (0, "")
    found = [(row["case"], row["recommendation"], row["comparison"]) for row in json.loads(out)["requests"]]
    assert found == [("1", "approve", "agrees"), ("2", "deny", "agrees")]


def test_a_draft_keeps_how_the_file_is_written(tmp_path: Path) -> None:
    path = tmp_path / "ur.csv"
    path.write_bytes(
        "case~request~treatment~RFA Date~reviewer\n1~a~massage_therapy~2015-03-02~José\n".encode("latin-1")
    )
    assert run("audit", str(path), "--draft-map")[0] == 1
    mapping = tmp_path / "map.yaml"
    mapping.write_text("columns: {}\ntable: {encoding: latin-1, delimiter: '~'}\n")
    status, draft, _ = run("audit", str(path), "--draft-map", "--map", str(mapping))
    assert status == 0
    assert 'table: {encoding: "latin-1", delimiter: "~"}' in draft
    mapping.write_text(draft)
    status, out, err = run("audit", str(path), "--map", str(mapping), "--format", "json", *HOW)
    assert (status, err) == (0, "")
    assert json.loads(out)["summary"]["requests"] == 1


def test_a_table_as_windows_writes_it_is_drafted_and_read(tmp_path: Path) -> None:
    """Quotation marks of Windows, short sides, names of an office: the draft reads them, and says that it does."""
    path = tmp_path / "ur.csv"
    text = (
        "Claim #;Req #;Requested Service;Body Part;RFA Received;UR Decision;Reviewer;State\n"
        "WC-1;1;Massage;L-Spine;03/14/2015;Approved;Dr. B\u00f4;CA\n"
        "WC-1;2;MRI knee;R Knee;03/14/2015;Denied;\u201cAmes\u201d;TX\n"
    )
    path.write_bytes(text.encode("windows-1252"))
    status, _, err = run("audit", str(path), "--against", "ur", *HOW)
    assert status == 1
    assert "say 'table: {encoding: windows-1252}' (as Windows writes)" in err
    status, draft, err = run("audit", str(path), "--against", "ur", "--draft-map")
    assert (status, err) == (0, "")
    assert 'case: {from: "Claim #"}  # confirm' in draft
    assert 'requested_on: {from: "RFA Received", dates: "%m/%d/%Y"}  # confirm' in draft
    assert 'side: {from: "Body Part", values: {"L-Spine": not_documented, "R Knee": right}}  # confirm' in draft
    assert '- "State"  # licensed_in (text)?' in draft
    assert 'table: {encoding: "windows-1252"}' in draft
    mapping = tmp_path / "map.yaml"
    mapping.write_text(draft, encoding="utf-8")
    words = ["--against", "ur", "--map", str(mapping), "--format", "json", *HOW]
    status, out, err = run("audit", str(path), *words)
    assert (status, err) == (0, "")
    assert [row["reviewer"] for row in json.loads(out)["requests"]] == ["Dr. B\u00f4", "\u201cAmes\u201d"]
    for many in (1, 60_000):  # in the block that the header is read from, and in a later one
        more = b"WC-2;1;Massage;L-Spine;03/14/2015;Denied;x;CA\n" * (many - 1)
        bad = b"WC-2;1;Massage;L-Spine;03/14/2015;Denied;\x81;CA\n"
        path.write_bytes(text.encode("windows-1252") + more + bad)
        status, _, err = run("audit", str(path), *words)
        assert status == 1
        assert f"ur.csv:{many + 3}:1: error not-utf8: the byte 0x81 is no character of windows-1252" in err


def test_a_mapping_that_is_wrong_says_where(requests: Path, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("columns:\n  exercise_programme: HEP\n")
    status, _, err = run("audit", str(requests), "--map", str(tmp_path / "map.yaml"), *HOW)
    assert status == 1
    assert "map.yaml:2:3: error unknown-column: 'exercise_programme' is not in the vocabulary" in err
    assert "did you mean 'exercise_program'?" in err


# -- replay ---------------------------------------------------------------------------------------


@pytest.fixture
def looser(tmp_path: Path) -> Path:
    """The shipped rules with eight visits of massage instead of six."""
    import shutil

    folder = tmp_path / "looser"
    shutil.copytree(shipped_rules(), folder)
    file = folder / "mtus-chronic-pain-2009" / "massage_therapy.yaml"
    text = file.read_text(encoding="utf-8")
    assert "at_most: 6}" in text
    file.write_text(text.replace("at_most: 6}", "at_most: 8}"), encoding="utf-8")
    return folder


def test_a_replay_names_what_flips(requests: Path, looser: Path, tmp_path: Path) -> None:
    words = ["rules", "diff", str(shipped_rules()), str(looser), "--on", str(requests), *HOW]
    status, out, err = run(*words, "--out", str(tmp_path / "flips.csv"), "--format", "json")
    assert (status, err) == (0, "")
    found = json.loads(out)
    assert (found["requests"], found["flips"], found["from_outcome"], found["to_outcome"]) == (5, 1, 0, 0)
    assert found["kinds"] == [{"old": "modify", "new": "approve", "requests": 1}]
    assert found["treatments"] == [{"treatment": "massage_therapy", "requests": 5, "flips": 1}]
    assert (found["first"][0]["case"], found["first"][0]["old_quantity"]) == ("4", 4)
    assert (tmp_path / "flips.csv").read_text().count("\n") == 2
    status, out, _ = run(*words)
    assert "1 of 5 requests are decided differently." in out
    assert "modify to 4 (mtus-chronic-pain-2009/massage_therapy) -> approve" in out


def test_a_replay_of_the_same_rules_flips_nothing(requests: Path) -> None:
    rules = str(shipped_rules())
    status, out, _ = run("rules", "diff", rules, rules, "--on", str(requests), *HOW)
    assert (status, out) == (0, "0 of 5 requests are decided differently.\n")


# -- faults ---------------------------------------------------------------------------------------


PLACES = [
    ("recheck.tables.work:Workplace._take", "after", 2),
    ("recheck.cli.tables:open_requests", "after", 1),
    ("recheck.tables.outputs:_Parquet.write", "after", 2),
    ("recheck.tables.outputs:put", "before", 1),
    ("recheck.tables.outputs:put", "after", 1),
    ("os:replace", "before", 3),
    ("os:replace", "after", 3),
    ("os:replace", "before", 4),
    ("recheck.cli.reporting:write_together", "after", 1),
]


@pytest.mark.parametrize(("place", "when", "nth"), among(PLACES, *PLACES[2::2]))
def test_an_audit_killed_at_any_point_leaves_nothing_half_and_runs_again(
    place: str, when: str, nth: int, requests: Path, tmp_path: Path
) -> None:
    """Results first, then the report: each is there whole, or as it was; its leftovers go with the next run."""
    target, page, beside = tmp_path / "out.parquet", tmp_path / "report.html", tmp_path / "report.json"
    words = ["audit", str(requests), "--out", str(target), "--html", str(page), *HOW]
    target.write_bytes(b"as it was")
    page.write_text("old page", encoding="utf-8")
    beside.write_text(OLD, encoding="utf-8")
    killed(place, when, words, nth)
    if target.read_bytes() != b"as it was":
        assert rows_of(target) == 5
    told = page.read_text(encoding="utf-8")
    if beside.exists():
        text = beside.read_text(encoding="utf-8")
        assert text == OLD if told == "old page" else hashlib.sha256(text.encode()).hexdigest() in told
    assert told == "old page" or told.endswith("</html>\n")
    status, _, err = run(*words)
    assert (status, err) == (0, f"The report is in {page}, its figures in {beside}.\n")
    assert rows_of(target) == 5
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "out.parquet", "report.html", "report.json", "requests.csv",
    ]  # fmt: skip


OLD = '{"recheck": "audit figures"}'


def rows_of(file: Path) -> int:
    from pyarrow import parquet

    return int(parquet.read_metadata(file).num_rows)


@pytest.mark.parametrize("most", among([8, 40, 100], 40))
def test_a_full_disk_is_said_and_leaves_what_was_there(most: int, requests: Path, tmp_path: Path) -> None:
    """A limit on the size of files, in blocks of a kilobyte, stands for the disk."""
    target, page, beside = tmp_path / "out.csv", tmp_path / "report.html", tmp_path / "report.json"
    for each, text in ((page, "old page"), (beside, OLD), (target, "as it was")):
        each.write_text(text, encoding="utf-8")
    words = f"{sys.executable} -m recheck audit {requests} --out {target} --html {page} {HOW[0]}"
    limited = ["bash", "-c", f"ulimit -f {most}; exec {words}"]
    ran = subprocess.run(limited, capture_output=True, text=True, cwd=ROOT, check=False)
    assert ran.returncode == 1, ran.stderr
    assert "Traceback" not in ran.stderr
    assert "internal-fault" not in ran.stderr
    assert "disk-full" in ran.stderr or "not-written" in ran.stderr or "cannot-write" in ran.stderr
    assert (page.read_text(encoding="utf-8"), beside.read_text(encoding="utf-8")) == ("old page", OLD)
    assert target.read_text(encoding="utf-8") == "as it was" or len(target.read_text().splitlines()) == 6
    assert run("audit", str(requests), "--out", str(target), "--html", str(page), *HOW)[0] == 0
    names = ["out.csv", "report.html", "report.json", "requests.csv"]
    assert sorted(each.name for each in tmp_path.iterdir()) == names


@pytest.mark.parametrize("how", ["cut off", "no table", "gone"])
def test_what_cannot_be_read_leaves_every_output_as_it_was(how: str, requests: Path, tmp_path: Path) -> None:
    source = tmp_path / "requests.parquet"
    if how == "cut off":
        assert run("audit", str(requests), "--out", str(source), *HOW)[0] == 0
        source.write_bytes(source.read_bytes()[:-100])
    elif how == "no table":
        source.write_bytes(b"PAR1 nothing")
    page, beside, target = tmp_path / "report.html", tmp_path / "report.json", tmp_path / "out.csv"
    for each, text in ((page, "old page"), (beside, OLD), (target, "as it was")):
        each.write_text(text, encoding="utf-8")
    before = sorted(each.name for each in tmp_path.iterdir())
    status, out, err = run("audit", str(source), "--out", str(target), "--html", str(page), "--format", "json", *HOW)
    assert status == 1
    code = "no-such-file" if how == "gone" else "unreadable"
    assert [each["code"] for each in json.loads(out)["problems"]] == [code]
    assert code in err
    assert [each.read_text(encoding="utf-8") for each in (page, beside, target)] == ["old page", OLD, "as it was"]
    assert sorted(each.name for each in tmp_path.iterdir()) == before


def test_standard_output_that_is_full_is_a_message(requests: Path) -> None:
    with Path("/dev/full").open("w") as full:
        found = subprocess.run(
            [sys.executable, "-m", "recheck", "audit", str(requests), "--format", "json", *HOW],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            check=False,
        )
    assert found.returncode == 1
    assert "Traceback" not in found.stderr
    assert "error cannot-write: the output cannot be written: No space left on device" in found.stderr


if os.geteuid():  # root may read everything

    def test_a_table_that_may_not_be_read(requests: Path) -> None:
        requests.chmod(0)
        status, _, err = run("audit", str(requests), *HOW)
        assert status == 1
        assert "error unreadable: cannot be read: Permission denied" in err


def test_a_folder_that_may_not_be_written(requests: Path) -> None:
    status, _, err = run("audit", str(requests), "--out", "/proc/out.csv", *HOW)
    assert status == 1
    assert "error cannot-write" in err
    assert "internal-fault" not in err


def test_there_is_no_bar_where_there_is_no_terminal(requests: Path) -> None:
    assert run("audit", str(requests), *HOW)[2] == ""


@pytest.mark.slow
def test_columns_and_interpreter_decide_alike(requests: Path, tmp_path: Path) -> None:
    from recheck.tables.duck import scratch

    told = ("case", "request", "decision", "quantity", "rests_on", "rule", "truths", "comparison", "category")
    listed = ", ".join(f'"{each}"' for each in told)
    found = []
    for how in ("--interpreter", "--columns"):
        target = tmp_path / f"out{how}.parquet"
        assert run("audit", str(requests), "--out", str(target), how)[0] == 0
        found.append(scratch().execute(f"SELECT {listed} FROM '{target}' ORDER BY 1, 2").fetchall())
    assert found[0] == found[1]
