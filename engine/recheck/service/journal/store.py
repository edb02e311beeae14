"""The journal in its database: opened, appended to, read.

Comes in: an address (a SQLite file, or PostgreSQL) and drafts. Goes out: entries, once the transaction that
holds them is committed and the head is written outside the database; not before. Several drafts share one
commit, and several processes may append: each transaction first takes the journal for itself.
"""

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from recheck.model.problem import Place, Problem, ProblemsFound, Source
from recheck.service.journal.entry import NOTHING_BEFORE, Draft, Entry, KeyReused, sealed
from recheck.service.journal.head import Head, HeadFile
from recheck.service.journal.tables import entries

LATEST = "0001"
"""The version of the tables that this program writes."""
ONE_AT_A_TIME = 0x494D52
"""The advisory lock of PostgreSQL that stands for appending: 'IMR'."""
PATIENCE = 10
"""Seconds that one writer waits for another."""
AT_ONCE = 500
LAST = "SELECT sequence, digest FROM entries ORDER BY sequence DESC LIMIT 1"
"""Asked before every append."""

Wanted = Mapping[str, str]
"""Columns, and the values that they must have."""
NOTHING: Wanted = MappingProxyType({})
Answer = tuple[Entry, ...] | KeyReused
Clock = Callable[[], datetime]


def now() -> datetime:
    """The time, as entries carry it."""
    return datetime.now(UTC)


class Unavailable(Exception):
    """The database or the head could not be written; nothing was acknowledged."""


class Journal:
    """An open journal."""

    def __init__(self, engine: Engine, head: HeadFile, clock: Clock = now) -> None:
        self.engine = engine
        self.head = head
        self.clock = clock

    def append(self, calls: Sequence[Sequence[Draft]]) -> list[Answer]:
        """Put down the drafts of several calls in one transaction, in their order.

        A call whose key was used before adds nothing: it gets the entries of the first, or is told that the key
        was used for something else.

        Raises:
            Unavailable: nothing was acknowledged; whether it was written is not known.
        """
        try:
            with self.writing() as connection:
                last = self._last(connection)
                new: list[Entry] = []
                answers = [self._answer(connection, drafts, last, new) for drafts in calls]
                if new:
                    connection.execute(entries.insert(), [_row(each) for each in new])
            self._witness(Head(new[-1].sequence, new[-1].digest) if new else last)
        except (sa.exc.SQLAlchemyError, OSError) as error:
            raise Unavailable(reason_of(error)) from error
        return answers

    def _answer(self, connection: Connection, drafts: Sequence[Draft], last: Head, new: list[Entry]) -> Answer:
        key = drafts[0].call_key if drafts else None
        if key is not None:
            known = tuple(each for each in new if each.call_key == key) or self._of_key(connection, key)
            if known:
                same = known[0].said["input_digest"] == drafts[0].input_digest
                return known if same else KeyReused(key)
        found = []
        for draft in drafts:
            before = new[-1] if new else None
            place, previous = (before.sequence, before.digest) if before else (last.sequence, last.digest)
            found.append(sealed(draft, place + 1, previous, self.clock(), str(uuid4())))
            new.append(found[-1])
        return tuple(found)

    def of_key(self, key: str) -> tuple[Entry, ...]:
        """The entries of the call that used a key; none where it is new.

        Raises:
            Unavailable: the database does not answer, or the head cannot be written.
        """
        with self.reading() as connection:
            known = self._of_key(connection, key)
            last = self._last(connection)
        if known:
            try:
                self._witness(last)
            except OSError as error:
                raise Unavailable(reason_of(error)) from error
        return known

    def _witness(self, last: Head) -> None:
        """Write the head outside: nothing is acknowledged, not even again, before it is there."""
        if last.sequence:
            self.head.write(last)

    def get(self, name: str) -> Entry | None:
        """The entry of an id."""
        with self.reading() as connection:
            row = connection.execute(sa.select(entries).where(entries.c.id == name)).mappings().first()
            return _entry(row) if row else None

    def last(self) -> Head:
        """The last entry's place and digest."""
        with self.reading() as connection:
            return self._last(connection)

    def everything(self, start: int = 1, wanted: Wanted = NOTHING) -> Iterator[Entry]:
        """All entries in the order of the chain, or those wanted, a few hundred in memory at a time.

        Raises:
            Unavailable: the database does not answer.
        """
        while True:
            found = self.page(start, AT_ONCE, wanted)
            yield from found
            if len(found) < AT_ONCE:
                return
            start = found[-1].sequence + 1

    def page(self, start: int, count: int, wanted: Wanted = NOTHING, *, latest_first: bool = False) -> list[Entry]:
        """Entries from a place in the chain on, only those whose columns have the wanted values."""
        place = entries.c.sequence
        query = sa.select(entries).where(*(entries.c[name] == value for name, value in wanted.items())).limit(count)
        if latest_first:
            query = query.order_by(place.desc()).where(place <= start)
        else:
            query = query.order_by(place).where(place >= start)
        with self.reading() as connection:
            return [_entry(row) for row in connection.execute(query).mappings()]

    def is_there(self) -> bool:
        """Whether the database answers."""
        try:
            self.last()
        except Unavailable:
            return False
        return True

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for queries.

        Raises:
            Unavailable: the database does not answer.
        """
        try:
            with self.engine.connect() as connection:
                yield connection
        except sa.exc.SQLAlchemyError as error:
            raise Unavailable(reason_of(error)) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that has the journal for itself."""
        with self.engine.connect().execution_options(recheck_writes=True) as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
                connection.execute(sa.text("SET LOCAL synchronous_commit TO on"))
            yield connection

    def close(self) -> None:
        """Let the database and the file go."""
        self.engine.dispose()
        self.head.close()

    def _last(self, connection: Connection) -> Head:
        row = connection.exec_driver_sql(LAST).first()
        return Head(row[0], row[1]) if row else Head(0, NOTHING_BEFORE)

    def _of_key(self, connection: Connection, key: str) -> tuple[Entry, ...]:
        query = sa.select(entries).where(entries.c.call_key == key).order_by(entries.c.call_place)
        return tuple(_entry(row) for row in connection.execute(query).mappings())


def open_journal(address: str, head: Path | None = None, *, create: bool = True, clock: Clock = now) -> Journal:
    """The journal at an address, its tables brought up to date.

    Args:
        address: a file, or an address that SQLAlchemy knows, such as postgresql+psycopg://user@host/name.
        head: the file of the head; beside the database where that is a file.
        create: whether a journal that is not there is made.
        clock: what entries are dated by.

    Raises:
        ProblemsFound: there is none, it cannot be opened, or the file of the head is not said.
    """
    where = Place(Source(shown_address(address)))
    if "://" not in address:
        file = Path(address)
        if not create and not file.exists():
            hint = "recheck serve and recheck screen --record make one"
            raise ProblemsFound([Problem("no-journal", "there is no journal here", where, hint)])
        head = head or file.with_name(file.name + ".head")
        address = f"sqlite:///{file}"
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ProblemsFound([Problem("unwritable", f"no journal can be made: {error.strerror}", where)]) from error
    if head is None:
        hint = "name a file on another disk or machine: --head FILE"
        message = "the head of a journal in a database server is kept in a file, and none is named"
        raise ProblemsFound([Problem("no-head-file", message, where, hint)])
    try:
        engine = engine_of(address)
        _migrate(engine, create)
    except (sa.exc.SQLAlchemyError, ImportError, OSError) as error:
        hint = "see that the address is right and that the server answers"
        message = f"the journal cannot be opened: {reason_of(error)}"
        raise ProblemsFound([Problem("journal-unavailable", message, where, hint)]) from error
    return Journal(engine, HeadFile(head), clock)


def engine_of(address: str, *, secure_delete: bool = False) -> Engine:
    """The database of an address; of a file, whether what is deleted is overwritten."""
    url = sa.make_url(address)
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": PATIENCE})
    engine = sa.create_engine(url, connect_args={"timeout": PATIENCE, "check_same_thread": False})

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None  # transactions begin where we say so, not where sqlite3 guesses
        pragmas = ["journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF"]
        for pragma in [*pragmas, *(["secure_delete=ON"] if secure_delete else [])]:
            connection.execute(f"PRAGMA {pragma}").close()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("recheck_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _migrate(engine: Engine, create: bool) -> None:
    """Bring the tables up to date; Alembic is loaded only where there is something to do."""
    with engine.connect() as connection:
        if sa.inspect(connection).has_table("alembic_version"):
            version = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
            if version == LATEST:
                return
    if not create:
        raise sa.exc.InvalidRequestError("the database holds no journal of this version")
    config_of = importlib.import_module("alembic.config").Config
    command = importlib.import_module("alembic.command")
    config = config_of()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect().execution_options(recheck_writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _row(entry: Entry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in entries.c.keys()}  # noqa: SIM118  # the names of the columns


def _entry(row: sa.RowMapping) -> Entry:
    return Entry(**{name: row[name] for name in entries.c.keys()})  # noqa: SIM118  # the names of the columns


def reason_of(error: Exception) -> str:
    """Why, in one line, without the statement and its values: they may hold facts."""
    origin = getattr(error, "orig", None) or error
    text = str(origin).strip().splitlines()
    return text[0] if text else type(origin).__name__


def shown_address(address: str) -> str:
    """An address without its password."""
    return sa.make_url(address).render_as_string(hide_password=True) if "://" in address else address
