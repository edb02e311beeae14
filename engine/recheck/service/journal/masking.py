"""Facts, names and dates that are not to leave with an export.

Comes in: what was asked and what was said, and names to mask. Goes out: the same data with the values of those
facts replaced wherever they stand, and the free text, which may repeat any of them, left out.
"""

from collections.abc import Collection, Mapping
from typing import Any

MASKED = "masked"
FREE_TEXT = ("rationale", "reason_text", "notes", "title", "standing", "note", "source", "evidence", "beside")
"""What may repeat a value in words."""


def masked(data: Any, names: Collection[str]) -> Any:
    """Data without the values of some facts.

    >>> masked({"claim": {"age": 38}, "facts": [{"fact": "age", "value": 38}], "title": "38 year old"}, {"age"})
    {'claim': {'age': 'masked'}, 'facts': [{'fact': 'age', 'value': 'masked'}], 'title': 'masked'}

    Args:
        data: plain data.
        names: facts, and other keys such as `case`; none leaves everything as it is.
    """
    if not names:
        return data
    if isinstance(data, list):
        return [masked(each, names) for each in data]
    if not isinstance(data, Mapping):
        return data
    about = data.get("fact") in names
    return {key: MASKED if _hidden(key, value, names, about) else masked(value, names) for key, value in data.items()}


def _hidden(key: str, value: Any, names: Collection[str], about: bool) -> bool:
    """Whether a value is left out; `case` names the id of a case, and not the whole of it."""
    if key == "case" and isinstance(value, Mapping):
        return False
    return key in names or key in FREE_TEXT or (about and key in ("value", "from", "dated"))
