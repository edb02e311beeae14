"""The mend of a number that stands in quotes: the same number without them.

Comes in: a problem that loading found. Goes out: the edit that mends it, where the problem is a quoted number
and nothing else.
"""

from collections.abc import Iterator, Mapping

from recheck.author.lints.kind import Edit
from recheck.conditions.typed import WITHOUT_QUOTES
from recheck.load.files import RuleFile
from recheck.load.vocabulary import node_of
from recheck.model.node import Node, Scalar, YamlList, YamlMapping
from recheck.model.problem import Problem


def unquoting(problem: Problem, files: Mapping[str, RuleFile]) -> Edit | None:
    """The edit that takes the quotes away; None of any other problem."""
    if problem.suggestion != WITHOUT_QUOTES or problem.place is None:
        return None
    for path, file in files.items():
        if file.name != problem.place.source.name:
            continue
        node = node_of(file, [])
        for keys, scalar in _scalars(node) if node is not None else ():
            at = scalar.place
            if (at.line, at.column) == (problem.place.line, problem.place.column) and scalar.quoted:
                return Edit(path, keys, scalar.text, is_number=True)
    return None


def _scalars(node: Node, keys: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Scalar]]:
    """Every scalar with the keys, and the numbers in lists, under which it stands."""
    if isinstance(node, Scalar):
        yield keys, node
    elif isinstance(node, YamlMapping):
        for key, value in node.items():
            yield from _scalars(value, (*keys, key))
    elif isinstance(node, YamlList):
        for index, value in enumerate(node):
            yield from _scalars(value, (*keys, str(index)))
