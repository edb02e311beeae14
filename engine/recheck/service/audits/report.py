"""The report of an audit, as `recheck audit --html` makes it, beside its result; none where it cannot be made."""

import contextlib
from pathlib import Path

from recheck.audit.run import Audit
from recheck.files import write_whole
from recheck.model.problem import ProblemsFound
from recheck.model.rule import RuleSet

REPORT = "report.html"


def write_report(found: Audit, rules: RuleSet, folder: Path) -> None:
    """Write it into a folder; without the extra `audit`, or memory for it, the audit goes without a report."""
    with contextlib.suppress(ProblemsFound, MemoryError):
        from recheck.audit.figures import figures
        from recheck.audit.report.page import as_html
        from recheck.audit.rows import results_of

        results = results_of(found, rules)
        write_whole(folder / REPORT, as_html(figures(results), results.titles))
