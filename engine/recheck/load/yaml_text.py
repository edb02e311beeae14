"""YAML text to nodes that know their place.

Comes in: untrusted text. Goes out: mappings, lists and scalars, each with file, line and column,
and the problems found on the way. Scalars are read as written: true, false, decimal numbers and ISO
dates; YAML 1.1's other readings (`on`, `010`, `1:30`) stay strings. Size, depth and aliases are
bounded while reading, so that a hostile file is left at the limit and never built whole.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml

from recheck.load.yaml_words import in_plain_words
from recheck.model.node import Node, Scalar, ScalarValue, YamlList, YamlMapping
from recheck.model.problem import Place, Problem, Source

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 60
MAX_NODES = 200_000
MAX_NUMBER = 10**12

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]{1,6})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EMPTY = {"", "~", "null", "Null", "NULL"}


@dataclass(slots=True)
class _Open:
    """A collection that is still being read."""

    node: YamlMapping | YamlList
    anchor: str | None
    size: int = 1
    key: Scalar | None = None


@dataclass(slots=True)
class _Builder:
    source: Source
    problems: list[Problem] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Node, int]] = field(default_factory=dict)
    root: Node | None = None
    documents: int = 0
    nodes: int = 0

    def place(self, event: yaml.Event, width: int = 1) -> Place:
        mark = event.start_mark
        assert mark is not None  # every event of a parsed text has one
        return Place(self.source, mark.line + 1, mark.column + 1, width)

    def problem(self, code: str, message: str, place: Place, suggestion: str | None = None) -> None:
        self.problems.append(Problem(code, message, place, suggestion))

    def take(self, event: yaml.Event) -> bool:
        """Take one event; False where reading must stop."""
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.problem(
                "tag-not-allowed",
                f"the tag '{tag}' is not allowed",
                self.place(event),
                "write the value without a tag",
            )
            return False
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    self.problem(
                        "several-documents",
                        "a file holds one document",
                        self.place(event),
                        "move what follows '---' to a file of its own",
                    )
                    return False
            case yaml.AliasEvent():
                return self.alias(event)
            case yaml.ScalarEvent():
                place = self.place(event, max(1, len(event.value)))
                quoted = event.style in ("'", '"', "|", ">")
                known = len(self.problems)
                value = event.value if quoted else self.read(event.value, place)
                scalar = Scalar(event.value, value, place, quoted, len(self.problems) > known)
                return self.add(scalar, 1, event.anchor)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                if len(self.stack) >= MAX_DEPTH:
                    self.problem(
                        "too-deep",
                        f"nested more than {MAX_DEPTH} levels deep",
                        self.place(event),
                        "split the file, or name a group as a definition",
                    )
                    return False
                place = self.place(event)
                mapping = isinstance(event, yaml.MappingStartEvent)
                node = YamlMapping(place) if mapping else YamlList(place)
                self.stack.append(_Open(node, event.anchor))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                done = self.stack.pop()
                return self.add(done.node, done.size, done.anchor)
            case _:
                pass
        return True

    def alias(self, event: yaml.AliasEvent) -> bool:
        name = event.anchor or ""
        known = self.anchors.get(name)
        if known is None:
            self.problem(
                "unknown-anchor",
                f"'*{name}' names no finished anchor",
                self.place(event, len(name) + 1),
                "write the value out",
            )
            return False
        return self.add(known[0], known[1], None)

    def add(self, node: Node, size: int, anchor: str | None) -> bool:
        """Put a finished node where it belongs; `size` counts what its aliases stand for."""
        if anchor is not None:
            self.anchors[anchor] = (node, size)
        self.nodes += 1 if isinstance(node, Scalar) else 0
        if not self.stack:
            self.root = node
            return True
        top = self.stack[-1]
        top.size += size
        if top.size > MAX_NODES or self.nodes > MAX_NODES:
            self.problem(
                "too-large",
                f"more than {MAX_NODES:,} values, aliases counted at what they stand for",
                top.node.place,
                "split the file, and write aliases out",
            )
            return False
        if isinstance(top.node, YamlList):
            top.node.append(node)
        elif top.key is None:
            if not isinstance(node, Scalar):
                self.problem("key-not-a-word", "a key must be a word", node.place, "quote the key, or use a list")
                return False
            top.key = node
        else:
            key, top.key = top.key, None
            if key.text in top.node:
                self.problem(
                    "duplicate-key",
                    f"'{key.text}' stands twice in this mapping",
                    key.place,
                    f"the first is at {top.node.keys_at[key.text]}; keep one of them",
                )
            else:
                top.node[key.text] = node
                top.node.keys_at[key.text] = key.place
        return True

    def read(self, text: str, place: Place) -> ScalarValue:
        """A plain scalar as the language reads it; what YAML 1.1 reads differently stays text."""
        if text == "true":
            return True
        if text == "false":
            return False
        if text in _EMPTY:
            self.problem(
                "no-value",
                "a value is missing here",
                place,
                "write a value, or remove the key: what is not documented is left out",
            )
            return text
        if _NUMBER.fullmatch(text):
            number = float(text) if "." in text else int(text)
            if abs(number) > MAX_NUMBER:
                self.problem("number-out-of-range", f"{text} is beyond {MAX_NUMBER:,}", place)
                return 0
            return number
        if _DATE.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError as error:
                self.problem("no-such-date", f"'{text}' is not a date: {error}", place)
        return text


def parse(text: str, name: str, *, loader: type = yaml.CSafeLoader) -> tuple[Node | None, list[Problem]]:
    """The nodes of one YAML document, and what is wrong with it.

    >>> node, problems = parse("sessions: {requested: 010, on: 1:30}", "a.yaml")
    >>> node["sessions"]["requested"].value, list(node["sessions"]), problems
    ('010', ['requested', 'on'], [])
    >>> _, problems = parse("a: 1\\na: 2", "a.yaml")
    >>> print(problems[0])
    a.yaml:2:1: error duplicate-key: 'a' stands twice in this mapping

    Args:
        text: what was read.
        name: how the user knows it, for the places of problems.
        loader: PyYAML's loader; the C loader unless a test asks for the other.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        too_large = Problem("too-large", f"the file is larger than {MAX_BYTES:,} bytes", Place(Source(name)))
        return None, [too_large]
    builder = _Builder(Source(name, tuple(text.splitlines())))
    try:
        for event in yaml.parse(text, Loader=loader):
            if not builder.take(event):
                return None, builder.problems
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(builder.source, mark.line + 1, mark.column + 1) if mark else Place(builder.source)
        lines = builder.source.lines
        line = lines[mark.line] if mark and mark.line < len(lines) else ""
        message, remedy = in_plain_words(error.problem or "not YAML", line, mark.column if mark else 0)
        builder.problem("yaml-syntax", message, place, remedy or error.context)
    except (yaml.YAMLError, UnicodeError) as error:
        reason = str(error).splitlines()[0]
        builder.problem("yaml-syntax", f"not readable as YAML: {reason}", Place(builder.source))
    if builder.root is None and not builder.problems:
        builder.problem("empty-file", "the file holds nothing", Place(builder.source))
    return builder.root, builder.problems


def read_text(path: Path, name: str | None = None) -> tuple[str, list[Problem]]:
    """A file's text in UTF-8; what keeps it from being read is a problem, not an exception."""
    shown = Source(name or str(path))
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            return "", [Problem("too-large", f"{size:,} bytes; at most {MAX_BYTES:,} are read", Place(shown))]
        return path.read_bytes().decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        message = f"byte {error.start} is not UTF-8"
        return "", [Problem("not-utf8", message, Place(shown), "save the file as UTF-8")]
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return "", [Problem("unreadable", f"cannot be read: {reason}", Place(shown))]
