"""What goes out of a screening: the sheet and the request for information, a case file; and how it is deleted."""

from typing import TYPE_CHECKING

from recheck.letters.write import write_case
from recheck.model.problem import Problem, ProblemsFound
from recheck.service.pages.browser import Tag, button, download, go_to
from recheck.service.pages.keeping import AT
from recheck.service.pages.shown import Shown
from recheck.service.roles import Permission
from recheck.service.screening import case_asked

if TYPE_CHECKING:
    from recheck.service.pages.screening import Screening

HEAD = "# Saved from the screening page.\n"
SHEET, INFORMATION = "sheet", "information"


class Papers:
    """The links and buttons, once there is something to judge."""

    def __init__(self, page: "Screening") -> None:
        self.page = page
        guarded = page.frame.guarded
        self.told = page.frame.told()
        with Tag("div", class_="actions", hidden=True) as self.row:
            self.sheet = self._link("Sheet for the office")
            self.information = self._link("Request for information")
            button("Save as a case file", guarded(self._save, self.told), class_="plain")
            button("Delete this screening", guarded(self._delete, self.told), class_="plain")

    def _link(self, words: str) -> Tag:
        return Tag("a", words, target="_blank", class_="as-button", hidden=True)

    def show(self, found: Shown | None) -> None:
        """Offer what can be printed of what is shown."""
        draft = self.page.keeping.draft
        self.row.give(hidden=None if found else True)
        if found is None or draft is None:
            return
        at = AT + draft.id
        has_questions = found.decision == "pend" and found.questions
        self.sheet.give(href=f"{at}/{SHEET}", hidden=None if self.page.sees_criteria else True)
        self.information.give(href=f"{at}/{INFORMATION}", hidden=None if has_questions else True)

    async def _save(self) -> None:
        sheet = self.page.sheet
        if not sheet.is_begun:
            hint = "say which treatment is requested"
            raise ProblemsFound([Problem("nothing-to-save", "there is no request to save yet", None, hint)])
        case = await self.page.service.judge(case_asked, sheet.asked(needs_physician=True))
        download(HEAD + write_case(case), file_name(sheet.name))

    async def _delete(self) -> None:
        page = self.page
        draft = page.keeping.draft
        if draft is None:
            raise ProblemsFound([Problem("nothing-kept", "nothing of this screening is kept yet")])
        caller = page.frame.visitor.caller(Permission.SCREEN)
        await page.service.with_drafts(page.service.drafts.delete, draft.id, caller)
        go_to("/")


def file_name(case: str) -> str:
    """The name of a case's file.

    >>> file_name("office 17/b"), file_name("")
    ('office-17-b.yaml', 'screening.yaml')
    """
    kept = "".join(each if each.isalnum() or each in "._-" else "-" for each in case).strip("-.")
    return f"{kept[:80] or 'screening'}.yaml"
