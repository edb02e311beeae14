"""How well chart notes are read, beside the same notes annotated by hand.

    python benchmarks/read_notes.py NOTES HAND [--only FILE | --without FILE] [--known FILE] [--faults]

HAND holds one JSONL a note: {"fact", "place", "value", "quote", "line"}. A fact is right where the hand has it at
that place with that value. Facts that no rule reads, and those of the request, are left out. A precision counts
every fact that the hand has not as wrong.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from recheck.letters.facts.asked import read_by_rules
from recheck.letters.facts.score import Counts, Score, score_facts
from recheck.letters.notes.read import NoteRead, read_note
from recheck.letters.read import read_letter_text
from recheck.load.cache import cached_rule_set
from recheck.load.files import SHIPPED, rule_files
from recheck.load.json_nodes import plain_value
from recheck.load.vocabulary import mapping_of

Table = dict[tuple[str, str], str]


def main() -> None:
    """Print the figures of the notes that are chosen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notes", type=Path)
    parser.add_argument("hand", type=Path)
    parser.add_argument("--only", type=Path, help="names of the notes that count, one a line")
    parser.add_argument("--without", type=Path, help="names of notes that do not count")
    parser.add_argument("--known", type=Path, help="the facts that the hand could name, each first on its line")
    parser.add_argument("--faults", action="store_true", help="list what is not the same in both")
    choice = parser.parse_args()
    only = set(choice.only.read_text().split()) if choice.only else None
    left = set(choice.without.read_text().split()) if choice.without else set()
    names = [
        each.stem
        for each in sorted(choice.hand.glob("*.jsonl"))
        if (only is None or each.stem in only) and each.stem not in left
    ]
    rules = cached_rule_set()
    asked = read_by_rules(rules)
    kinds = {
        name: Path(each.path).stem
        for each in rule_files().values()
        if each.path.startswith("facts/")
        for name in mapping_of(each, []) or ()
    }
    if choice.known:
        asked &= {line.split()[0] for line in choice.known.read_text().splitlines() if line.strip()}
    several, quotes = [], {}
    for name in names:
        text, _ = read_letter_text(str(choice.notes / f"{name}.txt"))
        assert text, name
        read = read_note(text, rules, (SHIPPED,))
        hand = {(each["place"], each["fact"]): _written(each["value"]) for each in _lines(choice.hand, name)}
        mine, said = _facts(read)
        quotes |= {(name, *key): words for key, words in said.items()}
        quotes |= {(name, each["place"], each["fact"]): str(each.get("quote", "")) for each in _lines(choice.hand, name)
                   if (name, each["place"], each["fact"]) not in quotes}  # fmt: skip
        several.append((name, _kept(mine, asked), _kept(hand, asked)))
    found = score_facts(several)
    print(f"{len(names)} notes")
    by_fact = sorted(found.by_fact.items(), key=lambda it: -it[1].right - it[1].missed)
    by_kind: dict[str, Counts] = {}
    for name, counts in by_fact:
        kind = f"kind: {kinds.get(name, 'other')}"
        by_kind[kind] = by_kind.get(kind, Counts()) + counts
    for words, each in (("all", found.whole), *by_kind.items(), *by_fact):
        shares = [f"{share:.2f}" if share is not None else "-" for share in (each.precision, each.recall)]
        print(f"  {words:40} right {each.right:3} differs {each.differs:3} unrecorded {each.unrecorded:3} "
              f"missed {each.missed:3}  precision {shares[0]} recall {shares[1]}")  # fmt: skip
    if choice.faults:
        _faults(found, quotes)


def _lines(folder: Path, name: str) -> Iterator[dict[str, object]]:
    for line in (folder / f"{name}.jsonl").read_text().splitlines():
        yield json.loads(line)


def _facts(read: NoteRead) -> tuple[Table, dict[tuple[str, str], str]]:
    values: dict[tuple[str, str], set[str]] = {}
    said = {}
    for each in read.facts:
        values.setdefault((each.place, each.name), set()).add(_written(plain_value(each.value)))
        said.setdefault((each.place, each.name), " ".join(read.text[each.span].split()))
    return {key: " / ".join(sorted(many)) for key, many in values.items()}, said


def _written(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _kept(table: Table, asked: frozenset[str]) -> Table:
    return {key: value for key, value in table.items() if key[0] != "request" and key[1] in asked}


def _faults(found: Score, quotes: dict[tuple[str, str, str], str]) -> None:
    for each in found.disagreements:
        kind = "MISSED" if each.read is None else "UNREC " if each.by_hand is None else "DIFFER"
        words = quotes.get((each.case, *each.place), "")[:110]
        print(f"{kind} {each.case} {each.place[1]} @ {each.place[0]}: {each.read} / {each.by_hand} «{words}»")


if __name__ == "__main__":
    main()
