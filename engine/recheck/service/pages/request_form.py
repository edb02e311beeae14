"""The first part of the screening page: what is requested, for what, when, and how much."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from recheck.model.problem import Problem, ProblemsFound
from recheck.service.pages.browser import Field, Tag, button, labelled
from recheck.service.pages.finding import Meant, Wording, read_words
from recheck.service.pages.sheet import INJURY, Answer, Sheet
from recheck.service.roles import Permission

if TYPE_CHECKING:
    from recheck.service.pages.screening import Screening

MOST = 100_000
INTRODUCTION = (
    "Type what is requested, add the chart note, and answer what is asked: the guidelines' criteria are applied with "
    "their citations, by the editions in force on the day of the request."
)
SIDES = (("", "not said"), ("left", "left"), ("right", "right"), ("bilateral", "both"))


class RequestForm:
    """The form of the request itself."""

    def __init__(self, page: "Screening") -> None:
        self.page = page
        self.wording = Wording("")
        with Tag("section", class_="card", aria_labelledby="request-heading"):
            Tag("h2", "The request", id="request-heading")
            Tag("p", INTRODUCTION)
            self.told = page.frame.told()

            def guarded(work: Any) -> Any:
                return page.frame.guarded(work, self.told)

            self.words = labelled(
                "Treatment, in any words",
                lambda: Field("search", given=guarded(self._said), typed=guarded(self._said), autocomplete="off"),
                hint="For example: norco, PT 2x4 neck, MRI lumbar spine",
            )
            self.found = Tag("div", class_="found", role="group", aria_label="Treatments that these words mean")
            self.count = Tag("p", "", role="status", class_="hint")
            self._dates(guarded)
            self._amount(guarded)
            self._regions(guarded)
            self._other(guarded)
            self.told.holder.move(target_index=-1)

    def _amount(self, guarded: Any) -> None:
        with Tag("div", class_="row"):
            self.quantity = labelled(
                "Quantity", lambda: Field("number", given=guarded(self._quantity), min=1, max=MOST, step=1)
            )
            units = sorted({each.unit for each in self.page.rules.vocabulary.treatments.values() if each.unit})
            options = [("", "no unit"), *((each, each) for each in units)]
            self.unit = labelled("Unit", lambda: Field("select", "", given=guarded(self._unit), options=options))
            self.authorized = labelled(
                "Already authorized",
                lambda: Field("number", given=guarded(self._authorized), min=0, max=MOST, step=1),
            )

    def _regions(self, guarded: Any) -> None:
        self.regions: dict[str, Field] = {}
        with Tag("details") as self.where:
            self.where_words = Tag("summary", "Body region and side")
            with Tag("fieldset", class_="regions"):
                Tag("legend", "Body region")
                with Tag("div", class_="choices"):
                    for name in self.page.rules.vocabulary.body_regions:
                        with Tag("label", class_="choice"):
                            self.regions[name] = Field("checkbox", False, given=guarded(self._region))
                            Tag("span", name.replace("_", " "))
            self.side = labelled("Side", lambda: Field("select", "", given=guarded(self._side), options=SIDES))

    def _dates(self, guarded: Any) -> None:
        with Tag("div", class_="row"):
            self.requested_on = labelled("Requested on", lambda: Field("date", given=guarded(self._requested_on)))
            self.injury = labelled("Date of injury", lambda: Field("date", given=guarded(self._injury)))
            self.name = labelled(
                "Case reference",
                lambda: Field("text", "", given=guarded(self._name), maxlength=200, autocomplete="off"),
                hint="As your own system names it; it stands in the record",
            )

    def _other(self, guarded: Any) -> None:
        with Tag("details"):
            Tag("summary", "Other dates")
            with Tag("div", class_="row"):
                self.service_on = labelled(
                    "Date of service",
                    lambda: Field("date", given=guarded(self._service_on)),
                    hint="If it is another day",
                )
                self.as_if = labelled(
                    "Judge as if requested on",
                    lambda: Field("date", given=guarded(self._as_if)),
                    hint="Hypothetical: by the editions of another day",
                )

    async def resume(self) -> None:
        """Show the words of the sheet, what they mean, and its reference, which did not come from here."""
        sheet = self.page.sheet
        self.words.put(sheet.words)
        self.name.put("" if sheet.name == "screening" else sheet.name)
        self.wording = replace(await self.page.service.judge(read_words, sheet.words), words=sheet.words.strip())
        self._show_found()
        known = {each.name for each in (*self.wording.treatments, *self.wording.near)}
        if sheet.treatments and not known.issuperset(sheet.treatments):
            titles = [self.page.rules.vocabulary.treatments[each].title for each in sheet.treatments]
            with self.found:
                self._offer(", ".join(titles), sheet.treatments, "as it was put in")
            self.count.say("")
        self.show()

    def show(self) -> None:
        """What the sheet holds, where it did not come from here."""
        sheet = self.page.sheet
        for field, value in (
            (self.quantity, sheet.quantity),
            (self.authorized, sheet.authorized),
            (self.unit, sheet.unit or ""),
            (self.side, sheet.side or ""),
            (self.requested_on, _iso(sheet.requested_on)),
            (self.service_on, _iso(sheet.service_on)),
            (self.as_if, _iso(sheet.as_if)),
            (self.injury, sheet.answers[INJURY].value if INJURY in sheet.answers else None),
        ):
            if str(field.held if field.held is not None else "") != str(value if value is not None else ""):
                field.put(value if value is not None else "")
        self.where_words.say(_where(sheet))
        for name, box in self.regions.items():
            if bool(box.held) != (name in sheet.regions):
                box.put(name in sheet.regions)
        for each in self.found.default_slot.children:
            if isinstance(each, Tag):
                each.give(aria_pressed=str(each._props.get("data-names") == " ".join(sheet.treatments)).lower())

    async def take(self, wording: Wording, names: tuple[str, ...]) -> None:
        """Ask for a treatment, and for what its words say beside it."""
        vocabulary = self.page.rules.vocabulary
        units = {each: vocabulary.treatments[each].unit for each in names}
        unit = next(filter(None, units.values()), None)
        sheet = replace(
            self.page.sheet.asks_for(names),
            words=wording.words,
            unit=unit,
            counted=tuple(each for each in names if units[each] == unit),
            quantity=wording.quantity or self.page.sheet.quantity,
            regions=wording.regions or self.page.sheet.regions,
            side=wording.side or self.page.sheet.side,
        )
        await self.page.change(sheet)

    async def _said(self, words: str) -> None:
        if words.strip() == self.wording.words:
            return
        self.wording = await self.page.service.judge(read_words, words)
        self._show_found()
        if len(self.wording.treatments) == 1:
            await self.take(self.wording, (self.wording.treatments[0].name,))
        elif {each.name for each in self.wording.treatments}.isdisjoint(self.page.sheet.treatments):
            await self.page.change(self.page.sheet.asks_for_nothing())
        else:
            self.show()

    def _show_found(self) -> None:
        self.found.clear()
        wording = self.wording
        shown = wording.treatments or wording.near
        with self.found:
            for each in shown:
                self._offer(each.title, (each.name,), _about(each))
            if len(wording.treatments) > 1:
                together = tuple(each.name for each in wording.treatments)
                self._offer("All of them", together, "each judged by itself")
        if not wording.words:
            self.count.say("")
        elif not shown:
            self.count.say("No treatment is known under these words. Try another name, or a part of it.")
        elif wording.treatments:
            self.count.say("" if len(shown) == 1 else f"These words name {len(shown)} treatments: choose one.")
        else:
            self.count.say("These words name no treatment; perhaps one of these is meant.")

    def _offer(self, title: str, names: tuple[str, ...], note: str) -> None:
        async def chosen() -> None:
            await self.take(self.wording, names)

        made = button("", self.page.frame.guarded(chosen), class_="offer", aria_pressed="false")
        made.give(data_names=" ".join(names))
        with made:
            Tag("strong", title)
            Tag("span", note)

    def open_where(self) -> None:
        """Unfold the regions, because they are asked for."""
        self.where.give(open=True)

    async def _quantity(self, text: str) -> None:
        much = _whole(text, 1, "the quantity")
        await self.page.change(replace(self.page.sheet, quantity=much, requested=None))

    async def _authorized(self, text: str) -> None:
        await self.page.change(replace(self.page.sheet, authorized=_whole(text, 0, "what is authorized")))

    async def _unit(self, text: str) -> None:
        await self.page.change(replace(self.page.sheet, unit=text or None))

    async def _region(self, _: bool) -> None:
        regions = tuple(name for name, box in self.regions.items() if box.held)
        await self.page.change(replace(self.page.sheet, regions=regions))

    async def _side(self, text: str) -> None:
        await self.page.change(replace(self.page.sheet, side=text or None))

    async def _requested_on(self, text: str) -> None:
        await self.page.change(replace(self.page.sheet, requested_on=_day(text)))

    async def _service_on(self, text: str) -> None:
        await self.page.change(replace(self.page.sheet, service_on=_day(text)))

    async def _as_if(self, text: str) -> None:
        await self.page.change(replace(self.page.sheet, as_if=_day(text)))

    async def _injury(self, text: str) -> None:
        sheet, day = self.page.sheet, _day(text)
        by = self.page.frame.visitor.caller(Permission.SCREEN).name
        await self.page.change(
            sheet.documents(INJURY, Answer(day.isoformat(), by=by)) if day else sheet.forgets(INJURY)
        )

    async def _name(self, text: str) -> None:
        await self.page.change(replace(self.page.sheet, name=text.strip() or "screening"))


def _where(sheet: Sheet) -> str:
    """The regions and the side in a line, for who leaves them folded."""
    words = [*(each.replace("_", " ") for each in sheet.regions), *([sheet.side] if sheet.side else [])]
    return f"Body region and side: {', '.join(words) or 'not said'}"


def _about(each: Meant) -> str:
    count = "no rule" if not each.rules else "1 rule" if each.rules == 1 else f"{each.rules} rules"
    return f"{each.category}; {count}"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str) -> date | None:
    """A date field's text; empty is no date.

    Raises:
        ProblemsFound: it is no date.
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problem = Problem("not-a-date", f"'{text[:20]}' is no date", None, "write it as 2015-03-02")
        raise ProblemsFound([problem]) from None


def _whole(text: object, lowest: int, what: str) -> int | None:
    """A number field's text; empty is none.

    Raises:
        ProblemsFound: it is no whole number in its bounds.
    """
    said = str(text).strip()
    if not said:
        return None
    if not said.isascii() or not said.isdigit() or not lowest <= int(said[:9]) <= MOST:
        message = f"{what} is a whole number from {lowest} to {MOST:,}"
        raise ProblemsFound([Problem("not-a-number", message)])
    return int(said)
