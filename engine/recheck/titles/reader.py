"""A title to what it asks for: words to meanings, meanings to treatments, each with its regions, side and amount."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from recheck.model.vocabulary import MIDLINE, Vocabulary
from recheck.model.wording import WordKind
from recheck.titles.aims import without_aims
from recheck.titles.amounts import Amounts, Range, read_amounts
from recheck.titles.chosen import chosen
from recheck.titles.compose import Composed, Composer, Head, by_side
from recheck.titles.drugs import DrugWords, drug_words, with_drugs
from recheck.titles.lexicon import SKIPPED, Lexicon, lexicon
from recheck.titles.normalise import Token, normalised, tokens
from recheck.titles.reading import Asked, Mention, Spot, TitleReading
from recheck.titles.scan import scan
from recheck.titles.spots import BOTH, spots

_ROOTS = {"upper_extremity": "cervical", "lower_extremity": "lumbar"}
"""Where the nerves of a limb come from: of a study of its nerves, the region of a case."""
_GRANTED = re.compile(r"\([^()]*\b(?:authorized|certified|approved|granted)\)")
"""What a bracket tells that was granted is not asked for."""
_PLACES = (WordKind.REGION, "level")
_SAID_OF = (WordKind.MODIFIER, WordKind.RELEASE)


def read_title(title: str, vocabulary: Vocabulary) -> TitleReading:
    """What a title asks for; what it does not say is None, and what is not understood is said.

    Args:
        title: the words of a request.
        vocabulary: treatments, regions and the words of titles.
    """
    return _read(title, vocabulary)


@lru_cache(maxsize=4096)
def _read(title: str, vocabulary: Vocabulary) -> TitleReading:
    known = lexicon(vocabulary)
    text = _GRANTED.sub(" ", normalised(title))
    words = tokens(text)
    everything = scan(text, words, known)
    start, end = _asked_for(everything, words)
    aim = end
    mentions = [each for each in everything if start <= each.start < end]
    is_drug = any(_is_drug(each, known) for each in mentions)
    names = _numbers_of_names(mentions, words)
    amounts = read_amounts(words[start:end], drug=is_drug, names=frozenset(place - start for place in names))
    if not amounts.used and end < len(words):
        amounts, end = read_amounts(words[start:], drug=is_drug), len(words)
    counted = {start + place for place in amounts.used}
    stated, mentions = mentions, [each for each in mentions if each.said != "rf" or each.start not in counted]
    said = drug_words(stated, known, percent=amounts.percent, grams=amounts.grams is not None)
    named = without_aims(with_drugs(mentions, words, said, known), words, known)
    regions = spots(named, words, known) or spots([each for each in everything if each.start >= aim], words, known)
    regions = _with_a_late_side(regions, [each for each in everything if each.start >= aim])
    composed = Composer(words, named, regions, known, amounts.is_course).composed()
    whole = _Whole(words, start, end, mentions, amounts, said, regions, composed, known)
    lost = {each.start for each in named if each.kind == "unknown"}
    everything = [replace(each, kind="unknown") if each.start in lost else each for each in everything]
    return whole.reading(everything, is_drug)


def _with_a_late_side(regions: list[Spot], late: Sequence[Mention]) -> list[Spot]:
    """Regions without a side, with the one that is told alone after what something is for: 's/p release, right'."""
    sides = {each.name for each in late if each.kind == WordKind.SIDE}
    if len(sides) != 1 or any(each.side for each in regions) or any(each.kind in _PLACES for each in late):
        return regions
    side = next(iter(sides))
    return [each if each.region in MIDLINE else replace(each, side=side) for each in regions]


def _numbers_of_names(mentions: Sequence[Mention], words: Sequence[Token]) -> set[int]:
    """Places of numbers that belong to a name: the 3 of Tylenol #3."""
    named = [each for each in mentions if each.kind in ("named", WordKind.PROCEDURE, WordKind.MODIFIER)]
    held = [range(each.start, each.end) for each in named if each.end - each.start > 1]
    return {place for each in held if any(words[at].kind == "number" for at in each) for place in each}


def _asked_for(mentions: Sequence[Mention], words: Sequence[Token]) -> tuple[int, int]:
    """From where to where a title says what is asked for: after its label, and before the words that say what for."""
    start, end = 0, len(words)
    for each in mentions:
        following = words[each.end].word if each.end < len(words) else ""
        opens = all(token.word in SKIPPED for token in words[start : each.start])
        if each.kind == WordKind.LABEL and following in (":", "-") and opens:
            start = each.end
        elif each.kind == WordKind.PURPOSE and each.start > start:
            before = [one for one in mentions if start <= one.start < each.start]
            if any(one.kind in (WordKind.PROCEDURE, "named", "ingredient") for one in before):
                end = min(end, each.start)
    return start, end


def _is_drug(mention: Mention, known: Lexicon) -> bool:
    if mention.kind == "ingredient":
        return True
    return mention.kind == "named" and known.vocabulary.treatments[mention.name].category == "pharmaceuticals"


class _Whole:
    """All that was found in one title, on its way to what it asks for."""

    def __init__(
        self,
        words: Sequence[Token],
        start: int,
        end: int,
        mentions: Sequence[Mention],
        amounts: Amounts,
        said: DrugWords,
        regions: Sequence[Spot],
        composed: Composed,
        known: Lexicon,
    ) -> None:
        self.words, self.start, self.end, self.mentions = words, start, end, mentions
        self.amounts, self.said, self.regions, self.composed, self.known = amounts, said, regions, composed, known
        self.lasting = any(each.kind == WordKind.MODIFIER and each.name in ("rental", "trial") for each in mentions)

    def reading(self, everything: Sequence[Mention], is_drug: bool) -> TitleReading:
        """What the title asks for."""
        asked = self._asked(is_drug)
        names = tuple(dict.fromkeys(each.treatment for each in asked))
        regions = tuple(dict.fromkeys(spot.region for spot in self.regions))
        sides = {spot.side for spot in self.regions if spot.side} or {each.side for each in asked if each.side}
        quantity = self._shared(asked)
        low, high = _whole(quantity[0]) if quantity else (None, None)
        concepts = self.known.vocabulary.words
        kept = _SAID_OF if is_drug else _SAID_OF[:1]
        return TitleReading(
            names,
            self._of_a_case(regions, names),
            (next(iter(sides)) if len(sides) == 1 else BOTH) if sides else None,
            high,
            low,
            tuple(asked),
            quantity[0] if quantity else None,
            quantity[1] if quantity else None,
            self.amounts.strength if is_drug or self.amounts.percent else None,
            self.said.form if is_drug or any(each.form for each in asked) else None,
            tuple(dict.fromkeys(concepts[each.name].shown for each in self.mentions if each.kind in kept)),
            self._not_understood(everything, bool(names)),
            any(each.name in concepts and concepts[each.name].depends for each in everything),
            tuple(dict.fromkeys(each.name for each in self.composed.vague)) if not names else (),
            tuple(everything),
        )

    def _asked(self, is_drug: bool) -> list[Asked]:
        """Each treatment at each side, with its own amount where several are told."""
        heads = self.composed.heads
        own = self._own_amounts()
        found: dict[tuple[str, str | None], Asked] = {}
        made_of = self._made_of()
        for head in heads:
            amounts = own.get(head.mention.start, self.amounts)
            for name, places in head.treatments.items():
                unit = self.known.vocabulary.treatments[name].unit
                drug = self.known.vocabulary.treatments[name].category == "pharmaceuticals"
                quantity = chosen(amounts, unit, lasting=self.lasting, supplied=drug)
                for side, here in by_side(self._or_own(head, places)):
                    side = side or (self._lone_side() if not self.regions else None)
                    levels = ", ".join(dict.fromkeys(each.upper() for spot in here for each in spot.levels)) or None
                    regions = tuple(dict.fromkeys(spot.region for spot in here))
                    if (name, side) in found:
                        before = found[name, side]
                        regions = tuple(dict.fromkeys((*before.regions, *regions)))
                        quantity = quantity or ((before.quantity, before.unit or "") if before.quantity else None)
                    found[name, side] = Asked(
                        name, regions, side, levels, quantity[0] if quantity else None,
                        quantity[1] if quantity else unit, amounts.strength if drug else None,
                        self.said.form if drug else None, self._of_a_case(regions, (name,)), *made_of.get(name, ()),
                    )  # fmt: skip
        return list(found.values()) if own else self._evaluated_once(list(found.values()))

    def _evaluated_once(self, asked: list[Asked]) -> list[Asked]:
        """Visits that are told once belong to the course: 'psych eval and 6 sessions CBT' asks for one evaluation."""
        once = {each.treatment for each in asked if each.treatment.endswith(("_evaluation", "_consultation"))}
        if all(each.treatment in once for each in asked if each.quantity is not None):
            return asked
        return [replace(each, quantity=None) if each.treatment in once else each for each in asked]

    def _made_of(self) -> dict[str, tuple[tuple[str, ...], str | None]]:
        """Of each drug, its ingredients and its class."""
        found: dict[str, tuple[tuple[str, ...], str | None]] = {}
        for head in self.composed.heads:
            drug = head.mention
            if drug.ingredients:
                before = found.get(drug.name, ((), None))
                ingredients = tuple(dict.fromkeys((*before[0], *drug.ingredients)))
                found[drug.name] = ingredients, before[1] or drug.drug_class
        return found

    def _own_amounts(self) -> dict[int, Amounts]:
        """The amounts of each treatment, where more than one is told with an amount of its own."""
        starts = sorted({head.mention.start for head in self.composed.heads})
        if len(starts) < 2:
            return {}
        found = {}
        for place, start in enumerate(starts):
            end = starts[place + 1] if place + 1 < len(starts) else self.end
            heads = [head for head in self.composed.heads if head.mention.start == start]
            drug = any(self.known.vocabulary.treatments[name].drug for head in heads for name in head.treatments)
            amounts = read_amounts(self.words[start:end], drug=drug)
            if any((amounts.course, amounts.marked, amounts.counted, amounts.grams, amounts.times, amounts.strength)):
                found[start] = amounts
        return found if len(found) > 1 else {}

    def _or_own(self, head: Head, places: Sequence[Spot]) -> Sequence[Spot]:
        """The regions that are named; where none is, those in which a procedure is always done."""
        mention = head.mention
        concept = self.known.vocabulary.words.get(mention.name)
        if places or (self.regions and not head.elsewhere) or mention.kind != WordKind.PROCEDURE or concept is None:
            return places
        side = self._lone_side()
        own = concept.regions or tuple(dict.fromkeys(self._told_by(head)))
        return [Spot(region, None if region in MIDLINE else side, 0, 0) for region in own]

    def _told_by(self, head: Head) -> Iterator[str]:
        """Regions of what a head is for: the wrist, of an injection for the carpal tunnel."""
        said = {each.name for each in self.mentions if each.kind == WordKind.PROCEDURE}
        for name in sorted(head.taken & said):
            yield from self.known.vocabulary.words[name].regions

    def _lone_side(self) -> str | None:
        """A side that is told without a region: of a carpal tunnel release."""
        sides = {each.name for each in self.mentions if each.kind == WordKind.SIDE}
        return (next(iter(sides)) if len(sides) == 1 else BOTH) if sides else None

    def _shared(self, asked: Sequence[Asked]) -> tuple[Range, str] | None:
        """The quantity of the title: the one of all that it asks for."""
        stated = [(each.quantity, each.unit) for each in asked if each.quantity is not None]
        if stated and all(each == stated[0] for each in stated) and not self._own_amounts():
            return stated[0][0], stated[0][1] or "units"
        if asked:
            return None
        return chosen(self.amounts, "visits" if self.amounts.is_course else None)

    def _of_a_case(self, regions: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
        """Regions that a case knows."""
        known = self.known.vocabulary.body_regions
        nerves = all(self.known.vocabulary.treatments[name].of_nerves for name in names)
        found = [region if region in known else _ROOTS.get(region, "") if nerves else "" for region in regions]
        return tuple(dict.fromkeys(region for region in found if region in known))

    def _not_understood(self, everything: Sequence[Mention], found: bool) -> tuple[str, ...]:
        """Words that mean nothing here, neighbours together; numbers that count nothing known."""
        used = {self.start + place for place in self.amounts.used}
        vague = {each.start for each in self.composed.vague} if not found else set()
        rows: list[list[Mention]] = []
        for each in everything:
            if each.start in used or not (self.start <= each.start < self.end):
                continue
            if each.kind != "unknown" and each.start not in vague:
                continue
            if rows and rows[-1][-1].end == each.start:
                rows[-1].append(each)
            else:
                rows.append([each])
        return tuple(" ".join(each.said for each in row) for row in rows)


def _whole(quantity: Range) -> tuple[int | None, int | None]:
    low, high = quantity
    return (int(low), int(high)) if low == int(low) and high == int(high) else (None, None)
