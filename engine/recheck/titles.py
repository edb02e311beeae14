"""What a title asks for: treatment or parts, body region, side, and quantity.

Comes in: the words of a request ('PT 2x4 neck', 'Norco 10/325 #60') and the vocabulary. Goes out: the
treatments whose wordings the title holds, longest first so that 'MR arthrogram' is no MRI, with region,
side and quantity where it states them. The wordings are data (rules/treatments.yaml and the facts
`body_region` and `side`); only how numbers are written is known here. What a title does not say is None.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from recheck.model.vocabulary import Treatment, Vocabulary


@dataclass(frozen=True, slots=True)
class TitleReading:
    """What a title asks for."""

    treatments: tuple[str, ...]
    body_regions: tuple[str, ...] = ()
    side: str | None = None
    quantity: int | None = None


_NUMBERS = {
    word: number
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}
_NUMBERS |= {"once": 1, "twice": 2}
_NUMBER = r"(\d+|" + "|".join(_NUMBERS) + ")"
_PER_WEEK = rf"{_NUMBER}\s*(?:x|times|visits?|sessions?)?\s*(?:a|per|each|/)\s*(?:week|wk)"
_UNITS = r"(?:[a-z]+ ){0,3}(?:visits?|sessions?|treatments?|injections?|tablets?|capsules?|tabs?)\b"
_NO_DOSE = r"(?! ?(?:mg|mcg|ml|%))"
_PATTERNS = (
    (rf"\b{_PER_WEEK}\s*(?:for|x|times)\s*{_NUMBER}\b", 2),
    (rf"\b{_NUMBER}\s*x\s*{_NUMBER}\b(?!\s*mg)", 2),
    (rf"\b{_NUMBER}\s*-\s*{_NUMBER}{_NO_DOSE}\s+{_UNITS}", 0),
    (rf"\b{_NUMBER}{_NO_DOSE}\s+{_UNITS}", 1),
    (rf"(?:qty|quantity|#|number)\s*:?\s*{_NUMBER}\b", 1),
    (rf"\b(?:times|x)\s*{_NUMBER}\b(?!\s*(?:weeks?|wks?|a|per))", 1),
)


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
    regions = _choices(text, "body_region", vocabulary)
    sides = _choices(text, "side", vocabulary)
    side = sides[0] if len(set(sides)) == 1 else "bilateral" if len(set(sides)) > 1 else None
    if re.search(r"\b(bilateral|both)\b", text):
        side = "bilateral"
    return TitleReading(tuple(dict.fromkeys(treatments)), tuple(regions), side, _quantity(text))


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
    ordered = [names[match[1]] for match in pattern.finditer(text)]
    if "%" in text and sum(treatment.drug is not None for treatment in ordered) > 1:
        compounds = [each for each in vocabulary.treatments.values() if each.compounded]
        ordered = compounds[:1] or ordered
    return list(dict.fromkeys(treatment.name for treatment in ordered))


@lru_cache(maxsize=16)
def _index(vocabulary: Vocabulary) -> tuple[dict[str, Treatment], re.Pattern[str]]:
    """Every wording with its treatment, and what finds them."""
    names = {wording: treatment for treatment in vocabulary.treatments.values() for wording in _wordings(treatment)}
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


def _quantity(text: str) -> int | None:
    """The number asked for: a product of two, one number, or the upper end of a range; refills count."""
    for pattern, factors in _PATTERNS:
        match = re.search(pattern, text)
        if match:
            numbers = [_NUMBERS[group] if group in _NUMBERS else int(group) for group in match.groups()]
            once = numbers[0] * numbers[1] if factors == 2 else max(numbers)
            return once * _fills(text)
    return None


def _fills(text: str) -> int:
    """How often a supply is asked for: '#60 with 2 refills' is three, 'two refills of' is two."""
    match = re.search(rf"\b{_NUMBER}\s*refills?\b( of\b)?", text)
    if not match:
        return 1
    refills = _NUMBERS[match[1]] if match[1] in _NUMBERS else int(match[1])
    return refills if match[2] else refills + 1
