"""`recheck import`: letters to draft case files; and letters as input of other commands."""

import hashlib
import json
import sys
import time
from pathlib import Path

from recheck.cli.edges import FINE, INPUT_HAS_ERRORS, RuleChoice, show, tell_problems
from recheck.letters.importing import failed, import_letters, read_letters
from recheck.letters.parallel import cores
from recheck.letters.read import STANDARD_INPUT, is_letter, letter_paths, read_bytes
from recheck.load.files import is_folder
from recheck.model.case import Case
from recheck.model.problem import Place, Problem, ProblemsFound, Source, errors
from recheck.model.vocabulary import Vocabulary


class Bar:
    """How far a long piece of work is, on a terminal; nothing where there is none."""

    def __init__(self, total: int) -> None:
        self.total, self.done, self.wrong = total, 0, 0
        self.began = self.shown = time.monotonic()
        self.is_on = sys.stderr.isatty() and total > 1

    def step(self, *, wrong: bool) -> None:
        """One more is done."""
        self.done += 1
        self.wrong += wrong
        now = time.monotonic()
        if self.is_on and (now - self.shown > 0.1 or self.done == self.total):
            self.shown = now
            filled = 30 * self.done // self.total
            speed = self.done / max(now - self.began, 1e-6)
            row = f"{'#' * filled}{'.' * (30 - filled)} {self.done:,} of {self.total:,}, {speed:,.0f} a second"
            sys.stderr.write(f"\r{row}, {self.wrong:,} not read\x1b[K")
            sys.stderr.flush()

    def close(self) -> None:
        """The bar goes; what was found is said after it."""
        if self.is_on:
            sys.stderr.write("\r\x1b[K")


def run_import(
    letters: list[str],
    out: str,
    jobs: int | None,
    choice: RuleChoice,
    output: str,
    *,
    again: bool = False,
    review: bool = False,
) -> int:
    """Every letter that can be read becomes a case file; what cannot is listed, and the exit status says so."""
    paths, problems = letter_paths(letters)
    if review and STANDARD_INPUT in paths:
        message = "a letter from standard input cannot be reviewed: the answers come from there"
        raise ProblemsFound([Problem("no-answers", message, None, "name the letter's file")])
    vocabulary = choice.load().vocabulary
    folder = Path(out)
    if folder.exists() and not is_folder(folder):
        raise ProblemsFound([Problem("not-a-folder", "this is a file, not a folder", Place(Source(out)))])
    new = known = items = changed = 0
    bar = Bar(len(paths))
    try:
        for each in import_letters(paths, folder, vocabulary, choice.folders, jobs=jobs or cores(), again=again):
            problems += each.problems
            changed += each.is_changed
            is_wrong = failed(each)
            new += each.is_new
            known += not each.is_new and not is_wrong
            items += each.items if each.is_new else 0
            bar.step(wrong=is_wrong)
    finally:
        bar.close()
    problems.sort(key=lambda each: str(each.place))
    counts = {
        "letters": len(paths),
        "imported": new,
        "items": items,
        "known": known,
        "changed": changed,
        "not_read": len(paths) - new - known,
    }
    if review:
        tell_problems(problems)
        return max(_review(paths, folder, choice, vocabulary, output), INPUT_HAS_ERRORS if errors(problems) else FINE)
    if output == "json":
        show(json.dumps({**counts, "out": out, "problems": [each.as_json() for each in problems]}, indent=2))
    else:
        show(f"{new:,} of {len(paths):,} letters imported into {out}: {items:,} items in draft cases")
        if known:
            show(f"{known:,} were there already" + (f", {changed:,} of them read differently now" if again else ""))
        if counts["not_read"]:
            show(f"{counts['not_read']:,} could not be read")
    tell_problems(problems)
    return INPUT_HAS_ERRORS if errors(problems) else FINE


def _review(paths: list[str], folder: Path, choice: RuleChoice, vocabulary: Vocabulary, output: str) -> int:
    from recheck.cli.reviewing import run_review

    by_digest = {}
    for path in paths:
        data, problem = read_bytes(path)
        if not problem:
            by_digest[hashlib.sha256(data).hexdigest()] = path
    return run_review(by_digest, folder, vocabulary, choice.folders, output)


def letters_among(paths: list[str]) -> tuple[list[str], list[str]]:
    """Of paths, the letters (folders of letters taken apart), and the rest, which are cases."""
    letters: list[str] = []
    cases: list[str] = []
    for path in paths:
        if is_folder(Path(path)):
            inside, _ = letter_paths([path])
            letters += inside
            if not inside or any(not file.name.startswith(".") for file in Path(path).rglob("*.yaml")):
                cases.append(path)
        elif is_letter(path) and Path(path).exists():
            letters.append(path)
        else:
            cases.append(path)
    return list(dict.fromkeys(letters)), cases


def cases_of_letters(paths: list[str], vocabulary: Vocabulary, folders: list[str]) -> tuple[list[Case], list[Problem]]:
    """The cases of letters, in the order of their files, and the problems of those that cannot be read."""
    bar = Bar(len(paths))
    found: dict[str, Case] = {}
    problems: list[Problem] = []
    by_letter: dict[str, Case] = {}
    try:
        for each in read_letters(paths, vocabulary, folders, jobs=cores()):
            problems += each.problems
            if each.case:
                by_letter[each.letter] = each.case
            bar.step(wrong=each.case is None)
    finally:
        bar.close()
    for path in paths:
        case = by_letter.get(path)
        if case and case.id in found:
            message = f"the case '{case.id}' was read before"
            problems.append(Problem("duplicate-case", message, case.place, f"the first is at {found[case.id].place}"))
        elif case:
            found[case.id] = case
    problems.sort(key=lambda each: str(each.place))
    return list(found.values()), problems
