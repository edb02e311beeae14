"""`recheck rules numbers`: what a second reader compares with the page, and how it is written down."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from recheck.author import flow
from recheck.author.numbers import Numbered, numbers_of, unread
from recheck.cli.edges import FINE, show
from recheck.load.files import rule_files
from recheck.load.ruleset import sound_rule_set
from recheck.load.second_readings import FoundBySecond, SecondReading, second_readings
from recheck.model.problem import Problem, ProblemsFound, errors
from recheck.model.rule import RuleSet

Read = Mapping[tuple[str, str], SecondReading]
LOOK_UP = "____"


def run_numbers(names: Sequence[str], folders: list[str], output: str, *, unread_only: bool, blank: bool) -> int:
    """The numbers of all rules, or of those that are named.

    Raises:
        ProblemsFound: the rules have errors, or no rule with a number is named so.
    """
    files = rule_files(folders)
    rules = sound_rule_set(files)[0]
    problems: list[Problem] = []
    read = second_readings(files, problems)
    if errors(problems):
        raise ProblemsFound(problems)
    rows = [row for row in numbers_of(rules) if not names or any(name in row.of for name in names)]
    if names and not rows:
        message = f"no rule with a number is named like {', '.join(names)}"
        raise ProblemsFound([Problem("unknown-rule", message, None, "see `recheck rules numbers` for all")])
    rows = [row for row in rows if not unread_only or unread(row, read)]
    if output == "json":
        show(json.dumps({"criteria": [_as_json(row, read) for row in rows]}, indent=2))
    elif output == "yaml":
        show(_as_yaml(rows))
    else:
        for number, row in enumerate(rows):
            if number == 0 or rows[number - 1].of != row.of:
                show(f"{row.of}{_title(row.of, rules)}")
            show(_line(row, read, rules, blank=blank))
        show(_counted(rows, read))
    return FINE


def _title(of: str, rules: RuleSet) -> str:
    return f": {rules.rules[of].title}" if of in rules.rules else ""


def _line(row: Numbered, read: Read, rules: RuleSet, *, blank: bool) -> str:
    """One criterion on one line; without its numbers and its words, which say them, where they are to be looked up."""
    ground = row.ground
    cited = f"[{ground.cite.shortly(rules.guidelines)}; {ground.basis}, {ground.reading}]" if ground else None
    says = f'"{row.says}"' if row.says else None
    shown = [row.name, cited, LOOK_UP] if blank else [row.name, "; ".join(row.numbers), says, cited, _found(row, read)]
    return "  " + "  ".join(each for each in shown if each)


def _found(row: Numbered, read: Read) -> str:
    known = read.get((row.of, row.name))
    if known is None:
        return "not read a second time"
    if unread(row, read):
        return f"changed since it was read on {known.on}"
    return f"read {known.on}: {known.found.replace('_', ' ')}" + (f" ({known.note})" if known.note else "")


def _counted(rows: Sequence[Numbered], read: Read) -> str:
    counts = Counter("unread" if unread(row, read) else str(read[row.of, row.name].found) for row in rows)
    words = {
        FoundBySecond.SAME: "the same",
        FoundBySecond.DIFFERS: "another",
        FoundBySecond.NO_NUMBER: "none on the page",
        FoundBySecond.NO_GROUND: "without the page",
        "unread": "not read yet",
    }
    parts = [f"{counts[word]} {said}" for word, said in words.items() if counts[word]]
    numbers = sum(len(row.numbers) for row in rows)
    return f"{numbers} numbers of {len(rows)} criteria" + (f". Second reading: {', '.join(parts)}." if parts else ".")


def _as_json(row: Numbered, read: Read) -> dict[str, object]:
    ground = row.ground
    known = read.get((row.of, row.name))
    return {
        "of": row.of,
        "name": row.name,
        "numbers": row.numbers,
        "says": row.says,
        "cite": str(ground.cite) if ground else None,
        "basis": str(ground.basis) if ground else None,
        "reading": str(ground.reading) if ground else None,
        "second_reading": {"on": str(known.on), "found": str(known.found), "note": known.note} if known else None,
        "is_unread": unread(row, read),
    }


def _as_yaml(rows: Sequence[Numbered]) -> str:
    """A file of second readings, in which the reader writes what was found."""
    head = [f"on: {date.today()}", "by:   # who read, from which pages", "readings:"]
    found = f"# found: one of {', '.join(FoundBySecond)}"
    lines = [
        f"  - {{of: {row.of}, name: {row.name}, numbers: [{', '.join(map(flow.word, row.numbers))}], found: }}"
        for row in rows
    ]
    return "\n".join([*head[:2], found, head[2], *lines])
