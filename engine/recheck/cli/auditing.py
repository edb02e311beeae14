"""`recheck audit`: load, judge, compare, print."""

from recheck.audit.run import audit
from recheck.audit.table import table
from recheck.cli.edges import FINE, INPUT_HAS_ERRORS, RuleChoice, show, tell_problems
from recheck.cli.passed_over import files_of, passed_over
from recheck.judge import Mode
from recheck.load.cases import load_cases
from recheck.model.case import By, Case
from recheck.model.problem import Problem, errors
from recheck.model.vocabulary import Vocabulary


def run_audit(
    paths: list[str],
    against: str,
    choice: RuleChoice,
    mode: Mode,
    output: str,
    html: str | None = None,
    out: str | None = None,
    second_look: str | None = None,
) -> int:
    """What can be read is audited, what cannot is listed, and the exit status says so; `out` gets a row a request."""
    if out is not None:
        from recheck.tables.outputs import check_target

        check_target(out, paths)
    if html is not None:
        from recheck.cli.reporting import ready

        ready(html)
    if second_look is not None:
        from recheck.audit.looks_table import check_kind

        check_kind(second_look)
    rules = choice.load()
    cases, problems = cases_of_paths(paths, rules.vocabulary, choice.folders)
    by = By.IMR if against == "imr" else By.UTILIZATION_REVIEW
    audited = audit(rules, cases, mode, by, readings=choice.reading is None)
    problems += audited.problems
    if output == "json":
        from recheck.output import audit_json, to_json
        from recheck.output_shape import AuditOutput

        show(to_json(audit_json(audited, problems), AuditOutput))
    elif output == "markdown":
        from recheck.audit.rows import results_of
        from recheck.cli.reporting import markdown

        show(markdown(results_of(audited, rules)))
    else:
        show(table(audited))
    if second_look is not None:
        from recheck.audit.looks_table import write_looks

        write_looks(audited.second_look, second_look)
    if html is not None:
        from recheck.audit.rows import results_of
        from recheck.cli.reporting import write_report

        write_report(results_of(audited, rules), html)
    if out is not None:
        from recheck.cli.tables import write_audited

        write_audited(audited, rules, mode, out)
        if output == "text":
            show(f"\n{len(audited.requests):,} requests written to {out}")
    tell_problems([*problems, *passed_over(paths, files_of(paths))])
    return INPUT_HAS_ERRORS if errors(problems) else FINE


def cases_of_paths(paths: list[str], vocabulary: Vocabulary, folders: list[str]) -> tuple[list[Case], list[Problem]]:
    """The cases of files and folders, and those that letters among them are read as."""
    from recheck.cli.importing import cases_of_letters, letters_among

    letters, files = letters_among(paths)
    cases, problems = load_cases(files, vocabulary) if files else ([], [])
    if letters:
        known = {case.id: case for case in cases}
        read, found = cases_of_letters(letters, vocabulary, folders)
        problems += found
        for case in read:
            if case.id in known:
                message = f"the case '{case.id}' was read before"
                first = f"the first is at {known[case.id].place}"
                problems.append(Problem("duplicate-case", message, case.place, first))
            else:
                cases.append(case)
    return cases, problems
