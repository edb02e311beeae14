"""A letter's case summary to facts: what the patterns of the vocabulary find, in its place, with its words.

Patterns stand in rules/letters/patterns/, the words for regions, parts of a report and utilization review in
rules/letters/clinical.yaml. Sentences that report what utilization review held are set apart; the rationale
is never seen. What is hypothetical or of the family is no fact. Nothing is resolved: readings that disagree
all stay, and are reported.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from recheck.letters.facts.chart import read_chart
from recheck.letters.facts.charted import charted, taken_in
from recheck.letters.facts.clinical import AnyOf, ClinicalWords, any_of, drug_words, load_clinical_words
from recheck.letters.facts.complaints import complaints_of
from recheck.letters.facts.context import Context, ContextReader, context_reader, has_its_own
from recheck.letters.facts.fact import FactRead, SummaryRead
from recheck.letters.facts.medicines import DRUGS as DRUG
from recheck.letters.facts.medicines import Taken, groups_last, taken_of
from recheck.letters.facts.mentions import OF_TREATMENTS, Mentions, Topic, load_mentions
from recheck.letters.facts.patterns import ReadPattern, load_patterns
from recheck.letters.facts.phrases import DRUGS, Phrase, phrase
from recheck.letters.facts.regions import Body, read_body, regions_of
from recheck.letters.facts.requested import places_of, regions_asked, requests_of
from recheck.letters.facts.sides import only_side, without_one_sided
from recheck.letters.facts.summary import Sentence, Summary, dates_in, read_summary, summary_of
from recheck.letters.facts.values import Found, value_of
from recheck.letters.facts.wordings import Wordings
from recheck.letters.letter import Letter, LetterText, Span
from recheck.letters.words import LetterWords, either
from recheck.model.case import Case
from recheck.model.vocabulary import MIDLINE, BelongsTo, Fact, Vocabulary
from recheck.titles import read_title


@dataclass(frozen=True, eq=False)
class FactReader:
    """The patterns of a vocabulary, made once."""

    phrases: tuple[tuple[Fact, ReadPattern, int, tuple[Phrase, ...]], ...]
    guards: Mapping[tuple[str, ...], AnyOf]
    clinical: ClinicalWords
    treatments: Mapping[str, str]
    """A treatment's wording -> its name."""
    categories: Mapping[str, str]
    taken: Taken
    """What words for drugs mean."""
    drugs: Wordings
    """Every name of a drug."""
    vocabulary: Vocabulary
    topics: tuple[Topic, ...]
    """What is told of facts in words that no pattern reads."""

    def read(self, letter: Letter, words: LetterWords, case: Case) -> SummaryRead:
        """The facts of a letter's case summary, for the requests of its case."""
        return self.read_in(read_summary(letter, words, self.clinical), case)

    def chart(self, text: LetterText) -> Summary:
        """A chart note's sentences, whose every treatment counts, requested or not."""
        return replace(read_chart(text, self.clinical), is_open=True)

    def read_sentences(self, text: LetterText, spans: Sequence[Span], case: Case) -> tuple[FactRead, ...]:
        """The facts of some sentences of a text, each with its span there: of every treatment that they name.

        Args:
            text: a letter or note.
            spans: its sentences that are read, in their order.
            case: what is requested; its regions take the findings that name none.
        """
        return self.read_in(replace(summary_of(text, spans, self.clinical), is_open=True), case).facts

    def read_in(self, summary: Summary, case: Case) -> SummaryRead:
        """The facts of sentences, for the requests of a case."""
        body = read_body(summary, self.clinical)
        found = list(self._find(summary))
        reader = self.contexts
        bounds = [(each.start, each.end) for each in summary.sentences]
        contexts = reader.read(summary.lower, bounds, [each.match.span() for each in found])
        known = regions_asked(case) or (complaints_of(summary, body) if summary.is_open else ())
        facts: list[FactRead] = []
        taken: dict[tuple[str, str | None, str | None], int] = {}
        ordered = sorted(zip(found, contexts, strict=True), key=lambda it: (it[0].order, it[0].match.start()))
        for each, context in ordered:
            for fact in self._facts(each, context, summary, body, case, known):
                key = fact.name, fact.region, fact.treatment
                before = taken.setdefault(key, each.order)
                if before != each.order and each.pattern.only_if_none and not _is_denied(facts, key, fact):
                    continue
                if each.pattern.first and any((it.name, it.region, it.treatment) == key for it in facts):
                    continue
                facts.append(fact)
        if summary.is_open:
            facts += charted(summary, facts, self.taken, self.contexts, body, known)
        else:
            facts += taken_in(summary, facts, self.taken, self.contexts)
        facts = _once(without_one_sided(facts, body, summary))
        understood = {each.sentence.number for each in found}
        return SummaryRead(
            tuple(sorted(facts, key=lambda each: each.span.start)),
            tuple(summary.back(it.start, it.end) for it in summary.sentences if not it.is_record),
            tuple(
                summary.back(it.start, it.end)
                for it in summary.sentences
                if it.is_record
                and it.number not in understood
                and self.clinical.clinical_words.search(summary.lower[it.start : it.end])
            ),
            self.mentions.find(summary, facts, case, body),
        )

    def clinical_in(self, said: str) -> list[str]:
        """The words by which a sentence is clinical.

        What an author looks for first among sentences that no pattern reads.
        """
        lower = said.lower()
        return [lower[start:end] for start, end, _ in self.clinical.clinical_words.find(lower)]

    def prepare(self) -> None:
        """Load the library for contexts now rather than with the first letter.

        Raises:
            ProblemsFound: it is not installed.
        """
        _ = self.contexts

    @property
    def contexts(self) -> ContextReader:
        """What is negated, possible, hypothetical or of the family."""
        return context_reader(self.clinical.context, self.clinical.context_reach)

    @cached_property
    def of_roots(self) -> frozenset[str]:
        """Facts that belong to the part of the spine whose nerves serve a region."""
        return frozenset(fact.name for fact, pattern, *_ in self.phrases if pattern.region == "root")

    @cached_property
    def mentions(self) -> Mentions:
        """What finds words from which nothing was read."""
        treatments = self.vocabulary.treatments.values()
        return Mentions(
            self.topics,
            self.taken,
            self.wordings,
            tuple(
                each.name
                for each in self.vocabulary.facts.values()
                if each.stands_in and each.belongs_to in OF_TREATMENTS
            ),
            {each.name: each.drug.drug_class for each in treatments if each.drug},
        )

    @cached_property
    def wordings(self) -> Wordings:
        """Every wording of a treatment."""
        return Wordings(self.treatments)

    def _find(self, summary: Summary) -> Iterator[Found]:
        text = summary.lower
        named = {text[start:end] for start, end, _ in self.drugs.find(text, 0, len(text))}
        drugs = either(sorted(named)) if named else "(?!)"
        held: dict[str, bool] = {}

        def may_hold(anchors: tuple[str, ...]) -> bool:
            for each in anchors:
                if each not in held:
                    held[each] = each in text
                if held[each]:
                    return True
            return not anchors

        for order, (fact, pattern, _, phrases) in enumerate(self.phrases):
            for each in phrases:
                if not may_hold(each.anchors):
                    continue
                for match, sentence in _in_sentences(each.pattern_for(drugs), summary):
                    comma = match[0].rfind(",")
                    if (
                        comma > 0
                        and pattern.value == "false"
                        and has_its_own(text, match[0], (match.start() + comma + 1, match.end()))
                    ):
                        continue
                    if sentence.is_record and self._is_meant(pattern, summary, sentence, match.start()):
                        yield Found(fact, pattern, order, match, sentence)

    def _is_meant(self, pattern: ReadPattern, summary: Summary, sentence: Sentence, at: int) -> bool:
        """Whether the phrase stands where its pattern reads."""
        section = summary.section_at(at)
        if (pattern.sections and section not in pattern.sections) or section in pattern.not_sections:
            return False
        if section in self.clinical.by_name_alone and section not in pattern.sections:
            return False
        said = summary.lower[sentence.start : sentence.end]
        if pattern.needs and not self.guards[pattern.needs].search(said):
            return False
        return not (pattern.unless and self.guards[pattern.unless].search(said))

    def _facts(
        self, found: Found, context: Context, summary: Summary, body: Body, case: Case,
        known: tuple[str, ...],
    ) -> Iterator[FactRead]:  # fmt: skip
        """The facts that one phrase gives, one for each place that it is a fact of."""
        if context.hypothetical or context.family or (found.pattern.present and context.historical):
            return
        value = value_of(found, context.negated)
        if value is None:
            return
        fact, pattern = found.fact, found.pattern
        of_treatment = fact.belongs_to in (BelongsTo.TREATMENT, BelongsTo.TREATMENT_REGION)
        if (
            pattern.categories
            and not (summary.is_open and of_treatment)
            and not any(self.categories.get(each.treatment or "") in pattern.categories for each in requests_of(case))
        ):
            return
        start, end = found.match.span()
        regions: tuple[str | None, ...] = (None,)
        is_beside = True
        if fact.belongs_to is BelongsTo.REGION:
            places, is_beside = regions_of(summary, body, pattern, start, end, known)
            regions = places
        treatments: tuple[str | None, ...] = (None,)
        if fact.belongs_to in (BelongsTo.TREATMENT, BelongsTo.TREATMENT_REGION, BelongsTo.REQUEST):
            treatments = self._treatments(found, case, is_open=summary.is_open)
        grade = pattern.grade if is_beside else "inferred"
        span = summary.back(*_with_its_no(start, end, context))
        whole = summary.back(found.sentence.start, found.sentence.end)
        dated = _dated(summary, found, self.clinical) if not fact.fixed else None
        for treatment in treatments:
            at = regions
            if fact.belongs_to is BelongsTo.TREATMENT_REGION:
                at = tuple(places_of(case, treatment)) or (None,)
                if summary.is_open and at == (None,):
                    at = regions_of(summary, body, replace(pattern, region="part"), start, end, known)[0] or (None,)
            for region in at:
                side = only_side(summary, start, end) if value is False and region in MIDLINE else None
                yield FactRead(
                    fact.name, value, fact.belongs_to, region, treatment, span, whole, pattern, grade, dated, side
                )

    def _treatments(self, found: Found, case: Case, *, is_open: bool = False) -> tuple[str | None, ...]:
        """The treatment that a phrase names, else the one requested that its sentence names, else the only one.

        `is_open` where every treatment counts that the text names, and not those alone that are requested.
        """
        asked = {each.treatment for each in requests_of(case) if each.treatment}
        if is_open:
            return self._named(found, asked)
        if found.pattern.categories:
            asked = {each for each in asked if self.categories.get(each) in found.pattern.categories}
        named = found.match.groupdict().get("treatment") or found.match.groupdict().get("drug")
        if named:
            name = self.treatments.get(re.sub(r"[,:]", "", named))
            return (name,) if name in asked else ()
        said = found.match.string[found.sentence.start : found.sentence.end]
        here = {name for wording, name in self.treatments.items() if name in asked and wording in said} or asked
        return tuple(sorted(here)) if len(here) == 1 else ()

    def _named(self, found: Found, asked: set[str]) -> tuple[str | None, ...]:
        """The treatment that a phrase names, else the only one that its sentence names, else the only one requested."""
        kinds = found.pattern.categories
        groups = found.match.groupdict()
        named = groups.get("treatment") or groups.get("drug")
        if named:
            name = self.treatments.get(re.sub(r"[,:]", "", named))
            return (name,) if name and self._is_of(name, kinds) else ()
        said = found.match.string[found.sentence.start : found.sentence.end]
        here = {name for _, _, name in self.wordings.find(said, 0, len(said)) if self._is_of(name, kinds)}
        if not here:
            here = {name for name in read_title(said, self.vocabulary).treatments if self._is_of(name, kinds)}
        here = here or {each for each in asked if not kinds or self.categories.get(each) in kinds}
        return tuple(sorted(here)) if len(here) == 1 else ()

    def _is_of(self, treatment: str, kinds: Sequence[str]) -> bool:
        """Whether a treatment is of one of the categories, where there are any, and no drug for another disease."""
        category = self.categories.get(treatment)
        return (not kinds or category in kinds) and (category != DRUG or treatment in self.taken.treatments)


def _is_denied(facts: Sequence[FactRead], key: tuple[object, ...], fact: FactRead) -> bool:
    """Whether a 'yes' stands against a 'no' that was read: both are kept, whatever the patterns' order."""
    known = [each for each in facts if (each.name, each.region, each.treatment) == key]
    return fact.value is True and bool(known) and all(each.value is False for each in known)


_MADE: dict[tuple[object, ...], FactReader] = {}


def fact_reader(vocabulary: Vocabulary, folders: Sequence[str]) -> FactReader:
    """The reader of a vocabulary's patterns, made once in each process.

    Raises:
        ProblemsFound: rules/letters/clinical.yaml or a file of patterns has errors, or medspaCy is not installed.
    """
    key = (tuple(folders), vocabulary)
    if key not in _MADE:
        _MADE.clear()
        _MADE[key] = _made(vocabulary, folders, load_patterns(vocabulary, folders))
    return _MADE[key]


def _made(
    vocabulary: Vocabulary, folders: Sequence[str], patterns: Mapping[Fact, tuple[ReadPattern, ...]]
) -> FactReader:
    clinical = load_clinical_words(vocabulary, tuple(folders))
    names: dict[str, str] = {}
    for treatment in groups_last(vocabulary):
        for each in (*treatment.names, *clinical.treatments.get(treatment.name, ()), treatment.title):
            names.setdefault(each.lower(), treatment.name)
    for name, many in clinical.treatments.items():
        names |= dict.fromkeys(many, name)
    had = [wording for many in clinical.treatments.values() for wording in many]
    slots = {
        "treatment": either(had) if had else "(?!)",
        "drug": DRUGS,
    }
    drugs = Wordings(dict.fromkeys(drug_words(vocabulary), "drug"))
    phrases = []
    guards: dict[tuple[str, ...], AnyOf] = {}
    for fact, own in patterns.items():
        for order, pattern in enumerate(own):
            phrases.append((fact, pattern, order, tuple(phrase(each, slots) for each in pattern.words)))
            for guard in (pattern.needs, pattern.unless):
                if guard:
                    guards[guard] = any_of({"guard": guard})
    categories = {each.name: each.category for each in vocabulary.treatments.values()}
    return FactReader(
        tuple(phrases), guards, clinical, names, categories, taken_of(vocabulary, clinical), drugs, vocabulary,
        load_mentions(vocabulary, folders),
    )  # fmt: skip


def _in_sentences(pattern: re.Pattern[str], summary: Summary) -> Iterator[tuple[re.Match[str], Sentence]]:
    """Where a pattern stands within one sentence; what begins in one and ends in the next hides nothing in either.

    >>> from recheck.letters.facts.plain import plain_text
    >>> said = "no arthritis. no fracture or red flag."
    >>> each = [Sentence(0, 13, 0, True, None), Sentence(14, 38, 1, True, None)]
    >>> text = LetterText("a", "text", "", said)
    >>> summary = Summary(text, plain_text(text, text.span(0, 38)), said, tuple(each), ())
    >>> [match[0] for match, _ in _in_sentences(phrase("no ~5 red flag").pattern, summary)]
    ['no fracture or red flag']
    """
    text, at = summary.lower, 0
    while match := pattern.search(text, at):
        sentence = summary.sentence_at(match.start())
        at = match.end()
        if sentence and match.end() > sentence.end:
            at = sentence.end
            match = pattern.search(text, match.start(), sentence.end)
            at = match.end() if match else at
        if sentence and match:
            yield match, sentence


def _with_its_no(start: int, end: int, context: Context) -> tuple[int, int]:
    """A phrase with the word that negates it."""
    by = context.by or (start, end)
    return min(start, by[0]), max(end, by[1])


def _dated(summary: Summary, found: Found, clinical: ClinicalWords) -> date | None:
    """The date of the visit or study that documents it: in its sentence the nearest, else the visit's."""
    here = dates_in(summary.plain.text, found.sentence.start, found.sentence.end, clinical)
    injury, until = summary.injury, summary.until
    possible = [(at, day) for at, day in here if (not injury or day > injury) and (not until or day <= until)]
    if possible:
        start = found.match.start()
        return min(possible, key=lambda it: abs(it[0] - start))[1]
    section = summary.section_at(found.match.start())
    return found.sentence.visit if section in ("subjective", "examination", "opening") else None


def _once(facts: Iterable[FactRead]) -> list[FactRead]:
    """Each value of a place and date once, by the earliest words."""
    found: dict[tuple[object, ...], FactRead] = {}
    for each in sorted(facts, key=lambda it: it.span.start):
        found.setdefault((each.name, each.region, each.treatment, each.value, each.dated), each)
    return list(found.values())
