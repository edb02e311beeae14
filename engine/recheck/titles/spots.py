"""Which regions a title names, each with its own side: 'left knee and right shoulder' are two, not four."""

from collections.abc import Iterator, Sequence

from recheck.model.wording import WordKind
from recheck.titles.lexicon import Entry, Lexicon, longest
from recheck.titles.normalise import Token
from recheck.titles.reading import Mention, Spot

BOTH = "bilateral"
JOINS = frozenset({"and", "&", "/", ",", "or", "+", "-", "as", "well", "plus"})
_IN_ONE_WORD = {"bilateral": BOTH, "right": "right", "left": "left"}
"""The first part of a name such as `right_upper`, a limb with its side in one abbreviation."""
_SPINE = {"c": "cervical", "t": "thoracic", "l": "lumbar", "s": "lumbar"}
_LINKS = frozenset({"of", "for", "the", "(", ")", ".", ":", "to", "at", "side", "in", "on", "region", "area"})


def spots(mentions: Sequence[Mention], title: Sequence[Token], known: Lexicon) -> list[Spot]:
    """The regions, in their order; a level of the spine stands for its region."""
    mentions = [each for mention in mentions for each in (mention, *_inside(mention, title, known))]
    found: list[_Open] = []
    pending: tuple[str, int] | None = None
    carried: str | None = None
    last = -1
    for mention in mentions:
        if mention.kind in (WordKind.PROCEDURE, "named", "ingredient") and not regions_of(mention, known):
            carried = None
        if mention.kind == WordKind.SIDE:
            pending, carried = _side(mention, title, found, pending, last), None
            last = mention.end
            continue
        regions = regions_of(mention, known)
        if not regions:
            continue
        side = _IN_ONE_WORD.get(mention.name.partition("_")[0]) if mention.kind == WordKind.REGION else None
        if side:
            pending = None
        elif pending is not None and _close(title, pending[1], mention.start):
            side, carried, pending = pending[0], pending[0], None
        elif carried and found and _joined(title, found[-1].end, mention.start):
            side = carried
        else:
            carried = None
        levels = (mention.name,) if mention.kind == "level" else ()
        found += [_Open(region, side, mention.start, mention.end, levels) for region in regions]
        last = mention.end
    if pending is not None and found and all(each.side is None for each in found):
        _give(found, pending[0])
    return [Spot(each.region, each.side, each.start, each.end, each.levels) for each in found]


def _inside(mention: Mention, title: Sequence[Token], known: Lexicon) -> Iterator[Mention]:
    """Regions that the name of a treatment holds: cervical in 'cervical pillow'."""
    concept = known.vocabulary.words.get(mention.name)
    is_name = mention.kind == "named" or (mention.kind == WordKind.PROCEDURE and concept and not concept.regions)
    if not is_name or mention.end - mention.start < 2:
        return
    at = mention.start
    while at < mention.end:
        last = mention.end - 1 if at == mention.start else mention.end  # a part of the name, not the whole
        end, region = _region_at(title[:last], at, known)
        if region is not None:
            yield Mention(at, end, region.kind, region.name, title[at].word)
        at = end


def _region_at(title: Sequence[Token], at: int, known: Lexicon) -> tuple[int, Entry | None]:
    """The region whose words begin at a place, and where they end; limbs only tell what a thing is for."""
    last = len(title)
    while at < last:
        end, entries = longest(known.root, title[:last], at)
        for entry in entries:
            if entry.kind == WordKind.REGION and entry.name not in ("upper_extremity", "lower_extremity"):
                return end, entry
        last = end - 1
    return at + 1, None


class _Open:
    """A region whose side may still come."""

    __slots__ = ("end", "levels", "region", "side", "start")

    def __init__(self, region: str, side: str | None, start: int, end: int, levels: tuple[str, ...]) -> None:
        self.region, self.side, self.start, self.end, self.levels = region, side, start, end, levels


def regions_of(mention: Mention, known: Lexicon) -> tuple[str, ...]:
    """The regions that words name."""
    if mention.kind == "level":
        return (_SPINE[mention.name[0]],)
    if mention.kind != WordKind.REGION:
        return ()
    concept = known.vocabulary.words.get(mention.name)
    return (concept.regions or (mention.name,)) if concept else (mention.name,)


def _side(
    mention: Mention, title: Sequence[Token], found: list[_Open], pending: tuple[str, int] | None, last: int
) -> tuple[str, int] | None:
    """A side's word: of the region before it, where it directly follows one that has none; else of what comes."""
    side = BOTH if mention.name == BOTH else mention.name
    if pending is not None and _joined(title, pending[1], mention.start):
        side = side if side == pending[0] else BOTH
        return side, mention.end
    between = [token.word for token in title[last : mention.start]] if last >= 0 else ["?"]
    follows = bool(found) and found[-1].end == last and found[-1].side is None
    if follows and not set(between) - {"(", "-", ",", ":"}:
        ahead = [token.word for token in title[mention.end : mention.end + 2]]
        if not between or "(" in between or not ahead or not ahead[0].isalpha() or ahead[0] in ("and", "for", "x"):
            run = [each for each in found if each.side is None]
            for each in run if "," in between or side == BOTH else run[-1:]:
                each.side = side
            return None
    return side, mention.end


def _close(title: Sequence[Token], start: int, end: int) -> bool:
    """Whether a side belongs to the region after it: no other words than modifiers stand between."""
    return end - start <= 4 and not any(token.word in (";", ".") for token in title[start:end])


def _joined(title: Sequence[Token], start: int, end: int) -> bool:
    """Whether only words that join stand between."""
    words = [token.word for token in title[start:end]]
    return all(word in JOINS or word in _LINKS for word in words) and bool(words)


def _give(found: list[_Open], side: str) -> None:
    for each in found:
        each.side = side


def merged(found: Sequence[Spot]) -> list[Spot]:
    """Without repetition: a level with its region, a region named twice."""
    kept: list[Spot] = []
    for each in found:
        same = next((at for at, one in enumerate(kept) if one.region == each.region and _agree(one, each)), None)
        if same is None:
            kept.append(each)
        else:
            old = kept[same]
            side = old.side or each.side
            kept[same] = Spot(old.region, side, old.start, each.end, (*old.levels, *each.levels))
    return kept


def _agree(one: Spot, two: Spot) -> bool:
    return one.side == two.side or one.side is None or two.side is None
