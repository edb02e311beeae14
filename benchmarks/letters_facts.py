"""How fast facts are read from letters, beside reading their structure alone in the same run.

Run: python benchmarks/letters_facts.py LETTERS... (folders of text letters). How well they are read says
`recheck import LETTERS --score cases/`.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from recheck.letters.facts.read import fact_reader
from recheck.letters.letter import LetterText
from recheck.letters.read import text_of
from recheck.letters.requests import draft_of
from recheck.letters.structure import read_structure
from recheck.letters.words import load_letter_words
from recheck.load.files import SHIPPED
from recheck.load.ruleset import load_rule_set

ROUNDS = 5


def seconds(work: Callable[[], object]) -> float:
    """The least of several rounds: other work on the machine only ever adds."""
    found = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return min(found)


def main(folders: list[str]) -> None:
    vocabulary, words = load_rule_set().vocabulary, load_letter_words()
    reader = fact_reader(vocabulary, (SHIPPED,))
    began = time.perf_counter()
    reader.prepare()
    loading = time.perf_counter() - began
    texts: list[LetterText] = []
    for path in sorted(file for folder in folders for file in Path(folder).rglob("*.txt")):
        text, _ = text_of(path.read_bytes(), str(path))
        if text:
            texts.append(text)

    def structure() -> None:
        for text in texts:
            letter, _ = read_structure(text, words, text.name)
            assert letter
            draft_of(letter, words, vocabulary)

    def facts() -> None:
        for text in texts:
            letter, _ = read_structure(text, words, text.name)
            assert letter
            reader.read(letter, words, draft_of(letter, words, vocabulary).case)

    alone, whole = seconds(structure), seconds(facts)
    print(
        f"{len(texts)} letters on one core: {len(texts) / alone:.0f} a second for structure, "
        f"{len(texts) / whole:.0f} with facts ({whole / alone:.1f} times as long); {loading:.1f} s once for spaCy"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
