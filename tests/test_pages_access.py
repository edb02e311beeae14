"""Who gets to see pages, and what keeps a browser from being turned against its user."""

import re
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from conftest import run
from pages_served import Opened, accessible, fill, massage_of_the_neck, serving, watching

PATHS = ("/", "/audit", "/rules", "/workbench", "/rules/mtus-chronic-pain-2009/massage_therapy")


def token(folder: Path, name: str, *roles: str) -> str:
    words = [word for role in roles for word in ("--role", role)]
    code, out, said = run("token", "add", name, *words, "--tokens", str(folder / "tokens.json"))
    assert code == 0, said
    found = re.search(r"rck_\w+", out)
    assert found
    return found[0]


def refusal(asked: urllib.request.Request) -> tuple[int, str]:
    """Status and kind of the refusal that a request gets."""
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked)
    with refused.value:
        return refused.value.code, refused.value.headers["Content-Type"]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_runs_no_script_but_its_own(served: str, path: str) -> None:
    with urllib.request.urlopen(served + path) as answer:
        text, headers = answer.read().decode(), answer.headers
    policy = headers["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert ("'unsafe-eval'" in policy) == (path == "/workbench")
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert not re.search(r"<script(?! nonce=)", text)
    assert set(re.findall(r'<script nonce="([^"]+)"', text)) == {nonce[1]}
    assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"]) == ("DENY", "nosniff")
    with urllib.request.urlopen(served + path) as again:
        assert nonce[1] not in again.headers["Content-Security-Policy"]


def test_what_a_user_types_never_becomes_a_script(opened: Opened) -> None:
    page = opened()
    hostile = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    massage_of_the_neck(page)
    fill(page, "Case reference", hostile)
    page.emulate_media(media="print")
    expect(page.locator(".record h2")).to_have_text(f"Record of {hostile}")
    assert "owned" not in page.title()


def test_the_api_stays_the_apis(served: str) -> None:
    for path, method, status in (("/v1/nothing", "GET", 404), ("/v1/screen", "GET", 405)):
        assert refusal(urllib.request.Request(served + path, method=method)) == (status, "application/problem+json")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "elsewhere.example"}, 421),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_another_sites_page_cannot_sign_somebody_in(served: str, headers: dict[str, str], status: int) -> None:
    asked = urllib.request.Request(f"{served}/sign-in", data=b"token=a", headers=headers, method="POST")
    assert refusal(asked)[0] == status


def test_another_sites_page_cannot_open_the_socket(served: str) -> None:
    script = f"""
import socketio
client = socketio.SimpleClient()
try:
    client.connect({served!r}, socketio_path="/_nicegui_ws/socket.io", transports=["websocket"],
                   headers={{"Origin": "https://elsewhere.example"}})
    print("connected")
except Exception as error:
    print("refused", type(error).__name__)
"""
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert found.stdout.startswith("refused"), found.stdout + found.stderr


def test_with_tokens_a_visitor_signs_in_and_sees_what_the_role_may(browser: Browser, tmp_path: Path) -> None:
    nurse = token(tmp_path, "nurse", "screener")
    office = token(tmp_path, "office", "requester")
    with serving(tmp_path, "--tokens", "tokens.json") as address, watching(browser) as open_page:
        page = open_page(f"{address}/rules")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        accessible(page)
        page.get_by_label("Token").fill("rck_0_0")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_contain_text("This token is not known")
        page.get_by_label("Token").fill(nurse)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_text("Signed in as nurse")).to_be_visible()
        assert page.get_by_role("navigation").get_by_role("link").all_inner_texts() == [
            "Screen",
            "Journal",
            "Rules",
            "Workbench",
        ]
        cookie = page.context.cookies()[0]
        assert cookie["httpOnly"]
        assert cookie["sameSite"] == "Strict"
        assert nurse.split("_")[2] not in cookie["value"]
        page.get_by_role("button", name="Sign out").click()
        page.goto(address)
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        page.get_by_label("Token").fill(office)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_text("Signed in as office")).to_be_visible()
        massage_of_the_neck(page)
        for words in ("exercise program", "another active"):
            page.locator(".questions > li", has_text=words).get_by_role("button", name="No", exact=True).click()
        expect(page.locator(".headline")).to_contain_text("a physician decides")
        answer = page.get_by_role("region", name="Recommendation")
        expect(answer).not_to_contain_text("six visits")
        expect(answer).not_to_contain_text("DENY")
        expect(page.locator(".criterion")).to_have_count(0)
        accessible(page)
        for path in ("rules", "workbench", "audit"):
            page.goto(f"{address}/{path}")
            expect(page.get_by_role("alert")).to_contain_text("which requester does not have")
            expect(page.locator("table, .cm-editor, input[type=file]")).to_have_count(0)


def test_a_token_that_is_revoked_ends_what_its_page_may_do(browser: Browser, tmp_path: Path) -> None:
    nurse = token(tmp_path, "nurse", "screener")
    token(tmp_path, "other", "screener")
    with serving(tmp_path, "--tokens", "tokens.json") as address, watching(browser) as open_page:
        page = open_page(address)
        page.get_by_label("Token").fill(nurse)
        page.get_by_role("button", name="Sign in").click()
        massage_of_the_neck(page)
        code, _, said = run("token", "revoke", "nurse", "--tokens", str(tmp_path / "tokens.json"))
        assert code == 0, said
        fill(page, "Quantity", "6")
        expect(page.get_by_role("alert")).to_contain_text("sign in again")
        page.goto(address)
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
