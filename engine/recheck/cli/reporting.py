"""`recheck audit --html FILE` and `--format markdown`: a results table to a report.

The page and the figures beside it are written whole or not at all: what was there before stays until both are done.
"""

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recheck.cli.edges import tell
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
    import json

    from recheck.audit.figures import figures
    from recheck.audit.report.page import as_html

    page = Path(html)
    beside = figures_beside(page)
    found = figures(results, step=_progress())
    data: dict[str, Any] = {"recheck": "audit figures", "titles": dict(results.titles), **found}
    texts = {beside: json.dumps(data, ensure_ascii=False, allow_nan=False), page: as_html(found, results.titles)}
    write_whole(texts)
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


def write_whole(texts: dict[Path, str]) -> None:
    """Write files so that each is there whole or not at all, and none before all could be.

    Raises:
        ProblemsFound: one cannot be written.
    """
    parts: dict[Path, str] = {}
    try:
        for path, text in texts.items():
            with tempfile.NamedTemporaryFile(
                "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False
            ) as file:
                parts[path] = file.name
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        for path, part in parts.items():
            Path(part).chmod(_usual_mode())
            os.replace(part, path)
    except OSError as fault:
        at = next((path for path in texts if path not in parts), next(reversed(texts)))
        raise ProblemsFound(
            [_not_written(at, str(fault.strerror), "nothing was written; name another file")]
        ) from fault
    finally:
        for part in parts.values():
            with contextlib.suppress(OSError):
                os.unlink(part)


def _usual_mode() -> int:
    """What a new file may be, as the user has set it."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


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
