"""The words of a title to what they mean, from left to right, at each place the longest phrase."""

from collections.abc import Sequence

from recheck.model.wording import WordKind
from recheck.titles.lexicon import ARTICLES, SKIPPED, Entry, Lexicon, longest
from recheck.titles.normalise import Token
from recheck.titles.reading import Mention
from recheck.titles.spelling import nearest

_ONE_LETTER = ("r", "l")


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
        end, entries = longest(known.root, words, at)
        if token.kind == "level" and end == at + 1 and all(each.kind == WordKind.REGION for each in entries):
            entries = ()
        said = text[token.start : words[end - 1].end]
        if entries:
            read_as = " ".join(near[place] for place in range(at, end) if place in near) or None
            found += [Mention(at, end, each.kind, each.name, said, read_as) for each in _wanted(entries, said)]
            if end - at > 1 and found[-1].kind == "named":
                found += _forms_inside(found[-1], words, known)
        elif token.kind == "level":
            found.append(Mention(at, at + 1, "level", token.word, said))
        elif token.kind == "word" and token.word not in ARTICLES:
            found.append(Mention(at, at + 1, "unknown", token.word, said))
        at = end if entries else at + 1
    return _with_letters(found, words)


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
    return tuple(best) if best[0].kind == WordKind.PROCEDURE else tuple(best[:1])


def _with_letters(found: list[Mention], words: Sequence[Token]) -> list[Mention]:
    """A single R or L is a side only beside what has one."""
    sided = (WordKind.REGION, WordKind.PROCEDURE, "named")
    kept = []
    for place, each in enumerate(found):
        if each.kind == WordKind.SIDE and each.said in _ONE_LETTER:
            before = found[place - 1] if place else None
            after = found[place + 1] if place + 1 < len(found) else None
            near = [one for one in (before, after) if one and one.kind in sided]
            bracketed = each.start and words[each.start - 1].word == "("
            if not near and not bracketed:
                each = Mention(each.start, each.end, "unknown", each.name, each.said)
        kept.append(each)
    return kept
