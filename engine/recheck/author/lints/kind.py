"""A kind of problem: its code, how grave it is, what finds it, and its page, which is its docstring.

The docstring is the page: one sentence, the reason, then `Bad:` and `Good:` with YAML that the tests run.
`# <- here` in a bad example marks the line on which the problem must stand.
"""

import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from recheck.author.lints.base import RuleBase
from recheck.model.problem import Place, Problem, Severity

HERE = "# <- here"


@dataclass(frozen=True, slots=True)
class Edit:
    """A safe mend: the text at these keys (in a list, the number) of a file of the rule folder becomes another."""

    path: str
    keys: tuple[str, ...]
    text: str
    is_number: bool = False
    """Whether it becomes a number, which stands without quotes."""
    key: str | None = None
    """What the last key becomes too, where it is to be another."""


@dataclass(frozen=True, slots=True)
class Found:
    """One place where a kind of problem stands; with an edit where mending it is safe."""

    message: str
    place: Place | None
    suggestion: str | None = None
    edit: Edit | None = None


Finder = Callable[[RuleBase], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem; `find` is None of those that loading finds."""

    code: str
    severity: Severity
    page: str
    find: Finder | None = None
    needs_all: bool = False
    """Whether it looks at all files together, and so says nothing while some cannot be read."""
    is_lint: bool = True
    """Whether a rule file may allow it, with a reason; what keeps a file from loading it may not."""

    @property
    def says(self) -> str:
        """The first sentence of the page."""
        return self._parts[0].split("\n\n", 1)[0].replace("\n", " ")

    @property
    def why(self) -> str:
        """What follows it, up to the examples."""
        return self._parts[0].partition("\n\n")[2].strip()

    @property
    def bad(self) -> str:
        return self._parts[1]

    @property
    def good(self) -> str:
        return self._parts[2]

    @property
    def _parts(self) -> tuple[str, str, str]:
        text = textwrap.dedent(self.page).strip()
        words, _, rest = text.partition("\nBad:\n")
        bad, _, good = rest.partition("\nGood:\n")
        return words.strip(), textwrap.dedent(bad).strip("\n"), textwrap.dedent(good).strip("\n")


LINTS: list[Kind] = []
"""The lints in the order in which they are declared; `registry` is what others read."""


def lint(code: str, severity: Severity = Severity.WARNING, *, needs_all: bool = False) -> Callable[[Finder], Finder]:
    """Declare a function to be what finds a kind of problem; its docstring is the kind's page."""

    def declare(find: Finder) -> Finder:
        first, _, rest = (find.__doc__ or "").partition("\n")
        LINTS.append(Kind(code, severity, f"{first}\n{textwrap.dedent(rest)}", find, needs_all))
        return find

    return declare


def problems_of(kind: Kind, base: RuleBase) -> Iterator[tuple[Problem, Edit | None]]:
    """What a kind finds, as problems with the edits that would mend them."""
    if kind.find is None or (kind.needs_all and not base.is_whole):
        return
    for found in kind.find(base):
        yield Problem(kind.code, found.message, found.place, found.suggestion, kind.severity), found.edit


def unmarked(example: str) -> tuple[str, int | None]:
    """An example without its mark, and the line that was marked.

    >>> unmarked("a: 1\\nb: 2  # <- here")
    ('a: 1\\nb: 2', 2)
    """
    lines = example.splitlines()
    marked = [number for number, line in enumerate(lines, 1) if line.endswith(HERE)]
    return re.sub(rf" *{HERE}$", "", example, flags=re.MULTILINE), marked[0] if marked else None
