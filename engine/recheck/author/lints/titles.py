"""Words of titles: what means two things, and treatments that no words reach."""

from collections.abc import Iterator

from recheck.author.lints.base import RuleBase, scalars
from recheck.author.lints.kind import Found, lint
from recheck.model.vocabulary import Composition, Vocabulary
from recheck.model.wording import WordKind
from recheck.titles import read_title
from recheck.titles.lexicon import lexicon, longest
from recheck.titles.normalise import normalised, tokens


@lint("wording-of-another", needs_all=True)
def wording_of_another(base: RuleBase) -> Iterator[Found]:
    vocabulary = base.rules.vocabulary
    known = lexicon(vocabulary)
    for _, name, entry in base.treatments:
        for scalar in scalars(entry.get("wordings")):
            words = tokens(normalised(scalar.text))
            end, entries = longest(known.root, words, 0) if words else (0, ())
            whole = entries if end == len(words) else ()
            procedures = [each.name for each in whole if each.kind == WordKind.PROCEDURE]
            others = [each for each in procedures if name not in _becomes(each, base)]
            if others:
                yield Found(f"'{scalar.text}' means '{others[0]}' already", scalar.place, "keep it with one of the two")


def _becomes(procedure: str, base: RuleBase) -> set[str]:
    return {each.treatment for each in lexicon(base.rules.vocabulary).candidates.get(procedure, ())}


@lint("treatment-unreached", needs_all=True)
def treatment_unreached(base: RuleBase) -> Iterator[Found]:
    vocabulary = base.rules.vocabulary
    for path, name, entry in base.treatments:
        treatment = vocabulary.treatments.get(name)
        if treatment is None or "allow" in entry or treatment.compounded:
            continue
        words = [*treatment.names, treatment.title, name.replace("_", " ")]
        words = [*(_words(each, vocabulary) for each in treatment.composed), *words]
        if not any(name in read_title(each, vocabulary).treatments for each in words):
            yield Found(f"no words are read as '{name}'", base.key_at(path, name), "say more words, or modifiers")


def _words(composition: Composition, vocabulary: Vocabulary) -> str:
    """A title that a composition should be read from."""
    concepts = vocabulary.words
    names = [each[0] for each in composition.modifiers] + [composition.procedures[0]]
    said = [concepts[name].words[0] for name in names if name in concepts]
    return " ".join((*said, *(region.replace("_", " ") for region in composition.regions[:1])))
