"""Notes and letters beside the request: what they document is proposed with its words, and counts once confirmed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from recheck.letters.quote import Quote
from recheck.model.problem import Problem, ProblemsFound
from recheck.model.rule import RuleSet
from recheck.service.drafts.draft import Note
from recheck.service.pages.answers import value_words
from recheck.service.pages.browser import Field, Files, Spot, Tag, button, labelled
from recheck.service.pages.finding import Wording
from recheck.service.pages.letter_reading import ItemRead, LetterRead, Proposal, read_note, taken
from recheck.service.pages.sheet import Answer, Sheet
from recheck.service.pages.values import ValueField
from recheck.service.roles import Permission
from recheck.service.screening import case_asked

if TYPE_CHECKING:
    from recheck.service.pages.screening import Screening

PASTED = "pasted note"
MOST = 20
"""Notes of one screening."""
CASE_FILES = (".yaml", ".yml", ".json")
ACCEPTED = ",".join((".txt", ".pdf", *CASE_FILES))
KEYS = "With one in focus: c confirms it, l leaves it out."


class LetterPanel:
    """Where notes are dropped, chosen or pasted, and what was read of them."""

    def __init__(self, page: "Screening") -> None:
        self.page = page
        self.read: tuple[LetterRead, ...] = ()
        self.notes: tuple[Note, ...] = ()
        frame = page.frame
        limits = page.service.settings.limits
        with Tag("section", class_="card", aria_labelledby="letter-heading"):
            Tag("h2", "Chart notes", id="letter-heading")
            Tag("p", "What a note documents is proposed with its words. Nothing counts before you confirm it.")
            self.told = frame.told()
            take = frame.guarded(self._files, self.told)
            self.file = labelled(
                "Drop notes here, or choose them",
                lambda: Files(take, self._refused, largest=limits.upload - 10_000, accept=ACCEPTED, multiple=True),
                hint=f"Text or PDF, or a case file. Notes are kept with the screening, {self._days()}.",
                class_="drop",
            )
            with Tag("details"):
                Tag("summary", "Or paste a note")
                self.text = labelled("The text of a note", lambda: Field("textarea", "", rows=5))
                button("Read it", frame.guarded(self._pasted, self.told))
            self.heading = Spot("h3", "", class_="read-heading")
            self.note = Tag("p", "", role="status", class_="hint")
            self.items = Tag("div")
            self.list = Tag("ul", class_="criteria")
            with Tag("details", hidden=True) as self.others:
                self.summary = Tag("summary", "")
                self.rest = Tag("ul", class_="criteria")
        self.proposed: list[Proposed] = []

    def _days(self) -> str:
        days = self.page.service.drafts.days
        return f"and deleted with it: by you, or {days} day{'' if days == 1 else 's'} after its last change"

    def _refused(self, why: str) -> None:
        self.page.frame.tell([Problem("not-taken", str(why))], self.told)

    async def _files(self, files: list[tuple[str, bytes]]) -> None:
        for name, data in files:
            if name.lower().endswith(CASE_FILES):
                await self.page.opening.take(data, name)
            else:
                await self._take(data, name)

    async def _pasted(self) -> None:
        count = sum(each.name.startswith(PASTED) for each in self.notes)
        name = f"{PASTED} {count + 1}" if count else PASTED
        await self._take(str(self.text.held or "").encode("utf-8", "replace"), name)
        self.text.put("")

    async def _take(self, data: bytes, name: str) -> None:
        page = self.page
        page.frame.visitor.caller(Permission.SCREEN)
        self.note.say("Reading it.")
        try:
            note = await page.service.read(taken, data, name)
            if len(self.notes) >= MOST:
                raise ProblemsFound([Problem("too-many-notes", f"a screening takes {MOST} notes")])
            before = self.notes
            self.notes = (*(each for each in before if each.name != note.name), note)
            try:
                await self._read()
                await page.keep(notes=True)
                if page.sheet.is_begun:  # what the notes mention may keep silence from deciding
                    await page.change(page.sheet)
            except Exception:
                self.notes = before
                raise
        finally:
            self.note.say("" if not self.read else _told(self.read))
        self.heading.take()

    async def again(self, notes: tuple[Note, ...]) -> None:
        """The notes of a screening that is taken up again."""
        self.notes = notes
        await self._read()

    async def reread(self) -> None:
        """What the notes say for a request that is another one by now."""
        if not self.notes:
            return
        before = self.page.sheet.mentioned
        await self._read()
        if self.page.sheet.mentioned != before:
            await self.page.change(self.page.sheet)

    async def _read(self) -> None:
        page = self.page
        asked = page.sheet.asked(needs_physician=True)
        case = await page.service.judge(case_asked, asked) if page.sheet.is_begun else None
        folders = page.service.rules.folders
        self.read = tuple([await page.service.read(read_note, each, case, page.rules, folders) for each in self.notes])
        mentioned = tuple(one for each in self.read for one in each.mentioned)
        page.sheet = replace(page.sheet, mentioned=mentioned)
        self._show()

    def _show(self) -> None:
        known = self.page.sheet
        proposals = [one for each in self.read for one in each.proposals if key_of(one) not in known.left_out]
        proposals = [each for each in proposals if not _is_answered(each, known)]
        asked = [each for each in proposals if each.is_asked]
        others = [each for each in proposals if not each.is_asked]
        self.heading.say(f"Read of {', '.join(each.name for each in self.read)}" if self.read else "")
        self.note.say(_told(self.read))
        for holder in (self.items, self.list, self.rest):
            holder.clear()
        self.proposed = []
        with self.items:
            for item in (item for each in self.read for item in each.items):
                self._item(item)
        for holder, found in ((self.list, asked), (self.rest, others)):
            with holder:
                self.proposed += [Proposed(self, each) for each in found]
        self.others.give(hidden=None if others else True)
        self.summary.say(f"{len(others)} more facts, on which no rule for this request turns")

    def next(self, after: "Proposed") -> None:
        """Put the focus on the proposal that comes after one; on the questions where there is none."""
        waiting = [each for each in self.proposed[self.proposed.index(after) :] if each.is_open and each.is_asked]
        if waiting:
            waiting[0].heading.take()
        else:
            self.page.questions.next()

    def _item(self, item: ItemRead) -> None:
        async def taken() -> None:
            page = self.page
            page.sheet = replace(
                page.sheet,
                requested_on=item.requested_on or page.sheet.requested_on,
                unit=item.unit or page.sheet.unit,
                quantity=item.quantity or page.sheet.quantity,
            )
            words = item.title if item.is_disputed else _plainly(item, page.rules)
            wording = Wording(words, (), (), item.regions, item.side, item.quantity)
            await page.form.take(wording, item.treatments)
            await page.form.resume()

        with Tag("div", class_="proposal"):
            when = f"; requested on {item.requested_on}" if item.requested_on else ""
            lead = "Disputed" if item.is_disputed else "Asked for in the note"
            Tag("p", f"{lead}: {item.title}{when}")
            if item.treatments:
                button("Screen this item", self.page.frame.guarded(taken), aria_label=f"Screen this item: {item.title}")
            else:
                Tag("p", "Its words name no treatment that is known.", class_="hint")


class Proposed:
    """One proposal with its words, to be confirmed, corrected, or left out."""

    def __init__(self, panel: LetterPanel, proposal: Proposal) -> None:
        self.panel = panel
        self.proposal = proposal
        self.is_open = True
        self.is_asked = proposal.is_asked
        page = panel.page
        guarded = page.frame.guarded
        fact = page.rules.vocabulary.facts.get(proposal.fact)
        words = page.answers.page_words(proposal.place)
        with Tag("li", class_="proposal") as self.item:
            said = f"{words}: {value_words(proposal.answer, fact.unit if fact else None)}"
            keys = {"c": guarded(self._confirm), "l": guarded(self._leave)}
            self.heading = Spot("p", said, keys, class_="says")
            _quoted(proposal.quote)
            if proposal.against:
                Tag("p", "Another sentence says yes:", class_="hint")
                _quoted(proposal.against)
            if proposal.is_late:
                requested = page.sheet.requested_on
                Tag("p", f"Dated {proposal.answer.dated}, after the request of {requested}: it does not count.")
            with Tag("div", class_="ways", role="group", aria_labelledby=self.heading.name) as self.ways:
                button("Confirm", guarded(self._confirm))
                button("Correct", self._correct, class_="plain")
                button("Leave out", guarded(self._leave), class_="plain")
            self.told = page.frame.told()
            self.outcome = Tag("p", "", class_="hint", role="status")
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

            button("Confirm this", guarded(done, self.told))

    async def _leave(self) -> None:
        page = self.panel.page
        sheet = replace(page.sheet, left_out=page.sheet.left_out | {key_of(self.proposal)})
        await page.change(sheet, then=lambda: self._over("Left out."))

    async def _counts(self, answer: Answer) -> None:
        page = self.panel.page
        by = page.frame.visitor.caller(Permission.SCREEN).name
        sheet = page.sheet.documents_also(self.proposal.place, answer.confirmed_by(by))
        letters = {each.name: each.sha256 for each in self.panel.read if each.name == answer.note}
        sheet = replace(sheet, letters=tuple({**dict(sheet.letters), **letters}.items()))
        await page.change(sheet, then=lambda: self._over("Confirmed."))

    def _over(self, words: str) -> None:
        self.is_open = False
        self.ways.clear()
        self.outcome.say(words)
        self.panel.next(self)


def _plainly(item: ItemRead, rules: RuleSet) -> str:
    """What a note asks for, as a title: the sentence that asks for it may hold more."""
    titles = ", ".join(rules.vocabulary.treatments[each].title for each in item.treatments)
    where = " ".join(each.replace("_", " ") for each in (*([item.side] if item.side else []), *item.regions))
    return f"{titles}, {where}" if where else titles


def key_of(proposal: Proposal) -> str:
    """What tells one proposal from another, also when its note is read again."""
    answer = proposal.answer
    return f"{answer.note} {answer.lines} {proposal.place} {answer.value} {answer.dated}"


def _is_answered(proposal: Proposal, sheet: Sheet) -> bool:
    """Whether a proposal was confirmed, as it is or corrected."""
    known = sheet.answers.get(proposal.place)
    mine = (proposal.answer.note, proposal.answer.lines)
    return known is not None and any((each.note, each.lines) == mine for each in (known, *known.others))


def _quoted(said: Quote) -> None:
    """The sentence, with the words that count marked."""
    with Tag("blockquote"):
        if said.lead:
            Tag("span", f"{said.lead} ")
        Tag("mark", said.words)
        if said.tail:
            Tag("span", said.tail if said.tail[0] in ".,;:)!?" else f" {said.tail}")


def _told(read: Sequence[LetterRead]) -> str:
    """What was found, in words."""
    if not read:
        return ""
    asked = sum(one.is_asked for each in read for one in each.proposals)
    apart = sum(each.set_apart for each in read)
    told = [f"{asked} fact{'' if asked == 1 else 's'} on which the answer may turn. {KEYS}"]
    if not asked:
        told = ["No fact that is asked for was read."]
    if apart:
        tells = "sentence tells" if apart == 1 else "sentences tell"
        told.append(f"{apart} {tells} of something else, such as what a review held or of the family: set apart.")
    return " ".join(told)
