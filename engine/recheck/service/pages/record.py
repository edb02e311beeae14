"""The record of a screening as it is printed: what was asked, on which words, by which pages, and who decided."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from recheck.explain import SIGNED
from recheck.phrases import ONLY_A_PHYSICIAN
from recheck.service.decisions import Decided
from recheck.service.journal.entry import Entry
from recheck.service.pages.answers import value_words
from recheck.service.pages.browser import Tag
from recheck.service.pages.sheet import Answer
from recheck.service.pages.shown import MARKS, Shown

if TYPE_CHECKING:
    from recheck.service.pages.screening import Screening

OF_WHOM = "Worker: ____________________   Claim number: ____________________"
NOT_PUT_DOWN = "Printed only: this was not put down in the journal."


class Record:
    """The record, unseen on the screen."""

    def __init__(self, page: "Screening") -> None:
        self.page = page
        self.holder = Tag("article", class_="record", aria_hidden="true")

    def draw(self, found: Shown | None, entry: Entry | None, decided: Decided | None) -> None:
        """Another record."""
        self.holder.clear()
        if found is None:
            return
        with self.holder:
            Tag("h2", f"Record of {self.page.sheet.name}")
            Tag("p", OF_WHOM, class_="to-sign")
            with Tag("dl"):
                for name, value in self._request():
                    Tag("dt", name)
                    Tag("dd", value)
            Tag("h3", found.headline)
            for paragraph in found.rationale.split("\n\n"):
                if paragraph != SIGNED:  # at the end of the record
                    Tag("p", paragraph)
            self._criteria(found)
            Tag("h3", "Facts, and what they rest on")
            with Tag("ul"):
                for row in self._facts():
                    Tag("li", row)
            self._decided(found, entry, decided)

    def _criteria(self, found: Shown) -> None:
        for rule in [*found.rules, *(each for part in found.parts for each in part.rules)]:
            Tag("h4", f"{rule.title}, {rule.edition}")
            with Tag("ul"):
                for depth, each in rule.rows:
                    if isinstance(each, str):
                        Tag("li", f"{each[:1].upper()}{each[1:]}:", class_=f"group depth-{depth + 1}")
                        continue
                    known = f"; {each.ground}" if each.ground else ""
                    Tag(
                        "li",
                        f"{MARKS[each.truth]} {each.truth}: {each.says} ({each.cite}{known})",
                        class_=f"depth-{depth + 1}",
                    )

    def _decided(self, found: Shown, entry: Entry | None, decided: Decided | None) -> None:
        if decided:
            Tag("h3", f"Decided: {decided.in_words(found.unit)}")
            Tag("p", decided.reason or "")
        if entry:
            who = f"Put down by {entry.who} on {entry.at[:19]}Z as entry {entry.sequence}"
            Tag("p", f"{who}, {entry.digest}.")
        else:
            Tag("p", NOT_PUT_DOWN)
        if found.needs_physician:
            Tag("p", ONLY_A_PHYSICIAN)
        Tag("p", SIGNED, class_="to-sign")
        Tag("p", f"Rules {found.rules_digest}, engine {found.engine}.")

    def _request(self) -> list[tuple[str, str]]:
        sheet = self.page.sheet
        rows = [("Request", sheet.words or ", ".join(sheet.treatments))]
        if sheet.regions:
            where = [*sheet.regions, *([sheet.side] if sheet.side else [])]
            rows.append(("Region", ", ".join(where).replace("_", " ")))
        if sheet.quantity is not None:
            rows.append(("Quantity", f"{sheet.quantity} {sheet.unit or ''}".strip()))
        days = (("Requested on", sheet.requested_on), ("Date of service", sheet.service_on), ("As if on", sheet.as_if))
        rows += [(words, day.isoformat()) for words, day in days if day]
        rows += [("Notes", ", ".join(name for name, _ in sheet.letters))] if sheet.letters else []
        return rows

    def _facts(self) -> Iterator[str]:
        """Each fact with the words behind it, or by whom it was answered."""
        sheet, answers = self.page.sheet, self.page.answers
        for place, answer in sheet.answers.items():
            yield f"{answers.page_words(place)}: {value_words(answer, answers.unit_of(place))}{_rests_on(answer)}"
        for place in sorted(sheet.silent):
            yield f"{answers.page_words(place)}: asked, and not documented"


def _rests_on(answer: Answer) -> str:
    """Whose words or whose hand a fact rests on.

    >>> _rests_on(Answer(True, by="nurse")), _rests_on(Answer(True, (2, 2), words="He walks daily.", note="a.txt"))
    (', answered by hand by nurse', ', «He walks daily.», read and not confirmed')
    """
    told = ""
    for each in (answer, *answer.others):
        if not each.is_read:
            told += f", answered by hand{f' by {each.by}' if each.by else ''}"
            continue
        told += f", «{each.words}»" if each.words else ""
        told += f", confirmed{f' by {each.by}' if each.by else ''}" if each.confirmed else ", read and not confirmed"
    return told
