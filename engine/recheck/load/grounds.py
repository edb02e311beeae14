"""Citations and what they rest on, as rules and definitions write them."""

from collections.abc import Mapping

from recheck.load.shape import Shape, nested, one_of, optional, required, text
from recheck.model.guideline import Citation, Guideline
from recheck.model.node import unknown_name
from recheck.model.problem import Problem
from recheck.model.rule import Basis, Ground, Reading


class CiteShape(Shape):
    """Where a guideline says it; the guideline is the rule's unless another is named."""

    section: str = required(text)
    page: str | None = optional(text)
    guideline: str | None = optional(text)


class GroundShape(Shape):
    """The three keys that say what a criterion rests on."""

    cite: CiteShape = required(nested(CiteShape))
    basis: Basis = required(one_of(Basis))
    reading: Reading = required(one_of(Reading))


def ground_of(
    cite: CiteShape,
    basis: Basis,
    reading: Reading,
    own: str,
    guidelines: Mapping[str, Guideline],
    problems: list[Problem],
) -> Ground:
    """The ground, with the rule's own guideline where the citation names none."""
    name = cite.guideline or own
    if name not in guidelines:
        problems.append(unknown_name("guideline", name, guidelines, cite.place("guideline")))
    return Ground(Citation(name, cite.section, cite.page), basis, reading)
