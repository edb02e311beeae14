"""An audit as text for a terminal."""

from collections.abc import Iterator

from recheck.audit.grounds import resting
from recheck.audit.readings import readings_rows
from recheck.audit.run import Audit, AuditedRequest
from recheck.audit.second_look_rows import second_look_rows
from recheck.audit.summary import ENOUGH, ENOUGH_OF_EACH, summary
from recheck.compare import Attribution, Comparison, Verdict
from recheck.model.case import By
from recheck.phrases import ONLY_A_PHYSICIAN

_BODIES = {By.IMR: "independent review", By.UTILIZATION_REVIEW: "utilization review"}
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
    figures = summary(audited)
    counts = ", ".join(f"{figures[str(each)]} {str(each).replace('_', ' ')}" for each in Verdict)
    yield f"{figures['requests']} requests, {figures['compared']} compared: {counts}."
    alone = sum(each.comparison is None for each in audited.requests)
    if alone:
        yield f"{alone} have no determination by {_BODIES[audited.against]}, and are neither listed nor counted below."
    in_force, in_scope = figures["rule_in_force"], figures["rule_in_scope"]
    assert isinstance(in_force, dict)
    assert isinstance(in_scope, dict)
    through = f", {in_force['dependency']} more through the request they depend on" if in_force["dependency"] else ""
    yield f"{in_force['own']} of {figures['compared']} requests have a rule in force{through}."
    through = (
        f", and {in_scope['dependency']} more through the request they depend on" if in_scope["dependency"] else ""
    )
    yield f"In scope, or possibly in scope: {in_scope['own']}{through}."
    rests = figures["rests_on"]
    assert isinstance(rests, dict)
    known = rests["documented"]
    yield f"Of those decided, {resting(rests)}."
    if figures["read_facts"]:
        yield f"{figures['read_facts']} facts were read from letters and confirmed by nobody."
    if figures["unconfirmed"]:
        yield f"{figures['unconfirmed']} recommendations deny or reduce by a 'no' among them: look at its words first."
    documented = figures["documented"]
    assert isinstance(documented, dict)
    if documented["scored"]:
        yield f"Where they rest on documented facts, {documented['agreeing']} of {known} agree with the determination."
    share = figures["share_ours"]
    if isinstance(share, float):
        yield f"{100 * share:.0f} % of deciding criteria rest on our interpretation or an unverified source."
    if figures["kappa"] is None:
        yield (
            f"No coefficient: fewer than {ENOUGH} scored requests, or fewer than {ENOUGH_OF_EACH} in a class. "
            "Counts of a few letters say nothing about agreement."
        )
    else:
        yield from _coefficients(figures)
    yield from _categories(figures)
    if audited.readings:
        yield ""
        yield from readings_rows(audited.readings, audited.outcomes)
    yield ""
    yield ONLY_A_PHYSICIAN


_VIEWS = (
    ("recommended", None),
    ("under the guideline that was cited", "as_cited"),
    ("the same rules without the facts", "without_facts"),
    ("always uphold", "always_upheld"),
)


def _coefficients(figures: dict[str, object]) -> Iterator[str]:
    """The figures of each view, with the middle 95 in 100 over resampled letters."""
    yield ""
    yield f"{'':<36}{'scored':>8}{'recall overturned':>22}{'recall upheld':>22}{'kappa':>22}{'AC1':>8}"
    for title, key in _VIEWS:
        view = figures if key is None else figures[key]
        assert isinstance(view, dict)
        cells = [_cell(view, name) for name in ("overturned_recall", "upheld_recall", "kappa")]
        ac1 = "-" if view["ac1"] is None else f"{view['ac1']:.2f}"
        yield f"{title:<36}{view['scored']:>8}{cells[0]:>22}{cells[1]:>22}{cells[2]:>22}{ac1:>8}"


def _cell(view: dict[str, object], name: str) -> str:
    value = view[name]
    if not isinstance(value, float):
        return "-"
    ends = view.get("intervals")
    low, high = ends[name] if isinstance(ends, dict) else (None, None)
    return _two(value) + (f" ({_two(low)} to {_two(high)})" if low is not None and high is not None else "")


def _two(value: float) -> str:
    """Two decimals, and nothing below zero that is nothing."""
    return f"{round(value, 2) + 0.0:.2f}"


def _categories(figures: dict[str, object]) -> Iterator[str]:
    by_category = figures["by_category"]
    assert isinstance(by_category, dict)
    names = ["requests", "overturned", *(str(each) for each in Verdict)]
    yield ""
    yield f"{'category':<28}" + "".join(f"{name.replace('_', ' '):>15}" for name in names)
    for category, row in by_category.items():
        yield f"{category:<28}" + "".join(f"{row[name]:>15}" for name in names)
