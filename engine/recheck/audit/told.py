"""The figures of an audit in words for a terminal, the same of cases and of tables.

Comes in: a summary, of cases (audit/summary.py) or of a table (audit/counted.py); what only one of them counts is told
where it is there. Goes out: lines of text, what rests on documented facts first.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from recheck.audit.coefficients import ENOUGH, ENOUGH_OF_EACH
from recheck.audit.grounds import resting
from recheck.compare import Verdict
from recheck.model.case import By

WANTED = {By.IMR: "overturned", By.UTILIZATION_REVIEW: "approved"}
"""The decision in favor of the request, by who decided."""
_OTHER = {By.IMR: "upheld", By.UTILIZATION_REVIEW: "not approved"}
_BODIES = {By.IMR: "independent review", By.UTILIZATION_REVIEW: "utilization review"}
_VIEWS = (
    ("where it rests on documented facts", "documented"),
    ("all that the rules decide", None),
    ("under the guideline that was cited", "as_cited"),
    ("the same rules without the facts", "without_facts"),
    ("always refuse", "always_upheld"),
)
Summary = Mapping[str, Any]


def told(figures: Summary, against: By) -> Iterator[str]:
    """The figures in words, in one order."""
    yield from _counts(figures, against)
    yield from _at_hand(figures)
    yield f"Of those decided, {resting(figures['rests_on'])}."
    if figures.get("read_facts"):
        yield f"{figures['read_facts']:,} facts were read from letters, and nobody has confirmed them."
    if figures.get("unconfirmed"):
        yield f"{figures['unconfirmed']:,} recommendations deny or reduce by a 'no' among them: check its words first."
    documented = figures["documented"]
    if documented["scored"]:
        yield (
            f"Where they rest on documented facts, {documented['agreeing']:,} of {documented['scored']:,} "
            "agree with the determination."
        )
    if figures["share_ours"] is not None:
        yield (
            f"{100 * figures['share_ours']:.0f} % of deciding criteria rest on our interpretation or an unverified "
            f"source; {figures['ours_alone']:,} requests rest on nothing else."
        )
    if figures["compared"]:
        yield from _coefficients(figures, against)
    yield from _categories(figures, against)


def _counts(figures: Summary, against: By) -> Iterator[str]:
    counts = ", ".join(f"{figures[str(each)]:,} {str(each).replace('_', ' ')}" for each in Verdict)
    panel = figures.get("panel")
    compared = f"{figures['compared']:,} determinations compared" if panel else f"{figures['compared']:,} compared"
    yield f"{figures['requests']:,} requests, {compared}: {counts}."
    if panel:
        yield (
            f"{panel['reviewers']:,} reviewers decided requests that others decided too, in "
            f"{panel['determinations']:,} determinations; --html and --format markdown tell how far they agree."
        )
    alone = figures["requests"] - figures["compared"]
    if alone > 0 and not panel:
        yield f"{alone:,} have no determination by {_BODIES[against]}, and are not counted below."


def _at_hand(figures: Summary) -> Iterator[str]:
    """How many have a rule in force, and in scope; where that was counted."""
    if "rule_in_force" not in figures:
        return
    in_force, in_scope = figures["rule_in_force"], figures["rule_in_scope"]
    through = f", {in_force['dependency']:,} more through the request they depend on" if in_force["dependency"] else ""
    yield f"{in_force['own']:,} of {figures['compared']:,} requests have a rule in force{through}."
    more = f", and {in_scope['dependency']:,} more through the request they depend on" if in_scope["dependency"] else ""
    yield f"In scope, or possibly in scope: {in_scope['own']:,}{more}."


def _coefficients(figures: Summary, against: By) -> Iterator[str]:
    """The coefficients of each view, with the middle 95 in 100 over resampled letters."""
    if figures["kappa"] is None:
        yield (
            f"No coefficient: fewer than {ENOUGH} scored requests, or fewer than {ENOUGH_OF_EACH} in a class. "
            "Counts of a few letters say nothing about agreement."
        )
        return
    heads = (f"recall {WANTED[against]}", f"recall {_OTHER[against]}", "kappa")
    yield ""
    yield f"{'':<36}{'scored':>12}" + "".join(f"{each:>22}" for each in heads) + f"{'AC1':>8}"
    for title, key in _VIEWS:
        view = figures if key is None else figures[key]
        if view:
            cells = [within(view, name) for name in ("overturned_recall", "upheld_recall", "kappa")]
            yield (
                f"{title:<36}{view['scored']:>12,}"
                + "".join(f"{each:>22}" for each in cells)
                + f"{two(view['ac1']):>8}"
            )


def _categories(figures: Summary, against: By) -> Iterator[str]:
    names = ("requests", "overturned", *map(str, Verdict))
    heads = ("requests", WANTED[against], *(str(each).replace("_", " ") for each in Verdict))
    yield ""
    yield f"{'category':<28}" + "".join(f"{head:>15}" for head in heads)
    for category, row in figures["by_category"].items():
        yield f"{category:<28}" + "".join(f"{row[name]:>15,}" for name in names)


def within(view: Summary, name: str) -> str:
    """A figure with its interval, where it has one.

    >>> within({"kappa": 0.123, "intervals": {"kappa": [0.1, 0.15]}}, "kappa")
    '0.12 (0.10 to 0.15)'
    """
    low, high = view.get("intervals", {}).get(name, (None, None))
    return two(view[name]) + ("" if low is None or high is None else f" ({two(low)} to {two(high)})")


def two(value: float | None) -> str:
    """Two decimals, and nothing below zero that is nothing."""
    return "-" if value is None else f"{round(value, 2) + 0.0:.2f}"
