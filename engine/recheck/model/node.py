"""A YAML document as nodes that know their place: mappings, lists and scalars."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from recheck.model.problem import Place, Problem, did_you_mean, is_slip, nearest, which_is_meant

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


LISTED_BY = {"fact": "recheck facts", "treatment": "recheck find"}


def unknown_name(kind: str, name: str, known: Mapping[str, object], place: Place) -> Problem:
    """The problem of a name that is not in the vocabulary, with the nearest that is, or all that may be meant.

    A fact is looked for in the words of its question too: people write what they would be asked.
    """
    near = nearest(name, known)
    parts = set(name.lower().split("_"))
    if len(parts) > 1 and not (len(near) == 1 and is_slip(name, near[0])):
        near += [other for other, each in known.items() if other not in near and parts <= _asks(each)]
    by = f"`{LISTED_BY[kind]} {' '.join(name.split('_'))}` lists them" if kind in LISTED_BY else ""
    suggestion = which_is_meant(near, by)
    if len(near) == 1:
        stands = getattr(known[near[0]], "place", None)
        suggestion = f"{suggestion} ({stands})" if stands else suggestion
    return Problem(f"unknown-{kind}", f"'{name}' is not in the vocabulary", place, suggestion)


def _asks(each: object) -> set[str]:
    """The words of a fact's question; of what has none, none."""
    return set(re.findall(r"[a-z]+", (getattr(each, "question", None) or "").lower()))
