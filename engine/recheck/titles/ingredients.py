"""What a request's title says that a product for the skin is made of, as a fact of the request."""

from collections.abc import Iterable

from recheck.model.vocabulary import Treatment, Vocabulary
from recheck.titles.reading import Asked

FACT = "compound_ingredients"
OTHER = "other"
"""The value that stands for ingredients which the fact does not name."""
_SKIN = frozenset({"topical", "patch"})


def ingredients_told(
    asked: Iterable[Asked], vocabulary: Vocabulary, not_understood: Iterable[str] = ()
) -> frozenset[str] | None:
    """The values of `compound_ingredients` that a title states; None where it asks for no one mixture, or names none.

    Args:
        asked: what the title asks for.
        not_understood: words of the title that may be ingredients: with any, the list is not known to be whole.
    """
    fact = vocabulary.facts.get(FACT)
    mixtures = [each for each in asked if _is_mixture(vocabulary.treatments[each.treatment])]
    if fact is None or len(mixtures) != 1 or not mixtures[0].ingredients or any(not_understood):
        return None
    names = [each.replace(" ", "_") for each in mixtures[0].ingredients]
    return frozenset(name if name in fact.values else OTHER for name in names)


def _is_mixture(treatment: Treatment) -> bool:
    """Whether a treatment is a compounded or a ready-made mixture for the skin, whose rules ask what it is made of."""
    return treatment.compounded or any(_SKIN & set(each.routes) for each in treatment.members)
