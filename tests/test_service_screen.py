"""POST /v1/screen: the command line's answer, put down before it is given."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from conftest import ROOT, run
from recheck.service.journal.verify import verify
from recheck.service.screening import Asked, asked_again
from service_fixtures import client_of, journal_in, massage, service_in

SEED = ROOT / "cases/imr-seeds/seed-004.yaml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("service")


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    with client_of(service_in(folder)) as client:
        yield client


def asked(client: TestClient, **body: object) -> dict[str, object]:
    answer = client.post("/v1/screen", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()["recommendations"][0]
    return found


def test_the_answer_is_the_command_lines(client: TestClient, tmp_path: Path) -> None:
    body = massage(exercise_program=True)
    file = tmp_path / "case.yaml"
    file.write_text(json.dumps(body), encoding="utf-8")
    by_http = asked(client, case=body, request="massage")
    text = file.read_text().replace('"2015-03-02"', "2015-03-02").replace('"2014-11-03"', "2014-11-03")
    file.write_text(text, encoding="utf-8")
    code, out, _ = run("screen", str(file), "--request", "massage", "--format", "json")
    assert code == 0
    assert by_http == json.loads(out)
    assert list(by_http) == list(json.loads(out))


@pytest.mark.parametrize(
    ("facts", "decision", "quantity"),
    [
        ({"exercise_program": False, "active_therapy": False, "visits_completed": 0}, "deny", None),
        ({"exercise_program": True, "visits_completed": 0}, "modify", 6),
        ({"exercise_program": True}, "pend", None),
    ],
)
def test_a_request_is_screened(
    client: TestClient, facts: dict[str, object], decision: str, quantity: int | None
) -> None:
    found = asked(client, case=massage(**facts), needs_physician=True)
    assert (found["recommendation"], found["quantity"]) == (decision, quantity)
    assert found["needs_physician"] == (decision in ("deny", "modify"))


def test_without_a_physician_nothing_is_denied_or_modified(client: TestClient) -> None:
    for facts in (
        {"exercise_program": False, "active_therapy": False},
        {"exercise_program": True, "visits_completed": 0},
    ):
        found = asked(client, case=massage(**facts))
        assert (found["recommendation"], found["reason"]) == ("pend", "needs_physician")
        assert found["needs_physician"] is True
        assert found["quantity"] is None


def test_an_answer_is_in_the_journal_before_it_is_given(client: TestClient, folder: Path) -> None:
    answer = client.post("/v1/screen", json={"case": massage(), "request": "massage"}).json()
    receipt = answer["entries"][0]
    with journal_in(folder) as journal:
        entry = journal.get(receipt["id"])
        assert entry is not None
        assert entry.digest == receipt["digest"]
        assert entry.result == answer["recommendations"][0]
        assert (entry.who, entry.case, entry.request) == ("local", "office-17", "massage")
        assert verify(journal).holds


def test_all_requests_of_a_case_are_one_call(client: TestClient) -> None:
    body = massage()
    body["requests"]["again"] = {**body["requests"]["massage"], "quantity": {"disputed": 4, "unit": "visits"}}
    answer = client.post("/v1/screen", json={"case": body}).json()
    assert [each["request"] for each in answer["recommendations"]] == ["massage", "again"]
    assert [each["request"] for each in answer["entries"]] == ["massage", "again"]


def test_a_repeated_key_gets_the_same_answer_and_no_second_entry(client: TestClient, folder: Path) -> None:
    with journal_in(folder) as journal:
        before = journal.last().sequence
    calls = [
        client.post("/v1/screen", json={"case": massage()}, headers={"Idempotency-Key": "visit-1"}) for _ in range(3)
    ]
    assert len({each.text for each in calls}) == 1
    assert [each.headers.get("Idempotency-Replayed") for each in calls] == [None, "true", "true"]
    with journal_in(folder) as journal:
        assert journal.last().sequence == before + 1


def test_a_key_is_not_used_again_for_something_else(client: TestClient) -> None:
    client.post("/v1/screen", json={"case": massage()}, headers={"Idempotency-Key": "visit-2"})
    other = client.post(
        "/v1/screen", json={"case": massage(exercise_program=True)}, headers={"Idempotency-Key": "visit-2"}
    )
    assert other.status_code == 422
    assert other.json()["problems"][0]["code"] == "idempotency-key-reused"


@pytest.mark.parametrize(
    ("content", "status", "code", "pointer"),
    [
        (b"{", 400, "json-syntax", None),
        (b'{"case": {"case": "a", "case": "b"}}', 400, "duplicate-key", "#/"),
        (b'{"case": NaN}', 400, "json-syntax", "#/"),
        (b'{"case": {"case": "a", "n": 1e999}}', 400, "json-syntax", "#/"),
        (b'{"case": {"case": "\\ud800"}}', 400, "json-syntax", "#/"),
        (b'{"case": {"case": "\\u0000"}}', 400, "json-syntax", "#/"),
        (b'{"case": ' + b"[" * 5000 + b"]" * 5000 + b"}", 400, "too-deep", "#/"),
        (b'{"case": {"case": "a"}, "requests": 1}', 422, "unknown-key", "#/requests"),
        (b'{"request": "a"}', 422, "missing-key", "#/case"),
        (b'{"case": {"case": "a"}}', 422, "missing-key", "#/case"),
        (b'{"case": {"case": "a", "claim": {"agee": 3}, "requests": {"m": {"treatment": "tens_unit"}}}}', 422,
         "unknown-fact", "#/case/claim/agee"),
        (b'{"case": {"case": "a", "claim": {"age": null}, "requests": {"m": {"treatment": "tens_unit"}}}}', 422,
         "no-value", "#/case/claim/age"),
        (b'{"case": {"case": "a", "requests": {"m": {"treatment": "tens_unit"}}}, "request": "n"}', 422,
         "unknown-request", "#/request"),
        (b'{"case": {"case": "a", "requests": {"m": {"treatment": "tens_unit"}}}, "profile": "nowhere"}', 422,
         "unknown-profile", None),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(
    client: TestClient, content: bytes, status: int, code: str, pointer: str | None
) -> None:
    answer = client.post("/v1/screen", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert (body["problems"][0]["code"], body["problems"][0]["pointer"]) == (code, pointer)


def test_health_needs_nobody_and_ready_knows_the_rules(client: TestClient) -> None:
    assert client.get("/v1/health").json()["status"] == "ok"
    assert client.get("/v1/ready").json()["rules_digest"].startswith("sha256:")


def test_what_is_still_possible_is_proved_where_asked_for_and_is_part_of_the_entry(tmp_path: Path) -> None:
    service = service_in(tmp_path)
    with client_of(service) as client:
        body = {"case": massage(exercise_program=True), "needs_physician": True}
        plain = client.post("/v1/screen", json=body).json()["recommendations"][0]
        exact = client.post("/v1/screen", json={**body, "exact": True})
        found = exact.json()["recommendations"][0]["exact"]
        said = service.journal.get(exact.json()["entries"][0]["id"])
    assert plain["exact"] is None
    assert found["possible"] == ["modify", "deny"]
    assert found["undecided"] is None
    assert (found["fewest"], found["smallest"]) == (None, [])
    assert said is not None
    assert (said.asked["exact"], said.result["exact"]) == (True, found)


def test_what_is_asked_for_without_a_proof_is_put_down_as_ever(tmp_path: Path) -> None:
    assert "exact" not in Asked({"case": "a"}).as_data()
    assert asked_again(Asked({"case": "a"}, exact=True).as_data()).exact
