"""rules/letters/clinical.yaml to the words by which case summaries are read."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from recheck.letters.facts.phrases import compiled, phrase
from recheck.letters.facts.shorthand import Shorthand, shorthand_of
from recheck.letters.words import either
from recheck.load.files import SHIPPED, rule_files
from recheck.load.shape import Shape, optional, raw, required, shaped, texts, whole
from recheck.load.vocabulary import node_of
from recheck.model.node import Node, Scalar, YamlMapping
from recheck.model.problem import Problem, ProblemsFound, errors
from recheck.model.vocabulary import Vocabulary

_SLOT_NAME = re.compile(r"\(\?P<[a-z]+>")
CONTEXTS = ("negated", "hypothetical", "family")
"""The kinds of context whose words a file may add to."""


class ClinicalShape(Shape):
    """rules/letters/clinical.yaml: how case summaries tell of the body, of a report's parts, and of reviews."""

    regions: Node = required(raw)
    nerves: Node = required(raw)
    not_nerves: tuple[str, ...] = optional(texts, ())
    nerves_of: Node = required(raw)
    spine: tuple[str, ...] = required(texts)
    spinal: tuple[str, ...] = optional(texts, ())
    not_the_body: tuple[str, ...] = optional(texts, ())
    sections: Node = required(raw)
    headings: Node | None = optional(raw)
    set_aside: tuple[str, ...] = optional(texts, ())
    by_name_alone: tuple[str, ...] = optional(texts, ())
    reviewed: tuple[str, ...] = optional(texts, ())
    orders: tuple[str, ...] = optional(texts, ())
    asks: tuple[str, ...] = optional(texts, ())
    asks_first: tuple[str, ...] = optional(texts, ())
    not_asked: tuple[str, ...] = optional(texts, ())
    told: tuple[str, ...] = optional(texts, ())
    replaced: tuple[str, ...] = optional(texts, ())
    in_capitals: tuple[str, ...] = optional(texts, ())
    visits: tuple[str, ...] = optional(texts, ())
    planned: tuple[str, ...] = optional(texts, ())
    not_the_record: tuple[str, ...] = optional(texts, ())
    goes_on: tuple[str, ...] = optional(texts, ())
    context: Node | None = optional(raw)
    context_reach: int = optional(whole, 9)
    clinical_words: tuple[str, ...] = optional(texts, ())
    treatments: Node | None = optional(raw)
    taking: tuple[str, ...] = optional(texts, ())
    took: tuple[str, ...] = optional(texts, ())
    not_yet_taken: tuple[str, ...] = optional(texts, ())
    goes_on_taking: tuple[str, ...] = optional(texts, ())
    never_taken_before: tuple[str, ...] = optional(texts, ())
    never_taken_after: tuple[str, ...] = optional(texts, ())
    taken: Node | None = optional(raw)
    taken_or_not: tuple[str, ...] = optional(texts, ())
    taken_ever: tuple[str, ...] = optional(texts, ())
    non_opioid: tuple[str, ...] = optional(texts, ())
    other_drugs: tuple[str, ...] = optional(texts, ())
    drug_words: Node | None = optional(raw)
    shorthand: Node | None = optional(raw)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Phrases that mean something each: one pattern, and the meaning of what it found."""

    written: str
    """The regular expression; compiled when it is first looked for."""
    meanings: tuple[str, ...]

    @property
    def pattern(self) -> re.Pattern[str]:
        return compiled(self.written)

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterable[tuple[int, int, str]]:
        """Every place with its meaning."""
        for match in self.pattern.finditer(text, start, len(text) if end is None else end):
            assert match.lastgroup
            yield match.start(), match.end(), self.meanings[int(match.lastgroup[1:])]

    def search(self, text: str) -> bool:
        return self.pattern.search(text) is not None


@dataclass(frozen=True, eq=False)
class ClinicalWords:
    """All that is known of how case summaries are written, apart from the facts' own patterns."""

    regions: AnyOf
    """Meaning: regions, separated by a space where a word means several."""
    nerves: AnyOf
    not_nerves: AnyOf
    """What only sounds like a word of nerves: the tendon of the biceps."""
    nerves_of: Mapping[str, str]
    spine: AnyOf
    spinal: AnyOf
    """Operations on the spine that do not say on which part."""
    not_the_body: AnyOf
    sections: AnyOf
    section_names: tuple[str, ...]
    headings: Mapping[str, tuple[str, ...]]
    """A part of a chart -> the headings under which it stands."""
    set_aside: tuple[str, ...]
    """Parts of a chart that document nothing of the patient."""
    by_name_alone: tuple[str, ...]
    """Parts in which only patterns read that name them."""
    reviewed: AnyOf
    """Words of headings under which papers of other days are told: nothing there is of the visit's day."""
    orders: AnyOf
    """Words by which a sentence under 'assessment and plan' belongs to the plan."""
    asks: AnyOf
    """Words by which a note asks for a treatment."""
    asks_first: AnyOf
    """Words by which a part of the plan orders something, where it begins with them."""
    not_asked: AnyOf
    """Words of a part of a sentence that asks for nothing."""
    told: AnyOf
    """Words of what is over, refused or wished: what the sentence lists after them is asked for as little."""
    replaced: AnyOf
    """Words that name what another treatment takes the place of."""
    in_capitals: AnyOf
    """Ordinary words that name a treatment in capitals alone."""
    visits: AnyOf
    planned: AnyOf
    """Words before the date of what is to come: no record is of that day."""
    not_the_record: AnyOf
    goes_on: AnyOf
    context: Mapping[str, tuple[str, ...]]
    context_reach: int
    clinical_words: AnyOf
    treatments: Mapping[str, tuple[str, ...]]
    taking: AnyOf
    """Words by which a sentence says that a drug is or was taken."""
    took: AnyOf
    """Those that say it of the past."""
    not_yet_taken: AnyOf
    """Those by which it says that a drug is only about to be taken."""
    goes_on_taking: AnyOf
    """Those by which a plan says that a drug was taken before it."""
    never_taken_before: AnyOf
    """Words that stand before a drug that is not taken."""
    never_taken_after: AnyOf
    """Words that follow right upon a drug that is not taken."""
    taken: Mapping[str, tuple[str, ...]]
    """A fact of the claim -> the drugs, classes of drugs and words of which one makes it true."""
    taken_or_not: tuple[str, ...]
    """Those that a list of medications without such a drug makes false."""
    taken_ever: tuple[str, ...]
    """Those that a drug makes true which was taken before and is no longer."""
    non_opioid: tuple[str, ...]
    """Classes of drugs that treat pain and are no opioids."""
    other_drugs: tuple[str, ...]
    """Classes of drugs for diseases that no request for an injury turns on."""
    drug_words: Mapping[str, tuple[str, ...]]
    shorthand: Shorthand
    """What short forms stand for."""


def load_clinical_words(vocabulary: Vocabulary, folders: Sequence[str] = (SHIPPED,)) -> ClinicalWords:
    """The words of the rule folders; those that come along where the folders have none.

    Raises:
        ProblemsFound: the file has errors; all of them are listed.
    """
    return _load(vocabulary, tuple(folders))


@lru_cache(maxsize=4)
def _load(vocabulary: Vocabulary, folders: tuple[str, ...]) -> ClinicalWords:
    problems: list[Problem] = []
    files = {**rule_files((SHIPPED,)), **rule_files(folders)}
    shape = shaped(ClinicalShape, node_of(files["letters/clinical.yaml"], problems), problems)
    if shape is None or errors(problems):
        raise ProblemsFound(problems)
    regions = {name: [*many] for name, many in _mapping(shape.regions, problems).items()}
    body_region = vocabulary.facts.get("body_region")
    for name in vocabulary.body_regions:
        own = body_region.wordings.get(name, ()) if body_region else ()
        kept = [each for each in own if "extremit" not in each]
        regions.setdefault(name, []).extend([name.replace("_", " "), *kept])
    sections = _mapping(shape.sections, problems)
    drugs = {"drug": either(drug_words(vocabulary))}
    nerves_of = (
        {key: value.text for key, value in shape.nerves_of.items() if isinstance(value, Scalar)}
        if isinstance(shape.nerves_of, YamlMapping)
        else {}
    )
    for key in (*(each for name in regions for each in name.split()), *nerves_of, *nerves_of.values()):
        if key not in vocabulary.body_regions:
            problems.append(Problem("unknown-value", f"'{key}' is no body region", shape.place("regions")))
    found = ClinicalWords(
        any_of(regions),
        any_of(_mapping(shape.nerves, problems)),
        any_of({"nothing": shape.not_nerves}),
        nerves_of,
        any_of({"spine": shape.spine}),
        any_of({"spinal": shape.spinal}),
        any_of({"nothing": shape.not_the_body}),
        any_of(sections, drugs),
        tuple(sections),
        _mapping(shape.headings, problems),
        shape.set_aside,
        shape.by_name_alone,
        any_of({"reviewed": shape.reviewed}),
        any_of({"orders": shape.orders}),
        any_of({"asks": shape.asks}),
        any_of({"first": shape.asks_first}),
        any_of({"not": shape.not_asked}),
        any_of({"told": shape.told}),
        any_of({"replaced": shape.replaced}),
        any_of({"capitals": shape.in_capitals}),
        any_of({"visit": shape.visits}),
        any_of({"planned": shape.planned}),
        any_of({"review": shape.not_the_record}),
        any_of({"review": shape.goes_on}),
        _mapping(shape.context, problems),
        shape.context_reach,
        any_of({"clinical": shape.clinical_words}),
        _mapping(shape.treatments, problems),
        any_of({"taking": shape.taking}),
        any_of({"took": shape.took}),
        any_of({"not yet": shape.not_yet_taken}, drugs),
        any_of({"goes on": shape.goes_on_taking}, drugs),
        any_of({"never": shape.never_taken_before}),
        any_of({"never": shape.never_taken_after}),
        _mapping(shape.taken, problems),
        shape.taken_or_not,
        shape.taken_ever,
        shape.non_opioid,
        shape.other_drugs,
        _mapping(shape.drug_words, problems),
        shorthand_of(_mapping(shape.shorthand, problems)),
    )
    if errors(problems):
        raise ProblemsFound(problems)
    return found


def drug_words(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Every name of a drug among the treatments, in lower case."""
    return tuple(
        wording.lower()
        for each in vocabulary.treatments.values()
        if each.drug
        for wording in (*each.wordings, *each.drug.brands, each.title)
    )


def any_of(meanings: Mapping[str, Sequence[str]], slots: Mapping[str, str] | None = None) -> AnyOf:
    """One pattern for all phrases, the longest first; `slots` as for `phrase`.

    >>> list(any_of({"a": ["low back"], "b": ["back"]}).find("the low back, the back"))
    [(4, 12, 'a'), (18, 22, 'b')]
    """
    every = sorted(
        {(words, name) for name, many in meanings.items() for words in many}, key=lambda it: (-len(it[0]), it)
    )
    if not every:
        return AnyOf("(?!)", ())
    parts = [
        f"(?P<m{number}>{_SLOT_NAME.sub('(?:', phrase(words, slots).written)})"
        for number, (words, _) in enumerate(every)
    ]
    return AnyOf(rf"(?<![a-z0-9])(?:{'|'.join(parts)})", tuple(name for _, name in every))


def _mapping(node: Node | None, problems: list[Problem]) -> dict[str, tuple[str, ...]]:
    if not isinstance(node, YamlMapping):
        return {}
    return {name: texts(value, problems) or () for name, value in node.items()}
