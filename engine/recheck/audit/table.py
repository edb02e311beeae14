"""An audit as text for a terminal."""

from collections.abc import Iterator

from recheck.audit.run import Audit, AuditedRequest
from recheck.audit.summary import ENOUGH, ENOUGH_OF_EACH, summary
from recheck.compare import Attribution, Comparison, Verdict
from recheck.explain import ONLY_A_PHYSICIAN

_COLUMNS = ("case", "request", "recommendation", "rests on", "determination", "comparison")


def table(audited: Audit) -> str:
    """One row a request, the differences with what they are owed to, and the summary."""
    rows = [_COLUMNS, *(_row(each) for each in audited.requests)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([*lines, "", *_differences(audited), *_summary(audited)])


def _row(each: AuditedRequest) -> tuple[str, ...]:
    found = each.recommendation
    decision = str(found.decision).replace("_", " ")
    if found.quantity is not None:
        decision += f" to {found.quantity}"
    outcome = str(each.comparison.determination.outcome) if each.comparison else "-"
    stands = str(each.comparison.verdict).replace("_", " ") if each.comparison else "-"
    if each.comparison and each.comparison.attribution:
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
    figures = summary(audited)
    counts = ", ".join(f"{figures[str(each)]} {str(each).replace('_', ' ')}" for each in Verdict)
    yield f"{figures['requests']} requests, {figures['compared']} compared: {counts}."
    rests = figures["rests_on"]
    assert isinstance(rests, dict)
    known, silent = rests["documented"], rests["silence"]
    yield f"Of those decided, {known} rest on documented facts, {silent} on silence of the record."
    if figures["kappa"] is None:
        yield (
            f"No coefficient: fewer than {ENOUGH} scored requests, or fewer than {ENOUGH_OF_EACH} in a class. "
            "Counts of a few letters say nothing about agreement."
        )
    else:
        yield (
            f"Recall of overturned {figures['overturned_recall']:.2f}, of upheld {figures['upheld_recall']:.2f}, "
            f"kappa {figures['kappa']:.2f}."
        )
    yield ONLY_A_PHYSICIAN
