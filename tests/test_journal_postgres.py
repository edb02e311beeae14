"""The journal in PostgreSQL: the same chain, the same refusals, many writers at once."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from postgres import Postgres, postgres_server
from recheck.service.drafts.draft import note_of
from recheck.service.drafts.store import Stale, open_drafts
from recheck.service.journal.entry import KeyReused
from recheck.service.journal.store import Journal, open_journal
from recheck.service.journal.verify import check_end, verify
from recheck.service.roles import Caller, Role
from test_journal import draft, written


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with postgres_server() as found:
        yield found


@pytest.fixture
def journal(server: Postgres, tmp_path: Path) -> Iterator[Journal]:
    found = open_journal(server.address, tmp_path / "head")
    yield found
    with found.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE entries; DROP TABLE alembic_version; DROP FUNCTION refuse_change")
    found.close()


def test_the_chain_is_the_same(journal: Journal) -> None:
    entries = written(journal, 5)
    assert verify(journal).holds
    assert journal.head.read() == journal.last()
    assert list(journal.everything()) == entries
    assert [each.sequence for each in journal.page(4, 2, latest_first=True)] == [4, 3]


@pytest.mark.parametrize(
    "statement", ["UPDATE entries SET decision = 'approve'", "DELETE FROM entries", "TRUNCATE entries"]
)
def test_the_database_itself_refuses_changes(journal: Journal, statement: str) -> None:
    written(journal, 2)
    with pytest.raises(sa.exc.DatabaseError, match="append-only"), journal.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert verify(journal).entries == 2


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE entries SET decision = 'approve' WHERE sequence = 2", "entry-altered"),
        ("DELETE FROM entries WHERE sequence = 2", "entry-removed"),
        ("DELETE FROM entries WHERE sequence = 4", "tail-removed"),
        ("DELETE FROM entries", "tail-removed"),
    ],
)
def test_tampering_is_found(journal: Journal, statement: str, code: str) -> None:
    written(journal, 4)
    with journal.engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER entries_no_change ON entries; {statement}")
    assert [each.code for each in verify(journal).problems] == [code]


def test_many_writers_make_one_chain_and_answer_a_key_once(journal: Journal, server: Postgres, tmp_path: Path) -> None:
    def write(number: int) -> None:
        own = open_journal(server.address, tmp_path / "head")
        for each in range(10):
            own.append([[draft(100 * number + each)], [draft(each, f"key-{each}")]])
        own.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(5)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert verify(journal).holds
    assert journal.last().sequence == 5 * 10 + 10
    assert check_end(journal) == []
    again = journal.append([[draft(3, "key-3", "other")]])[0]
    assert isinstance(again, KeyReused)


def test_opened_twice_it_is_one_journal(journal: Journal, server: Postgres, tmp_path: Path) -> None:
    written(journal, 1)
    again = open_journal(server.address, tmp_path / "head", create=False)
    assert again.last().sequence == 1
    again.close()


def test_unfinished_screenings_are_kept_beside_it(journal: Journal, server: Postgres) -> None:
    nurse = Caller("nurse", (Role.SCREENER,))
    drafts = open_drafts(server.address, 30)
    first = drafts.keep("nurse", "PT", "pend", {"a": 1}, (note_of("a.txt", "words"),))
    second = drafts.keep("nurse", "PT", "pend", {"a": 2}, before=first)
    again = open_drafts(server.address, 30)
    assert again.get(first.id, nurse) == second
    with pytest.raises(Stale):
        again.keep("nurse", "PT", "pend", {"a": 3}, before=first)
    assert again.delete(first.id, nurse)
    assert drafts.listed(nurse) == []
    assert journal.last().sequence == 0
    for each in (drafts, again):
        each.close()
