"""The vocabulary as an index: which phrase means what, and which treatments a procedure may become.

A phrase is a run of tokens (see `normalise`). Phrases stand in a tree of tokens, so that at each place of a title
the longest one is found without trying any other.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from recheck.model.vocabulary import Composition, Drug, Treatment, Vocabulary
from recheck.model.wording import Concept, WordKind
from recheck.titles.normalise import NUMBERS, Token, normalised, singular, tokens

SKIPPED = frozenset("-'\"_™*")
ARTICLES = frozenset({"the", "a", "an"})
NUMBER_WORDS = {word: str(number) for word, number in NUMBERS.items()}
_PLAIN = re.compile(r"[a-z]+(?: [a-z]+)*")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase means: a concept, a drug's ingredient, or a treatment by a name of its own."""

    kind: str
    """A `WordKind`, `ingredient` or `named` (a treatment's own name)."""
    name: str
    concept: Concept | None = None
    drug: Drug | None = None
    """Of a brand of a group of drugs, what it is made of."""


class Node(dict[str, "Node"]):
    """The next tokens after a beginning; and what is meant if it ends here."""

    __slots__ = ("entries",)

    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way in which a procedure becomes a treatment."""

    treatment: str
    composition: Composition
    order: int


@dataclass(frozen=True, eq=False)
class Lexicon:
    """All phrases, and what they may become."""

    vocabulary: Vocabulary
    root: Node
    labels: Node
    """Words that stand before a colon, apart: without one they are read as any others."""
    candidates: Mapping[str, tuple[Candidate, ...]]
    """By procedure."""
    drugs: Mapping[frozenset[str], tuple[Treatment, ...]]
    """By ingredients."""
    alone: Mapping[str, str]
    """Of an ingredient that on its own means a combination, the combination's treatment."""
    compound: str | None
    """The treatment that stands for mixtures."""
    words: Mapping[str, int]
    """Every single token that some phrase holds, with how many do."""
    spelt: dict[str, str | None] = field(default_factory=dict)
    """Unknown words with the known one that is nearest, as far as they were met."""
    by_ends: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """Known words by how they begin and end, made when the first unknown one is met."""


@lru_cache(maxsize=8)
def lexicon(vocabulary: Vocabulary) -> Lexicon:
    """The index of a vocabulary."""
    builder = _Builder(vocabulary)
    return builder.built()


def phrase(words: str) -> tuple[str, ...]:
    """The tokens of a wording, without what never counts.

    >>> phrase("Repair of the rotator-cuff"), phrase("PT/OT"), phrase("L4-5 blocks")
    (('repair', 'of', 'rotator', 'cuff'), ('pt', '/', 'ot'), ('l4-5', 'block'))
    """
    plain = words.lower()
    if _PLAIN.fullmatch(plain):  # most wordings are letters and spaces, and there are ten thousand
        found = [NUMBER_WORDS.get(each) or singular(each) for each in plain.split()]
    else:
        found = [each.word for each in tokens(normalised(words))]
    return tuple(each for each in found if each not in SKIPPED and each not in ARTICLES)


class _Builder:
    """Collects phrases."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.root = Node()
        self.labels = Node()
        self.words: dict[str, int] = {}

    def built(self) -> Lexicon:
        ingredients = self._ingredients()
        for concept in self.vocabulary.words.values():
            root = self.labels if concept.kind == WordKind.LABEL else self.root
            for words in concept.words:
                self.add(words, Entry(concept.kind, concept.name, concept), root)
        for entry, words in _regions(self.vocabulary):
            self.add(words, entry)
        for name, names in ingredients.items():
            for each in names:
                self.add(each, Entry("ingredient", name))
        candidates: dict[str, list[Candidate]] = {}
        drugs: dict[frozenset[str], list[Treatment]] = {}
        alone: dict[str, str] = {}
        compound = None
        for order, treatment in enumerate(self.vocabulary.treatments.values()):
            compound = compound or (treatment.name if treatment.compounded else None)
            for composition in treatment.composed:
                for procedure in composition.procedures:
                    candidates.setdefault(procedure, []).append(Candidate(treatment.name, composition, order))
            if treatment.drug:
                drugs.setdefault(frozenset(treatment.drug.ingredients), []).append(treatment)
            self._own_names(treatment, ingredients, alone)
        self._members(drugs, ingredients)
        whole = {name: tuple(many) for name, many in candidates.items()}
        known = {each: tuple(many) for each, many in drugs.items()}
        return Lexicon(self.vocabulary, self.root, self.labels, whole, known, alone, compound, self.words)

    def add(self, words: str, entry: Entry, root: Node | None = None) -> None:
        """One phrase with its meaning."""
        node = self.root if root is None else root
        parts = phrase(words)
        if not parts:
            return
        for word in parts:
            self.words[word] = self.words.get(word, 0) + 1
            child = node.get(word)
            if child is None:
                child = node[word] = Node()
            node = child
        if all(each.kind != entry.kind or each.name != entry.name for each in node.entries):
            node.entries = (*node.entries, entry)

    def _ingredients(self) -> dict[str, list[str]]:
        """Every ingredient with its names."""
        found: dict[str, list[str]] = {}
        for treatment in self.vocabulary.treatments.values():
            for drug in (*([treatment.drug] if treatment.drug else []), *treatment.members):
                for each in drug.ingredients:
                    found.setdefault(each, [each])
        for name, more in self.vocabulary.drug_names.items():
            ingredient = name.replace("_", " ")
            found.setdefault(ingredient, [ingredient]).extend(more)
        return found

    def _own_names(self, treatment: Treatment, ingredients: Mapping[str, list[str]], alone: dict[str, str]) -> None:
        """The names of a treatment that mean it and no other."""
        drug = treatment.drug
        named = Entry("named", treatment.name)
        for old in treatment.formerly:
            self.add(old.replace("_", " "), named)
        if drug is None:
            if treatment.composed:
                wordings: Iterable[str] = treatment.wordings
            else:
                wordings = (*treatment.wordings, treatment.title, treatment.name.replace("_", " "))
            for words in wordings:
                if words.lower() in ingredients:
                    alone.setdefault(words.lower(), treatment.name)
                else:
                    self.add(words, named)
            return
        for words in (*treatment.wordings, *drug.brands):
            if words in ingredients:
                if len(drug.ingredients) > 1:
                    alone[words] = treatment.name
            elif not self._composes(words, drug):
                self.add(words, named)

    def _members(self, drugs: dict[frozenset[str], list[Treatment]], ingredients: Mapping[str, list[str]]) -> None:
        """The drugs of groups, after all that are treatments of their own: a mixture for the skin only if none is."""
        for treatment in self.vocabulary.treatments.values():
            for drug in treatment.members:
                made_of = frozenset(drug.ingredients)
                if made_of not in drugs or not set(drug.routes) & {"topical", "patch"}:
                    drugs.setdefault(made_of, []).append(replace(treatment, drug=drug))
                for words in drug.brands:
                    if words not in ingredients and not self._composes(words, drug):
                        self.add(words, Entry("named", treatment.name, drug=drug))

    def _composes(self, words: str, drug: Drug) -> bool:
        """Whether the words are a drug's ingredient with a form, salt or release, which are read one by one."""
        parts = list(_parts(self.root, phrase(words)))
        made_of = {each.name for entries in parts for each in entries if each.kind == "ingredient"}
        return made_of == set(drug.ingredients) and all(
            any(each.kind not in ("named", WordKind.PROCEDURE) for each in entries) for entries in parts
        )


def _parts(root: Node, words: tuple[str, ...]) -> Iterator[tuple[Entry, ...]]:
    """What each part of a phrase means, the longest first; nothing for one that means nothing."""
    at = 0
    parts = [Token(word, "word", 0, 0) for word in words if word != "%" and not word[0].isdigit()]
    while at < len(parts):
        end, entries = longest(root, parts, at)
        if not entries and parts[at].word in "/+&":
            at += 1
            continue
        yield entries
        at = end if entries else at + 1


def longest(root: Node, title: Sequence[Token], at: int) -> tuple[int, tuple[Entry, ...]]:
    """The end and the meanings of the longest phrase that begins at a place; articles and hyphens do not count."""
    node = root.get(title[at].word)
    if node is None:
        return at + 1, ()
    best, entries = at + 1, node.entries
    place = at + 1
    while place < len(title):
        word = title[place].word
        child = node.get(word)
        if child is not None:
            node = child
            place += 1
            if node.entries:
                best, entries = place, node.entries
        elif word in SKIPPED or word in ARTICLES:
            place += 1
        else:
            break
    return best, entries


def _regions(vocabulary: Vocabulary) -> Iterator[tuple[Entry, str]]:
    """Regions and sides as the facts name them, where titles' own words do not."""
    own = {word for each in vocabulary.words.values() for word in each.words}
    for name, kind in (("body_region", WordKind.REGION), ("side", WordKind.SIDE)):
        fact = vocabulary.facts.get(name)
        for value in fact.values if fact else ():
            concept = Concept(value, kind, (), None, (value,))
            for words in (value.replace("_", " "), *fact.wordings.get(value, ())):  # type: ignore[union-attr]
                if words not in own:
                    yield Entry(kind, value, concept), words
