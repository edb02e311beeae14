"""The service as its users run it: a process of its own on a free port, started, asked, killed."""

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from conftest import ROOT

PATIENCE = 60


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Served:
    """`recheck serve` on a port of its own."""

    def __init__(self, folder: Path, *words: str, journal: str | None = None, **more: Any) -> None:
        self.folder = folder
        self.port = free_port()
        self.log = (folder / f"log-{self.port}").open("w")
        command = [sys.executable, "-m", "recheck", "serve", "--port", str(self.port)]
        command += ["--journal", journal or str(folder / "journal.db"), *words]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=self.log, stderr=self.log, **more)

    def wait(self) -> "Served":
        """Until it answers."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise AssertionError(Path(self.log.name).read_text())
            if self.get("/v1/health")[0] == 200:
                return self
            time.sleep(0.05)
        raise AssertionError("it does not answer")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> tuple[int, Any]:
        """Status and JSON; 0 where nobody answers."""
        return self._open(urllib.request.Request(self.url + path))

    def post(self, path: str, body: object, key: str | None = None) -> tuple[int, Any]:
        """Status and JSON; 0 where nobody answers."""
        headers = {"Content-Type": "application/json", **({"Idempotency-Key": key} if key else {})}
        return self._open(urllib.request.Request(self.url + path, json.dumps(body).encode(), headers))

    def put(self, path: str, body: object) -> tuple[int, Any]:
        """Status and JSON; 0 where nobody answers."""
        headers = {"Content-Type": "application/json"}
        return self._open(urllib.request.Request(self.url + path, json.dumps(body).encode(), headers, method="PUT"))

    def _open(self, request: urllib.request.Request) -> tuple[int, Any]:
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)
        except (OSError, ValueError, EOFError):
            return 0, None
        except Exception as error:  # half an answer of a server that was killed
            if type(error).__module__ == "http.client":
                return 0, None
            raise

    def kill(self) -> None:
        """As the system does it when memory is short: nothing is told."""
        self.process.kill()
        self.process.wait()
        self.log.close()

    def stop(self) -> int:
        """As an operator does it: what was begun is finished."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(PATIENCE)
        self.log.close()
        return code


@contextmanager
def served(folder: Path, *words: str, journal: str | None = None) -> Iterator[Served]:
    """A running service, ended afterwards."""
    found = Served(folder, *words, journal=journal)
    try:
        yield found.wait()
    finally:
        if found.process.poll() is None:
            found.kill()
