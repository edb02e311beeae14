"""A scalar or list from a file as a value of a fact's type.

Comes in: a YAML node and the fact that it is a value of. Goes out: the value, or the problem with it.
Types are settled here, once, so that no evaluator ever compares a string with a number.
"""

import re
from datetime import date

from recheck.model.node import Node, Scalar, YamlList
from recheck.model.problem import Problem, did_you_mean
from recheck.model.value import Value, written
from recheck.model.vocabulary import Fact, FactType

_YES_NO = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
_NUMBERS = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})", re.ASCII)
"""A date in digits, in whichever order."""
WITHOUT_QUOTES = "write the number without quotes"
"""What is said of a number in quotes, which `rules check --fix` takes away."""
_WANTED = {
    FactType.BOOLEAN: "true or false",
    FactType.INTEGER: "a whole number",
    FactType.NUMBER: "a number",
    FactType.DATE: "a date such as 2016-11-30",
    FactType.CHOICE: "one of its values",
    FactType.SET: "a list of its values",
}


def typed(fact: Fact, node: Node, problems: list[Problem]) -> Value | None:
    """The node as a value of the fact; None after adding a problem where it is not one."""
    if isinstance(node, Scalar) and node.bad:
        return None
    if fact.type is FactType.SET:
        return _set(fact, node, problems)
    if not isinstance(node, Scalar):
        problems.append(_wrong(fact, node, "a list or mapping"))
        return None
    value = _scalar(fact, node)
    if value is None:
        problems.append(_wrong(fact, node, f"'{node.text}'"))
        return None
    if fact.type is FactType.CHOICE and node.text not in fact.values:
        problems.append(_unknown_value(fact, node))
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        bounds = fact.bounds
        if not bounds.low <= value <= bounds.high:
            message = f"{value} is out of bounds for '{fact.name}': {written(bounds)}"
            problems.append(Problem("out-of-bounds", message, node.place))
            return None
    return value


def _scalar(fact: Fact, node: Scalar) -> Value | None:
    value = node.value
    match fact.type:
        case FactType.BOOLEAN:
            return value if isinstance(value, bool) else None
        case FactType.INTEGER:
            return value if isinstance(value, int) and not isinstance(value, bool) else None
        case FactType.NUMBER:
            return value if isinstance(value, int | float) and not isinstance(value, bool) else None
        case FactType.DATE:
            return _day_in_quotes(node) if isinstance(value, bool | int | float | str) else value
        case _:
            return node.text


_WORD = {
    **dict.fromkeys((">=", "=>", "≥", "at least", "min"), "at_least"),
    **dict.fromkeys(("<=", "=<", "≤", "at most", "up to", "max", "no more than"), "at_most"),
    **dict.fromkeys((">", "more than", "over", "above"), "more_than"),
    **dict.fromkeys(("<", "less than", "under", "below"), "less_than"),
    **dict.fromkeys(("=", "=="), "equals"),
}
"""Comparisons as people write them, and the rule language's words for them."""
_COMPARED = re.compile(rf"({'|'.join(map(re.escape, sorted(_WORD, key=len, reverse=True)))})\s*(\d+(?:\.\d+)?)")


def _day_in_quotes(node: Scalar) -> date | None:
    """A date in quotes, as JSON writes every date; None where it is none."""
    if not node.quoted or len(node.text) != len("2016-11-30"):
        return None
    try:
        return date.fromisoformat(node.text)
    except ValueError:
        return None


def _set(fact: Fact, node: Node, problems: list[Problem]) -> Value | None:
    items = node if isinstance(node, YamlList) else [node]
    members = []
    for item in items:
        if not isinstance(item, Scalar):
            problems.append(_wrong(fact, item, "a list or mapping"))
            return None
        if fact.values and item.text not in fact.values:
            problems.append(_unknown_value(fact, item))
            return None
        members.append(item.text)
    return frozenset(members)


def _wrong(fact: Fact, node: Node, found: str) -> Problem:
    text = node.text if isinstance(node, Scalar) else ""
    suggestion = None
    if fact.type is FactType.BOOLEAN and text.lower() in _YES_NO:
        suggestion = f"write {_YES_NO[text.lower()]}"
    elif fact.type is FactType.BOOLEAN and text.lower() in ("true", "false"):
        suggestion = f"write {text.lower()}" + (", without quotes" if text == text.lower() else "")
    elif fact.type.is_numeric and isinstance(node, Scalar) and node.quoted and text.replace(".", "", 1).isdigit():
        suggestion = WITHOUT_QUOTES
    elif fact.type.is_numeric and (compared := _COMPARED.fullmatch(text.strip().lower())):
        suggestion = f"in a rule, write {{{_WORD[compared[1]]}: {compared[2]}}}"
    elif fact.type.is_numeric:
        suggestion = "write a decimal number such as 6 or 2.5"
    elif fact.type is FactType.DATE:
        suggestion = _as_iso(text.strip())
    message = f"'{fact.name}' is {_WANTED[fact.type]}, not {found}"
    return Problem("wrong-type", message, node.place, suggestion)


def _as_iso(text: str) -> str | None:
    """How to write a date of another form; None where it has no form of a date.

    >>> _as_iso("09/22/2025"), _as_iso("22.9.2025"), _as_iso("2025/9/22")
    ('write 2025-09-22', 'write 2025-09-22', 'write 2025-09-22')
    >>> _as_iso("04/05/2025"), _as_iso("9/22/25"), _as_iso("soon")
    ('write YYYY-MM-DD', 'write YYYY-MM-DD', None)
    """
    found = _NUMBERS.fullmatch(text)
    if found is None:
        return None
    first, second, third = map(int, found.groups())
    if len(found[1]) == 4:
        orders = [(first, second, third)]
    elif len(found[3]) == 4:
        orders = [(third, first, second), (third, second, first)]
    else:
        orders = []
    days = {day for each in orders if (day := _day(*each))}
    return f"write {days.pop().isoformat()}" if len(days) == 1 else "write YYYY-MM-DD"


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _unknown_value(fact: Fact, node: Scalar) -> Problem:
    known = ", ".join(fact.values[:12]) + (", …" if len(fact.values) > 12 else "")
    suggestion = did_you_mean(node.text, fact.values) or f"known values: {known}"
    return Problem("unknown-value", f"'{node.text}' is not a value of '{fact.name}'", node.place, suggestion)
