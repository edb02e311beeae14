"""All kinds of problem that an author can meet, by their codes: lints, and what loading finds."""

from collections.abc import Mapping
from functools import cache

from recheck.author.lints.kind import LINTS, Kind


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by its code, lints first.

    >>> kinds()["says-with-stop"].is_lint, kinds()["unknown-fact"].is_lint
    (True, False)
    """
    from recheck.author.lints import (
        approval,
        citing,
        conditions,
        criteria,
        drift,
        loading,
        reread,
        roles,
        testing,
        titles,
        vocabulary,
        wording,
    )

    assert all(
        (approval, citing, conditions, criteria, drift, reread, roles, testing, titles, vocabulary, wording)
    )  # importing them declares their lints
    every = [*LINTS, *loading.KINDS]
    return {each.code: each for each in every}


def lints() -> tuple[Kind, ...]:
    """The kinds that `check` looks for itself."""
    return tuple(each for each in kinds().values() if each.find is not None)
