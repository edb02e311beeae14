"""Negation, history, hypothesis and family of stretches of text, by medspaCy's ConText on spaCy.

Sentences are split by the caller: medspaCy's own splitter, PyRuSH, takes ten times as long as all the rest.
"""

import bisect
import re
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType
from typing import Any

from recheck.letters.facts.phrases import CLOSED
from recheck.model.problem import Place, ProblemsFound, Source, missing_extra

_GROUP = "facts"
_TURNS = re.compile(
    r"[;:]|\b(?:but|however|although|though|except|which|while|and (?:that|has|is|was|had|reports?|there))\b"
)
_ENDED = re.compile(rf"\b{CLOSED},")
_GOES_ON = re.compile(
    r"\b(?:ongoing|daily|weekly|regular|regularly|continu\w+|currently|still|underway|in progress|every day|times a)\b"
)
_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|reveal\w*|show\w*|report\w*)\b")
_MAY = re.compile(r"\bmay(?=,? \d)")
_LABEL = re.compile(r":(?= no )")
"""medspaCy takes ': no' for an answer that negates what stands before it; under a heading it negates what follows."""
_DIRECT = re.compile(
    r"\b(?:no|not|never|nor|neither|[a-z]+n't|denie[sd]|denying|without)"
    r"(?: (?:yet|ever|been|currently|previously|really|actually|any|an?|the|to|having))*,? $"
)
"""A negation right before a stretch: where the stretch opens with 'had', ConText's own 'never had' overlaps it."""
_CATEGORIES = {"negated": "NEGATED_EXISTENCE", "hypothetical": "HYPOTHETICAL", "family": "FAMILY"}


@dataclass(frozen=True, slots=True)
class Context:
    """How the text speaks of what a stretch names."""

    negated: bool = False
    historical: bool = False
    hypothetical: bool = False
    family: bool = False
    by: tuple[int, int] | None = None
    """Where the words stand that negate it."""


@dataclass(frozen=True, eq=False)
class ContextReader:
    """spaCy's tokens and medspaCy's ConText, made once."""

    nlp: Any
    contexts: Any

    def read(
        self, text: str, sentences: Sequence[tuple[int, int]], stretches: Sequence[tuple[int, int]]
    ) -> list[Context]:
        """The context of each stretch; only sentences that hold one are looked at."""
        from spacy.tokens import SpanGroup

        if not stretches:
            return []
        said, kept = _only_with(text, sentences, stretches)
        said = _without_may(said)
        doc = self.nlp.make_doc(_LABEL.sub(",", said))
        begins = {at for at, _, _ in kept}
        for token in doc:
            token.is_sent_start = token.idx in begins or token.i == 0
        moved = [_moved(each, kept) for each in stretches]
        spans = [doc.char_span(start, end, alignment_mode="expand") for start, end in moved]
        doc.spans[_GROUP] = SpanGroup(doc, name=_GROUP, spans=spans)
        self.contexts(doc)
        bounds = [(at, at + end - start) for at, start, end in kept]
        kinds: dict[tuple[int, int], set[str]] = {}
        negating: dict[tuple[int, int], tuple[int, int]] = {}
        for target, modifier in doc._.context_graph.edges:
            first, last = modifier.modifier_span
            by = doc[first:last]
            if _reaches(said, (by.start_char, by.end_char), (target.start_char, target.end_char), bounds):
                key = (target.start, target.end)
                kinds.setdefault(key, set()).add(modifier.category)
                if modifier.category == "NEGATED_EXISTENCE":
                    negating[key] = _moved_back((by.start_char, by.end_char), kept)
        keys = [(each.start, each.end) for each in spans]
        for key, (start, _) in zip(keys, stretches, strict=True):
            direct = _DIRECT.search(text, max(0, start - 40), start)
            if direct and "NEGATED_EXISTENCE" not in kinds.setdefault(key, set()):
                kinds[key].add("NEGATED_EXISTENCE")
                negating[key] = (direct.start(), direct.end())
        return [_context(kinds.get(key, set()), negating.get(key)) for key in keys]


def _without_may(text: str) -> str:
    """The same with the month of May so spelled that it is no 'may'.

    >>> _without_may("since may 2016 he may take it")
    'since mai 2016 he may take it'
    """
    return _MAY.sub("mai", text)


Kept = list[tuple[int, int, int]]
"""Sentences that are looked at: where each begins among them, and where it began and ended before."""


def _only_with(
    text: str, sentences: Sequence[tuple[int, int]], stretches: Sequence[tuple[int, int]]
) -> tuple[str, Kept]:
    """The sentences that hold a stretch, one after the other.

    >>> _only_with("One. Two. Three.", [(0, 4), (5, 9), (10, 16)], [(10, 15), (1, 2)])
    ('One. Three.', [(0, 0, 4), (5, 10, 16)])
    """
    starts = [start for start, _ in sentences]
    wanted = {bisect.bisect_right(starts, start) - 1 for start, _ in stretches}
    kept: Kept = []
    at = 0
    for number in sorted(each for each in wanted if each >= 0):
        start, end = sentences[number]
        kept.append((at, start, end))
        at += end - start + 1
    return " ".join(text[start:end] for _, start, end in kept), kept


def _moved(stretch: tuple[int, int], kept: Kept) -> tuple[int, int]:
    """Where a stretch stands among the sentences that are looked at."""
    number = bisect.bisect_right([start for _, start, _ in kept], stretch[0]) - 1
    at, start, _ = kept[number]
    return stretch[0] - start + at, stretch[1] - start + at


def _moved_back(stretch: tuple[int, int], kept: Kept) -> tuple[int, int]:
    """Where a stretch of the sentences that are looked at stood before."""
    number = bisect.bisect_right([at for at, _, _ in kept], stretch[0]) - 1
    at, start, _ = kept[number]
    return stretch[0] - at + start, stretch[1] - at + start


def _context(kinds: set[str], by: tuple[int, int] | None) -> Context:
    return Context(
        "NEGATED_EXISTENCE" in kinds,
        "HISTORICAL" in kinds,
        bool(kinds & {"HYPOTHETICAL", "POSSIBLE_EXISTENCE"}),
        "FAMILY" in kinds,
        by,
    )


def _reaches(text: str, by: tuple[int, int], target: tuple[int, int], sentences: Sequence[tuple[int, int]]) -> bool:
    """Whether a modifier speaks of a target: in its sentence, and no clause of its own between.

    >>> said = "flexion is without resistance, motor strength is 4/5, no redness or swelling"
    >>> [_reaches(said, (11, 18), (31, 52), [(0, 76)]), _reaches(said, (54, 56), (68, 76), [(0, 76)])]
    [False, True]
    """
    if not any(start <= by[0] and by[1] <= end and start <= target[0] < end for start, end in sentences):
        return False
    if by[0] >= target[0] and by[1] <= target[1]:
        return True
    between = text[by[1] : target[0]] if by[0] < target[0] else text[target[1] : by[0]]
    if _TURNS.search(between):
        return False
    if by[0] < target[0] and (_ENDED.search(between) or has_its_own(text, between, target)):
        return False
    after = between.partition(",")[2] + (text[target[0] : target[1]] if by[0] < target[0] else "")
    return not ("," in between and _VERB.search(after))


def has_its_own(text: str, between: str, target: tuple[int, int]) -> bool:
    """Whether what stands after the comma says of itself that it goes on.

    >>> said = "no injections, home exercises ongoing, no fever"
    >>> has_its_own(said, said[2:15], (15, 29)), has_its_own("no redness, swelling", " redness, ", (12, 20))
    (True, False)
    """
    own = re.match(r"[^,;.]*", text[target[0] :])
    return "," in between and own is not None and _GOES_ON.search(between.rpartition(",")[2] + own[0]) is not None


def context_reader(words: Mapping[str, Sequence[str]], reach: int) -> ContextReader:
    """The reader with medspaCy's rules and ours.

    Raises:
        ProblemsFound: medspaCy is not installed.
    """
    return _made(tuple((name, tuple(many)) for name, many in words.items()), reach)


@contextmanager
def _without_quickumls() -> Iterator[None]:
    """medspaCy imports QuickUMLS for a matcher that is not used here, and so NLTK and scikit-learn: two seconds."""
    name = "quickumls"
    if name in sys.modules:
        yield
        return
    stand_in = ModuleType(name)
    stand_in.__dict__["spacy_component"] = None
    sys.modules[name] = stand_in
    try:
        yield
    finally:
        del sys.modules[name]


@lru_cache(maxsize=2)
def _made(words: tuple[tuple[str, tuple[str, ...]], ...], reach: int) -> ContextReader:
    try:
        with warnings.catch_warnings(), _without_quickumls():
            warnings.simplefilter("ignore")
            import spacy
            from loguru import logger

            logger.disable("PyRuSH")
            logger.disable("medspacy")
            from medspacy.context import ConText, ConTextRule
    except ImportError:
        raise ProblemsFound([missing_extra("reading facts", "medspaCy", "letters", Place(Source("recheck")))]) from None
    nlp = spacy.blank("en")
    contexts = ConText(nlp, input_span_type="group", span_group_name=_GROUP, max_scope=reach)
    known = {(rule.literal.lower(), rule.category) for rule in contexts.rules}
    ours = [
        ConTextRule(literal, _CATEGORIES[name], direction="FORWARD")
        for name, many in words
        for literal in many
        if name in _CATEGORIES and (literal, _CATEGORIES[name]) not in known
    ]
    contexts.add(ours)
    return ContextReader(nlp, contexts)
