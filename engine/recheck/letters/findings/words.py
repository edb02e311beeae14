"""rules/letters/findings.yaml: how reviewers word what they find, and what they find missing.

Comes in: the files of rule folders. Goes out: phrases ready to be searched for in lower-case text, and the findings
that speak for several facts at once.
"""

import fnmatch
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from recheck.letters.facts.phrases import phrase
from recheck.load.files import SHIPPED, RuleFile, rule_files
from recheck.load.shape import Shape, flag, nested, optional, required, several, shaped, texts
from recheck.load.vocabulary import node_of
from recheck.model.problem import Problem, ProblemsFound, errors

FILE = "letters/findings.yaml"


class BothSidesShape(Shape):
    """Words of absence by where the thing that is absent stands."""

    before: tuple[str, ...] = required(texts)
    after: tuple[str, ...] = required(texts)


class TopicShape(Shape):
    """A finding that stands for itself, and the facts that it speaks for."""

    words: tuple[str, ...] = required(texts)
    facts: tuple[str, ...] = required(texts)
    stated: bool = optional(flag, False)
    categories: tuple[str, ...] = optional(texts, ())
    yes: tuple[str, ...] = optional(texts, ())
    no: tuple[str, ...] = optional(texts, ())


class FindingsShape(Shape):
    """rules/letters/findings.yaml."""

    of_the_patient: tuple[str, ...] = required(texts)
    of_a_guideline: tuple[str, ...] = required(texts)
    names_the_patient: tuple[str, ...] = required(texts)
    in_general: tuple[str, ...] = required(texts)
    finding_too: tuple[str, ...] = required(texts)
    concluding: tuple[str, ...] = required(texts)
    advising: tuple[str, ...] = required(texts)
    titles: tuple[str, ...] = required(texts)
    not_documented: BothSidesShape = required(nested(BothSidesShape))
    absent: BothSidesShape = required(nested(BothSidesShape))
    unclear: tuple[str, ...] = required(texts)
    taken_for_granted: tuple[str, ...] = required(texts)
    purposes: tuple[str, ...] = required(texts)
    present: BothSidesShape = required(nested(BothSidesShape))
    never: tuple[str, ...] = required(texts)
    topics: tuple[TopicShape, ...] = required(several(TopicShape))


@dataclass(frozen=True, slots=True)
class BothSides:
    """Patterns of absence: followed by what is absent, and preceded by it."""

    before: re.Pattern[str]
    after: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Topic:
    """What a finding's words are, and the facts that it speaks for; `is_stated` where absence says nothing of it."""

    words: re.Pattern[str]
    facts: tuple[str, ...]
    is_stated: bool
    categories: tuple[str, ...]
    """Of treatments that are requested; of any where there are none."""
    yes: re.Pattern[str] | None
    """How a record says that it is so, and `no` that it is not."""
    no: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class FindingWords:
    """How rationales are worded."""

    of_the_patient: re.Pattern[str]
    of_a_guideline: re.Pattern[str]
    names_the_patient: re.Pattern[str]
    in_general: re.Pattern[str]
    """Words that speak of any patient."""
    finding_too: re.Pattern[str]
    concluding: re.Pattern[str]
    advising: re.Pattern[str]
    titles: re.Pattern[str]
    """Names of guidelines that hold clinical words."""
    not_documented: BothSides
    absent: BothSides
    unclear: re.Pattern[str]
    taken_for_granted: re.Pattern[str]
    """Words after which absence does not reach: 'improvement *from prior* therapy'."""
    purposes: re.Pattern[str]
    """Words after which nothing is found: '*to warrant* surgery'."""
    present: BothSides
    never: re.Pattern[str]
    """Facts that are no finding."""
    topics: tuple[Topic, ...]


def load_finding_words(folders: Sequence[str] = (SHIPPED,)) -> FindingWords:
    """The words of the rule folders.

    Raises:
        ProblemsFound: the file has errors.
    """
    return _load(tuple(folders))


@lru_cache(maxsize=4)
def _load(folders: tuple[str, ...]) -> FindingWords:
    problems: list[Problem] = []
    files = {**rule_files((SHIPPED,)), **rule_files(folders)}
    shape = shape_of(files[FILE], problems)
    if shape is None or errors(problems):
        raise ProblemsFound(problems)
    return FindingWords(
        _any(shape.of_the_patient),
        _any(shape.of_a_guideline),
        _any(shape.names_the_patient),
        _any(shape.in_general),
        _any(shape.finding_too),
        _any(shape.concluding),
        _any(shape.advising),
        _any(shape.titles),
        _both(shape.not_documented),
        _both(shape.absent),
        _any(shape.unclear),
        _any(shape.taken_for_granted),
        _any(shape.purposes),
        _both(shape.present),
        re.compile("|".join(fnmatch.translate(each) for each in shape.never)),
        tuple(map(_topic, shape.topics)),
    )


def shape_of(file: RuleFile, problems: list[Problem]) -> FindingsShape | None:
    """The file as it stands; what is wrong with it is added to the problems."""
    return shaped(FindingsShape, node_of(file, problems), problems)


def _topic(shape: TopicShape) -> Topic:
    yes, no = (_any(each) if each else None for each in (shape.yes, shape.no))
    return Topic(_any(shape.words), shape.facts, shape.stated, shape.categories, yes, no)


def _both(shape: BothSidesShape) -> BothSides:
    return BothSides(_any(shape.before), _any(shape.after))


def _any(words: Sequence[str]) -> re.Pattern[str]:
    """One pattern of all the phrases."""
    return re.compile("|".join(phrase(each.strip()).written for each in words))
