"""A YAML document as nodes that know their place: mappings, lists and scalars."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from recheck.model.problem import Place, Problem, did_you_mean

ScalarValue: TypeAlias = bool | int | float | date | str


@dataclass(frozen=True, slots=True)
class Scalar:
    """One word or number: `text` as written, `value` as read.

    Of one that is `bad` the problem was said on reading; whoever meets it later stays silent.
    """

    text: str
    value: ScalarValue
    place: Place
    quoted: bool = False
    bad: bool = False


class YamlMapping(dict[str, "Node"]):
    """A mapping whose keys know their place."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.keys_at: dict[str, Place] = {}


class YamlList(list["Node"]):
    """A list that knows its place."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place


Node: TypeAlias = Scalar | YamlMapping | YamlList


def unknown_key(node: YamlMapping, key: str, allowed: list[str]) -> Problem:
    """The problem of a key that means nothing where it stands."""
    suggestion = did_you_mean(key, allowed) or f"known here: {', '.join(sorted(allowed))}"
    return Problem("unknown-key", f"'{key}' means nothing here", node.keys_at[key], suggestion)


def unknown_name(kind: str, name: str, known: Mapping[str, object], place: Place) -> Problem:
    """The problem of a name that is not in the vocabulary, pointing at the nearest that is."""
    suggestion = did_you_mean(name, known)
    if suggestion:
        near = known[suggestion.split("'")[1]]
        stands = getattr(near, "place", None)
        suggestion += f" ({stands})" if stands else ""
    return Problem(f"unknown-{kind}", f"'{name}' is not in the vocabulary", place, suggestion)
