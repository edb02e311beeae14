"""rules/guidelines.yaml and rules/guidelines/*.yaml to the editions of guidelines."""

from collections.abc import Iterable, Mapping
from datetime import date

from recheck.conditions.read import ConditionReader
from recheck.load.allowed import AllowShape
from recheck.load.files import RuleFile
from recheck.load.shape import (
    Shape,
    day,
    flag,
    nested,
    one_of,
    optional,
    raw,
    required,
    several,
    shaped,
    text,
    texts,
    whole,
)
from recheck.load.vocabulary import mapping_of
from recheck.model.condition import ALWAYS
from recheck.model.guideline import Boundary, DateOf, Guideline, InForce, Kind, Supersedes
from recheck.model.node import Node, YamlMapping
from recheck.model.problem import Problem, did_you_mean
from recheck.model.rule import Basis
from recheck.model.vocabulary import Vocabulary

GUIDELINES = "guidelines.yaml"


class BoundaryShape(Shape):
    """A first or last day in force."""

    date: date = required(day)
    by: DateOf = required(one_of(DateOf))


class InForceShape(Shape):
    """From and to."""

    start: BoundaryShape = required(nested(BoundaryShape), name="from")
    end: BoundaryShape | None = optional(nested(BoundaryShape), name="to")


class SupersedesShape(Shape):
    """Another guideline that this one stands before."""

    guideline: str = required(text)
    treatments: tuple[str, ...] = optional(texts, (), name="for")


class GuidelineShape(Shape):
    """One edition of rules/guidelines.yaml."""

    title: str = required(text)
    publisher: str = required(text)
    year: int = required(whole)
    rank: int = required(whole)
    in_force: InForceShape = required(nested(InForceShape))
    scope: Node | None = optional(raw)
    supersedes: tuple[SupersedesShape, ...] = optional(several(SupersedesShape), ())
    licensed: bool = optional(flag, False)
    kind: Kind = optional(one_of(Kind), Kind.TREATMENT)
    jurisdiction: str = required(text)
    short: str | None = optional(text)
    checked: date | None = optional(day)
    source: str = required(text)
    basis: Basis = required(one_of(Basis))
    allow: tuple[AllowShape, ...] = optional(several(AllowShape), ())


def load_guidelines(
    files: Iterable[RuleFile], vocabulary: Vocabulary, problems: list[Problem]
) -> Mapping[str, Guideline]:
    """Every edition of the files, by its id."""
    found: dict[str, Guideline] = {}
    reader = ConditionReader(vocabulary, problems)
    for file in files:
        if file.path != GUIDELINES and not file.path.startswith("guidelines/"):
            continue
        mapping = mapping_of(file, problems)
        for name in mapping or ():
            assert mapping is not None
            guideline = _guideline(name, mapping, reader, vocabulary, problems)
            if name in found:
                message = f"the guideline '{name}' is declared twice"
                first = f"the first is at {found[name].place}"
                problems.append(Problem("duplicate-guideline", message, mapping.keys_at[name], first))
            elif guideline:
                found[name] = guideline
    _check_supersedes(found, vocabulary, problems)
    return found


def _guideline(
    name: str, mapping: YamlMapping, reader: ConditionReader, vocabulary: Vocabulary, problems: list[Problem]
) -> Guideline | None:
    shape = shaped(GuidelineShape, mapping[name], problems)
    if shape is None:
        return None
    first, last = shape.in_force.start, shape.in_force.end
    start = Boundary(first.date, first.by)
    end = Boundary(last.date, last.by) if last else None
    if end and end.date < start.date:
        message = f"'{name}' ends on {end.date}, before it begins on {start.date}"
        problems.append(Problem("dates-out-of-order", message, shape.in_force.place("to")))
    return Guideline(
        name,
        shape.title,
        shape.publisher,
        shape.year,
        shape.rank,
        InForce(start, end),
        ALWAYS if shape.scope is None else reader.read(shape.scope),
        tuple(
            Supersedes(each.guideline, tuple(vocabulary.current(name) for name in each.treatments))
            for each in shape.supersedes
        ),
        shape.licensed,
        shape.kind,
        shape.jurisdiction,
        shape.short,
        shape.checked,
        shape.source,
        str(shape.basis),
        mapping.keys_at[name],
    )


def _check_supersedes(found: Mapping[str, Guideline], vocabulary: Vocabulary, problems: list[Problem]) -> None:
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
