"""A PostgreSQL server of the tests' own: made in a temporary folder, started, killed, started again.

The server refuses to run as root; there it runs as `postgres` or `nobody`. Where no server is installed, the
tests that need one are skipped and say so; with CI set they fail.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from absent import absent
from served import free_port

QUICK = ("fsync=on", "full_page_writes=on", "shared_buffers=16MB", "max_connections=40")


def _user() -> str | None:
    """Whom the server runs as; None: as ourselves."""
    if os.getuid() != 0:
        return None
    known = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


class Postgres:
    """One server with one database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.data = folder / "data"
        self.user = _user()
        if self.user:
            shutil.chown(folder, self.user)
        self._run("initdb", "-D", str(self.data), "-U", "recheck", "--auth=trust", "--encoding=UTF8", "--no-locale")

    @property
    def address(self) -> str:
        """As SQLAlchemy knows it."""
        return f"postgresql+psycopg://recheck@127.0.0.1:{self.port}/postgres"

    @property
    def url(self) -> str:
        """As users write it."""
        return f"postgres://recheck@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = " ".join(f"-c {each}" for each in QUICK)
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder} {settings}"
        self._run("pg_ctl", "-D", str(self.data), "-o", options, "-l", str(self.folder / "log"), "-w", "start")

    def stop(self, how: str = "immediate") -> None:
        """Stop it; immediately is as a crash."""
        self._run("pg_ctl", "-D", str(self.data), "-m", how, "-w", "stop")

    def _run(self, program: str, *words: str) -> None:
        with (self.folder / "told").open("a") as told:
            found = subprocess.run(
                [program, *words],
                user=self.user,
                cwd=self.folder,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
                stdout=subprocess.DEVNULL,
                stderr=told,
                check=False,
            )
        assert found.returncode == 0, (program, (self.folder / "told").read_text()[-2000:])


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """A running server, gone afterwards."""
    if shutil.which("initdb") is None or shutil.which("pg_ctl") is None:
        absent("no PostgreSQL server is installed here")
    folder = Path(tempfile.mkdtemp(prefix="recheck-postgres-"))
    server = Postgres(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
