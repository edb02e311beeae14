"""What a title asks for: treatment or parts, body region, side, and quantity.

Comes in: the words of a request ('PT 2x4 neck', 'Norco 10/325 #60') and the vocabulary. Goes out: the
treatments whose wordings the title holds, longest first so that 'MR arthrogram' is no MRI, with region,
side and quantity where it states them. The wordings are data (rules/treatments.yaml and the facts
`body_region` and `side`); only how numbers are written is known here. What a title does not say is None.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from recheck.model.vocabulary import Treatment, Vocabulary


@dataclass(frozen=True, slots=True)
class TitleReading:
    """What a title asks for."""

    treatments: tuple[str, ...]
    body_regions: tuple[str, ...] = ()
    side: str | None = None
    quantity: int | None = None
    at_least: int | None = field(default=None, compare=False)
    """The lower end of a range; the quantity where it is none."""


_NUMBERS = {
    word: number
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}
_NUMBERS |= {"once": 1, "twice": 2}
_NUMBER = r"(\d+|" + "|".join(_NUMBERS) + ")"
_RANGE = rf"{_NUMBER}(?:\s*(?:-|to|or)\s*{_NUMBER})?"
_TIMES = r"(?:x|times?|visits?|sessions?|treatments?)"
_PERIOD = r"(?:weeks?|wks?|months?)"
_PER_WEEK = rf"{_RANGE}\s*(?:{_TIMES}?\s*(?:a|per|each|every|/)\s*|{_TIMES}\s+){_PERIOD}\b"
_PER_WEEK = rf"(?:{_PER_WEEK}|{_RANGE}\s*{_TIMES}?\s*weekly\b)"
_UNITS = r"(?:[a-z]+ ){0,3}(?:visits?|sessions?|treatments?|injections?|tablets?|capsules?|tabs?|units?)\b"
_LEVELS = re.compile(r"\b[ctls]\d{1,2}(?:\s*[-/]\s*[ctls]?\d{1,2})*\b")
"""Levels of the spine, L4-5 or C5/6, whose numbers count nothing."""
_NO_DOSE = r"(?! ?(?:mg|mcg|ml|%))"
_PATTERNS = (
    (rf"\b{_PER_WEEK}\s*(?:for|x|times|over)\s*(?:the next\s*|a total of\s*)?{_RANGE}\b", 2),
    (rf"\b{_NUMBER}\s*x\s*{_NUMBER}\b(?!\s*mg)", 2),
    (rf"(?:qty|quantity|#|number)\s*\.?:?\s*(?:of\s+)?{_NUMBER}\b", 1),
    (rf"(?<![/.\d])\b{_RANGE}{_NO_DOSE}\s+{_UNITS}", 1),
    (rf"\b(?:times|x)\s*{_RANGE}\b(?!\s*(?:weeks?|wks?|a|per))", 1),
)
"""How numbers are asked for, and whether one is (1) or the product of two (2); the first that matches counts."""


def read_title(title: str, vocabulary: Vocabulary) -> TitleReading:
    """What a title asks for.

    Args:
        title: the words of a request.
        vocabulary: treatments with their wordings, body regions and sides with theirs.
    """
    text = _plain(_disputed_part(title))
    treatments = _treatments(text, vocabulary) or [
        name for each in _one_region_each(text, vocabulary) for name in _treatments(each, vocabulary)
    ]
    if not treatments and (without := _without_brackets(title)) != title:
        treatments = list(read_title(without, vocabulary).treatments)
    regions = _choices(text, "body_region", vocabulary)
    sides = _choices(text, "side", vocabulary)
    side = sides[0] if len(set(sides)) == 1 else "bilateral" if len(set(sides)) > 1 else None
    if re.search(r"\b(bilateral|both)\b", text):
        side = "bilateral"
    low, high = amount(text)
    return TitleReading(tuple(dict.fromkeys(treatments)), tuple(regions), side, high, low)


def _without_brackets(title: str) -> str:
    """What stands outside of brackets; one that is never closed is no bracket.

    >>> _without_brackets("MRI(magnetic resonance image) of the neck"), _without_brackets("MRI (neck")
    ('MRI  of the neck', 'MRI (neck')
    """
    kept: list[str] = []
    opened: list[int] = []
    for each in title:
        kept.append(each)
        if each == "(":
            opened.append(len(kept) - 1)
        elif each == ")" and opened:
            del kept[opened.pop() :]
            kept.append(" ")
    return "".join(kept)


def _disputed_part(title: str) -> str:
    """Of a title that tells of a partial approval, what is left in dispute.

    >>> _disputed_part("Six visits was the original request. Two were authorized. The remaining IMR eligible "
    ...                "portion of the original request, four visits is")
    'four visits is'
    """
    text = " ".join(title.split())
    match = re.search(r"(?:portion of the|[.] the) original request, (.+)$", text, re.IGNORECASE)
    return match[1] if match else text


def _one_region_each(text: str, vocabulary: Vocabulary) -> Iterator[str]:
    """'MRI of the cervical and thoracic spine' as two texts with one region each."""
    regions = vocabulary.body_regions
    both = re.search(rf"\b({'|'.join(regions)})(?:,? and |/|, )({'|'.join(regions)})\b", text)
    for region in both.groups() if both else ():
        assert both
        yield text[: both.start()] + region + text[both.end() :]


def _plain(text: str) -> str:
    """Lower case, single spaces, without marks that only separate."""
    return " ".join(re.sub(r"[(),;\[\]\"']", " ", text.lower()).split())


def _treatments(text: str, vocabulary: Vocabulary) -> list[str]:
    """The treatments named, in their order."""
    names, pattern = _index(vocabulary)
    ordered = [names[match[1]] for match in pattern.finditer(_without_articles(text))]
    if "%" in text and sum(treatment.drug is not None for treatment in ordered) > 1:
        compounds = [each for each in vocabulary.treatments.values() if each.compounded]
        ordered = compounds[:1] or ordered
    return list(dict.fromkeys(treatment.name for treatment in ordered))


def _without_articles(text: str) -> str:
    """'MRI of the neck' and 'MRI of neck' are one wording."""
    return " ".join(text.replace(" the ", " ").split())


@lru_cache(maxsize=16)
def _index(vocabulary: Vocabulary) -> tuple[dict[str, Treatment], re.Pattern[str]]:
    """Every wording with its treatment, and what finds them."""
    names = {
        _without_articles(wording): treatment
        for treatment in vocabulary.treatments.values()
        for wording in _wordings(treatment)
    }
    return names, _whole_words(names)


def _whole_words(wordings: Iterable[str]) -> re.Pattern[str]:
    """Finds wordings as whole words, at each place the longest."""
    longest_first = sorted(set(wordings), key=lambda each: (-len(each), each))
    either = "|".join(re.escape(each) for each in longest_first)
    return re.compile(rf"(?<![a-z0-9])({either})(?:s|es)?(?![a-z0-9])")


def _wordings(treatment: Treatment) -> Iterator[str]:
    yield _plain(treatment.title)
    yield treatment.name.replace("_", " ")
    for wording in treatment.wordings:
        yield _plain(wording)
    if treatment.drug:
        for brand in treatment.drug.brands:
            yield _plain(brand)


def _choices(text: str, fact: str, vocabulary: Vocabulary) -> list[str]:
    """The values of a choice that a text names, in their order."""
    known = vocabulary.facts.get(fact)
    if known is None:
        return []
    names = {
        word: value for value in known.values for word in (value.replace("_", " "), *known.wordings.get(value, ()))
    }
    return list(dict.fromkeys(names[match[1]] for match in _whole_words(names).finditer(text)))


def amount(words: str) -> tuple[int | None, int | None]:
    """The number asked for, its lower and upper end: one number, or a product of two; refills count.

    >>> amount("4-6 injections"), amount("2-3 times a week for 4 weeks"), amount("two (2) times weekly x 6 weeks")
    ((4, 6), (8, 12), (12, 12))
    >>> amount("quantity: 90, refills: 2"), amount("#30 x 3 refills"), amount("L4-5 epidural injection")
    ((270, 270), (120, 120), (None, None))
    """
    text, fills = _fills(_LEVELS.sub("level", _once(_plain(words))))
    for pattern, factors in _PATTERNS:
        match = re.search(pattern, text)
        if match:
            ends = _ends(match, factors)
            return ends[0] * fills, ends[1] * fills
    return None, None


def _ends(match: re.Match[str], factors: int) -> tuple[int, int]:
    """The lower and upper end of what was matched; a product's factors stand before and after its middle."""
    found = [(_number(group), match.start(place)) for place, group in enumerate(match.groups(), 1) if group]
    numbers = [number for number, _ in found]
    if factors == 1:
        return min(numbers), max(numbers)
    if len(numbers) == 2:
        return numbers[0] * numbers[1], numbers[0] * numbers[1]
    gaps = [found[place + 1][1] - found[place][1] for place in range(len(found) - 1)]
    cut = gaps.index(max(gaps)) + 1
    first, second = numbers[:cut], numbers[cut:]
    return min(first) * min(second), max(first) * max(second)


def _once(text: str) -> str:
    """'two 2 times' as '2 times': letters write a number twice."""
    both = re.compile(rf"\b({'|'.join(_NUMBERS)}) (\d+)\b")
    return both.sub(lambda match: match[2] if _NUMBERS[match[1]] == int(match[2]) else match[0], text)


def _number(word: str) -> int:
    return _NUMBERS[word] if word in _NUMBERS else int(word[:9])


def _fills(text: str) -> tuple[str, int]:
    """The text without its refills, and how often a supply is asked for.

    >>> _fills("#60 with 2 refills"), _fills("two refills of norco #60"), _fills("quantity: 90 refills: 2")
    (('#60 with ', 3), (' norco #60', 2), ('quantity: 90 ', 3))
    """
    after = re.search(rf"\brefills?\s*(?::|x)?\s*{_NUMBER}\b(?!\s*-?(?:days?|weeks?|months?|mg|tab|cap|[xa]\b))", text)
    if after:
        return text[: after.start()] + text[after.end() :], _number(after[1]) + 1
    before = re.search(rf"(?:\b(?:x|times)\s*)?\b{_NUMBER}\s*refills?\b( of\b)?", text)
    if before:
        refills = _number(before[1])
        return text[: before.start()] + text[before.end() :], refills if before[2] else refills + 1
    return text, 1
