"""What a note asks for: treatments that its plan orders, requests, prescribes or refers to.

Comes in: the sentences of a note. Goes out: each request in the note's words, with treatment, region, side and
quantity as a title would be read. What is only discussed, possible, or refused is no request.
"""

import re
from dataclasses import dataclass

from recheck.letters.facts.clinical import AnyOf
from recheck.letters.facts.context import ContextReader
from recheck.letters.facts.summary import Sentence, Summary
from recheck.letters.facts.wordings import Wordings
from recheck.letters.letter import Span
from recheck.model.vocabulary import Vocabulary, region_key
from recheck.titles import read_title

PLAN = "plan"
_OPENING = re.compile(r"(?:plan: ?,? ?)?(?:\d{1,2}[.)] ?|[-*•] ?)?(?:(?:a|an|the|repeat|trial|course|of|new) ){0,3}")
"""What may stand before the treatment in an item of a plan."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One thing that the plan asks for."""

    words: str
    treatment: str
    region: str | None
    quantity: int | None
    span: Span


def planned(
    summary: Summary, wordings: Wordings, asks: AnyOf, contexts: ContextReader, vocabulary: Vocabulary
) -> list[Planned]:
    """The requests of a note.

    Args:
        summary: its sentences.
        wordings: every wording of a treatment.
        asks: words by which something is asked for, anywhere in a note.
        contexts: what is negated, possible or hypothetical.
        vocabulary: treatments, regions and sides.
    """
    places = [
        (sentence, start, end)
        for sentence in summary.sentences
        if sentence.is_record and _asks(sentence, summary, asks, wordings)
        for start, end, _ in wordings.find(summary.lower, sentence.start, sentence.end)
    ]
    bounds = [(each.start, each.end) for each in summary.sentences]
    spoken = contexts.read(summary.lower, bounds, [(start, end) for _, start, end in places])
    found: dict[tuple[str, str | None], Planned] = {}
    for (sentence, start, end), context in zip(places, spoken, strict=True):
        if context.negated or context.hypothetical or context.family or context.historical:
            continue
        for each in _read(summary, sentence, start, end, vocabulary):
            found.setdefault((each.treatment, each.region), each)
    return list(found.values())


def _asks(sentence: Sentence, summary: Summary, asks: AnyOf, wordings: Wordings) -> bool:
    """Whether a sentence asks for something, or is an item of the plan that begins with a treatment."""
    said = summary.lower[sentence.start : sentence.end]
    if asks.search(said):
        return True
    if summary.section_at(sentence.start) != PLAN:
        return False
    first = _OPENING.match(summary.lower, sentence.start, sentence.end)
    return any(
        wordings.at(summary.lower, at, sentence.end) is not None
        for at in {sentence.start, first.end() if first else sentence.start}
    )


def _read(summary: Summary, sentence: Sentence, start: int, end: int, vocabulary: Vocabulary) -> list[Planned]:
    """The request that stands at a treatment's wording, read as a title from there to the end of its clause."""
    text = summary.plain.text
    stop = re.compile(r"[.;](?=\s|$)|, (?:and|as well as) ").search(text, end, sentence.end)
    until = stop.start() if stop else sentence.end
    whole = read_title(text[start:until], vocabulary)
    treatments = whole.treatments or read_title(text[start:end], vocabulary).treatments
    regions = whole.body_regions or read_title(text[sentence.start : sentence.end], vocabulary).body_regions
    side = whole.side if whole.side in ("left", "right") else None
    span = summary.back(start, until)
    words = " ".join(text[start:until].split())
    return [
        Planned(words, treatment, region_key(regions[0], side) if regions else None, whole.quantity, span)
        for treatment in treatments[:1]
    ]
