"""The report: figures to one self-contained HTML file, or to Markdown.

Nothing is fetched and no script runs: plots stand in the page as SVG, and a number's list opens by a link alone.
"""

from collections.abc import Mapping
from datetime import date
from importlib import resources
from typing import Any

from recheck.audit.figures import Figures
from recheck.audit.report.charts import drift_chart, groups_chart, recall_chart
from recheck.audit.report.filters import looked_for
from recheck.audit.report.headline import alarms, in_a_minute, not_shown
from recheck.audit.results import extra_missing
from recheck.phrases import ONLY_A_PHYSICIAN

CHARTS_OF_DRIFT = 4
SHORT = 80
"""Characters of a title in a list."""


def as_html(figures: Figures, titles: Mapping[str, str], *, digest: str | None = None) -> str:
    """One self-contained page.

    Args:
        figures: the figures of an audit.
        titles: how treatments, editions, rules and facts are called.
        digest: of the file of figures that goes with the page, which names it; None: none does.

    Raises:
        ProblemsFound: the extra `audit` is not installed.
    """
    about = figures["about"]
    words = (about["for_word"], about["against_word"])
    shown = [*figures["drift"]["rows"], *(row for row in figures["drift"]["whole"] if not row["changed_in"])]
    charts = {
        "recall": recall_chart(figures["agreement_by"]["treatment"][:15], words, titles),
        "groups": groups_chart(figures["groups"]["all"][:24], titles),
        "drift": [drift_chart(row, about["for_word"]) for row in shown[:CHARTS_OF_DRIFT]],
    }
    return _rendered("report.html", figures, titles, charts=charts, drift_shown=shown[:CHARTS_OF_DRIFT], digest=digest)


def as_markdown(figures: Figures, titles: Mapping[str, str]) -> str:
    """The same for a pull request, a wiki or an e-mail: without plots, and without lists of requests."""
    return _rendered("report.md", figures, titles)


def _rendered(template: str, figures: Figures, titles: Mapping[str, str], **more: Any) -> str:
    try:
        import jinja2
    except ImportError as error:
        raise extra_missing() from error
    folder = resources.files("recheck.audit.report").joinpath("templates")
    environment = jinja2.Environment(
        autoescape=template.endswith(".html"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        loader=jinja2.FunctionLoader(lambda name: folder.joinpath(name).read_text(encoding="utf-8")),
    )
    environment.filters.update(
        count=lambda number: f"{number:,}",
        many=lambda number, word: f"{number:,} {word}" if number == 1 else f"{number:,} {word}s",
        two=lambda value: "–" if value is None else f"{round(value, 2) + 0.0:.2f}",
        hundred=lambda value: "–" if value is None else f"{100 * value:.0f}",
        whole=lambda value: f"{value:.0f}",
        one=lambda value: f"{value:.1f}",
        chance=lambda value: "under 0.0001" if value < 0.0001 else f"{value:.4f}",
        readable=lambda name: str(titles.get(name, name)) if name else "–",
        month=lambda day: f"{date.fromisoformat(day):%b %Y}",
        plain=lambda word: str(word).replace("_", " "),
        shorter=_shorter,
        cell=lambda text: str(text).replace("|", "\\|").replace("\n", " "),
    )
    more |= looked_for(figures, titles)
    first = _First()
    environment.globals.update(first=first, shown=lambda name: name in first.seen)
    return environment.get_template(template).render(
        f=figures,
        minute=in_a_minute(figures, titles),
        not_shown=not_shown(figures),
        alarms=alarms(figures),
        only_a_physician=ONLY_A_PHYSICIAN,
        **more,
    )


def _shorter(text: str) -> str:
    """A title as a list holds it.

    >>> _shorter("MRI " * 40)[-1]
    '…'
    """
    return text if len(text) <= SHORT else text[: SHORT - 1].rstrip() + "…"


class _First:
    """Whether a list's number stands here for the first time: there its `close` leads back to."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def __call__(self, name: str) -> bool:
        if name in self.seen:
            return False
        self.seen.add(name)
        return True
