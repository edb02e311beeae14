"""What is exactly possible of a request, for whoever screens it: proved on demand, for it may take seconds."""

from typing import TYPE_CHECKING

from recheck.service.pages.browser import Spot, Tag, button
from recheck.service.pages.proved import proved
from recheck.service.pages.shown import Shown
from recheck.service.roles import Permission

if TYPE_CHECKING:
    from recheck.service.pages.screening import Screening


class Exactly:
    """The button, and what is proved of the recommendation that is shown."""

    def __init__(self, page: "Screening") -> None:
        self.page = page
        self.asked = 0
        with Tag("div", class_="exactly", hidden=True) as self.section:
            button("Prove what is still possible", page.frame.guarded(self._prove), class_="plain")
            self.said = Spot("p", "", role="status", class_="hint")
            self.list = Tag("div")

    def show(self, found: Shown | None) -> None:
        """Another recommendation: what was proved was of another one."""
        self.asked += 1
        self.list.clear()
        self.said.say("")
        self.section.give(hidden=None if found and self.page.sees_criteria else True)

    async def _prove(self) -> None:
        number, page = self.asked, self.page
        page.frame.visitor.caller(Permission.SEE_CRITERIA)
        self.list.clear()
        self.said.say("Proving it; this may take some seconds.")
        try:
            found = await page.service.judge(proved, page.sheet, is_long=True)
        finally:
            if number == self.asked:
                self.said.say("")
        if number != self.asked:  # something was put in meanwhile
            return
        with self.list:
            for label, rows in found:
                Tag("h3", label)
                with Tag("ul"):
                    for depth, words in rows:
                        Tag("li", words, class_=f"depth-{depth}")
        self.said.say("Nothing was judged that a proof could be about." if not found else "Proved.")
        self.said.take()
