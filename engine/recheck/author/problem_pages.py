"""The page of each kind of problem, docs/problems/CODE.md: read for a terminal, and listed with all others.

A page is a heading (the code), what is right in one sentence, the reason, `Bad:` and `Good:` with YAML that the tests
run, and whether it may be allowed. `# <- here` in the bad example marks the line on which the problem must stand.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from recheck.author.lints.kind import Kind
from recheck.load.files import shipped_rules

HERE = "# <- here"
_PAGE = re.compile(
    r"# (?P<code>\S+)\n\n(?P<says>.+?)\n\n(?:(?P<why>.+?)\n\n)?"
    r"Bad:\n\n```yaml\n(?P<bad>.+?)\n```\n\nGood:\n\n```yaml\n(?P<good>.+?)\n```\n\n(?P<allowing>.+)\n",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """One page in its parts."""

    code: str
    says: str
    why: str
    bad: str
    good: str
    allowing: str


def pages_folder() -> Path:
    """The folder of the pages, which travels with the package beside the rules."""
    return shipped_rules().parent / "docs" / "problems"


@cache
def page_of(kind: Kind) -> ProblemPage:
    """The page of a kind.

    >>> from recheck.author.lints.registry import kinds
    >>> page_of(kinds()["says-with-stop"]).says
    "A criterion's text has no full stop at its end."

    Raises:
        ValueError: the page has not the parts of a page.
    """
    file = pages_folder() / f"{kind.code}.md"
    parts = _PAGE.fullmatch(file.read_text(encoding="utf-8"))
    if parts is None:
        raise ValueError(
            f"{file} is not a page of a problem: heading, sentence, reason, Bad, Good, what may be allowed"
        )
    return ProblemPage(**{name: text or "" for name, text in parts.groupdict().items()})


def allowing(kind: Kind) -> str:
    """The last line of a page: how grave the problem is, and whether a file may allow it."""
    severity = f"{kind.severity!s}.".capitalize()
    if not kind.is_lint:
        return f"{severity} It cannot be allowed."
    return f"{severity} Where it is intended: `allow: [{{code: {kind.code}, why: ...}}]`"


def page_text(kind: Kind) -> str:
    """One page for a terminal."""
    page = page_of(kind)
    rows = [page.code, "", page.says]
    rows += ["", page.why] if page.why else []
    rows += ["", "Bad:", _indented(page.bad), "", "Good:", _indented(page.good)]
    return "\n".join([*rows, "", page.allowing])


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())


def page_markdown(kind: Kind) -> str:
    """One page as it stands in its file."""
    return (pages_folder() / f"{kind.code}.md").read_text(encoding="utf-8").rstrip("\n")


def index_markdown(kinds: Iterable[Kind]) -> str:
    """The list of all pages, with links to them: docs/problems/README.md."""
    chosen = sorted(kinds, key=lambda kind: kind.code)
    rows = [
        "# Problems that a check finds",
        "",
        f"`recheck rules check` finds {len(chosen)} kinds of problem; `--explain CODE` prints the page of one. An",
        "error keeps a file from being used or a rule from being trusted; a warning asks for a second look.",
        "",
        "| code | severity | what is right |",
        "| --- | --- | --- |",
    ]
    rows += [f"| [{kind.code}]({kind.code}.md) | {kind.severity} | {page_of(kind).says} |" for kind in chosen]
    return "\n".join(rows)


def unmarked(example: str) -> tuple[str, int | None]:
    """An example without its mark, and the line that was marked.

    >>> unmarked("a: 1\\nb: 2  # <- here")
    ('a: 1\\nb: 2', 2)
    """
    lines = example.splitlines()
    marked = [number for number, line in enumerate(lines, 1) if line.endswith(HERE)]
    return re.sub(rf" *{HERE}$", "", example, flags=re.MULTILINE), marked[0] if marked else None
