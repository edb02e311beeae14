"""Titles of cases that are not read whole: words of them that the vocabulary does not know."""

from collections.abc import Iterable, Iterator

from recheck.letters.asked_title import read_whole_title
from recheck.letters.words import load_letter_words
from recheck.model.case import Case, Request
from recheck.model.problem import Problem, Severity
from recheck.model.rule import RuleSet

CODE = "title-not-read-whole"


def titles_not_read_whole(cases: Iterable[Case], rules: RuleSet) -> Iterator[Problem]:
    """A warning for each request whose title holds words that are not understood, or names no treatment."""
    for case in cases:
        for request in case.requests.values():
            for each in (request, *request.parts):
                yield from _of(each, rules)


def _of(request: Request, rules: RuleSet) -> Iterator[Problem]:
    found = read_whole_title(request.title, rules.vocabulary, load_letter_words)
    if found.asked and not found.not_understood:
        return
    said = ", ".join(f"'{each}'" for each in found.not_understood)
    what = f"this is not understood: {said}" if said else "no treatment is named"
    hint = "see `recheck find` with this title; words of one's own go into titles/own.yaml"
    yield Problem(CODE, f"of the title '{request.title}' {what}", request.place, hint, Severity.WARNING)
