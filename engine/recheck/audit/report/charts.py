"""Plots as SVG, drawn offline: the one place that knows Altair.

Comes in: figures. Goes out: SVG text for one HTML file; shapes and dashes carry the meaning, not colour.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from recheck.audit.results import extra_missing

INK, PALE = "#1a1a1a", "#767676"
_NAMESPACES = re.compile(r'\s(?:xmlns(?::\w+)?|version)="[^"]*"')
"""Inline in HTML an SVG needs no namespace, and the file then holds no address at all."""


def recall_chart(rows: Sequence[Mapping[str, Any]], words: tuple[str, str], titles: Mapping[str, str]) -> str | None:
    """Both recalls of each group that has coefficients, with their intervals; None where none has."""
    alt = altair()
    known = [row for row in rows if row["kappa"] is not None]
    if not known:
        return None
    values = [
        {
            "group": titles.get(row["group"], row["group"]),
            "of": f"of those {word}",
            "share": 100 * row[name],
            "low": 100 * (row["intervals"][name][0] or 0),
            "high": 100 * (row["intervals"][name][1] or 0),
        }
        for row in known
        for name, word in zip(("overturned_recall", "upheld_recall"), words, strict=True)
    ]
    order = [titles.get(row["group"], row["group"]) for row in known]
    base = alt.Chart(alt.Data(values=values)).encode(
        y=alt.Y("group:N", sort=order, title=None, axis=alt.Axis(labelLimit=260))
    )
    marks = base.mark_point(size=70, filled=True, color=INK).encode(
        x=_hundred("share", "decided by the rules as by the reviewer, in 100"),
        shape=alt.Shape("of:N", title=None, scale=alt.Scale(range=["circle", "triangle-up"])),
    )
    lines = base.mark_rule(color=PALE).encode(x="low:Q", x2="high:Q")
    return _svg((lines + marks).properties(width=430, height=alt.Step(20)), "Recall of both classes by treatment")


def drift_chart(row: Mapping[str, Any], word: str) -> str:
    """What was decided for the request each month beside what was to be expected, with the months of change."""
    alt = altair()
    observed, expected = f"{word}", "as such requests were over the whole time"
    values = [
        {"month": month["month"], "what": what, "share": 100 * count / month["requests"]}
        for month in row["months"]
        for what, count in ((observed, month["for"]), (expected, month["expected"]))
    ]
    months = len(row["months"])
    chart = (
        alt.Chart(alt.Data(values=values))
        .mark_line(color=INK, point=alt.OverlayMarkDef(size=18, color=INK) if months <= 36 else False)
        .encode(
            x=alt.X("month:T", title=None, axis=alt.Axis(format="%b %Y", tickCount=8, labelOverlap=True)),
            y=alt.Y("share:Q", title=f"{word}, in 100", scale=alt.Scale(zero=True)),
            strokeDash=alt.StrokeDash(
                "what:N",
                title=None,
                sort=[observed, expected],
                legend=alt.Legend(orient="top", labelLimit=400),
                scale=alt.Scale(domain=[observed, expected], range=[[1, 0], [4, 3]]),
            ),
        )
    )
    changes = [{"month": each} for each in row["changed_in"]]
    rules = alt.Chart(alt.Data(values=changes)).mark_rule(strokeWidth=2, color=PALE).encode(x="month:T")
    return _svg((chart + rules).properties(width=560, height=170), "Determinations by month")


def groups_chart(rows: Sequence[Mapping[str, Any]], titles: Mapping[str, str]) -> str | None:
    """What each group decided of 100 like cases, what others' would be, and the shrunk figure between."""
    alt = altair()
    if not rows:
        return None
    named = [(titles.get(row["group"], row["group"]), row) for row in rows]
    values = [
        {"group": name, "what": what, "share": 100 * share / row["requests"]}
        for name, row in named
        for what, share in (
            ("this group", row["observed"]),
            ("others on like cases", row["expected"]),
            ("this group, shrunk", row["expected"] + row["kept"] * (row["observed"] - row["expected"])),
        )
    ]
    order = list(dict.fromkeys(name for name, _ in named))
    chart = (
        alt.Chart(alt.Data(values=values))
        .mark_point(size=70, color=INK)
        .encode(
            y=alt.Y("group:N", sort=order, title=None, axis=alt.Axis(labelLimit=260)),
            x=_hundred("share", "decided for the request, in 100 like cases"),
            shape=alt.Shape(
                "what:N",
                title=None,
                sort=None,
                scale=alt.Scale(range=["circle", "cross", "diamond"]),
                legend=alt.Legend(orient="top"),
            ),
        )
    )
    return _svg(chart.properties(width=430, height=alt.Step(20)), "Groups beside others on like cases")


def _hundred(name: str, title: str) -> Any:
    alt = altair()
    return alt.X(f"{name}:Q", title=title, scale=alt.Scale(domain=[0, 100]))


def _svg(chart: Any, label: str) -> str:
    """The chart as SVG that stands in a page: without addresses, as wide as there is room, with a name."""
    import vl_convert

    style = {"font": "Liberation Sans, Arial, sans-serif", "view": {"stroke": "#ccc"}, "axis": {"gridColor": "#e6e6e6"}}
    text = vl_convert.vegalite_to_svg({**chart.to_dict(), "config": style})
    start = text.index("<svg")
    head, rest = text[start:].split(">", 1)
    return f'{_NAMESPACES.sub("", head)} role="img" aria-label="{label}">{rest}'


def altair() -> Any:
    """The library of plots.

    Raises:
        ProblemsFound: the extra `audit` is not installed.
    """
    try:
        import altair as library
        import vl_convert  # noqa: F401  # asked for here, so that what lacks is said before anything is drawn
    except ImportError as error:
        raise extra_missing() from error
    return library
