"""What the tests of the pages share: the service as users start it, and a real browser that watches what happens.

Every page is opened with all hosts but this machine out of reach; what it logs as an error, or asks of another
host, fails the test that opened it.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
HERE = ("127.0.0.1", "localhost")
FOR_AN_ANSWER = 60_000
"""Milliseconds: the machine may be busy with other tests."""
Opened = Callable[..., "Page"]


@contextmanager
def serving(folder: Path, *words: str) -> Iterator[str]:
    """`recheck serve` in a folder, until it is not needed any more; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    log = (folder / "serve.log").open("w+")
    process = subprocess.Popen(
        [sys.executable, "-m", "recheck", "serve", "--port", str(port), *words],
        cwd=folder, stdout=log, stderr=log, env={**os.environ, "PYTHONPATH": str(ROOT / "engine")},
    )  # fmt: skip
    try:
        for _ in range(240):
            assert process.poll() is None, (folder / "serve.log").read_text()
            try:
                with urllib.request.urlopen(f"{address}/v1/ready", timeout=2):
                    break
            except OSError:
                time.sleep(0.25)
        else:
            raise AssertionError((folder / "serve.log").read_text())
        yield address
    finally:
        process.terminate()
        process.wait(60)
        log.close()
        said = (folder / "serve.log").read_text()
        assert "Traceback" not in said, said[-4000:]
        assert '"fault"' not in said, said[-4000:]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One service for all tests that change nothing of it but its journal."""
    with serving(tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Chromium: Playwright's own where it is installed, else the system's."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        found = own if Path(own).exists() else next(filter(None, map(shutil.which, NAMES)), None)
        assert found, f"these tests need a browser: `playwright install chromium`, or one of {', '.join(NAMES)}"
        rules = "--host-resolver-rules=MAP * ~NOTFOUND, " + ", ".join(f"EXCLUDE {each}" for each in HERE)
        launched = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", rules])
        yield launched
        launched.close()


@pytest.fixture
def opened(browser: "Browser", served: str) -> Iterator[Opened]:
    """Opens pages of the service; at the end nothing may have gone wrong on them."""
    with watching(browser) as open_page:
        yield lambda path="/", **more: open_page(served + path, **more)


@contextmanager
def watching(browser: "Browser") -> Iterator[Opened]:
    """Opens pages, and fails where one logged an error or asked for something elsewhere."""
    from playwright.sync_api import expect

    wrong: list[str] = []
    contexts = []

    def open_page(address: str, *, width: int = 1280, height: int = 900) -> "Page":
        context = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(FOR_AN_ANSWER)
        page.on("console", lambda said: wrong.append(f"console: {said.text}") if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
        page.on("request", lambda asked: None if is_here(asked.url) else wrong.append(f"elsewhere: {asked.url}"))
        answer = page.goto(address)
        if answer is not None and answer.ok:
            page.locator("main:not([aria-busy])").wait_for(state="attached")
        return page

    expect.set_options(timeout=FOR_AN_ANSWER)
    yield open_page
    for context in contexts:
        context.close()
    assert not wrong


def is_here(address: str) -> bool:
    """Whether an address is of this machine, or holds its data itself."""
    return address.startswith(("data:", "blob:", "about:")) or address.split("/")[2].split(":", maxsplit=1)[0] in HERE


def accessible(page: "Page") -> None:
    """Axe finds nothing on a page as it stands."""
    from axe_playwright_python.sync_playwright import Axe

    found: dict[str, Any] = Axe().run(page).response
    assert found["passes"] is not None
    told = [
        f"{each['id']}: {each['help']}: {node['html'][:200]}" for each in found["violations"] for node in each["nodes"]
    ]
    assert not told, "\n".join(told)


def question(page: "Page", words: str) -> "Locator":
    """The question that holds these words."""
    return page.locator(".questions > li", has_text=words)


def headline(page: "Page") -> "Locator":
    """The recommendation in a line."""
    return page.locator(".headline")


def fill(page: "Page", label: str, value: str) -> None:
    """Fill a field and leave it, as one does before going on."""
    field = page.get_by_label(label, exact=True)
    field.fill(value)
    field.blur()


def massage_of_the_neck(page: "Page") -> None:
    """Eight visits of massage for the neck, asked for in March 2015."""
    from playwright.sync_api import expect

    page.get_by_label("Treatment, in any words").fill("massage neck 8 visits")
    expect(page.get_by_role("button", name="Massage therapy")).to_have_attribute("aria-pressed", "true")
    fill(page, "Requested on", "2015-03-02")
    fill(page, "Date of injury", "2014-11-03")
    expect(headline(page)).to_contain_text("facts that decide are not documented")
