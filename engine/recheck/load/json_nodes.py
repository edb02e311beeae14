"""JSON as the nodes that files are read from, and back: a case comes by HTTP in the shape of a case file.

Comes in: data that a JSON parser made. Goes out: nodes whose place is the JSON pointer of each value, and the
problems found on the way. JSON has no dates: a text that is an ISO date is read as one, as YAML does. Depth and
size have the bounds of YAML files.
"""

import math
from collections.abc import Mapping
from datetime import date

from recheck.load.yaml_text import MAX_DEPTH, MAX_NODES, MAX_NUMBER
from recheck.model.node import Node, Scalar, YamlList, YamlMapping
from recheck.model.problem import Place, Problem, Source
from recheck.model.value import Value

ISO = len("2016-12-01")


def nodes_of(data: object, at: str, problems: list[Problem]) -> Node | None:
    """The nodes of JSON data; None after adding a problem where it is too deep or too large.

    >>> problems = []
    >>> node = nodes_of({"on": "2016-12-01", "n": 8}, "#/case", problems)
    >>> node["on"].value, node["n"].value, str(node["n"].place)
    (datetime.date(2016, 12, 1), 8, '#/case/n:1:1')

    Args:
        data: mappings, lists, texts, numbers, true and false.
        at: the pointer of the data itself.
        problems: where to add what is wrong.
    """
    return _Reading(problems).node(data, Place(Source(at)), 1)


class _Reading:
    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.count = 0
        self.stopped = False

    def node(self, data: object, place: Place, depth: int) -> Node | None:
        self.count += 1
        if depth > MAX_DEPTH or self.count > MAX_NODES:
            if not self.stopped:
                deep = depth > MAX_DEPTH
                message = f"nested more than {MAX_DEPTH} levels deep" if deep else f"more than {MAX_NODES:,} values"
                self.problems.append(Problem("too-deep" if deep else "too-large", message, place))
            self.stopped = True
            return None
        if isinstance(data, Mapping):
            return self.mapping(data, place, depth)
        if isinstance(data, list):
            items = YamlList(place)
            for number, each in enumerate(data):
                item = self.node(each, Place(Source(f"{place.source.name}/{number}")), depth + 1)
                if item is None:
                    return None
                items.append(item)
            return items
        return self.scalar(data, place)

    def mapping(self, data: Mapping[object, object], place: Place, depth: int) -> Node | None:
        found = YamlMapping(place)
        at = place.source.name
        for key, value in data.items():
            name = str(key)
            where = Place(Source(f"{at}/{name.replace('~', '~0').replace('/', '~1')}"))
            self.checked(name, where)
            node = self.node(value, where, depth + 1)
            if node is None:
                return None
            found[name] = node
            found.keys_at[name] = where
        return found

    def scalar(self, data: object, place: Place) -> Scalar:
        if isinstance(data, bool):
            return Scalar("true" if data else "false", data, place)
        if isinstance(data, int | float):
            if not math.isfinite(data) or abs(data) > MAX_NUMBER:
                self.problems.append(Problem("number-out-of-range", f"a number beyond {MAX_NUMBER:,}", place))
                return Scalar("0", 0, place, bad=True)
            return Scalar(str(data), data, place)
        if data is None or data == "":
            hint = "give a value, or leave the key out: what is not documented is left out"
            self.problems.append(Problem("no-value", "a value is missing here", place, hint))
            return Scalar("", "", place, bad=True)
        text = str(data)
        if not self.checked(text, place):
            return Scalar("", "", place, bad=True)
        if len(text) == ISO:
            try:
                return Scalar(text, date.fromisoformat(text), place)
            except ValueError:
                pass
        return Scalar(text, text, place, quoted=True)

    def checked(self, text: str, place: Place) -> bool:
        """Whether a text can be stored and shown."""
        if text.isprintable() or not any(
            (each < " " and each not in "\n\r\t") or "\ud800" <= each <= "\udfff" for each in text
        ):
            return True
        hint = "leave control characters and unpaired surrogates out"
        self.problems.append(Problem("not-text", "this text holds characters that are none", place, hint))
        return False


def plain(node: Node) -> object:
    """Nodes as JSON data, from which the same case is read again.

    >>> from recheck.load.yaml_text import parse
    >>> plain(parse("{on: 2016-12-01, n: 8, words: [a, true]}", "a.yaml")[0])
    {'on': '2016-12-01', 'n': 8, 'words': ['a', True]}
    """
    if isinstance(node, YamlMapping):
        return {name: plain(value) for name, value in node.items()}
    if isinstance(node, YamlList):
        return [plain(each) for each in node]
    return plain_value(node.value)


def plain_value(value: Value) -> object:
    """One value as JSON data."""
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value
