"""The words of a title to what they mean, from left to right, at each place the longest phrase."""

from collections.abc import Sequence
from dataclasses import replace

from recheck.model.wording import WordKind
from recheck.titles.lexicon import ARTICLES, SKIPPED, Entry, Lexicon, longest
from recheck.titles.normalise import Token
from recheck.titles.reading import Mention
from recheck.titles.spelling import nearest

_ONE_LETTER = ("r", "l", "b")
_BETWEEN = (WordKind.FILLER, WordKind.MODIFIER)
"""What may stand between a side's letter and that of which it is the side."""
_TITLES = ("dr", "doctor", "dr. ")
_MEASURES = frozenset({"%", "mg", "mcg", "gm", "gram", "g", "ml", "cc", "oz", "meq", "iu", "tube", "box", "bottle"})
_OF_DRUGS = (WordKind.FORM, WordKind.RELEASE)
_OF_OTHERS = (WordKind.PROCEDURE, WordKind.MODIFIER)
"""Of words with both meanings, the one beside a drug and the one elsewhere: an XR is a release, or an x-ray."""


def scan(text: str, title: Sequence[Token], known: Lexicon) -> list[Mention]:
    """What the words mean; words that mean nothing are `unknown`.

    Args:
        text: the normalised text.
        title: its tokens.
    """
    words, near = _corrected(title, known)
    found: list[Mention] = []
    at = 0
    while at < len(words):
        token = words[at]
        if token.word in SKIPPED:
            at += 1
            continue
        label = _label(words, at, known)
        if label is not None and longest(known.root, words, at)[0] <= label.end:  # no 'Therapy: Physical'
            found.append(Mention(at, label.end, label.kind, label.name, text[token.start : words[label.end - 1].end]))
            at = label.end
            continue
        end, entries = longest(known.root, words, at)
        if end - at > 1 and words[end - 1].kind == "number" and end < len(words) and words[end].word in _MEASURES:
            end, entries = longest(known.root, words[: end - 1], at)  # 'gel 1%' is no Gel-One
        if token.kind == "level" and end == at + 1 and all(each.kind == WordKind.REGION for each in entries):
            entries = ()
        said = text[token.start : words[end - 1].end]
        if entries:
            read_as = " ".join(near[place] for place in range(at, end) if place in near) or None
            found += [_mention(at, end, each, said, read_as) for each in _wanted(entries, said)]
            if end - at > 1 and found[-1].kind == "named":
                found += _forms_inside(found[-1], words, known)
        elif token.kind == "level":
            found.append(Mention(at, at + 1, "level", token.word, said))
        elif token.kind == "word" and token.word not in ARTICLES:
            found.append(Mention(at, at + 1, "unknown", token.word, said))
        at = end if entries else at + 1
    return _in_company(_with_letters(_without_persons(found), words), known)


def _without_persons(found: list[Mention]) -> list[Mention]:
    """A word after 'Dr.' is a name."""
    return [
        replace(each, kind=WordKind.FILLER)
        if each.kind == "unknown" and place and found[place - 1].said in _TITLES
        else each
        for place, each in enumerate(found)
    ]


def _mention(start: int, end: int, entry: Entry, said: str, read_as: str | None) -> Mention:
    drug = entry.drug
    if drug is None:
        return Mention(start, end, entry.kind, entry.name, said, read_as)
    return Mention(start, end, entry.kind, entry.name, said, read_as, drug.ingredients, drug.drug_class)


def _label(words: Sequence[Token], at: int, known: Lexicon) -> Mention | None:
    """The label that begins at a place, where a colon or a dash ends it."""
    if words[at].word not in known.labels:
        return None
    end, entries = longest(known.labels, words, at)
    follows = words[end].word if entries and end < len(words) else ""
    return Mention(at, end, entries[0].kind, entries[0].name, "") if follows in (":", "-") and follows else None


def _in_company(found: list[Mention], known: Lexicon) -> list[Mention]:
    """Of words that mean this beside a drug and that elsewhere, the meaning that fits the title."""
    kinds: dict[int, set[str]] = {}
    for each in found:
        kinds.setdefault(each.start, set()).add(each.kind)
    doubtful = {at for at, many in kinds.items() if many & set(_OF_DRUGS) and many & set(_OF_OTHERS)}
    if not doubtful:
        return found
    drug = any(
        each.kind == "ingredient"
        or (each.kind == "named" and known.vocabulary.treatments[each.name].category == "pharmaceuticals")
        for each in found
    )
    out = _OF_OTHERS if drug else _OF_DRUGS
    return [each for each in found if each.start not in doubtful or each.kind not in out]


def _corrected(title: Sequence[Token], known: Lexicon) -> tuple[list[Token], dict[int, str]]:
    """The tokens with misspelt words as the known ones that are meant; and these, by their places."""
    words, near = list(title), {}
    for place, token in enumerate(words):
        if token.kind == "word" and token.word not in known.words:
            meant = nearest(token.word, known)
            if meant:
                words[place] = Token(meant, "word", token.start, token.end)
                near[place] = meant
    return words, near


def _forms_inside(mention: Mention, words: Sequence[Token], known: Lexicon) -> list[Mention]:
    """The form and release that a drug's name holds: the gel of 'menthoderm gel'."""
    if known.vocabulary.treatments[mention.name].category != "pharmaceuticals":
        return []
    found = []
    for at in range(mention.start, mention.end):
        for entry in longest(known.root, words[at : at + 1], 0)[1]:
            if entry.kind in (WordKind.FORM, WordKind.RELEASE):
                found.append(Mention(at, at + 1, entry.kind, entry.name, words[at].word))
    return found


def _wanted(entries: tuple[Entry, ...], said: str) -> tuple[Entry, ...]:
    """Of several meanings, the treatment's own name before a procedure's word, and that before any other."""
    if len(entries) == 1:
        return entries
    order = [
        "named",
        WordKind.PROCEDURE,
        "ingredient",
        WordKind.REGION,
        WordKind.SIDE,
        WordKind.FORM,
        WordKind.MODIFIER,
    ]
    silent = (WordKind.FILLER, WordKind.DIRECTION)
    ranked = sorted(
        entries, key=lambda each: order.index(each.kind) if each.kind in order else 20 + (each.kind in silent)
    )
    best = [each for each in ranked if each.kind == ranked[0].kind]
    both = best[0].kind in _OF_OTHERS or best[0].kind in _OF_DRUGS
    other = [each for each in ranked if both and each.kind in (_OF_DRUGS if best[0].kind in _OF_OTHERS else _OF_OTHERS)]
    return (*(best if best[0].kind == WordKind.PROCEDURE else best[:1]), *other[:1])


def _with_letters(found: list[Mention], words: Sequence[Token]) -> list[Mention]:
    """A single R or L is a side only beside what has one."""
    sided = (WordKind.REGION, WordKind.PROCEDURE, "named", "level")
    kept = []
    for place, each in enumerate(found):
        if each.kind == WordKind.SIDE and each.said in _ONE_LETTER:
            before = next((one for one in reversed(found[:place]) if one.kind not in _BETWEEN), None)
            after = next((one for one in found[place + 1 :] if one.kind not in _BETWEEN), None)
            near = [one for one in (before, after) if one and one.kind in sided]
            bracketed = each.start and words[each.start - 1].word == "("
            if not near and not bracketed:
                each = Mention(each.start, each.end, "unknown", each.name, each.said)
        kept.append(each)
    return kept
