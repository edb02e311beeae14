"""A real browser, headless, as tests use it: what a page logs, fetches, and how wide it comes out."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


@dataclass(frozen=True)
class Seen:
    """What happened when a page was opened."""

    text: str
    """The page as it stood, after scripts."""
    console: list[str]
    fetched: list[str]
    """What the page asked for beside itself."""


def opened(page: Path, folder: Path, *, width: int = 1200, height: int = 2000, shot: Path | None = None) -> Seen:
    """Open a page from disk, with every host out of reach."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    assert found, f"this test needs a browser on the PATH: one of {', '.join(NAMES)} (Debian: apt-get install chromium)"
    log = folder / "net.json"
    words = [
        "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={folder / 'profile'}", f"--window-size={width},{height}", "--enable-logging=stderr",
        f"--log-net-log={log}", f"--screenshot={shot}" if shot else "--dump-dom", page.absolute().as_uri(),
    ]  # fmt: skip
    ran = subprocess.run([found, *words], capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stderr[-2000:]
    return Seen(ran.stdout, [line for line in ran.stderr.splitlines() if ":CONSOLE" in line], _fetched(log))


def _fetched(log: Path) -> list[str]:
    """What was asked for by a page from disk, whose origin is null; the browser's own requests have another."""
    text = log.read_text(encoding="utf-8")
    try:
        events = json.loads(text)["events"]
    except json.JSONDecodeError:  # the browser ended before its log did
        events = json.loads(text.rstrip().rstrip(",") + "]}")["events"]
    found = [event["params"] for event in events if "url" in event.get("params", {})]
    return [each["url"] for each in found if each.get("initiator") == "null"]
