"""Where a screening is taken up again: the recent ones, or a case file."""

from typing import TYPE_CHECKING

from recheck.load.cases import read_case
from recheck.model.case import Case
from recheck.model.problem import Place, Problem, ProblemsFound, Source, errors
from recheck.model.rule import RuleSet
from recheck.service.drafts.draft import Draft
from recheck.service.pages.browser import Spot, Tag, button
from recheck.service.pages.from_case import Filled, filled
from recheck.service.pages.keeping import AT, title_of

if TYPE_CHECKING:
    from recheck.service.pages.screening import Screening

SHOWN = 8
"""Recent screenings in the list."""


class Opening:
    """The list of recent screenings, and the requests of a case file to choose from."""

    def __init__(self, page: "Screening", recent: list[Draft]) -> None:
        self.page = page
        with Tag("section", aria_labelledby="recent-heading", class_="card") as section:
            is_open = True if page.keeping.draft is None else None
            with Tag("details", open=is_open, hidden=None if recent else True):
                with Tag("summary"):
                    Tag("h2", "Recent screenings", id="recent-heading")
                with Tag("ul", class_="recent"):
                    for each in recent[:SHOWN]:
                        self._row(each)
                if page.keeping.draft:
                    Tag("a", "Begin a new one", href="/")
            self.choices = Tag("div", class_="found")
            self.told = page.frame.told()
            self.said = Spot("p", "", role="status", class_="hint")
        self.section = section
        section.give(hidden=None if recent else True)

    def _row(self, draft: Draft) -> None:
        here = self.page.keeping.draft
        is_here = here is not None and here.id == draft.id
        with Tag("li"):
            Tag("a", draft.title, href=AT + draft.id, aria_current="page" if is_here else None)
            Tag("span", f" {draft.standing.replace('_', ' ')}; {draft.changed:%Y-%m-%d %H:%M} UTC", class_="hint")

    async def take(self, data: bytes, name: str) -> None:
        """Take a case file; of several requests, the one that is chosen.

        Raises:
            ProblemsFound: it has errors, or the page cannot hold it.
        """
        case = await self.page.service.judge(case_in, (data, name))
        if len(case.requests) == 1:
            await self._fill(case, next(iter(case.requests)))
            return
        self.section.give(hidden=None)
        self.choices.clear()
        with self.choices:
            Tag("p", f"{name} holds {len(case.requests)} requests: choose one.")
            for each in case.requests.values():
                self._offer(case, each.id, each.title)

    def _offer(self, case: Case, name: str, title: str) -> None:
        async def chosen() -> None:
            self.choices.clear()
            await self._fill(case, name)

        button(title, self.page.frame.guarded(chosen, self.told), class_="offer")

    async def _fill(self, case: Case, name: str) -> None:
        found = filled(case, name)
        await self.page.resume(found.sheet)
        self.section.give(hidden=None)
        self.said.say(f"Loaded: {title_of(found.sheet)}.{told_aside(found)}")
        self.said.take()


def case_in(file: tuple[bytes, str], rules: RuleSet) -> Case:
    """The case of a case file.

    Raises:
        ProblemsFound: it is none, or has errors.
    """
    data, name = file
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"byte {error.start} of {name} is not UTF-8"
        raise ProblemsFound([Problem("not-utf8", message, Place(Source(name)))]) from error
    case, problems = read_case(text, name, rules.vocabulary)
    if case is None or errors(problems):
        raise ProblemsFound([each for each in problems if each in errors(problems)] or problems)
    return case


def told_aside(found: Filled) -> str:
    """What was left aside, in a sentence."""
    return f" Left aside: {'; '.join(found.left_aside)}." if found.left_aside else ""
