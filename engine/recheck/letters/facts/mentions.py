"""What a summary mentions of a fact without a value that was read: there the record is not silent.

Comes in: rules/letters/mentions.yaml, the sentences of a record, the facts read in them. Goes out: for words of a
topic that no pattern read, the facts that they may tell of. A record that speaks of an operation in words nobody
could read is no record that plans none.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from recheck.letters.facts.clinical import AnyOf, any_of
from recheck.letters.facts.fact import FactRead
from recheck.letters.facts.medicines import Taken
from recheck.letters.facts.phrases import DATE
from recheck.letters.facts.regions import Body
from recheck.letters.facts.requested import requests_of
from recheck.letters.facts.summary import Sentence, Summary
from recheck.letters.facts.wordings import Wordings
from recheck.letters.header import day_of
from recheck.load.files import SHIPPED, rule_files
from recheck.load.shape import Shape, flag, optional, required, several, shaped, texts
from recheck.load.vocabulary import node_of
from recheck.model.case import Case, Mentioned
from recheck.model.node import unknown_name
from recheck.model.problem import Problem, ProblemsFound, errors
from recheck.model.vocabulary import BelongsTo, Vocabulary

FILE = "letters/mentions.yaml"
_DENIED = re.compile(r"\b(?:no|not|without|denie[sd]|denying|negative for|nor|absence of|never)\b[^.;:]{0,40}$")
_OF_INJURY = re.compile(rf"\b(?:injur[a-z]*|claim|accident|incident)(?: [a-z]+){{0,3}} (?P<day>{DATE})(?!\d)")
OF_TREATMENTS = (BelongsTo.TREATMENT, BelongsTo.TREATMENT_REGION)


class MentionShape(Shape):
    """Words of one topic, and the facts of which a record that uses them is not silent."""

    facts: tuple[str, ...] = required(texts)
    words: tuple[str, ...] = optional(texts, ())
    classes: tuple[str, ...] = optional(texts, ())
    not_sections: tuple[str, ...] = optional(texts, ())
    though_read: bool = optional(flag, False)
    unless_named: bool = optional(flag, False)
    other_injury_date: bool = optional(flag, False)


class MentionsShape(Shape):
    """rules/letters/mentions.yaml."""

    mentions: tuple[MentionShape, ...] = required(several(MentionShape))


@dataclass(frozen=True, eq=False)
class Topic:
    """Words, and the facts that they may tell of."""

    facts: tuple[str, ...]
    words: AnyOf
    classes: frozenset[str]
    """Names and classes of drugs that count as words."""
    not_sections: tuple[str, ...]
    """Parts of a report in which the words tell nothing of the facts."""
    though_read: bool
    """Whether the words count also where a fact was read from them: a list of care does not tell how it went."""
    unless_named: bool
    """Whether they count only in a sentence that names no drug: 'medications', and not which."""
    other_injury_date: bool
    """Whether a date counts that the record calls that of the injury and that is not the header's."""


def load_mentions(vocabulary: Vocabulary, folders: Sequence[str] = (SHIPPED,)) -> tuple[Topic, ...]:
    """The topics of the rule folders; those that come along where the folders have none.

    Raises:
        ProblemsFound: the file has errors; all of them are listed.
    """
    return _load(vocabulary, tuple(folders))


@lru_cache(maxsize=4)
def _load(vocabulary: Vocabulary, folders: tuple[str, ...]) -> tuple[Topic, ...]:
    problems: list[Problem] = []
    files = {**rule_files((SHIPPED,)), **rule_files(folders)}
    shape = shaped(MentionsShape, node_of(files[FILE], problems), problems)
    if shape is None or errors(problems):
        raise ProblemsFound(problems)
    return tuple(
        Topic(
            tuple(name for name in each.facts if name in vocabulary.facts),
            any_of({"words": each.words}),
            frozenset(each.classes) | _of_classes(each.classes, vocabulary),
            each.not_sections,
            each.though_read,
            each.unless_named,
            each.other_injury_date,
        )
        for each in shape.mentions
    )


def faults_of(shape: MentionsShape, vocabulary: Vocabulary) -> list[Problem]:
    """Facts that are not known, and those that stand somewhere in a record and that no words mention."""
    facts = vocabulary.facts
    problems = [
        unknown_name("fact", name, facts, each.place("facts"))
        for each in shape.mentions
        for name in each.facts
        if name not in facts
    ]
    named = {name for each in shape.mentions for name in each.facts}
    for fact in facts.values():
        if fact.stands_in and fact.name not in named and fact.belongs_to not in OF_TREATMENTS:
            message = f"no words mention '{fact.name}', so that silence about it would be heard where it is told"
            hint = f"name it under 'facts' of a topic in rules/{FILE}"
            problems.append(Problem("unmentioned-fact", message, fact.place, hint))
    return problems


def _of_classes(classes: Iterable[str], vocabulary: Vocabulary) -> frozenset[str]:
    wanted = set(classes)
    return frozenset(
        name for name, each in vocabulary.treatments.items() if each.drug and each.drug.drug_class in wanted
    )


@dataclass(frozen=True, eq=False)
class Mentions:
    """All that finds mentions, made once."""

    topics: tuple[Topic, ...]
    taken: Taken
    wordings: Wordings
    facts_of_treatments: tuple[str, ...]
    """The facts of a treatment that would stand somewhere in a record."""
    classes: Mapping[str, str]
    """A drug among the treatments -> its class."""

    def find(self, summary: Summary, facts: Sequence[FactRead], case: Case, body: Body) -> tuple[Mentioned, ...]:
        """What the sentences of a record mention and nothing was read from, by topic and by requested treatment."""
        drugs = self._drugs(summary)
        found = [each for topic in self.topics for each in self._of_topic(topic, summary, facts, drugs, body)]
        return (*found, *self._of_treatments(summary, facts, case, drugs))

    def _drugs(self, summary: Summary) -> list[tuple[int, int, str]]:
        return [
            each
            for sentence in summary.sentences
            if sentence.is_record
            for each in self.taken.wordings.find(summary.lower, sentence.start, sentence.end)
        ]

    def _of_topic(
        self,
        topic: Topic,
        summary: Summary,
        facts: Sequence[FactRead],
        drugs: Sequence[tuple[int, int, str]],
        body: Body,
    ) -> Iterator[Mentioned]:
        """The first words of a topic that count, for each set of regions that their sentences name."""
        said: set[tuple[str, ...]] = set()
        read = [] if topic.though_read else [each for each in facts if each.name in topic.facts]
        named = {sentence.start for at, _, _ in drugs if (sentence := summary.sentence_at(at))}
        for sentence in summary.sentences:
            if not sentence.is_record or (topic.unless_named and sentence.start in named):
                continue
            places = [(start, end) for start, end, _ in topic.words.find(summary.lower, sentence.start, sentence.end)]
            places += [
                (start, end)
                for start, end, name in drugs
                if name in topic.classes and sentence.start <= start < sentence.end
            ]
            if topic.other_injury_date:
                places += _other_dates(summary, sentence)
            for start, end in sorted(places):
                regions = _regions(body, sentence)
                if regions not in said and self._counts(summary, start, end, topic.not_sections, read):
                    said.add(regions)
                    yield _mentioned(summary, start, end, topic.facts, regions=regions)

    def _of_treatments(
        self, summary: Summary, facts: Sequence[FactRead], case: Case, drugs: Sequence[tuple[int, int, str]]
    ) -> Iterator[Mentioned]:
        """Of a treatment that is requested: words that name it, or the class of the drug, outside of the plan."""
        for treatment in dict.fromkeys(each.treatment for each in requests_of(case) if each.treatment):
            read = [each for each in facts if each.treatment == treatment]
            kind = self.classes.get(treatment, treatment)
            names = {treatment, kind, *(name for name, each in self.classes.items() if each == kind)}
            places = [(start, end) for start, end, name in drugs if name in names]
            for sentence in summary.sentences if not places else ():
                if sentence.is_record:
                    found = self.wordings.find(summary.lower, sentence.start, sentence.end)
                    places += [(start, end) for start, end, name in found if name == treatment]
            for start, end in places:
                if self._counts(summary, start, end, ("plan",), read):
                    yield _mentioned(summary, start, end, self.facts_of_treatments, treatment)
                    break

    def _counts(
        self, summary: Summary, start: int, end: int, not_sections: Sequence[str], read: Sequence[FactRead]
    ) -> bool:
        """Whether words tell something that was not read: not denied, not in a part where they tell nothing."""
        if summary.section_at(start) in not_sections:
            return False
        sentence = summary.sentence_at(start)
        before = summary.lower[sentence.start if sentence else start : start]
        if _DENIED.search(before):
            return False
        span = summary.back(start, end)
        return not any(each.span.start <= span.start and span.end <= each.span.end for each in read)


def _other_dates(summary: Summary, sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Dates called that of the injury or of the claim, of another day than the header's."""
    for found in _OF_INJURY.finditer(summary.lower, sentence.start, sentence.end):
        day = day_of(found["day"])
        if summary.injury and day and day != summary.injury:
            yield found.span("day")


def _mentioned(
    summary: Summary,
    start: int,
    end: int,
    facts: Sequence[str],
    treatment: str | None = None,
    regions: tuple[str, ...] = (),
) -> Mentioned:
    evidence = summary.back(start, end).evidence
    return Mentioned(tuple(facts), summary.plain.text[start:end], evidence, treatment, regions)


def _regions(body: Body, sentence: Sentence) -> tuple[str, ...]:
    """The regions that a sentence names, and those whose nerves serve them."""
    named = {
        region
        for each in (*body.parts, *body.nerves)
        if sentence.start <= each.start < sentence.end
        for region in each.regions
    }
    return tuple(sorted(named | {body.words.nerves_of[each] for each in named if each in body.words.nerves_of}))
