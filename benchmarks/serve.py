"""Requests a second of /v1/screen, and how long the slowest of a hundred takes, beside a bare endpoint.

Run: python benchmarks/serve.py [--seconds 10]. All are real servers on loopback, asked by the same clients in the
same run, in turn. The bare one is FastAPI in one process with the same body model: it validates the same request
and stores as many bytes as the journal does (the request, and what the journal holds of one beside it) in SQLite
(WAL, full sync), committing every request by itself, before it answers a few bytes; it judges nothing, explains
nothing, chains nothing. The journal commits together what waits together. The same again storing the request
alone is what earlier figures were measured beside. Every request is different in its facts. Then 1,000 clients at
once: each is served or refused, none hangs.
"""

import argparse
import asyncio
import json
import multiprocessing
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path
from typing import Any

import aiohttp

ROUNDS = 3
CLIENTS = 16
CROWD = 1000
BARE = """
import sqlite3, sys
import uvicorn
from fastapi import FastAPI
from recheck.service.api.bodies import ScreenBody

app = FastAPI()
database = sqlite3.connect(sys.argv[1], isolation_level=None, check_same_thread=False)
database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE stored (body TEXT, beside TEXT)")
beside = "x" * int(sys.argv[3])

@app.post("/v1/screen")
async def screen(body: ScreenBody) -> dict[str, object]:
    database.execute("INSERT INTO stored VALUES (?, ?)", (body.model_dump_json(), beside))
    return {"stored": True}

@app.get("/v1/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}

uvicorn.run(app, port=int(sys.argv[2]), log_level="critical", access_log=False)
"""


def body(number: int) -> dict[str, Any]:
    """A request that no other is like: massage, with other visits, ages and facts."""
    claim: dict[str, Any] = {"date_of_injury": "2014-11-03", "age": 20 + number % 60}
    if number % 3:
        claim["exercise_program"] = number % 3 == 1
    completed = {"massage_therapy": {"cervical": {"visits_completed": number // 180 % 12}}}
    return {
        "needs_physician": True,
        "case": {
            "case": f"bench-{number}",
            "claim": claim,
            "treatments": completed if number % 2 else {},
            "requests": {
                "massage": {
                    "treatment": "massage_therapy",
                    "body_region": "cervical",
                    "requested_on": "2015-03-02",
                    "quantity": {"disputed": 1 + number // 3 % 12, "unit": "visits"},
                }
            },
        },
    }


class Load:
    """What clients saw: how long each answer took, and its status."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.seconds = 0.0

    @property
    def rate(self) -> float:
        return self.statuses[200] / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def load(url: str, clients: int, seconds: float, first: int) -> Load:
    """Clients that each send one request after the other."""
    found = Load()
    number = first
    until = time.perf_counter() + seconds

    async def client(session: aiohttp.ClientSession) -> None:
        nonlocal number
        while time.perf_counter() < until:
            number += 1
            began = time.perf_counter()
            async with session.post(f"{url}/v1/screen", json=body(number)) as answer:
                await answer.read()
            found.times.append(time.perf_counter() - began)
            found.statuses[answer.status] += 1

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        began = time.perf_counter()
        await asyncio.gather(*(client(session) for _ in range(clients)))
        found.seconds = time.perf_counter() - began
    return found


async def crowd(url: str, clients: int) -> Load:
    """Many at once, one request each."""
    found = Load()

    async def client(number: int, session: aiohttp.ClientSession) -> None:
        began = time.perf_counter()
        try:
            async with session.post(f"{url}/v1/screen", json=body(number)) as answer:
                await answer.read()
                found.statuses[answer.status] += 1
        except aiohttp.ClientError:
            found.statuses[-1] += 1
        except TimeoutError:
            found.statuses[-2] += 1
        found.times.append(time.perf_counter() - began)

    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout) as session:
        began = time.perf_counter()
        await asyncio.gather(*(client(number, session) for number in range(clients)))
        found.seconds = time.perf_counter() - began
    return found


def port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@asynccontextmanager
async def serving(command: list[str], at: int) -> AsyncIterator[str]:
    """A server, once it answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{at}"
    try:
        async with aiohttp.ClientSession() as session:
            for _ in range(300):
                try:
                    async with session.get(f"{url}/v1/health"):
                        break
                except aiohttp.ClientError:
                    await asyncio.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait()


def held_beside(journal: Path) -> int:
    """How many bytes the journal holds of a request beside the request itself."""
    with closing(sqlite3.connect(journal)) as database:
        row = database.execute("SELECT avg(length(body)) FROM entries").fetchone()
    return int(row[0]) - len(json.dumps(body(0)))


async def run(seconds: float) -> None:
    folder = Path(tempfile.mkdtemp(prefix="recheck-bench-"))
    journal = folder / "journal.db"
    at = port()
    command = [sys.executable, "-m", "recheck", "serve", "--port", str(at), "--journal", str(journal)]
    async with serving(command, at) as screen, AsyncExitStack() as stack:
        await load(screen, CLIENTS, 2, 0)
        beside = held_beside(journal)
        bares = []
        for number, size in enumerate((beside, 0)):
            at = port()
            bare = [sys.executable, "-c", BARE, str(folder / f"bare{number}.db"), str(at), str(size)]
            bares.append(await stack.enter_async_context(serving(bare, at)))
            await load(bares[-1], CLIENTS, 2, 0)
        rounds: dict[str, list[Load]] = {url: [] for url in (screen, *bares)}
        for number in range(ROUNDS):
            for url, loads in rounds.items():
                loads.append(await load(url, CLIENTS, seconds, 100_000 * (number + 1)))
        alone = await load(screen, 1, min(seconds, 5), 10_000_000)
        print(f"{multiprocessing.cpu_count()} processors, shared with the clients; {CLIENTS} clients, {ROUNDS} rounds")
        print(f"{'':<34}{'requests/s':>12}{'median':>12}{'p99':>12}")
        rates = []
        names = "/v1/screen, judged and chained", "bare, as many bytes stored", "bare, the request alone"
        for name, url in zip(names, rounds, strict=True):
            rates.append(statistics.median(each.rate for each in rounds[url]))
            middle = statistics.median(each.percentile(0.5) for each in rounds[url])
            slow = statistics.median(each.percentile(0.99) for each in rounds[url])
            print(f"{name:<34}{rates[-1]:>12,.0f}{middle:>9.1f} ms{slow:>9.1f} ms")
            wrong = sum((each.statuses for each in rounds[url]), Counter())
            assert set(wrong) == {200}, wrong
        print(f"one client alone, /v1/screen      {alone.rate:>12,.0f}{alone.percentile(0.5):>9.1f} ms", end="")
        print(f"{alone.percentile(0.99):>9.1f} ms")
        print(f"{rates[0] / rates[1]:.2f} times the rate of the bare endpoint that stores as much (aim: 0.5), ", end="")
        print(f"{rates[0] / rates[2]:.2f} times that of one that stores the request alone")
        many = await crowd(screen, CROWD)
        print(
            f"{CROWD:,} clients at once: {many.statuses[200]} served, {many.statuses[503]} refused with 503, ", end=""
        )
        print(f"{many.statuses[-1]} broken, {many.statuses[-2]} hung; the last after {max(many.times):.1f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=10)
    asyncio.run(run(parser.parse_args().seconds))
