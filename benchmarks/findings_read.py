"""Of findings that a hand found in the case summary, how many have a fact read from that very line.

    python benchmarks/findings_read.py LETTERS ITEMS [--only FILE | --without FILE]

ITEMS is a JSONL of disputed items, each with its findings: `in_summary` and `summary_line` say where one stands. A fact
read from the line is no proof that it is the finding's: the figure is an upper bound of what is read rightly.
"""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

from recheck.letters.facts.read import FactReader, fact_reader
from recheck.letters.read import text_of
from recheck.letters.requests import draft_of
from recheck.letters.structure import read_structure
from recheck.letters.words import load_letter_words
from recheck.load.cache import cached_rule_set
from recheck.load.files import SHIPPED


def main() -> None:
    """Print how many findings have a fact on their line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("letters", type=Path)
    parser.add_argument("items", type=Path)
    parser.add_argument("--only", type=Path, help="names of the letters that count, one a line")
    parser.add_argument("--without", type=Path, help="names of letters that do not count")
    choice = parser.parse_args()
    only = set(choice.only.read_text().split()) if choice.only else None
    left = set(choice.without.read_text().split()) if choice.without else set()
    rules = cached_rule_set()
    reader = fact_reader(rules.vocabulary, (SHIPPED,))
    wanted: dict[str, list[int]] = {}
    for line in choice.items.read_text().splitlines():
        item = json.loads(line)
        if (only is None or item["case"] in only) and item["case"] not in left:
            lines = [each["summary_line"] for each in item["findings"] if each["in_summary"]]
            wanted.setdefault(item["case"], []).extend(_first(lines))
    read = {name: _lines(choice.letters / f"{name}.txt", reader) for name in wanted}
    hits = sum(line in read[name] for name, lines in wanted.items() for line in lines)
    print(f"{hits} of {sum(map(len, wanted.values()))} findings of {len(wanted)} letters have a fact on their line")


def _first(lines: Iterable[object]) -> Iterable[int]:
    for each in lines:
        digits = "".join(it if it.isdigit() else " " for it in str(each)).split()
        if digits:
            yield int(digits[0])


def _lines(path: Path, reader: FactReader) -> set[int]:
    """The lines of a letter's summary from which a fact was read."""
    text, _ = text_of(path.read_bytes(), str(path))
    letter, _ = read_structure(text, load_letter_words(), path.name) if text else (None, [])
    assert letter, path
    words = load_letter_words()
    found = reader.read(letter, words, draft_of(letter, words, reader.vocabulary).case)
    return {
        line
        for each in found.facts
        if each.name not in ("age", "date_of_injury")
        for line in range(letter.text.span(each.sentence.start, each.sentence.end).first,
                          letter.text.span(each.sentence.start, each.sentence.end).last + 1)
    }  # fmt: skip


if __name__ == "__main__":
    main()
