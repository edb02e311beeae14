"""How well facts are read: cases that were read from letters beside the same cases read by hand.

A fact is a value at a place: of the claim, a region, a treatment, or a request's treatment. It is right where
the hand-read case has it at that place with that value; `differs` where with another one; `unrecorded` where
it has none: a fact that is wrong, or one that the hand left out. Precision counts both against the program.
Where somebody looked such facts up in the letter, the adjudicated precision stands beside it, never instead.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from recheck.model.case import Case, FactTable
from recheck.model.value import written

Place = tuple[str, str]
"""Where a fact is kept, and its name."""
Judged = tuple[str, str, str, str]
"""Case, place, fact, value as read."""
DOCUMENTED, ARGUABLE, INVENTED = "documented", "arguable", "invented"
VERDICTS = (DOCUMENTED, ARGUABLE, INVENTED)


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one fact or of all: how many were right, differed, were unrecorded by hand, were missed."""

    right: int = 0
    differs: int = 0
    unrecorded: int = 0
    missed: int = 0
    documented: int = 0
    """Of those not right: which the letter documents, looked up in its own words."""
    arguable: int = 0
    """Of those not right: which one may read so or not."""
    unjudged: int = 0
    """Of those not right: which nobody looked up."""

    @property
    def precision(self) -> float | None:
        """Of what was read, how much the hand-read case has with the same value.

        >>> Counts(right=3, differs=1).precision
        0.75
        """
        read = self.right + self.differs + self.unrecorded
        return self.right / read if read else None

    @property
    def adjudicated(self) -> float | None:
        """Precision with what the letter documents counted as right; an arguable or unjudged fact is not.

        >>> Counts(right=3, unrecorded=5, documented=3, arguable=1).adjudicated
        0.75
        """
        read = self.right + self.differs + self.unrecorded
        return (self.right + self.documented) / read if read else None

    @property
    def recall(self) -> float | None:
        """Of what the hand-read case has, how much was read with the same value."""
        there = self.right + self.differs + self.missed
        return self.right / there if there else None

    @property
    def agreement(self) -> float | None:
        """Where both have the fact, how often with one value."""
        both = self.right + self.differs
        return self.right / both if both else None

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.right + other.right,
            self.differs + other.differs,
            self.unrecorded + other.unrecorded,
            self.missed + other.missed,
            self.documented + other.documented,
            self.arguable + other.arguable,
            self.unjudged + other.unjudged,
        )


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One fact that is not the same in both."""

    case: str
    place: Place
    read: str | None
    by_hand: str | None
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """The counts by fact, and what was not the same."""

    by_fact: Mapping[str, Counts]
    disagreements: tuple[Disagreement, ...] = field(repr=False, default=())

    @property
    def whole(self) -> Counts:
        """Of all facts together."""
        return self.without()

    def without(self, *names: str) -> Counts:
        """Of all facts but some."""
        return sum((each for name, each in self.by_fact.items() if name not in names), Counts())


def facts_of(case: Case) -> dict[Place, str]:
    """Every fact of a case by its place and name, with its values in words."""
    found = {}
    for place, table in _tables(case):
        for name, documented in table.items():
            values = sorted(written(reading.value) for reading in documented.readings)
            found[place, name] = " / ".join(dict.fromkeys(values))
    return found


def _tables(case: Case) -> Iterator[tuple[str, FactTable]]:
    yield "claim", case.claim
    yield from case.regions.items()
    for name, record in case.treatments.items():
        yield name, record.facts
        for region, table in record.regions.items():
            yield f"{name} {region}", table
    for request in case.requests.values():
        for each in (request, *request.parts):
            yield f"request for {each.treatment}", each.facts


def score(
    pairs: Iterable[tuple[Case, Case]],
    asked: Mapping[str, frozenset[Place]] | None = None,
    verdicts: Mapping[Judged, str] | None = None,
) -> Score:
    """How the cases that were read stand beside those read by hand.

    Args:
        pairs: case as read, case by hand.
        asked: by case, the facts that some rule for its requests turns on; all facts unless given.
        verdicts: what was found on looking up facts that the hand has not.
    """
    return score_facts(
        ((hand.id, facts_of(read), facts_of(hand)) for read, hand in pairs), asked=asked, verdicts=verdicts
    )


def score_facts(
    several: Iterable[tuple[str, Mapping[Place, str], Mapping[Place, str]]],
    *,
    asked: Mapping[str, frozenset[Place]] | None = None,
    verdicts: Mapping[Judged, str] | None = None,
) -> Score:
    """As `score`, of facts by their places: case, as read, by hand."""
    counts: dict[str, Counter[str]] = {}
    disagreements = []
    for case, one, other in several:
        for place in sorted(one.keys() | other.keys()):
            if asked is not None and place not in asked[case]:
                continue
            is_read, is_known = place in one, place in other
            if is_read and is_known:
                became = "right" if one[place] == other[place] else "differs"
            else:
                became = "unrecorded" if is_read else "missed"
            counted = counts.setdefault(place[1], Counter())
            counted[became] += 1
            verdict = None
            if became in ("differs", "unrecorded"):
                verdict = (verdicts or {}).get((case, *place, one[place]))
                if verdict != INVENTED:
                    counted[verdict or "unjudged"] += 1
            if became != "right":
                disagreements.append(Disagreement(case, place, one.get(place), other.get(place), verdict))
    return Score({name: Counts(**found) for name, found in counts.items()}, tuple(disagreements))
