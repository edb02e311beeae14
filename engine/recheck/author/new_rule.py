"""A draft to a rule file and its test file: written whole or not at all, and never over another.

What is written loads, passes `rules check`, and its tests pass: that is looked at before anything is
written. The expectations of the tests are the engine's, each marked for the author to confirm.
"""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from recheck.author import flow
from recheck.author.answers import CriterionDraft, GroundAnswer, RuleDraft
from recheck.author.check import check
from recheck.author.draft_tests import ASK, draft_tests
from recheck.author.modelines import modeline
from recheck.load.files import RuleFile
from recheck.load.rule_tests import Expectation, RuleTest, load_rule_tests
from recheck.load.rules import TEST_SUFFIX
from recheck.load.ruleset import read_rule_set
from recheck.model.node import YamlMapping
from recheck.model.problem import Place, Problem, ProblemsFound, Source, errors

CONFIRM = """\
# The expectations are what the rule as it stands recommends. Confirm each against the guideline, not against
# the rule; then strike its '# confirm'.
"""


def new_files(draft: RuleDraft, files: Mapping[str, RuleFile]) -> dict[str, str]:
    """The texts of a rule and of its tests, by their paths.

    Args:
        draft: the rule.
        files: the rule set that it will belong to.

    Raises:
        ProblemsFound: there is such a rule already, no request can meet its criteria, or what would be
            written has problems.
    """
    path, tests_path = f"{draft.id}.yaml", f"{draft.id}{TEST_SUFFIX}"
    for each in (path, tests_path):
        if each in files:
            message = f"there is a rule '{draft.id}' already"
            hint = f"it is in {files[each].name}; give this one another 'name'"
            raise ProblemsFound([Problem("rule-exists", message, draft.place, hint)])
    with tempfile.TemporaryDirectory() as folder:
        texts = {path: "\n".join(rule_text(draft)) + "\n"}
        rules, problems = read_rule_set(_with(files, texts, folder))
        if errors(problems):
            raise ProblemsFound(problems)
        tests = draft_tests(rules.rules[draft.id], rules, draft.day)
        if not tests:
            message = "no request meets all the criteria within the guideline's scope"
            hint = "two of them contradict each other; tell them apart as two rules, by 'applies_when'"
            raise ProblemsFound([Problem("criteria-contradict", message, draft.place, hint)])
        texts[tests_path] = CONFIRM + "\n".join(row for test in tests for row in text_of(test)) + "\n"
        everything = _with(files, texts, folder)
        problems += check(rules, load_rule_tests(everything.values(), rules, problems), everything)
        ours = [each for each in errors(problems) if each.place and each.place.source.name in texts]
        if ours:
            raise ProblemsFound(ours)
    return texts


def write_new(texts: Mapping[str, str], out: Path) -> list[Path]:
    """Write the files below a folder; all of them or none, and none over another.

    Each names its schema where the folder, or the one around it, holds the schemas.

    Raises:
        ProblemsFound: one is there already, or cannot be written.
    """
    written: list[Path] = []
    at = out
    try:
        for path, text in texts.items():
            at = out / path
            at.parent.mkdir(parents=True, exist_ok=True)
            with at.open("x", encoding="utf-8") as file:
                written.append(at)
                file.write(_named(text, path, out))
    except BaseException as fault:
        for each in written:
            each.unlink(missing_ok=True)
        if isinstance(fault, OSError):
            hint = "nothing was written; give the rule another 'name', or name another folder"
            message = "there is such a file already" if isinstance(fault, FileExistsError) else str(fault.strerror)
            raise ProblemsFound([Problem("not-written", message, Place(Source(str(at))), hint)]) from fault
        raise
    return written


def _named(text: str, path: str, out: Path) -> str:
    """The text with the line that names its schema, where schemas are at hand."""
    kind = "test" if path.endswith(TEST_SUFFIX) else "rule"
    near = [each / "schemas" for each in (out, out.absolute().parent) if (each / "schemas").is_dir()]
    return f"{modeline(kind, near[0], out / path)}\n{text}" if near else text


def _with(files: Mapping[str, RuleFile], texts: Mapping[str, str], folder: str) -> dict[str, RuleFile]:
    """The files with new ones among them, which for now lie in a folder of their own."""
    found = dict(files)
    for number, (path, text) in enumerate(texts.items()):
        file = Path(folder, f"{number}.yaml")
        file.write_text(text, encoding="utf-8")
        found[path] = RuleFile(path, file, path)
    return dict(sorted(found.items()))


def rule_text(draft: RuleDraft) -> Iterator[str]:
    """The lines of a rule file."""
    yield f"rule: {draft.id}"
    yield f"title: {flow.word(draft.title)}"
    yield f"treatments: [{draft.treatment}]"
    if draft.never:
        yield f"says: {flow.word(draft.never.says)}"
        yield from _ground(draft.never)
        yield "approve_when: never"
    else:
        yield "criteria:"
        for criterion in draft.criteria:
            yield f"  {criterion.name}:"
            yield from (f"    {row}" for row in _criterion(criterion))
        yield f"approve_when: {{all: [{', '.join(each.name for each in draft.criteria)}]}}"
    yield "review: {status: draft}"


def _criterion(draft: CriterionDraft) -> Iterator[str]:
    yield f"says: {flow.word(draft.ground.says)}"
    assert isinstance(draft.asks, YamlMapping)  # a condition that was read
    yield f"{'limit' if draft.is_limit else 'when'}: {flow.node(draft.asks)}"
    if draft.is_silent_met:
        yield "if_silent: met"
    yield from _ground(draft.ground)


def _ground(ground: GroundAnswer) -> Iterator[str]:
    page = f"page: {flow.as_written(ground.page)}, " if ground.page else ""
    yield f"cite: {{{page}section: {flow.as_written(ground.section)}}}"
    yield f"basis: {ground.basis}"
    yield f"reading: {ground.reading}"


def text_of(test: RuleTest) -> Iterator[str]:
    """The lines of one test."""
    shown = {name: held for name, held in test.facts.items() if held != 0 or not name.endswith("_authorized")}
    yield f"- name: {flow.word(test.name)}"
    yield f"  date: {test.date}"
    if test.undocumented != ASK:
        yield f"  undocumented: {test.undocumented}"
    yield f"  facts: {{{', '.join(f'{name}: {flow.value(held)}' for name, held in shown.items())}}}"
    yield f"  expect: {{{', '.join(_expected(test.expect))}}}  # confirm"


def _expected(expect: Expectation) -> Iterator[str]:
    yield f"decision: {expect.decision}"
    if expect.quantity is not None:
        yield f"quantity: {expect.quantity}"
    if expect.deciding:
        yield f"deciding: [{', '.join('[' + ', '.join(each) + ']' for each in expect.deciding)}]"
    if expect.missing:
        yield f"missing: [{', '.join(expect.missing)}]"
