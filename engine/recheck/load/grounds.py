"""Citations and what they rest on, as rules and definitions write them."""

from collections.abc import Mapping
from typing import Annotated

from recheck.conditions.read import unknown_name
from recheck.load.shape import AsText, Shape, Text
from recheck.model.guideline import Citation, Guideline
from recheck.model.problem import Problem
from recheck.model.rule import Basis, Ground, Reading


class CiteShape(Shape):
    """Where a guideline says it; the guideline is the rule's unless another is named."""

    section: Text
    page: Text | None = None
    guideline: Text | None = None


class GroundShape(Shape):
    """The three keys that say what a criterion rests on."""

    cite: CiteShape
    basis: Annotated[Basis, AsText]
    reading: Annotated[Reading, AsText]


def ground_of(
    shape: GroundShape, own: str, guidelines: Mapping[str, Guideline], problems: list[Problem]
) -> Ground:
    """The ground, with the rule's own guideline where the citation names none."""
    name = shape.cite.guideline or own
    if name not in guidelines:
        problems.append(unknown_name("guideline", name, guidelines, shape.cite.place("guideline")))
    return Ground(Citation(name, shape.cite.section, shape.cite.page), shape.basis, shape.reading)
