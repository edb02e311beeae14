"""A rule as an author is editing it: what is wrong with it, its tests, and which cases it decides differently.

Comes in: the rules in force, a rule's id, and the texts of its two files as they stand in an editor. Goes out:
problems with their lines, test results, the edit in words, the cases that flip. The texts are read from a
temporary folder; no rule file is written.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from recheck.author.check import check
from recheck.author.difference import Reach
from recheck.author.edited_rule import edited_rule
from recheck.author.impact import Impact, impact
from recheck.author.meaning import changed_treatments
from recheck.author.reach import reaches
from recheck.author.rule_tests import TestResult, run_rule_test
from recheck.load.cases import load_cases
from recheck.load.files import RuleFile, rule_files, shipped_rules
from recheck.load.rule_tests import RuleTest, load_rule_tests
from recheck.load.rules import load_rules
from recheck.load.ruleset import read_rule_set
from recheck.model.case import Case
from recheck.model.problem import Problem, errors
from recheck.model.rule import Rule, RuleSet

RULE, TESTS = "rule", "tests"
PROVING = 15.0
"""Seconds that the proof of an edit may take; what is not settled by then is undecided, and says so."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What stands in the editors."""

    rule: str
    tests: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of an edit."""

    problems: tuple[tuple[str, Problem], ...]
    """Each with the editor that it stands in."""
    results: tuple[TestResult, ...] = ()
    words: tuple[str, ...] = ()
    impact: Impact | None = None

    @property
    def failed(self) -> tuple[TestResult, ...]:
        return tuple(each for each in self.results if not each.passed)


def texts_of(folders: Sequence[str], rule: str) -> Texts:
    """The files of a rule as they lie there; a rule may have no tests."""
    files = rule_files(folders)

    def text(path: str) -> str:
        return files[path].file.read_text(encoding="utf-8-sig") if path in files else ""

    return Texts(text(f"{rule}.yaml"), text(f"{rule}.test.yaml"))


def tried(rules: RuleSet, rule: str, texts: Texts, cases: Sequence[Case]) -> Tried:
    """What an edit comes to: problems of the files, tests, flips.

    Args:
        rules: the rules in force.
        rule: the id of the rule that is edited.
        texts: what stands in the editors.
        cases: the cases on which flips are looked for.
    """
    with _written(rule, texts) as files:
        problems: list[Problem] = []
        found = load_rules(files.values(), rules.vocabulary, rules.guidelines, problems)
        new = found.get(rule)
        if new is None or errors(problems):
            return Tried(tuple(_placed(problems, files)))
        edited = with_rule(rules, new)
        tests = load_rule_tests(files.values(), edited, problems)
    old = rules.rules.get(rule)
    words = tuple(edited_rule(old, new, rules.vocabulary)) if old else ()
    treatments = {*new.treatments, *(old.treatments if old else ())}
    results = () if errors(problems) else tuple(run_rule_test(each, edited) for each in tests)
    return Tried(
        tuple(_placed(problems, files)),
        results,
        words,
        impact(rules, edited, treatments, cases, cases) if words else Impact(len(cases), _count(cases), ()),
    )


def tried_rule(rule: str, rules: RuleSet, texts: Texts) -> Tried:
    """The same on the cases that travel with the package; what comes out can travel to another process."""
    found = tried(rules, rule, texts, shipped_cases(rules))
    light = (replace(each, recommendation=replace(each.recommendation, source=None)) for each in found.results)
    return replace(found, results=tuple(light))


def reached(rule: str, rules: RuleSet, texts: Texts) -> tuple[Reach, ...] | None:
    """Which requests an edit reaches, proved as far as the time allows; None while the texts have errors.

    Raises:
        ProblemsFound: the extra `prove` is not installed.
    """
    with _written(rule, texts) as files:
        problems: list[Problem] = []
        new = load_rules(files.values(), rules.vocabulary, rules.guidelines, problems).get(rule)
    if new is None or errors(problems):
        return None
    edited = with_rule(rules, new)
    treatments = changed_treatments(rules, edited)
    return tuple(reaches(rules, edited, treatments, PROVING / max(1, len(treatments)), 1))


def checked(folders: Sequence[str], rule: str, texts: Texts) -> Tried:
    """Every check of `recheck rules check` on the whole rule set, as far as it speaks of this rule's files."""
    with _written(rule, texts) as files:
        every = {**rule_files(folders), **files}
        rules, problems = read_rule_set(every)
        tests: list[RuleTest] = load_rule_tests(every.values(), rules, problems)
        if not errors(problems):
            problems += check(rules, tests, every)
        return Tried(tuple(_placed(problems, files)))


def with_rule(rules: RuleSet, rule: Rule) -> RuleSet:
    """The rule set with one rule in the place of the one of its id."""
    return replace(rules, rules={**rules.rules, rule.id: rule}, by_treatment=None, digest=f"{rules.digest}, edited")


@contextmanager
def _written(rule: str, texts: Texts) -> Iterator[dict[str, RuleFile]]:
    """The two files in a temporary folder, under the names by which the author knows them."""
    with TemporaryDirectory(prefix="recheck-workbench-") as folder:
        files = {}
        for place, (ending, text) in enumerate(((".yaml", texts.rule), (".test.yaml", texts.tests))):
            if ending == ".test.yaml" and not text.strip():
                continue
            file = Path(folder) / f"{place}.yaml"
            file.write_text(text, encoding="utf-8", errors="replace")
            path = f"{rule}{ending}"
            files[path] = RuleFile(path, file, f"rules/{path}")
        yield files


def _placed(problems: Iterable[Problem], files: dict[str, RuleFile]) -> Iterator[tuple[str, Problem]]:
    """The problems of the two files, with the editor of each."""
    editors = {file.name: TESTS if path.endswith(".test.yaml") else RULE for path, file in files.items()}
    for each in problems:
        editor = editors.get(each.place.source.name) if each.place else None
        if editor:
            yield editor, each


def _count(cases: Iterable[Case]) -> int:
    return sum(len(case.requests) for case in cases)


@lru_cache(maxsize=2)
def shipped_cases(rules: RuleSet) -> tuple[Case, ...]:
    """The cases that travel with the package, as a rule set reads them."""
    found, _ = load_cases([shipped_rules().parent / "cases"], rules.vocabulary)
    return tuple(found)
