"""Pages for a browser: self-contained, printable, readable without colour."""

from importlib import resources

from recheck.author.side_by_side import SideBySide
from recheck.author.side_by_side_text import DIFFERS, LEGEND, cell_text, lettered


def as_html(table: SideBySide) -> str:
    """One treatment side by side, as one self-contained HTML page.

    Raises:
        ImportError: the extra `pages` (Jinja2) is not installed.
    """
    import jinja2

    text = resources.files("recheck.author").joinpath("templates/side_by_side.html").read_text(encoding="utf-8")
    page = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return page.from_string(text).render(
        table=table, legend=LEGEND, differs=DIFFERS, lettered=lettered(table), cell_text=lambda c: cell_text(c, table)
    )
