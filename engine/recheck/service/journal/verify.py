"""Is the journal as it was written? Every altered, removed or reordered entry, and a removed tail.

Comes in: an open journal, and where one is known a digest that was noted elsewhere. Goes out: how many entries
were looked at, the head, and a problem for each thing found. What nothing outside the database witnesses
cannot be seen: whoever rewrites the database and the file of the head together is caught only by a digest kept
elsewhere (`--expect`), such as a caller's receipt or the log.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from recheck.model.problem import Problem, ProblemsFound, Severity
from recheck.service.journal.canonical import canonical, digest_of
from recheck.service.journal.entry import NOTHING_BEFORE, Entry
from recheck.service.journal.head import Head
from recheck.service.journal.store import Journal

BESIDE = tuple(each.name for each in fields(Entry) if each.name not in ("digest", "body"))
"""Columns that repeat what the body says."""
SHOWN = 100
"""Problems that are listed at most."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What verifying found."""

    entries: int
    head: Head
    problems: tuple[Problem, ...]

    @property
    def holds(self) -> bool:
        """Whether everything is as it was written."""
        return not any(each.severity is Severity.ERROR for each in self.problems)


def verify(journal: Journal, expect: str | None = None) -> Verified:
    """Go through the whole chain.

    Args:
        journal: the journal.
        expect: a digest that an entry must have.
    """
    problems: list[Problem] = []
    witness = _witness(journal, problems)
    last, count, seen = Head(0, NOTHING_BEFORE), 0, expect is None
    at_witness = NOTHING_BEFORE if witness and witness.sequence == 0 else None
    for entry in journal.everything(-(2**62)):
        problems += chain_problems(entry, last)
        last, count = Head(entry.sequence, entry.digest), count + 1
        seen = seen or entry.digest == expect
        if witness and entry.sequence == witness.sequence:
            at_witness = entry.digest
    problems += _head_problems(journal, witness, last, at_witness)
    if not seen:
        message = f"no entry has the digest {expect}"
        problems.append(Problem("entry-missing", message, suggestion="the entry was removed or rewritten"))
    return Verified(count, last, tuple(_first(problems)))


def chain_problems(entry: Entry, last: Head) -> Iterator[Problem]:
    """What is wrong with an entry, and between it and the one before."""
    name = f"entry {entry.sequence}"
    if digest_of(entry.body) != entry.digest:
        yield Problem("entry-altered", f"{name}: its digest is not that of what it says")
    said = _said(entry)
    if said is None:
        yield Problem("entry-altered", f"{name}: its body is not canonical JSON")
    else:
        for column in BESIDE:
            if said.get(column) != getattr(entry, column):
                yield Problem("entry-altered", f"{name}: the column '{column}' is not what the entry says")
    if entry.sequence != last.sequence + 1:
        gap = (
            f"{last.sequence + 1} to {entry.sequence - 1}" if entry.sequence > last.sequence + 2 else last.sequence + 1
        )
        yield Problem("entry-removed", f"{name} follows entry {last.sequence}: missing {gap}")
    elif entry.previous != last.digest:
        hint = "entries were altered, put in, or stand in another order"
        yield Problem("chain-broken", f"{name} names another entry before it than entry {last.sequence}", None, hint)


def _said(entry: Entry) -> dict[str, object] | None:
    try:
        said = json.loads(entry.body)
    except ValueError:
        return None
    return said if isinstance(said, dict) and canonical(said) == entry.body else None


def _witness(journal: Journal, problems: list[Problem]) -> Head | None:
    try:
        return journal.head.read()
    except ProblemsFound as found:
        problems += found.problems
        return None


def _head_problems(journal: Journal, witness: Head | None, last: Head, digest: str | None) -> Iterator[Problem]:
    """The head outside the database beside the chain inside it."""
    file = journal.head.path
    if witness is None:
        if last.sequence and not file.exists():
            hint = "find the file; or `recheck journal verify --write-head` once someone vouches for the last entry"
            yield Problem("no-head", f"{file} is not there: a removed tail cannot be seen", None, hint)
        return
    if witness.sequence > last.sequence:
        message = f"the journal ends at entry {last.sequence}, but {file} knows of entry {witness.sequence}"
        yield Problem("tail-removed", message, suggestion="restore the database from a copy that has them")
    elif digest != witness.digest:
        message = f"entry {witness.sequence} is not the one that {file} knows"
        yield Problem("chain-rewritten", message, suggestion="the chain was rewritten from some entry on")
    elif witness.sequence < last.sequence:
        message = f"{last.sequence - witness.sequence} entries came after the head that {file} knows"
        hint = "the service was killed between commit and head; starting it brings the file up to date"
        yield Problem("head-behind", message, None, hint, Severity.WARNING)


def _first(problems: Iterable[Problem]) -> Iterator[Problem]:
    found = list(problems)
    yield from found[:SHOWN]
    if len(found) > SHOWN:
        yield Problem("more-problems", f"and {len(found) - SHOWN} more")


def check_end(journal: Journal) -> list[Problem]:
    """Before anything is appended: is the end of the journal the one that the head knows?

    Where the database is ahead, as after a kill between commit and head, the entries since are followed link by
    link, and the head is brought up to date. Anything else is a problem: nothing is appended to a journal that
    was tampered with.
    """
    problems: list[Problem] = []
    witness = _witness(journal, problems)
    last = journal.last()
    if witness is None:
        return problems + list(_head_problems(journal, witness, last, None))
    at = next(iter(journal.page(witness.sequence, 1)), None)
    digest = at.digest if at and at.sequence == witness.sequence else None
    if witness.sequence == 0:
        digest = NOTHING_BEFORE
    found = [each for each in _head_problems(journal, witness, last, digest) if each.severity is Severity.ERROR]
    if found:
        return problems + found
    before = witness
    for entry in journal.everything(witness.sequence + 1):
        problems += chain_problems(entry, before)
        before = Head(entry.sequence, entry.digest)
    if not problems and before.sequence > witness.sequence:
        journal.head.write(before)
    return problems


def vouched(journal: Journal, found: Verified) -> Verified:
    """The same, with the head written anew from the database: somebody vouches for the last entry.

    Only where nothing else is wrong: a missing head is all that this can mend.
    """
    wrong = [each for each in found.problems if each.severity is Severity.ERROR]
    if [each.code for each in wrong] != ["no-head"]:
        return found
    journal.head.write(found.head)
    return Verified(found.entries, found.head, tuple(each for each in found.problems if each not in wrong))
