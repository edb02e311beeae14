"""A kept screening on paper, for the requesting office: the sheet, or the request for information."""

from collections.abc import Iterator

from recheck.asking.charts import Said
from recheck.asking.information import information_of
from recheck.asking.printing import Page, as_html
from recheck.asking.sheet import sheet_of
from recheck.model.problem import Problem
from recheck.model.rule import RuleSet
from recheck.service.pages import kept
from recheck.service.pages.papers import INFORMATION, SHEET
from recheck.service.pages.sheet import REQUEST, Sheet
from recheck.service.problems import Refused
from recheck.service.roles import Caller, Permission
from recheck.service.screening import case_asked
from recheck.service.service import Service


async def printed(service: Service, caller: Caller, name: str, paper: str) -> str:
    """The page, as HTML that needs nothing else.

    Raises:
        Refused: there is no such screening or paper, or the caller may not see thresholds, which the sheet tells.
        ProblemsFound: nothing is left to ask.
    """
    draft = await service.with_drafts(service.drafts.get, name, caller)
    if draft is None or paper not in (SHEET, INFORMATION):
        raise Refused(404, Problem("unknown-draft", "there is no screening of this id, or it is somebody else's"))
    if paper == SHEET and not caller.may(Permission.SEE_CRITERIA):
        message = "the sheet tells what the criteria ask, which your role does not see"
        raise Refused(403, Problem("not-permitted", message, None, "print the request for information"))
    return await service.judge(page_of, kept.sheet_of(draft.state), paper)


def page_of(sheet: Sheet, rules: RuleSet, paper: str) -> str:
    """One of the pages of a screening.

    Raises:
        ProblemsFound: what was put in has errors, or nothing is left to ask.
    """
    asked = sheet.asked(needs_physician=True)
    case = case_asked(asked, rules)
    page: Page
    if paper == SHEET:
        page = sheet_of(case, REQUEST, rules, asked.mode, tuple(_said(sheet)))
    else:
        page = information_of(case, REQUEST, rules, asked.mode)
    return as_html([page])


def _said(sheet: Sheet) -> Iterator[Said]:
    """The words behind the facts, as the sheet tells them."""
    for at, answer in sheet.answers.items():
        first, *path, fact = at.strip("/").split("/")
        place = first if first == "claim" else "request" if first == "requests" else "/".join(path)
        for each in (answer, *answer.others):
            if each.lines and each.words:
                yield Said(fact, place, each.value, each.note or "the letter", each.lines[0], each.words, each.dated)
