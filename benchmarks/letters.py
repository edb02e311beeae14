"""How many letters a second are read, with and without facts, beside what extracting their text takes in the same run.

The ratios count: what the machine does besides changes the rates. On the letters of the folder named (real ones
where the shared folder is at hand, else invented ones), each read as often as it takes to be measured, on one
core; then many of them as `recheck import` reads them. `python benchmarks/letters.py [FOLDER]`.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 2.0


def rate(work: Callable[[str], object], files: Sequence[str]) -> float:
    """Files a second, one after the other, on one core."""
    done = 0
    began = time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        for file in files:
            work(file)
        done += len(files)
    return done / (time.perf_counter() - began)


def main() -> None:
    from recheck.letters.facts.place import with_facts
    from recheck.letters.facts.read import fact_reader
    from recheck.letters.importing import import_letters
    from recheck.letters.parallel import cores
    from recheck.letters.read import letter_paths, read_letter_text
    from recheck.letters.requests import draft_of
    from recheck.letters.structure import read_structure
    from recheck.letters.words import load_letter_words
    from recheck.letters.write import case_file
    from recheck.load.cache import cached_rule_set
    from recheck.load.files import SHIPPED

    words, vocabulary = load_letter_words(), cached_rule_set().vocabulary
    reader = fact_reader(vocabulary, (SHIPPED,))
    reader.prepare()

    def structure(file: str) -> None:
        text, _ = read_letter_text(file)
        if text:
            read_structure(text, words, file)

    def draft(file: str) -> None:
        text, _ = read_letter_text(file)
        letter = read_structure(text, words, file)[0] if text else None
        if letter:
            case_file(draft_of(letter, words, vocabulary, path=file))

    def facts(file: str) -> None:
        text, _ = read_letter_text(file)
        letter = read_structure(text, words, file)[0] if text else None
        if letter:
            made = draft_of(letter, words, vocabulary, path=file)
            case_file(with_facts(made, reader.read(letter, words, made.case).facts))

    with tempfile.TemporaryDirectory() as place:
        folders = sys.argv[1:] or [str(ROOT.parent / "shared" / "letters")]
        paths, _ = letter_paths(folders)
        if not paths:
            paths = invented(Path(place) / "letters")
        print(f"one core, letters a second ({len(paths)} letters)")
        for kind in (".pdf", ".txt"):
            files = [path for path in paths if path.lower().endswith(kind)]
            if files:
                works = (read_letter_text, structure, draft, facts)
                alone, whole, case, read = (rate(work, files) for work in works)
                print(
                    f"  {kind[1:]}: text alone {alone:,.0f}; with structure {whole:,.0f} (1 : {alone / whole:.2f}); "
                    f"to a case file {case:,.0f} (1 : {alone / case:.2f}); "
                    f"with facts {read:,.0f} (1 : {alone / read:.2f})"
                )
        several = many(paths, Path(place) / "many")
        began = time.perf_counter()
        found = list(import_letters(several, Path(place) / "out", vocabulary, jobs=cores()))
        spent = time.perf_counter() - began
        new = sum(each.is_new for each in found)
        print(
            f"{cores()} cores, {len(several):,} letters to files with facts, "
            f"checked by reading back: {new / spent:,.0f} a second"
        )


def many(paths: Sequence[str], folder: Path, times: int = 20) -> list[str]:
    """Text letters many times over, each with a number of its own."""
    import re

    folder.mkdir()
    found = []
    for number in range(times):
        for path in paths:
            if path.endswith(".txt"):
                text = Path(path).read_text(encoding="utf-8", errors="replace")
                text = re.sub(r"(Case Number:\s*[A-Z]{2}\d\d-)\d+", rf"\g<1>{number:02}{len(found):06}", text)
                file = folder / f"{number:02}-{Path(path).name}"
                file.write_text(f"{text}{' ' * number}\n", encoding="utf-8")
                found.append(str(file))
    return found


def invented(folder: Path) -> list[str]:
    """Invented letters, where no real ones are at hand."""
    sys.path.insert(0, str(ROOT / "tests"))
    from letters_written import Written, earlier, later, pdf

    folder.mkdir(parents=True)
    items = [Written("MRI of the left knee"), Written("Physical therapy 3x2 for the knee", "Overturned")]
    lines = [line.strip() for line in later(items).splitlines()]
    files = {"later.txt": later(items).encode(), "earlier.txt": earlier(items).encode(), "printed.pdf": pdf([lines])}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return [str(folder / name) for name in files]


if __name__ == "__main__":
    main()
