"""What every engine yields for a rule."""

from dataclasses import dataclass
from typing import NamedTuple

from recheck.model.truth import Truth


@dataclass(frozen=True, slots=True)
class CriterionTruth:
    """A criterion's truth; its truth with `already` at its lower bound; and why it is UNKNOWN, if so."""

    truth: Truth
    silent: Truth
    contradicted: bool
    heard: bool = False
    """Whether it is UNKNOWN and the record documents what its answer would stand in (`heard_in`)."""


class Applying(NamedTuple):
    """Whether a rule's guideline is in scope and whether the rule applies; and why that is UNKNOWN, if so."""

    scope: Truth
    applies: Truth
    contradicted: bool = False
