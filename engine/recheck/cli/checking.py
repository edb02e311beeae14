"""`recheck rules check`: every problem of every file, mends where they are safe, and a page for every kind."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from recheck.author.check import check_with_edits
from recheck.author.lints.kind import Edit
from recheck.author.unquoting import unquoting
from recheck.author.upkeep import upkeep
from recheck.cli.edges import FINE, INPUT_HAS_ERRORS, show, tell
from recheck.load.files import rule_files
from recheck.load.rule_tests import load_rule_tests
from recheck.load.ruleset import read_rule_set
from recheck.model.problem import Problem, ProblemsFound, Severity, did_you_mean, errors
from recheck.model.rule import RuleSet


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found, with the edits that would mend it, and what it looked at."""

    problems: list[tuple[Problem, Edit | None]]
    counted: str


def _checked(folders: list[str], as_of: date | None, cases: list[str]) -> Checked:
    files = rule_files(folders)
    rules, problems = read_rule_set(files)
    tests = load_rule_tests(files.values(), rules, problems)
    found: list[tuple[Problem, Edit | None]] = [(problem, unquoting(problem, files)) for problem in problems]
    found += check_with_edits(rules, tests, files, problems)
    if as_of is not None:
        found += [(problem, None) for problem in upkeep(rules, as_of)]
    if cases:
        found += [(problem, None) for problem in _of_cases(cases, rules)]
    counts = f"{len(rules.rules)} rules, {len(rules.definitions)} definitions, {len(tests)} tests"
    facts = f"{len(rules.vocabulary.facts)} facts, {len(rules.vocabulary.treatments)} treatments"
    return Checked(found, f"{counts}, {facts}, {len(rules.guidelines)} editions")


def _of_cases(paths: list[str], rules: RuleSet) -> list[Problem]:
    """What is wrong with cases, and titles of them that are not read whole."""
    from recheck.author.case_titles import titles_not_read_whole
    from recheck.load.cases import load_cases

    cases, problems = load_cases(paths, rules.vocabulary)
    return [*problems, *titles_not_read_whole(cases, rules)]


def run_check(
    folders: list[str],
    output: str,
    as_of: date | None,
    *,
    cases: Sequence[str] = (),
    fix: bool = False,
    dry_run: bool = False,
) -> int:
    """Every problem of every file; with a date, also the editions to be looked at again; with fix, safe mends.

    Args:
        cases: files or folders of cases whose titles are read, too.
    """
    checked = _checked(folders, as_of, list(cases))
    if fix or dry_run:
        _fix(folders, checked, dry_run=dry_run)
        checked = checked if dry_run else _checked(folders, as_of, list(cases))
    problems = [problem for problem, _ in checked.problems]
    if output == "json":
        safe = {id(problem) for problem, edit in checked.problems if edit}
        rows = [{**problem.as_json(), "fixable": id(problem) in safe} for problem in problems]
        show(json.dumps({"problems": rows}, indent=2))
    elif output == "github":
        for problem in problems:
            show(annotation(problem))
    else:
        for problem in problems:
            show(problem.framed())
        show(f"{checked.counted}: {_count(problems)}.")
        mends = sum(edit is not None for _, edit in checked.problems)
        if mends and not dry_run:
            show(f"`recheck rules check --fix` mends {mends} of them; --dry-run shows how.")
    return INPUT_HAS_ERRORS if errors(problems) else FINE


def _count(problems: list[Problem]) -> str:
    warnings = sum(problem.severity is Severity.WARNING for problem in problems)
    return f"{len(problems) or 'no'} problem{'' if len(problems) == 1 else 's'}" + (
        f", {warnings} of them warnings" if warnings else ""
    )


def _fix(folders: list[str], checked: Checked, *, dry_run: bool) -> None:
    from recheck.author.fixes import mend, write

    mended = mend((edit for _, edit in checked.problems if edit), rule_files(folders))
    for each in mended:
        tell(each.diff.rstrip("\n"))
    if not dry_run:
        write(mended)
    count = sum(each.count for each in mended)
    tell(f"{count} {'would be ' if dry_run else ''}mended in {len(mended)} files.")


def annotation(problem: Problem) -> str:
    """A problem as a command of GitHub's workflows, which marks the line in a pull request.

    >>> annotation(Problem("no-tests", "no tests, 100%"))
    '::error title=no-tests::no tests, 100%25'
    """
    place = problem.place
    where = {"file": place.source.name, "line": place.line, "col": place.column} if place else {}
    parts = [f"{key}={_escaped(str(value), ':,')}" for key, value in {**where, "title": problem.code}.items()]
    words = problem.message + (f"\n{problem.suggestion}" if problem.suggestion else "")
    return f"::{problem.severity} {','.join(parts)}::{_escaped(words)}"


def _escaped(text: str, more: Iterable[str] = "") -> str:
    for letter in ("%", "\r", "\n", *more):
        text = text.replace(letter, f"%{ord(letter):02X}")
    return text


def run_explain(code: str, output: str) -> int:
    """The page of one kind of problem, or of all.

    Raises:
        ProblemsFound: there is no such kind.
    """
    from recheck.author.lints.registry import kinds
    from recheck.author.problem_pages import index_markdown, page_markdown, page_of, page_text

    known = kinds()
    if code != "all" and code not in known:
        hint = did_you_mean(code, known) or "`recheck rules check --explain all` lists them"
        message = f"'{code}' is not a kind of problem that a check finds"
        raise ProblemsFound([Problem("unknown-kind", message, None, hint)])
    chosen = list(known.values()) if code == "all" else [known[code]]
    if output == "json":
        rows = [
            {
                "code": kind.code,
                "severity": str(kind.severity),
                "says": page_of(kind).says,
                "why": page_of(kind).why,
                "bad": page_of(kind).bad,
                "good": page_of(kind).good,
                "can_be_allowed": kind.is_lint,
            }
            for kind in chosen
        ]
        show(json.dumps({"kinds": rows}, indent=2, ensure_ascii=False))
    elif output == "markdown":
        show(index_markdown(chosen) if code == "all" else page_markdown(chosen[0]))
    elif code == "all":
        width = max(len(kind.code) for kind in chosen)
        for kind in sorted(chosen, key=lambda each: each.code):
            show(f"{kind.code:<{width}}  {kind.severity!s:<7}  {page_of(kind).says}")
    else:
        show(page_text(chosen[0]))
    return FINE
