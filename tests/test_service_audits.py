"""/v1/audits: the command line's audit, in a process of its own, with progress."""

import json
import time
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from conftest import ROOT, run
from laws import among
from letters_written import Written, later
from recheck.output_shape import TableAuditOutput
from service_fixtures import client_of, limited, massage, service_in
from tables_written import write_csv, write_jsonl, write_parquet

SEEDS = sorted((ROOT / "cases/imr-seeds").glob("*.yaml"))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_of(service_in(tmp_path_factory.mktemp("audits"))) as client:
        yield client


def sent(client: TestClient, files: list[tuple[str, bytes]], **form: str) -> dict[str, Any]:
    answer = client.post("/v1/audits", files=[("files", each) for each in files], data=form)
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/v1/audits/{answer.json()['id']}"
    return dict(answer.json())


def finished(client: TestClient, job: dict[str, Any]) -> dict[str, Any]:
    until = time.monotonic() + 120
    while job["state"] in ("waiting", "running"):
        assert time.monotonic() < until, job
        time.sleep(0.1)
        job = client.get(f"/v1/audits/{job['id']}").json()
    return job


def test_the_result_is_the_command_lines(client: TestClient) -> None:
    job = finished(client, sent(client, [(each.name, each.read_bytes()) for each in SEEDS]))
    assert (job["state"], job["done"], job["total"]) == ("done", len(SEEDS), len(SEEDS))
    result = client.get(f"/v1/audits/{job['id']}/result").json()
    _, out, _ = run("audit", "cases/imr-seeds", "--format", "json")
    assert result == json.loads(out)


def test_a_letter_is_audited(client: TestClient) -> None:
    job = finished(client, sent(client, [("letter.txt", later([Written("Norco 10/325 mg #60")]).encode())]))
    assert job["state"] == "done", job
    assert client.get(f"/v1/audits/{job['id']}/result").json()["summary"]["requests"] >= 1


def pdf(*objects: bytes) -> bytes:
    """A PDF of some objects, the first of them the catalog."""
    body = b"%PDF-1.7\n"
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % each for each in places)
    count = len(objects) + 1
    return body + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        count, table, count, len(body)
    )  # fmt: skip


def bomb() -> bytes:
    """A page whose content is 400 MB of nothing, in 400 KB."""
    squeezed = zlib.compressobj(9)
    chunk = b"BT /F 9 Tf (x) Tj ET " * 50_000
    data = b"".join(squeezed.compress(chunk) for _ in range(400)) + squeezed.flush()
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(data), data),
    )


PDFS = {
    "a bomb": bomb,
    "pages that hold themselves": lambda: pdf(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"
    ),
    "a million pages": lambda: pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 1000000>>"),
    "deep arrays": lambda: pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"[" * 200_000),
    "no pages": lambda: pdf(b"<</Type/Catalog>>"),
}


@pytest.mark.parametrize("name", among(PDFS, "pages that hold themselves"))
def test_a_hostile_pdf_harms_its_own_audit_alone(client: TestClient, name: str) -> None:
    job = finished(client, sent(client, [("a.pdf", PDFS[name]()), ("letter.txt", later([Written("Norco")]).encode())]))
    assert job["state"] == "done", job
    result = client.get(f"/v1/audits/{job['id']}/result").json()
    assert [each["file"] for each in result["problems"] if each["severity"] == "error"] == ["a.pdf"]
    assert client.post("/v1/screen", json={"case": massage()}).status_code == 200


HOSTILE = {
    "an empty file": ("a.yaml", b"", "empty-file"),
    "no PDF": ("a.pdf", b"%PDF-1.7\n" + b"\x00" * 100_000, "not-a-pdf"),
    "deep YAML": ("a.yaml", b"[" * 100_000, "too-deep"),
    "aliases of aliases": (
        "a.yaml",
        b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        + b"".join(b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, 12)),
        "too-large",
    ),
    "a tag": ("a.yaml", b"case: !!python/object/apply:os.system [id]", "tag-not-allowed"),
    "bytes": ("a.txt", bytes(range(256)) * 100, "not-a-text"),
    "a case with a problem": ("a.yaml", b"case: a\nrequests: {m: {treatment: nothing_known}}", "unknown-treatment"),
}


@pytest.mark.parametrize("name", among(HOSTILE, "aliases of aliases", "a tag"))
def test_what_cannot_be_read_is_said_and_harms_nobody(client: TestClient, name: str) -> None:
    file, data, code = HOSTILE[name]
    job = finished(client, sent(client, [(file, data)]))
    assert job["state"] == "failed"
    assert code in [each["code"] for each in job["problems"]]
    assert all(each["file"] in (None, file) for each in job["problems"])
    answer = client.get(f"/v1/audits/{job['id']}/result")
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (409, "not-done")
    assert client.get("/v1/health").status_code == 200


def test_what_can_be_read_is_audited_beside_what_cannot(client: TestClient) -> None:
    files = [(SEEDS[0].name, SEEDS[0].read_bytes()), ("bad.yaml", b"case: [")]
    job = finished(client, sent(client, files))
    result = client.get(f"/v1/audits/{job['id']}/result").json()
    assert result["summary"]["requests"] > 0
    assert [each["file"] for each in result["problems"]] == ["bad.yaml"]


NAMES = ("../../etc/passwd.yaml", "/etc/x.yaml", "..\\x.yaml", "result.json", "", ".yaml")


@pytest.mark.parametrize("name", among(NAMES, "../../etc/passwd.yaml"))
def test_a_files_name_leads_nowhere(client: TestClient, name: str) -> None:
    answer = client.post("/v1/audits", files=[("files", (name or " ", SEEDS[0].read_bytes()))])
    assert answer.status_code in (202, 422)
    if answer.status_code == 202:
        assert finished(client, answer.json())["state"] in ("done", "failed")


def test_an_audit_is_stopped(client: TestClient) -> None:
    many = [(f"{number}.yaml", SEEDS[0].read_bytes().replace(b"seed-000", b"s-%d" % number)) for number in range(300)]
    job = sent(client, many)
    stopped = client.delete(f"/v1/audits/{job['id']}").json()
    assert stopped["state"] == "stopped"
    time.sleep(0.2)
    assert client.get(f"/v1/audits/{job['id']}").json()["state"] == "stopped"
    none = client.get("/v1/audits/nothing")
    assert (none.status_code, none.json()["problems"][0]["code"]) == (404, "unknown-audit")


def test_one_audit_takes_so_many_files(client: TestClient) -> None:
    answer = client.post("/v1/audits", files=[("files", (f"{number}.yaml", b"x")) for number in range(1001)])
    assert answer.status_code in (400, 422)
    assert answer.json()["problems"][0]["code"] in ("too-many-files", "refused")


def test_no_more_audits_wait_than_may(tmp_path: Path) -> None:
    with client_of(service_in(tmp_path, limited(tmp_path, jobs=1))) as client:
        sent(client, [(each.name, each.read_bytes()) for each in SEEDS])
        refused = client.post("/v1/audits", files=[("files", ("a.yaml", b"case: a"))])
        assert (refused.status_code, refused.json()["problems"][0]["code"]) == (429, "too-many-audits")
        assert refused.headers["retry-after"]


def test_an_audit_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with client_of(service_in(tmp_path, limited(tmp_path, job_seconds=0))) as client:
        job = finished(client, sent(client, [(each.name, each.read_bytes()) for each in SEEDS]))
        assert (job["state"], job["problems"][0]["code"]) == ("failed", "audit-died")


def test_uploads_and_calls_are_bounded(tmp_path: Path) -> None:
    with client_of(service_in(tmp_path, limited(tmp_path, upload=5000, body=500))) as client:
        for answer in (
            client.post("/v1/audits", files=[("files", ("a.yaml", b"x" * 6000))]),
            client.post("/v1/screen", content=b" " * 600, headers={"Content-Type": "application/json"}),
            client.post("/v1/screen", content=iter([b" " * 400] * 3), headers={"Content-Type": "application/json"}),
        ):
            assert (answer.status_code, answer.json()["problems"][0]["code"]) == (413, "too-large")


# -- tables -----------------------------------------------------------------------------------------

ROWS = [
    {
        "case": f"c{number}",
        "request": "massage",
        "treatment": "massage_therapy",
        "body_region": "cervical",
        "date_of_injury": date(2014, 11, 3),
        "requested_on": date(2015, 3, 2),
        "disputed": 1 + number % 9,
        "unit": "visits",
        "exercise_program": number % 3 != 0,
        "outcome": "overturned" if number % 4 == 0 else "upheld",
    }
    for number in range(60)
]
MAP = b"columns:\n  case: Claim\n  outcome: {from: Decided, values: {U: upheld, O: overturned}}\n"


@pytest.mark.parametrize("write", among([write_csv, write_jsonl, write_parquet], write_csv))
def test_a_table_is_audited_as_the_command_line_does_it(client: TestClient, tmp_path: Path, write: Any) -> None:
    name = {"write_csv": "t.csv", "write_jsonl": "t.jsonl", "write_parquet": "t.parquet"}[write.__name__]
    table = write(tmp_path / name, ROWS) or tmp_path / name
    job = finished(client, sent(client, [(name, Path(tmp_path / name).read_bytes())]))
    assert (job["state"], job["doing"], job["done"], job["total"]) == ("done", "writing the report", 60, 60), job
    result = client.get(f"/v1/audits/{job['id']}/result").json()
    _, out, _ = run("audit", str(table), "--format", "json")
    assert result == json.loads(out)
    assert result["summary"]["kappa"] is not None
    TableAuditOutput.model_validate(result)


def mapped() -> list[dict[str, Any]]:
    short = {"upheld": "U", "overturned": "O"}
    renamed = ({"Claim" if name == "case" else name: value for name, value in row.items()} for row in ROWS)
    return [{**{n: v for n, v in row.items() if n != "outcome"}, "Decided": short[row["outcome"]]} for row in renamed]


def test_a_table_with_other_columns_is_read_by_a_mapping(client: TestClient, tmp_path: Path) -> None:
    table = write_csv(tmp_path / "t.csv", mapped())
    files = [("files", ("t.csv", table.read_bytes())), ("mapping", ("map.yaml", MAP))]
    job = finished(client, client.post("/v1/audits", files=files).json())
    assert job["state"] == "done", job
    (tmp_path / "map.yaml").write_bytes(MAP)
    _, out, _ = run("audit", str(table), "--map", str(tmp_path / "map.yaml"), "--format", "json")
    assert client.get(f"/v1/audits/{job['id']}/result").json() == json.loads(out)


def test_a_table_that_is_wrong_is_refused_with_every_problem(client: TestClient, tmp_path: Path) -> None:
    table = write_csv(tmp_path / "t.csv", mapped())
    job = finished(client, sent(client, [("t.csv", table.read_bytes())]))
    assert job["state"] == "failed"
    assert {each["code"] for each in job["problems"]} == {"unknown-column", "missing-column"}
    assert {each["file"] for each in job["problems"]} == {"t.csv"}
    assert client.get(f"/v1/audits/{job['id']}/result").status_code == 409


def test_more_rows_than_an_audit_takes_are_refused_and_so_is_a_mapping_without_a_table(tmp_path: Path) -> None:
    with client_of(service_in(tmp_path, limited(tmp_path, rows=59))) as client:
        table = write_csv(tmp_path / "t.csv", ROWS)
        job = finished(client, sent(client, [("t.csv", table.read_bytes())]))
        assert [each["code"] for each in job["problems"]] == ["too-many-rows"]
        assert "60 rows" in job["problems"][0]["message"]
        files = [("files", (SEEDS[0].name, SEEDS[0].read_bytes())), ("mapping", ("map.yaml", MAP))]
        job = finished(client, client.post("/v1/audits", files=files).json())
        assert [each["code"] for each in job["problems"]] == ["no-table"]


def test_cases_stand_beside_a_table(client: TestClient, tmp_path: Path) -> None:
    table = write_csv(tmp_path / "t.csv", ROWS)
    job = finished(client, sent(client, [("t.csv", table.read_bytes()), (SEEDS[0].name, SEEDS[0].read_bytes())]))
    assert job["state"] == "done", job
    assert client.get(f"/v1/audits/{job['id']}/result").json()["summary"]["requests"] == 64


def test_what_unpacks_to_more_than_there_is_room_for_is_refused(tmp_path: Path) -> None:
    import gzip

    header = ",".join(ROWS[0]).encode() + b"\n"
    bomb = gzip.compress(
        header + b"c1,massage,massage_therapy,cervical,2014-11-03,2015-03-02,1,visits,true,upheld\n" * 400_000
    )
    with client_of(service_in(tmp_path, limited(tmp_path, rows=1000))) as client:
        job = finished(client, sent(client, [("t.csv.gz", bomb)]))
    assert job["state"] == "failed"
    assert job["problems"][0]["code"] in ("too-many-rows", "row-twice", "duplicate-request", "audit-died")


def test_an_audit_with_coefficients_has_its_report_with_its_plots(client: TestClient, tmp_path: Path) -> None:
    table = write_csv(tmp_path / "t.csv", ROWS)
    job = finished(client, sent(client, [("t.csv", table.read_bytes())]))
    held = client.app.state.service.jobs.get(job["id"])  # type: ignore[attr-defined]  # FastAPI's
    assert "<svg" in (held.result.parent / "report.html").read_text()
