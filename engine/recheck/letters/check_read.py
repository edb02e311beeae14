"""What is wrong with the patterns under rules/letters/patterns/.

Comes in: the files of a rule folder and its rule set. Goes out: what keeps a pattern from being read,
unknown parts of a report, regions and categories, values that the fact cannot have, patterns that no text can
meet, and those that read the contrary.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product

from recheck.letters.facts.clinical import any_of
from recheck.letters.facts.patterns import FOLDER, SLOTS, patterns_of
from recheck.letters.facts.phrase_faults import fault_of
from recheck.letters.facts.phrases import phrase
from recheck.letters.facts.plain import plain_words
from recheck.letters.facts.regions import FOUND_BY
from recheck.load.files import RuleFile
from recheck.load.vocabulary import CATEGORIES, node_of
from recheck.model.node import Node, Scalar, YamlList, YamlMapping
from recheck.model.problem import Problem, did_you_mean
from recheck.model.rule import RuleSet
from recheck.model.vocabulary import Fact, FactType

_CLINICAL = "letters/clinical.yaml"
_BEFORE_ANY = "opening"
_EXAMPLES = {
    "number": "12",
    "score": "7/10",
    "duration": "6 weeks",
    "date": "10-13-2016",
    "treatment": "physical therapy",
    "drug": "ibuprofen",
}
_MOST = 64
_TOKEN = re.compile(r"(?:\[[^\]]*\]\??|[^\s\[])+")
_NEGATES = re.compile(r"\[?(?:no|not|denies|denied|without|negative)\b")


def check_read(rules: RuleSet, files: Mapping[str, RuleFile]) -> Iterator[Problem]:
    """Every problem of the patterns, each with its place."""
    clinical = node_of(files[_CLINICAL], []) if _CLINICAL in files else None
    named = [clinical.get(key) for key in ("sections", "headings")] if isinstance(clinical, YamlMapping) else []
    parts = (*(name for each in named if isinstance(each, YamlMapping) for name in each), _BEFORE_ANY)
    problems: list[Problem] = []
    patterns_of(files, rules.vocabulary, problems)
    yield from problems
    for path, file in files.items():
        node = node_of(file, []) if path.startswith(FOLDER) else None
        for name, read in node.items() if isinstance(node, YamlMapping) else ():
            known = rules.vocabulary.facts.get(name)
            for pattern in read if isinstance(read, YamlList) else ():
                if known and isinstance(pattern, YamlMapping):
                    yield from _names(pattern, rules, parts)
                    yield from _values(pattern, known)
                    yield from _never(pattern)
                    yield from _contrary(pattern, known)


def _scalars(node: Node | None) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    return [each for each in node if isinstance(each, Scalar)] if isinstance(node, YamlList) else []


def _names(pattern: YamlMapping, rules: RuleSet, parts: Sequence[str]) -> Iterator[Problem]:
    for key in ("sections", "not_sections"):
        for each in _scalars(pattern.get(key)):
            if len(parts) > 1 and each.text not in parts:
                yield _unknown("unknown-value", "part of a report", each, parts)
    for each in _scalars(pattern.get("region")):
        regions = (*FOUND_BY, *rules.vocabulary.body_regions)
        if each.text not in regions:
            yield _unknown("unknown-region", "body region, nor a way of finding one", each, regions, FOUND_BY)
    for each in _scalars(pattern.get("categories")):
        if each.text not in CATEGORIES:
            yield _unknown("unknown-value", "category", each, tuple(CATEGORIES))


def _unknown(code: str, what: str, each: Scalar, known: Sequence[str], shown: Sequence[str] = ()) -> Problem:
    hint = did_you_mean(each.text, known) or f"one of: {', '.join(shown or known)}"
    return Problem(code, f"'{each.text}' is no {what}", each.place, hint)


def _values(pattern: YamlMapping, fact: Fact) -> Iterator[Problem]:
    """A number that the fact cannot have; choices are checked on loading."""
    if not fact.type.is_numeric:
        return
    for key in ("value", "negated"):
        for each in _scalars(pattern.get(key)):
            if each.text in ("nothing", "value"):
                continue
            try:
                number = float(each.text)
            except ValueError:
                yield Problem("wrong-type", f"'{each.text}' is no number", each.place, f"'{fact.name}' is a number")
                continue
            if not fact.bounds.low <= number <= fact.bounds.high:
                message = f"{each.text} is not a value that '{fact.name}' can have"
                yield Problem(
                    "out-of-bounds", message, each.place, f"it lies in {fact.bounds.low:g} to {fact.bounds.high:g}"
                )


def _never(pattern: YamlMapping) -> Iterator[Problem]:
    """Phrases and patterns that read nothing, whatever a letter says."""
    both = {each.text for each in _scalars(pattern.get("sections"))}
    left_out = [each for each in _scalars(pattern.get("not_sections")) if each.text in both]
    for each in left_out:
        message = f"'{each.text}' is among the parts that are read"
        yield Problem("wrong-phrase", message, each.place, "leave it out of one of the two lists")
    needs = {each.text for each in _scalars(pattern.get("needs"))}
    unless = [each for each in _scalars(pattern.get("unless")) if not fault_of(each.text, SLOTS)]
    for each in unless:
        if needs == {each.text}:
            message = f"'{each.text}' is needed and must not stand there"
            yield Problem("wrong-phrase", message, each.place, "leave it out of one of the two lists")
    guard = any_of({"unless": [each.text for each in unless]})
    for each in _scalars(pattern.get("words")):
        if fault_of(each.text, SLOTS):
            continue
        texts = list(map(plain_words, islice(examples(each.text), _MOST)))
        matched = phrase(each.text, {"treatment": "physical therapy", "drug": "ibuprofen"}).pattern
        if not any(matched.search(text) for text in texts):
            message = f"no text can hold '{each.text}'"
            yield Problem("wrong-phrase", message, each.place, "dashes and quotes are plain: - and '")
        elif all(guard.search(text) for text in texts):
            message = f"'{each.text}' holds what `unless` forbids, so it reads nothing"
            yield Problem("wrong-phrase", message, each.place, "narrow the phrases under `unless`")


def _contrary(pattern: YamlMapping, fact: Fact) -> Iterator[Problem]:
    """A phrase that begins with its own 'no' and says nothing of its value reads true."""
    if fact.type is not FactType.BOOLEAN or pattern.get("value") is not None or pattern.get("negated") is not None:
        return
    for each in _scalars(pattern.get("words")):
        if _NEGATES.match(each.text.lower()):
            message = f"'{each.text}' says no, and the pattern reads 'true'"
            yield Problem("wrong-phrase", message, each.place, 'write value: "false" in a pattern of its own')


def examples(words: str) -> Iterator[str]:
    """Texts that a phrase means, without words between; some of the choices where there are many.

    >>> list(examples("[no|any]? {number} visit* ~3 of pt"))
    ['no 12 visit of pt', 'any 12 visit of pt', '12 visit of pt']
    """
    ways: list[list[str]] = []
    for token in _TOKEN.findall(words.lower()):
        if re.fullmatch(r"~\d+", token):
            continue
        optional = token.endswith("]?")
        pieces = re.split(r"\[([^\]]*)\]", token.removesuffix("?") if optional else token)
        choices = [piece.split("|") if number % 2 else [piece] for number, piece in enumerate(pieces)]
        ways.append([_filled("".join(each)) for each in product(*choices)] + ([""] if optional else []))
    for chosen in product(*ways):
        yield " ".join(each for each in chosen if each)


def _filled(words: str) -> str:
    for slot, example in _EXAMPLES.items():
        words = words.replace(f"{{{slot}}}", example)
    return words.replace("*", "")
