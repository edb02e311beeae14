"""Which part of the body a finding is of: the one named beside it, else the one under examination."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from recheck.letters.facts.clinical import AnyOf, ClinicalWords
from recheck.letters.facts.patterns import ReadPattern
from recheck.letters.facts.summary import Summary
from recheck.model.vocabulary import MIDLINE, SIDES

FOUND_BY = ("part", "root", "spine", "requested")
"""Ways of finding a region; any other word is the region's own name."""
_SIDE = re.compile(r"(?<![a-z])(left|right|bilateral(?:ly)?|both|lt|rt|[lr](?= [a-z]))(?![a-z])")
_JOIN = re.compile(r"[ ,/]*(?:(?:spine|and|or|as well as|the|to|his|her|left|right|bilateral|both|&),? ?)*[ ,/]*")
_OWN = "left|right|bilateral|current|history|[a-z]+ sprain|[a-z]+ strain|sprain|strain|contusion|fracture|tear"
_ITEM = re.compile(rf"[;,] (?!fascia|and tendons?\b|tendons?\b)|\. |\band (?=(?:an? |the )?(?:{_OWN})\b)")
_WHOLE = re.compile(r"algia$|contusion|sprain|strain|fracture")
_ALONE_BEFORE = re.compile(r"(?:(?:left|right|bilateral|both|the) ?)*")
_ALONE_AFTER = re.compile(
    r"(?: (?:spine|region|joint|area|unspecified|level|side|initial encounter))*(?=[,.;]|$| and | \()"
)
_OF = re.compile(r"\b(?:of|to|wall of) (?:(?:the|his|her|left|right|bilateral) )*$")
_TOPIC = re.compile(
    r"(?:exam(?:ination)?s?|findings|evaluation|inspection)[a-z ,]{0,20} (?:of|for|at|over) (?:the |his |her )?"
)

_OF_BACK = re.compile(r"\b(?:low|lower|mid|upper)[ -]\Z")
"""Before 'back in' or 'back to': there the back is the body's."""
_INTO = re.compile(
    r"\b(?:radiat\w+|going|goes|travel\w*|shoot\w*|spread\w*|runs|running|extend\w*|down)\b[^.;:,]{0,60}?"
    r"\b(?:into|down|to|toward|towards|through)\b[^.;:]{0,40}$"
)
_SOUND = re.compile(r"\b(?:normal|unremarkable|uninvolved|asymptomatic|nontender|non-tender|full|no )")


@dataclass(frozen=True, slots=True)
class Mention:
    """A part of the body that the text names."""

    start: int
    end: int
    regions: tuple[str, ...]
    side: str | None
    is_sided_here: bool = True
    """False where the side is the one that the summary gives it elsewhere."""


@dataclass(frozen=True, slots=True)
class Body:
    """All parts of the body that a summary names, and what serves them."""

    parts: tuple[Mention, ...]
    nerves: tuple[Mention, ...]
    text: str = field(repr=False)
    """The summary in lower case, without what only sounds like a part of the body."""
    words: ClinicalWords


def read_body(summary: Summary, words: ClinicalWords) -> Body:
    """Every mention, in order."""
    text = words.not_the_body.pattern.sub(
        lambda found: found[0] if _OF_BACK.search(found.string, 0, found.start()) else "\0" * len(found[0]),
        summary.lower,
    )
    named = [each for each in _mentions(text, words.regions) if not _is_felt_there(each, summary)]
    parts = _with_only_sides(named)
    of_nerves = words.not_nerves.pattern.sub(lambda found: "\0" * len(found[0]), text)
    return Body(parts, _mentions(of_nerves, words.nerves), text, words)


def _is_felt_there(mention: Mention, summary: Summary) -> bool:
    """Whether pain from elsewhere is felt in a part: 'leg pain going down into the foot' is none of the foot."""
    sentence = summary.sentence_at(mention.start)
    start = sentence.start if sentence else 0
    return _INTO.search(summary.lower, max(start, mention.start - 110), mention.start) is not None


def _with_only_sides(parts: Sequence[Mention]) -> tuple[Mention, ...]:
    """A part that a summary names with one side alone has that side wherever it is named without."""
    sides: dict[str, set[str]] = {}
    for each in parts:
        for region in each.regions:
            if each.side:
                sides.setdefault(region, set()).add(each.side)
    found = []
    for each in parts:
        only = sides.get(each.regions[0], set()) if len(each.regions) == 1 and not each.side else set()
        found.append(replace(each, side=next(iter(only)), is_sided_here=False) if len(only) == 1 else each)
    return tuple(found)


_SHORT = {"lt": "left", "rt": "right", "l": "left", "r": "right"}


def _mentions(text: str, phrases: AnyOf) -> tuple[Mention, ...]:
    found = []
    for start, end, meaning in phrases.find(text):
        before = text[max(0, start - 24) : start]
        sides = [each for each in _SIDE.findall(before) if not re.search(r"[.;]", before[before.rfind(each) :])]
        after = re.match(
            r"(?:[a-z' ]{0,18})? ?on the (left|right)|[ ,(-]*(left|right)\b(?! [a-z])", text[end : end + 40]
        )
        word = sides[-1] if sides else (after[1] or after[2]) if after else None
        side = None if word is None else _SHORT.get(word, word if word in SIDES else "bilateral")
        found.append(Mention(start, end, tuple(meaning.split()), side))
    return tuple(found)


def keys_of(mention: Mention, known_sides: Sequence[str] = ()) -> tuple[str, ...]:
    """The keys under which a case keeps facts of the mentioned parts."""
    found: list[str] = []
    for region in mention.regions:
        if region in MIDLINE:
            found.append(region)
        elif mention.side in SIDES:
            found.append(f"{region}_{mention.side}")
        elif mention.side == "bilateral":
            found += [f"{region}_{side}" for side in SIDES]
        else:
            asked = [key for key in known_sides if key.rsplit("_", 1)[0] == region]
            found += asked or [_with_the_only_side(region, known_sides)]
    return tuple(dict.fromkeys(found))


def _with_the_only_side(region: str, known: Sequence[str]) -> str:
    """A part named without a side in a text that is about one side alone.

    >>> _with_the_only_side("forearm", ("elbow_right", "wrist_right")), _with_the_only_side("knee", ("lumbar",))
    ('forearm_right', 'knee')
    """
    sides = {side for key in known for side in SIDES if key.endswith(f"_{side}")}
    return f"{region}_{next(iter(sides))}" if len(sides) == 1 else region


def regions_of(
    summary: Summary, body: Body, pattern: ReadPattern, start: int, end: int, known: Sequence[str]
) -> tuple[tuple[str, ...], bool]:
    """The places of a finding, and whether the text names them beside it.

    Args:
        summary: what was read.
        body: the parts of the body in it.
        pattern: what found it, which says how its region is found.
        start: where the finding begins.
        end: where it ends.
        known: the regions, with sides, that the case's requests are for.
    """
    sentence = summary.sentence_at(start)
    if sentence is None:
        return (), False
    if pattern.region == "requested":
        within = any(start <= each.start < end for each in body.parts)
        low, high = (start, end) if within else (sentence.start, sentence.end)
        return _requested(body, low, high, known, chief=summary.is_open)
    if pattern.region not in FOUND_BY:
        return _of_its_own(summary, body, pattern.region, start, end, known)
    mentions = body.parts if pattern.region == "part" else body.nerves
    here = [each for each in mentions if sentence.start <= each.start < sentence.end]
    if pattern.region != "part":
        here = _in_its_clause(summary.lower, here, body.parts, sentence.start, start)
    if pattern.listed:
        here = _in_its_item(summary.lower, here, start, end)
    if pattern.region == "spine" and not body.words.spine.search(body.text[sentence.start : sentence.end]):
        return (), False
    chain = _sided(_nearest(summary.lower, here, start, end), here)
    if chain:
        is_beside = all(
            each.is_sided_here or any(it.is_sided_here and it.regions == each.regions and it.side for it in here)
            for each in chain
        )
        return tuple(dict.fromkeys(key for each in chain for key in keys_of(each, known))), is_beside
    if not pattern.carried:
        return (), False
    if pattern.region != "part":
        limbs = [each for each in body.parts if sentence.start <= each.start < sentence.end]
        roots = {root for each in _nearest(summary.lower, limbs, start, end) for root in _roots(each, body)}
        if limbs:  # 'normal sensation about the hip' tells nothing of the neck
            return tuple(root for root in sorted(roots) if not known or root in known), False
    return _carried(summary, body, pattern, sentence.number, known), False


def _carried(summary: Summary, body: Body, pattern: ReadPattern, number: int, known: Sequence[str]) -> tuple[str, ...]:
    """The region of the examination under way, or the only one that is known.

    A finding on nerves is of the spine only where the spine is known to be examined: no reflex of a knee's
    examination is one of the low back.
    """
    is_root = pattern.region != "part"
    nerves = _topic(summary, body.nerves, number) if is_root else []
    topic = nerves or _on_its_side(_topic(summary, body.parts, number, known), summary, number)
    keys = tuple(dict.fromkeys(key for each in topic for key in keys_of(each, known))) or tuple(known)
    if is_root:
        roots = dict.fromkeys(body.words.nerves_of.get(_base(key)) for key in keys)
        return tuple(each for each in roots if each and (not known or each in known))
    if not topic and len({_base(key) for key in keys}) != 1:
        return ()
    return keys


def _in_its_clause(
    text: str, nerves: Sequence[Mention], parts: Sequence[Mention], opens: int, start: int
) -> list[Mention]:
    """The words of nerves in a sentence; none where a semicolon parts them from a finding beside a limb of its own."""
    low = max(opens, text.rfind(";", opens, start) + 1)
    high = text.find(";", start)
    high = len(text) if high < 0 else high
    own = [each for each in nerves if low <= each.start < high]
    return own if own or any(low <= each.start < high for each in parts) else list(nerves)


def _roots(mention: Mention, body: Body) -> Iterator[str]:
    """The parts of the spine whose nerves serve a part of the body."""
    for region in mention.regions:
        if region in body.words.nerves_of:
            yield body.words.nerves_of[region]


def _base(key: str) -> str:
    return key.removesuffix("_left").removesuffix("_right")


def _requested(body: Body, start: int, end: int, known: Sequence[str], *, chief: bool) -> tuple[tuple[str, ...], bool]:
    """The requests' regions that a finding, else its sentence, names; where it names no part, all or the chief one."""
    named = [key for each in body.parts if start <= each.start < end for key in keys_of(each, known)]
    return (
        (tuple(key for key in dict.fromkeys(named) if key in known), True)
        if named
        else (tuple(known[: 1 if chief else None]), False)
    )


def _of_its_own(
    summary: Summary, body: Body, region: str, start: int, end: int, known: Sequence[str]
) -> tuple[tuple[str, ...], bool]:
    """The region that a pattern names itself, with its side: as the sentence, the examination or a request has it."""
    if region in MIDLINE:
        return (region,), True
    sentence = summary.sentence_at(start)
    assert sentence
    of_it = [each for each in body.parts if region in each.regions]
    here = [each for each in of_it if sentence.start <= each.start < sentence.end]
    chain = _sided(_nearest(summary.lower, here, start, end), here)
    if chain:
        return tuple(
            dict.fromkeys(key for each in chain for key in keys_of(Mention(0, 0, (region,), each.side), known))
        ), True
    topic = [
        each
        for each in _on_its_side(_topic(summary, body.parts, sentence.number, known), summary, sentence.number)
        if region in each.regions
    ]
    keys = [key for each in topic for key in keys_of(Mention(0, 0, (region,), each.side), known)]
    keys = keys or [key for key in known if key.rsplit("_", 1)[0] == region or key == region]
    return tuple(dict.fromkeys(keys)), False


def _in_its_item(text: str, here: Sequence[Mention], start: int, end: int) -> list[Mention]:
    """Of the mentions in a sentence, those of the diagnosis that the finding is, among several.

    Diagnoses are divided by commas: 'knee contusion, vertebral fracture' breaks no knee. What stands alone after
    the comma belongs to the diagnosis ('sprain, left ankle'), as do the parts that only a list divides
    ('cervical, thoracic and lumbar strain').
    """
    low = max((each.end() for each in _ITEM.finditer(text, 0, start)), default=0)
    after = _ITEM.search(text, end)
    high = after.start() if after else len(text)
    inside = [each for each in here if low <= each.start < high]
    if inside:
        first = inside[0]
        chain = [each for each in here if each.end <= low and first.end <= start]
        while (
            chain
            and _JOIN.fullmatch(text[chain[-1].end : first.start])
            and not _WHOLE.search(text, chain[-1].start, chain[-1].end)
            and not _OF.search(text, max(0, chain[-1].start - 24), chain[-1].start)
        ):
            first = chain.pop()
            inside.insert(0, first)
        following = [each for each in inside if each.start >= end]
        return following if following and text.startswith(" of ", end) else inside
    alone = next((each for each in here if each.start >= high), None)
    if (
        alone
        and after
        and _ALONE_BEFORE.fullmatch(text, after.end(), alone.start)
        and _ALONE_AFTER.match(text, alone.end)
    ):
        return [alone]
    return []


def _nearest(text: str, here: Sequence[Mention], start: int, end: int) -> list[Mention]:
    """The mention beside a finding, with those joined to it by 'and'."""
    if not here:
        return []

    def distance(each: Mention) -> float:
        if each.start < end and start < each.end:
            return -1
        between = text[end : each.start] if each.start >= end else text[each.end : start]
        cost = len(between) + 60 * len(
            re.findall(r"[;]|, (?:and |with )?(?=(?!which |that |who )[a-z]+ (?:is|was|were|are|revealed))", between)
        )
        cost += 20 * between.count(",") - 15 * (each.start >= end and between.startswith(" of "))
        return cost + (5 if each.end <= start else 0) * (" of the " not in between)

    inside = [each for each in here if each.start < end and start < each.end]
    if inside:
        return inside
    best = min(range(len(here)), key=lambda place: distance(here[place]))
    low = high = best
    while low and _JOIN.fullmatch(text[here[low - 1].end : here[low].start]):
        if here[best].end <= start and _OF.search(text, max(0, here[low - 1].start - 24), here[low - 1].start):
            break  # 'strain of the neck and right ulna fracture': the neck is the strain's
        low -= 1
    while high + 1 < len(here) and _JOIN.fullmatch(text[here[high].end : here[high + 1].start]):
        high += 1
    return list(here[low : high + 1])


def _sided(chain: Sequence[Mention], here: Sequence[Mention]) -> list[Mention]:
    """Parts without a side of their own, with the side that their sentence gave the same part before.

    'The right knee has a scar from surgery of the patella': the surgery is the right knee's.
    """
    found = []
    for each in chain:
        before = [it for it in here if it.end <= each.start and it.regions == each.regions and it.side]
        found.append(replace(each, side=before[-1].side) if before and each.side is None else each)
    return found


def _topic(summary: Summary, mentions: Sequence[Mention], number: int, known: Sequence[str] = ()) -> list[Mention]:
    """The part under examination before a sentence: of the nearest earlier sentence that names one.

    Another heading ends an examination, and 'Left shoulder normal.' amid one of the right is no change of subject.
    """
    part = summary.heading_at(summary.sentences[number].start)
    for sentence in reversed(summary.sentences[max(0, number - 6) : number]):
        if not sentence.is_record or (summary.is_open and summary.heading_at(sentence.start) != part):
            return []
        here = [each for each in mentions if sentence.start <= each.start < sentence.end]
        if here and not _is_for_comparison(here, summary.lower[sentence.start : sentence.end], known):
            opens = _TOPIC.search(summary.lower, sentence.start, sentence.end)
            first = next((each for each in here if opens and each.start >= opens.end() - 2), here[0])
            return _nearest(summary.lower, here, first.start, first.end)
    return []


def _is_for_comparison(here: Sequence[Mention], said: str, known: Sequence[str]) -> bool:
    """Whether a short sentence says that the side which nobody asks about is as it should be."""
    keys = {key for each in here for key in keys_of(each)}
    others = {f"{_base(key)}_{side}" for key in keys for side in SIDES} - keys
    return len(said) < 80 and not keys & set(known) and bool(others & set(known)) and _SOUND.search(said) is not None


def _on_its_side(topic: list[Mention], summary: Summary, number: int) -> list[Mention]:
    """The part under examination with the one side that a sentence names: 'internal rotation poor on the right'."""
    sentence = summary.sentences[number]
    sides = set(_SIDE.findall(summary.lower[sentence.start : sentence.end]))
    named = {_SHORT.get(each, each) for each in sides} & set(SIDES)
    return [replace(each, side=next(iter(named))) for each in topic] if len(sides) == 1 and named else topic
