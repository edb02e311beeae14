"""Screenings that are not finished: who sees them, how long they stay, and that none is lost."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from recheck.model.problem import ProblemsFound
from recheck.service.drafts.store import Drafts, Stale, open_drafts
from recheck.service.journal.store import Unavailable
from recheck.service.roles import Caller, Role
from recheck.service.settings import Settings
from recheck.service.tokens import Tokens
from served import Served
from service_fixtures import client_of, massage, service_in

NURSE = Caller("nurse", (Role.SCREENER,))
OTHER = Caller("other", (Role.SCREENER,))
ADMIN = Caller("keeper", (Role.ADMIN,))
WORDS = "words of a chart that nobody else may read"
KILLS = 20
AT_LEAST = 8
"""Answers that are acknowledged before each kill."""


@pytest.fixture
def drafts(tmp_path: Path) -> Iterator[Drafts]:
    found = open_drafts(str(tmp_path / "journal.db"), 30)
    yield found
    found.close()


def test_the_owner_and_who_runs_the_service_see_a_screening_and_nobody_else(drafts: Drafts) -> None:
    made = drafts.keep("nurse", "PT", "pend", {"a": 1})
    assert drafts.get(made.id, NURSE) == drafts.get(made.id, ADMIN) == made
    assert drafts.get(made.id, OTHER) is None
    assert [each.id for each in drafts.listed(NURSE)] == [made.id]
    assert drafts.listed(OTHER) == drafts.listed(ADMIN) == drafts.listed(OTHER, everybody=True) == []
    assert [each.id for each in drafts.listed(ADMIN, everybody=True)] == [made.id]
    assert not drafts.delete(made.id, OTHER)
    assert drafts.delete(made.id, NURSE)
    assert drafts.get(made.id, NURSE) is None


def test_screenings_that_cannot_be_kept_are_told_before_anybody_begins(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound) as found:
        open_drafts(str(tmp_path / "no such folder" / "journal.db"), 30)
    assert [each.code for each in found.value.problems] == ["drafts-unavailable"]


def test_who_goes_on_from_an_older_version_is_told(drafts: Drafts) -> None:
    first = drafts.keep("nurse", "PT", "pend", {"a": 1})
    second = drafts.keep("nurse", "PT", "pend", {"a": 2}, before=first)
    with pytest.raises(Stale):
        drafts.keep("nurse", "PT", "pend", {"a": 3}, before=first)
    assert drafts.get(first.id, NURSE) == second
    drafts.delete(first.id, NURSE)
    with pytest.raises(Stale):
        drafts.keep("nurse", "PT", "pend", {"a": 4}, before=second)


def test_a_screening_that_nobody_changes_is_deleted_after_its_days(tmp_path: Path) -> None:
    today = [datetime(2026, 3, 1, tzinfo=UTC)]
    drafts = open_drafts(str(tmp_path / "j.db"), 30, lambda: today[0])
    kept = drafts.keep("nurse", "PT", "pend", {})
    changed = drafts.keep("nurse", "MRI", "pend", {})
    today[0] += timedelta(days=20)
    drafts.keep("nurse", "MRI", "pend", {}, before=changed)
    today[0] += timedelta(days=11)
    assert [each.title for each in drafts.listed(NURSE)] == ["MRI"]
    assert drafts.get(kept.id, ADMIN) is None
    today[0] += timedelta(days=30)
    drafts.close()
    again = open_drafts(str(tmp_path / "j.db"), 30, lambda: today[0])
    assert again.listed(ADMIN, everybody=True) == []
    again.close()


def test_what_is_deleted_is_on_the_disk_no_more(tmp_path: Path) -> None:
    drafts = open_drafts(str(tmp_path / "journal.db"), 30)
    made = drafts.keep("nurse", WORDS, "pend", {"note": WORDS * 500})
    drafts.keep("nurse", "another", "pend", {})
    assert any(WORDS.encode() in file.read_bytes() for file in tmp_path.iterdir())
    drafts.delete(made.id, NURSE)
    assert not any(WORDS.encode() in file.read_bytes() for file in tmp_path.iterdir())
    drafts.close()
    assert (tmp_path / "journal.db.drafts").stat().st_mode & 0o077 == 0


def test_what_cannot_be_kept_is_said_and_not_acknowledged(drafts: Drafts) -> None:
    with drafts.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE drafts")
    with pytest.raises(Unavailable):
        drafts.keep("nurse", "PT", "pend", {})


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, dict[str, dict[str, str]]]]:
    folder = tmp_path_factory.mktemp("drafts")
    tokens = Tokens(folder / "tokens.json")
    roles = {"nurse": "screener", "other": "screener", "office": "requester", "keeper": "admin", "auditor": "auditor"}
    heads = {name: {"Authorization": f"Bearer {tokens.add(name, [role])}"} for name, role in roles.items()}
    with client_of(service_in(folder, Settings(str(folder / "journal.db")), tokens)) as client:
        yield client, heads


def test_a_screening_is_kept_changed_exported_and_deleted_over_http(
    clients: tuple[TestClient, dict[str, dict[str, str]]],
) -> None:
    client, heads = clients
    nurse = heads["nurse"]
    open_place = "/claim/exercise_program"
    body: dict[str, Any] = {"case": massage(visits_completed=2), "notes": [{"name": "chart.txt", "text": WORDS}]}
    made = client.post("/v1/drafts", json={**body, "not_documented": [open_place]}, headers=nurse)
    assert made.status_code == 201, made.text
    draft = made.json()
    assert (draft["owner"], draft["standing"], draft["version"]) == ("nurse", "pend", 1)
    whole = client.get(f"/v1/drafts/{draft['id']}", headers=nurse).json()
    facts = whole["case"]["treatments"]["massage_therapy"]["cervical"]
    assert (facts, whole["not_documented"]) == ({"visits_completed": 2}, [open_place])
    assert whole["notes"] == body["notes"]
    changed = {"case": massage(visits_completed=2, exercise_program=False), "version": 1}
    again = client.put(f"/v1/drafts/{draft['id']}", json=changed, headers=nurse)
    assert again.json()["version"] == 2
    stale = client.put(f"/v1/drafts/{draft['id']}", json=changed, headers=nurse)
    assert (stale.status_code, stale.json()["problems"][0]["code"]) == (409, "changed-meanwhile")
    assert client.get(f"/v1/drafts/{draft['id']}", headers=nurse).json()["notes"] == body["notes"]
    for name in ("other", "office"):
        for method in ("GET", "PUT", "DELETE"):
            more = {"json": changed} if method == "PUT" else {}
            answer = client.request(method, f"/v1/drafts/{draft['id']}", headers=heads[name], **more)
            assert (answer.status_code, answer.json()["problems"][0]["code"]) == (404, "unknown-draft")
        assert client.get("/v1/drafts", params={"everybody": True}, headers=heads[name]).json() == {"drafts": []}
    listed = client.get("/v1/drafts", params={"everybody": True}, headers=heads["keeper"]).json()["drafts"]
    assert [each["id"] for each in listed] == [draft["id"]]
    assert client.get("/v1/drafts", headers=heads["auditor"]).status_code == 403
    assert client.get("/v1/journal", headers=heads["keeper"]).json() == {"entries": []}
    assert client.delete(f"/v1/drafts/{draft['id']}", headers=nurse).status_code == 204
    assert client.get("/v1/drafts", headers=nurse).json() == {"drafts": []}


def test_what_a_screening_cannot_hold_is_refused(clients: tuple[TestClient, dict[str, dict[str, str]]]) -> None:
    client, heads = clients
    case = massage()
    case["requests"]["second"] = dict(case["requests"]["massage"])
    several = client.post("/v1/drafts", json={"case": case}, headers=heads["nurse"])
    assert [each["code"] for each in several.json()["problems"]] == ["which-request"]
    request = case["requests"]["massage"]
    parts = {
        "neck": {"treatment": "massage_therapy"},
        "back": {"treatment": "massage_therapy", "body_region": "lumbar"},
    }
    case["requests"]["massage"] = {key: value for key, value in request.items() if key != "treatment"} | {
        "parts": parts
    }
    apart = client.post("/v1/drafts", json={"case": case, "request": "massage"}, headers=heads["nurse"])
    assert [each["code"] for each in apart.json()["problems"]] == ["parts-apart"]


@pytest.mark.slow
def test_a_service_that_is_killed_loses_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    """Twenty times: four callers put answers down, the service is killed while they do, and is started again."""
    acknowledged: dict[str, int] = {}
    sent: dict[str, int] = {}
    for kills in range(KILLS + 1):
        service = Served(tmp_path).wait()
        _nothing_is_lost(service, acknowledged, sent)
        if kills == KILLS:
            service.kill()
            break
        before = sum(acknowledged.values())
        threads = [threading.Thread(target=_answering, args=(service, acknowledged, sent)) for _ in range(4)]
        for each in threads:
            each.start()
        while sum(acknowledged.values()) < before + AT_LEAST and any(each.is_alive() for each in threads):
            threads[0].join(0.02)
        service.kill()
        for each in threads:
            each.join()
    assert sum(acknowledged.values()) >= KILLS * AT_LEAST
    log = "".join(file.read_text() for file in tmp_path.glob("log-*"))
    assert '"POST"' in log and WORDS not in log and "cervical" not in log


def _nothing_is_lost(service: Served, acknowledged: dict[str, int], sent: dict[str, int]) -> None:
    """Every screening that was acknowledged is there, as its last answer left it or as the one that was on its way."""
    versions = _versions(service)
    assert acknowledged.keys() <= versions.keys()
    for name, visits in acknowledged.items():
        whole = service.get(f"/v1/drafts/{name}")[1]
        held = whole["case"]["treatments"]["massage_therapy"]["cervical"]["visits_completed"]
        assert visits <= versions[name] <= sent[name]
        assert held == whole["version"] == versions[name]


def _versions(service: Served) -> dict[str, int]:
    return {each["id"]: each["version"] for each in service.get("/v1/drafts")[1]["drafts"]}


def _answering(service: Served, acknowledged: dict[str, int], sent: dict[str, int]) -> None:
    """Begin a screening, and go on with it until the service is there no more; visits tell the version."""
    notes = [{"name": "chart.txt", "text": WORDS}]
    status, made = service.post("/v1/drafts", {"case": massage(visits_completed=1), "notes": notes})
    if status != 201:
        return
    name = made["id"]
    acknowledged[name] = sent[name] = 1
    for version in range(2, 100):
        sent[name] = version
        status, _ = service.put(f"/v1/drafts/{name}", {"case": massage(visits_completed=version)})
        if status != 200:
            return
        acknowledged[name] = version
