"""The words of which titles of requests are made, apart from the treatments that they name together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from recheck.model.problem import Place


class WordKind(StrEnum):
    """What a word does in a title."""

    PROCEDURE = "procedure"
    """Names what is asked for: MRI, arthroscopy, consultation."""
    MODIFIER = "modifier"
    """Changes what is asked for: without contrast, trial, rental."""
    REGION = "region"
    SIDE = "side"
    FORM = "form"
    """The form of a drug: cream, patch."""
    RELEASE = "release"
    """How a drug is released: ER."""
    SALT = "salt"
    """Belongs to a drug's name and changes nothing."""
    DIRECTION = "direction"
    """How a drug is taken: by mouth, at bedtime."""
    FILLER = "filler"
    """Says nothing of what is asked for."""
    PURPOSE = "purpose"
    """What follows is why, not what."""
    LABEL = "label"
    """Before a colon: what the request belongs to."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One meaning with the words for it."""

    name: str
    kind: WordKind
    words: tuple[str, ...]
    says: str | None = None
    """How it is shown; its name unless given."""
    regions: tuple[str, ...] = ()
    """Of a region's word, the regions that it names; of a procedure, where it is done if the title does not say."""
    generic: bool = False
    """Whether a procedure's word stands back beside a procedure that says more: injection, evaluation."""
    yields_to: tuple[str, ...] = ()
    """Categories of treatments beside which a procedure's word says nothing more: arthroscopy beside a repair."""
    depends: bool = False
    """Whether it tells that the request hangs on another: postoperative."""
    route: str | None = None
    """Of a drug's form: oral, topical, patch, injected, nasal, inhaled, rectal, eye."""
    place: Place | None = field(default=None, compare=False, repr=False)

    @property
    def shown(self) -> str:
        return self.says or self.name.replace("_", " ")


Concepts = Mapping[str, Concept]
