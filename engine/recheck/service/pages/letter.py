"""A letter or note beside the request: what it documents is proposed with its words, and counts once confirmed."""

from dataclasses import replace
from typing import TYPE_CHECKING

from recheck.letters.quote import Quote
from recheck.model.problem import Problem
from recheck.service.pages.answers import value_words
from recheck.service.pages.browser import Field, Files, Spot, Tag, button, labelled
from recheck.service.pages.finding import Wording
from recheck.service.pages.letter_reading import ItemRead, LetterRead, Proposal, read_note
from recheck.service.pages.sheet import Answer
from recheck.service.pages.values import ValueField
from recheck.service.roles import Permission
from recheck.service.screening import case_asked

if TYPE_CHECKING:
    from recheck.service.pages.screening import Screening

PASTED = "pasted text"


class LetterPanel:
    """Where a letter is pasted or chosen, and what was read of it."""

    def __init__(self, page: "Screening") -> None:
        self.page = page
        self.read: LetterRead | None = None
        self.source: tuple[bytes, str] | None = None
        guarded = page.frame.guarded
        limits = page.service.settings.limits
        with Tag("section", class_="card", aria_labelledby="letter-heading"), Tag("details"):
            with Tag("summary"):
                Tag("h2", "A letter or note", id="letter-heading")
            Tag("p", "What it documents is proposed with its words. Nothing counts before you confirm it.")
            self.file = labelled(
                "Choose a file",
                lambda: Files(guarded(self._files), self._refused, largest=limits.upload - 10_000, accept=".txt,.pdf"),
                hint="Text or PDF; it is read and not kept",
            )
            self.text = labelled("or paste its text", lambda: Field("textarea", "", rows=5))
            button("Read it", guarded(self._pasted))
            self.heading = Spot("h3", "", class_="read-heading")
            self.note = Tag("p", "", role="status", class_="hint")
            self.items = Tag("div")
            self.list = Tag("ul", class_="criteria")
            with Tag("details", hidden=True) as self.others:
                self.summary = Tag("summary", "")
                self.rest = Tag("ul", class_="criteria")

    def _refused(self, why: str) -> None:
        self.page.frame.tell([Problem("not-taken", str(why))])

    async def _files(self, files: list[tuple[str, bytes]]) -> None:
        name, data = files[0]
        await self._take(data, name)

    async def _pasted(self) -> None:
        await self._take(str(self.text.held or "").encode("utf-8", "replace"), PASTED)

    async def _take(self, data: bytes, name: str) -> None:
        self.source = (data, name)
        self.note.say("Reading it.")
        try:
            await self._read()
        finally:
            if self.read is None:
                self.note.say("")
        self.heading.take()

    async def _read(self) -> None:
        assert self.source is not None
        page = self.page
        page.frame.visitor.caller(Permission.SCREEN)
        data, name = self.source
        self.read = None
        asked = page.sheet.asked(needs_physician=True)
        case = await page.service.judge(case_asked, asked) if page.sheet.is_begun else None
        self.read = await page.service.read(read_note, data, name, case, page.rules, page.service.rules.folders)
        self._show()

    def _show(self) -> None:
        found = self.read
        assert found is not None
        self.heading.say(f"Read of {found.name}")
        asked = [each for each in found.proposals if each.is_asked]
        others = [each for each in found.proposals if not each.is_asked]
        self.note.say(_told(found, len(asked)))
        for holder in (self.items, self.list, self.rest):
            holder.clear()
        with self.items:
            for item in found.items:
                self._item(item)
        for holder, proposals in ((self.list, asked), (self.rest, others)):
            with holder:
                for each in proposals:
                    Proposed(self, each)
        self.others.give(hidden=None if others else True)
        self.summary.say(f"{len(others)} more facts, on which no rule for this request turns")

    def _item(self, item: ItemRead) -> None:
        async def taken() -> None:
            page = self.page
            page.sheet = replace(
                page.sheet,
                requested_on=item.requested_on or page.sheet.requested_on,
                unit=item.unit or page.sheet.unit,
                quantity=item.quantity or page.sheet.quantity,
            )
            wording = Wording(item.title, (), (), item.regions, item.side, item.quantity)
            page.form.words.put(item.title)
            page.form.wording = wording
            await page.form.take(wording, item.treatments)
            await self._read()

        with Tag("div", class_="proposal"):
            when = f"; requested on {item.requested_on}" if item.requested_on else ""
            Tag("p", f"Disputed: {item.title}{when}")
            if item.treatments:
                button("Screen this item", self.page.frame.guarded(taken), aria_label=f"Screen this item: {item.title}")
            else:
                Tag("p", "Its words name no treatment that is known.", class_="hint")


class Proposed:
    """One proposal with its words, to be confirmed, corrected, or left out."""

    def __init__(self, panel: LetterPanel, proposal: Proposal) -> None:
        self.panel = panel
        self.proposal = proposal
        page = panel.page
        guarded = page.frame.guarded
        fact = page.rules.vocabulary.facts.get(proposal.fact)
        words = page.answers.page_words(proposal.place)
        with Tag("li", class_="proposal") as self.item:
            said = f"{words}: {value_words(proposal.answer, fact.unit if fact else None)}"
            name = Tag("p", said, class_="says")
            _quoted(proposal.quote)
            if proposal.against:
                Tag("p", "Another sentence says yes:", class_="hint")
                _quoted(proposal.against)
            if proposal.is_late:
                requested = page.sheet.requested_on
                Tag("p", f"Dated {proposal.answer.dated}, after the request of {requested}: it does not count.")
            with Tag("div", class_="ways", role="group", aria_labelledby=name.name) as self.ways:
                button("Confirm", guarded(self._confirm))
                button("Correct", self._correct, class_="plain")
                button("Leave out", guarded(self._leave), class_="plain")
            self.outcome = Spot("p", "", class_="hint", role="status")
        self.words = words

    async def _confirm(self) -> None:
        await self._counts(self.proposal.answer)

    def _correct(self) -> None:
        self.ways.clear()
        guarded = self.panel.page.frame.guarded
        fact = self.panel.page.rules.vocabulary.facts.get(self.proposal.fact)
        with self.ways:
            label = Tag("span", f"{self.words}:")
            field = ValueField(fact, label.name, self.proposal.answer.value)

            async def done() -> None:
                await self._counts(replace(self.proposal.answer, value=field.value))

            button("Confirm this", guarded(done))

    async def _leave(self) -> None:
        self._over("Left out.")

    async def _counts(self, answer: Answer) -> None:
        page, read = self.panel.page, self.panel.read
        assert read is not None
        sheet = page.sheet.documents_also(self.proposal.place, replace(answer, confirmed=True))
        self._over("Confirmed.")
        await page.change(replace(sheet, letter=(read.name, read.sha256)))

    def _over(self, words: str) -> None:
        self.ways.clear()
        self.outcome.say(words)
        self.outcome.take()


def _quoted(said: Quote) -> None:
    """The sentence, with the words that count marked."""
    with Tag("blockquote"):
        if said.lead:
            Tag("span", f"{said.lead} ")
        Tag("mark", said.words)
        if said.tail:
            Tag("span", said.tail if said.tail[0] in ".,;:)!?" else f" {said.tail}")


def _told(found: LetterRead, asked: int) -> str:
    apart = found.said_by_review
    told = [f"{asked} fact{'' if asked == 1 else 's'} on which the answer may turn."]
    if not asked:
        told = ["No fact that is asked for was read."]
    if apart:
        reports = "sentence reports" if apart == 1 else "sentences report"
        told.append(f"{apart} {reports} what utilization review held: set apart.")
    return " ".join(told)
