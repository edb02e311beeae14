"""A draft case gone through by a person: what there is to look at, and the case file with what was found.

Comes in: a case file's text. Goes out: each reading of each fact as a step, and the text in which those that
were accepted or corrected are `confirmed`, and those that are not documented are gone and noted as such. A
case whose readings are all confirmed is no draft any more.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from recheck.letters.case_text import Tree, changed, tree_of
from recheck.letters.write import HEAD
from recheck.model.case import Evidence

Path = tuple[str, ...]
Key = tuple[Path, int]


class Verdict(StrEnum):
    """What a person says of a reading."""

    ACCEPT = "accept"
    CORRECT = "correct"
    NOT_DOCUMENTED = "not documented"


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict, and the right value where it is corrected."""

    verdict: Verdict
    value: Any = None


@dataclass(frozen=True, slots=True)
class Step:
    """One reading of a fact, as a case file has it."""

    path: Path
    """The keys down to the fact: ('regions', 'lumbar', 'motor_deficit')."""
    number: int
    of: int
    """How many readings the fact has."""
    value: Any
    evidence: Evidence | None
    dated: Any
    confirmed: bool

    @property
    def key(self) -> Key:
        return self.path, self.number

    @property
    def fact(self) -> str:
        return self.path[-1]

    @property
    def where(self) -> str:
        """What it is a fact of.

        >>> Step(("regions", "knee_left", "swelling"), 0, 1, True, None, None, False).where
        'knee left'
        >>> Step(("requests", "mri", "facts", "repeat"), 0, 1, True, None, None, False).where
        'request mri'
        """
        inside = [each.replace("_", " ") for each in self.path[1:-1] if each not in ("facts", "parts")]
        head = {"claim": "the worker", "requests": f"request {', '.join(inside)}"}.get(self.path[0])
        return head or ", ".join(inside)


def steps_of(tree: Tree) -> list[Step]:
    """The readings of a case's facts, in the order of its file."""
    return [
        Step(
            path, number, len(readings), each["value"], _evidence(each), each.get("dated"), bool(each.get("confirmed"))
        )
        for path, node in _facts(tree)
        for readings in (readings_in(node),)
        for number, each in enumerate(readings)
    ]


def readings_in(node: Any) -> list[dict[str, Any]]:
    """A fact's readings, however briefly the file writes them.

    >>> readings_in(44), readings_in({"values": [{"value": 1}, {"value": 2}]})
    ([{'value': 44}], [{'value': 1}, {'value': 2}])
    """
    if isinstance(node, Mapping) and "values" in node:
        return [dict(each) for each in node["values"]]
    return [dict(node)] if isinstance(node, Mapping) else [{"value": node}]


def node_of_readings(readings: Sequence[Mapping[str, Any]]) -> Any:
    """Readings as a file writes them; the inverse of `readings_in`."""
    if len(readings) > 1:
        return {"values": [dict(each) for each in readings]}
    return dict(readings[0]) if len(readings[0]) > 1 else readings[0]["value"]


def _evidence(reading: Mapping[str, Any]) -> Evidence | None:
    for kind, (first, last) in reading.get("evidence", {}).items():
        return Evidence(kind, first, last)
    return None


def _facts(tree: Tree) -> Iterator[tuple[Path, Any]]:
    """Every fact with its path."""
    for name, node in tree.get("claim", {}).items():
        yield ("claim", name), node
    for region, facts in tree.get("regions", {}).items():
        for name, node in facts.items():
            yield ("regions", region, name), node
    for treatment, record in tree.get("treatments", {}).items():
        for key, node in record.items():
            if isinstance(node, Mapping) and not {"value", "values"} & set(node):
                for name, inner in node.items():
                    yield ("treatments", treatment, key, name), inner
            else:
                yield ("treatments", treatment, key), node
    yield from _facts_of_requests(("requests",), tree.get("requests", {}))


def _facts_of_requests(path: Path, requests: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
    for request, node in requests.items():
        for name, inner in node.get("facts", {}).items():
            yield (*path, request, "facts", name), inner
        yield from _facts_of_requests((*path, request, "parts"), node.get("parts", {}))


def reviewed(text: str, name: str, decisions: Mapping[Key, Decision]) -> str:
    """The case file with what a person decided of its readings.

    >>> text = "case: a\\ndraft: true\\nclaim:\\n  age: 44\\n"
    >>> print(reviewed(text, "a.yaml", {(("claim", "age"), 0): Decision(Verdict.CORRECT, 45)}))
    case: a
    claim:
      age: {value: 45, confirmed: true}
    <BLANKLINE>

    Raises:
        ProblemsFound: the file cannot be read, or cannot be changed in parts.
    """
    tree = tree_of(text, name)
    new = deepcopy(tree)
    gone: list[dict[str, Any]] = list(new.get("not_documented", []))
    for path, node in _facts(tree):
        kept = []
        for number, reading in enumerate(readings_in(node)):
            decision = decisions.get((path, number))
            if decision is None:
                kept.append(reading)
            elif decision.verdict is Verdict.NOT_DOCUMENTED:
                gone.append({"fact": ".".join(path), "value": reading["value"]})
            else:
                value = decision.value if decision.verdict is Verdict.CORRECT else reading["value"]
                kept.append({**reading, "value": value, "confirmed": True})
        put(new, path, kept)
    if gone:
        new["not_documented"] = gone
    looked_at = any((path, number) == ((), 0) for path, number in decisions)  # a case without facts
    steps = steps_of(new)
    if all(each.confirmed for each in steps) and (steps or gone or looked_at):
        new.pop("draft", None)
        text = text.replace(HEAD, "", 1)
    return changed(text, name, new)


def put(tree: Tree, path: Path, readings: Sequence[Mapping[str, Any]]) -> None:
    """Readings at a fact's place; without any, the fact goes, and what holds nothing without it."""
    holders = [tree]
    for key in path[:-1]:
        holders.append(holders[-1].setdefault(key, {}))
    if readings:
        holders[-1][path[-1]] = node_of_readings(readings)
        return
    holders[-1].pop(path[-1], None)
    for holder, key in reversed(list(zip(holders, path, strict=False))):
        if holder.get(key) == {}:
            del holder[key]
