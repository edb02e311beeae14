"""Shorthand to words: 'c/o L knee pain s/p fall, +McMurray' as a clinician would read it aloud.

Patterns know words; offices write abbreviations, sides as one letter, and plus signs. What each short form stands for
is data (`shorthand` in rules/letters/clinical.yaml); the grammar of sides and signs stands here. A short form with a
capital letter counts only as it is written: 'Pt' is a patient, 'PT' a therapy.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

_FOLLOWED = r"(?=\s*(?:[A-Za-z(]|[/,:]|$))"
_SIDE = rf"(?<![A-Za-z0-9./%&'-])(?<![a-z]\. )(?<!\d )\(?(?:{{forms}})\)?(?![A-Za-z0-9'&.-]|/[A-Za-z0-9]){_FOLLOWED}"
_SIGNS = {
    "both sides": r"(?<![A-Za-z0-9])[RL] ?[><=] ?[RL](?![A-Za-z0-9])",
    "left": _SIDE.format(forms=r"L|[Ll]t(?:\.(?= ))?"),
    "right": _SIDE.format(forms=r"R|[Rr]t(?:\.(?= ))?"),
    "positive": (
        r"\(\+\)|(?<![\w+/.)])\+{1,2}(?= ?[A-Za-z])"
        r"|(?<=[A-Za-z'\]:] )\+(?=[\s,.;]|$)|(?<=[A-Za-z'])\+(?=[,.;]|\s[a-z]|$)"
    ),
    "negative": r"\([-−–]\)",
    "decreased": "[↓⬇]",
    "increased": "[↑⬆]",
}
"""Words, and the marks that stand for them."""
_NAME = re.compile(r"(?:\b(?:Dr|Mr|Ms|Mrs|Prof)\.? )$")


@dataclass(frozen=True, slots=True)
class Spelled:
    """A stretch of a text and the words that it stands for."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Shorthand:
    """Short forms and their words, ready to be looked for."""

    written: re.Pattern[str]
    words: tuple[str, ...]

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Spelled]:
        """Every short form of a text, in order; none overlaps another.

        >>> short = shorthand_of({"status post": ["s/p"], "patient": ["Pt"], "lumbar spine": ["L-spine"]})
        >>> said = "Pt of Dr. L s/p fall, R>L knee pain, PT 2x4, L-spine ok, (R) knee. +SLR, 2+ DTRs"
        >>> [(said[each.start : each.end], each.words) for each in short.find(said)]
        ... # doctest: +NORMALIZE_WHITESPACE
        [('Pt', 'patient'), ('s/p', 'status post'), ('R>L', 'both sides'), ('L-spine', 'lumbar spine'),
         ('(R)', 'right'), ('+', 'positive')]
        """
        for match in self.written.finditer(text, start, len(text) if end is None else end):
            assert match.lastgroup
            words = self.words[int(match.lastgroup[1:])]
            if words in ("left", "right") and _NAME.search(text, max(0, match.start() - 6), match.start()):
                continue
            yield Spelled(match.start(), match.end(), words)


def shorthand_of(forms: Mapping[str, Sequence[str]]) -> Shorthand:
    """The pattern of all short forms, the longest first."""
    return _made(tuple((words, tuple(many)) for words, many in forms.items()))


@lru_cache(maxsize=4)
def _made(forms: tuple[tuple[str, tuple[str, ...]], ...]) -> Shorthand:
    listed = sorted(((form, words) for words, many in forms for form in many), key=lambda it: (-len(it[0]), it))
    ways = [(_form(form), words) for form, words in listed]
    ways += [(pattern, words) for words, pattern in _SIGNS.items()]
    pattern = "|".join(f"(?P<s{number}>{way})" for number, (way, _) in enumerate(ways))
    return Shorthand(re.compile(pattern), tuple(words for _, words in ways))


def _form(form: str) -> str:
    """One short form; its full stop belongs to it where the sentence goes on."""
    escaped = r"\s+".join(map(re.escape, form.split()))
    if form == form.lower():
        escaped = f"(?i:{escaped})"
    before = r"(?<![A-Za-z0-9/&-])" if form[0].isalnum() else ""
    after = r"(?![A-Za-z0-9/&'-])(?:\.(?= [a-z(]|,))?" if form[-1].isalnum() else ""
    return before + escaped + after
