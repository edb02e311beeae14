"""A field for a value of a fact: what its type asks for, with its unit."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from recheck.model.problem import Problem, ProblemsFound
from recheck.model.vocabulary import Fact, FactType
from recheck.service.pages.browser import Field, Tag

YES_OR_NO = (("", "choose"), ("yes", "yes"), ("no", "no"))


class ValueField:
    """The field, or boxes where several values may hold."""

    def __init__(self, fact: Fact | None, named_by: str, held: Any = None) -> None:
        self.fact = fact
        self.boxes: dict[str, Field] = {}
        self.field: Field | None = None
        if fact is not None and fact.type is FactType.SET:
            self._boxes(fact, held if isinstance(held, list) else ())
        else:
            self.field = self._field(fact, named_by, held)

    def _boxes(self, fact: Fact, held: Sequence[str]) -> None:
        with Tag("div", class_="choices"):
            for value in fact.values:
                with Tag("label", class_="choice"):
                    self.boxes[value] = Field("checkbox", value in held)
                    Tag("span", value.replace("_", " "))

    def _field(self, fact: Fact | None, named_by: str, held: Any) -> Field:
        if fact is not None and fact.type is FactType.BOOLEAN:
            said = {True: "yes", False: "no"}.get(held, "")
            return Field("select", said, options=YES_OR_NO, aria_labelledby=named_by)
        if fact is not None and fact.type is FactType.CHOICE:
            options = [("", "choose"), *((each, each.replace("_", " ")) for each in fact.values)]
            return Field("select", held or "", options=options, aria_labelledby=named_by)
        if fact is not None and fact.type.is_numeric:
            step = 1 if fact.type is FactType.INTEGER else "any"
            known = (("min", fact.at_least), ("max", fact.at_most))
            made = Field("number", held, typed=heard, step=step, aria_labelledby=named_by)
            made.bound({name: worth for name, worth in known if worth is not None})
            if fact.unit:
                Tag("span", fact.unit, class_="unit")
            return made
        return Field("date", held, typed=heard, aria_labelledby=named_by)

    @property
    def value(self) -> Any:
        """What is filled in, as plain data.

        Raises:
            ProblemsFound: nothing is, or it is no value of the fact.
        """
        if self.field is None:
            return [name for name, box in self.boxes.items() if box.held]
        return value_of(self.fact, self.field.held)


def heard(_: object) -> None:
    """What is typed is held by the field itself."""


def value_of(fact: Fact | None, held: Any) -> Any:
    """What a field holds, as a value of its fact.

    >>> from recheck.model.vocabulary import BelongsTo
    >>> value_of(Fact("age", FactType.INTEGER, BelongsTo.CLAIM), "44")
    44

    Raises:
        ProblemsFound: it is none.
    """
    text = str(held if held is not None else "").strip()
    if not text:
        raise ProblemsFound([Problem("no-value", "nothing is filled in", None, "or answer 'Not documented'")])
    kind = fact.type if fact is not None else FactType.DATE
    try:
        if kind is FactType.DATE:
            return date.fromisoformat(text).isoformat()
        if kind is FactType.BOOLEAN:
            return {"yes": True, "no": False}[text]
        if kind is FactType.INTEGER:
            return int(text)
        return float(text) if kind is FactType.NUMBER else text
    except (ValueError, KeyError):
        words = {FactType.DATE: "a date", FactType.INTEGER: "a whole number", FactType.BOOLEAN: "yes or no"}
        raise ProblemsFound([Problem("wrong-type", f"'{text[:30]}' is not {words.get(kind, 'a number')}")]) from None
