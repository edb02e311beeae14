"""What is documented so far, and what was asked and is not: each can be taken back."""

from typing import TYPE_CHECKING

from recheck.service.pages.browser import Spot, Tag, button
from recheck.service.pages.sheet import Answer
from recheck.service.roles import Permission

if TYPE_CHECKING:
    from recheck.service.pages.screening import Screening


class Answers:
    """The list of facts."""

    def __init__(self, page: "Screening") -> None:
        self.page = page
        self.known: tuple[object, ...] = ()
        with Tag("section", class_="card", aria_labelledby="facts-heading", hidden=True) as self.section:
            self.heading = Spot("h2", "Facts", id="facts-heading")
            self.list = Tag("dl", class_="facts")

    def show(self) -> None:
        """The facts of the sheet."""
        sheet = self.page.sheet
        known = (tuple(sheet.answers.items()), tuple(sorted(sheet.silent)))
        if known == self.known:
            return
        self.known = known
        self.section.give(hidden=None if sheet.answers or sheet.silent else True)
        self.list.clear()
        with self.list:
            for place, answer in sheet.answers.items():
                self._row(place, value_words(answer, self.unit_of(place)), "documented", answer)
            for place in sorted(sheet.silent):
                self._row(place, "not documented", "silent")

    def _row(self, place: str, value: str, kind: str, answer: Answer | None = None) -> None:
        words = self.page_words(place)
        guarded = self.page.frame.guarded

        async def again() -> None:
            await self.page.change(self.page.sheet.forgets(place), then=self.heading.take)

        async def confirmed() -> None:
            page = self.page
            by = page.frame.visitor.caller(Permission.SCREEN).name
            assert answer is not None
            await page.change(page.sheet.documents(place, answer.confirmed_by(by)), then=self.heading.take)

        with Tag("div", class_=f"fact {kind}"):
            Tag("dt", words)
            with Tag("dd"):
                Tag("span", value, class_="value")
                if answer and answer.is_unconfirmed:
                    Tag("strong", "read, not confirmed", class_="unconfirmed")
                    button("Confirm", guarded(confirmed), class_="plain", aria_label=f"Confirm: {words}")
                button("Change", guarded(again), class_="plain", aria_label=f"Change: {words}")
            for each in (answer, *answer.others) if answer else ():
                if each.words:
                    Tag("dd", f"«{each.words}»", class_="said-there")

    def page_words(self, place: str) -> str:
        """A fact's name, with the region that it is of."""
        *path, name = place.strip("/").split("/")
        fact = self.page.rules.vocabulary.facts.get(name)
        inside = path[2:] if path[:1] == ["treatments"] else path[1:] if path[:1] == ["regions"] else []
        region = f" ({', '.join(inside).replace('_', ' ')})" if inside else ""
        words = fact.readable if fact else name.replace("_", " ")
        return words[:1].upper() + words[1:] + region

    def unit_of(self, place: str) -> str | None:
        """What a fact is counted in."""
        fact = self.page.rules.vocabulary.facts.get(place.rsplit("/", 1)[-1])
        return fact.unit if fact else None


def value_words(answer: Answer, unit: str | None = None) -> str:
    """A value in words, with the lines of a note that document it.

    >>> value_words(Answer(False)), value_words(Answer(0), "visits"), value_words(Answer(44, (3, 4), note="a.txt"))
    ('no', '0 visits', '44 (lines 3-4 of a.txt)')
    """
    values = [_one(each, unit) for each in (answer, *answer.others)]
    return "; ".join(dict.fromkeys(values))


def _one(answer: Answer, unit: str | None) -> str:
    value = answer.value
    if isinstance(value, bool):
        text = "yes" if value else "no"
    elif isinstance(value, list):
        text = ", ".join(map(str, value)) or "none of them"
    else:
        text = str(value).replace("_", " ")
        text += f" {unit}" if unit and isinstance(value, int | float) else ""
    if answer.dated:
        text += f", {answer.dated.isoformat()}"
    if answer.lines:
        first, last = answer.lines
        where = f"line {first}" if first == last else f"lines {first}-{last}"
        text += f" ({where} of {answer.note or 'the letter'})"
    return text
