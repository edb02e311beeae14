"""Putting a recommendation down in the journal, with what a person decided, and the record to print.

What is put down is judged once more on the way, by the rules of that moment, so that the entry proves what it
says; where that differs from what was shown, the page says so and nothing is decided.
"""

from typing import TYPE_CHECKING
from uuid import uuid4

from recheck.model.problem import Problem, ProblemsFound
from recheck.phrases import ONLY_A_PHYSICIAN
from recheck.service.journal.entry import Entry
from recheck.service.pages.answers import value_words
from recheck.service.pages.browser import Field, Spot, Tag, button, labelled
from recheck.service.pages.shown import MARKS, Shown
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
BY_A_PHYSICIAN = ("modified", "denied")


class Recording:
    """The form below the recommendation, and the printable record."""

    def __init__(self, page: "Screening") -> None:
        self.page = page
        self.found: Shown | None = None
        guarded = page.frame.guarded
        with Tag("section", class_="record-form", aria_labelledby="record-heading", hidden=True) as self.section:
            Tag("h3", "Put it down in the journal", id="record-heading")
            self.decision = self.reason = self.physician = None
            if page.frame.visitor.may(Permission.DECIDE):
                self.decision = labelled("Your decision", lambda: Field("select", "", options=DECISIONS))
                self.reason = labelled("Your reason", lambda: Field("textarea", "", rows=3, maxlength=10_000))
                with Tag("label", class_="choice"):
                    self.physician = Field("checkbox", False)
                    Tag("span", "A physician made this decision (needed to modify or deny)")
            button("Put down", guarded(self._put_down), class_="main")
            self.receipt = Spot("p", "", role="status", class_="receipt")
        self.record = Tag("article", class_="record", aria_hidden="true")
        self.entry: Entry | None = None
        self.key = ""
        """So that pressing twice puts nothing down twice."""
        self.is_busy = False

    def show(self, found: Shown | None) -> None:
        """Another recommendation: what was put down before was another one."""
        self.found = found
        self.entry = None
        self.key = str(uuid4())
        self.receipt.say("")
        self.section.give(hidden=None if found else True)
        self._draw()

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
        decision = str(self.decision.held or "") if self.decision else ""
        reason = str(self.reason.held or "").strip() if self.reason else ""
        self._check(decision, reason)
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
        if decision:
            await page.service.decide(entry, decision, reason or None, page.frame.visitor.caller(Permission.DECIDE))
        self.entry = entry
        self.receipt.say(f"Put down as entry {entry.sequence}, {entry.digest[:19]}.")
        self.receipt.take()
        self._draw(decision, reason)

    def _check(self, decision: str, reason: str) -> None:
        """What a decision needs before it is put down.

        Raises:
            ProblemsFound: something is missing.
        """
        assert self.found is not None
        if decision in BY_A_PHYSICIAN and not (self.physician and self.physician.held):
            message = "only a physician may modify or deny (California Labor Code 4610)"
            raise ProblemsFound([Problem("needs-physician", message, None, "say that a physician made this decision")])
        if decision in BY_A_PHYSICIAN and not reason:
            raise ProblemsFound([Problem("no-reason", "a decision to modify or deny needs a reason")])

    def _draw(self, decision: str = "", reason: str = "") -> None:
        """The record as it is printed."""
        self.record.clear()
        found, sheet = self.found, self.page.sheet
        if found is None:
            return
        with self.record:
            Tag("h2", f"Record of {sheet.name}")
            with Tag("dl"):
                for name, value in self._head():
                    Tag("dt", name)
                    Tag("dd", value)
            Tag("h3", found.headline)
            for paragraph in found.rationale.split("\n\n"):
                Tag("p", paragraph)
            for rule in [*found.rules, *(each for part in found.parts for each in part.rules)]:
                Tag("h4", f"{rule.title}, {rule.edition}")
                with Tag("ul"):
                    for each in rule.criteria:
                        Tag("li", f"{MARKS[each.truth]} {each.truth}: {each.says} ({each.cite})")
            if decision:
                Tag("h3", f"Decided: {decision}")
                Tag("p", reason)
            if self.entry:
                who = f"Put down by {self.entry.who} on {self.entry.at[:19]}Z as entry {self.entry.sequence}"
                Tag("p", f"{who}, {self.entry.digest}.")
            if found.needs_physician:
                Tag("p", ONLY_A_PHYSICIAN)
            Tag("p", f"Rules {found.rules_digest}, engine {found.engine}.")

    def _head(self) -> list[tuple[str, str]]:
        sheet, answers = self.page.sheet, self.page.answers
        rows = [("Request", sheet.words or ", ".join(sheet.treatments))]
        if sheet.regions:
            where = [*sheet.regions, *([sheet.side] if sheet.side else [])]
            rows.append(("Region", ", ".join(where).replace("_", " ")))
        if sheet.quantity is not None:
            rows.append(("Quantity", f"{sheet.quantity} {sheet.unit or ''}".strip()))
        rows += [(words, day.isoformat()) for words, day in (
            ("Requested on", sheet.requested_on), ("Date of service", sheet.service_on), ("As if on", sheet.as_if)
        ) if day]  # fmt: skip
        rows += [(answers.page_words(place), value_words(each)) for place, each in sheet.answers.items()]
        rows += [(answers.page_words(place), "asked, and not documented") for place in sorted(sheet.silent)]
        return rows
