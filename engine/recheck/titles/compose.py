"""Procedures, regions and modifiers to treatments.

Each procedure of a title is a head; words that only help to name a treatment (injection, evaluation) stand back
where a head says more. Of the compositions that a head may enter (rules/treatments/*.yaml), the one that takes in
the most of what is said is meant, for each region by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from recheck.model.vocabulary import MIDLINE
from recheck.model.wording import WordKind
from recheck.titles.lexicon import Candidate, Lexicon
from recheck.titles.normalise import Token
from recheck.titles.reading import Mention, Spot
from recheck.titles.spots import merged

BREAKS = frozenset({"and", "&", "/", ",", ";", "+", "plus", "with", "followed", ".", "then", "or"})
COURSE = "course"
"""A feature of titles that ask for several visits."""


@dataclass(slots=True)
class Head:
    """One procedure with what belongs to it."""

    mention: Mention
    chunk: int
    spots: list[Spot] = field(default_factory=list)
    treatments: dict[str, list[Spot]] = field(default_factory=dict)
    """Each treatment with the regions in which it is asked for."""
    covers: int = 0
    taken: set[str] = field(default_factory=set)
    """Other procedures and modifiers that the treatment's name takes in."""
    modified: bool = False
    """Whether the treatment needs more than the procedure's own word."""
    gone: bool = False
    elsewhere: bool = False
    """Whether it is done where the title's region is not, as another procedure of the title is: a carpal tunnel
    release beside a trigger finger of the thumb."""


@dataclass(frozen=True, slots=True)
class Composed:
    """What the procedures of a title mean."""

    heads: tuple[Head, ...]
    vague: tuple[Mention, ...]
    """Procedures that become a treatment only with more words."""
    used: frozenset[str]


class Composer:
    """One title on its way to treatments."""

    def __init__(
        self, title: Sequence[Token], mentions: Sequence[Mention], regions: Sequence[Spot], known: Lexicon, course: bool
    ) -> None:
        self.title, self.mentions, self.regions, self.known, self.course = title, mentions, regions, known, course
        self.chunks = _chunks(title)
        self.heads = [Head(each, self.chunks[each.start]) for each in mentions if self._is_head(each)]

    def _is_head(self, mention: Mention) -> bool:
        return mention.kind in (WordKind.PROCEDURE, "named")

    def composed(self) -> Composed:
        """The treatments, head by head."""
        strong = [head for head in self.heads if not self._stands_back(head.mention)] or self.heads
        bind(strong, self.regions, self.title)
        self._place_elsewhere(strong)
        for head in self.heads:
            if head not in strong:
                bind_to_nearest(head, strong, self.title)
            self._choose(head, strong)
        self._settle()
        kept = [head for head in self.heads if head.treatments and not head.gone]
        told = {name for head in kept for name in head.taken} | {head.mention.name for head in kept}
        vague = [head.mention for head in self.heads if not head.treatments and head.mention.name not in told]
        return Composed(tuple(kept), tuple(vague), frozenset(told))

    def _place_elsewhere(self, heads: Sequence[Head]) -> None:
        """Take a region from a procedure that is never done there, where another of the title is."""
        words = self.known.vocabulary.words
        own = {id(head): set(words[head.mention.name].regions) for head in heads if head.mention.name in words}
        for head in heads:
            regions, said = own.get(id(head), set()), {spot.region for spot in head.spots}
            if not regions or not said or regions & said:
                continue
            if any(other is not head and own.get(id(other), set()) & said for other in heads):
                head.spots, head.elsewhere = [], True

    def _stands_back(self, mention: Mention) -> bool:
        concept = self.known.vocabulary.words.get(mention.name)
        return mention.kind == WordKind.PROCEDURE and concept is not None and concept.generic

    def _choose(self, head: Head, strong: Sequence[Head]) -> None:
        """The treatments of one head, region by region."""
        if head.mention.kind == "named":
            head.treatments = {head.mention.name: list(head.spots)}
            head.covers = 2 * (head.mention.end - head.mention.start)
            return
        features = self._features(head, strong)
        candidates = self.known.candidates.get(head.mention.name, ())
        open_to = [(each, found) for each in candidates if (found := _met(each, features)) is not None]
        if not open_to:
            return
        own = self.known.vocabulary.words[head.mention.name].regions
        places: list[Spot | None] = list(head.spots) or [None]
        for spot in places:
            regions = {spot.region} if spot else set(own)
            best = max(
                (one for one in open_to if not one[0].composition.regions or regions & set(one[0].composition.regions)),
                key=lambda one: (len(one[1]), bool(one[0].composition.regions), -one[0].order),
                default=None,
            )
            if best is None:
                continue
            candidate, found = best
            head.treatments.setdefault(candidate.treatment, []).extend([spot] if spot else [])
            head.covers = max(head.covers, head.mention.end - head.mention.start + 2 * len(found))
            head.modified = head.modified or bool(candidate.composition.modifiers)
            head.taken |= found | set(candidate.composition.absorbs)

    def _features(self, head: Head, strong: Sequence[Head]) -> set[str]:
        """What may belong to a head: words of its own part of the title, or of a part that has no head."""
        heads_of = {one.chunk for one in strong}
        found = {COURSE} if self.course else set()
        for mention in self.mentions:
            if mention is head.mention or mention.kind in (WordKind.SIDE, "level", "unknown", WordKind.FILLER):
                continue
            chunk = self.chunks[mention.start]
            same = chunk == head.chunk
            free = chunk not in heads_of or (head not in strong and mention.kind == WordKind.PROCEDURE)
            if same or (free and not self._between(head.mention, mention, strong)):
                found.add(mention.name)
            elif mention.kind == WordKind.PROCEDURE and not self._between(head.mention, mention, strong):
                found.add(f"{mention.name}?")
        return found

    def _between(self, one: Mention, two: Mention, strong: Sequence[Head]) -> bool:
        """Whether another head stands between two mentions."""
        low, high = sorted((one.start, two.start))
        return any(low < each.mention.start < high for each in strong if each.mention not in (one, two))

    def _settle(self) -> None:
        """Heads that others take in are gone; those that only help to name something, too."""
        ranked = sorted((head for head in self.heads if head.treatments), key=lambda head: -head.covers)
        if len(ranked) < 2:
            return
        for head in ranked:
            for other in sorted(ranked, key=lambda one: abs(one.mention.start - head.mention.start)):
                said = {other.mention.name} | (self._categories(other) - self.known.vocabulary.words.keys())
                if not head.gone and other is not head and said & head.taken and not self._both_asked(head, other):
                    strong = [one for one in ranked if not one.gone and not self._stands_back(one.mention)]
                    other.gone = other.gone or not self._between(head.mention, other.mention, strong)
        for head in ranked:
            concept = self.known.vocabulary.words.get(head.mention.name)
            if head.gone or head.mention.kind != WordKind.PROCEDURE or concept is None:
                continue
            others = [one for one in ranked if one is not head and not one.gone]
            if concept.generic and concept.yields_to and not head.modified and others and self._only_told(head):
                head.gone = True
            elif concept.yields_to and not head.modified:
                head.gone = any(
                    self._categories(one) & set(concept.yields_to) for one in others if self._says_more(one)
                )
            elif concept.generic and not head.modified:
                head.gone = any(one.chunk == head.chunk for one in others)

    def _both_asked(self, one: Head, two: Head) -> bool:
        """Whether two courses of visits each have a number (PT 2x4, chiro 2x4), or the second is an evaluation."""
        if one.chunk == two.chunk:
            return False
        if two.modified and "consultation" in two.taken:
            return True
        counted = {chunk for token, chunk in zip(self.title, self.chunks, strict=True) if token.kind == "number"}
        return {one.chunk, two.chunk} <= counted and all(self._in_visits(head) for head in (one, two))

    def _in_visits(self, head: Head) -> bool:
        treatments = self.known.vocabulary.treatments
        return any(
            treatments[name].unit == "visits" and treatments[name].category == "rehabilitation"
            for name in head.treatments
        )

    def _only_told(self, head: Head) -> bool:
        """Whether it is named as what something is for: a sling for the surgery."""
        start = head.mention.start
        return any(token.word in ("for", "with", "after", "of") for token in self.title[max(0, start - 4) : start])

    def _categories(self, head: Head) -> set[str]:
        return {self.known.vocabulary.treatments[name].category for name in head.treatments}

    def _says_more(self, head: Head) -> bool:
        """Whether a head gives way to none itself."""
        concept = self.known.vocabulary.words.get(head.mention.name)
        return head.mention.kind != WordKind.PROCEDURE or concept is None or not concept.yields_to


def _chunks(title: Sequence[Token]) -> list[int]:
    """For each token, which part of the title it stands in; parts are divided by 'and', 'with', commas and the like."""
    found, number = [], 0
    for token in title:
        number += token.word in BREAKS
        found.append(number)
    return found


def _met(candidate: Candidate, features: set[str]) -> set[str] | None:
    """The features that a composition takes in; None where it needs one that is not there."""
    if any(name in features for name in candidate.composition.without):
        return None
    found = set()
    for either in candidate.composition.modifiers:
        one = next((name for name in either if name in features), None)
        if one is None:
            return None
        found.add(one)
    return found


def bind(heads: Sequence[Head], regions: Sequence[Spot], title: Sequence[Token]) -> None:
    """Give each head its regions: those beside it, or those of the list in which it stands."""
    for head in heads:
        name = head.mention
        head.spots = merged([spot for spot in regions if name.start <= spot.start < name.end])
    named = [head for head in heads if head.spots]
    apart = [spot for spot in regions if not any(spot in head.spots for head in named)]
    runs = [merged(run) for run in _runs(heads, apart)]
    if len(runs) == 1:
        for head in heads:  # 'hand therapy for the elbow' is for the elbow alone
            inner = [spot for spot in head.spots if head.mention.kind != WordKind.PROCEDURE]
            head.spots = merged([*inner, *runs[0]])
    if len(runs) <= 1:
        return
    if len(_groups(heads, title)) == 1:
        for head in heads:
            head.spots = merged([*head.spots, *(spot for run in runs for spot in run)])
        return
    for run in runs:
        before = [head for head in heads if head.mention.start < run[0].start]
        after = [head for head in heads if head.mention.start > run[0].start]
        owner = _owner(run, before, after, title)
        if owner is not None:
            owner.spots = merged([*owner.spots, *run])
    for group in _groups(heads, title):
        shared = [spot for head in group for spot in head.spots]
        for head in group:
            if not head.spots:
                head.spots = list(shared)


def _runs(heads: Sequence[Head], regions: Sequence[Spot]) -> list[list[Spot]]:
    """Regions that no head stands between."""
    runs: list[list[Spot]] = []
    last = None
    for spot in regions:
        place = sum(head.mention.start < spot.start for head in heads)
        if place != last:
            runs.append([])
        runs[-1].append(spot)
        last = place
    return runs


def _owner(run: Sequence[Spot], before: Sequence[Head], after: Sequence[Head], title: Sequence[Token]) -> Head | None:
    """To which head a run of regions belongs."""
    if not before or not after:
        return (before or after or [None])[-1 if before else 0]  # type: ignore[list-item]
    following = [token.word for token in title[run[-1].end : after[0].mention.start]]
    leading = [token.word for token in title[before[-1].mention.end : run[0].start]]
    if not following and (set(leading) & (BREAKS - {"/"}) or before[-1].spots):
        return after[0]
    return before[-1]


def _groups(heads: Sequence[Head], title: Sequence[Token]) -> list[list[Head]]:
    """Heads that stand in one list: only joined by 'and', commas or slashes."""
    groups: list[list[Head]] = []
    for head in heads:
        if groups:
            last = groups[-1][-1].mention
            words = {token.word for token in title[last.end : head.mention.start] if token.kind != "number"}
            if not words - {"and", "&", "/", ",", "(", ")", "or", "+"}:
                groups[-1].append(head)
                continue
        groups.append([head])
    return groups


def bind_to_nearest(head: Head, strong: Sequence[Head], title: Sequence[Token]) -> None:
    """Words that help to name something share the regions of the head beside them."""
    nearest = min(strong, key=lambda one: abs(one.mention.start - head.mention.start), default=None)
    head.spots = list(nearest.spots) if nearest else []


def by_side(places: Sequence[Spot]) -> list[tuple[str | None, list[Spot]]]:
    """Regions by side; those that have no side, such as the neck, go with the first side that is named."""
    found: dict[str | None, list[Spot]] = {}
    for spot in places:
        if spot.region not in MIDLINE or spot.side:
            found.setdefault(spot.side, []).append(spot)
    midline = [spot for spot in places if spot.region in MIDLINE and not spot.side]
    if not found:
        return [(None, midline)]
    first = next(iter(found))
    found[first] = [spot for spot in places if spot in midline or spot in found[first]]
    return list(found.items())
