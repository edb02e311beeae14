"""A letter imported again: what a person confirmed in its case is kept, whatever is read in it now.

Comes in: the case file as it is, and the case file as it would be read today. Goes out: the latter with the
confirmed readings of the former, and a warning for each that would be read differently now.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from recheck.letters.case_text import Tree, changed, tree_of
from recheck.letters.review import Path, put, readings_in, steps_of
from recheck.letters.write import HEAD
from recheck.model.problem import Place, Problem, Severity, Source


def kept(before: str, now: str, name: str) -> tuple[str, list[Problem]]:
    """The new text of a case file, with what was confirmed in the one before.

    >>> before = "case: a\\nclaim: {age: {value: 45, confirmed: true}}\\nrequests: {x: {}}\\n"
    >>> text, problems = kept(before, "case: a\\ndraft: true\\nclaim: {age: 44}\\nrequests: {x: {}}\\n", "a.yaml")
    >>> text.splitlines()[2], problems[0].message
    ('  age: {value: 45, confirmed: true}', 'claim.age is confirmed as 45, and read as 44 now: 45 is kept')

    Args:
        before: the case file that is there.
        now: the case file that would be written today.
        name: how the user knows the file.

    Raises:
        ProblemsFound: one of the two cannot be read, or not changed in parts.
    """
    old, new = tree_of(before, name), tree_of(now, name)
    found = deepcopy(new)
    problems: list[Problem] = []
    gone: list[dict[str, Any]] = list(old.get("not_documented", []))
    for path in {step.path: None for step in steps_of(new)}:
        left = [each for each in readings_in(_at(found, path)) if not _is_gone(path, each, gone)]
        put(found, path, left)
    confirmed: dict[Path, None] = {step.path: None for step in steps_of(old) if step.confirmed}
    for path in confirmed:
        if path[0] == "requests" and _at(new, path[: path.index("facts")]) is None:
            message = f"{'.'.join(path)} is confirmed, and has no request any more: the file is kept as it is"
            return before, [_warning("confirmed-without-place", message, name)]
        mine = [each for each in readings_in(_at(old, path)) if each.get("confirmed")]
        theirs = readings_in(_at(found, path)) if _at(found, path) is not None else []
        put(found, path, [*mine, *_others(path, mine, theirs, name, problems)])
    if gone:
        found["not_documented"] = gone
    _mark(old, found, name, problems)
    if not found.get("draft"):
        now = now.replace(HEAD, "", 1)
    return changed(now, name, found), problems


def _at(tree: Tree, path: Path) -> Any:
    node: Any = tree
    for key in path:
        node = node.get(key) if isinstance(node, Mapping) else None
    return node


def _is_gone(path: Path, reading: Mapping[str, Any], gone: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a person found that this reading is not documented."""
    return any(each["fact"] == ".".join(path) and each["value"] == reading["value"] for each in gone)


def _others(
    path: Path, mine: Sequence[Mapping[str, Any]], theirs: Sequence[dict[str, Any]], name: str, problems: list[Problem]
) -> list[dict[str, Any]]:
    """Readings of another date than all that are confirmed; those of the same date give way to them."""
    found = []
    for each in theirs:
        same = [reading for reading in mine if reading.get("dated") == each.get("dated")]
        if not same:
            found.append(each)
        elif each["value"] not in [reading["value"] for reading in same]:
            value = same[0]["value"]
            message = f"{'.'.join(path)} is confirmed as {value}, and read as {each['value']} now: {value} is kept"
            problems.append(_warning("confirmed-differs", message, name))
    return found


def _mark(old: Tree, found: Tree, name: str, problems: list[Problem]) -> None:
    """A case that was gone through stays so, unless there is something new to look at."""
    was_done = not old.get("draft")
    new = [each for each in steps_of(found) if not each.confirmed]
    if was_done and not new:
        found.pop("draft", None)
    elif was_done:
        names = ", ".join(".".join(each.path) for each in new[:3]) + (", …" if len(new) > 3 else "")
        message = f"{len(new)} readings are new, so it is a draft again: {names}"
        problems.append(_warning("new-readings", message, name, "look through them with --review"))


def _warning(code: str, message: str, name: str, suggestion: str | None = None) -> Problem:
    return Problem(code, message, Place(Source(name)), suggestion, Severity.WARNING)
