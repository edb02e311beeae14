"""The known word that a misspelt one is taken for: only the one nearest, and never one drug for another."""

from functools import lru_cache

from recheck.titles.lexicon import Lexicon

MOST_KEPT = 50_000
"""Words whose nearest is kept."""
_SHORTEST = 5
_SHORTEST_DRUG = 6
"""Shorter names of drugs are too near to ordinary words: 'ended' is no Endep."""


def nearest(word: str, known: Lexicon) -> str | None:
    """The one known word within one change of letters (two in a long word); None where none or several are as near.

    Args:
        word: one that no phrase holds.
    """
    if len(word) < _SHORTEST or word in known.words:
        return None
    if word not in known.spelt:
        if len(known.spelt) > MOST_KEPT:
            known.spelt.clear()
        known.spelt[word] = _nearest(word, known)
    return known.spelt[word]


def _nearest(word: str, known: Lexicon) -> str | None:
    most = 2 if len(word) >= 8 else 1
    best: list[str] = []
    least = most + 1
    for other in _near_lengths(word, known):
        distance = changes(word, other, least + 1)
        if distance < least:
            best, least = [other], distance
        elif distance == least <= most:
            best.append(other)
    if least > most or len({_meaning(each, known) for each in best}) != 1:
        return None
    if _is_drug(best[0], known) and len(word) < _SHORTEST_DRUG:
        return None
    if least > 1 and _is_drug(best[0], known) and _has_like_drug(best[0], word, known):
        return None
    return best[0]


def _meaning(word: str, known: Lexicon) -> object:
    """What a word means by itself; the word, where it only means something with others."""
    node = known.root.get(word)
    return node.entries or word if node is not None else word


def _near_lengths(word: str, known: Lexicon) -> list[str]:
    """Known words of about the same length that share a beginning, or the first letter and an end.

    The first letter is seldom wrong: 'fasting' is no 'casting'.
    """
    index = known.by_ends
    if not index:
        for each in known.words:
            if len(each) >= _SHORTEST - 1 and each.isalpha():
                index.setdefault(("start", each[:2]), []).append(each)
                index.setdefault(("end", each[0] + each[-3:]), []).append(each)
    near = [*index.get(("start", word[:2]), ()), *index.get(("end", word[0] + word[-3:]), ())]
    return sorted({each for each in near if abs(len(each) - len(word)) <= 2})


def _is_drug(word: str, known: Lexicon) -> bool:
    node = known.root.get(word)
    if node is None:
        return False
    return any(
        each.kind == "ingredient"
        or (each.kind == "named" and known.vocabulary.treatments[each.name].category == "pharmaceuticals")
        for each in node.entries
    )


def _has_like_drug(drug: str, word: str, known: Lexicon) -> bool:
    """Whether another drug's name is nearly as near."""
    return any(
        other != drug and _is_drug(other, known) and changes(word, other, 4) <= 3
        for other in _near_lengths(word, known)
    )


@lru_cache(maxsize=4096)
def changes(one: str, two: str, most: int) -> int:
    """How many letters to add, drop, replace or swap until one word is the other; `most` stands for more, too.

    >>> changes("acupunture", "acupuncture", 3), changes("xary", "xray", 3), changes("neck", "knee", 9)
    (1, 1, 3)
    """
    if abs(len(one) - len(two)) >= most:
        return most
    before: list[int] = []
    row = list(range(len(two) + 1))
    for place, letter in enumerate(one, 1):
        older, before, row = before, row, [place]
        for other, letter_two in enumerate(two, 1):
            cost = min(before[other] + 1, row[-1] + 1, before[other - 1] + (letter != letter_two))
            if older and other > 1 and letter == two[other - 2] and one[place - 2] == letter_two:
                cost = min(cost, older[other - 2] + 1)
            row.append(cost)
        if min(row) >= most:
            return most
    return min(row[-1], most)
