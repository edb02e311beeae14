"""Profiles: which guidelines count for a user, and in which order they are searched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from recheck.model.guideline import Guideline


@dataclass(frozen=True, slots=True)
class Profile:
    """An order of search; a guideline without a place does not count.

    `advisory` are guidelines that may advise, and whose refusal alone leaves the decision to a physician;
    `says` is how a recommendation that rests on them says so, with `{guideline}` for their citation (and
    `{each}` before 'a', where there may be several).
    """

    name: str
    title: str
    places: Mapping[str, int]
    """Guideline id to its step: lower is searched first, one step is one rank."""
    advisory: frozenset[str] = frozenset()
    says: str = ""
    source: str = field(default="", compare=False)

    def counts(self, guideline: str) -> bool:
        return guideline in self.places

    def only(self, guidelines: Sequence[str]) -> "Profile":
        """The same profile with these guidelines alone, each a step of its own, in this order.

        >>> wide = Profile("all", "All", {"a": 0, "b": 1, "definitions": 0}, frozenset({"b"}))
        >>> wide.only(["b", "a"]).places
        {'b': 0, 'a': 1}
        """
        return replace(self, places={name: index for index, name in enumerate(guidelines)})


def by_rank(guidelines: Mapping[str, Guideline]) -> Profile:
    """The order of the guidelines' own ranks, where no profile is asked for."""
    return Profile("by_rank", "by rank", {name: each.rank for name, each in guidelines.items()})
