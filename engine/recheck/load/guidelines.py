"""rules/guidelines.yaml to the editions of guidelines."""

from collections.abc import Mapping
from typing import Annotated

from recheck.conditions.read import ConditionReader
from recheck.load.files import RuleFile
from recheck.load.shape import AsText, Day, Flag, Raw, Shape, Text, Texts, Whole, shaped
from recheck.load.vocabulary import mapping_of
from recheck.model.condition import ALWAYS
from recheck.model.guideline import Boundary, DateOf, Guideline, InForce, Supersedes
from recheck.model.problem import Problem, did_you_mean
from recheck.model.rule import Basis
from recheck.model.vocabulary import Vocabulary


class BoundaryShape(Shape):
    """A first or last day in force."""

    date: Day
    by: Annotated[DateOf, AsText]


class InForceShape(Shape):
    """From and to."""

    aliases = {"start": "from", "end": "to"}

    start: BoundaryShape
    end: BoundaryShape | None = None


class SupersedesShape(Shape):
    """Another guideline that this one stands before."""

    aliases = {"treatments": "for"}

    guideline: Text
    treatments: Texts = ()


class GuidelineShape(Shape):
    """One edition of rules/guidelines.yaml."""

    title: Text
    publisher: Text
    year: Whole
    rank: Whole
    in_force: InForceShape
    scope: Raw = None
    supersedes: tuple[SupersedesShape, ...] = ()
    licensed: Flag = False
    kind: Text = "treatment guideline"
    source: Text
    basis: Annotated[Basis, AsText]


def load_guidelines(
    file: RuleFile, vocabulary: Vocabulary, problems: list[Problem]
) -> Mapping[str, Guideline]:
    """Every edition of the file, by its id."""
    mapping = mapping_of(file, problems)
    found: dict[str, Guideline] = {}
    reader = ConditionReader(vocabulary, problems)
    for name in mapping or {}:
        assert mapping is not None
        shape = shaped(GuidelineShape, mapping[name], problems)
        if shape is None:
            continue
        start = Boundary(shape.in_force.start.date, shape.in_force.start.by)
        end = shape.in_force.end and Boundary(shape.in_force.end.date, shape.in_force.end.by)
        if end and end.date < start.date:
            message = f"'{name}' ends on {end.date}, before it begins on {start.date}"
            problems.append(Problem("dates-out-of-order", message, shape.in_force.place("end")))
        found[name] = Guideline(
            name,
            shape.title,
            shape.publisher,
            shape.year,
            shape.rank,
            InForce(start, end),
            ALWAYS if shape.scope is None else reader.read(shape.scope),
            tuple(Supersedes(each.guideline, each.treatments) for each in shape.supersedes),
            shape.licensed,
            shape.kind,
            shape.source,
            str(shape.basis),
            mapping.keys_at[name],
        )
    for guideline in found.values():
        for superseded in guideline.supersedes:
            if superseded.guideline not in found:
                message = f"'{guideline.id}' supersedes '{superseded.guideline}', which is no guideline here"
                suggestion = did_you_mean(superseded.guideline, found)
                problems.append(Problem("unknown-guideline", message, guideline.place, suggestion))
            for treatment in superseded.treatments:
                if treatment not in vocabulary.treatments:
                    message = f"'{treatment}' is no treatment"
                    suggestion = did_you_mean(treatment, vocabulary.treatments)
                    problems.append(Problem("unknown-treatment", message, guideline.place, suggestion))
    return found
