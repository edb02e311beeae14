"""The screening page: what is asked and answered on the left, what the rules say of it on the right, live.

Every change makes a new sheet, which is judged by the functions of the API, where its calls are judged, and kept
before it is shown. Nothing is put down in the journal until the user says so.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from recheck.model.problem import Problem, ProblemsFound
from recheck.service.drafts.draft import Draft
from recheck.service.pages.answers import Answers
from recheck.service.pages.asking import Questions
from recheck.service.pages.at_hand import AtHand
from recheck.service.pages.browser import Tag
from recheck.service.pages.exactly import Exactly
from recheck.service.pages.frame import Frame
from recheck.service.pages.from_case import filled
from recheck.service.pages.keeping import BEGUN, Keeping
from recheck.service.pages.kept import sheet_of
from recheck.service.pages.letter import LetterPanel
from recheck.service.pages.opening import Opening, told_aside
from recheck.service.pages.papers import Papers
from recheck.service.pages.recommending import Panel
from recheck.service.pages.recording import Recording
from recheck.service.pages.request_form import RequestForm
from recheck.service.pages.sheet import Sheet
from recheck.service.pages.shown import Shown, shown
from recheck.service.problems import Refused
from recheck.service.reopening import entry_of
from recheck.service.roles import Permission
from recheck.service.screening import asked_again, case_asked


@dataclass(frozen=True, slots=True)
class Start:
    """What a page begins with: nothing, a kept screening, or an entry of the journal."""

    sheet: Sheet = Sheet()  # frozen
    draft: Draft | None = None
    notice: str | None = None


class Screening:
    """One user's screening: the sheet, and what is shown of it."""

    def __init__(self, frame: Frame, start: Start, recent: list[Draft]) -> None:
        self.frame = frame
        self.service = frame.visitor.service
        self.rules = self.service.rules.in_force.rules
        self.sheet = start.sheet
        self.start = start
        self.recent = recent
        self.told: Shown | None = None
        self._asked = 0
        self._read_for: object = None

    @property
    def sees_criteria(self) -> bool:
        return self.frame.visitor.may(Permission.SEE_CRITERIA)

    def build(self) -> None:
        """All parts of the page; first what is at hand, before anything is typed."""
        self.keeping = Keeping(self, self.start.draft)
        if self.start.notice:
            Tag("p", self.start.notice, class_="notice")
        with Tag("div", class_="columns"):
            with Tag("div", class_="entry"):
                self.opening = Opening(self, self.recent)
                self.form = RequestForm(self)
                self.letter = LetterPanel(self)
                self.questions = Questions(self)
                self.answers = Answers(self)
                AtHand(self.rules, self.service.rules.folders, self.service.rules.clock().year)
                self.glance = Tag("a", "", href="#answer-heading", class_="glance", hidden=True)
            with Tag("section", class_="answer", aria_labelledby="answer-heading"):
                self.panel = Panel(self)
                self.papers = Papers(self)
                self.exactly = Exactly(self)
                self.recording = Recording(self)

    async def begin(self) -> None:
        """Show what the page begins with."""
        draft = self.start.draft
        if draft is None and self.start.sheet == Sheet():
            return
        await self.resume(self.start.sheet, is_kept=True)
        if draft and draft.notes:
            await self.letter.again(draft.notes)

    async def resume(self, sheet: Sheet, *, is_kept: bool = False) -> None:
        """Go on with a whole sheet, whose words and choices are not in the form yet."""
        self.sheet = sheet
        await self.form.resume()
        await self.change(sheet, is_kept=is_kept)

    async def change(self, sheet: Sheet, *, then: Callable[[], None] | None = None, is_kept: bool = False) -> None:
        """Go on with another sheet: judge it, keep it, and show what came of it.

        Args:
            sheet: what was put in by now.
            then: what is done once it is shown, such as moving the focus.
            is_kept: whether it is kept already, as when it was just opened.
        """
        self.sheet = sheet
        self._asked += 1
        number = self._asked
        self.frame.visitor.caller(Permission.SCREEN)
        self.rules = self.service.rules.in_force.rules
        found = None
        try:
            if sheet.is_begun:
                found = await self.service.judge(shown, sheet, self.sees_criteria)
        except ProblemsFound:
            if number == self._asked and not is_kept:
                await self.keeping.keep(sheet, "has errors")
            raise
        if number != self._asked:  # somebody was quicker: what is newer will be shown
            return
        if not is_kept and (sheet.is_begun or self.keeping.draft):
            await self.keeping.keep(sheet, found.decision if found else BEGUN)
        if number != self._asked:
            return
        self._show(found)
        if then:
            then()
        await self._read_again()

    async def keep(self, *, notes: bool = False, standing: str | None = None) -> None:
        """Keep the sheet as it stands, with the notes where they are others now."""
        words = standing or (self.told.decision if self.told else BEGUN)
        await self.keeping.keep(self.sheet, words, self.letter.notes if notes else None)

    def _show(self, found: Shown | None) -> None:
        self.told = found
        self.form.show()
        self.questions.show(found)
        self.answers.show()
        self.panel.show(found)
        self.papers.show(found)
        self.exactly.show(found)
        self.glance.give(hidden=None if found else True)
        self.glance.say(f"Recommendation: {found.headline}" if found else "")
        self.recording.show(found)

    async def _read_again(self) -> None:
        """Read the notes anew where another treatment, region or day is asked for than they were read for."""
        sheet = self.sheet
        asked = sheet.treatments, sheet.regions, sheet.side, sheet.requested_on
        if asked != self._read_for and sheet.is_begun:
            self._read_for = asked
            await self.letter.reread()


async def screening_page(frame: Frame) -> None:
    """Draw the page, with nothing put in yet."""
    await _draw(frame, Start())


async def kept_page(frame: Frame, name: str) -> None:
    """Draw the page of a kept screening.

    Raises:
        Refused: there is none of this id that this visitor may see.
    """
    caller = frame.visitor.caller(Permission.SCREEN)
    service = frame.visitor.service
    draft = await service.with_drafts(service.drafts.get, name, caller)
    if draft is None:
        hint = "begin a new one with 'Screen' above"
        message = "there is no screening at this address: it was deleted, was kept long enough, or is somebody else's"
        raise Refused(404, Problem("unknown-draft", message, None, hint))
    await _draw(frame, Start(sheet_of(draft.state), draft))


async def again_page(frame: Frame, name: str) -> None:
    """Draw the page with what an entry of the journal was judged by.

    Raises:
        Refused: there is no such entry that this visitor may see.
    """
    caller = frame.visitor.caller(Permission.SCREEN)
    service = frame.visitor.service
    entry = await entry_of(service, name, caller)
    asked = asked_again(entry.asked)
    case = await service.judge(case_asked, asked, chosen=asked.chosen)
    found = filled(case, entry.request, asked.beside)
    told = f"Taken up again from entry {entry.sequence} of the journal, put down by {entry.who} on {entry.at[:10]}."
    notice = f"{told} What you change makes another screening; the entry stays as it is.{told_aside(found)}"
    await _draw(frame, Start(replace(found.sheet, as_if=asked.as_if), None, notice))


async def _draw(frame: Frame, start: Start) -> None:
    caller = frame.visitor.caller(Permission.SCREEN)
    service = frame.visitor.service
    recent = await service.with_drafts(service.drafts.listed, caller)
    page = Screening(frame, start, recent)
    with frame.main:
        page.build()
    await page.begin()
