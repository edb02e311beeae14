"""Treatments that are perhaps meant, where a title names none: those that a bare 'MRI' or 'opioid' may become."""

from recheck.model.vocabulary import Treatment, Vocabulary
from recheck.titles.lexicon import lexicon, phrase
from recheck.titles.reading import TitleReading


def near(words: str, found: TitleReading, vocabulary: Vocabulary) -> list[str]:
    """The treatments, those that the words nearly name first."""
    known = lexicon(vocabulary)
    by_procedure = [each.treatment for name in found.vague for each in known.candidates.get(name, ())]
    wanted = phrase(words)
    by_words = [each.name for each in vocabulary.treatments.values() if wanted and _holds(each, wanted)]
    return list(dict.fromkeys((*by_procedure, *by_words)))


def _holds(treatment: Treatment, wanted: tuple[str, ...]) -> bool:
    """Whether some name of a treatment, or its drug's class, holds every word or its beginning."""
    drug = treatment.drug
    names = (treatment.title, treatment.name.replace("_", " "), *treatment.names)
    names += (*drug.ingredients, drug.drug_class) if drug else ()
    return any(all(f" {word}" in f" {name.lower()}" for word in wanted) for name in names)
