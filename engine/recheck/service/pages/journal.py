"""What was put down, for a visitor: their own entries, or all of them where the role reads the journal."""

from recheck.service.journal.entry import Entry, Kind
from recheck.service.journal.listing import decision_words
from recheck.service.pages.browser import Field, Tag, labelled
from recheck.service.pages.frame import Frame
from recheck.service.reopening import entries_of
from recheck.service.roles import Permission


async def journal_page(frame: Frame) -> None:
    """Draw the page."""
    visitor = frame.visitor
    sees_all = visitor.may(Permission.READ_JOURNAL)
    caller = visitor.caller(Permission.READ_JOURNAL if sees_all else Permission.SCREEN)

    async def show(case: str = "") -> None:
        found = await entries_of(visitor.service, caller, case.strip())
        rows.clear()
        told.say("" if found else "No entry of this reference." if case.strip() else "Nothing was put down yet.")
        table.give(hidden=None if found else True)
        with rows:
            for each in found:
                _row(each, may_screen=visitor.may(Permission.SCREEN))

    with frame.main:
        Tag("p", "All entries, the latest first." if sees_all else "What you put down, the latest first.")
        labelled(
            "Case reference",
            lambda: Field("search", "", given=frame.guarded(show), typed=frame.guarded(show), autocomplete="off"),
            hint="The whole reference",
        )
        told = Tag("p", "", role="status", class_="hint")
        with Tag("div", class_="wide"), Tag("table") as table:
            with Tag("thead"), Tag("tr"):
                for words in ("Entry", "When (UTC)", "Case", "Request", "What was said", "Put down by", "Go on"):
                    Tag("th", words, scope="col")
            rows = Tag("tbody")
    await show()


def _row(entry: Entry, *, may_screen: bool) -> None:
    is_said = entry.kind == Kind.RECOMMENDATION
    said = entry.decision.replace("_", " ") if is_said else f"Decided: {decision_words(entry)}"
    title = entry.result["title"] if is_said else ""
    with Tag("tr"):
        for words in (str(entry.sequence), entry.at[:16].replace("T", " "), entry.case, title, said, entry.who):
            Tag("td", words)
        with Tag("td"):
            if is_said and may_screen:
                link = f"Open entry {entry.sequence} again"
                Tag("a", "Open again", href=f"/journal/{entry.id}/again", aria_label=link)
