"""Which treatment an author's words mean."""

from recheck.model.problem import Place, Problem, did_you_mean
from recheck.model.vocabulary import Vocabulary
from recheck.titles import read_title


def treatment_meant(words: str, vocabulary: Vocabulary, place: Place | None, problems: list[Problem]) -> str | None:
    """The one treatment that words mean, by its name or any wording."""
    if vocabulary.current(words) in vocabulary.treatments:
        return vocabulary.current(words)
    found = read_title(words, vocabulary).treatments
    if len(found) == 1:
        return found[0]
    if found:
        hint = f"name one of: {', '.join(found)}"
        problems.append(Problem("ambiguous-treatment", f"'{words}' means several treatments", place, hint))
        return None
    wordings = [word for each in vocabulary.treatments.values() for word in (each.name, *each.names)]
    wordings += [word for each in vocabulary.words.values() if each.kind == "procedure" for word in each.words]
    hint = (
        did_you_mean(words, wordings)
        or "a new one goes into treatments/own.yaml of your folder; see rules/treatments.yaml"
    )
    problems.append(Problem("unknown-treatment", f"'{words}' is no treatment", place, hint))
    return None
