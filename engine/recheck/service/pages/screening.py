"""The screening page: what is asked and answered on the left, what the rules say of it on the right, live.

Every change makes a new sheet, which is judged by the functions of the API, where its calls are judged.
Nothing is put down until the user says so.
"""

from collections.abc import Callable

from recheck.service.pages.answers import Answers
from recheck.service.pages.asking import Questions
from recheck.service.pages.at_hand import AtHand
from recheck.service.pages.browser import Tag
from recheck.service.pages.exactly import Exactly
from recheck.service.pages.frame import Frame
from recheck.service.pages.letter import LetterPanel
from recheck.service.pages.recommending import Panel
from recheck.service.pages.recording import Recording
from recheck.service.pages.request_form import RequestForm
from recheck.service.pages.sheet import Sheet
from recheck.service.pages.shown import Shown, shown
from recheck.service.roles import Permission


class Screening:
    """One user's screening: the sheet, and what is shown of it."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.service = frame.visitor.service
        self.rules = self.service.rules.in_force.rules
        self.sheet = Sheet()
        self.told: Shown | None = None
        self._asked = 0

    @property
    def sees_criteria(self) -> bool:
        return self.frame.visitor.may(Permission.SEE_CRITERIA)

    def build(self) -> None:
        """All parts of the page; first what is at hand, before anything is typed."""
        AtHand(self.rules, self.service.rules.folders, self.service.rules.clock().year)
        with Tag("div", class_="columns"):
            with Tag("div", class_="entry"):
                self.form = RequestForm(self)
                self.letter = LetterPanel(self)
                self.questions = Questions(self)
                self.answers = Answers(self)
                self.glance = Tag("a", "", href="#answer-heading", class_="glance", hidden=True)
            with Tag("section", class_="answer", aria_labelledby="answer-heading"):
                self.panel = Panel(self)
                self.exactly = Exactly(self)
                self.recording = Recording(self)

    async def change(self, sheet: Sheet, *, then: Callable[[], None] | None = None) -> None:
        """Go on with another sheet: judge it, and show what came of it.

        Args:
            sheet: what was put in by now.
            then: what is done once it is shown, such as moving the focus.
        """
        self.sheet = sheet
        self._asked += 1
        number = self._asked
        self.frame.visitor.caller(Permission.SCREEN)
        self.rules = self.service.rules.in_force.rules
        found = None
        if sheet.is_begun:
            found = await self.service.judge(shown, sheet, self.sees_criteria)
        if number != self._asked:  # somebody was quicker: what is newer will be shown
            return
        self.told = found
        self.form.show()
        self.questions.show(found)
        self.answers.show()
        self.panel.show(found)
        self.exactly.show(found)
        self.glance.give(hidden=None if found else True)
        self.glance.say(f"Recommendation: {found.headline}" if found else "")
        self.recording.show(found)
        if then:
            then()


async def screening_page(frame: Frame) -> None:
    """Draw the page."""
    with frame.main:
        Screening(frame).build()
