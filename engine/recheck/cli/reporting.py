"""`recheck audit --html FILE` and `--format markdown`: a results table to a report.

The page and the figures beside it are written whole or not at all, and what was there before stays until both are on
the disk. The page names the digest of its figures; figures that a page does not name are never left beside it.
"""

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recheck.cli.edges import tell
from recheck.files import write_together
from recheck.model.problem import Place, Problem, ProblemsFound, Source

if TYPE_CHECKING:
    from recheck.audit.results import Results

MARK = '{"recheck": "audit figures"'
"""How a file of figures begins: another's file of that name is not written over."""


def ready(html: str) -> None:
    """See before the work that the report can be made and written.

    Raises:
        ProblemsFound: the extra `audit` is not installed, or the files cannot be written.
    """
    from recheck.audit.query import duckdb
    from recheck.audit.report.charts import altair
    from recheck.audit.results import pyarrow

    for library in (pyarrow, duckdb, altair):
        library()
    figures_beside(Path(html))


def write_report(results: "Results", html: str) -> None:
    """Write the page, and its figures as JSON beside it.

    Raises:
        ProblemsFound: the extra `audit` is not installed, or a file cannot be written.
    """
    from recheck.audit.figures import figures
    from recheck.audit.report.page import as_html

    page = Path(html)
    beside = figures_beside(page)
    found = figures(results, step=_progress())
    data: dict[str, Any] = {"recheck": "audit figures", "titles": dict(results.titles), **found}
    told = json.dumps(data, ensure_ascii=False, allow_nan=False)
    digest = hashlib.sha256(told.encode("utf-8")).hexdigest()
    _write({page: as_html(found, results.titles, digest=f"sha256:{digest}"), beside: told})
    tell(f"The report is in {page}, its figures in {beside}.")


def markdown(results: "Results") -> str:
    """The report as Markdown."""
    from recheck.audit.figures import figures
    from recheck.audit.report.page import as_markdown

    return as_markdown(figures(results, step=_progress()), results.titles)


def figures_beside(page: Path) -> Path:
    """Where the figures of a page go.

    Raises:
        ProblemsFound: there, or where the page goes, is something that this command did not write or cannot write over.
    """
    beside = page.with_suffix(".json")
    problems = []
    if beside == page:
        problems.append(_not_written(page, "the figures go beside the page as .json", "name the page .html"))
    if not page.parent.is_dir():
        problems.append(_not_written(page, "there is no such folder", "make it first"))
    for each in (page, beside):
        if each.is_dir():
            problems.append(_not_written(each, "it is a folder", "name a file"))
    if beside.is_file() and beside != page:
        with beside.open(encoding="utf-8", errors="replace") as file:
            if file.read(len(MARK)) != MARK:
                problems.append(
                    _not_written(beside, "another file is there, and is kept", "give the page another name")
                )
    if problems:
        raise ProblemsFound(problems)
    return beside


def _write(texts: dict[Path, str]) -> None:
    """The page, and its figures after it.

    Raises:
        ProblemsFound: they cannot be written.
    """
    try:
        write_together(texts)
    except OSError as fault:
        at = Path(fault.filename) if fault.filename in {str(each) for each in texts} else next(iter(texts))
        raise ProblemsFound(
            [_not_written(at, str(fault.strerror), "nothing was written; name another file")]
        ) from fault


def _not_written(path: Path, message: str, suggestion: str) -> Problem:
    return Problem("not-written", f"cannot be written: {message}", Place(Source(str(path))), suggestion)


def _progress() -> Any:
    """Names each part of the work on a terminal, on one line; silent elsewhere."""
    import sys

    if not sys.stderr.isatty():
        return lambda part: None

    def step(part: str) -> None:
        sys.stderr.write(f"\r\033[Kcounting: {part}" if part != "lists" else "\r\033[K")
        sys.stderr.flush()

    return step
