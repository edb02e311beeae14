"""rules/common_requests.yaml: the treatments that are requested most, with what was searched for each."""

from collections.abc import Mapping
from dataclasses import dataclass

from recheck.load.files import RuleFile
from recheck.load.shape import Shape, optional, required, several, shaped, text, texts
from recheck.load.vocabulary import mapping_of
from recheck.model.node import unknown_name
from recheck.model.problem import Problem
from recheck.model.rule import RuleSet

COMMON = "common_requests.yaml"


@dataclass(frozen=True, slots=True)
class CommonRequest:
    """A treatment, of a region where that matters."""

    treatment: str
    region: str | None
    would_speak: tuple[str, ...]
    """Licensed editions that would decide first, if they were at hand."""
    searched: str | None
    """Where a public criterion was looked for in vain."""


class CommonRequestShape(Shape):
    """One of the requests."""

    treatment: str = required(text)
    region: str | None = optional(text)
    would_speak: tuple[str, ...] = optional(texts, ())
    searched: str | None = optional(text)


class CommonShape(Shape):
    """The file."""

    source: str = required(text)
    requests: tuple[CommonRequestShape, ...] = required(several(CommonRequestShape))


def common_requests(
    files: Mapping[str, RuleFile], rules: RuleSet, problems: list[Problem]
) -> tuple[tuple[CommonRequest, ...], str]:
    """The requests of the last folder that names any, and where the list comes from; none where no folder does."""
    file = files.get(COMMON)
    shape = shaped(CommonShape, mapping_of(file, problems), problems) if file else None
    if shape is None:
        return (), ""
    for each in shape.requests:
        if rules.vocabulary.current(each.treatment) not in rules.vocabulary.treatments:
            problems.append(
                unknown_name("treatment", each.treatment, rules.vocabulary.treatments, each.place("treatment"))
            )
        if each.region is not None and each.region not in rules.vocabulary.body_regions:
            problems.append(
                unknown_name("region", each.region, dict.fromkeys(rules.vocabulary.body_regions), each.place("region"))
            )
        for name in each.would_speak:
            if name not in rules.guidelines:
                problems.append(unknown_name("guideline", name, rules.guidelines, each.place("would_speak")))
    found = tuple(
        CommonRequest(rules.vocabulary.current(each.treatment), each.region, each.would_speak, each.searched)
        for each in shape.requests
    )
    return found, shape.source
