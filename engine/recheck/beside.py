"""What the other requests of a case say of one: an operation that is requested beside a study is ahead of it.

Comes in: the vocabulary, whose facts name in `requested_beside` the treatments, or categories of them, that make
them true. Goes out: the facts that hold because something else is requested with this request.
"""

from collections.abc import Iterator

from recheck.model.case import Case, Request
from recheck.model.vocabulary import BelongsTo, Fact, Vocabulary


def facts_beside(case: Case, request: Request, vocabulary: Vocabulary) -> Iterator[tuple[str, Request]]:
    """Each fact that another request makes true, with the first that does.

    A fact of a region needs a request for the same region; one of a treatment is never said by another.
    """
    for fact in vocabulary.facts.values():
        if fact.requested_beside:
            found = next((each for each in _others(case, request) if _makes(fact, each, request, vocabulary)), None)
            if found:
                yield fact.name, found


def _others(case: Case, request: Request) -> Iterator[Request]:
    for whole in case.requests.values():
        for each in whole.parts or (whole,):
            if each is not request and each.treatment != request.treatment:
                yield each


def _makes(fact: Fact, other: Request, request: Request, vocabulary: Vocabulary) -> bool:
    treatment = vocabulary.treatments.get(other.treatment or "")
    if treatment is None or not {treatment.name, treatment.category} & set(fact.requested_beside):
        return False
    here, there = set(request.body_regions), set(other.body_regions)
    return fact.belongs_to is not BelongsTo.REGION or not here or not there or bool(here & there)
