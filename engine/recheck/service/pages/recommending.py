"""The right side of the screening page: the recommendation, why, and what it rests on."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from recheck.phrases import ONLY_A_PHYSICIAN
from recheck.service.pages.browser import Act, Spot, Tag, button
from recheck.service.pages.shown import MARKS, CriterionShown, RuleShown, Shown

if TYPE_CHECKING:
    from recheck.service.pages.screening import Screening

SYMBOLS = {"approve": "✓", "modify": "≈", "deny": "✗", "pend": "…", "not_covered": "–"}


class Panel:
    """What the rules say."""

    def __init__(self, page: "Screening") -> None:
        self.page = page
        self.heading = Spot("h2", "Recommendation", id="answer-heading")
        with Tag("p", role="status", aria_live="polite", aria_atomic="true", class_="headline none") as self.live:
            self.symbol = Tag("span", "", aria_hidden="true", class_="symbol")
            self.headline = Tag("span", "Nothing to judge yet: say which treatment is requested.")
        self.why = Tag("div", class_="why")
        with Tag("div", class_="actions", hidden=True) as self.actions:
            self.copy = Act("copy", "Copy the rationale")
            Act("print", "Print the record")

    def show(self, found: Shown | None) -> None:
        """Another recommendation."""
        kind = found.decision if found else "none"
        self.live.give(class_=f"headline {kind}")
        self.symbol.say(SYMBOLS.get(kind, ""))
        self.headline.say(found.headline if found else "Nothing to judge yet: say which treatment is requested.")
        self.actions.give(hidden=None if found else True)
        self.why.clear()
        if found is None:
            return
        self.copy.say(found.rationale or found.headline)
        with self.why:
            self._notices(found)
            self._missing(found)
            for each in found.rules:
                _rule(each)
            for part in found.parts:
                Tag("h3", f"{part.label}: {part.headline}")
                for each in part.rules:
                    _rule(each)
            if found.rationale:
                Tag("h3", "Rationale")
                for paragraph in found.rationale.split("\n\n"):
                    Tag("p", paragraph, class_="rationale")
            _details("Would be approved if", found.wishes)
            _details("Also considered", found.also)
            _details("Notes", found.notes)
            Tag("p", f"Rules {found.rules_digest[:19]}, engine {found.engine}.", class_="hint")

    def _notices(self, found: Shown) -> None:
        if found.hypothetical:
            Tag("p", f"Hypothetical: judged as if requested on {found.hypothetical}.", class_="notice")
        if found.needs_physician:
            Tag("p", ONLY_A_PHYSICIAN, class_="notice physician")
        if found.on_silence:
            Tag("p", found.on_silence)
        if found.contradicted:
            Tag("p", f"The record contradicts itself on: {'; '.join(found.contradicted)}.", class_="notice")
        if found.as_ifs:
            self._as_if(found)
        for each in found.problems:
            Tag("p", f"{each.message} {each.suggestion or ''}", class_="notice")

    def _as_if(self, found: Shown) -> None:
        """Editions out of force say so, and can be asked for."""
        Tag("p", "No edition at hand that is in force on these dates speaks of it. Out of force:", class_="notice")
        with Tag("ul", class_="editions"):
            for each in found.as_ifs:
                start, end = each.in_force.start.date, each.in_force.end
                day = end.date if end and self._is_after(end.date) else start
                span = f"in force {start} to {end.date}" if end else f"in force from {start}"

                async def as_if(day: date = day) -> None:
                    await self.page.change(replace(self.page.sheet, as_if=day), then=self.heading.take)

                with Tag("li"):
                    Tag("span", f"{each.title}, {span}. ")
                    button(f"Judge as if requested on {day}", self.page.frame.guarded(as_if), class_="plain")

    def _is_after(self, day: date) -> bool:
        """Whether the request came after an edition's last day, or has no date."""
        asked = self.page.sheet.requested_on
        return asked is None or asked > day

    def _missing(self, found: Shown) -> None:
        if found.missing:
            Tag("h3", "Not documented, and could decide")
            with Tag("ul", class_="missing"):
                for each in found.missing:
                    Tag("li", each)


def _rule(rule: RuleShown) -> None:
    Tag("h3", rule.title)
    Tag("p", f"{rule.edition}; by itself it would {rule.would}.", class_="hint")
    if rule.not_recommended:
        Tag("p", f"Not recommended: {rule.not_recommended}")
    if rule.accompanies:
        Tag("p", rule.accompanies, class_="notice")
    with Tag("ul", class_="criteria"):
        for depth, each in rule.rows:
            if isinstance(each, str):
                Tag("li", f"{each[:1].upper()}{each[1:]}:", class_=f"group depth-{depth + 1}")
            else:
                _criterion(each, depth)


def _criterion(each: CriterionShown, depth: int) -> None:
    with Tag("li", class_=f"criterion {each.truth.replace(' ', '-')} depth-{depth + 1}"):
        with Tag("p", class_="truth"):
            Tag("span", MARKS[each.truth], aria_hidden="true", class_="symbol")
            Tag("strong", f"{each.truth[:1].upper()}{each.truth[1:]}")
            if each.decides:
                Tag("span", "decides", class_="decides")
        Tag("p", each.says, class_="says")
        Tag("p", f"{each.cite}{f' ({each.ground})' if each.ground else ''}", class_="cite")
        if each.facts:
            Tag("p", "; ".join(each.facts), class_="used")


def _details(words: str, rows: tuple[str, ...]) -> None:
    if rows:
        with Tag("details"):
            Tag("summary", words)
            with Tag("ul"):
                for each in rows:
                    Tag("li", each)
