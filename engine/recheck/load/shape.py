"""The base of all file shapes: what keys a mapping has, and how each value is read.

Comes in: a node. Goes out: a shape with typed values, or problems with file, line and column: an
unknown key with the nearest known one, a missing key at its mapping, a wrong type at the value; all of
them, not the first. (pydantic would do this too, but building its models takes longer than all the
rest of `recheck screen`; it describes the output instead.)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar, cast

from recheck.model.node import Node, Scalar, YamlList, YamlMapping, unknown_key
from recheck.model.problem import Place, Problem, did_you_mean

T = TypeVar("T")
D = TypeVar("D")
E = TypeVar("E", bound=StrEnum)
S = TypeVar("S", bound="Shape")

Reader = Callable[[Node, list[Problem]], T | None]
"""A node's value; None after adding the problem with it."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a mapping: as the file writes it, how it is read, and what stands for its absence."""

    name: str | None
    read: Reader[Any]
    required: bool
    default: object


def required(read: Reader[T], name: str | None = None) -> T:
    """A key that must be there; `name` where the file's word is not the attribute's."""
    return cast(T, Key(name, read, True, None))


def optional(read: Reader[T], default: D = cast(Any, None), name: str | None = None) -> T | D:  # noqa: B008  # None, typed
    """A key that may be absent."""
    return cast(T, Key(name, read, False, default))


class Shape:
    """One mapping of a file; its subclasses list its keys."""

    keys: ClassVar[Mapping[str, tuple[str, Key]]] = {}
    """File's word -> attribute and how it is read."""
    node: YamlMapping
    is_broken: bool = False

    def __init_subclass__(cls) -> None:
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Key)}
        cls.keys = {**cls.keys, **{key.name or name: (name, key) for name, key in own.items()}}

    def place(self, key: str) -> Place:
        """Where the value of a key stands; the mapping where the key is absent."""
        return self.node[key].place if key in self.node else self.node.place


def shaped(shape: type[S], node: Node | None, problems: list[Problem]) -> S | None:
    """The node as this shape; None after adding every problem that keeps it from being one."""
    found = partly_shaped(shape, node, problems)
    return None if found is None or found.is_broken else found


def partly_shaped(shape: type[S], node: Node | None, problems: list[Problem]) -> S | None:
    """The node as this shape, `is_broken` where keys are missing or wrong, so that the rest is still read."""
    if node is None:
        return None
    if not isinstance(node, YamlMapping):
        _say(problems, "a mapping", node)
        return None
    found = shape()
    found.node = node
    problems.extend(unknown_key(node, key, list(shape.keys)) for key in node if key not in shape.keys)
    for word, (attribute, key) in shape.keys.items():
        value = key.default
        if word in node:
            value = key.read(node[word], problems)
            found.is_broken |= value is None
        elif key.required:
            problems.append(Problem("missing-key", f"'{word}' is missing here", node.place, f"add '{word}: …'"))
            found.is_broken = True
        setattr(found, attribute, value)
    return found


def _say(problems: list[Problem], wanted: str, node: Node) -> None:
    """Say what is wanted in a node's place, unless what is wrong with it was said before."""
    if isinstance(node, Scalar) and node.bad:
        return
    found = f"'{node.text}'" if isinstance(node, Scalar) else "a list" if isinstance(node, YamlList) else "a mapping"
    problems.append(Problem("wrong-type", f"{wanted} is wanted here, not {found}", node.place))


# -- readers --------------------------------------------------------------------------------------


def raw(node: Node, _: list[Problem]) -> Any:
    """The node itself, for what is read later."""
    return node


def text(node: Node, problems: list[Problem]) -> str | None:
    """A word or text, as written: a section 9792.20 stays that."""
    if isinstance(node, Scalar) and not node.bad and node.text.strip():
        return node.text
    _say(problems, "a word or text", node)
    return None


def texts(node: Node, problems: list[Problem]) -> tuple[str, ...] | None:
    """One text, or a list of them."""
    items = node if isinstance(node, YamlList) else [node]
    found = [text(item, problems) for item in items]
    return None if None in found else tuple(each for each in found if each is not None)


def flag(node: Node, problems: list[Problem]) -> bool | None:
    """True or false."""
    if isinstance(node, Scalar) and isinstance(node.value, bool):
        return node.value
    _say(problems, "true or false", node)
    return None


def whole(node: Node, problems: list[Problem]) -> int | None:
    """A whole number."""
    if isinstance(node, Scalar) and isinstance(node.value, int) and not isinstance(node.value, bool):
        return node.value
    _say(problems, "a whole number", node)
    return None


def number(node: Node, problems: list[Problem]) -> int | float | None:
    """A number."""
    if isinstance(node, Scalar) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return node.value
    _say(problems, "a number", node)
    return None


def day(node: Node, problems: list[Problem]) -> date | None:
    """An ISO date."""
    if isinstance(node, Scalar) and isinstance(node.value, date):
        return node.value
    _say(problems, "a date such as 2016-11-30", node)
    return None


class OneOf(Generic[E]):
    """Reads a member of an enumeration."""

    def __init__(self, kind: type[E]) -> None:
        self.kind = kind
        self.words = [str(each) for each in kind]

    def __call__(self, node: Node, problems: list[Problem]) -> E | None:
        word = text(node, problems)
        if word is None or word in self.words:
            return None if word is None else self.kind(word)
        suggestion = did_you_mean(word, self.words) or f"one of: {', '.join(self.words)}"
        problems.append(Problem("unknown-value", f"'{word}' is not known here", node.place, suggestion))
        return None


class Nested(Generic[S]):
    """Reads a mapping of another shape."""

    def __init__(self, shape: type[S]) -> None:
        self.shape = shape

    def __call__(self, node: Node, problems: list[Problem]) -> S | None:
        return shaped(self.shape, node, problems)


class Several(Generic[S]):
    """Reads a list of mappings of another shape."""

    def __init__(self, shape: type[S]) -> None:
        self.shape = shape

    def __call__(self, node: Node, problems: list[Problem]) -> tuple[S, ...] | None:
        if not isinstance(node, YamlList):
            _say(problems, "a list", node)
            return None
        found = [shaped(self.shape, item, problems) for item in node]
        return None if None in found else tuple(each for each in found if each is not None)


def one_of(kind: type[E]) -> Reader[E]:
    """A member of an enumeration."""
    return OneOf(kind)


def nested(shape: type[S]) -> Reader[S]:
    """A mapping of another shape."""
    return Nested(shape)


def several(shape: type[S]) -> Reader[tuple[S, ...]]:
    """A list of mappings of another shape."""
    return Several(shape)
