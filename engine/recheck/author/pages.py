"""Pages for a browser: self-contained, printable, readable without colour."""

from importlib import resources
from typing import TYPE_CHECKING

from recheck.author.drawing import decision_svg
from recheck.author.rule_page import RulePage
from recheck.author.rule_text import test_words
from recheck.author.side_by_side import SideBySide
from recheck.author.side_by_side_text import DIFFERS, LEGEND, cell_text, lettered
from recheck.model.problem import ProblemsFound, missing_extra
from recheck.model.rule import RuleSet

if TYPE_CHECKING:
    from jinja2 import Environment


def as_html(table: SideBySide) -> str:
    """One treatment side by side, as one self-contained HTML page.

    Raises:
        ProblemsFound: the extra `pages` (Jinja2) is not installed.
    """
    return _environment().get_template("side_by_side.html").render(table=table)


def rule_html(page: RulePage, rules: RuleSet) -> str:
    """One rule as one self-contained HTML page, with its decision drawn.

    Raises:
        ProblemsFound: the extra `pages` (Jinja2, Graphviz) is not installed.
    """
    template = _environment().get_template("rule.html")
    return template.render(page=page, svg=decision_svg(page.rule, rules))


def _environment() -> "Environment":
    try:
        import jinja2
    except ImportError as error:
        raise ProblemsFound([missing_extra("a page", "Jinja2", "pages")]) from error
    folder = resources.files("recheck.author").joinpath("templates")
    found = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=jinja2.FunctionLoader(lambda name: folder.joinpath(name).read_text(encoding="utf-8")),
    )
    found.globals.update(legend=LEGEND, differs=DIFFERS, lettered=lettered, cell_text=cell_text, test_words=test_words)
    return found
