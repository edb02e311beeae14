"""The report of an audit, as `recheck audit --html` makes it, beside its result; none where it cannot be made."""

import contextlib
import resource
from pathlib import Path
from typing import TYPE_CHECKING

from recheck.audit.run import Audit
from recheck.files import write_whole
from recheck.model.problem import ProblemsFound
from recheck.model.rule import RuleSet

if TYPE_CHECKING:
    from recheck.audit.results import Results

REPORT = "report.html"


def write_report(found: Audit, rules: RuleSet, folder: Path) -> None:
    """Write it into a folder; without the extra `audit`, or memory for it, the audit goes without a report."""
    with contextlib.suppress(ProblemsFound, MemoryError):
        from recheck.audit.rows import results_of

        write_report_of(results_of(found, rules), folder)


def write_report_of(results: "Results", folder: Path) -> None:
    """The same of results that are a table already."""
    with contextlib.suppress(ProblemsFound, MemoryError):
        _make_room()
        from recheck.audit.figures import figures
        from recheck.audit.report.page import as_html

        write_whole(folder / REPORT, as_html(figures(results), results.titles))


def _make_room() -> None:
    """Bound what is written to instead of what is reserved: what draws the plots reserves addresses without end.

    Nothing that was sent is read any more by then.
    """
    with contextlib.suppress(OSError, ValueError):
        most, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_DATA, (most, resource.getrlimit(resource.RLIMIT_DATA)[1]))
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
