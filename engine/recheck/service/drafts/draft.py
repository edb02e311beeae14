"""One screening as it is kept: whose it is, how it stands, and what was put in so far."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from recheck.service.roles import Caller, Role


@dataclass(frozen=True, slots=True)
class Note:
    """A chart note that was put beside a request, as it was read."""

    name: str
    text: str
    sha256: str
    """Of what was sent."""
    kind: str = "text"
    pages: tuple[int, ...] = ()
    """Lines that begin a page."""


def note_of(name: str, text: str) -> Note:
    """The note of a text."""
    return Note(name, text, hashlib.sha256(text.encode()).hexdigest())


@dataclass(frozen=True, slots=True)
class Draft:
    """A kept screening."""

    id: str
    owner: str
    title: str
    """The request in words, for a list."""
    standing: str
    """What the rules said of it last, in a word."""
    version: int
    """Counts the changes: who changes an older one is told so."""
    begun: datetime
    changed: datetime
    state: Mapping[str, object]
    """Plain data: the case, what was asked and is not documented, whose words stand behind which fact."""
    notes: tuple[Note, ...] = ()

    def goes(self, days: int) -> datetime:
        """When it is deleted, unless it is changed before."""
        return self.changed + timedelta(days=days)

    def is_of(self, caller: Caller) -> bool:
        """Whether somebody may see, change and delete it: who began it, and who runs the service."""
        return caller.name == self.owner or Role.ADMIN in caller.roles
