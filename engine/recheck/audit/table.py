"""An audit as text for a terminal."""

from collections.abc import Iterator

from recheck.audit.readings import readings_rows
from recheck.audit.run import Audit, AuditedRequest
from recheck.audit.second_look_rows import second_look_rows
from recheck.audit.summary import summary
from recheck.audit.told import told
from recheck.compare import Attribution, Comparison, Verdict
from recheck.phrases import ONLY_A_PHYSICIAN

_COLUMNS = ("case", "request", "recommendation", "rests on", "determination", "comparison")


def table(audited: Audit) -> str:
    """One row a request that was decided, the differences with what they are owed to, and the summary."""
    rows = [_COLUMNS, *(_row(each) for each in audited.requests if each.comparison)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, "", *_differences(audited), *second_look_rows(audited), *_summary(audited)])


def _row(each: AuditedRequest) -> tuple[str, ...]:
    found = each.recommendation
    decision = str(found.decision).replace("_", " ")
    if found.quantity is not None:
        decision += f" to {found.quantity}"
    assert each.comparison is not None
    outcome = str(each.comparison.determination.outcome)
    stands = str(each.comparison.verdict).replace("_", " ")
    if each.comparison.attribution:
        stands += f" ({str(each.comparison.attribution).replace('_', ' ')})"
    return (found.case, found.request, decision, found.rests_on or "-", outcome, stands)


def _differences(audited: Audit) -> Iterator[str]:
    differing = [
        each.comparison for each in audited.requests if each.comparison and each.comparison.verdict is Verdict.DIFFERS
    ]
    if not differing:
        return
    yield "Where the rules and the determination differ:"
    for comparison in differing:
        yield f"  {comparison.recommendation.case}, {comparison.recommendation.title}"
        yield f"    {_owed_to(comparison)}"
    yield ""


def _owed_to(comparison: Comparison) -> str:
    found = comparison.recommendation
    outcome = comparison.determination.outcome
    attribution = comparison.attribution or Attribution.JUDGEMENT
    name = str(attribution).replace("_", " ")
    return f"recommended {found.decision}, decided {outcome}; {name}: {comparison.attribution_text}"


def _summary(audited: Audit) -> Iterator[str]:
    yield from told(summary(audited), audited.against)
    if audited.readings:
        yield ""
        yield from readings_rows(audited.readings, audited.outcomes)
    yield ""
    yield ONLY_A_PHYSICIAN
