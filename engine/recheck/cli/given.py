"""The case that a command is given: a file, standard input, or the words of a request with dates, notes and facts."""

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from recheck.load.cases import case_paths, read_case
from recheck.load.yaml_text import MAX_BYTES, read_text
from recheck.model.case import Case
from recheck.model.problem import Place, Problem, ProblemsFound, Source
from recheck.model.rule import RuleSet
from recheck.phrases import amount
from recheck.titles import TitleReading, read_title

if TYPE_CHECKING:
    from recheck.asking.charts import Said

SUFFIXES = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class Beside:
    """What is given beside the words of a request."""

    requested: date | None = None
    injured: date | None = None
    notes: Sequence[str] = ()
    facts: Sequence[str] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.requested or self.injured or self.notes or self.facts)


@dataclass(frozen=True, slots=True)
class Given:
    """A case, the text of its file, and warnings; of words, how they were read."""

    case: Case
    text: str
    problems: list[Problem] = field(default_factory=list)
    reading: TitleReading | None = None
    said: "tuple[Said, ...]" = ()


def given_case(argument: str, beside: Beside, rules: RuleSet, folders: Sequence[str]) -> Given:
    """The case that is meant.

    Raises:
        ProblemsFound: there is no such file, it has errors, or the words name no treatment.
    """
    if not is_file(argument, rules):
        return _in_words(argument, beside, rules, folders)
    if not beside.is_empty:
        message = "--requested, --injured, --note and --fact go with words; a case file says these itself"
        raise ProblemsFound([Problem("not-with-a-file", message, Place(Source(argument)), "write them into the file")])
    text, case, problems = _one_case(argument, rules)
    if case is None:
        raise ProblemsFound(problems)
    return Given(case, text, problems)


def is_file(argument: str, rules: RuleSet) -> bool:
    """Whether a file is meant: by its ending, because it is there, or by a separator in what names no treatments.

    `EMG/NCS` is words: each side of the separator names a treatment.
    """
    if argument == "-" or argument.lower().endswith(SUFFIXES) or Path(argument).exists():
        return True
    if os.sep not in argument or any(letter.isspace() for letter in argument):
        return False
    return not all(read_title(each, rules.vocabulary).asked for each in argument.split(os.sep))


def _in_words(words: str, beside: Beside, rules: RuleSet, folders: Sequence[str]) -> Given:
    from recheck.asking.answers import with_given
    from recheck.asking.saved import saved, standing
    from recheck.asking.words import case_in_words

    worded = case_in_words(words, rules.vocabulary, requested=beside.requested, injured=beside.injured)
    case = worded.case
    said: tuple[Said, ...] = ()
    if beside.notes:
        from recheck.asking.charts import read_charts, with_charts

        case, said = with_charts(case, read_charts(beside.notes), rules, folders)
    case = with_given(case, beside.facts, rules.vocabulary)
    said = standing(case, said)
    return Given(case, saved(case, said), [], worded.reading, said)


def understood(given: Given, rules: RuleSet) -> Iterator[str]:
    """How the words of a request were read, in a row or two."""
    if given.reading is None:
        return
    told = []
    for each, words in zip(given.case.requests.values(), given.reading.asked, strict=False):
        treatment = rules.vocabulary.treatments[each.treatment or ""]
        where = " ".join(filter(None, [each.side, ", ".join(each.body_regions).replace("_", " ")]))
        side = None if each.side else words.side
        much = amount(each.quantity.disputed, each.quantity.unit) if each.quantity else ""
        told.append(", ".join(filter(None, [treatment.title, where, side, words.levels, much])))
    yield f"Read as: {'; '.join(told)}."
    if given.reading.not_understood:
        yield f"Not understood: {', '.join(repr(each) for each in given.reading.not_understood)}."


def _one_case(path: str, rules: RuleSet) -> tuple[str, Case | None, list[Problem]]:
    """The text of the case, the case, and what is wrong with it."""
    if path == "-":
        name = "<standard input>"
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            where = Place(Source(name))
            return "", None, [Problem("not-utf8", f"byte {error.start} is not UTF-8", where, "send the case as UTF-8")]
        return text, *read_case(text, name, rules.vocabulary)
    paths = case_paths([path])
    if len(paths) > 1:
        several = Problem("several-cases", "one case at a time", Place(Source(path)), "name one file, or use audit")
        raise ProblemsFound([several])
    text, unreadable = read_text(paths[0])
    if unreadable:
        return "", None, unreadable
    return text, *read_case(text, str(paths[0]), rules.vocabulary)
