"""The journal: chained, append-only, and nothing of it can be changed without being found."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import run
from recheck.model.problem import ProblemsFound
from recheck.service.journal.canonical import canonical, digest_of
from recheck.service.journal.entry import NOTHING_BEFORE, Draft, Entry, KeyReused, Kind
from recheck.service.journal.head import WIDTH, Head, HeadFile
from recheck.service.journal.store import Journal, Unavailable, open_journal
from recheck.service.journal.verify import check_end, verify, vouched
from recheck.service.journal.writer import Writer


def draft(number: int, key: str | None = None, sent: str = "same") -> Draft:
    content = {"asked": "{}", "result": "{}", "number": number}
    return Draft(Kind.RECOMMENDATION, "nurse", f"case-{number}", "mri", "pend", "sha256:1", content, f"call-{number}",
                 call_key=key, input_digest=sent)  # fmt: skip


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    found = open_journal(str(tmp_path / "journal.db"))
    yield found
    found.close()


def written(journal: Journal, count: int) -> list[Entry]:
    answers = journal.append([[draft(number)] for number in range(count)])
    return [entry for answer in answers if isinstance(answer, tuple) for entry in answer]


def tampered(journal: Journal, *statements: str) -> None:
    """Whoever owns the file can drop the triggers."""
    file = str(journal.engine.url.database)
    with sqlite3.connect(file) as connection:
        for action in ("update", "delete"):
            connection.execute(f"DROP TRIGGER IF EXISTS entries_no_{action}")
        for statement in statements:
            connection.execute(statement)
    connection.close()


def codes(journal: Journal, expect: str | None = None) -> set[str]:
    return {each.code for each in verify(journal, expect).problems}


def test_every_entry_names_the_one_before_it(journal: Journal) -> None:
    entries = written(journal, 3)
    assert [each.sequence for each in entries] == [1, 2, 3]
    assert [each.previous for each in entries] == [NOTHING_BEFORE, entries[0].digest, entries[1].digest]
    assert all(digest_of(each.body) == each.digest for each in entries)
    assert verify(journal).holds
    assert journal.head.read() == Head(3, entries[2].digest)


@pytest.mark.parametrize("statement", ["UPDATE entries SET decision = 'approve'", "DELETE FROM entries"])
def test_the_database_itself_refuses_changes(journal: Journal, statement: str) -> None:
    written(journal, 2)
    with pytest.raises(sa.exc.DatabaseError, match="append-only"), journal.writing() as connection:
        connection.exec_driver_sql(statement)
    assert verify(journal).entries == 2


TAMPERINGS: dict[str, tuple[list[str], set[str]]] = {
    "a decision altered beside the body": (
        ["UPDATE entries SET decision = 'approve' WHERE sequence = 3"],
        {"entry-altered"},
    ),
    "the body altered": (
        ["UPDATE entries SET body = replace(body, 'case-2', 'case-9') WHERE sequence = 3"],
        {"entry-altered"},
    ),
    "the caller altered": (["UPDATE entries SET who = 'someone' WHERE sequence = 1"], {"entry-altered"}),
    "the time altered": (["UPDATE entries SET at = '2020-01-01T00:00:00+00:00' WHERE sequence = 5"], {"entry-altered"}),
    "the first removed": (["DELETE FROM entries WHERE sequence = 1"], {"entry-removed"}),
    "one of the middle removed": (["DELETE FROM entries WHERE sequence = 3"], {"entry-removed"}),
    "the last removed": (["DELETE FROM entries WHERE sequence = 5"], {"tail-removed"}),
    "the tail removed": (["DELETE FROM entries WHERE sequence > 2"], {"tail-removed"}),
    "all removed": (["DELETE FROM entries"], {"tail-removed"}),
    "two exchanged": (
        [
            "UPDATE entries SET sequence = 100 WHERE sequence = 2",
            "UPDATE entries SET sequence = 2 WHERE sequence = 3",
            "UPDATE entries SET sequence = 3 WHERE sequence = 100",
        ],
        {"entry-altered", "chain-broken"},
    ),
    "one removed and the rest moved up": (
        [
            "DELETE FROM entries WHERE sequence = 2",
            "UPDATE entries SET sequence = sequence - 1 WHERE sequence > 2",
        ],
        {"entry-altered", "chain-broken", "tail-removed"},
    ),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_found(journal: Journal, name: str) -> None:
    written(journal, 5)
    assert verify(journal).holds
    statements, expected = TAMPERINGS[name]
    tampered(journal, *statements)
    assert codes(journal) == expected


def rewritten(journal: Journal, start: int) -> None:
    """What a careful forger does: alter one entry, and chain all that follow anew."""
    file = str(journal.engine.url.database)
    tampered(journal)
    entries = list(journal.everything())
    connection = sqlite3.connect(file)
    previous = entries[start - 2].digest if start > 1 else NOTHING_BEFORE
    for entry in entries[start - 1 :]:
        said = {**entry.said, "previous": previous}
        if entry.sequence == start:
            said["decision"] = "approve"
        body = canonical(said)
        previous_now, previous = previous, digest_of(body)
        words = (said["decision"], body, previous, previous_now, entry.sequence)
        connection.execute("UPDATE entries SET decision=?, body=?, digest=?, previous=? WHERE sequence=?", words)
    connection.commit()
    connection.close()


@pytest.mark.parametrize("start", [1, 3, 5])
def test_a_chain_that_was_rewritten_is_found_by_the_head_outside(journal: Journal, start: int) -> None:
    written(journal, 5)
    rewritten(journal, start)
    assert codes(journal) == {"chain-rewritten"}


def test_a_rewritten_head_too_is_found_by_a_receipt(journal: Journal) -> None:
    kept = written(journal, 5)[2].digest
    rewritten(journal, 2)
    last = journal.last()
    journal.head.close()
    journal.head.path.unlink()
    journal.head.write(last)
    assert codes(journal) == set()
    assert codes(journal, kept) == {"entry-missing"}


@settings(max_examples=40)
@given(data=st.data())
def test_whatever_column_of_whatever_entry_is_altered_it_is_found(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    journal = open_journal(str(tmp_path_factory.mktemp("j") / "journal.db"))
    try:
        written(journal, 4)
        column = data.draw(
            st.sampled_from([each for each in Entry.__slots__ if each not in ("sequence", "call_place")])
        )
        place = data.draw(st.integers(1, 4))
        text = data.draw(st.text(st.characters(codec="utf-8", exclude_characters="\0'"), max_size=20))
        tampered(
            journal, f'UPDATE entries SET "{column}" = \'{text}\' || substr("{column}", 2) WHERE sequence = {place}'
        )
        found = next(each for each in journal.everything() if each.sequence == place)
        changed = getattr(found, column) is not None
        assert bool(codes(journal)) == changed
    finally:
        journal.close()


# -- the head outside -------------------------------------------------------------------------------


def test_a_head_that_was_written_in_half_leaves_the_one_before(tmp_path: Path) -> None:
    head = HeadFile(tmp_path / "head")
    head.write(Head(1, digest_of("1")))
    head.write(Head(2, digest_of("2")))
    for cut in range(1, WIDTH - 1):  # its last character is there already
        data = (tmp_path / "head").read_bytes()
        torn = Head(3, digest_of("3")).line()[:cut]
        (tmp_path / "head").write_bytes(torn + data[cut:])
        assert head.read() == Head(2, digest_of("2"))
        (tmp_path / "head").write_bytes(data)
    head.close()


def test_an_earlier_head_never_takes_the_place_of_a_later(tmp_path: Path) -> None:
    head = HeadFile(tmp_path / "head")
    for sequence in (1, 5, 3, 6, 2):
        head.write(Head(sequence, digest_of(str(sequence))))
    assert head.read() == Head(6, digest_of("6"))
    head.close()


def test_a_file_that_is_no_head_is_said_to_be_none(journal: Journal) -> None:
    written(journal, 1)
    journal.head.path.write_text("hello")
    assert codes(journal) == {"journal-head"}
    assert {each.code for each in check_end(journal)} == {"journal-head"}


def test_without_a_head_a_removed_tail_could_not_be_seen(journal: Journal) -> None:
    written(journal, 2)
    journal.head.path.unlink()
    assert codes(journal) == {"no-head"}
    assert {each.code for each in check_end(journal)} == {"no-head"}
    journal.head.close()
    assert vouched(journal, verify(journal)).holds
    assert verify(journal).holds


def test_nobody_can_vouch_for_a_broken_chain(journal: Journal) -> None:
    written(journal, 3)
    tampered(journal, "DELETE FROM entries WHERE sequence = 2")
    journal.head.path.unlink()
    journal.head.close()
    assert not vouched(journal, verify(journal)).holds
    assert not journal.head.path.exists()


def test_a_kill_between_commit_and_head_is_mended_at_the_next_start(journal: Journal) -> None:
    written(journal, 3)
    before = journal.head.path.read_bytes()
    last = written(journal, 2)[-1]
    journal.head.close()
    journal.head.path.write_bytes(before)
    assert codes(journal) == {"head-behind"}
    assert verify(journal).holds
    assert check_end(journal) == []
    assert journal.head.read() == Head(5, last.digest)
    assert codes(journal) == set()


def test_nothing_is_appended_to_a_journal_that_was_tampered_with(journal: Journal) -> None:
    written(journal, 3)
    tampered(journal, "DELETE FROM entries WHERE sequence = 3")
    assert {each.code for each in check_end(journal)} == {"tail-removed"}


# -- appending --------------------------------------------------------------------------------------


def test_a_key_is_answered_with_the_first_answer(journal: Journal) -> None:
    first = journal.append([[draft(1, "k")]])[0]
    again, other, new = journal.append([[draft(2, "k")], [draft(3, "k", "other")], [draft(4, "l")]])
    assert again == first
    assert isinstance(other, KeyReused)
    assert isinstance(new, tuple)
    assert new[0].sequence == 2


def test_a_key_counts_within_one_commit_too(journal: Journal) -> None:
    first, again, other = journal.append([[draft(1, "k")], [draft(1, "k")], [draft(1, "k", "other")]])
    assert again == first
    assert isinstance(other, KeyReused)
    assert journal.last().sequence == 1


def test_two_processes_append_to_one_chain(tmp_path: Path) -> None:
    one, two = (open_journal(str(tmp_path / "journal.db")) for _ in range(2))
    for number in range(10):
        (one if number % 2 else two).append([[draft(number)]])
    assert verify(one).holds
    assert one.last().sequence == 10
    one.close()
    two.close()


def test_what_waits_together_is_committed_together_and_in_order(journal: Journal) -> None:
    writer = Writer(journal)
    waiting = [writer.append([draft(number)]) for number in range(300)]
    answers = [each.result(30) for each in waiting]
    writer.close()
    places = [answer[0].sequence for answer in answers if isinstance(answer, tuple)]
    assert places == list(range(1, 301))
    assert isinstance(writer.append([draft(1)]).exception(1), Unavailable)
    assert verify(journal).holds


def test_entries_are_dated_by_the_clock_that_is_given(tmp_path: Path) -> None:
    journal = open_journal(str(tmp_path / "j.db"), clock=lambda: datetime(2026, 1, 2, tzinfo=UTC))
    assert written(journal, 1)[0].at == "2026-01-02T00:00:00.000000+00:00"
    journal.close()


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("missing.db", "no-journal"),
        ("postgresql+psycopg://nobody@localhost:1/none", "no-head-file"),
        ("nothing://x", "no-head-file"),
    ],
)
def test_what_is_no_journal_is_said(tmp_path: Path, address: str, code: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        open_journal(address if "://" in address else str(tmp_path / address), create=False)
    assert [each.code for each in found.value.problems] == [code]


def test_a_server_that_does_not_answer_is_said_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound) as found:
        open_journal("postgresql+psycopg://me:secret@127.0.0.1:1/none", tmp_path / "head")
    assert [each.code for each in found.value.problems] == ["journal-unavailable"]
    assert "secret" not in str(found.value)


# -- the command line -------------------------------------------------------------------------------

CASE = """
case: office-17
claim: {date_of_injury: 2014-11-03, age: 38, exercise_program: true}
requests:
  massage: {title: Massage for a 38 year old, treatment: massage_therapy, body_region: cervical,
            requested_on: 2015-03-02, quantity: {disputed: 8, unit: visits}}
"""


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    (tmp_path / "case.yaml").write_text(CASE)
    code, _, told = run("screen", str(tmp_path / "case.yaml"), "--record", str(tmp_path / "journal.db"))
    assert code == 0
    assert "entry 1, sha256:" in told
    return tmp_path


def command(folder: Path, *words: str) -> tuple[int, str, str]:
    return run("journal", *words, "--journal", str(folder / "journal.db"))


def test_the_command_lists_shows_verifies_and_replays(recorded: Path) -> None:
    assert "office-17  massage  pend" in command(recorded, "list")[1]
    shown = json.loads(command(recorded, "show", "1", "--format", "json")[1])
    assert shown["content"]["asked"]["case"]["claim"]["age"] == 38
    assert shown["content"]["via"] == "command"
    assert command(recorded, "verify")[:2][0] == 0
    code, out, _ = command(recorded, "replay", "--format", "json")
    assert (code, json.loads(out)["replayed"], json.loads(out)["differ"]) == (0, 1, 0)
    code, _, told = command(recorded, "show", "7")
    assert (code, "unknown-entry" in told) == (1, True)


def test_verify_fails_where_an_entry_was_altered(recorded: Path) -> None:
    connection = sqlite3.connect(recorded / "journal.db")
    connection.executescript("DROP TRIGGER entries_no_update; UPDATE entries SET decision = 'approve';")
    connection.close()
    code, out, told = command(recorded, "verify")
    assert code == 3
    assert "not as it was written" in out
    assert "entry-altered" in told
    code, out, _ = command(recorded, "verify", "--format", "json")
    assert json.loads(out)["problems"][0]["code"] == "entry-altered"


def test_replay_lists_what_other_rules_would_say(recorded: Path, tmp_path: Path) -> None:
    laid = tmp_path / "rules/mtus-chronic-pain-2009"
    laid.mkdir(parents=True)
    shipped = (Path(__file__).parents[1] / "rules/mtus-chronic-pain-2009/massage_therapy.yaml").read_text()
    start = shipped.index("approve_when:")
    never = (
        shipped[:start] + "approve_when: {all: [adjunct_to_active_care]}\n" + shipped[shipped.index("\n", start) + 1 :]
    )
    (laid / "massage_therapy.yaml").write_text(never)
    rules = ("--rules", "shipped", "--rules", str(tmp_path / "rules"))
    code, out, _ = command(recorded, "replay", *rules)
    assert code == 0
    assert "entry 1, office-17, massage: pend -> approve" in out
    assert "today's rules would say otherwise of 1" in out


def test_another_answer_of_the_same_rules_is_a_fault(recorded: Path) -> None:
    journal = open_journal(str(recorded / "journal.db"))
    entry = next(iter(journal.everything()))
    said = entry.said
    content = {**said["content"], "result": said["content"]["result"].replace('"pend"', '"approve"', 1)}
    journal.append(
        [[Draft(Kind.RECOMMENDATION, "x", entry.case, entry.request, "approve", entry.rules_digest, content, "c")]]
    )
    journal.close()
    code, _, told = command(recorded, "replay")
    assert code == 3
    assert "not-reproducible" in told


def test_an_export_masks_what_it_is_told_to(recorded: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    out = recorded / "journal.parquet"
    code, told, _ = command(recorded, "export", "--out", str(out), "--mask", "age", "--mask", "case")
    assert (code, told) == (0, f"1 recommendations written to {out}\n")
    row = pq.read_table(out).to_pylist()[0]
    assert (row["case"], row["decision"], row["disputed"]) == ("masked", "pend", 8)
    assert '"age": "masked"' in row["asked"]
    assert ": 38" not in row["asked"] + row["result"]
    assert "38 year" not in row["asked"] + row["result"]
    assert "office-17" not in json.dumps(row, default=str)
    command(recorded, "export", "--out", str(out))
    assert "38 year old" in pq.read_table(out).to_pylist()[0]["asked"]
    code, _, told = command(recorded, "export", "--out", str(out), "--mask", "agee")
    assert (code, "unknown-fact" in told, "did you mean 'age'" in told) == (1, True, True)
    code, _, told = command(recorded, "export", "--out", str(recorded / "no" / "such" / "file"))
    assert (code, "unwritable" in told) == (1, True)


def test_nothing_is_shown_that_could_not_be_recorded(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE)
    (tmp_path / "file").write_text("")
    code, out, told = run("screen", str(tmp_path / "case.yaml"), "--record", str(tmp_path / "file" / "journal.db"))
    assert (code, out) == (1, "")
    assert "unwritable" in told
