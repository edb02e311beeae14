"""Drugs that a chart says are taken, and what its medication list leaves out.

Comes in: the sentences of a note. Goes out: each drug taken, the classes that facts ask for, and, where a list of
medications stands under a heading of its own, that no drug of a class is on it: inferred, never stated.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from recheck.letters.facts.clinical import AnyOf, ClinicalWords
from recheck.letters.facts.context import ContextReader
from recheck.letters.facts.summary import Sentence, Summary
from recheck.letters.facts.wordings import Wordings
from recheck.model.vocabulary import Treatment, Vocabulary

LIST, DRUGS, PLAN = "medication", "pharmaceuticals", "plan"
_NOT_NOW = (PLAN, "allergies")
_CLAUSE = re.compile(r"[;.:](?= )(?<!allergies:)(?<!allergy:)|\b(?:but|however)\b")
_DOSE = re.compile(r"(?: ?\([^)]*\)|\)| [\d./-]+(?: ?mg| ?mcg)?)* ?")
"""What may stand between a drug and what is said of it: its brand in brackets, its strength."""
_EMPTY = re.compile(r"medications?[^:]*: ?,? ?$")


@dataclass(frozen=True, slots=True)
class Medicine:
    """One drug as a sentence names it."""

    name: str
    """Its treatment, or the word of a class."""
    start: int
    end: int
    sentence: Sentence
    is_now: bool
    """Whether it is taken now, as far as the sentence says."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What the words for drugs mean: data of rules/letters/clinical.yaml and the vocabulary."""

    wordings: Wordings
    """Meaning: the treatment or class named."""
    taking: AnyOf
    """Words by which a sentence says that a drug is or was taken."""
    past: AnyOf
    """Those of them that say it of the past."""
    not_yet: AnyOf
    """Words by which a sentence says that a drug is only about to be taken."""
    goes_on: AnyOf
    """Words by which a plan says that a drug was taken before it."""
    never_before: AnyOf
    """Words that stand before a drug that is not taken: 'allergic to'."""
    never_after: AnyOf
    """Words that follow right upon a drug that is not taken: 'was not prescribed'."""
    facts: Mapping[str, frozenset[str]]
    """A fact of the claim -> the names of which one makes it true."""
    closed: frozenset[str]
    """The facts that a list of medications without such a name makes false."""
    ever: frozenset[str]
    """Those that a drug makes true which is no longer taken."""
    treatments: frozenset[str]
    """The names that are treatments of an injury or its pain."""
    non_opioid: frozenset[str]
    """Those of them that treat pain and are no opioids."""


def groups_last(vocabulary: Vocabulary) -> list[Treatment]:
    """The treatments, groups of drugs last: a plain name that both have is the drug's, not the kit's."""
    return sorted(vocabulary.treatments.values(), key=lambda each: bool(each.members))


def taken_of(vocabulary: Vocabulary, clinical: ClinicalWords) -> Taken:
    """The words for drugs of a vocabulary and of the words that charts use."""
    words: dict[str, list[str]] = {}
    classes: dict[str, set[str]] = {}
    for each in reversed(groups_last(vocabulary)):
        if each.drug:
            classes.setdefault(each.drug.drug_class, set()).add(each.name)
        if each.category == DRUGS:
            words[each.name] = [wording.lower() for wording in (*each.names, each.title)]
    for name, many in clinical.drug_words.items():
        words.setdefault(name, []).extend(many)
    facts = {
        fact: frozenset(one for name in names for one in (name, *classes.get(name, ())))
        for fact, names in clinical.taken.items()
    }
    pain = {name for kind in clinical.non_opioid for name in (kind, *classes.get(kind, ()))}
    other = {name for kind in clinical.other_drugs for name in classes.get(kind, ())}
    treatments = (frozenset(words) & vocabulary.treatments.keys()) - other
    wordings = Wordings({each: name for name, many in words.items() for each in many})
    closed = frozenset(clinical.taken_or_not)
    ever = frozenset(clinical.taken_ever)
    return Taken(
        wordings,
        clinical.taking,
        clinical.took,
        clinical.not_yet_taken,
        clinical.goes_on_taking,
        clinical.never_taken_before,
        clinical.never_taken_after,
        facts,
        closed,
        ever,
        treatments,
        frozenset(pain),
    )


def medicines(summary: Summary, taken: Taken, contexts: ContextReader) -> list[Medicine]:
    """Every drug that the note says is or was taken."""
    named = [
        Medicine(meaning, start, end, sentence, _is_now(summary, sentence, taken))
        for sentence in summary.sentences
        if sentence.is_record and _tells(summary, sentence, taken)
        for start, end, meaning in taken.wordings.find(summary.lower, sentence.start, sentence.end)
        if not _is_never(summary.lower[sentence.start : start], summary.lower[end : sentence.end], taken)
    ]
    bounds = [(each.start, each.end) for each in summary.sentences]
    spoken = contexts.read(summary.lower, bounds, [(each.start, each.end) for each in named])
    return [
        each
        for each, context in zip(named, spoken, strict=True)
        if not (context.negated or context.hypothetical or context.family)
    ]


def _tells(summary: Summary, sentence: Sentence, taken: Taken) -> bool:
    part = summary.section_at(sentence.start)
    said = summary.lower[sentence.start : sentence.end]
    if summary.heading_at(sentence.start) == PLAN:
        return taken.goes_on.search(said)
    if part in _NOT_NOW or taken.not_yet.search(said):
        return False
    return part in (LIST, "treatment") or taken.taking.search(said)


def _is_never(before: str, after: str, taken: Taken) -> bool:
    """Whether what stands around a drug in its sentence says that this one is not taken, whatever others are."""
    clause = _CLAUSE.split(before)[-1]
    barred = max((at for at, _, _ in taken.never_before.find(clause)), default=-1)
    if barred > max((at for at, _, _ in taken.taking.find(clause)), default=-1):
        return True
    dose = _DOSE.match(after)
    follows = after[dose.end() if dose else 0 :]
    said = taken.never_after.pattern.match(follows)
    return said is not None and not follows[said.end() :].startswith(" by ")


def _is_now(summary: Summary, sentence: Sentence, taken: Taken) -> bool:
    said = summary.lower[sentence.start : sentence.end]
    had = summary.section_at(sentence.start) == "treatment" and not taken.goes_on.search(said)
    return summary.heading_at(sentence.start) == LIST or not (had or taken.past.search(said))


def facts_of(found: Iterable[Medicine], taken: Taken) -> Iterator[tuple[str, Medicine]]:
    """The facts of the claim that the drugs make true, each with its first drug."""
    said: set[str] = set()
    for each in found:
        for fact, names in taken.facts.items():
            if (each.is_now or fact in taken.ever) and each.name in names and fact not in said:
                said.add(fact)
                yield fact, each


def left_out(summary: Summary, found: Iterable[Medicine], taken: Taken) -> Iterator[tuple[str, Sentence]]:
    """The facts that the list of medications makes false, with the list's first sentence."""
    listed = [
        each
        for each in summary.sentences
        if each.is_record
        and summary.heading_at(each.start) == LIST
        and not _EMPTY.search(summary.lower[each.start : each.end])
    ]
    if listed:
        true = {fact for fact, _ in facts_of(found, taken)}
        for fact in sorted(taken.closed - true):
            yield fact, listed[0]
