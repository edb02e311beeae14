"""What is wrong with a phrase of rules/letters/patterns/ or clinical.yaml, before it becomes a pattern."""

import re
from collections.abc import Sequence

from recheck.letters.facts.patterns import SLOTS
from recheck.model.problem import did_you_mean

_SLOT = re.compile(r"\{(\w*)\}")
_GAP = re.compile(r"~\d+")


def fault_of(words: str, slots: Sequence[str] = SLOTS) -> tuple[str, str] | None:
    """Why a phrase means nothing, and what to do; None where nothing is wrong.

    >>> fault_of("[reduced|decreased grip")[0]
    "'[' is not closed"
    >>> fault_of("{nubmer} visits")[1]
    "did you mean 'number'?"
    >>> fault_of("[the|a]? knee ~6 normal*")
    """
    depth = 0
    for mark in re.findall(r"[\[\]]", words):
        depth += 1 if mark == "[" else -1
        if depth > 1:
            return "'[' stands inside '[…]'", "close the first one before it"
        if depth < 0:
            return "']' closes nothing", "open it with '['"
    if depth:
        return "'[' is not closed", "close it with ']'"
    for choice in re.findall(r"\[([^\]]*)\]", words):
        if not all(each.strip() for each in choice.split("|")):
            return f"'[{choice}]' has an empty choice", "what may be left out is written '[word]?'"
    unknown = next((each for each in _SLOT.findall(words) if each not in slots), None)
    if unknown is not None:
        hint = did_you_mean(unknown, slots) or (
            f"one of: {', '.join(slots)}" if slots else "no slot means anything here"
        )
        return f"'{{{unknown}}}' is no slot", hint
    if re.search(r"[{}]", _SLOT.sub("", words)):
        return "a brace stands alone", "a slot is written '{number}'"
    gap = next((each for each in words.split() if each.startswith("~") and not _GAP.fullmatch(each)), None)
    if gap:
        return f"'{gap}' is no distance", "up to six words between are written '~6'"
    if not re.search(r"[a-z0-9{]", words.lower()):
        return "the phrase has no word", "name at least one word"
    return None
