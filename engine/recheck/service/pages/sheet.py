"""What a screener has put in so far: the sheet that becomes a case.

Comes in: one answer after the other. Goes out: a new sheet each time, and the case in the shape of a case file,
by which it is judged. A fact is kept under its place in the case (a JSON pointer, as the questions name it). What
was asked and is not documented is remembered apart: it never stands in the case as a value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from recheck.service.screening import Asked

REQUEST = "request"
INJURY = "/claim/date_of_injury"


@dataclass(frozen=True, slots=True)
class Answer:
    """One documented value, and where a letter says so."""

    value: Any
    """Plain data: true, 8, '2015-03-02', or a list."""
    lines: tuple[int, int] | None = None
    dated: date | None = None
    confirmed: bool = False
    """Whether a person looked at it beside its words."""
    note: str | None = None
    """The note or letter that it was read in."""
    words: str | None = None
    """Its sentence there."""
    by: str | None = None
    """Who put it in, or confirmed it."""
    characters: tuple[int, int] | None = None
    stands_for: str | None = None
    inferred: bool = False
    others: tuple["Answer", ...] = ()
    """Other readings of the same fact, which stay beside it: the engine weighs them, not the page."""

    @property
    def node(self) -> object:
        """As a case file writes it."""
        if self.others:
            return {"values": [each.reading for each in (self, *self.others)]}
        found = self.reading
        return self.value if len(found) == 1 else found

    def confirmed_by(self, name: str) -> "Answer":
        """The same once somebody has looked at its words."""
        others = tuple(each.confirmed_by(name) for each in self.others)
        return replace(self, confirmed=True, by=name, others=others)

    @property
    def is_read(self) -> bool:
        """Whether it was read in a note, rather than put in by hand."""
        return self.lines is not None or self.characters is not None

    @property
    def is_unconfirmed(self) -> bool:
        """Whether a program read it, and nobody has looked at its words yet."""
        return any(each.is_read and not each.confirmed for each in (self, *self.others))

    @property
    def reading(self) -> dict[str, object]:
        """One reading, with its evidence."""
        found: dict[str, object] = {"value": self.value}
        if self.lines is not None:
            found["evidence"] = {"lines": list(self.lines)}
        elif self.characters is not None:
            found["evidence"] = {"characters": list(self.characters)}
        if self.dated is not None:
            found["dated"] = self.dated.isoformat()
        if self.confirmed:
            found["confirmed"] = True
        if self.stands_for is not None:
            found["stands_for"] = self.stands_for
        if self.inferred:
            found["inferred"] = True
        return found


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that was put in.

    >>> sheet = Sheet(treatments=("massage_therapy",), quantity=8, unit="visits")
    >>> sheet.documents("/claim/exercise_program", Answer(True)).case["claim"]
    {'exercise_program': True}
    >>> sheet.leaves_open("/claim/exercise_program").case["claim"]
    {}
    """

    name: str = "screening"
    words: str = ""
    treatments: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    side: str | None = None
    requested_on: date | None = None
    service_on: date | None = None
    quantity: int | None = None
    authorized: int | None = None
    requested: int | None = None
    """How much was requested, where less of it is disputed."""
    unit: str | None = None
    counted: tuple[str, ...] = ()
    """Of several treatments, those that the quantity is one of; all unless said."""
    as_if: date | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    letters: tuple[tuple[str, str], ...] = ()
    """Name and sha256 of each note or letter that facts were confirmed from."""
    mentioned: tuple[Mapping[str, Any], ...] = ()
    """What notes mention in words from which nothing was read, as a case file has it."""
    left_out: frozenset[str] = frozenset()
    """What was proposed of a note and left out: not to be proposed again."""
    before: tuple[str, ...] = ()
    """The treatments that were asked for last, while none are."""
    silent: frozenset[str] = frozenset()
    """Places of what was asked and is not documented."""

    @property
    def is_begun(self) -> bool:
        """Whether there is something to judge."""
        return bool(self.treatments)

    def documents(self, place: str, answer: Answer) -> "Sheet":
        """The sheet with a fact."""
        return replace(self, answers={**self.answers, place: answer}, silent=self.silent - {place})

    def documents_also(self, place: str, answer: Answer) -> "Sheet":
        """The sheet with one more reading of a fact, beside those of the letter that are there."""
        before = self.answers.get(place)
        if before is None or not before.is_read:
            return self.documents(place, answer)
        every = (replace(before, others=()), *before.others)
        kept = [each for each in every if (each.value, each.dated) != (answer.value, answer.dated)]
        return self.documents(place, replace(answer, others=tuple(kept)))

    def leaves_open(self, place: str) -> "Sheet":
        """The sheet in which a fact was asked for and is not documented."""
        return replace(self.forgets(place), silent=self.silent | {place})

    def forgets(self, place: str) -> "Sheet":
        """The sheet without an answer: to be asked again."""
        kept = {name: each for name, each in self.answers.items() if name != place}
        return replace(self, answers=kept, silent=self.silent - {place})

    def asks_for_nothing(self) -> "Sheet":
        """The sheet while nobody knows what is meant: nothing is judged, and nothing that was answered is lost."""
        return replace(self, treatments=(), before=self.treatments or self.before)

    def asks_for(self, treatments: tuple[str, ...]) -> "Sheet":
        """The sheet for other treatments; what belonged to the ones before goes."""
        gone = set(self.treatments or self.before) - set(treatments)
        kept = {name: each for name, each in self.answers.items() if not _belongs(name, gone)}
        silent = frozenset(name for name in self.silent if not _belongs(name, gone))
        return replace(self, treatments=treatments, answers=kept, silent=silent)

    @property
    def request(self) -> dict[str, object]:
        """The request, without its facts."""
        found: dict[str, object] = {"title": self.words or ", ".join(self.treatments)}
        if self.regions:
            found["body_region"] = list(self.regions) if len(self.regions) > 1 else self.regions[0]
        if self.side:
            found["side"] = self.side
        for name, day in (("requested_on", self.requested_on), ("service_on", self.service_on)):
            if day is not None:
                found[name] = day.isoformat()
        if len(self.treatments) > 1:
            found["parts"] = {each: {"treatment": each, **self._amount_of(each)} for each in self.treatments}
        elif self.treatments:
            found["treatment"] = self.treatments[0]
            found |= self._amount
        return found

    def _amount_of(self, treatment: str) -> dict[str, object]:
        return self._amount if not self.counted or treatment in self.counted else {}

    @property
    def _amount(self) -> dict[str, object]:
        if self.quantity is None or self.unit is None:
            return {}
        more = {"authorized": self.authorized, "requested": self.requested}
        known = {name: much for name, much in more.items() if much is not None}
        return {"quantity": {"disputed": self.quantity, **known, "unit": self.unit}}

    @property
    def case(self) -> dict[str, Any]:
        """The case as a case file has it."""
        found: dict[str, Any] = {
            "case": self.name or "screening",
            "claim": {},
            "regions": {},
            "treatments": {},
            "requests": {REQUEST: self.request},
        }
        if len(self.letters) == 1:
            found["source"] = {"letter": self.letters[0][0], "sha256": self.letters[0][1]}
        if any(each.is_unconfirmed for each in self.answers.values()):
            found["draft"] = True
        if self.mentioned:
            found["mentioned"] = [dict(each) for each in self.mentioned]
        for place, answer in self.answers.items():
            *path, name = [each.replace("~1", "/").replace("~0", "~") for each in place.strip("/").split("/")]
            holder = found
            for each in path:
                holder = holder.setdefault(each, {})
            holder[name] = answer.node
        return found

    def asked(self, *, needs_physician: bool) -> Asked:
        """What is asked of the rules."""
        return Asked(self.case, REQUEST, as_if=self.as_if, needs_physician=needs_physician, beside=self.beside)

    @property
    def beside(self) -> dict[str, object]:
        """What a case file has no place for: whose words stand behind a fact, and what is not documented."""
        said = {place: [_said(each) for each in (answer, *answer.others)] for place, answer in self.answers.items()}
        found = {place: rows for place, rows in said.items() if any(rows)}
        return {
            **({"said": found} if found else {}),
            **({"not_documented": sorted(self.silent)} if self.silent else {}),
        }


def _said(answer: Answer) -> dict[str, str]:
    told = {"note": answer.note, "words": answer.words, "by": answer.by}
    return {name: words for name, words in told.items() if words is not None}


def _belongs(place: str, treatments: set[str]) -> bool:
    """Whether a fact is one of these treatments, or of the request that asked for them."""
    parts = place.strip("/").split("/")
    return bool(treatments) and (parts[0] == "requests" or (parts[0] == "treatments" and parts[1] in treatments))
