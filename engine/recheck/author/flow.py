"""Values and nodes as YAML on one line, so that what is written is read back as what was meant."""

import re

from recheck.load.yaml_text import parse
from recheck.model.node import Node, Scalar, YamlList
from recheck.model.value import Held, written

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_ ./()'%;+-]*")


def word(text: str) -> str:
    """A text as a YAML scalar, quoted only where it must be.

    >>> word("At most six visits"), word("true"), word("a: b"), word("60")
    ('At most six visits', '"true"', '"a: b"', '"60"')
    """
    return text if _PLAIN.fullmatch(text) and text == text.strip() and _reads_as(text) == text else _quoted(text)


def as_written(text: str) -> str:
    """A page or section, whose text counts however YAML reads it.

    >>> as_written("60"), as_written("9792.20(f)"), as_written("Chapter 8, Neck")
    ('60', '9792.20(f)', '"Chapter 8, Neck"')
    """
    bare = _PLAIN.fullmatch(text) and text == text.strip() and not parse(text, "")[1]
    return text if bare else _quoted(text)


def value(held: Held) -> str:
    """A fact's value.

    >>> from datetime import date
    >>> value(True), value(6), value(date(2016, 1, 2)), value(frozenset({"b", "a"})), value("acute")
    ('true', '6', '2016-01-02', '[a, b]', 'acute')
    """
    if isinstance(held, frozenset):
        return f"[{', '.join(as_written(each) for each in sorted(held))}]"
    return as_written(held) if isinstance(held, str) else written(held)


def node(found: Node) -> str:
    """A node as it was read.

    >>> node(parse('any: [{a: true}, {b: {at_most: 6}}]', "")[0])
    '{any: [{a: true}, {b: {at_most: 6}}]}'
    """
    if isinstance(found, Scalar):
        return _quoted(found.text) if found.quoted else as_written(found.text)
    if isinstance(found, YamlList):
        return f"[{', '.join(map(node, found))}]"
    return "{" + ", ".join(f"{word(name)}: {node(inner)}" for name, inner in found.items()) + "}"


def _reads_as(text: str) -> object:
    found = parse(text, "")[0]
    return found.value if isinstance(found, Scalar) else None


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
