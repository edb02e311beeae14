"""Columns that hold a request in words ('PT 2x4 neck') or in codes: what they ask for, beside them.

Comes in: a table and a mapping in which some columns say `titles: true` or `codes: true`. Goes out: the table with a
column for each of them, read from the words by the reader of titles, every wording once; and what was not understood,
as a note. A wording that asks for several treatments, or for none that is known, stays as it stands and is a problem
of its rows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from recheck.model.vocabulary import Vocabulary
from recheck.tables.duck import Connection, named, reading
from recheck.tables.faults import Given
from recheck.tables.mapping import TITLED, ColumnMap, TableMap
from recheck.tables.sources import Table
from recheck.titles import read_title, words_of_codes

_TYPES = {name: "BIGINT" if name == "disputed" else "VARCHAR" for name in TITLED}


@dataclass(frozen=True, slots=True)
class Meant:
    """What one wording asks for, as far as it says it and one answer is meant."""

    treatment: str | None
    body_region: str | None
    side: str | None
    disputed: int | None
    unit: str | None


def with_titles(
    connection: Connection, table: Table, how: TableMap, vocabulary: Vocabulary, number: int
) -> tuple[Table, TableMap]:
    """The table with what its titles ask for as columns of their own, and the mapping that reads them.

    Raises:
        ProblemsFound: the table cannot be read.
    """
    titled = {name: each for name, each in how.columns.items() if each.titles or each.codes}
    names = {each.name for each in table.columns}
    sources = dict.fromkeys(each.source for each in titled.values() if each.source in names)
    columns = dict(how.columns)
    for place, source in enumerate(each for each in sources if each):
        ours = [name for name, each in titled.items() if each.source == source]
        codes = how.codes if any(titled[name].codes for name in ours) else None
        table = _beside(connection, table, source, ours, vocabulary, f"titles_{number}_{place}", codes)
        for name in ours:
            columns[name] = ColumnMap(_called(source, name), values=columns[name].values)
    return table, replace(how, columns=columns, ignored=(*how.ignored, *(each for each in sources if each)))


def _called(source: str, name: str) -> str:
    return f"{source}, read as {name}"


def _beside(
    connection: Connection,
    table: Table,
    source: str,
    ours: list[str],
    vocabulary: Vocabulary,
    name: str,
    codes: Mapping[str, str] | None,
) -> Table:
    """The table with columns of what one column's wordings, or codes, ask for."""
    cell = f"trim(CAST({named(source)} AS VARCHAR))"
    with reading(table.name):
        found = connection.execute(f"SELECT DISTINCT {cell} FROM {table.relation} WHERE {cell} <> ''").fetchall()
    said = {row[0]: row[0] if codes is None else words_of_codes(row[0], codes) for row in found}
    meant = {cell: meant_by(words, vocabulary) for cell, words in said.items()}
    columns = ", ".join(f"{each} {kind}" for each, kind in _TYPES.items())
    connection.execute(f"CREATE OR REPLACE TABLE {name} (title VARCHAR, {columns})")
    if meant:
        connection.executemany(
            f"INSERT INTO {name} VALUES (?, ?, ?, ?, ?, ?)",
            [[title, *(getattr(each, key) for key in _TYPES)] for title, each in meant.items()],
        )
    words = f"CAST(t.{named(source)} AS VARCHAR)"
    cells = ", ".join(
        f"{f'coalesce(k.{each}, {words})' if each == 'treatment' else f'k.{each}'} AS {named(_called(source, each))}"
        for each in ours
    )
    relation = f"(SELECT t.*, {cells} FROM {table.relation} t LEFT JOIN {name} k ON trim({words}) = k.title)"
    given = tuple(Given(_called(source, each), _TYPES[each]) for each in ours)
    letter = table.letters.get(source)
    letters = dict(table.letters) | ({_called(source, each): letter for each in ours} if letter else {})
    notes = (*table.notes, *_notes(source, meant))
    return replace(table, columns=(*table.columns, *given), relation=relation, letters=letters, notes=notes)


def meant_by(title: str, vocabulary: Vocabulary) -> Meant:
    """What a wording asks for, or the name of a treatment as it stands.

    >>> meant_by("physical_therapy", Vocabulary({}, {}))
    Meant(treatment=None, body_region=None, side=None, disputed=None, unit=None)
    """
    if vocabulary.current(title) in vocabulary.treatments:
        return Meant(vocabulary.current(title), None, None, None, None)
    found = read_title(title, vocabulary)
    treatment = found.treatments[0] if len(found.treatments) == 1 else None
    region = found.body_regions[0] if len(found.body_regions) == 1 else None
    unit = vocabulary.treatments[treatment].unit if treatment and found.quantity is not None else None
    return Meant(treatment, region, found.side if region else None, found.quantity, unit)


def _notes(source: str, meant: Mapping[str, Meant]) -> Iterator[str]:
    unknown = [title for title, each in meant.items() if each.treatment is None]
    read = len(meant) - len(unknown)
    told = f"Of {len(meant):,} wordings in the column '{source}', {read:,} were read as one treatment"
    shown = "; ".join(sorted(unknown)[:3]) + ("; …" if len(unknown) > 3 else "")
    yield f"{told}; not: {shown}." if unknown else f"{told}."
