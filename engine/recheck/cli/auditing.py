"""`recheck audit`: load, judge, compare, print."""

from recheck.audit.run import audit
from recheck.audit.table import table
from recheck.cli.edges import FINE, INPUT_HAS_ERRORS, RuleChoice, show, tell_problems
from recheck.judge import Mode
from recheck.load.cases import load_cases
from recheck.model.case import By
from recheck.model.problem import errors


def run_audit(paths: list[str], against: str, choice: RuleChoice, mode: Mode, output: str) -> int:
    """What can be read is audited, what cannot is listed, and the exit status says so."""
    rules = choice.load()
    cases, problems = load_cases(paths, rules.vocabulary)
    by = By.IMR if against == "imr" else By.UTILIZATION_REVIEW
    audited = audit(rules, cases, mode, by, readings=choice.reading is None)
    problems += audited.problems
    if output == "json":
        from recheck.output import audit_json, to_json
        from recheck.output_shape import AuditOutput

        show(to_json(audit_json(audited, problems), AuditOutput))
    else:
        show(table(audited))
    tell_problems(problems)
    return INPUT_HAS_ERRORS if errors(problems) else FINE
