"""What a title names only as what something is for: the MRI of 'Valium for MRI', the fusion of a consult for it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from recheck.model.wording import WordKind
from recheck.titles.lexicon import Lexicon
from recheck.titles.normalise import Token
from recheck.titles.reading import Mention

_AIMED_AT = frozenset({"surgery", "injections", "diagnostics", "durable equipment"})
"""Categories that others are for: a consultation, a clearance, a drug, a brace. A course of therapy is asked for."""
_VISITS = "evaluation and management"
_ENDS = frozenset({"and", "&", ",", ";", ".", "/", "+", "plus", "with", ":"})
_OPENS = ("for", "to")


def without_aims(mentions: Sequence[Mention], words: Sequence[Token], known: Lexicon) -> list[Mention]:
    """The mentions, with procedures that are only an aim as words that say nothing more.

    Args:
        mentions: what the words mean, drugs by their treatment.
        words: the title's tokens.
    """
    return [replace(each, kind=WordKind.FILLER) if _is_aim(each, mentions, words, known) else each for each in mentions]


def _is_aim(mention: Mention, mentions: Sequence[Mention], words: Sequence[Token], known: Lexicon) -> bool:
    if mention.kind not in (WordKind.PROCEDURE, "named") or not categories(mention, known) <= _AIMED_AT:
        return False
    opens = _opened(mention, words)
    if opens is None:
        return False
    placed = any(each.kind in (WordKind.REGION, "level") for each in mentions)
    before = [each for each in _told_before(mentions, words, opens) if _may_stand(each, placed, known)]
    moves = words[opens].word == "to"
    if moves:
        return any(each.name == "transportation" for each in before)
    visit = any(categories(each, known) == {_VISITS} and not _is_generic(each, known) for each in before)
    return visit or (not _is_generic(mention, known) and any(not _is_generic(each, known) for each in before))


def _opened(mention: Mention, words: Sequence[Token]) -> int | None:
    """The place of the 'for' that governs a mention."""
    for place in range(mention.start - 1, -1, -1):
        if words[place].word in _OPENS:
            return place
        if words[place].word in _ENDS:
            return None
    return None


def _told_before(mentions: Sequence[Mention], words: Sequence[Token], place: int) -> Iterator[Mention]:
    """Treatments that the same part of a title names before a place."""
    start = max((at + 1 for at in range(place) if words[at].word in (";", ".")), default=0)
    return (each for each in mentions if start <= each.start < place and each.kind in (WordKind.PROCEDURE, "named"))


def _may_stand(mention: Mention, placed: bool, known: Lexicon) -> bool:
    """Whether a mention can be what is asked for: 'replacement' alone, without a joint, is not."""
    if mention.kind == "named":
        return True
    return any(placed or not each.composition.regions for each in known.candidates.get(mention.name, ()))


def categories(mention: Mention, known: Lexicon) -> set[str]:
    """The categories of what a mention may become."""
    treatments = known.vocabulary.treatments
    if mention.kind == "named":
        return {treatments[mention.name].category}
    return {treatments[each.treatment].category for each in known.candidates.get(mention.name, ())}


def _is_generic(mention: Mention, known: Lexicon) -> bool:
    concept = known.vocabulary.words.get(mention.name)
    return mention.kind == WordKind.PROCEDURE and concept is not None and concept.generic
