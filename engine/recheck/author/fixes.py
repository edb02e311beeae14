"""Safe mends of rule files: one scalar becomes another, and every other character of the file stays.

ruamel.yaml says at which characters a scalar stands; the text around it, with comments and layout, is not
written anew. A mend is made only where the file, read again, differs in that scalar and in nothing else.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

from recheck.author.lints.kind import Edit
from recheck.load.files import RuleFile
from recheck.load.yaml_text import parse
from recheck.model.node import Node, Scalar, YamlMapping
from recheck.model.problem import ProblemsFound, missing_extra


@dataclass(frozen=True, slots=True)
class Mended:
    """A file before and after its edits, and how many were made."""

    file: RuleFile
    before: str
    after: str
    count: int

    @property
    def diff(self) -> str:
        """What changed, as a unified diff."""
        lines = (self.before.splitlines(keepends=True), self.after.splitlines(keepends=True))
        return "".join(unified_diff(*lines, self.file.name, self.file.name))


def mend(edits: Iterable[Edit], files: Mapping[str, RuleFile]) -> list[Mended]:
    """The files with all edits made, in memory; `write` puts them down.

    Raises:
        ProblemsFound: the extra `author` (ruamel.yaml) is not installed.
    """
    by_path: dict[str, list[Edit]] = {}
    for edit in dict.fromkeys(edits):
        by_path.setdefault(edit.path, []).append(edit)
    found = []
    for path, own in by_path.items():
        before = files[path].file.read_bytes().decode("utf-8")
        after, count = before, 0
        for edit in own:
            changed = mended_text(after, edit)
            count += changed != after
            after = changed
        if after != before:
            found.append(Mended(files[path], before, after, count))
    return found


def write(mended: Iterable[Mended]) -> None:
    """Put the mended files down."""
    for each in mended:
        each.file.file.write_bytes(each.after.encode("utf-8"))


def mended_text(text: str, edit: Edit) -> str:
    """The text with one edit made; unchanged where that cannot be done safely.

    >>> mended_text("a:  x.  # why\\n", Edit("a.yaml", ("a",), "x"))
    'a:  x  # why\\n'
    """
    node = _composed(text, edit.keys)
    if node is None or node.style in ("|", ">") or node.start_mark.line != node.end_mark.line:
        return text
    start, end = node.start_mark.index, node.end_mark.index
    if edit.key is not None:
        at = text.rfind(edit.keys[-1], 0, start)
        if at < 0 or text[at:start].strip() != f"{edit.keys[-1]}:":
            return text
        changed = f"{text[:at]}{edit.key}: {edit.text}{text[end:]}"
        return changed if _differs_only(text, changed, edit) else text
    quoted = (_in_style(edit.text, node.style), json.dumps(edit.text, ensure_ascii=False))
    for written in (edit.text,) if edit.is_number else quoted:
        changed = text[:start] + written + text[end:]
        if _differs_only(text, changed, edit):
            return changed
    return text


def _in_style(text: str, style: str | None) -> str:
    if style == "'":
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False) if style == '"' else text


def _composed(text: str, keys: tuple[str, ...]) -> Any:
    """ruamel's node at the keys; None where it is no scalar."""
    try:
        from ruamel.yaml import YAML
        from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
    except ImportError as error:
        raise ProblemsFound([missing_extra("`--fix`", "ruamel.yaml", "author")]) from error
    node = YAML().compose(text)
    for key in keys:
        if isinstance(node, SequenceNode) and key.isdigit() and int(key) < len(node.value):
            node = node.value[int(key)]
            continue
        if not isinstance(node, MappingNode):
            return None
        node = next((value for name, value in node.value if name.value == key), None)
    return node if isinstance(node, ScalarNode) else None


def _differs_only(before: str, after: str, edit: Edit) -> bool:
    old, new = parse(before, edit.path)[0], parse(after, edit.path)[0]
    if old is None or new is None:
        return False
    value = parse(edit.text, edit.path)[0] if edit.is_number else None
    wanted = _plain(value) if isinstance(value, Scalar) else edit.text
    before_it = _plain(old)
    if edit.key is not None:
        before_it = _renamed(before_it, edit.keys, edit.key)
    keys = edit.keys if edit.key is None else (*edit.keys[:-1], edit.key)
    same = _with(before_it, keys, wanted) == _plain(new)
    return bool(same and isinstance(wanted, int | float) is edit.is_number)


def _plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return node.value
    return (
        {key: _plain(value) for key, value in node.items()}
        if isinstance(node, YamlMapping)
        else list(map(_plain, node))
    )


def _renamed(value: Any, keys: tuple[str, ...], key: str) -> Any:
    """The value with the last of the keys under another name."""
    if len(keys) == 1:
        return {key if name == keys[0] else name: each for name, each in value.items()}
    return value | {keys[0]: _renamed(value[keys[0]], keys[1:], key)}


def _with(value: Any, keys: tuple[str, ...], text: Any) -> Any:
    if not keys:
        return text
    if isinstance(value, list):
        at = int(keys[0])
        return [*value[:at], _with(value[at], keys[1:], text), *value[at + 1 :]]
    return value | {keys[0]: _with(value[keys[0]], keys[1:], text)}
