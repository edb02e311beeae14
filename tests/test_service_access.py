"""Who may do what: every role against every route, and what keeps others out."""

import json
import re
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from conftest import ROOT, run
from recheck.load.json_nodes import plain
from recheck.load.yaml_text import parse
from recheck.model.problem import ProblemsFound
from recheck.output_shape import RecommendationOutput
from recheck.service.api.bodies import QuestionsOutput, RequesterOutput, ScreenedOutput
from recheck.service.app import create_app
from recheck.service.roles import GRANTS, Permission, Role
from recheck.service.service import Service
from recheck.service.settings import Limits, Settings
from recheck.service.tokens import Tokens
from served import Served
from service_fixtures import client_of, limited, massage, service_in

P = Permission
ROUTES: dict[tuple[str, str], tuple[Permission, dict[str, Any]]] = {
    ("POST", "/v1/screen"): (P.SCREEN, {"json": {"case": massage()}}),
    ("POST", "/v1/questions"): (P.SCREEN, {"json": {"case": massage()}}),
    ("GET", "/v1/drafts"): (P.SCREEN, {}),
    ("POST", "/v1/drafts"): (P.SCREEN, {"json": {"case": massage()}}),
    ("GET", "/v1/drafts/{draft}"): (P.SCREEN, {}),
    ("PUT", "/v1/drafts/{draft}"): (P.SCREEN, {"json": {"case": massage()}}),
    ("DELETE", "/v1/drafts/{draft}"): (P.SCREEN, {}),
    ("GET", "/v1/treatments"): (P.FIND, {"params": {"words": "massage"}}),
    ("GET", "/v1/rules"): (P.SEE_CRITERIA, {}),
    ("GET", "/v1/rules/{guideline}/{name}"): (P.SEE_CRITERIA, {}),
    ("POST", "/v1/rules/reload"): (P.RELOAD, {}),
    ("POST", "/v1/audits"): (P.AUDIT, {"files": [("files", ("a.yaml", b"case: a"))]}),
    ("GET", "/v1/audits/{audit}"): (P.AUDIT, {}),
    ("GET", "/v1/audits/{audit}/result"): (P.AUDIT, {}),
    ("DELETE", "/v1/audits/{audit}"): (P.AUDIT, {}),
    ("GET", "/v1/journal"): (P.READ_JOURNAL, {}),
    ("GET", "/v1/journal/verification"): (P.READ_JOURNAL, {}),
    ("GET", "/v1/journal/{entry}"): (P.READ_JOURNAL, {}),
    ("POST", "/v1/journal/{entry}/decision"): (P.DECIDE, {"json": {"decision": "approved"}}),
    ("GET", "/v1/health"): (P.ANYONE, {}),
    ("GET", "/v1/ready"): (P.ANYONE, {}),
    ("GET", "/v1/openapi.json"): (P.ANYONE, {}),
}
"""Every route, what it asks for, and a call of it."""


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, dict[str, str]]]:
    folder = tmp_path_factory.mktemp("access")
    tokens = Tokens(folder / "tokens.json")
    texts = {str(role): tokens.add(f"the {role}", [role]) for role in Role}
    with client_of(service_in(folder, limited(folder, jobs=1000), tokens)) as client:
        yield client, texts


def called(client: TestClient, route: tuple[str, str], token: str | None) -> Any:
    method, path = route
    path = path.replace("{guideline}", "mtus-chronic-pain-2009").replace("{name}", "massage_therapy")
    path = path.replace("{audit}", "none").replace("{entry}", "none").replace("{draft}", "none")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return client.request(method, path, headers=headers, **ROUTES[route][1])


def test_every_route_has_an_entry_here(guarded: tuple[TestClient, dict[str, str]]) -> None:
    app: Any = guarded[0].app
    paths = app.openapi()["paths"]
    found = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert found | {("GET", "/v1/openapi.json")} == set(ROUTES)
    hidden = {route.path for route in app.routes if isinstance(route, APIRoute) and not route.include_in_schema}
    assert hidden == set()


@pytest.mark.parametrize("role", [str(role) for role in Role])
@pytest.mark.parametrize("route", ROUTES, ids=[" ".join(route) for route in ROUTES])
def test_a_role_may_what_it_is_granted_and_nothing_else(
    guarded: tuple[TestClient, dict[str, str]], route: tuple[str, str], role: str
) -> None:
    client, texts = guarded
    permission = ROUTES[route][0]
    answer = called(client, route, texts[role])
    if permission is P.ANYONE or permission in GRANTS[Role(role)]:
        assert answer.status_code not in (401, 403), answer.text
        assert answer.status_code < 500
    else:
        assert (answer.status_code, answer.json()["problems"][0]["code"]) == (403, "not-permitted")


@pytest.mark.parametrize("route", ROUTES, ids=[" ".join(route) for route in ROUTES])
@pytest.mark.parametrize("token", [None, "rck_000000000000_00", "rck_x", "é", "a" * 5000])
def test_without_a_token_of_ours_nothing_is_answered(
    guarded: tuple[TestClient, dict[str, str]], route: tuple[str, str], token: str | None
) -> None:
    client = guarded[0]
    rate: Any = client.app
    rate.state.rate._limiter.storage.reset()
    headers = {"Authorization": f"Bearer {token}".encode()} if token else {}
    path = route[1].replace("{", "").replace("}", "")
    answer = client.request(route[0], path, headers=headers, **ROUTES[route][1])
    if ROUTES[route][0] is P.ANYONE:
        assert answer.status_code == 200
    else:
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert answer.json()["problems"][0]["code"] == ("wrong-token" if token else "no-token")


def test_the_documentation_says_that_calls_carry_a_token(guarded: tuple[TestClient, dict[str, str]]) -> None:
    document = guarded[0].get("/v1/openapi.json").json()
    assert document["security"] == [{"token": []}]
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert document["paths"]["/v1/health"]["get"]["security"] == []


# -- tokens -----------------------------------------------------------------------------------------


def test_a_token_is_nowhere_but_with_whoever_has_it(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path / "tokens.json")
    text = tokens.add("office", ["requester"])
    stored = (tmp_path / "tokens.json").read_text()
    assert text.split("_")[2] not in stored
    assert "$argon2id$" in stored
    assert (tmp_path / "tokens.json").stat().st_mode & 0o077 == 0
    caller = tokens.caller(text)
    assert caller is not None
    assert (caller.name, caller.roles) == ("office", (Role.REQUESTER,))
    assert tokens.caller(text[:-1] + ("0" if text[-1] != "0" else "1")) is None
    assert tokens.caller(text) is not None


def test_a_token_that_was_revoked_counts_no_more(tmp_path: Path) -> None:
    tokens, elsewhere = Tokens(tmp_path / "tokens.json"), Tokens(tmp_path / "tokens.json")
    text = tokens.add("office", ["requester"])
    assert elsewhere.caller(text) is not None
    tokens.revoke("office")
    assert elsewhere.caller(text) is None


@pytest.mark.parametrize(
    ("name", "roles", "code"),
    [("a", ["boss"], "unknown-role"), ("a", [], "missing-role"), (" ", ["admin"], "name-taken")],
)
def test_what_is_no_token_is_not_made(tmp_path: Path, name: str, roles: list[str], code: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        Tokens(tmp_path / "tokens.json").add(name, roles)
    assert [each.code for each in found.value.problems] == [code]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"tokens": [{"id": 1}]}', "\x00"])
def test_a_file_that_is_no_file_of_tokens_lets_nobody_in(tmp_path: Path, text: str) -> None:
    file = tmp_path / "tokens.json"
    tokens = Tokens(file)
    known = tokens.add("office", ["admin"])
    with client_of(service_in(tmp_path, None, tokens)) as client:
        headers = {"Authorization": f"Bearer {known}"}
        assert client.get("/v1/rules", headers=headers).status_code == 200
        file.write_text(text)
        assert client.get("/v1/rules", headers=headers).status_code == 401
    with pytest.raises(ProblemsFound) as found:
        Tokens(file)
    assert [each.code for each in found.value.problems] == ["not-a-token-file"]


def test_the_command_makes_lists_and_revokes_tokens(tmp_path: Path) -> None:
    file = str(tmp_path / "tokens.json")
    code, text, _ = run("token", "add", "office", "--role", "requester", "--tokens", file)
    assert (code, text[:4]) == (0, "rck_")
    assert "office  requester" in run("token", "list", "--tokens", file)[1]
    assert run("token", "revoke", "office", "--tokens", file)[0] == 0
    code, _, told = run("token", "revoke", "office", "--tokens", file)
    assert (code, "unknown-token" in told) == (1, True)


def test_beyond_loopback_it_serves_by_tls_and_asks_for_tokens(tmp_path: Path) -> None:
    certificate, key = tmp_path / "tls.crt", tmp_path / "tls.key"
    words = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
    made = [*words.split(), "-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(made, check=True, capture_output=True)
    text = Tokens(tmp_path / "tokens.json").add("office", ["requester"])
    files = ("--certificate", str(certificate), "--key", str(key), "--tokens", str(tmp_path / "tokens.json"))
    server = Served(tmp_path, "--host", "0.0.0.0", "--host-name", "localhost", *files)
    try:
        context = ssl.create_default_context(cafile=str(certificate))
        headers = {"Authorization": f"Bearer {text}"}
        url = f"https://localhost:{server.port}/v1/treatments?words=massage"
        for _ in range(200):
            try:
                with urllib.request.urlopen(urllib.request.Request(url, headers=headers), context=context) as answer:
                    assert answer.headers["strict-transport-security"]
                    assert json.load(answer)["treatments"]
                    break
            except urllib.error.URLError as error:
                if "refused" not in str(error):
                    raise
                assert server.process.poll() is None
                time.sleep(0.1)
        else:
            pytest.fail("it does not answer")
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(url, context=context)
    finally:
        server.kill()


# -- what a requester sees --------------------------------------------------------------------------


def test_a_requester_sees_questions_and_no_thresholds(guarded: tuple[TestClient, dict[str, str]]) -> None:
    client, texts = guarded
    facts = massage(exercise_program=True, visits_completed=0)
    headers = {"Authorization": f"Bearer {texts['requester']}"}
    answer = client.post("/v1/screen", json={"case": facts, "needs_physician": True}, headers=headers)
    found = answer.json()["recommendations"][0]
    assert (found["recommendation"], found["reason"]) == ("pend", "needs_physician")
    assert not {"rules", "rationale", "would_change", "quantity", "reason_text", "possible"} & set(found)
    assert "six" not in json.dumps(found).lower()
    assert found["citations"][0]["page"] == "60"
    asked = client.post("/v1/questions", json={"case": massage()}, headers=headers).json()["questions"]
    assert {each["fact"] for each in asked} == {"visits_completed", "exercise_program", "active_therapy"}
    assert all("leads_to" not in each and "settles" not in each for each in asked)


@pytest.mark.parametrize("role", ["requester", "screener"])
def test_answers_have_the_shapes_that_openapi_promises(guarded: tuple[TestClient, dict[str, str]], role: str) -> None:
    client, texts = guarded
    headers = {"Authorization": f"Bearer {texts[role]}"}
    for path in sorted((ROOT / "cases").rglob("*.yaml"))[::9]:
        node, _ = parse(path.read_text(), str(path))
        assert node is not None
        body = {"case": plain(node)}
        screened = client.post("/v1/screen", json=body, headers=headers)
        assert screened.status_code == 200, screened.text
        found = ScreenedOutput.model_validate(screened.json())
        wanted = RequesterOutput if role == "requester" else RecommendationOutput
        assert all(isinstance(each, wanted) for each in found.recommendations)
        QuestionsOutput.model_validate(client.post("/v1/questions", json=body, headers=headers).json())


def test_the_journal_keeps_the_whole_of_what_a_requester_was_told(guarded: tuple[TestClient, dict[str, str]]) -> None:
    client, texts = guarded
    made = client.post(
        "/v1/screen", json={"case": massage()}, headers={"Authorization": f"Bearer {texts['requester']}"}
    ).json()["entries"][0]
    entry = client.get(f"/v1/journal/{made['id']}", headers={"Authorization": f"Bearer {texts['auditor']}"}).json()
    assert entry["who"] == "the requester"
    assert entry["content"]["roles"] == ["requester"]
    assert entry["content"]["result"]["rules"]


def test_one_callers_key_is_not_anothers(guarded: tuple[TestClient, dict[str, str]]) -> None:
    client, texts = guarded
    entries = set()
    for role in ("requester", "screener", "requester"):
        headers = {"Authorization": f"Bearer {texts[role]}", "Idempotency-Key": "mine"}
        entries.add(client.post("/v1/screen", json={"case": massage()}, headers=headers).json()["entries"][0]["id"])
    assert len(entries) == 2


@pytest.mark.parametrize("key", ["", " ", "é", "a" * 201])
def test_what_is_no_key_is_refused(guarded: tuple[TestClient, dict[str, str]], key: str) -> None:
    client, texts = guarded
    headers = {"Authorization": f"Bearer {texts['screener']}", "Idempotency-Key": key.encode()}
    answer = client.post("/v1/screen", json={"case": massage()}, headers=headers)
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (400, "not-a-key")


def test_a_person_decides_and_nobody_decides_on_a_decision(guarded: tuple[TestClient, dict[str, str]]) -> None:
    client, texts = guarded
    headers = {"Authorization": f"Bearer {texts['screener']}"}
    made = client.post("/v1/screen", json={"case": massage()}, headers=headers).json()["entries"][0]
    words = {"decision": "approved", "reason": "seen by Dr. Invented"}
    decided = client.post(f"/v1/journal/{made['id']}/decision", json=words, headers=headers)
    assert decided.status_code == 201
    alone = {"decision": "denied", "reason": "no ground"}
    refused = client.post(f"/v1/journal/{made['id']}/decision", json=alone, headers=headers)
    assert (refused.status_code, refused.json()["problems"][0]["code"]) == (422, "needs-physician")
    named = {**alone, "physician": {"name": "Ada Example, MD", "license": "CA A 12345"}}
    assert client.post(f"/v1/journal/{made['id']}/decision", json=named, headers=headers).status_code == 201
    again = client.post(f"/v1/journal/{decided.json()['id']}/decision", json=words, headers=headers)
    assert (again.status_code, again.json()["problems"][0]["code"]) == (422, "not-a-recommendation")
    none = client.post("/v1/journal/none/decision", json=words, headers=headers)
    assert (none.status_code, none.json()["problems"][0]["code"]) == (404, "unknown-entry")


# -- hosts, origins, headers, rates -----------------------------------------------------------------


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_of(service_in(tmp_path_factory.mktemp("local"))) as client:
        yield client


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil.example:80", "[::1"])
def test_under_another_name_nothing_is_answered(local: TestClient, host: str) -> None:
    answer = local.get("/v1/health", headers={"Host": host})
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (421, "unknown-host")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8080", "[::1]:8080", "LOCALHOST"])
def test_under_its_own_names_it_answers(local: TestClient, host: str) -> None:
    assert local.get("/v1/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost:9999"}, 403),
        ({"Origin": "http://[bad"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://localhost"}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({}, 200),
    ],
)
def test_another_sites_page_changes_nothing(local: TestClient, headers: dict[str, str], status: int) -> None:
    answer = local.post("/v1/screen", json={"case": massage()}, headers=headers)
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["problems"][0]["code"] == "other-origin"


def test_every_answer_tells_the_browser_to_load_nothing(local: TestClient) -> None:
    for path in ("/v1/health", "/v1/nothing", "/"):
        headers = local.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert "server" not in headers
        assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("GET", "/v1/nothing", 404, "no-such-page"), ("PUT", "/v1/screen", 405, "wrong-method")],
)
def test_other_errors_have_the_one_shape_too(local: TestClient, method: str, path: str, status: int, code: str) -> None:
    answer = local.request(method, path)
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["instance"] == f"urn:uuid:{answer.headers['x-request-id']}"


def test_a_caller_that_calls_too_often_is_told_when_to_come_again(tmp_path: Path) -> None:
    with client_of(service_in(tmp_path, limited(tmp_path, rate="3/minute"))) as client:
        answers = [client.get("/v1/rules") for _ in range(4)]
        assert [each.status_code for each in answers] == [200, 200, 200, 429]
        assert answers[3].json()["problems"][0]["code"] == "too-many-calls"
        assert int(answers[3].headers["retry-after"]) > 0
        assert client.get("/v1/health").status_code == 200


def test_tokens_are_not_tried_out(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path / "tokens.json")
    right = tokens.add("office", ["admin"])
    with client_of(service_in(tmp_path, None, tokens)) as client:
        wrong = [client.get("/v1/rules", headers={"Authorization": f"Bearer x{n}"}).status_code for n in range(25)]
        assert wrong[:20] == [401] * 20
        assert wrong.count(429) == 5
        assert wrong[-1] == 429
        assert client.get("/v1/rules", headers={"Authorization": f"Bearer {right}"}).status_code == 429


# -- how it starts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (("--host", "0.0.0.0"), {"no-authentication", "no-tls", "no-host-name"}),
        (("--host", "10.1.2.3", "--tokens", "TOKENS"), {"no-tls"}),
        (("--host", "10.1.2.3", "--behind-proxy"), {"no-authentication"}),
        (("--tokens", "EMPTY"), {"no-tokens"}),
        (("--certificate", "x.crt"), {"half-a-certificate"}),
        (("--rate", "often"), {"not-a-rate"}),
        (("--rules", "nowhere"), {"no-such-folder"}),
        (("--journal", "postgresql+psycopg://a@127.0.0.1:1/b"), {"no-head-file"}),
    ],
)
def test_it_does_not_start_unsafely_and_says_how(tmp_path: Path, words: tuple[str, ...], codes: set[str]) -> None:
    Tokens(tmp_path / "TOKENS").add("office", ["admin"])
    named = [str(tmp_path / each) if each in ("TOKENS", "EMPTY") else each for each in words]
    if "--journal" not in words:
        named += ["--journal", str(tmp_path / "journal.db")]
    code, out, told = run("serve", *named)
    assert (code, out) == (1, "")
    assert set(re.findall(r"error ([a-z-]+):", told)) == codes


def test_where_somebody_listens_already_it_says_so(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, _, told = run("serve", "--port", port, "--journal", str(tmp_path / "j.db"))
    assert (code, "cannot-listen" in told, "--port" in told) == (1, True, True)


def test_settings_that_are_safe_have_no_problems() -> None:
    files = {"certificate": Path("a"), "key": Path("b")}
    assert Settings("j", host="10.1.2.3", **files).problems(1) == []
    assert Settings("j", host="0.0.0.0", hosts=("recheck.example",), behind_proxy=True).problems(1) == []
    assert Settings("j").problems(0) == []
    assert Limits().rate is None


def test_without_the_extra_the_command_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    from recheck.cli.serving import run_serve

    real = builtins.__import__

    def without(name: str, *words: Any, **more: Any) -> Any:
        if name == "uvicorn":
            raise ModuleNotFoundError("no uvicorn", name="uvicorn")
        return real(name, *words, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ProblemsFound) as found:
        run_serve(Settings(str(tmp_path / "j.db")))
    assert found.value.problems[0].code == "extra-missing"
    assert found.value.problems[0].suggestion == "pip install 'imr-recheck[service]'"


def test_a_fault_of_the_program_is_named_without_a_value(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    service = service_in(tmp_path)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the work is off_work")

    service.judge = broken  # type: ignore[method-assign, assignment]
    app = create_app(service)
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        answer = client.post("/v1/screen", json={"case": massage(work_status="off_work")})
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (500, "internal-fault")
    logged = capsys.readouterr().err
    assert '"kind": "RuntimeError"' in logged
    assert "off_work" not in answer.text + logged
    assert answer.headers["x-request-id"] in logged
    assert answer.headers["x-frame-options"] == "DENY"


def test_the_log_holds_ids_and_no_facts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    service: Service = service_in(tmp_path)
    with TestClient(create_app(service), base_url="http://localhost") as client:
        answer = client.post("/v1/screen", json={"case": massage(work_status="off_work")})
        client.get("/v1/treatments", params={"words": "norco for Invented Name"})
    rows = [json.loads(row) for row in capsys.readouterr().err.splitlines()]
    screened = next(row for row in rows if row.get("route") == "/v1/screen")
    assert screened["id"] == answer.headers["x-request-id"]
    assert (screened["status"], screened["entries"], screened["who"]) == (200, [1], "local")
    text = json.dumps(rows)
    assert not any(word in text for word in ("off_work", "office-17", "massage", "norco", "Invented"))
    assert [row["event"] for row in rows if row["event"] != "request"] == ["started", "stopped"]
