"""A kind of problem: its code, how grave it is, and what finds it. What it means stands in docs/problems/CODE.md."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from recheck.author.lints.base import RuleBase
from recheck.model.problem import Place, Problem, Severity


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
    find: Finder | None = None
    needs_all: bool = False
    """Whether it looks at all files together, and so says nothing while some cannot be read."""
    is_lint: bool = True
    """Whether a rule file may allow it, with a reason; what keeps a file from loading it may not."""


LINTS: list[Kind] = []
"""The lints in the order in which they are declared; `registry` is what others read."""


def lint(code: str, severity: Severity = Severity.WARNING, *, needs_all: bool = False) -> Callable[[Finder], Finder]:
    """Declare a function to be what finds a kind of problem."""

    def declare(find: Finder) -> Finder:
        LINTS.append(Kind(code, severity, find, needs_all))
        return find

    return declare


def problems_of(kind: Kind, base: RuleBase) -> Iterator[tuple[Problem, Edit | None]]:
    """What a kind finds, as problems with the edits that would mend them."""
    if kind.find is None or (kind.needs_all and not base.is_whole):
        return
    for found in kind.find(base):
        yield Problem(kind.code, found.message, found.place, found.suggestion, kind.severity), found.edit
