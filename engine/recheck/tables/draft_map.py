"""A first mapping file for a user's table: what its names and values may mean, for the user to confirm.

Comes in: a table's columns, with the values of those that hold few. Goes out: YAML text that can be read as a
mapping: columns whose meaning is plain, and all others named under `ignore`, with what they may be.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from recheck.model.vocabulary import MIDLINE, Vocabulary
from recheck.tables.columns import Column, Kind, missing_columns
from recheck.tables.duck import Connection, named, reading
from recheck.tables.faults import JSON, TEXT, Given
from recheck.tables.mapping import EXCEL, NOT_DOCUMENTED, PLAIN, TableMap
from recheck.tables.names import near_column
from recheck.tables.sources import Table
from recheck.titles import read_title

MOST_VALUES = 30
_LOOKED_AT = 100_000
_TRUE = {"y", "yes", "true", "t", "1"}
_FALSE = {"n", "no", "false", "f", "0"}
_UNKNOWN = {"", "u", "unk", "unknown", "n/a", "na", "null", "none", "?", "-", "not documented", "missing"}
_SIDES = {"r": "right", "rt": "right", "l": "left", "lt": "left", "bil": "bilateral", "bilat": "bilateral"}
_ISO = "%Y-%m-%d"
_DECISIONS = {
    "approved": {"approve", "certified", "certify", "authorized", "authorised", "granted", "allowed"},
    "denied": {"deny", "denial", "non_certified", "noncertified", "not_certified", "non_certify", "not_authorized"},
    "modified": {
        *("modify", "modification", "partially_certified", "partially_approved", "partial_certification"),
        *("certified_with_modification", "conditionally_certified", "partial_approval", "partial"),
    },
    "overturned": {"overturn", "overturned_decision_of_health_plan", "reversed", "overturned_in_whole"},
    "upheld": {"uphold", "upheld_decision_of_health_plan", "affirmed", "upheld_in_whole"},
}
"""How claims systems and the Department's tables word a decision, without capitals and signs."""
_DATES = (
    (EXCEL, r"[2-6]\d{4}"),
    (_ISO, r"\d{4}-\d\d-\d\d"),
    ("%m/%d/%Y", r"(0?[1-9]|1[0-2])/([0-2]?\d|3[01])/\d{4}"),
    ("%d.%m.%Y", r"([0-2]?\d|3[01])\.(0?[1-9]|1[0-2])\.\d{4}"),
    ("%Y%m%d", r"(19|20)\d{6}"),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A column with its values, the most frequent first; none where there are many."""

    given: Given
    values: tuple[str, ...]
    is_whole: bool
    """Whether these are all of its values."""


def seen_in(connection: Connection, table: Table) -> list[Seen]:
    """The columns of a table, with the values in its first rows.

    Raises:
        ProblemsFound: it cannot be read.
    """
    found = []
    for given in table.columns:
        cell = f"{named(given.name)} ->> '$'" if given.type == JSON else f"CAST({named(given.name)} AS VARCHAR)"
        with reading(table.name):
            rows = connection.execute(
                f"SELECT v FROM (SELECT {cell} AS v FROM {table.relation} LIMIT {_LOOKED_AT}) WHERE v IS NOT NULL "
                f"GROUP BY v ORDER BY count(*) DESC, v LIMIT {MOST_VALUES + 1}"
            ).fetchall()
        values = tuple(row[0] for row in rows)
        found.append(Seen(given, values[:MOST_VALUES], len(values) <= MOST_VALUES))
    return found


def draft_map(
    seen: Sequence[Seen], columns: Mapping[str, Column], vocabulary: Vocabulary, name: str, how: TableMap = PLAIN
) -> str:
    """A mapping as text.

    >>> program = Column("exercise_program", Kind.BOOLEAN)
    >>> seen = [Seen(Given("Exercise Program", "TEXT"), ("Y", "N"), True)]
    >>> print(draft_map(seen, {"exercise_program": program}, Vocabulary({}, {}), "ur.csv"))
    # A draft for ur.csv: read every line, correct it, and remove what is marked `confirm`.
    columns:
      # not found in the table, and needed: case, request, treatment, requested_on
      exercise_program: {from: "Exercise Program", values: {"Y": true, "N": false}}  # confirm
    """
    taken: dict[str, Seen] = {}
    left: list[tuple[Seen, str | None]] = []
    for each in sorted(seen, key=lambda one: one.given.name not in columns):
        near = near_column(each.given.name, columns)
        if near and near[0] not in taken and near[1]:
            taken[near[0]] = each
        else:
            left.append((each, near[0] if near else None))
    rows = [f"# A draft for {name}: read every line, correct it, and remove what is marked `confirm`.", "columns:"]
    missing = missing_columns(taken)
    if missing:
        rows.append(f"  # not found in the table, and needed: {', '.join(missing)}")
    for ours, each in taken.items():
        if ours == "treatment" and _are_titles(columns[ours], each, vocabulary):
            rows += _titles(each, taken, vocabulary)
            continue
        rows.append(_row(columns[ours], each, vocabulary))
        if ours == "body_region" and "side" not in taken:
            rows += _sides(columns[ours], each, vocabulary)
    if not taken:
        rows[1] = "columns: {}"
    if left:
        rows.append("ignore:")
        rows += list(_ignored(left, columns))
    written = {"encoding": how.encoding if how.encoding != PLAIN.encoding else None, "delimiter": how.delimiter}
    kept = ", ".join(f"{key}: {_word(value)}" for key, value in written.items() if value)
    if kept:
        rows.append(f"table: {{{kept}}}")
    return "\n".join(rows)


def _are_titles(column: Column, each: Seen, vocabulary: Vocabulary) -> bool:
    """Whether treatments are told in words that nobody would map one by one, or that say more than the treatment."""
    named_so = [value for value in each.values if value in column.values]
    if 2 * len(named_so) > len(each.values):
        return False
    return not each.is_whole or any(read_title(value, vocabulary).quantity for value in each.values)


def _titles(each: Seen, taken: Mapping[str, Seen], vocabulary: Vocabulary) -> Iterator[str]:
    """What the words of requests state: the treatment, and what no other column does."""
    read = [read_title(value, vocabulary) for value in each.values]
    states = {
        "treatment": True,
        "body_region": any(one.body_regions for one in read),
        "side": any(one.side for one in read),
        "disputed": "requested" not in taken and any(one.quantity for one in read),
    }
    for ours, is_stated in states.items():
        if is_stated and (ours == "treatment" or ours not in taken):
            yield f"  {ours}: {{from: {_word(each.given.name)}, titles: true}}  # confirm: read from the words"


def _row(column: Column, each: Seen, vocabulary: Vocabulary) -> str:
    """One column of the draft."""
    if each.given.name == column.name and not _values(column, each, vocabulary) and not _form(column, each):
        return f"  {column.name}: {_word(each.given.name)}"
    parts = [f"from: {_word(each.given.name)}"]
    form = _form(column, each)
    if form:
        parts.append(f"dates: {_word(form)}")
    values = _values(column, each, vocabulary)
    if values:
        parts.append("values: {" + ", ".join(f"{_word(theirs)}: {ours}" for theirs, ours in values.items()) + "}")
    open_values = _open_values(column, each, values)
    told = f", and say what these mean: {', '.join(open_values)}" if open_values else ""
    return f"  {column.name}: {{{', '.join(parts)}}}  # confirm{told}"


def _sides(column: Column, each: Seen, vocabulary: Vocabulary) -> Iterator[str]:
    """The sides that a column of body regions names too."""
    regions = _values(column, each, vocabulary)
    found = {value: _side(value, regions.get(value, value), vocabulary) for value in each.values}
    if each.is_whole and any(found.values()):
        told = ", ".join(f"{_word(value)}: {side or NOT_DOCUMENTED}" for value, side in found.items())
        yield f"  side: {{from: {_word(each.given.name)}, values: {{{told}}}}}  # confirm"


def _side(value: str, region: str, vocabulary: Vocabulary) -> str | None:
    """The side in a region's name, short or long; `L-Spine` has none."""
    if region in MIDLINE:
        return None
    words = re.split(r"[^a-z]+", value.lower())
    return read_title(value, vocabulary).side or next((_SIDES[each] for each in words if each in _SIDES), None)


def _word(text: str) -> str:
    """A text as YAML writes it, quoted."""
    return json.dumps(text, ensure_ascii=False)


def _form(column: Column, each: Seen) -> str | None:
    """The one way in which all the dates are written, where it is not ours."""
    texts = [value for value in each.values if value.strip().lower() not in _UNKNOWN]
    if column.kind is not Kind.DATE or each.given.type not in (TEXT, JSON, "VARCHAR") or not texts:
        return None
    forms = [form for form, pattern in _DATES if all(re.fullmatch(pattern, value) for value in texts)]
    return forms[0] if forms and (forms[0] != _ISO or each.given.type == "VARCHAR") else None


def _values(column: Column, each: Seen, vocabulary: Vocabulary) -> dict[str, str]:
    """What values of theirs plainly mean."""
    found = {value: NOT_DOCUMENTED for value in each.values if value.strip().lower() in _UNKNOWN}
    if not each.is_whole and column.name != "treatment":
        return found
    for value in each.values:
        plain = value.strip().lower()
        if column.kind is Kind.BOOLEAN and value not in ("true", "false") and plain in _TRUE | _FALSE:
            found[value] = "true" if plain in _TRUE else "false"
        elif column.values and value not in column.values and value not in found:
            ours = _meant(column, value, vocabulary)
            if ours:
                found[value] = ours
    return found


def _meant(column: Column, value: str, vocabulary: Vocabulary) -> str | None:
    plain = re.sub(r"[^a-z0-9]+", "_", value.lower()).strip("_")
    if plain in column.values:
        return plain
    if column.name == "treatment":
        meant = read_title(value.replace("_", " "), vocabulary).treatments
        return meant[0] if len(meant) == 1 else None
    if column.name == "body_region":
        regions = read_title(value.replace("_", " "), vocabulary).body_regions
        return regions[0] if len(regions) == 1 else None
    if column.name == "outcome":
        return next((each for each in column.values if plain in _DECISIONS.get(each, ())), None)
    fact = column.fact
    wordings = fact.wordings if fact else {}
    return next((ours for ours, words in wordings.items() if value.lower() in words), None)


def _open_values(column: Column, each: Seen, known: Mapping[str, str]) -> list[str]:
    """Values that nothing is known of."""
    if column.kind is Kind.BOOLEAN:
        allowed: Sequence[str] = ("true", "false", "True", "False", "TRUE", "FALSE")
    elif column.values:
        allowed = column.values
    else:
        return []
    return [_word(value) for value in each.values if value not in allowed and value not in known][:MOST_VALUES]


def _ignored(left: Sequence[tuple[Seen, str | None]], columns: Mapping[str, Column]) -> Iterator[str]:
    for each, near in left:
        kind = columns[near].kind if near else None
        told = f"  # {near} ({kind})?" if near else ""
        yield f"  - {_word(each.given.name)}{told}"
