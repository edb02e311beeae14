"""The findings of a determination, as a case file holds them: each with its fact, place, value and lines."""

from collections.abc import Iterable
from dataclasses import replace

from recheck.conditions.typed import typed
from recheck.load.case_shapes import AlsoShape, BesideShape, FindingShape
from recheck.model.case import Beside, Evidence, Finding
from recheck.model.node import Node, Scalar, YamlList, unknown_name
from recheck.model.problem import Problem
from recheck.model.vocabulary import Vocabulary


def findings_of(shapes: Iterable[FindingShape], vocabulary: Vocabulary, problems: list[Problem]) -> tuple[Finding, ...]:
    """The findings; what is wrong with them is added to the problems."""
    found = (_finding(each, vocabulary, problems) for each in shapes)
    return tuple(each for each in found if each)


def _finding(shape: FindingShape, vocabulary: Vocabulary, problems: list[Problem]) -> Finding | None:
    lines = _lines(shape.lines, problems)
    if lines is None:
        return None
    found = _of_fact(shape, shape.quote, lines, vocabulary, problems)
    also = [_of_fact(each, shape.quote, lines, vocabulary, problems) for each in shape.also]
    if found is None:
        return None
    return replace(found, also=tuple(each for each in also if each), record=_beside(shape.record, problems))


def _of_fact(
    shape: FindingShape | AlsoShape, quote: str, lines: tuple[int, int], vocabulary: Vocabulary, problems: list[Problem]
) -> Finding | None:
    fact = vocabulary.facts.get(shape.fact)
    if fact is None:
        problems.append(unknown_name("fact", shape.fact, vocabulary.facts, shape.place("fact")))
        return None
    if (shape.value is None) != shape.not_found:
        message = f"a finding on '{shape.fact}' has a value, or is not_found"
        problems.append(Problem("missing-key", message, shape.place("fact"), "say one of the two"))
        return None
    value = None if shape.value is None else typed(fact, shape.value, problems)
    if value is None and shape.value is not None:
        return None
    return Finding(shape.fact, shape.where, value, quote, lines)


def _beside(shape: BesideShape | None, problems: list[Problem]) -> Beside | None:
    lines = _lines(shape.lines, problems) if shape else None
    return Beside(shape.says, Evidence("lines", *lines), shape.quote) if shape and lines else None


def _lines(node: Node, problems: list[Problem]) -> tuple[int, int] | None:
    """The first and the last line, both counted from 1."""
    items = [each.value for each in node if isinstance(each, Scalar)] if isinstance(node, YamlList) else []
    whole = [each for each in items if isinstance(each, int) and not isinstance(each, bool) and each > 0]
    if len(whole) != 2 or whole[0] > whole[1]:
        problems.append(Problem("wrong-type", "'lines' is the first and the last line: [12, 13]", node.place))
        return None
    return whole[0], whole[1]
