"""Putting a recommendation down in the journal, with what a person decided.

What is put down is judged once more on the way, by the rules of that moment, so that the entry proves what it
says; where that differs from what was shown, the page says so and nothing is decided.
"""

from typing import TYPE_CHECKING
from uuid import uuid4

from recheck.model.problem import Problem, ProblemsFound
from recheck.service.decisions import Decided, Physician, checked
from recheck.service.journal.entry import Entry
from recheck.service.pages.browser import Field, Spot, Tag, button, labelled
from recheck.service.pages.record import Record
from recheck.service.pages.shown import Shown
from recheck.service.pages.values import heard
from recheck.service.roles import Permission

if TYPE_CHECKING:
    from recheck.service.pages.screening import Screening

DECISIONS = (
    ("", "none: only what the rules say"),
    ("approved", "approved"),
    ("modified", "modified"),
    ("denied", "denied"),
    ("pended", "pended: facts are asked for"),
    ("withdrawn", "withdrawn"),
)


class Recording:
    """The form below the recommendation, and the printable record."""

    def __init__(self, page: "Screening") -> None:
        self.page = page
        self.found: Shown | None = None
        self.fields: dict[str, Field] = {}
        with Tag("section", class_="record-form", aria_labelledby="record-heading", hidden=True) as self.section:
            Tag("h3", "Put it down in the journal", id="record-heading")
            if page.frame.visitor.may(Permission.DECIDE):
                self._decision()
            self.told = page.frame.told()
            button("Put down", page.frame.guarded(self._put_down, self.told), class_="main")
            self.receipt = Spot("p", "", role="status", class_="receipt")
        self.record = Record(page)
        self.entry: Entry | None = None
        self.key = ""
        """So that pressing twice puts nothing down twice."""
        self.is_busy = False

    def _decision(self) -> None:
        fields = self.fields
        fields["decision"] = labelled("Your decision", lambda: Field("select", "", options=DECISIONS))
        fields["reason"] = labelled("Your reason", lambda: Field("textarea", "", typed=heard, rows=3, maxlength=10_000))
        with Tag("fieldset"):
            Tag("legend", "The physician who decided")
            Tag("p", "Needed to modify or deny (California Labor Code 4610).", class_="hint")
            with Tag("div", class_="row"):
                fields["physician"] = labelled("Name", lambda: _line(200))
                fields["license"] = labelled("License, with its state", lambda: _line(60))
                fields["quantity"] = labelled(
                    "Approved, of a modification", lambda: Field("number", "", typed=heard, min=1, step=1)
                )

    def show(self, found: Shown | None) -> None:
        """Another recommendation: what was put down before was another one."""
        self.found = found
        self.entry = None
        self.key = str(uuid4())
        self.receipt.say("")
        self.section.give(hidden=None if found else True)
        self.record.draw(found, None, None)

    def _held(self, name: str) -> str:
        return str(self.fields[name].held or "").strip() if name in self.fields else ""

    def _decided(self) -> Decided | None:
        """What is filled in; None where nothing was decided.

        Raises:
            ProblemsFound: something is missing.
        """
        shown = self.found
        decision = self._held("decision")
        if not decision or shown is None:
            return None
        physician, license, much = (self._held(name) for name in ("physician", "license", "quantity"))
        who = Physician(physician, license) if physician or license else None
        if much and not (much.isascii() and much.isdigit()):
            raise ProblemsFound([Problem("not-a-number", f"'{much[:20]}' is no whole number")])
        decided = Decided(decision, self._held("reason") or None, who, int(much) if much else None)
        return checked(decided, shown.disputed, shown.unit)

    async def _put_down(self) -> None:
        if self.is_busy or self.entry is not None:
            return
        self.is_busy = True
        try:
            await self._write()
        finally:
            self.is_busy = False

    async def _write(self) -> None:
        page = self.page
        decided = self._decided()
        shown = self.found
        assert shown is not None
        caller = page.frame.visitor.caller(Permission.SCREEN)
        asked = page.sheet.asked(needs_physician=page.sees_criteria)
        given = await page.service.screen(asked, caller, via="pages", key=self.key)
        entry = given.entries[0]
        if (entry.decision, entry.rules_digest) != (shown.decision, shown.rules_digest):
            await page.change(page.sheet)
            message = (
                "the rules were exchanged meanwhile: what they say is shown anew, and was put down without a decision"
            )
            raise ProblemsFound([Problem("rules-changed", message, None, "look at it again, then put it down")])
        if decided:
            await page.service.decide(entry, decided, page.frame.visitor.caller(Permission.DECIDE))
        self.entry = entry
        what = f"; decided: {decided.in_words(shown.unit)}" if decided else ""
        self.receipt.say(f"Put down as entry {entry.sequence}, {entry.digest[:19]}{what}.")
        self.receipt.take()
        self.record.draw(shown, entry, decided)
        await page.keep(standing=f"{decided.decision if decided else shown.decision}, entry {entry.sequence}")


def _line(most: int) -> Field:
    return Field("text", "", typed=heard, maxlength=most, autocomplete="off")
