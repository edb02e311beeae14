"""What every page has around its content: a way past the links, the links, one heading, and a place for problems.

Whatever goes wrong in what a page does ends here, in words and in one place that is read out.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from recheck.model.problem import Problem, ProblemsFound
from recheck.service.logs import log_fault
from recheck.service.pages.browser import Tag, main_part, surroundings
from recheck.service.pages.visitor import Visitor
from recheck.service.problems import Refused
from recheck.service.roles import Permission

LINKS = (
    ("/", "Screen", (Permission.SCREEN,)),
    ("/journal", "Journal", (Permission.SCREEN, Permission.READ_JOURNAL)),
    ("/audit", "Audit", (Permission.AUDIT,)),
    ("/rules", "Rules", (Permission.SEE_CRITERIA,)),
    ("/workbench", "Workbench", (Permission.SEE_CRITERIA,)),
)
FAILED = Problem("internal-fault", "the service failed", None, "try again; the log names where it failed")


class Frame:
    """A page's surroundings; its content is built inside `main`."""

    def __init__(self, visitor: Visitor, log: Any, path: str, heading: str) -> None:
        self.visitor = visitor
        self.log = log
        self.places: list[Told] = []
        with surroundings():
            Tag("a", "Skip to the content", href="#main", class_="skip").move(target_index=0)
            header = Tag("header", class_="top")
            header.move(target_index=1)
        with header:
            Tag("span", "imr-recheck", class_="brand")
            with Tag("nav", aria_label="Pages"), Tag("ul"):
                for where, words, permissions in LINKS:
                    if any(map(visitor.may, permissions)):
                        with Tag("li"):
                            Tag("a", words, href=where, aria_current="page" if where == path else None)
            self._who()
        self.main = main_part("main")
        with self.main:
            Tag("h1", heading)
            self.problems = Told(self)

    def _who(self) -> None:
        known = self.visitor.known
        if self.visitor.service.tokens is None or known is None:
            return
        with Tag("form", method="post", action="/sign-out", class_="who"):
            Tag("span", f"Signed in as {known.name}")
            Tag("button", "Sign out", type="submit", class_="plain")

    def tell(self, problems: Sequence[Problem], at: "Told | None" = None) -> None:
        """Show problems, at the top of the page unless a place is said; or take all of them away."""
        self.places = [each for each in self.places if not each.holder.is_deleted]
        for each in self.places:
            each.clear()
        if problems:
            (at or self.problems).show(problems)

    def told(self) -> "Told":
        """A place for problems where the page is being built, such as beside a button."""
        return Told(self)

    def guarded(self, work: Callable[..., Awaitable[None]], at: "Told | None" = None) -> Callable[..., Awaitable[None]]:
        """Work whose refusals and faults are told: at the top of the page, or in a place of its own."""

        async def doing(*words: Any) -> None:
            try:
                self.tell(())
                await work(*words)
            except (ProblemsFound, Refused) as refusal:
                self.tell(refusal.problems, at)
            except Exception as error:
                log_fault(self.log, "page", error)
                self.tell([FAILED], at)

        return doing


class Told:
    """A place where problems are told; what appears there is read out."""

    def __init__(self, frame: Frame) -> None:
        self.holder = Tag("div", class_="problems")
        frame.places.append(self)

    def clear(self) -> None:
        """Take them away."""
        if self.holder.default_slot.children:
            self.holder.clear()

    def show(self, problems: Sequence[Problem]) -> None:
        """Tell problems."""
        with self.holder, Tag("div", role="alert"), Tag("ul"):
            for each in problems:
                hint = f" ({each.suggestion})" if each.suggestion else ""
                Tag("li", f"{each.message[:1].upper()}{each.message[1:]}{hint}")
