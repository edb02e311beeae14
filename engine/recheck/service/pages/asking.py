"""The questions that can still change the answer, the most decisive first.

A question keeps its element while it stays a question, so that nobody loses their place while they type; once it
is answered, the focus goes to the next one.
"""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from recheck.load.json_nodes import plain_value
from recheck.model.vocabulary import Fact, FactType
from recheck.service.pages.browser import Done, Spot, Tag, button
from recheck.service.pages.sheet import Answer, Sheet
from recheck.service.pages.shown import Shown
from recheck.service.pages.values import ValueField
from recheck.service.questions import Asking
from recheck.service.roles import Permission

if TYPE_CHECKING:
    from recheck.service.pages.screening import Screening

FIRST = 5
"""Questions that stand open; the others are behind a heading."""
KEYS = "With a question in focus: y is yes, n is no, d is not documented."
BY_THE_FORM = ("body_region", "side", "treatment")


class Questions:
    """The list of questions."""

    def __init__(self, page: "Screening") -> None:
        self.page = page
        self.rows: dict[str, Question] = {}
        with Tag("section", class_="card", aria_labelledby="questions-heading"):
            self.heading = Spot("h2", "Questions", id="questions-heading")
            self.intro = Tag("p", "Say which treatment is requested; what has to be known is asked here.")
            self.list = Tag("ol", class_="questions")
            with Tag("details", class_="more", hidden=True) as self.later:
                self.summary = Tag("summary", "")
                self.rest = Tag("ol", class_="questions")

    def show(self, found: Shown | None) -> None:
        """The questions of what is shown; what was answered 'not documented' is not asked again."""
        asked = [each for each in (found.questions if found else ()) if _key(each) not in self.page.sheet.silent]
        wanted = {_key(each): each for each in asked}
        for gone in self.rows.keys() - wanted.keys():
            self.rows.pop(gone).item.delete()
        for place, (name, each) in enumerate(wanted.items()):
            holder, index = (self.list, place) if place < FIRST else (self.rest, place - FIRST)
            if name not in self.rows:
                with holder:
                    self.rows[name] = Question(self.page, each)
            row = self.rows[name]
            row.show(each)
            _place_at(row.item, holder, index)
        if any(_is_of_the_form(each) for each in wanted.values()):
            self.page.form.open_where()
        more = max(0, len(wanted) - FIRST)
        self.later.give(hidden=None if more else True)
        self.summary.say(f"{more} more, less decisive")
        self.intro.say(self._intro(found, len(wanted)))

    def _intro(self, found: Shown | None, count: int) -> str:
        if found is None:
            return "Say which treatment is requested; what has to be known is asked here."
        if not count and self.page.sheet.silent and found.decision == "pend":
            return "Everything else is answered. What is not documented keeps it pending."
        if not count:
            return "Nothing that could still be documented changes the answer."
        return f"What can still change the answer, the most decisive first. {KEYS}"

    def next(self) -> None:
        """Put the focus on the first question; on the heading where there is none."""
        first = next(iter(self.list.default_slot.children), None)
        row = next((each for each in self.rows.values() if each.item is first), None)
        (row.spot if row else self.heading).take()


class Question:
    """One question with the ways to answer it."""

    def __init__(self, page: "Screening", asking: Asking) -> None:
        self.page = page
        self.asking = asking
        with Tag("li") as self.item, Tag("div", role="group") as group:
            self.spot = Spot("h3", asking.question.in_words, self._keys(asking))
            group.give(aria_labelledby=self.spot.name)
            self.effect = Tag("p", "", class_="hint")
            self.fields = Tag("div", class_="ways")
            self.told = page.frame.told()
            with self.fields:
                self._ways(asking)

    def _keys(self, asking: Asking) -> dict[str, Done]:
        """What single keys answer while the question has the focus."""
        guarded = self.page.frame.guarded
        if _is_of_the_form(asking):
            return {}
        silent: dict[str, Done] = {"d": guarded(self._silent)}
        if asking.fact is None or asking.fact.type is not FactType.BOOLEAN:
            return silent
        yes, no = guarded(lambda: self._answer(True)), guarded(lambda: self._answer(False))
        return {"y": yes, "n": no, **silent}

    def show(self, asking: Asking) -> None:
        """What each answer leads to by now, for who may see it."""
        self.asking = asking
        self.effect.say(effect_of(asking) if self.page.sees_criteria else "")

    def _ways(self, asking: Asking) -> None:
        guarded = self.page.frame.guarded
        fact = asking.fact
        if _is_of_the_form(asking):
            Tag("p", "Answer it above: the body region and its side are part of the request.", class_="hint")
            return
        if fact is not None and fact.type is FactType.BOOLEAN:
            button("Yes", guarded(lambda: self._answer(True)))
            button("No", guarded(lambda: self._answer(False)))
        else:
            self._value(fact)
        button("Not documented", guarded(self._silent), class_="plain")

    def _value(self, fact: Fact | None) -> None:
        """A field for what is no yes or no."""
        field = ValueField(fact, self.spot.name)

        async def done() -> None:
            await self._answer(field.value)

        told = self.page.frame.guarded(done, self.told)
        if field.field is not None:
            field.field.on_enter(told)
        button("Answer", told)

    async def _answer(self, value: Any) -> None:
        by = self.page.frame.visitor.caller(Permission.SCREEN).name
        await self.page.change(told(self.page.sheet, self.asking, value, by), then=self.page.questions.next)

    async def _silent(self) -> None:
        await self.page.change(self.page.sheet.leaves_open(_key(self.asking)), then=self.page.questions.next)


def _place_at(item: Tag, holder: Tag, index: int) -> None:
    """Move an element where it belongs; one that is there already stays untouched, with the focus in it."""
    inside = holder.default_slot.children
    if item not in inside or inside.index(item) != index:
        item.move(holder, target_index=index)


def _is_of_the_form(asking: Asking) -> bool:
    """Whether it is answered where the request is put in."""
    return asking.question.fact in BY_THE_FORM or (asking.place is None and asking.fact is not None)


def _key(asking: Asking) -> str:
    return asking.place or f"{asking.request}/{asking.question.fact}"


def effect_of(asking: Asking) -> str:
    """What the answers lead to: 'Yes: approve. No: deny.'"""
    if asking.fact is None or asking.fact.type not in (FactType.BOOLEAN, FactType.CHOICE):
        return ""  # a few numbers were tried, and thresholds may lie between them
    leads: dict[str, list[str]] = {}
    for value, word in asking.leads_to:
        leads.setdefault(word.replace("_", " "), []).append(_said(value))
    if len(leads) < 2:
        return ""
    return " ".join(f"{_short(values).capitalize()}: {word}." for word, values in leads.items())


def _short(values: list[str]) -> str:
    return ", ".join(values) if len(values) <= 3 else f"{values[0]}, {values[1]} … {values[-1]}"


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    plain = plain_value(value)  # type: ignore[arg-type]  # an answer is a plain value
    return ", ".join(plain) if isinstance(plain, list) else str(plain).replace("_", " ")


def told(sheet: Sheet, asking: Asking, value: Any, by: str) -> Sheet:
    """The sheet with an answer, at its place in the case; what the request itself states goes there."""
    name = asking.question.fact
    if name == "requested_on":
        return replace(sheet, requested_on=date.fromisoformat(str(value)))
    if name == "service_on":
        return replace(sheet, service_on=date.fromisoformat(str(value)))
    if name.endswith("_requested"):
        return replace(sheet, quantity=int(value), unit=name.removesuffix("_requested"))
    if name.endswith("_authorized"):
        return replace(sheet, authorized=int(value))
    assert asking.place is not None
    return sheet.documents(asking.place, Answer(value, by=by))
