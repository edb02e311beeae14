"""Negation, history, hypothesis and family of stretches of text, by medspaCy's ConText on spaCy.

Sentences are split by the caller: medspaCy's own splitter, PyRuSH, takes ten times as long as all the rest.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from recheck.model.problem import Place, Problem, ProblemsFound, Source

_GROUP = "facts"
_CATEGORIES = {"negated": "NEGATED_EXISTENCE", "hypothetical": "HYPOTHETICAL", "family": "FAMILY"}


@dataclass(frozen=True, slots=True)
class Context:
    """How the text speaks of what a stretch names."""

    negated: bool = False
    historical: bool = False
    hypothetical: bool = False
    family: bool = False


@dataclass(frozen=True, eq=False)
class ContextReader:
    """spaCy's tokens and medspaCy's ConText, made once."""

    nlp: Any
    contexts: Any

    def read(
        self, text: str, sentences: Sequence[tuple[int, int]], stretches: Sequence[tuple[int, int]]
    ) -> list[Context]:
        """The context of each stretch."""
        from spacy.tokens import SpanGroup

        if not stretches:
            return []
        doc = self.nlp.make_doc(text)
        begins = {start for start, _ in sentences}
        for token in doc:
            token.is_sent_start = token.idx in begins or token.i == 0
        spans = [doc.char_span(start, end, alignment_mode="expand") for start, end in stretches]
        doc.spans[_GROUP] = SpanGroup(doc, name=_GROUP, spans=spans)
        self.contexts(doc)
        return [
            Context(
                bool(each._.is_negated), bool(each._.is_historical), bool(each._.is_hypothetical), bool(each._.is_family)
            )
            for each in spans
        ]


def context_reader(words: Mapping[str, Sequence[str]], reach: int) -> ContextReader:
    """The reader with medspaCy's rules and ours.

    Raises:
        ProblemsFound: medspaCy is not installed.
    """
    return _made(tuple((name, tuple(many)) for name, many in words.items()), reach)


@lru_cache(maxsize=2)
def _made(words: tuple[tuple[str, tuple[str, ...]], ...], reach: int) -> ContextReader:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import spacy
            from loguru import logger

            logger.disable("PyRuSH")
            logger.disable("medspacy")
            from medspacy.context import ConText, ConTextRule
    except ImportError:
        message = "reading facts needs medspaCy"
        at = Place(Source("recheck"))
        raise ProblemsFound(
            [Problem("extra-missing", message, at, "pip install 'imr-recheck[letters]'")]
        ) from None
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
