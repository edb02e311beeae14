"""Killed, out of room, without its database: nothing that was acknowledged is lost, and nothing is doubled."""

import random
import resource
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from postgres import postgres_server
from recheck.service.journal.store import Journal, open_journal
from recheck.service.journal.verify import verify
from served import Served, served
from service_fixtures import massage

pytestmark = pytest.mark.slow
KILLS = 50
CLIENTS = 6


class Clients:
    """Offices that send, each with a key of its own for each request, again and again until it is acknowledged."""

    def __init__(self) -> None:
        self.acknowledged: dict[str, dict[str, Any]] = {}
        self.statuses: Counter[int] = Counter()
        self.server: Served | None = None
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._send, args=(number,)) for number in range(CLIENTS)]

    def __enter__(self) -> "Clients":
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for each in self._threads:
            each.join()

    def _send(self, number: int) -> None:
        count = 0
        while not self._over.is_set():
            key = f"office-{number}-{count}"
            body = {"case": massage(age=20 + (count + number) % 60)}
            status, found = self.server.post("/v1/screen", body, key) if self.server else (0, None)
            with self._lock:
                self.statuses[status] += 1
            if status == 200:
                self._keep(key, found["entries"][0])
                count += 1
            else:
                assert status in (0, 503), found
                time.sleep(0.02)

    def _keep(self, key: str, receipt: dict[str, Any]) -> None:
        with self._lock:
            assert key not in self.acknowledged
            self.acknowledged[key] = receipt


def all_is_there(journal: Journal, clients: Clients) -> None:
    """The chain verifies; every receipt is in it as it was given; no key stands for two entries."""
    found = verify(journal)
    assert found.problems == ()
    entries = {entry.id: entry for entry in journal.everything()}
    for receipt in clients.acknowledged.values():
        assert entries[receipt["id"]].digest == receipt["digest"]
    keys = Counter(entry.call_key for entry in entries.values())
    assert set(keys.values()) == {1}
    assert len({receipt["id"] for receipt in clients.acknowledged.values()}) == len(clients.acknowledged)


def until(enough: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not enough():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_killed_under_load_it_loses_and_doubles_nothing(tmp_path: Path) -> None:
    chance = random.Random(8)
    with Clients() as clients:
        for _ in range(KILLS):
            server = Served(tmp_path).wait()
            clients.server = server
            before = len(clients.acknowledged)
            until(lambda before=before: len(clients.acknowledged) > before + CLIENTS)  # type: ignore[misc]
            time.sleep(chance.uniform(0, 0.3))
            server.kill()
        clients.server = Served(tmp_path).wait()
        before = len(clients.acknowledged)
        until(lambda: len(clients.acknowledged) > before + 5 * CLIENTS)
    assert clients.server.stop() == 0
    assert len(clients.acknowledged) > KILLS * CLIENTS
    journal = open_journal(str(tmp_path / "journal.db"), create=False)
    all_is_there(journal, clients)
    print(f"{KILLS} kills, {len(clients.acknowledged)} acknowledged, {journal.last().sequence} entries")
    journal.close()


def test_stopped_under_load_it_finishes_what_it_began(tmp_path: Path) -> None:
    with Clients() as clients:
        for _ in range(5):
            clients.server = Served(tmp_path).wait()
            before = len(clients.acknowledged)
            until(lambda before=before: len(clients.acknowledged) > before + 20)  # type: ignore[misc]
            assert clients.server.stop() == 0
    journal = open_journal(str(tmp_path / "journal.db"), create=False)
    all_is_there(journal, clients)
    journal.close()


def test_when_the_disk_is_full_it_refuses_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    server = Served(tmp_path).wait()
    with Clients() as clients:
        clients.server = server
        for _ in range(3):
            until(lambda: len(clients.acknowledged) > 20)
            full = max(each.stat().st_size for each in tmp_path.glob("journal.db*"))
            unlimited = resource.RLIM_INFINITY
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (full, unlimited))
            before = clients.statuses[503]
            until(lambda before=before: clients.statuses[503] > before + 20)  # type: ignore[misc]
            assert server.get("/v1/health")[0] == 200
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (unlimited, unlimited))
            count = len(clients.acknowledged)
            until(lambda count=count: len(clients.acknowledged) > count + 20)  # type: ignore[misc]
    assert server.stop() == 0
    journal = open_journal(str(tmp_path / "journal.db"), create=False)
    all_is_there(journal, clients)
    journal.close()


def test_while_the_database_is_held_by_another_it_refuses_and_goes_on(tmp_path: Path) -> None:
    with served(tmp_path) as server, Clients() as clients:
        clients.server = server
        until(lambda: len(clients.acknowledged) > 20)
        other = sqlite3.connect(tmp_path / "journal.db", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        until(lambda: clients.statuses[503] > 0)
        other.execute("ROLLBACK")
        other.close()
        before = len(clients.acknowledged)
        until(lambda: len(clients.acknowledged) > before + 20)
        clients._over.set()
    journal = open_journal(str(tmp_path / "journal.db"), create=False)
    all_is_there(journal, clients)
    journal.close()


def test_while_the_database_server_is_away_it_refuses_and_goes_on_when_it_is_back(tmp_path: Path) -> None:
    head = tmp_path / "head"
    with postgres_server() as database:
        server = Served(tmp_path, "--head", str(head), journal=database.address).wait()
        with Clients() as clients:
            clients.server = server
            for _ in range(5):
                before = len(clients.acknowledged)
                until(lambda before=before: len(clients.acknowledged) > before + 20)  # type: ignore[misc]
                database.stop()
                refused = clients.statuses[503]
                until(lambda refused=refused: clients.statuses[503] > refused + CLIENTS)  # type: ignore[misc]
                assert server.get("/v1/ready")[0] == 503
                database.start()
            before = len(clients.acknowledged)
            until(lambda: len(clients.acknowledged) > before + 20)
            assert server.get("/v1/ready")[0] == 200
        assert server.stop() == 0
        journal = open_journal(database.address, head, create=False)
        all_is_there(journal, clients)
        journal.close()
