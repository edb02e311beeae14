"""A screening kept while somebody works on it: on the disk before what came of an answer is shown."""

import asyncio
from typing import TYPE_CHECKING

from recheck.service.drafts.draft import Draft, Note
from recheck.service.pages.browser import Address
from recheck.service.pages.kept import as_data
from recheck.service.pages.sheet import Sheet
from recheck.service.roles import Permission

if TYPE_CHECKING:
    from recheck.service.pages.screening import Screening

AT = "/screenings/"
BEGUN = "begun"


class Keeping:
    """What is kept of the page's screening."""

    def __init__(self, page: "Screening", draft: Draft | None) -> None:
        self.page = page
        self.draft = draft
        self._one_at_a_time = asyncio.Lock()
        self.address = Address()

    async def keep(self, sheet: Sheet, standing: str, notes: tuple[Note, ...] | None = None) -> None:
        """Put it down as it stands; the address is its own from then on.

        Raises:
            Refused: it cannot be written, or was changed in another window.
        """
        service = self.page.service
        caller = self.page.frame.visitor.caller(Permission.SCREEN)
        async with self._one_at_a_time:
            before = self.draft
            owner = before.owner if before else caller.name
            words = owner, title_of(sheet), standing, as_data(sheet), notes, before
            self.draft = await service.with_drafts(service.drafts.keep, *words)
        self.address.say(AT + self.draft.id)


def title_of(sheet: Sheet) -> str:
    """A screening in a list: the case it is of, and what is requested."""
    asked = sheet.words or "nothing requested yet"
    return asked if sheet.name in ("", "screening") else f"{sheet.name}: {asked}"
