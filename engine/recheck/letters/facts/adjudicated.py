"""What was found on looking up facts that a program read and the hand had left out: one row for each.

A row names letter, place, fact, value, lines and verdict: `documented` (the letter says so), `arguable`, or
`invented`. It holds none of the letter's words. `letters_looked_at.csv` beside it names the letters that whoever wrote
the patterns had read, and when: `first`, or `later`, after they had been scored unseen. Figures on either say
little about letters that nobody has seen.
Both lie in the folder `adjudicated/` beside the cases.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from recheck.letters.facts.score import VERDICTS, Judged
from recheck.load.yaml_text import read_text
from recheck.model.problem import Place, Problem, Source, did_you_mean

FOLDER, ROWS, LOOKED_AT = "adjudicated", "verdicts.csv", "letters_looked_at.csv"
WHEN = ("first", "later")
COLUMNS = ("letter", "place", "fact", "value", "lines", "verdict")


@dataclass(frozen=True, slots=True)
class Adjudicated:
    """The verdicts of a folder of cases, and which letters had been looked at."""

    verdicts: Mapping[Judged, str] = field(default_factory=dict)
    looked_at: Mapping[str, str] | None = None
    """None where nothing is said of it."""


def adjudicated_in(folder: Path) -> tuple[Adjudicated, list[Problem]]:
    """What a folder of cases says; nothing where it has none of the files."""
    problems: list[Problem] = []
    verdicts: dict[Judged, str] = {}
    rows, seen = folder / FOLDER / ROWS, folder / FOLDER / LOOKED_AT
    if rows.is_file():
        text, wrong = read_text(rows)
        problems += wrong
        verdicts = {} if wrong else _verdicts(Source(str(rows), tuple(text.splitlines())), problems)
    looked_at = None
    if seen.is_file():
        text, wrong = read_text(seen)
        problems += wrong
        looked_at = _looked_at(Source(str(seen), tuple(text.splitlines())), problems)
    return Adjudicated(verdicts, looked_at), problems


def _verdicts(source: Source, problems: list[Problem]) -> dict[Judged, str]:
    found: dict[Judged, str] = {}
    reader = csv.reader(io.StringIO("\n".join(source.lines)))
    if tuple(next(reader, ())) != COLUMNS:
        message = f"the first line is not '{','.join(COLUMNS)}'"
        problems.append(Problem("bad-table", message, Place(source, 1, 1)))
        return {}
    for row in reader:
        at = Place(source, reader.line_num, 1)
        if len(row) != len(COLUMNS):
            problems.append(Problem("bad-table", f"{len(row)} columns, where there are {len(COLUMNS)}", at))
            continue
        letter, place, fact, value, _, verdict = row
        if verdict not in VERDICTS:
            message = f"'{verdict}' is no verdict"
            problems.append(Problem("unknown-value", message, at, did_you_mean(verdict, VERDICTS)))
        elif (letter, place, fact, value) in found:
            problems.append(Problem("duplicate-key", f"'{fact}' of {letter} was judged before", at))
        else:
            found[letter, place, fact, value] = verdict
    return found


def _looked_at(source: Source, problems: list[Problem]) -> dict[str, str]:
    found = {}
    for number, line in enumerate(source.lines[1:], start=2):
        letter, _, when = line.partition(",")
        if when not in WHEN:
            message = f"'{when}' does not say when the letter was looked at"
            problems.append(Problem("unknown-value", message, Place(source, number, 1), f"one of: {', '.join(WHEN)}"))
        found[letter] = when
    return found
