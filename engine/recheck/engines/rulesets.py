"""The library durable_rules, confined: rule sets by content, and which of their rules a message fires.

This file alone knows that the library exists; its measured limits are in design/durable_rules.md, and
tests hold each of them.
"""

import contextlib
import json
import threading
from collections.abc import Mapping
from typing import Any, TypeAlias

import durable_rules_engine as durable

MAX_FIRING = 48
"""Rules that could fire at once, in one rule set; the library fails beyond 64."""
MAX_RULES = 200
"""Rules in one rule set; the library hangs with 513 that test one field."""

Pattern: TypeAlias = dict[str, Any]
ANY_MESSAGE: Pattern = {"k": 1}
START = '{"id":1,"sid":"0","k":1'
"""How every message begins: one id, asserted and retracted, and a constant field for the catch-all."""


class InferenceFault(Exception):
    """The library did not behave; what it said is not used."""


_lock = threading.Lock()
_rule_sets: dict[str, object] = {}
"""By content: rule sets cannot be freed or replaced, and their names are global to the process."""


def rule_set(rules: Mapping[str, Pattern]) -> object:
    """The rule set of some rules: made once for each content, and warmed up with one message."""
    caught = {"z": ANY_MESSAGE, **rules}
    text = json.dumps({name: {"all": [{"m": pattern}]} for name, pattern in caught.items()})
    with _lock:
        handle = _rule_sets.get(text)
        if handle is not None:
            return handle
        try:
            handle = durable.create_ruleset(f"recheck-{len(_rule_sets)}", text)
        except Exception as error:
            raise InferenceFault(f"durable_rules cannot take a rule set: {error}") from error
        _rule_sets[text] = handle
    fire(handle, START + "}")
    return handle


def fire(handle: object, message: str) -> list[str]:
    """The rules of a rule set that a message fires; the message is retracted again."""
    fired = []
    caught = False
    with _lock:
        try:
            code, state = durable.assert_fact(handle, message)
            result = durable.start_action_for_state(handle, state) if code == 0 else None
            while result:
                text = result[1] if isinstance(result, tuple) else result
                name = text[2 : text.index('"', 2)]
                if name == "z":
                    caught = True
                else:
                    fired.append(name)
                result = durable.complete_and_start_action(handle, state)
            durable.retract_fact(handle, message)
        except Exception as error:
            with contextlib.suppress(Exception):  # a fact that was never taken cannot be retracted either
                durable.retract_fact(handle, message)
            raise InferenceFault(f"durable_rules failed: {error}") from error
    if code != 0:
        raise InferenceFault(f"durable_rules took the fact with code {code}")
    if not caught:
        raise InferenceFault("durable_rules lost the catch-all rule")
    return fired


def decimal(number: int | float) -> str:
    """A number in plain decimals: the library cannot read an exponent.

    >>> decimal(1e-05), decimal(2.5), decimal(7)
    ('0.00001', '2.5', '7')
    """
    if isinstance(number, int):
        return str(int(number))
    return f"{number:.9f}".rstrip("0").rstrip(".")
