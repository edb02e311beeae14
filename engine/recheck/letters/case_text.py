"""A case file's text, changed in the entries that change and nowhere else: comments and hand-made layout stay.

Comes in: the text and what it should hold, as plain values. Goes out: the new text, which holds exactly that.
"""

from collections.abc import Mapping
from typing import Any

from recheck.letters.write import rows_of
from recheck.load.yaml_text import parse
from recheck.model.node import Node, Scalar, YamlList, YamlMapping
from recheck.model.problem import Place, Problem, ProblemsFound, Source, errors

Tree = dict[str, Any]
_BEFORE = ("claim", "regions", "treatments", "requests")
"""A new entry at the top stands before the first of these."""


def tree_of(text: str, name: str) -> Tree:
    """What a case file holds, as plain values.

    >>> tree_of("case: a\\nclaim: {age: 44}\\n", "a.yaml")
    {'case': 'a', 'claim': {'age': 44}}

    Raises:
        ProblemsFound: it is no YAML mapping.
    """
    found = plain(_node(text, name))
    assert isinstance(found, dict)
    return found


def changed(text: str, name: str, new: Tree) -> str:
    """The text that holds a new tree, with the fewest entries written anew.

    >>> print(changed("case: a  # ours\\nclaim:\\n  age: 44\\n  sex: m\\n", "a", {"case": "a", "claim": {"age": 45}}))
    case: a  # ours
    claim:
      age: 45
    <BLANKLINE>

    Raises:
        ProblemsFound: the text is laid out so that it cannot be changed in parts.
    """
    node = _node(text, name)
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    for first, end, rows in sorted(_edits(node, new, lines), key=lambda each: -each[0]):
        lines[first:end] = rows
    found = "".join(lines)
    result, problems = parse(found, name)
    if result is None or errors(problems) or plain(result) != new:
        message = "this file is laid out so that it cannot be changed in parts"
        hint = "write it with one key on each line"
        raise ProblemsFound([Problem("not-editable", message, Place(Source(name)), hint)])
    return found


def _node(text: str, name: str) -> YamlMapping:
    node, problems = parse(text, name)
    if errors(problems) or not isinstance(node, YamlMapping):
        raise ProblemsFound(problems or [Problem("wrong-type", "a case is a mapping", Place(Source(name)))])
    return node


def plain(node: Node) -> Any:
    """A node's value; a number that would not be written as it stands (9792.20) is its text."""
    if isinstance(node, YamlMapping):
        return {key: plain(each) for key, each in node.items()}
    if isinstance(node, YamlList):
        return [plain(each) for each in node]
    assert isinstance(node, Scalar)
    return node.text if isinstance(node.value, float) and str(node.value) != node.text else node.value


def _edits(node: YamlMapping, new: Mapping[str, Any], lines: list[str]) -> list[tuple[int, int, list[str]]]:
    """Lines to be replaced: from, up to, and by what."""
    found: list[tuple[int, int, list[str]]] = []
    for key, child in node.items():
        place = node.keys_at[key]
        first, end = place.line - 1, _end(lines, place)
        if key not in new:
            found.append((first, end, []))
        elif plain(child) != new[key]:
            if isinstance(child, YamlMapping) and child and _is_block(child, lines):
                found += _edits(child, new[key], lines)
            else:
                found.append((first, end, rows_of(key, new[key], place.column - 1)))
    added = [key for key in new if key not in node]
    if added:
        known = [node.keys_at[key] for key in node if key in _BEFORE] or [*node.keys_at.values()]
        at = known[0]
        found += [(at.line - 1, at.line - 1, rows_of(key, new[key], at.column - 1)) for key in added]
    return found


def _is_block(node: YamlMapping, lines: list[str]) -> bool:
    """Whether each entry of a mapping has a line of its own."""
    places = list(node.keys_at.values())
    return all(not lines[each.line - 1][: each.column - 1].strip() for each in places)


def _end(lines: list[str], place: Place) -> int:
    """The line after an entry: what follows stands no further in than its key."""
    end = place.line
    for number in range(place.line, len(lines)):
        row = lines[number]
        if not row.strip() or row.lstrip().startswith("#"):
            continue
        if len(row) - len(row.lstrip()) < place.column:
            break
        end = number + 1
    return end
