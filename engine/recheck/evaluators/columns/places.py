"""Places of rules: the rules that stand at one place of some cell are evaluated in the same columns.

Comes in: the expressions of each rule. Goes out: for each column one switch over the rules that stand there.
"""

from collections.abc import Sequence

from recheck.evaluators.columns.expr import Column, Expr, Kind, Null, switch, whole


class Place:
    """The rules that stand at one place of some cell, while they are put together."""

    def __init__(self, number: int, modes: int) -> None:
        self.number = number
        self.coded = Column(f"_t{number}", Kind.INTEGER)
        self.codes: dict[int, Expr] = {}
        self.applies: dict[int, Expr] = {}
        self.silent: dict[int, Expr] = {}
        self.met: dict[int, Expr] = {}
        self.crossings: list[dict[int, Expr]] = []
        self.below: list[dict[int, Expr]] = []
        self.best: list[dict[int, Expr]] = [{} for _ in range(4)]
        self.answers: list[dict[int, Expr]] = [{} for _ in range(modes)]

    def crossing(self, rule: int, value: Expr) -> Column:
        """A column for a quantity at which a truth of the rule can change."""
        free = next((index for index, each in enumerate(self.crossings) if rule not in each), len(self.crossings))
        if free == len(self.crossings):
            self.crossings.append({})
            self.below.append({})
        self.crossings[free][rule] = value
        return Column(f"_k{self.number}_{free}", Kind.INTEGER)

    def code_at(self, crossing: Column, rule: int, codes: Expr) -> Column:
        """A column for the truth codes at a crossing."""
        index = crossing.name.rsplit("_", 1)[1]
        self.below[int(index)][rule] = codes
        return Column(f"_c{self.number}_{index}", Kind.INTEGER)

    def into(
        self,
        codes: dict[str, Expr],
        crossings: dict[str, Expr],
        below: dict[str, Expr],
        best: dict[str, Expr],
        answers: dict[str, Expr],
    ) -> None:
        """One switch over the rules for each column."""
        here = Column(f"_v{self.number}", Kind.INTEGER)
        codes[self.coded.name] = switch(here, self.codes, whole(0))
        codes[f"_p{self.number}"] = switch(here, self.applies, whole(0))
        if self.silent:
            codes[f"_n{self.number}"] = switch(here, self.silent, whole(0))
            answers[f"_m{self.number}"] = switch(here, self.met, whole(0))
        for index, each in enumerate(self.crossings):
            crossings[f"_k{self.number}_{index}"] = switch(here, each, Null(Kind.INTEGER))
        for index, each in enumerate(self.below):
            below[f"_c{self.number}_{index}"] = switch(here, each, whole(0))
        for index, each in enumerate(self.best):
            if each:
                best[f"_q{self.number}_{index}"] = switch(here, each, whole(0))
        for letter, each in zip("abc", self.answers, strict=False):
            answers[f"_{letter}{self.number}"] = switch(here, each, whole(0))


def places_of(cells: Sequence[set[int]]) -> dict[int, int]:
    """A place for each rule, the same in every cell, so that each is evaluated in one column only."""
    together: dict[int, set[int]] = {}
    for cell in cells:
        for each in cell:
            together.setdefault(each, set()).update(cell - {each})
    found: dict[int, int] = {}
    for each in sorted(together, key=lambda number: (-len(together[number]), number)):
        taken = {found[other] for other in together[each] if other in found}
        found[each] = next(place for place in range(1, len(taken) + 2) if place not in taken)
    return found
