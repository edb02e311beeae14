"""Letters to case files in a folder: in parallel, resumable, each file written whole and once.

A letter that was imported before, by the sha256 of its file, is left alone; so a run that was killed is taken
up where it ended. Asked to read it again, what a person confirmed is kept. A case file that holds another text
of the same letter is never overwritten.
"""

import contextlib
import hashlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from recheck.files import sweep, write_new
from recheck.letters.facts.place import with_facts
from recheck.letters.facts.read import fact_reader
from recheck.letters.findings.read import read_findings
from recheck.letters.findings.record import record_of
from recheck.letters.findings.words import load_finding_words
from recheck.letters.forms.fields import FormField, form_fields
from recheck.letters.forms.known import filled_as, known_forms
from recheck.letters.forms.request import draft_of_form
from recheck.letters.keeping import kept
from recheck.letters.letter import Letter
from recheck.letters.parallel import in_parallel
from recheck.letters.read import STANDARD_INPUT, read_bytes, text_of
from recheck.letters.requests import Draft, draft_of
from recheck.letters.reviewing import replace_case
from recheck.letters.structure import read_structure
from recheck.letters.words import LetterWords, load_letter_words
from recheck.letters.write import case_file
from recheck.load.cases import read_case
from recheck.load.files import SHIPPED
from recheck.load.yaml_text import read_text
from recheck.model.case import By, Case
from recheck.model.problem import Place, Problem, ProblemsFound, Severity, Source, errors
from recheck.model.value import written
from recheck.model.vocabulary import Vocabulary

T = TypeVar("T")

_SHA = re.compile(r"\bsha256: \"?([0-9a-f]{64})")
_HEAD_BYTES = 2000


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one letter: the case file and whether it is new; neither where there are errors."""

    letter: str
    file: str | None = None
    is_new: bool = False
    is_changed: bool = False
    """Whether it was there, was read again, and reads differently now."""
    items: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadLetter:
    """A letter as a case, for use without a file."""

    letter: str
    case: Case | None
    problems: tuple[Problem, ...] = ()


def draft_letter(
    data: bytes, path: str, vocabulary: Vocabulary, folders: Sequence[str] = (SHIPPED,)
) -> tuple[Draft | None, list[Problem]]:
    """The draft case that a letter's bytes hold, and what is wrong with it or not understood."""
    try:
        fields = form_fields(data, path)
    except ProblemsFound as failed:
        return None, list(failed.problems)
    if any(each.answer for each in fields):
        return _draft_of_form(data, fields, path, vocabulary, folders)
    text, problems = text_of(data, path)
    if text is None:
        return None, problems
    words = load_letter_words(folders)
    letter, found = read_structure(text, words, path)
    if letter is None:
        return None, problems + found
    draft = draft_of(letter, words, vocabulary, path=path)
    draft, noted = _with_facts(letter, words, draft, vocabulary, folders)
    return draft, [*problems, *found, *draft.problems, *noted]


def _draft_of_form(
    data: bytes, fields: Sequence[FormField], path: str, vocabulary: Vocabulary, folders: Sequence[str]
) -> tuple[Draft | None, list[Problem]]:
    """The draft case of a filled form; an unknown form with answers is a problem, and never a blank."""
    try:
        filled = filled_as(fields, known_forms(tuple(folders)))
        if filled is None:
            answers = [each for each in fields if each.answer]
            shown = ", ".join(f"'{each.name}'" for each in answers[:5]) + (", …" if len(answers) > 5 else "")
            message = f"a filled form of an unknown kind: {len(answers)} answers are not understood ({shown})"
            hint = "say in rules/letters/forms.yaml which field holds what, or print the form to text"
            return None, [Problem("unknown-form", message, Place(Source(path)), hint)]
        name, digest = Path(path).stem, hashlib.sha256(data).hexdigest()
        draft = draft_of_form(filled, vocabulary, name=name, path=path, sha256=digest)
    except ProblemsFound as failed:
        return None, list(failed.problems)
    if not draft.case.requests:
        message = "the form requests nothing: no row names a treatment"
        return None, [*draft.problems, Problem("no-requests", message, Place(Source(path)))]
    return draft, list(draft.problems)


def _with_facts(
    letter: Letter, words: LetterWords, draft: Draft, vocabulary: Vocabulary, folders: Sequence[str]
) -> tuple[Draft, list[Problem]]:
    """The draft with the facts of the case summary; without them, and a warning, where they cannot be read."""
    try:
        read = fact_reader(vocabulary, folders).read(letter, words, draft.case)
    except ProblemsFound as failed:
        return draft, [replace(each, severity=Severity.WARNING) for each in failed.problems]
    source = Source(letter.text.name, letter.text.lines)
    noted = []
    for several in read.contradictions:
        said = ", ".join(f"{written(each.value)} (line {each.span.first})" for each in several)
        at = Place(source, several[0].span.first)
        message = f"the record disagrees with itself about '{several[0].name}': {said}"
        noted.append(Problem("contradicted", message, at, "both are kept; see which is right", Severity.WARNING))
    draft = with_facts(draft, read.facts)
    quotes = {
        (each.name, each.span.first, each.span.last): " ".join(letter.text[each.sentence].split())
        for each in read.facts
    }
    draft = replace(draft, case=replace(draft.case, quotes=quotes, mentioned=read.mentioned))
    return _with_findings(draft, letter, words, vocabulary, folders), noted


def _with_findings(
    draft: Draft, letter: Letter, words: LetterWords, vocabulary: Vocabulary, folders: Sequence[str]
) -> Draft:
    """The draft with what each rationale finds, under the determination of its request."""
    if len(draft.case.requests) != len(letter.items):
        return draft
    reader, finding_words = fact_reader(vocabulary, folders), load_finding_words(folders)
    requests = {}
    record = record_of(letter, finding_words, words)
    for item, (name, request) in zip(letter.items, draft.case.requests.items(), strict=True):
        read = read_findings(
            letter,
            item,
            request,
            draft.case,
            reader=reader,
            letters=words,
            words=finding_words,
            vocabulary=vocabulary,
            record=record,
        )
        decided = tuple(
            replace(each, findings=read.findings) if each.by is By.IMR else each for each in request.determinations
        )
        requests[name] = replace(request, determinations=decided)
    return replace(draft, case=replace(draft.case, requests=requests))


def read_letters(
    paths: Sequence[str], vocabulary: Vocabulary, folders: Sequence[str] = (SHIPPED,), *, jobs: int = 1
) -> Iterator[ReadLetter]:
    """Letters as cases, in the order in which they are done."""
    _prepare(vocabulary, folders)
    work = partial(_read_one, vocabulary=vocabulary, folders=tuple(folders))
    for path, found in _each(work, paths, jobs, folders):
        yield found or ReadLetter(path, None, (_died(path),))


def import_letters(
    paths: Sequence[str],
    out: Path,
    vocabulary: Vocabulary,
    folders: Sequence[str] = (SHIPPED,),
    *,
    jobs: int = 1,
    again: bool = False,
) -> Iterator[Imported]:
    """Letters to case files in a folder, in the order in which they are done.

    Args:
        paths: letters; `-` is standard input.
        out: the folder, which is made where it is not there.
        vocabulary: treatments, regions and facts.
        folders: rule folders, whose `letters/` say how letters are written.
        jobs: how many processes.
        again: read letters anew whose case is there; what was confirmed in it is kept.
    """
    out.mkdir(parents=True, exist_ok=True)
    sweep(out)
    known = _known(out)
    fresh: dict[str, list[str]] = {}
    for path, digest, problem in _digests(paths):
        if problem:
            yield Imported(path, problems=(problem,))
        elif digest in known and not again:
            yield Imported(path, known[digest])
        else:
            fresh.setdefault(digest, []).append(path)
    letters = [STANDARD_INPUT] * (STANDARD_INPUT in paths) + [same[0] for same in fresh.values()]
    if letters:
        _prepare(vocabulary, folders)
    twins = {same[0]: same[1:] for same in fresh.values() if len(same) > 1}
    work = partial(_import_one, out=str(out), known=known, vocabulary=vocabulary, folders=tuple(folders), again=again)
    for path, found in _each(work, letters, jobs, folders):
        imported = found or Imported(path, problems=(_died(path),))
        yield imported
        for twin in twins.get(path, ()):
            yield _twin(imported, twin)


def _digests(paths: Sequence[str]) -> Iterator[tuple[str, str, Problem | None]]:
    """Each file with the sha256 of its bytes, by which letters are known; or why it cannot be read."""
    for path in paths:
        if path != STANDARD_INPUT:
            data, problem = read_bytes(path)
            yield path, hashlib.sha256(data).hexdigest(), problem


def _twin(imported: Imported, path: str) -> Imported:
    """What became of a file that holds the very bytes of another: it is the same letter, and no further case."""
    if failed(imported):
        problems = tuple(replace(each, place=Place(Source(path))) for each in imported.problems)
        return Imported(path, problems=problems)
    message = f"this is the same letter as {imported.letter}, and gives no case of its own"
    return Imported(path, imported.file, problems=(_warned("same-letter", message, path),))


def _warned(code: str, message: str, path: str, suggestion: str | None = None) -> Problem:
    return Problem(code, message, Place(Source(path)), suggestion, Severity.WARNING)


def _each(
    work: Callable[[str], T], paths: Sequence[str], jobs: int, folders: Sequence[str]
) -> Iterator[tuple[str, T | None]]:
    """Standard input here, files in other processes."""
    if STANDARD_INPUT in paths:
        yield STANDARD_INPUT, work(STANDARD_INPUT)
    files = [path for path in paths if path != STANDARD_INPUT]
    if files:
        load_letter_words(tuple(folders))  # once, before processes are made of this one
        yield from in_parallel(work, files, min(jobs, len(files)))


def _prepare(vocabulary: Vocabulary, folders: Sequence[str]) -> None:
    """Load what reads facts once, before processes are made of this one: it takes longer than many letters."""
    with contextlib.suppress(ProblemsFound):  # said with each letter
        fact_reader(vocabulary, folders).prepare()


def _died(path: str) -> Problem:
    message = "reading this file ended its process, or took too long"
    return Problem("reader-died", message, Place(Source(path)), "the file is damaged or hostile; leave it out")


def _read_one(path: str, vocabulary: Vocabulary, folders: tuple[str, ...]) -> ReadLetter:
    data, problem = read_bytes(path)
    if problem:
        return ReadLetter(path, None, (problem,))
    draft, case, problems = _checked(data, path, vocabulary, folders)
    return ReadLetter(path, case if draft else None, tuple(problems))


def _checked(
    data: bytes, path: str, vocabulary: Vocabulary, folders: tuple[str, ...]
) -> tuple[str | None, Case | None, list[Problem]]:
    """The text of the case file and the case that it loads as: what is written is what is read back."""
    try:
        draft, problems = draft_letter(data, path, vocabulary, folders)
        if draft is None:
            return None, None, problems
        text = case_file(draft)
        case, wrong = read_case(text, path, vocabulary)
        case = case and replace(case, quotes=draft.case.quotes)
    except Exception as fault:  # one letter never stops the others
        message = f"reading failed ({type(fault).__name__}: {fault})"
        return (
            None,
            None,
            [Problem("internal-fault", message, Place(Source(path)), "please report this letter's format")],
        )
    if case is None:
        at = Place(Source(path))
        problems += [Problem(each.code, each.message, at, each.suggestion, each.severity) for each in wrong]
        return None, None, problems
    return text, case, problems


def _import_one(
    path: str, out: str, known: dict[str, str], vocabulary: Vocabulary, folders: tuple[str, ...], again: bool
) -> Imported:
    data, problem = read_bytes(path)
    if problem:
        return Imported(path, problems=(problem,))
    digest = hashlib.sha256(data).hexdigest()
    if digest in known and not again:
        return Imported(path, known[digest])
    text, case, problems = _checked(data, path, vocabulary, folders)
    if text is None or case is None:
        return Imported(path, problems=tuple(problems))
    if digest in known:
        return _again(path, Path(out) / known[digest], text, len(case.requests), vocabulary, problems)
    name = f"{re.sub(r'[^A-Za-z0-9._-]', '_', case.id).lstrip('.') or 'letter'}.yaml"
    target = Path(out) / name
    try:
        is_new = write_new(target, text)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        problems.append(Problem("not-written", f"cannot be written: {reason}", Place(Source(str(target)))))
        return Imported(path, problems=tuple(problems))
    if not is_new and digest_in(target) != digest:
        message = f"{name} holds another text of this letter, and is kept"
        problems.append(_warned("already-imported", message, path, "import into another folder"))
        return Imported(path, name, problems=tuple(problems))
    return Imported(path, name, is_new, False, len(case.requests), tuple(problems))


def _again(path: str, target: Path, text: str, items: int, vocabulary: Vocabulary, problems: list[Problem]) -> Imported:
    """A case that is there, read anew but for what was confirmed in it."""
    try:
        before, unreadable = read_text(target, str(target))
        if unreadable:
            raise ProblemsFound(unreadable)
        now, noted = kept(before, text, str(target))
        wrong = errors(read_case(now, str(target), vocabulary)[1])
        if wrong:
            raise ProblemsFound(wrong)
        if now != before:
            replace_case(target, now)
    except ProblemsFound as found:
        return Imported(path, problems=(*problems, *found.problems))
    return Imported(path, target.name, False, now != before, items, (*problems, *noted))


def _known(out: Path) -> dict[str, str]:
    """The letters that the folder's case files were read from: sha256 -> file."""
    found = {}
    with os.scandir(out) as entries:
        for entry in entries:
            if entry.name.endswith(".yaml") and not entry.name.startswith("."):
                digest = digest_in(Path(entry.path))
                if digest:
                    found[digest] = entry.name
    return found


def digest_in(file: Path) -> str | None:
    """The sha256 of the letter that a case file was read from, where it says so near its top."""
    try:
        with open(file, "rb") as opened:
            match = _SHA.search(opened.read(_HEAD_BYTES).decode("utf-8", "replace"))
    except OSError:
        return None
    return match[1] if match else None


def failed(imported: Imported) -> bool:
    """Whether a letter gave no case."""
    return bool(errors(imported.problems)) or imported.file is None
