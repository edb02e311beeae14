"""Kept screenings in their database: put down, found again, and gone after so many days.

Beside a journal that is a SQLite file they have a file of their own, so that the journal, which forgets nothing,
never holds them; what is deleted there is overwritten. Beside a journal in a database server they are a table of the
same database. Whatever is acknowledged is committed and flushed.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from recheck.model.problem import Place, Problem, ProblemsFound, Source
from recheck.service.drafts.draft import Draft, Note
from recheck.service.drafts.tables import drafts, metadata
from recheck.service.journal.store import Clock, Unavailable, engine_of, now, reason_of, shown_address
from recheck.service.roles import Caller, Role

SUFFIX = ".drafts"
MOST = 500
"""Screenings of one owner that are listed at a time."""


class Stale(Exception):
    """Somebody has changed the screening meanwhile, or deleted it."""


class Drafts:
    """The kept screenings of a service."""

    def __init__(self, engine: Engine, days: int, clock: Clock = now) -> None:
        self.engine = engine
        self.days = days
        self.clock = clock

    def keep(
        self,
        owner: str,
        title: str,
        standing: str,
        state: Mapping[str, object],
        notes: Sequence[Note] | None = None,
        before: Draft | None = None,
    ) -> Draft:
        """Put a screening down as it stands; it is on the disk once this returns.

        Args:
            owner: whose it is.
            title: the request in words.
            standing: what the rules say of it, in a word.
            state: what was put in, as plain data.
            notes: the notes beside it; None leaves those that are there.
            before: the screening that this goes on from; None begins one.

        Raises:
            Stale: what it goes on from was changed or deleted meanwhile.
            Unavailable: it could not be written.
        """
        at = self.clock()
        values: dict[str, Any] = {
            "title": title,
            "standing": standing,
            "changed": _text(at),
            "state": json.dumps(dict(state), ensure_ascii=False),
        }
        if notes is not None or before is None:
            values["notes"] = json.dumps([asdict(each) for each in notes or ()], ensure_ascii=False)
        kept = tuple(notes) if notes is not None else before.notes if before else ()
        if before is None:
            made = Draft(str(uuid4()), owner, title, standing, 1, at, at, state, kept)
            self._write(drafts.insert().values(id=made.id, owner=owner, version=1, begun=_text(at), **values))
            return made
        version = before.version + 1
        same = (drafts.c.id == before.id) & (drafts.c.version == before.version)
        if not self._write(drafts.update().where(same).values(version=version, **values)):
            raise Stale
        return Draft(before.id, before.owner, title, standing, version, before.begun, at, state, kept)

    def get(self, name: str, caller: Caller) -> Draft | None:
        """A screening, for who may see it; None where there is none that they may see.

        Raises:
            Unavailable: the database does not answer.
        """
        self.forget()
        found = self._read(drafts.select().where(drafts.c.id == name))
        return found[0] if found and found[0].is_of(caller) else None

    def listed(self, caller: Caller, *, everybody: bool = False) -> list[Draft]:
        """Somebody's own screenings, the latest first; everybody's, for who runs the service.

        Raises:
            Unavailable: the database does not answer.
        """
        self.forget()
        query = drafts.select().order_by(drafts.c.changed.desc()).limit(MOST)
        if not (everybody and Role.ADMIN in caller.roles):
            query = query.where(drafts.c.owner == caller.name)
        return self._read(query)

    def delete(self, name: str, caller: Caller) -> bool:
        """Delete a screening; False where there is none that this caller may delete.

        Raises:
            Unavailable: it could not be deleted.
        """
        mine = drafts.c.id == name
        if Role.ADMIN not in caller.roles:
            mine &= drafts.c.owner == caller.name
        return bool(self._write(drafts.delete().where(mine), overwrite=True))

    def forget(self) -> int:
        """Delete what nobody has changed for as many days as screenings are kept; how many there were.

        Raises:
            Unavailable: they could not be deleted.
        """
        old = drafts.c.changed < _text(self.clock() - timedelta(days=self.days))
        if not self._count(old):
            return 0
        return self._write(drafts.delete().where(old), overwrite=True)

    def close(self) -> None:
        """Let the database go."""
        self.engine.dispose()

    def _count(self, which: sa.ColumnElement[bool]) -> int:
        try:
            with self.engine.connect() as connection:
                query = sa.select(sa.func.count()).select_from(drafts).where(which)
                return int(connection.execute(query).scalar() or 0)
        except sa.exc.SQLAlchemyError as error:
            raise Unavailable(reason_of(error)) from error

    def _read(self, query: sa.Select[Any]) -> list[Draft]:
        try:
            with self.engine.connect() as connection:
                return [_draft(row) for row in connection.execute(query).mappings()]
        except sa.exc.SQLAlchemyError as error:
            raise Unavailable(reason_of(error)) from error

    def _write(self, statement: sa.Executable, *, overwrite: bool = False) -> int:
        """Commit one statement; how many screenings it was about."""
        try:
            with self.engine.connect().execution_options(recheck_writes=True) as connection, connection.begin():
                if connection.dialect.name == "postgresql":
                    connection.execute(sa.text("SET LOCAL synchronous_commit TO on"))
                count = connection.execute(statement).rowcount
            if overwrite and count and self.engine.dialect.name == "sqlite":
                with closing(self.engine.raw_connection()) as raw:
                    raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sa.exc.SQLAlchemyError as error:
            raise Unavailable(reason_of(error)) from error
        return int(count)


def open_drafts(journal: str, days: int, clock: Clock = now) -> Drafts:
    """The kept screenings beside a journal.

    Args:
        journal: the journal's address.
        days: how long one is kept that nobody changes.
        clock: what they are dated by.

    Raises:
        ProblemsFound: they cannot be opened.
    """
    address = journal if "://" in journal else f"sqlite:///{journal}{SUFFIX}"
    try:
        if "://" not in journal:
            Path(journal + SUFFIX).touch(mode=0o600)
        engine = engine_of(address, secure_delete=True)
        with engine.connect().execution_options(recheck_writes=True) as connection, connection.begin():
            metadata.create_all(connection)
    except (sa.exc.SQLAlchemyError, ImportError, OSError) as error:
        message = f"the kept screenings cannot be opened: {reason_of(error)}"
        where = Place(Source(shown_address(address)))
        raise ProblemsFound([Problem("drafts-unavailable", message, where)]) from error
    found = Drafts(engine, days, clock)
    found.forget()
    return found


def _text(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")


def _draft(row: sa.RowMapping) -> Draft:
    return Draft(
        row["id"],
        row["owner"],
        row["title"],
        row["standing"],
        row["version"],
        datetime.fromisoformat(row["begun"]),
        datetime.fromisoformat(row["changed"]),
        json.loads(row["state"]),
        tuple(Note(**{**each, "pages": tuple(each["pages"])}) for each in json.loads(row["notes"])),
    )
