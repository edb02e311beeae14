"""Cells with several values, as lists of text, as SQL.

Comes in: a column of lists, and the user's: a list, a JSON array, or texts with a separator. Goes out: the list and
its faults.
"""

from dataclasses import replace

from recheck.tables.columns import Column
from recheck.tables.duck import listed, literal, named
from recheck.tables.faults import EMPTY_HINT, JSON, TEXT, Fault, Given
from recheck.tables.mapping import ColumnMap
from recheck.tables.typed import said_type


def of_list(column: Column, given: Given, how: ColumnMap, words: dict[str, object]) -> tuple[str, list[Fault]]:
    """The members of a cell, and what is wrong with them."""
    cell = named(given.name)
    faults: list[Fault] = []
    silent = [each for each, value in words.items() if value is None]
    if given.type == TEXT:
        faults.append(Fault("empty-value", "empty text", f"trim({cell}) = ''", EMPTY_HINT))
        members = f"list_transform(string_split({cell}, {literal(how.separator)}), lambda m: trim(m))"
    elif given.type == JSON:
        others = f"len(list_filter(json_extract({cell}, '$[*]'), lambda m: json_type(m) <> 'VARCHAR')) > 0"
        wrong = f"json_type({cell}) <> 'ARRAY' OR {others}"
        faults.append(Fault("wrong-type", "not a list of text", wrong))
        members = f"CASE WHEN json_type({cell}) = 'ARRAY' THEN CAST({cell} AS VARCHAR[]) END"
    elif given.type == "VARCHAR[]":
        members = cell
        none = f"len(list_filter({cell}, lambda m: m IS NULL)) > 0"
        faults.append(Fault("no-value", "a list with a member that has no value", none))
    else:
        wanted = f"{said_type(given.type)}, where a list of text is wanted"
        filled = f"len({cell}) > 0" if given.type.endswith("[]") else f"{cell} IS NOT NULL"
        none = f"CASE WHEN {cell} IS NOT NULL THEN CAST([] AS VARCHAR[]) END"
        return none, [Fault("wrong-type", wanted, filled)]
    if silent and given.type == TEXT:
        none = f"{cell} IN {listed(silent)}"
        members = f"CASE WHEN {none} THEN NULL ELSE {members} END"
        faults = [replace(each, when=f"NOT ({none}) AND ({each.when})") for each in faults]
    mapped = {theirs: ours for theirs, ours in words.items() if ours is not None}
    if mapped:
        cases = " ".join(f"WHEN {literal(theirs)} THEN {literal(_one(ours))}" for theirs, ours in mapped.items())
        members = f"list_transform({members}, lambda m: CASE m {cases} ELSE m END)"
    empty = f"len(list_filter({members}, lambda m: trim(m) = '')) > 0"
    filled = f"trim({cell}) <> '' AND " if given.type == TEXT else ""
    faults.append(Fault("empty-value", "a list with empty text", filled + empty))
    if column.values:
        known = f"lambda m: m NOT IN {listed(column.values)} AND trim(m) <> ''"
        says = "a list with members that are not among its values"
        faults.append(Fault("unknown-value", says, f"len(list_filter({members}, {known})) > 0"))
    return members, faults


def _one(value: object) -> object:
    """A member that a mapping writes as a set of one."""
    return next(iter(value)) if isinstance(value, frozenset) and len(value) == 1 else value
