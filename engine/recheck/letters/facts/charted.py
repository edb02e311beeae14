"""Facts that a chart's lists document: the drugs taken, and what a list that stands there whole leaves out."""

from collections.abc import Iterator, Sequence

from recheck.letters.facts.context import ContextReader
from recheck.letters.facts.fact import FactRead
from recheck.letters.facts.medicines import Medicine, Taken, facts_of, left_out, medicines
from recheck.letters.facts.patterns import ReadPattern
from recheck.letters.facts.regions import Body, keys_of
from recheck.letters.facts.summary import Sentence, Summary
from recheck.model.vocabulary import MIDLINE, BelongsTo

USED, OPERATED, NON_OPIOID = "drug_used_before", "surgery_done", "non_opioid_treatment_in_use"
SURGICAL = "surgical"
_LISTED = ReadPattern(("a list",))


def charted(
    summary: Summary, facts: Sequence[FactRead], taken: Taken, contexts: ContextReader, body: Body, known: Sequence[str]
) -> list[FactRead]:
    """What the lists of a chart add to the facts that patterns found.

    Args:
        summary: the note's sentences.
        facts: what patterns read; nothing of it is said again.
        taken: what words for drugs mean.
        contexts: what is negated, possible or of the family.
        body: the parts of the body that the note names.
        known: the parts of the body that the note is about.
    """
    said = {(each.name, each.place) for each in facts}
    found = [*_drugs(summary, taken, contexts), *_operations(summary, facts, contexts, body, known)]
    return [each for each in found if (each.name, each.place) not in said]


def taken_in(summary: Summary, facts: Sequence[FactRead], taken: Taken, contexts: ContextReader) -> list[FactRead]:
    """The facts of the claim that drugs make true in a case summary, which lists none of them whole."""
    said = {each.name for each in facts}
    named = medicines(summary, taken, contexts)
    return [
        _fact(summary, fact, True, BelongsTo.CLAIM, each) for fact, each in facts_of(named, taken) if fact not in said
    ]


def _drugs(summary: Summary, taken: Taken, contexts: ContextReader) -> Iterator[FactRead]:
    named = medicines(summary, taken, contexts)
    used: set[str] = set()
    for each in named:
        if each.name in taken.treatments and each.name not in used:
            used.add(each.name)
            yield _fact(summary, USED, True, BelongsTo.TREATMENT, each, treatment=each.name)
    true = dict(facts_of(named, taken))
    for fact, each in true.items():
        yield _fact(summary, fact, True, BelongsTo.CLAIM, each)
    for fact, sentence in left_out(summary, named, taken):
        yield _fact(summary, fact, False, BelongsTo.CLAIM, sentence, grade="inferred")
    other = next((each for each in named if each.is_now and each.name in taken.non_opioid), None)
    if "opioids_taken" in true and other:
        yield _fact(summary, NON_OPIOID, True, BelongsTo.CLAIM, other)


def _operations(
    summary: Summary, facts: Sequence[FactRead], contexts: ContextReader, body: Body, known: Sequence[str]
) -> Iterator[FactRead]:
    """A list of operations: those on the parts that it names, and none on others that the note is about.

    An operation on the spine that names no part of it ('laminectomy') leaves open which one it was.
    """
    listed = [each for each in summary.sentences if each.is_record and summary.heading_at(each.start) == SURGICAL]
    named = [(it, each) for each in listed for it in body.parts if each.start <= it.start < each.end]
    bounds = [(each.start, each.end) for each in summary.sentences]
    spoken = contexts.read(summary.lower, bounds, [(it.start, it.end) for it, _ in named])
    had = {each.region for each in facts if each.name == OPERATED}
    for (mention, sentence), context in zip(named, spoken, strict=True):
        for region in keys_of(mention) if not (context.negated or context.family or context.hypothetical) else ():
            if region not in had:
                had.add(region)
                yield _fact(summary, OPERATED, True, BelongsTo.REGION, sentence, region=region)
    is_open = any(body.words.spinal.search(summary.lower[each.start : each.end]) for each in listed)
    touched = {region for each, _ in named for region in each.regions}
    for region in known[:2] if listed else ():
        base = region.removesuffix("_left").removesuffix("_right")
        if region not in had and base not in touched and not (is_open and region in MIDLINE):
            yield _fact(summary, OPERATED, False, BelongsTo.REGION, listed[0], grade="inferred", region=region)


def _fact(
    summary: Summary,
    name: str,
    value: bool,
    belongs_to: BelongsTo,
    at: Medicine | Sentence,
    *,
    grade: str = "stated",
    region: str | None = None,
    treatment: str | None = None,
) -> FactRead:
    span = summary.back(at.start, at.end)
    sentence = at.sentence if isinstance(at, Medicine) else at
    whole = summary.back(sentence.start, sentence.end)
    return FactRead(name, value, belongs_to, region, treatment, span, whole, _LISTED, grade, None)
