"""The commands of docs/service.md and docs/journal.md do what they say: run as written, but for ports and addresses."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conftest import ROOT
from served import free_port

SECTION = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("service.md", "journal.md"))
USUAL = "localhost:8080"
TABLE = "Claim Number,Line,Treatment,RFA Date,Decision\n7,1,Massage therapy,03/02/2015,Denied\n"


def commands() -> list[str]:
    """Every command of the pages, whole where it goes on over several lines."""
    found: list[str] = []
    for block in re.findall(r"```text\n(.*?)```", SECTION, re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append(line[2:])
            elif found and found[-1].count("'") % 2:
                found[-1] += "\n" + line
    return found


def of(beginning: str) -> list[str]:
    return [each for each in commands() if each.startswith(beginning)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a reader would stand: the cases beside, and `recheck` among the commands."""
    command = tmp_path / "bin" / "recheck"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m recheck "$@"\n')
    command.chmod(0o755)
    (tmp_path / "cases").symlink_to(ROOT / "cases")
    own = tmp_path / "my-rules" / "mtus-chronic-pain-2009"
    own.mkdir(parents=True)
    shutil.copy(ROOT / "rules/mtus-chronic-pain-2009/massage_therapy.yaml", own)
    return tmp_path


def surroundings(folder: Path) -> dict[str, str]:
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT / "engine")}


def does(folder: Path, command: str) -> str:
    """What a command prints."""
    found = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, cwd=folder, env=surroundings(folder), check=False
    )
    assert found.returncode == 0, command + found.stderr
    return found.stdout


@contextmanager
def started(folder: Path, command: str, port: int) -> Iterator[None]:
    """A command that serves, until it is not needed; it ends as it should."""
    words = ["bash", "-c", f"exec {command.split('  #', maxsplit=1)[0]} --port {port}"]
    log = (folder / "log").open("w")
    process = subprocess.Popen(words, cwd=folder, env=surroundings(folder), stdout=log, stderr=log)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0, (folder / "log").read_text()
        log.close()


def answers(address: str) -> None:
    """Wait until somebody answers."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://{address}/v1/ready", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("nobody answers")


def test_the_service_is_started_and_asked_as_the_page_says(folder: Path) -> None:
    (folder / "ur.csv").write_text(TABLE)
    (folder / "map.yaml").write_text(
        "columns:\n  case: Claim Number\n  request: Line\n"
        "  treatment: {from: Treatment, values: {Massage therapy: massage_therapy}}\n"
        '  requested_on: {from: RFA Date, dates: "%m/%d/%Y"}\n'
        "  outcome: {from: Decision, values: {Denied: denied}}\n"
    )
    serve, *_ = of("recheck serve")
    assert serve == "recheck serve"
    asked = of("curl")
    assert len(asked) == 5
    port = free_port()
    here = f"localhost:{port}"
    with started(folder, serve, port):
        answers(here)
        first, again, audit, result, decide = (each.replace(USUAL, here) for each in asked)
        said = json.loads(does(folder, first))
        assert said["recommendations"][0]["recommendation"] == "modify"
        assert said["recommendations"][0]["quantity"] == 6
        assert json.loads(does(folder, first)) == said
        proved = json.loads(does(folder, again))
        assert proved["recommendations"][0]["exact"]["possible"][0] == "approve", proved
        job = json.loads(does(folder, audit))
        while job["state"] in ("waiting", "running"):
            time.sleep(0.2)
            job = json.loads(does(folder, f"curl -s {here}/v1/audits/{job['id']}"))
        assert job["state"] == "done", job
        assert json.loads(does(folder, result.replace("ID", job["id"])))["summary"]["requests"] == 1
        decided = json.loads(does(folder, decide.replace("ID", said["entries"][0]["id"], 1)))
        assert decided["sequence"] > said["entries"][0]["sequence"] and decided["digest"].startswith("sha256:"), decided


def test_a_token_is_made_and_the_service_beyond_loopback_asks_for_it(folder: Path) -> None:
    token = does(folder, of("recheck token")[0])
    does(
        folder,
        "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=recheck.example -keyout tls.key -out tls.crt",
    )
    serve = of("recheck serve --host")[0].replace("10.0.0.5", "127.0.0.1")
    port = free_port()
    ask = f"curl -s -k https://127.0.0.1:{port}/v1/treatments?words=norco"
    with started(folder, serve, port):
        does(folder, f"{ask} --retry 30 --retry-connrefused --retry-delay 1")
        assert json.loads(does(folder, ask))["problems"][0]["code"] == "no-token"
        word = next(each for each in token.split() if len(each) > 30)
        found = json.loads(does(folder, f"{ask} -H 'Authorization: Bearer {word}'"))
        assert found["treatments"][0]["treatment"].startswith("hydrocodone")


def test_the_journal_is_listed_verified_replayed_and_exported_as_the_page_says(folder: Path) -> None:
    kept = [*of("recheck screen"), *of("recheck journal")]
    assert [each.split()[1:3] for each in kept][1:] == [
        ["journal", word] for word in ("list", "verify", "replay", "export")
    ]
    said = [does(folder, each) for each in kept]
    assert "imr-seed-004" in said[1]
    assert "1 entry" in said[2]
    assert (folder / "journal.parquet").stat().st_size > 0


def test_every_command_is_tried_here() -> None:
    tried = [*of("recheck serve"), *of("curl"), *of("recheck token"), *of("recheck screen"), *of("recheck journal")]
    assert set(commands()) - set(tried) == {"pip install -c constraints.txt -e '.[service,letters]'"}
