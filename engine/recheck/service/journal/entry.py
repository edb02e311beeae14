"""What the journal holds: an entry, and the draft that it is made of.

An entry's body is canonical JSON with its place in the chain and the digest of the entry before it; its own
digest is the body's. What stands beside the body is only there to be searched for.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from recheck.model.problem import Problem
from recheck.service.journal.canonical import canonical, digest_of

NOTHING_BEFORE = f"sha256:{'0' * 64}"
"""What the first entry says of the entry before it."""


class Kind(StrEnum):
    """What was put down: what the rules said, or what a person then decided."""

    RECOMMENDATION = "recommendation"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be put down; `content` is plain data."""

    kind: Kind
    who: str
    case: str
    request: str
    decision: str
    rules_digest: str
    content: Mapping[str, object]
    call: str
    """The call that this belongs to: one call may screen several requests."""
    call_place: int = 0
    call_key: str | None = None
    """A digest of the caller's idempotency key, where one was given."""
    input_digest: str | None = None
    """A digest of what the caller sent, so that a key is not used again for something else."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it is stored."""

    sequence: int
    id: str
    kind: str
    at: str
    who: str
    case: str
    request: str
    decision: str
    rules_digest: str
    call: str
    call_place: int
    call_key: str | None
    previous: str
    digest: str
    body: str

    @property
    def said(self) -> dict[str, Any]:
        """The body as plain data."""
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def content(self) -> dict[str, Any]:
        """What the draft held."""
        found: dict[str, Any] = self.said["content"]
        return found

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked, of an entry that holds a recommendation."""
        found: dict[str, Any] = json.loads(self.content["asked"])
        return found

    @property
    def result(self) -> dict[str, Any]:
        """The recommendation as it was given, of an entry that holds one."""
        found: dict[str, Any] = json.loads(self.content["result"])
        return found

    @property
    def receipt(self) -> dict[str, object]:
        """What a caller gets to keep, and can hold against the journal later."""
        return {"id": self.id, "sequence": self.sequence, "digest": self.digest, "at": self.at, "request": self.request}


@dataclass(frozen=True, slots=True)
class KeyReused:
    """The answer to a call whose key was used before for something else."""

    call_key: str

    def as_problem(self) -> Problem:
        """The problem to tell the caller."""
        message = "this Idempotency-Key was used before, with another request"
        return Problem("idempotency-key-reused", message, suggestion="send a new key with a new request")


def sealed(draft: Draft, sequence: int, previous: str, at: datetime, name: str) -> Entry:
    """The entry of a draft at its place in the chain."""
    fields: dict[str, Any] = {
        "sequence": sequence,
        "id": name,
        "kind": str(draft.kind),
        "at": at.isoformat(timespec="microseconds"),
        "who": draft.who,
        "case": draft.case,
        "request": draft.request,
        "decision": draft.decision,
        "rules_digest": draft.rules_digest,
        "call": draft.call,
        "call_place": draft.call_place,
        "call_key": draft.call_key,
        "previous": previous,
    }
    body = canonical({**fields, "input_digest": draft.input_digest, "content": draft.content})
    return Entry(**fields, digest=digest_of(body), body=body)
